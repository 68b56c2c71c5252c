"""The command line of the central."""

import json
import os
import shutil
import stat
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clerk_station.clock import BAGHDAD
from sync.central.__main__ import main
from sync.central.folder import Folder
from sync.enrol import ask
from sync.envelope import GENESIS, pack, seal
from sync.export import write
from tests.central.karbala import event

DAY = "2026-11-23"
SOON = (datetime.now(BAGHDAD).date() + timedelta(days=60)).isoformat()


class Shell:
    """Runs commands on one folder and gives what they print."""

    def __init__(self, folder: Path, printed: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._printed = printed

    def __call__(self, *words: str, fails: bool = False) -> str:
        """Run a command; give what it printed, or its complaint where it has to fail."""
        verbs = 2 if words[0] in {"centre", "clerk", "station", "case", "quarantine"} else 1
        code = main([*words[:verbs], "--data", str(self.folder), *words[verbs:]])
        out, err = self._printed.readouterr()
        assert code == int(fails), out + err
        return err if fails else out


@pytest.fixture
def central(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Give a central that is ready."""
    shell = Shell(tmp_path / "central", capsys)
    shell("init")
    return shell


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a central with a made-up Karbala, to be copied."""
    folder = tmp_path_factory.mktemp("central")
    assert main(["init", "--data", str(folder)]) == 0
    wanted = ["--seed", "3", "--households", "40", "--day", DAY]
    assert main(["sample", "--data", str(folder), *wanted]) == 0
    return folder


@pytest.fixture
def town(filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Give a central with a made-up Karbala; it works wherever its folder is copied to."""
    shutil.copytree(filled, tmp_path / "central")
    return Shell(tmp_path / "central", capsys)


def test_keys_can_be_read_by_the_owner_alone(central: Shell) -> None:
    """Private keys lie in files of mode 0600 and no others."""
    files = [p for p in central.folder.rglob("*") if p.suffix in {".pem", ".json"}]
    assert len(files) == 3
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in files)


def test_init_never_replaces_a_central(central: Shell) -> None:
    """A second init says so and leaves keys and data alone."""
    before = (central.folder / "keys" / "authority.pem").read_bytes()
    assert "already" in central("init", fails=True)
    assert (central.folder / "keys" / "authority.pem").read_bytes() == before


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "nosuch://x/y",
        "sqlite:////nowhere/at/all/central.db",
        "postgresql+psycopg://127.0.0.1:1/none?connect_timeout=1",
        "postgresql+psycopg://127.0.0.1:port/none",
    ],
)
def test_a_failed_init_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    """Who named a wrong database can begin again in the same place, and its folders are gone."""
    shell = Shell(tmp_path / "new" / "central", capsys)
    assert "database" in shell("init", "--database", url, fails=True)
    assert list(tmp_path.iterdir()) == []
    assert "ready" in shell("init")


def test_a_failed_init_takes_back_only_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files that lay in the folder before stay, even a database that is none."""
    (tmp_path / "notes").write_text("mine", encoding="utf-8")
    (tmp_path / "central.db").write_bytes(b"this is no database" * 100)
    assert "cannot be used" in Shell(tmp_path, capsys)("init", fails=True)
    assert {path.name for path in tmp_path.iterdir()} == {"notes", "central.db"}


def test_a_command_without_a_central_says_what_to_type(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing was begun the line to type is named."""
    assert "clerk-central init" in Shell(tmp_path, capsys)("station", "list", fails=True)


@pytest.mark.parametrize("spoil", ["{", '{"database": 7}', '{"database": "nonsense"}', "[]"])
def test_a_damaged_configuration_is_told(central: Shell, spoil: str) -> None:
    """A file that cannot be read is a sentence, not a traceback."""
    (central.folder / "central.json").write_text(spoil, encoding="utf-8")
    assert central("station", "list", fails=True).count(".") >= 2


def test_a_database_that_is_none_is_told(central: Shell) -> None:
    """A damaged database is a sentence that says what to check."""
    (central.folder / "central.db").write_bytes(b"this is no database" * 100)
    assert "database cannot be used" in central("station", "list", fails=True)


def test_the_sample_prints_pins_once_and_fills_once(town: Shell) -> None:
    """A registry that is in use is never mixed with made-up people."""
    assert "not empty" in town("sample", fails=True)


def test_a_sample_as_json_names_everybody(central: Shell) -> None:
    """A program that plays a day reads who may sign in, and with what."""
    made = json.loads(central("sample", "--households", "10", "--day", DAY, "--json"))
    assert len(made["clerks"]) == 4 * 10 + 2, "four at each centre, and two supervisors"
    assert {"id", "centre", "role", "name", "pin"} == set(made["clerks"][0])


def test_a_station_is_created_and_listed(town: Shell) -> None:
    """A code comes out, the list shows where the station is and how; another code can follow."""
    made = json.loads(town("station", "create", "--centre", "KA-01", "--name", "W", "--json"))
    assert made["station"] == "KA-01-S1"
    assert "KA-01-S1  KA-01  W  active  0  never seen" in town("station", "list")
    again = json.loads(town("station", "code", "KA-01-S1", "--json"))
    assert again["code"] != made["code"]
    assert "no centre KA-77" in town(
        "station", "create", "--centre", "KA-77", "--name", "W", fails=True
    )


def test_a_booking_becomes_a_form_on_paper(town: Shell, tmp_path: Path) -> None:
    """A household known by its card gets a slot and its form as PDF."""
    number = town("book", "--household", "H0000001", "--day", SOON, "--hour", "10:00").strip()
    town("form", number, "--out", str(tmp_path / "paper"))
    assert (tmp_path / "paper" / f"{number}.pdf").read_bytes().startswith(b"%PDF")
    assert "no form" in town("form", "KA26-00000-0000", fails=True)
    assert "another day" in town(
        "book", "--household", "H0000001", "--day", SOON, "--hour", "23:00", fails=True
    )


def test_a_centre_s_day_is_drawn_at_once(town: Shell, tmp_path: Path) -> None:
    """All forms of a centre for a day lie in one folder."""
    town("forms", "--centre", "KA-01", "--day", DAY, "--out", str(tmp_path / "paper"))
    assert len(list((tmp_path / "paper").glob("KA26-*.pdf"))) == 2


def test_a_slot_is_given_once_and_never_in_the_past(town: Shell) -> None:
    """The same order typed twice, or a day that is over, is a sentence and no form."""
    wanted = ("book", "--household", "H0000001", "--hour", "10:00", "--day")
    number = town(*wanted, SOON).strip()
    assert f"holds form {number}" in town(*wanted, SOON, fails=True)
    assert "is past" in town(*wanted, "2024-01-07", fails=True)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("sample", "--households", "-5"), "whole number"),
        (("sample", "--day", "tomorrow"), "Write it like 2026-11-23"),
        (("sample", "--day", "9999-12-31"), "Write it like 2026-11-23"),
        (("serve", "--port", "70000"), "no port"),
        (("book", "--household", "1", "--day", DAY, "--hour", "9"), "Write it like 08:00"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(
    typed: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistyped number, day or hour is told with how to write it, not with a name of the code."""
    with pytest.raises(SystemExit):
        main(typed)
    complaint = capsys.readouterr().err
    assert told in complaint
    assert "invalid" not in complaint


def test_one_is_not_many(central: Shell, tmp_path: Path) -> None:
    """Counts are worded by the rules of the language, English and Arabic."""
    assert "1 household and 0 forms, all" in central("sample", "--households", "1", "--day", DAY)
    header = "card_number,centre,relation,given,sex,birth"
    (tmp_path / "r.csv").write_text(f"{header}\n5550001,KA-01,head,علي,m,1980", encoding="utf-8")
    assert "1 household read, 1 of" in central("import", str(tmp_path / "r.csv"))
    told = central("import", str(tmp_path / "r.csv"), "--language", "ar")
    assert "قرئت أسرة واحدة" in told


def test_missing_columns_are_named_in_words(central: Shell, tmp_path: Path) -> None:
    """No list of a program is shown to a person."""
    (tmp_path / "r.csv").write_text("card_number,centre,sex,birth\n", encoding="utf-8")
    complaint = central("import", str(tmp_path / "r.csv"), fails=True)
    assert complaint == "Line 1: Not all columns are there, add relation, given.\n"


def test_batches_from_a_file_are_taken_in_and_listed(town: Shell, tmp_path: Path) -> None:
    """What a station exported arrives without a network, and can be compared event by event."""
    code = json.loads(town("station", "create", "--centre", "KA-01", "--name", "W", "--json"))[
        "code"
    ]
    key = Ed25519PrivateKey.generate()
    office = Folder(town.folder).open()
    who = office.enrol(ask(code, public_key=key.public_key(), sign=key.sign))
    office.database.close()
    batch = seal(
        id="b1",
        station=who.station,
        incarnation=1,
        first=1,
        previous=GENESIS,
        events=(event(who, 1), b"poison"),
        sign=key.sign,
    )
    write(tmp_path / "post", [pack(batch)])
    assert town("import-batches", str(tmp_path / "post")).startswith("1 batch taken in")
    assert (tmp_path / "post.receipts").read_text(encoding="utf-8").count("\n") == 1
    lines = [json.loads(x) for x in town("events", "--station", who.station, "--json").splitlines()]
    assert [(x["seq"], x["kind"], x["verdict"]) for x in lines] == [
        (1, "clerk.signed_in/1", "accepted"),
        (2, "", "quarantined"),
    ]
    assert [x["hash"] for x in lines] == [h.hex() for h in batch.hashes()]


def test_a_file_that_is_none_is_told(town: Shell, tmp_path: Path) -> None:
    """Another file is a sentence, and nothing was taken in."""
    (tmp_path / "junk").write_bytes(b"junk")
    assert "could not be taken in" in town("import-batches", str(tmp_path / "junk"), fails=True)
    said = town("import-batches", str(tmp_path / "junk"), "--language", "ar", fails=True)
    assert not [letter for letter in said if letter.isascii() and letter.isalpha()]


@pytest.mark.parametrize(
    "words",
    [
        ("events", "--station", "KA-99-S1"),
        ("alarms", "--station", "KA-99-S1"),
        ("quarantine", "list", "--centre", "KA-99"),
        ("case", "list", "--centre", "KA-99"),
    ],
)
def test_what_is_not_there_has_no_empty_list(town: Shell, words: tuple[str, ...]) -> None:
    """Whoever mistypes a station or a centre is told so."""
    assert "There is no" in town(*words, fails=True)
    known = [word.replace("KA-99", "KA-01") for word in words]
    town("station", "create", "--centre", "KA-01", "--name", "W", "--id", "KA-01-S1")
    assert town(*known) == "", "the control"


def test_who_stops_reading_hears_no_more(town: Shell) -> None:
    """A list whose output is cut off ends without a word, as after `| head`."""
    reading, writing = os.pipe()
    os.close(reading)
    words = [sys.executable, "-m", "sync.central", "clerk", "list", "--data", str(town.folder)]
    with subprocess.Popen(words, stdout=writing, stderr=subprocess.PIPE) as program:
        os.close(writing)
        assert program.communicate(timeout=60)[1] == b""


def test_a_registry_with_broken_lines_is_taken_in_as_far_as_it_goes(
    town: Shell, tmp_path: Path
) -> None:
    """Good households are kept, bad lines named, and the exit code says so."""
    rows = ["card_number,centre,relation,given,sex,birth"]
    rows += ["5550001,KA-01,head,علي,m,1980", "5550002,KA-01,head,حسن,m,3000"]
    (tmp_path / "r.csv").write_text("\n".join(rows), encoding="utf-8")
    complaint = town("import", str(tmp_path / "r.csv"), fails=True)
    assert complaint.startswith("Line 3: ")
    assert town("book", "--household", "5550001", "--day", SOON, "--hour", "09:00")
    assert "cannot be read" in town("import", str(tmp_path / "none.csv"), fails=True)
