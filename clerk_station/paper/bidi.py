"""Which way text runs: the Unicode bidirectional algorithm (UAX #9) down to levels.

python-bidi has the rules for embeddings, weak and neutral types. Isolates and paired brackets are
added here: to the text around it an isolate is one neutral character, and within it is a text of
its own, which is how the annex defines them.
"""

import unicodedata
from collections import deque
from collections.abc import Sequence
from typing import Any

from bidi.algorithm import (
    explicit_embed_and_overrides,
    resolve_implicit_levels,
    resolve_neutral_types,
    resolve_weak_types,
)
from bidi.mirror import MIRRORED

_LRI, _RLI, _FSI, _PDI = "\u2066", "\u2067", "\u2068", "\u2069"
_ISOLATE = "\ufffc"
_KINDS = {_PDI: "ON", "\n": "WS", "\r": "WS", "\u2029": "WS"}
_Char = dict[str, Any]


def levels(text: str, *, rtl: bool) -> list[int]:
    """Resolve the level of each character of one paragraph: odd runs right to left.

    Marks that are never drawn get the level of what is before them.
    """
    resolved = [-1] * len(text)
    parts = [(0, len(text), int(rtl))]
    while parts:
        start, end, base = parts.pop()
        chars, isolates = _flat(text, start, end)
        for char in _resolve(chars, base):
            resolved[char["at"]] = char["level"]
        for opening, closing in isolates:
            level = _inside(text, opening, closing, resolved[opening])
            parts.append((opening + 1, closing, level))
            if closing < end:
                resolved[closing] = resolved[opening]
    for at, level in enumerate(resolved):
        if level < 0:
            resolved[at] = resolved[at - 1] if at else int(rtl)
    return resolved


def visual_order(line: Sequence[int]) -> list[int]:
    """Give the places of runs with these levels from left to right (rule L2)."""
    order = list(range(len(line)))
    for level in range(max(line, default=0), 0, -1):
        at = 0
        while at < len(order):
            stop = at
            while stop < len(order) and line[order[stop]] >= level:
                stop += 1
            order[at:stop] = order[at:stop][::-1]
            at = stop + 1
    return order


def _flat(text: str, start: int, end: int) -> tuple[list[_Char], list[tuple[int, int]]]:
    """Take a part of the text with each isolate in it as one neutral character."""
    chars, isolates, at = [], [], start
    while at < end:
        char = text[at]
        step = at + 1
        if char in {_LRI, _RLI, _FSI}:
            closing = _closing(text, at, end)
            isolates.append((at, closing))
            char, step = _ISOLATE, closing + 1
        kind = _KINDS.get(char) or unicodedata.bidirectional(char) or "L"
        chars.append({"ch": char, "at": at, "level": 0, "type": kind, "orig": kind})
        at = step
    return chars, isolates


def _closing(text: str, opening: int, end: int) -> int:
    """Find the mark that ends an isolate; the end of the part where there is none."""
    depth = 0
    for at in range(opening, end):
        depth += (text[at] in {_LRI, _RLI, _FSI}) - (text[at] == _PDI)
        if depth == 0:
            return at
    return end


def _inside(text: str, opening: int, closing: int, outside: int) -> int:
    """Give the base level within an isolate: the next one up of its direction."""
    match text[opening]:
        case "\u2066":
            odd = False
        case "\u2067":
            odd = True
        case _:
            chars, _ = _flat(text, opening + 1, closing)
            strong = (c["type"] for c in chars if c["type"] in {"L", "R", "AL"})
            odd = next(strong, "L") != "L"
    return outside + 1 if (outside + 1) % 2 == odd else outside + 2


def _resolve(chars: list[_Char], base: int) -> list[_Char]:
    """Set the levels of a part without isolates (rules X1 to I2) and give what is left of it."""
    for char in chars:
        char["level"] = base
    storage: dict[str, Any] = {"base_level": base, "chars": chars, "runs": deque()}
    explicit_embed_and_overrides(storage)
    resolve_weak_types(storage)
    for run in storage["runs"]:
        _pair_brackets(storage["chars"][run["start"] : run["start"] + run["length"]], run["sor"])
    resolve_neutral_types(storage, debug=False)
    resolve_implicit_levels(storage, debug=False)
    left: list[_Char] = storage["chars"]
    return left


def _pair_brackets(run: Sequence[_Char], before: str) -> None:
    """Give both brackets of a pair the same direction (rule N0)."""
    for opening, closing in _pairs(run):
        own = "LR"[run[opening]["level"] % 2]
        inside = {_strong(char) for char in run[opening + 1 : closing]} - {None}
        if not inside:
            continue
        if own not in inside:
            strong = (_strong(char) for char in reversed(run[:opening]))
            own = next((found for found in strong if found), before)
        run[opening]["type"] = run[closing]["type"] = own


def _pairs(run: Sequence[_Char]) -> list[tuple[int, int]]:
    """Match the brackets of a run (definition BD16)."""
    found: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []
    for at, char in enumerate(run):
        if char["type"] != "ON":
            continue
        category = unicodedata.category(char["ch"])
        if category == "Ps" and char["ch"] in MIRRORED:
            waiting.append((MIRRORED[char["ch"]], at))
        elif category == "Pe" and any(char["ch"] == wanted for wanted, _ in waiting):
            while waiting:
                wanted, opening = waiting.pop()
                if wanted == char["ch"]:
                    found.append((opening, at))
                    break
    return sorted(found)


def _strong(char: _Char) -> str | None:
    """Give the direction that a character lends to brackets; numbers count as right to left."""
    return {"L": "L", "R": "R", "EN": "R", "AN": "R"}.get(char["type"])
