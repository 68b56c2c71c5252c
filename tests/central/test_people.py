"""Centres and clerks that an administrator adds."""

import json
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select

from clerk_station.domain.records import Centre, Clerk, Role, from_text
from sync.central.__main__ import main
from sync.central.feed import scopes_of
from sync.central.folder import Folder
from sync.central.tables import feed
from tests.central.test_commands import Shell

CENTRE = {
    "--id": "KA-11",
    "--name": "حي العامل",
    "--name-latin": "Hayy al-Amil",
    "--governorate": "KA",
    "--district": "كربلاء",
    "--address": "حي العامل، الشارع العام",
    "--opens": "08:00",
    "--closes": "14:00",
    "--weekdays": "0-3,5-6",
    "--capacity": "12",
}


def options(**other: str) -> list[str]:
    """Give the options of a centre, some of them otherwise."""
    wanted = CENTRE | {f"--{name.replace('_', '-')}": value for name, value in other.items()}
    return [word for option in wanted.items() for word in option]


@pytest.fixture
def place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Give a central with one centre of an administrator's own."""
    shell = Shell(tmp_path / "central", capsys)
    shell("init")
    assert "added" in shell("centre", "add", *options())
    return shell


def published(shell: Shell, kind: str, *, at: str = "KA-11") -> list[str]:
    """Give the texts of a kind that the stations of a centre get, in order."""
    office = Folder(shell.folder).open()
    with office.database.reading() as connection:
        here = feed.c.scope.in_(scopes_of(at)), feed.c.kind == kind
        texts = connection.scalars(select(feed.c.data).where(*here).order_by(feed.c.position)).all()
    office.database.close()
    return [text for text in texts if text is not None]


def newest_clerk(shell: Shell) -> Clerk:
    """Give the clerk whom the stations learned last."""
    return from_text(Clerk, published(shell, "clerk")[-1])


def test_a_centre_is_kept_listed_and_published(place: Shell) -> None:
    """What was typed is what the list shows and the stations get."""
    (listed,) = json.loads(place("centre", "list", "--json"))
    (text,) = published(place, "centre")
    centre = from_text(Centre, text)
    assert (listed["id"], listed["name_latin"]) == (centre.id, "Hayy al-Amil")
    assert (centre.opens, centre.closes, centre.capacity_per_hour) == ("08:00", "14:00", 12)
    assert centre.weekdays == (0, 1, 2, 3, 5, 6)
    assert place("centre", "list").startswith("KA-11  08:00-14:00  0,1,2,3,5,6  12  ")


def test_a_centre_added_again_is_changed(place: Shell) -> None:
    """The second time its data are replaced, and the stations are told; nothing is doubled."""
    assert "changed" in place("centre", "add", *options(closes="20:00"))
    assert [c["closes"] for c in json.loads(place("centre", "list", "--json"))] == ["20:00"]
    assert [from_text(Centre, text).closes for text in published(place, "centre")] == [
        "14:00",
        "20:00",
    ]


@pytest.mark.parametrize("closes", ["08:00", "08:59", "07:00"])
def test_a_centre_without_an_hour_is_refused(place: Shell, closes: str) -> None:
    """Closing before opening, or within the hour, would leave nobody a slot."""
    assert "no whole hour" in place("centre", "add", *options(closes=closes), fails=True)


@pytest.mark.parametrize(
    ("option", "typed", "told"),
    [
        ("id", "11", "Write it like KA-11"),
        ("opens", "8", "Write it like 08:00"),
        ("opens", "24:00", "Write it like 08:00"),
        ("opens", "٠٨:٠٠", "Write it like 08:00"),
        ("weekdays", "7", "Monday is 0"),
        ("weekdays", "", "Monday is 0"),
        ("capacity", "0", "from 1 to 9999"),
        ("name", "  ", "1 to 64 letters"),
    ],
)
def test_a_mistyped_option_is_a_sentence(
    option: str, typed: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be a centre's is told with how to write it."""
    with pytest.raises(SystemExit):
        main(["centre", "add", *options(**{option: typed})])
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "days"), [("0-6", range(7)), ("6,0,0", (0, 6)), ("5-1", (0, 1, 5, 6))]
)
def test_weekdays_are_read_as_they_are_meant(place: Shell, typed: str, days: range) -> None:
    """Single days and spans, over the end of the week too, each once and in order."""
    place("centre", "add", *options(weekdays=typed))
    assert json.loads(place("centre", "list", "--json"))[0]["weekdays"] == [*days]


