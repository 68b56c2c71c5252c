"""Cases and quarantine at the central: opened by what arrives, decided by named people."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.event import listen

from clerk_station.domain.cases import CaseKind
from clerk_station.domain.events import (
    Event,
    EventVoided,
    MemberAttended,
    StationMoved,
    VisitClosed,
    VisitOpened,
)
from clerk_station.domain.identity import DocumentKind, Match
from clerk_station.domain.people import Household, Stated
from clerk_station.domain.records import Case, CaseState, Decided, EventWord, from_text
from clerk_station.domain.visits import Entry, How, Outcome
from clerk_station.errors import StationError
from sync.central import cases, decisions, resolving
from sync.central.__main__ import main
from sync.central.database import Database
from sync.central.judge import Letter, Opinion, judge, letters
from sync.central.registry import get, put
from sync.central.stations import Identity, by_name
from sync.central.tables import case_households, visits
from sync.central.tables import cases as table
from tests.central.karbala import HeldStation, Karbala, event, sqlite_karbala
from tests.central.test_ingest import push, words
from tests.sync.held import HeldTime
from tests.world import CENTRE, OTHER_CENTRE, form, household

HOME = household(1)
HEAD, WIFE = HOME.members[0], HOME.members[1]
CAME = MemberAttended(how=How.SCANNED, documents=(DocumentKind.UNIFIED_CARD,))


@pytest.fixture
def karbala(empty: str) -> Iterator[Karbala]:
    """Give a small central on either database."""
    made = Karbala(Database(empty))
    yield made
    made.database.close()


def serves(
    station: HeldStation, *members: str, home: Household = HOME, body: MemberAttended = CAME
) -> list[str]:
    """Serve a household under its form at a station and push it; give the central's words."""
    outbox, me = station.outbox, station.enrolment
    before = len(outbox.events)
    around = {"household": home.id, "visit": f"v{before}-{me.station}"}
    number = form(int(home.id[1:])).number
    told: list[tuple[str, VisitOpened | MemberAttended | VisitClosed]] = [
        ("", VisitOpened(entry=Entry.FORM, form=number)),
        *((member, body) for member in members),
        ("", VisitClosed(outcome=Outcome.COMPLETED, seconds=60)),
    ]
    for member, what in told:
        outbox.record(event(me, len(outbox.events) + 1, body=what, member=member, **around))
    return words(push(station, outbox.seal(before + 1, len(outbox.events))))


def told(station: HeldStation) -> dict[str, Case]:
    """Pull, and give the cases that the station knows."""
    return {key: from_text(Case, data) for key, data in pulled(station, "case").items()}


def pulled(station: HeldStation, kind: str) -> dict[str, str]:
    """Let the station's post run, and give the records of a kind that it knows."""
    time = HeldTime()
    time.run(station.cycle(time), within=60)
    kept = (item for scope in station.inbox.records.values() for item in scope.items())
    return {key: r.data for (k, key), r in kept if k == kind and r.data is not None}


def open_cases(karbala: Karbala) -> dict[CaseKind, Case]:
    """Give the open cases by their kinds."""
    with karbala.database.reading() as connection:
        found = resolving.listing(connection, centre=None, all_=False)
    return {case.kind: case for case in found}


def state(karbala: Karbala) -> list[object]:
    """Give all that is folded of cases."""
    with karbala.database.reading() as connection:
        return [
            *connection.execute(select(table).order_by(table.c.id)).all(),
            *connection.execute(select(case_households).order_by(*case_households.c)).all(),
            *resolving.listing(connection, centre=None, all_=True),
        ]


def test_two_stations_that_served_one_family_open_a_case(karbala: Karbala) -> None:
    """Both visits count and stay; what stands against what is said once for each kind."""
    first, second = karbala.station(), karbala.station()
    assert set(serves(first, HEAD.id, WIFE.id)) == {"accepted"}
    assert open_cases(karbala) == {}, "one visit stands against nothing"
    assert set(serves(second, HEAD.id)) == {"accepted"}
    found = open_cases(karbala)
    assert set(found) == {CaseKind.DOUBLE_ATTENDANCE, CaseKind.FORM_TWICE}
    double = found[CaseKind.DOUBLE_ATTENDANCE]
    assert double.members == (HEAD.id,)
    assert {s.station for s in double.sightings} == {
        first.enrolment.station,
        second.enrolment.station,
    }
    with karbala.database.reading() as connection:
        assert len(connection.execute(select(visits)).all()) == 2


