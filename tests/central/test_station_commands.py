"""The commands on the life of a station."""

import json
import re
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.central.__main__ import main
from sync.central.folder import Folder
from sync.enrol import ask, read_code
from sync.raw import Raw, sign_raw
from tests.sync.held import HeldOutbox

WHY = ["--by", "", "--reason", "asked for by the centre"]
CENTRES = ("KA-01", "KA-02")


@pytest.fixture
def town(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Give the folder of a central with two centres and a supervisor, whose id stands in WHY."""
    folder = tmp_path / "central"
    assert run(folder, "init") == 0
    for centre in CENTRES:
        options = {
            "--id": centre,
            "--name": "مركز",
            "--name-latin": "Centre",
            "--governorate": "KA",
            "--district": "d",
            "--address": "a",
            "--opens": "08:00",
            "--closes": "20:00",
            "--weekdays": "0-6",
            "--capacity": "10",
        }
        assert run(folder, "centre", "add", *(w for pair in options.items() for w in pair)) == 0
    capsys.readouterr()
    wanted = ("--centre", "KA-01", "--name", "زينب", "--role", "supervisor", "--json")
    assert run(folder, "clerk", "add", *wanted) == 0
    WHY[1] = json.loads(capsys.readouterr().out)["id"]
    assert run(folder, "station", "create", "--centre", "KA-01", "--name", "w") == 0
    capsys.readouterr()
    return folder


def run(folder: Path, *words: str) -> int:
    """Run a command on a folder."""
    verbs = 2 if words[0] in {"centre", "clerk", "station"} else 1
    return main([*words[:verbs], "--data", str(folder), *words[verbs:]])


def greeted(folder: Path, outbox: HeldOutbox) -> None:
    """Let a station say hello."""
    office = Folder(folder).open()
    outbox.greeted(office.hello(outbox.hello()))
    office.database.close()


def enrolled(folder: Path, capsys: pytest.CaptureFixture[str]) -> HeldOutbox:
    """Enrol a machine as the first station."""
    assert run(folder, "station", "code", "KA-01-S1", "--json") == 0
    code = json.loads(capsys.readouterr().out)["code"]
    key, office = Ed25519PrivateKey.generate(), Folder(folder).open()
    outbox = HeldOutbox(office.enrol(ask(code, public_key=key.public_key(), sign=key.sign)), key)
    office.database.close()
    return outbox


def test_states_are_changed_in_somebodys_name(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each change reaches the station's next greeting and stands in the list of alarms."""
    outbox = enrolled(town, capsys)
    for verb, state in (
        ("suspend", "suspended"),
        ("lost", "lost"),
        ("retire", "retired"),
        ("activate", "active"),
    ):
        assert run(town, "station", verb, "KA-01-S1", *WHY) == 0
        greeted(town, outbox)
        assert outbox.greeting is not None
        assert outbox.greeting.state == state
    capsys.readouterr()
    assert run(town, "alarms", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["kind"] for row in told] == ["state"] * 4
    assert "asked for by the centre" in told[0]["detail"]
    assert run(town, "alarms") == 0
    said = capsys.readouterr().out
    assert "its state was changed" in said
    assert re.search(r"  \d{4}/\d\d/\d\d \d\d:\d\d  ", said)
    assert not re.search(r"\d{9}", said), "no time is told in seconds"


def test_a_move_and_an_oldest_program_are_heard(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The greeting says where to move, and which program may begin new work."""
    outbox = enrolled(town, capsys)
    assert run(town, "station", "move", "KA-01-S1", "--centre", "KA-01", *WHY) == 1
    assert run(town, "station", "move", "KA-01-S1", "--centre", "KA-99", *WHY) == 1
    assert run(town, "station", "move", "KA-01-S1", "--centre", "KA-02", *WHY) == 0
    assert run(town, "require", "--app", "0.9.0", "--since", "2026-12-01") == 0
    greeted(town, outbox)
    assert outbox.greeting is not None
    said = outbox.greeting
    assert (said.move_to, said.centre, said.minimum_app) == ("KA-02", "KA-01", "0.9.0")
    assert said.minimum_from > time.mktime((2026, 11, 30, 0, 0, 0, 0, 0, 0))


@pytest.mark.parametrize(
    "words",
    [
        ("station", "suspend", "KA-99-S1"),
        ("station", "move", "KA-99-S1", "--centre", "KA-02"),
    ],
)
def test_a_station_that_is_not_there_is_told(town: Path, words: tuple[str, ...]) -> None:
    """A wrong id changes nothing."""
    assert run(town, *words, *WHY) == 1


def test_a_station_is_created_again_under_its_id(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a restore a forgotten station gets its id back, once, and ids are not given twice."""
    again = ("station", "create", "--centre", "KA-01", "--name", "w", "--id", "KA-01-S7")
    assert run(town, *again) == 0
    assert run(town, *again) == 1
    capsys.readouterr()
    assert run(town, "station", "create", "--centre", "KA-01", "--name", "w", "--json") == 0
    assert json.loads(capsys.readouterr().out)["station"] == "KA-01-S8"


def test_a_code_is_drawn_where_asked(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the digits stands the QR; without the option, digits alone."""
    assert run(town, "station", "code", "KA-01-S1") == 0
    plain = capsys.readouterr().out
    assert run(town, "station", "code", "KA-01-S1", "--qr") == 0
    drawn = capsys.readouterr().out
    assert "\u2588" in drawn
    assert "\u2588" not in plain
    assert read_code(drawn.splitlines()[1].rpartition(":")[2]) is not None


def test_what_lies_in_the_raw_lane_is_given_out(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The bytes come out as they went in."""
    outbox = enrolled(town, capsys)
    letter = Raw(station="KA-01-S1", incarnation=1, nonce="n", why="too_large", data=b"\0bytes")
    office = Folder(town).open()
    office.keep_raw(sign_raw(letter, outbox.key.sign))
    office.database.close()
    assert run(town, "raw", "--out", str(tmp_path / "raw")) == 0
    assert "too_large" in capsys.readouterr().out
    (file,) = (tmp_path / "raw").iterdir()
    assert file.read_bytes() == b"\0bytes"
