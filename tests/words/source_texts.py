"""Which texts the code says, found by reading the code."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from clerk_station.paths import resources

ROOT = resources().parent
PLACES = ("clerk_station", "sync")


@dataclass(frozen=True, slots=True)
class Said:
    """A source text, how it is said and where; `context` is None where it is not a literal."""

    text: str
    plural: str
    context: str | None
    where: str


def said_in(source: str, *, where: str) -> Iterator[Said]:
    """Find the literal texts that a module hands to Words, StationError and its subclasses."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Attribute(attr=name) | ast.Name(id=name):
                yield from _call(name, node.args, f"{where}:{node.lineno}")


def all_said() -> list[Said]:
    """Find the texts of both packages."""
    return [
        said
        for place in PLACES
        for path in sorted((ROOT / place).rglob("*.py"))
        for said in said_in(path.read_text("utf-8"), where=path.relative_to(ROOT).as_posix())
    ]


@cache
def troubles() -> frozenset[str]:
    """Name StationError and every class in the code that is one."""
    bases: dict[str, set[str]] = {}
    for place in PLACES:
        for path in (ROOT / place).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef):
                    named = {base.id for base in node.bases if isinstance(base, ast.Name)}
                    bases.setdefault(node.name, set()).update(named)
    found = {"StationError"}
    while more := {name for name, its in bases.items() if its & found} - found:
        found |= more
    return frozenset(found)


def literals() -> set[str]:
    """Give every string that stands in the code of both packages."""
    return {
        node.value
        for place in PLACES
        for path in (ROOT / place).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _call(name: str, args: list[ast.expr], where: str) -> Iterator[Said]:
    texts = [a.value if isinstance(a, ast.Constant) else None for a in args]
    match name, texts:
        case "say" | "mark", [str(text), *_]:
            yield Said(text, "", "", where)
        case "say_as", [context, str(text), *_]:
            yield Said(text, "", context if isinstance(context, str) else None, where)
        case "count", [str(one), str(many), *_]:
            yield Said(one, many, "", where)
        case _, [str(title), str(message), *_] if name in troubles():
            yield Said(title, "", "", where)
            yield Said(message, "", "", where)