def test_a_case_reaches_every_centre_it_concerns_and_leaves_when_it_is_none(
    karbala: Karbala,
) -> None:
    """A household that moved was served at both centres; each is told, and of the end as well."""
    here, there = karbala.station(), karbala.station(at=OTHER_CENTRE)
    serves(here, HEAD.id)
    with karbala.database.writing() as connection:
        put(connection, [replace(HOME, centre=OTHER_CENTRE)])
    serves(there, HEAD.id)
    assert set(told(here)) == set(told(there)) != set()
    assert {case.centres for case in told(here).values()} == {(CENTRE, OTHER_CENTRE)}
    for seq in (2, 1):
        body = EventVoided(event=f"{there.enrolment.station}-e{seq}", reason="خطأ")
        around = {"household": HOME.id, "visit": f"v0-{there.enrolment.station}"}
        seq_now = len(there.outbox.events) + 1
        there.outbox.record(event(there.enrolment, seq_now, body=body, **around))
        push(there, there.outbox.seal(seq_now, seq_now))
    assert told(here) == told(there) == {}


def test_what_was_set_aside_for_its_centre_is_a_claim_too(karbala: Karbala) -> None:
    """A family that moved while a station was offline: its late post is put aside, and compared."""
    here, there = karbala.station(), karbala.station(at=OTHER_CENTRE)
    with karbala.database.writing() as connection:
        put(connection, [replace(HOME, centre=OTHER_CENTRE)])
    assert set(serves(there, HEAD.id)) == {"accepted"}
    assert set(serves(here, HEAD.id)) == {"quarantined other_centre"}
    assert CaseKind.DOUBLE_ATTENDANCE in open_cases(karbala)
    assert set(told(here)) == set(told(there)) != set()


def test_a_case_is_resolved_by_name_and_opened_again_by_a_new_claim(karbala: Karbala) -> None:
    """What was decided stays written; a decision covers only what it knew."""
    first, second, third = (karbala.station() for _ in range(3))
    serves(first, HEAD.id)
    serves(second, HEAD.id)
    case = open_cases(karbala)[CaseKind.DOUBLE_ATTENDANCE]
    with karbala.database.writing() as connection:
        done = resolving.resolve(
            connection, case.id, by="زينب", reason="جاء مرتين", now=karbala.now
        )
    assert (done.state, done.by, done.reason) == (CaseState.RESOLVED, ("زينب",), "جاء مرتين")
    assert told(first)[case.id] == done
    serves(third, HEAD.id)
    again = open_cases(karbala)[CaseKind.DOUBLE_ATTENDANCE]
    assert (again.id, again.by) == (case.id, ())
    with karbala.database.writing() as connection:
        resolving.resolve(connection, case.id, by="زينب", reason="ثلاث", now=karbala.now)
        resolving.reopen(connection, case.id, by="سعاد", reason="خطأ", now=karbala.now)
        acts = [d.act for d in decisions.on(connection, [case.id])[case.id]]
    assert acts == ["resolved", "resolved", "reopened"]
    assert case.id in {c.id for c in open_cases(karbala).values()}


def test_a_case_is_not_resolved_twice(karbala: Karbala) -> None:
    """Who comes second learns that it was decided; nothing is written over."""
    for station in (karbala.station(), karbala.station()):
        serves(station, HEAD.id)
    case = open_cases(karbala)[CaseKind.FORM_TWICE]
    with karbala.database.writing() as connection:
        resolving.resolve(connection, case.id, by="زينب", reason="نعم", now=karbala.now)
    with karbala.database.writing() as connection, pytest.raises(StationError):
        resolving.resolve(connection, case.id, by="سعاد", reason="لا", now=karbala.now)


