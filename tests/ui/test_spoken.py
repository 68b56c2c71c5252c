"""The window as a screen reader has it: through the real accessibility bus of the desktop."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from clerk_station.ui.gallery.sample import Sample
from clerk_station.words import Words, without_isolates

_NEEDED = ("xvfb-run", "dbus-run-session")
_BUS = Path("/usr/libexec/at-spi-bus-launcher")
_SAMPLE = Sample(Words("en"), now=10_000.0)


@cache
def why_not() -> str:
    """Say what is missing for the bus and its reader; empty where nothing is."""
    if sys.platform != "linux":
        return "AT-SPI is the bus of Linux"
    if lacking := [name for name in _NEEDED if shutil.which(name) is None]:
        return f"{', '.join(lacking)} not installed"
    if not _BUS.exists():
        return "at-spi2-core is not installed"
    reader = ["/usr/bin/python3", "-c", "from gi.repository import Gio"]
    has_python = Path(reader[0]).exists()
    if not has_python or subprocess.run(reader, check=False, capture_output=True).returncode:
        return "Debian's python3-gi is not installed"
    return ""


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """Give what a screen reader was told of the window, one screen after another."""
    if why := why_not():
        pytest.skip(why)
    command = [
        "dbus-run-session", "--", "xvfb-run", "-a", sys.executable, "-m", "tests.ui.spoken",
    ]  # fmt: skip
    done = subprocess.run(
        command,
        env=os.environ | {"QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def flat(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give every widget of a tree that is in sight."""
    if tree["role"] == "application" or "showing" in tree["states"]:
        yield tree
        for child in tree["children"]:
            yield from flat(child)


def of_role(tree: dict[str, Any], role: str) -> list[dict[str, Any]]:
    """Give the widgets of a role."""
    return [one for one in flat(tree) if one["role"] == role]


@pytest.mark.display
def test_each_member_is_one_sentence_in_a_list(told: dict[str, Any]) -> None:
    """The list has a name; each row tells who, the state and what is needed; one has the focus."""
    (members,) = (one for one in of_role(told["desk"], "list") if one["name"])
    said = [one["name"] for one in members["children"]]
    assert len(said) == len(_SAMPLE.roster.rows)
    for row, text in zip(_SAMPLE.roster.rows, said, strict=True):
        for part in (row.name, row.facts, row.state, row.need):
            assert without_isolates(part) in text
    (focused,) = (one["name"] for one in members["children"] if "focused" in one["states"])
    turn = next(row for row in _SAMPLE.roster.rows if row.is_turn)
    assert focused.startswith(turn.name)


@pytest.mark.display
def test_a_verdict_is_read_out_at_once(told: dict[str, Any]) -> None:
    """A refusal is announced whole, whatever has the focus: what, why, and what follows."""
    (said,) = (one["text"] for one in told["heard"] if one["event"] == "Announcement")
    for part in (_SAMPLE.refused.what, _SAMPLE.refused.headline):
        assert without_isolates(part) in said


@pytest.mark.display
@pytest.mark.parametrize("screen", ["desk", "refused", "settings"])
def test_whatever_takes_keys_has_a_name(told: dict[str, Any], screen: str) -> None:
    """Nothing that Tab reaches is silent, and every button of the bar tells its key."""
    reached = [one for one in flat(told[screen]) if "focusable" in one["states"]]
    assert len(reached) >= 8
    assert [one["role"] for one in reached if not one["name"]] == []
    assert all(one["name"].endswith(")") for one in of_role(told[screen], "push button"))


@pytest.mark.display
def test_a_choice_tells_what_it_is_and_what_holds(told: dict[str, Any]) -> None:
    """Settings are radio buttons; an arrow moves the focus and what is checked together."""
    for screen, chosen in (("settings", "العربية"), ("chosen", "کوردی")):
        radios = of_role(told[screen], "radio button")
        (focused,) = (one for one in radios if "focused" in one["states"])
        assert focused["name"] == chosen
        assert "checked" in focused["states"]
        held = {one["name"] for one in radios if "checked" in one["states"]}
        assert {"100%", "Light", "10 minutes"} <= held
        assert len(radios) > len(held)