def test_a_clerk_s_pin_is_shown_once_and_kept_nowhere(place: Shell) -> None:
    """Six digits are printed; the feed and the files hold the verifier that they fit, not them."""
    identity, told = place(
        "clerk", "add", "--centre", "KA-11", "--name", "سارة", "--role", "clerk"
    ).splitlines()
    pin = told.rpartition(" ")[2]
    clerk = newest_clerk(place)
    assert (identity, clerk.id, clerk.role, clerk.active) == ("KA-11-C1", identity, "clerk", True)
    assert pin.isdigit()
    assert len(pin) == 6
    assert clerk.verifier.startswith("$argon2id$")
    assert PasswordHasher().verify(clerk.verifier, pin)
    assert pin not in place("clerk", "list") + place("clerk", "list", "--json")
    held = [path.read_bytes() for path in place.folder.rglob("*") if path.is_file()]
    assert not any(f'"{pin}"'.encode() in data for data in held)


@pytest.mark.parametrize("role", list(Role))
def test_ids_are_the_next_free_of_their_role(place: Shell, role: Role) -> None:
    """Without --id each clerk gets a number of their own; with it, that id, once."""
    new = ("clerk", "add", "--centre", "KA-11", "--name", "سارة", "--role", role, "--json")
    first, second = (json.loads(place(*new))["id"] for _ in range(2))
    assert (first[:-1], first[-1], second[-1]) == (second[:-1], "1", "2")
    assert json.loads(place(*new, "--id", "Desk-7"))["id"] == "Desk-7"
    assert "already" in place(*new, "--id", "Desk-7", fails=True)


def test_a_new_pin_ends_the_old_one(place: Shell) -> None:
    """Who forgot the PIN gets another; the stations learn it and the old one fits no more."""
    new = ("clerk", "add", "--centre", "KA-11", "--name", "سارة", "--role", "manager", "--json")
    old = json.loads(place(*new))["pin"]
    pin = json.loads(place("clerk", "pin", "KA-11-M1", "--json"))["pin"]
    verifier = newest_clerk(place).verifier
    assert PasswordHasher().verify(verifier, pin)
    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify(verifier, old)


def test_a_retired_clerk_signs_in_no_more(place: Shell) -> None:
    """The stations are told, the list says so, and no new PIN brings them back."""
    place("clerk", "add", "--centre", "KA-11", "--name", "سارة", "--role", "clerk")
    assert "no more" in place("clerk", "retire", "KA-11-C1")
    assert not newest_clerk(place).active
    assert place("clerk", "list").rstrip().endswith("retired")
    assert "is retired" in place("clerk", "pin", "KA-11-C1", fails=True)


def test_nobody_is_hired_where_nothing_is(place: Shell) -> None:
    """An unknown centre, clerk or role is named with where to look."""
    new = ("--name", "سارة", "--role", "clerk")
    assert "centre list" in place("clerk", "add", "--centre", "KA-77", *new, fails=True)
    assert "clerk list" in place("clerk", "pin", "nobody", fails=True)
    assert "clerk list" in place("clerk", "retire", "nobody", fails=True)
    with pytest.raises(SystemExit):
        place("clerk", "add", "--centre", "KA-11", "--name", "سارة", "--role", "king")


def test_a_centre_of_one_s_own_can_work(place: Shell, tmp_path: Path) -> None:
    """Without any sample: a registry is read, a station created and a household booked."""
    header = "card_number,centre,relation,given,sex,birth"
    (tmp_path / "r.csv").write_text(f"{header}\n5550001,KA-11,head,علي,m,1980", encoding="utf-8")
    place("import", str(tmp_path / "r.csv"))
    assert place("station", "create", "--centre", "KA-11", "--name", "W").startswith("KA-11-S1")
    assert place("book", "--household", "5550001", "--day", "2096-11-26", "--hour", "09:00")
