"""The lock files: pins and hashes only, in step with pyproject.toml and with what is installed."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from itertools import groupby

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from installer.lock import EXTRAS, LOCKS, ROOT, foreign_lines

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins(name: str) -> Iterator[Requirement]:
    """Give the pinned packages of a lock file with the conditions they are pinned under."""
    for line in (LOCKS / f"{name}.txt").read_text(encoding="ascii").splitlines():
        if not line.startswith(" "):
            yield Requirement(line.removesuffix(" \\"))


def pinned(requirement: Requirement) -> Version:
    """Give the version that a pin allows."""
    (only,) = requirement.specifier
    return Version(only.version)


def here(requirement: Requirement) -> bool:
    """Tell whether a requirement is meant for this machine."""
    return requirement.marker is None or requirement.marker.evaluate()


@pytest.mark.parametrize("name", ["develop", "build", "rivals"])
def test_a_lock_names_no_host(name: str) -> None:
    """A lock file holds names, versions and hashes, and no address of any machine."""
    assert foreign_lines((LOCKS / f"{name}.txt").read_text(encoding="ascii")) == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example/simple",
        "--find-links /somewhere",
        "thing @ https://packages.example/thing-1.0.whl \\",
        "thing==1.0",
        "    --hash=sha256:12",
        "# made on a machine",
    ],
)
def test_an_address_in_a_lock_is_caught(line: str) -> None:
    """Control: an address, an unhashed pin or a comment in a lock file is found."""
    text = (LOCKS / "build.txt").read_text(encoding="ascii")
    assert foreign_lines(f"{text}{line}\n") == [line]


def test_every_pin_has_a_hash() -> None:
    """Every pinned package is tied to the bytes it had when it was locked."""
    for name in ("develop", "build", "rivals"):
        lines = (LOCKS / f"{name}.txt").read_text(encoding="ascii").splitlines()
        kinds = [kind for kind, _ in groupby(line.startswith(" ") for line in lines)]
        pairs = sum(not line.startswith(" ") for line in lines)
        assert kinds == [False, True] * pairs


def test_every_dependency_is_pinned_within_its_bounds() -> None:
    """Whatever pyproject.toml asks for stands in the lock in a version that it allows."""
    extras = PROJECT["optional-dependencies"]
    asked = [*PROJECT["dependencies"], *(line for x in EXTRAS for line in extras[x])]
    locked: dict[str, list[Version]] = {}
    for pin in pins("develop"):
        locked.setdefault(canonicalize_name(pin.name), []).append(pinned(pin))
    for line in asked:
        wanted = Requirement(line)
        found = locked.get(canonicalize_name(wanted.name), [])
        assert found, f"{wanted.name} is not locked: run `make lock`"
        assert all(wanted.specifier.contains(v) for v in found), f"{line}: locked {found}"


def test_these_tests_run_on_the_locked_versions() -> None:
    """What is installed here is what the locks say, so that everybody tests the same program."""
    for pin in [*pins("develop"), *pins("build")]:
        if here(pin):
            assert Version(version(pin.name)) == pinned(pin), pin.name


def test_one_opencv_and_no_qt_that_aborts() -> None:
    """The OpenCV that brings a Qt of its own is absent, and PySide6 stays below 6.12."""
    locked = {canonicalize_name(pin.name): pinned(pin) for pin in pins("develop")}
    assert not {"opencv-python", "opencv-contrib-python"} & locked.keys()
    assert "opencv-python-headless" in locked
    assert locked[canonicalize_name("PySide6-Essentials")] < Version("6.12")
    assert not any(re.fullmatch(r"pyside6(-addons)?", name) for name in locked)


def test_what_is_measured_beside_us_uses_our_versions() -> None:
    """Rivals run on the very OpenCV and onnxruntime that the station runs on, for a fair race."""
    ours = {canonicalize_name(pin.name): pinned(pin) for pin in pins("develop")}
    theirs = {canonicalize_name(pin.name): pinned(pin) for pin in pins("rivals")}
    for name in map(canonicalize_name, ("onnxruntime", "opencv-python-headless")):
        assert theirs[name] == ours[name]