@pytest.fixture
def abroad(karbala: Karbala) -> Household:
    """Let the register state that the head lives abroad."""
    head = replace(HEAD, stated=Stated.ABROAD)
    home = replace(HOME, members=(head, *HOME.members[1:]))
    with karbala.database.writing() as connection:
        put(connection, [home])
    return home


@pytest.mark.usefixtures("abroad")
def test_present_against_the_register_counts_when_two_people_agree(karbala: Karbala) -> None:
    """One agreement is not enough, the same person's second is none; then the visit has it."""
    station = karbala.station()
    assert serves(station, HEAD.id, WIFE.id) == [
        "accepted", "quarantined stated_abroad", "accepted", "accepted",
    ]  # fmt: skip
    case = open_cases(karbala)[CaseKind.AGAINST_REGISTER]
    assert case.members == (HEAD.id,)
    key = (station.enrolment.station, 1, 2)
    with karbala.database.writing() as connection:
        assert not resolving.release(connection, key, by="زينب", reason="رأيته", now=1)
    assert answers(karbala) == {WIFE.id}
    with karbala.database.writing() as connection, pytest.raises(StationError):
        resolving.release(connection, key, by="زينب", reason="رأيته", now=2)
    with karbala.database.writing() as connection:
        assert resolving.release(connection, key, by="سعاد", reason="عاد", now=3)
    assert answers(karbala) == {HEAD.id, WIFE.id}
    assert open_cases(karbala) == {}
    assert told(station)[case.id].by == ("زينب", "سعاد")
    name = f"{key[0]}/1/2"
    word = from_text(EventWord, pulled(station, "word")[name])
    assert (word.word, word.by) == (Decided.ACCEPTED, ("زينب", "سعاد"))
    again = push(station, station.outbox.seal(1, 4))
    assert words(again) == ["duplicate"] * 4, "a replay tells that it counts"


@pytest.mark.usefixtures("abroad")
def test_what_is_rejected_stays_stored_and_never_counts(karbala: Karbala) -> None:
    """The event keeps its bytes; the visit goes without it, and the station is told by whom."""
    station = karbala.station()
    serves(station, HEAD.id, WIFE.id)
    key = (station.enrolment.station, 1, 2)
    with karbala.database.writing() as connection:
        resolving.reject(connection, key, by="زينب", reason="شخص آخر", now=1)
    assert answers(karbala) == {WIFE.id}
    assert karbala.stored(station.enrolment.station) == station.outbox.events
    assert open_cases(karbala) == {}
    with karbala.database.writing() as connection, pytest.raises(StationError):
        resolving.release(connection, key, by="سعاد", reason="لا", now=2)
    with karbala.database.reading() as connection:
        word = get(connection, EventWord, f"{key[0]}/1/2")
    assert word is not None
    assert word.word is Decided.REJECTED


def test_what_nobody_can_read_cannot_be_released(karbala: Karbala) -> None:
    """There is nothing in it that could count; rejecting it clears the list."""
    station = karbala.station()
    station.outbox.record(b"poison")
    push(station, station.outbox.seal(1, 1))
    key = (station.enrolment.station, 1, 1)
    with karbala.database.writing() as connection, pytest.raises(StationError):
        resolving.release(connection, key, by="زينب", reason="نعم", now=1)
    with karbala.database.writing() as connection:
        resolving.reject(connection, key, by="زينب", reason="لا يُقرأ", now=1)


