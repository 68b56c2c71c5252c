"""A station that needs help: what it writes about itself, who can read it, and whom it names."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from clerk_station.app.diagnostics import gather, write_diagnostics
from clerk_station.app.troubles import MOST, Troubles
from clerk_station.desk.session import sign_in
from clerk_station.desk.visits import void_answer
from clerk_station.domain.events import VisitOpened
from clerk_station.domain.people import Household
from clerk_station.domain.records import Clerk
from clerk_station.errors import StationError
from clerk_station.settings import Settings
from clerk_station.store.opening import Store
from sync.central.__main__ import main
from sync.central.folder import Folder
from tests.desk.acts import absent, opened, sealed
from tests.world import PIN, World, desk_of, household

NOTE = "جارتهم أم كاظم"
CAMERA = "/home/kadhim/clips/desk.mp4"
KINDS_OF_WORDS = {"role", "relation", "sex", "governorate", "centre"}


def words_of(thing: object) -> Iterator[str]:
    """Give every text that a record says of people, without what only names a kind."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from words_of(part)
    elif is_dataclass(thing):
        for one in fields(thing):
            if one.name not in KINDS_OF_WORDS:
                yield from words_of(getattr(thing, one.name))


def named(store: Store, told: object) -> set[str]:
    """Give whatever of the people here, or of what was typed about them, stands in a text."""
    people = [household(n) for n in (1, 2, 3)]
    clerks = store.queries.all_records(Clerk)
    said = {text for one in (*people, *clerks) for text in words_of(one) if len(text) > 3}
    births = [member.birth for one in people for member in one.members]
    said |= {f"{b.year}{gap}{b.month:02}{gap}{b.day:02}" for b in births for gap in "/-"}
    said |= {PIN, NOTE, CAMERA, "kadhim", store.lives.token(), store.enrolment.token + '"'}
    written = json.dumps(told, ensure_ascii=False)
    return {text for text in said if text in written}


def busy(world: World) -> Store:
    """Give a station where people were recorded, somebody erred, and the program stumbled."""
    store = world.filled()
    sign_in(store, clerk="C1", secret="999999")
    desk = desk_of(store)
    begun = opened(desk, sealed(1, world.authority_key))
    head = begun.household.members[0]
    visit = absent(desk, begun.visit, head)
    void_answer(desk, visit, member=head.id, reason=NOTE)
    try:
        stumble(begun.household)
    except ValueError as error:
        Troubles(world.folder).note(error, at=world.clock.moment)
    return store


def stumble(of: Household) -> None:
    """Fail with a message that quotes a person."""
    raise ValueError(of.members[0].name.short)


def test_it_tells_of_the_machine_and_names_nobody(world: World) -> None:
    """Counts, versions and places in the code are there; no person, secret or path is."""
    store = busy(world)
    settings = Settings(camera=CAMERA)
    told = gather(store, world.folder, settings=settings)
    assert told["station"] == "S1"
    assert told["stored"]["events"][VisitOpened.kind] == 1
    assert told["stored"]["records"]["household"] == 3
    assert told["stored"]["waiting"] == store.journal.head().seq
    assert told["files"]["ledger.db"] > 0
    (trouble,) = told["troubles"]
    assert trouble["what"] == "builtins.ValueError"
    assert trouble["where"][-1].startswith("journeys/test_diagnostics.py:")
    assert named(store, told) == set()
    store.close()


@pytest.mark.parametrize("place", ["troubles", "settings"])
def test_whoever_is_named_is_found(world: World, place: str) -> None:
    """The control: one name, or one path with a name in it, would be found out."""
    store = busy(world)
    told = gather(store, world.folder, settings=Settings(camera=CAMERA))
    told[place] = household(2).members[0].national_number
    assert named(store, told) == {household(2).members[0].national_number}
    told[place] = CAMERA
    assert named(store, told) == {CAMERA, "kadhim"}
    store.close()


def test_only_the_central_opens_it(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file says nothing to whoever carries it; its own central prints it, another cannot."""
    ours, other = tmp_path / "ours", tmp_path / "other"
    for folder in (ours, other):
        assert main(["init", "--data", str(folder)]) == 0
    office = Folder(ours).open()
    world.central_key = office.keys.central
    office.database.close()
    store = busy(world)
    file = write_diagnostics(store, world.folder, tmp_path, settings=Settings())
    assert file.name.startswith("diagnostics-S1-")
    assert b"visit.opened" not in file.read_bytes()
    capsys.readouterr()
    assert main(["open-diagnostics", "--data", str(ours), str(file)]) == 0
    printed = json.loads(capsys.readouterr().out)
    told = json.loads(json.dumps(gather(store, world.folder, settings=Settings())))
    assert printed | {"free": 0} == told | {"free": 0}
    assert main(["open-diagnostics", "--data", str(other), str(file)]) == 1
    assert "cannot open the file" in capsys.readouterr().err
    store.close()


def test_where_it_cannot_be_written_it_is_said(world: World, tmp_path: Path) -> None:
    """A file in the way is no crash, and the clerk learns what to do."""
    store = world.filled()
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    with pytest.raises(StationError, match="cannot be written"):
        write_diagnostics(store, world.folder, in_the_way / "x", settings=Settings())
    store.close()


def test_the_last_troubles_are_kept(world: World) -> None:
    """The file of them stays small, and one that somebody garbled is begun anew."""
    troubles = Troubles(world.folder)
    for n in range(MOST + 3):
        troubles.note(KeyError(n), at=world.clock.moment)
    assert len(troubles.all()) == MOST
    (world.folder / "troubles.json").write_text("[[", encoding="utf-8")
    assert troubles.all() == []
    troubles.note(KeyError(), at=world.clock.moment)
    assert [one["what"] for one in troubles.all()] == ["builtins.KeyError"]
