"""What the documents say is there, is there."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from clerk_station.__main__ import main as station
from installer.develop import ERRANDS, ROOT
from sync.central.__main__ import main as central

DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
ROOMS = "clerk_station|sync|resources|tests|installer"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def text_of(document: str) -> str:
    """Read a document of the project."""
    return (ROOT / document).read_text(encoding="utf-8")


def missing_places(text: str) -> list[str]:
    """Give the links and the quoted paths of the tree that lead nowhere; `x` stands for any."""
    links = [place for place in re.findall(r"\]\(([^)]+)\)", text) if "://" not in place]
    paths = re.findall(rf"`((?:{ROOMS})(?:/[\w.-]+)*/?)`", text)
    named = [place for place in paths if Path(place).stem != "x"]
    return [place for place in (*links, *named) if not (ROOT / place).exists()]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_place_in_a_document_exists(document: str) -> None:
    """A link or a path in a document leads to a file or folder of the tree."""
    assert missing_places(text_of(document)) == []


def test_a_place_that_is_gone_is_caught() -> None:
    """Control: a link and a path that lead nowhere are found."""
    text = "[old](OLD.md) and `clerk_station/gone.py`, not `clerk_station/ui/screens/x.py`"
    assert missing_places(text) == ["OLD.md", "clerk_station/gone.py"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_errand_in_a_document_exists(document: str) -> None:
    """Whoever types `make` and what a document says is understood."""
    named = re.findall(r"(?:^    |`)make (\w+)", text_of(document), re.MULTILINE)
    assert set(named) <= set(ERRANDS)


@pytest.mark.parametrize(
    ("program", "run"), [("clerk-station", station), ("clerk-central", central)]
)
def test_every_command_in_the_readme_exists(
    program: str, run: Callable[[list[str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    """The commands and options that README.md shows are those of the programs."""
    for line in re.findall(
        rf"(?:^    |`){program}((?: [^`#\n]+)?)", text_of("README.md"), re.MULTILINE
    ):
        verbs = re.findall(r"(?<= )[a-z][a-z-]+(?= |$)", line.partition(" --")[0] + " ")
        with pytest.raises(SystemExit) as left:
            run([*verbs, "--help"])
        assert left.value.code == 0, line
        told = capsys.readouterr().out
        assert all(option in told for option in re.findall(r"--[a-z]+", line)), line


def test_every_dependency_has_its_reason() -> None:
    """ARCHITECTURE.md names each dependency of pyproject.toml."""
    about = PROJECT["project"]
    groups = [about["dependencies"], *about["optional-dependencies"].values()]
    names = {Requirement(line).name for group in groups for line in group}
    told = text_of("ARCHITECTURE.md")
    assert sorted(name for name in names if f"`{name}`" not in told) == []


def test_every_room_is_in_the_map() -> None:
    """ARCHITECTURE.md names each layer that the import contracts know."""
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (layers,) = (c["layers"] for c in contracts if c["type"] == "layers")
    rooms = {room.strip() for layer in layers for room in layer.split("|")} - {"__main__"}
    told = text_of("ARCHITECTURE.md")
    assert (
        sorted(r for r in rooms if f"`{r}`" not in told and f"clerk_station/{r}`" not in told) == []
    )
