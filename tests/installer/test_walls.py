"""The walls between rooms stand, and an import through any of them is caught."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from installer.develop import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"]

# For each wall: a file that gets one forbidden line more.
BREACHES = {
    "The rooms of the station import downwards only": (
        "clerk_station/store/queries.py",
        "import clerk_station.desk.visits",
    ),
    "The domain knows the standard library alone": (
        "clerk_station/domain/ids.py",
        "import cryptography",
    ),
    "Sync carries envelopes and never opens them": (
        "sync/envelope.py",
        "import clerk_station.domain.events",
    ),
    "The central shares the domain, paper and signed forms with the station, nothing else": (
        "sync/central/__init__.py",
        "import clerk_station.store.tables",
    ),
    "The window never touches what it may only read": (
        "clerk_station/ui/theme.py",
        "import clerk_station.store.journal",
    ),
    "One library, one room: Qt": ("clerk_station/words/__init__.py", "import PySide6.QtCore"),
    "One library, one room: SQL": ("clerk_station/desk/visits.py", "import sqlalchemy"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the walls of the tree in a folder."""
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Give a copy of the source tree that a test may spoil."""
    for package in ("clerk_station", "sync"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_walls_stand(copy: Path) -> None:
    """Control: the tree as it is breaks no contract."""
    outcome = lint(copy)
    assert outcome.returncode == 0, outcome.stdout
    assert f"{len(CONTRACTS)} kept, 0 broken" in outcome.stdout


@pytest.mark.parametrize("wall", BREACHES)
def test_an_import_through_a_wall_is_caught(wall: str, copy: Path) -> None:
    """One forbidden import in one file breaks the contract that forbids it."""
    place, line = BREACHES[wall]
    file = copy / place
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    outcome = lint(copy)
    assert outcome.returncode == 1
    broken = " ".join(outcome.stdout.split())
    assert f"{wall} BROKEN" in broken


def test_every_wall_is_tried() -> None:
    """No contract stands in pyproject.toml without a breach that proves it works."""
    assert {contract["name"] for contract in CONTRACTS} == set(BREACHES)