def test_what_a_fault_of_the_central_put_aside_counts_once_it_is_released(
    karbala: Karbala, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody judged is read anew when somebody releases it, and its visit has it."""
    station = karbala.station()

    def fails(
        _connection: object, _station: str, fresh: list[Event], **_: object
    ) -> dict[str, list[Event]]:
        assert not any(event.member == WIFE.id for event in fresh)
        return {}

    with monkeypatch.context() as faulty:
        faulty.setattr("sync.central.ingest.refold", fails)
        judged = serves(station, HEAD.id, WIFE.id)
    assert judged == ["accepted", "accepted", "quarantined unjudged", "accepted"]
    key = (station.enrolment.station, 1, 3)
    with karbala.database.writing() as connection:
        resolving.release(connection, key, by="زينب", reason="سليم", now=1)
    assert WIFE.id in answers(karbala)


@pytest.fixture
def unjudged(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Let the central fail at whoever came and at a station's move."""

    def fails(connection: Connection, fresh: Sequence[Letter], *, who: Identity) -> list[Opinion]:
        kinds = (b"member.attended", b"station.moved")
        assert not any(kind in letter.data for letter in fresh for kind in kinds)
        return judge(connection, fresh, who=who)

    with monkeypatch.context() as faulty:
        faulty.setattr("sync.central.ingest.judge", fails)
        yield faulty


def test_a_card_that_nobody_judged_is_compared_once_it_is_released(
    karbala: Karbala, unjudged: pytest.MonkeyPatch
) -> None:
    """What is released meets what others showed, as if it had counted from the start."""
    here, there = karbala.station(), karbala.station(at=OTHER_CENTRE)
    shown = replace(CAME, match=Match.BIRTH_AND_NAME, marks=("00112233aabbccdd",))
    other = household(6, centre=OTHER_CENTRE)
    assert serves(here, HOME.members[2].id, body=shown)[1] == "quarantined unjudged"
    unjudged.undo()
    serves(there, other.members[2].id, home=other, body=shown)
    assert open_cases(karbala) == {}, "the control: nobody knows what was shown"
    key = (here.enrolment.station, 1, 2)
    with karbala.database.writing() as connection:
        resolving.release(connection, key, by="زينب", reason="سليم", now=1)
    assert open_cases(karbala)[CaseKind.SAME_IDENTITY].households == (HOME.id, other.id)


def test_a_move_that_nobody_judged_is_followed_once_it_is_released(
    karbala: Karbala, unjudged: pytest.MonkeyPatch
) -> None:
    """The station is of its new centre from then on; an older move takes it back to none."""
    station = karbala.station()
    for seq, to in ((1, CENTRE), (2, OTHER_CENTRE)):
        body = StationMoved(former=CENTRE, to=to)
        station.outbox.record(event(station.enrolment, seq, body=body))
    push(station, station.outbox.seal(1, 2))
    unjudged.undo()
    for seq in (2, 1):
        with karbala.database.writing() as connection:
            key = (station.enrolment.station, 1, seq)
            resolving.release(connection, key, by="زينب", reason="سليم", now=1)
            assert by_name(connection, key[0], 1).centre == OTHER_CENTRE


def answers(karbala: Karbala) -> set[str]:
    """Give whose answers the one visit counts."""
    with karbala.database.reading() as connection:
        return set(json.loads(connection.scalars(select(visits.c.data)).one())["answers"])


def test_one_number_in_two_households_is_a_case_when_the_register_says_so(
    karbala: Karbala,
) -> None:
    """A household that is registered with another's number opens it; corrected, it is none."""
    other = household(7, centre=OTHER_CENTRE)
    same = replace(other.members[0], national_number=HEAD.national_number)
    with karbala.database.writing() as connection:
        put(connection, [replace(other, members=(same, *other.members[1:]))])
        cases.consider_register(connection, [other])
    case = open_cases(karbala)[CaseKind.SAME_IDENTITY]
    assert case.centres == (CENTRE, OTHER_CENTRE)
    with karbala.database.writing() as connection:
        put(connection, [other])
        cases.consider_register(connection, [other])
    assert open_cases(karbala) == {}


def test_one_card_that_two_people_showed_is_a_case(karbala: Karbala) -> None:
    """The mark of a card that the register did not know is compared over all stations."""
    here, there = karbala.station(), karbala.station(at=OTHER_CENTRE)
    shown = replace(CAME, match=Match.BIRTH_AND_NAME, marks=("00112233aabbccdd",))
    other = household(6, centre=OTHER_CENTRE)
    serves(here, HOME.members[2].id, body=shown)
    assert open_cases(karbala) == {}
    serves(there, other.members[2].id, home=other, body=shown)
    case = open_cases(karbala)[CaseKind.SAME_IDENTITY]
    assert case.households == (HOME.id, other.id)


@pytest.mark.usefixtures("abroad")
def test_all_cases_can_be_folded_again_from_nothing(karbala: Karbala) -> None:
    """Events, register and decisions give the same cases, whenever they are folded."""
    for station in (karbala.station(), karbala.station()):
        serves(station, HEAD.id, WIFE.id)
    case = open_cases(karbala)[CaseKind.FORM_TWICE]
    with karbala.database.writing() as connection:
        resolving.resolve(connection, case.id, by="زينب", reason="نعم", now=karbala.now)
    before = state(karbala)
    with karbala.database.writing() as connection:
        connection.execute(table.delete())
        connection.execute(case_households.delete())
        cases.refold(connection)
    assert state(karbala) == before
    assert len(open_cases(karbala)) == 2


def test_a_batch_without_a_case_costs_one_question(karbala: Karbala) -> None:
    """Where nothing stands against anything, three indexes are asked once, nothing is written."""
    station, again = karbala.station(), karbala.station()
    serves(station, HEAD.id)
    asked: list[str] = []
    for who in (station, again):
        batch = station.outbox.seal(1, 3)
        assert batch is not None
        with karbala.database.writing() as connection:
            identity = by_name(connection, who.enrolment.station, 1)
            told = list(enumerate(judge(connection, letters(batch), who=identity), 1))
            listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
            cases.consider(connection, told, identity, now=karbala.now)
        if who is station:
            assert len(asked) == 1
    assert len(asked) > 4, "the control: where a family was seen elsewhere, more is asked"


def test_a_supervisor_decides_at_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cases and quarantine are listed, shown and decided in the name of a supervisor alone."""
    folder = tmp_path / "central"
    data = ["--data", str(folder)]
    assert main(["init", *data]) == 0
    karbala = Karbala(Database(f"sqlite:///{folder / 'central.db'}"))
    for station in (karbala.station(), karbala.station()):
        serves(station, HEAD.id)
        poison = station.outbox.record(b"poison")
        push(station, station.outbox.seal(poison, poison))
    hired = ["clerk", "add", "--centre", CENTRE, "--name", "زينب", "--role", "supervisor"]
    assert main([*hired, *data]) == 0
    capsys.readouterr()
    assert main(["case", "list", "--json", *data]) == 0
    double, *_ = [c for c in json.loads(capsys.readouterr().out) if c["members"]]
    signed = ["--reason", "جاء مرتين", *data]
    assert main(["case", "resolve", double["id"], "--by", "C1", *signed]) == 1
    assert main(["case", "resolve", double["id"], "--by", "زينب", *signed]) == 0
    capsys.readouterr()
    assert main(["case", "show", double["id"], "--json", *data]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["state"], shown["by"]) == ("resolved", ["زينب"])
    assert [d["act"] for d in shown["decisions"]] == ["resolved"]
    assert main(["quarantine", "list", "--json", *data]) == 0
    first, second = (row["event"] for row in json.loads(capsys.readouterr().out))
    assert main(["quarantine", "release", first, "--by", "زينب", *signed]) == 1
    assert main(["quarantine", "reject", first, second, "--by", "زينب", *signed]) == 0
    assert main(["quarantine", "list", *data]) == 0
    assert "waiting" not in capsys.readouterr().out
    karbala.database.close()


def test_the_order_in_which_stations_send_does_not_matter(tmp_path: Path) -> None:
    """Whoever's post comes first, the same cases stand open with the same claims."""
    told_in_order = []
    for n, order in enumerate(permutations(range(3))):
        (tmp_path / str(n)).mkdir()
        karbala = sqlite_karbala(tmp_path / str(n))
        stations = [karbala.station() for _ in range(3)]
        for at in order:
            serves(stations[at], HEAD.id, *([WIFE.id] if at else []))
        told_in_order.append(state(karbala))
        karbala.database.close()
    assert told_in_order[0], "the control: there are cases"
    assert all(told == told_in_order[0] for told in told_in_order)
