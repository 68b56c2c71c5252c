"""The built package: everything it needs lies inside, and is found there."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from clerk_station import paths
from installer.develop import ROOT

WHERE = "from clerk_station import paths; print(paths.resources())"
FONT = "fonts/ibm-plex-sans-arabic/IBMPlexSansArabic-Regular.ttf"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it, as an installation would."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    with zipfile.ZipFile(made) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def found_from(site: Path) -> Path:
    """Ask a Python that sees nothing of the source tree where the resources are."""
    code = f"import sys; sys.path.insert(0, {str(site)!r}); {WHERE}"
    asked = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code],
        cwd=site,
        check=True,
        capture_output=True,
        text=True,
    )
    return Path(asked.stdout.strip())


def test_the_wheel_holds_all_resources(wheel: Path) -> None:
    """Every file of resources/ is in the wheel, and an installed station finds it there."""
    found = found_from(wheel)
    assert found == wheel / "clerk_station" / "_resources"
    inside = {p.relative_to(found) for p in found.rglob("*") if p.is_file()}
    source = ROOT / "resources"
    tracked = {p.relative_to(source) for p in source.rglob("*") if p.is_file()}
    assert tracked <= inside
    assert Path(FONT) in inside


def test_the_wheel_holds_both_programs_and_nothing_else(wheel: Path) -> None:
    """The wheel brings the station, the post office, and no tests or tools."""
    names = {p.name for p in wheel.iterdir() if not p.name.endswith(".dist-info")}
    assert names == {"clerk_station", "sync"}
    assert (wheel / "sync" / "central" / "openapi.json").is_file()
    (about,) = wheel.glob("*.dist-info")
    programs = (about / "entry_points.txt").read_text(encoding="utf-8")
    assert "clerk-station = clerk_station.__main__:main" in programs
    assert "clerk-central = sync.central.__main__:main" in programs


def test_a_central_begins_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    """The steps to the central's schema are inside, and init takes them there."""
    code = (
        "import sys; from sync.central import schema; from sync.central.__main__ import main;"
        "print(schema.STEPS); sys.exit(main(['init', '--data', 'central']))"
    )
    begun = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(wheel)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(begun.stdout.splitlines()[0]) == wheel / "sync" / "central" / "migrations"
    assert (tmp_path / "central" / "central.db").exists()


def test_the_source_tree_finds_its_resources() -> None:
    """In the source tree the resources lie beside the packages."""
    assert paths.resources() == ROOT / "resources"
    assert (paths.resources() / FONT).is_file()


@pytest.mark.parametrize("inside", ["clerk_station/_resources", "resources"])
def test_the_frozen_application_finds_its_resources(
    inside: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A frozen application finds what its bootloader unpacked, in either place it may lie."""
    (tmp_path / "clerk_station").mkdir()
    (tmp_path / inside).mkdir()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resources() == tmp_path / inside
