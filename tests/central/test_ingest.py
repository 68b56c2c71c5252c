"""What the central does with a batch."""

from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import delete, select

from clerk_station.domain.events import EventVoided, MemberAbsent, VisitClosed, VisitOpened
from clerk_station.domain.visits import AbsenceReason, Entry, Outcome
from sync.central.tables import events, visits
from sync.envelope import GENESIS, Batch, pack, seal
from sync.errors import Rejected
from sync.wire import Receipt, Word, open_receipt
from tests.central.karbala import HeldStation, Karbala, event, served
from tests.world import OTHER_CENTRE, form


def push(station: HeldStation, batch: Batch | None) -> Receipt:
    """Hand a batch in and open the receipt."""
    assert batch is not None
    key = Ed25519PublicKey.from_public_bytes(station.enrolment.central_key)
    return open_receipt(station.server.push(pack(batch)), key)


def words(receipt: Receipt) -> list[str]:
    """Give the words of a receipt with their reasons."""
    return [f"{j.word} {j.reason}".strip() for j in receipt.judgements]


def test_stores_a_batch_and_signs_for_it(karbala: Karbala) -> None:
    """The receipt states how many events are held, up to where, and the chain's head there."""
    station = karbala.station()
    station.outbox.record_many(event, 7)
    receipt = push(station, station.outbox.seal(1, 7))
    assert words(receipt) == ["accepted"] * 7
    assert (receipt.acknowledged, receipt.count) == (7, 7)
    assert receipt.head == station.outbox.hashes[7]
    assert karbala.stored(station.enrolment.station) == station.outbox.events


def test_replays_in_any_order_store_nothing_twice(karbala: Karbala) -> None:
    """Each batch may come three times, and a later one before an earlier one again."""
    station = karbala.station()
    station.outbox.record_many(event, 9)
    first, second = station.outbox.seal(1, 4), station.outbox.seal(5, 9)
    replies = [push(station, b) for b in (first, second, second, first, first, second)]
    assert words(replies[-1]) == ["duplicate"] * 5
    assert [r.acknowledged for r in replies] == [4, 9, 9, 9, 9, 9]
    assert karbala.held() == 9


def test_an_overlapping_batch_adds_only_what_is_new(karbala: Karbala) -> None:
    """Batches may be cut anew: what was there is a duplicate, the rest is accepted."""
    station = karbala.station()
    station.outbox.record_many(event, 6)
    push(station, station.outbox.seal(1, 4))
    assert words(push(station, station.outbox.seal(3, 6))) == ["duplicate"] * 2 + ["accepted"] * 2
    assert karbala.stored(station.enrolment.station) == station.outbox.events


def test_one_poison_event_in_a_thousand_stops_nothing(karbala: Karbala) -> None:
    """What cannot be read is stored and put aside; all around it is accepted."""
    station = karbala.station()
    for seq in range(1, 1001):
        poison = b"\xff{not an event" if seq == 333 else event(station.enrolment, seq)
        station.outbox.record(poison)
    both = words(push(station, station.outbox.seal(1, 500)))
    both += words(push(station, station.outbox.seal(501, 1000)))
    assert both.count("accepted") == 999
    assert both[332] == "quarantined unreadable"
    assert karbala.stored(station.enrolment.station) == station.outbox.events


def test_a_replay_says_again_what_was_quarantined(karbala: Karbala) -> None:
    """A station that lost the receipt still learns which events were put aside, and why."""
    station = karbala.station()
    station.outbox.record(b"poison")
    station.outbox.record(event(station.enrolment, 2))
    push(station, station.outbox.seal(1, 2))
    again = push(station, station.outbox.seal(1, 2))
    assert words(again) == ["quarantined unreadable", "duplicate"]


@pytest.mark.parametrize(
    ("body", "around", "reason"),
    [
        (VisitOpened(entry=Entry.WALK_IN), {"household": "H0006", "visit": "v"}, "other_centre"),
        (VisitOpened(entry=Entry.WALK_IN), {"household": "H9", "visit": "v"}, "unknown_household"),
        (
            VisitOpened(entry=Entry.FORM, form=form(2).number),
            {"household": "H0001", "visit": "v"},
            "unknown_form",
        ),
        (
            MemberAbsent(reason=AbsenceReason.ABSENT),
            {"household": "H0001", "visit": "v", "member": "H0002-1"},
            "unknown_member",
        ),
    ],
)
def test_wrong_content_is_put_aside_with_its_reason(
    karbala: Karbala, body: VisitOpened | MemberAbsent, around: dict[str, str], reason: str
) -> None:
    """A well-signed event about what is not the station's is stored and does not count."""
    station = karbala.station()
    station.outbox.record(event(station.enrolment, 1, body=body, **around))
    assert words(push(station, station.outbox.seal(1, 1))) == [f"quarantined {reason}"]
    with karbala.database.reading() as connection:
        assert connection.execute(select(visits)).all() == []


def test_an_unknown_kind_is_kept_untouched(karbala: Karbala) -> None:
    """A newer station's event is stored byte for byte until the central learns to read it."""
    station = karbala.station()
    known = event(station.enrolment, 1)
    station.outbox.record(known.replace(b"clerk.signed_in/1", b"clerk.danced/9"))
    assert words(push(station, station.outbox.seal(1, 1))) == ["quarantined unknown_kind"]
    assert karbala.stored(station.enrolment.station) == station.outbox.events


def test_an_event_that_names_another_identity_is_put_aside(karbala: Karbala) -> None:
    """The seq inside the bytes has to be the seq of the envelope."""
    station = karbala.station()
    station.outbox.record(event(station.enrolment, 7))
    assert words(push(station, station.outbox.seal(1, 1))) == ["quarantined mismatch"]


def test_a_fork_is_halted_and_changes_nothing(karbala: Karbala) -> None:
    """Another event under a seq that is taken is never stored over it, nor beside it."""
    station = karbala.station()
    station.outbox.record_many(event, 3)
    push(station, station.outbox.seal(1, 3))
    twin = replace(station.outbox, events=[], hashes=[GENESIS], words={})
    twin.record(event(station.enrolment, 1, household="H0001"))
    twin.record_many(event, 4)
    receipt = push(station, twin.seal(1, 5))
    assert set(words(receipt)) == {"halted fork"}
    assert receipt.acknowledged == 3
    assert set(words(push(station, twin.seal(4, 5)))) == {"halted fork"}
    assert karbala.stored(station.enrolment.station) == station.outbox.events


def test_a_hole_is_halted_with_the_place_to_go_on_from(karbala: Karbala) -> None:
    """A batch that skips events is not stored; the receipt says what is held."""
    station = karbala.station()
    station.outbox.record_many(event, 6)
    push(station, station.outbox.seal(1, 2))
    receipt = push(station, station.outbox.seal(4, 6))
    assert set(words(receipt)) == {"halted hole"}
    assert (receipt.acknowledged, receipt.head) == (2, station.outbox.hashes[2])


def test_a_seal_by_another_key_is_halted(karbala: Karbala) -> None:
    """Who stole the token but not the key stores nothing."""
    station = karbala.station()
    thief = Ed25519PrivateKey.generate()
    forged = seal(
        id="b",
        station=station.enrolment.station,
        incarnation=1,
        first=1,
        previous=GENESIS,
        events=(event(station.enrolment, 1),),
        sign=thief.sign,
    )
    assert words(push(station, forged)) == ["halted bad_seal"]
    assert karbala.held() == 0


def test_a_batch_of_another_station_is_rejected(karbala: Karbala) -> None:
    """A token opens the door for its own station alone."""
    station, other = karbala.station(), karbala.station()
    other.outbox.record_many(event, 1)
    with pytest.raises(Rejected, match="other_station"):
        push(station, other.outbox.seal(1, 1))


@pytest.mark.parametrize("junk", [b"", b"junk", bytes(2 << 20)])
def test_what_is_no_batch_is_rejected(karbala: Karbala, junk: bytes) -> None:
    """Bytes that are no sealed batch are refused, and the station keeps what it has."""
    with pytest.raises(Rejected, match="bad_request"):
        karbala.station().server.push(junk)


def test_a_lost_row_shows_and_comes_back(karbala: Karbala) -> None:
    """A central that lost a row in the middle says so, and takes it again without a fork."""
    station = karbala.station()
    station.outbox.record_many(event, 9)
    push(station, station.outbox.seal(1, 9))
    with karbala.database.writing() as connection:
        connection.execute(delete(events).where(events.c.seq == 5))
    greeting = station.outbox.greeted(station.server.hello(station.outbox.hello()))
    assert (greeting.acknowledged, greeting.head) == (4, station.outbox.hashes[4])
    assert words(push(station, station.outbox.seal(5, 9))) == ["accepted"] + ["duplicate"] * 4
    assert karbala.stored(station.enrolment.station) == station.outbox.events


def test_closed_visits_are_told_to_the_centre(karbala: Karbala) -> None:
    """A form under which a visit was closed becomes a record that every station there receives."""
    station = karbala.station()
    served(station.outbox, 1)
    push(station, station.outbox.seal(1, 2))
    page = station.server.pull(station.inbox.cursor(""), most=1000)
    assert page is not None
    assert ("served", form(1).number) in [(r.kind, r.id) for r in page.records]


def test_a_voided_closing_is_taken_back(karbala: Karbala) -> None:
    """When the closing no longer counts, the served record leaves the feed by a tombstone."""
    station = karbala.station()
    served(station.outbox, 1)
    push(station, station.outbox.seal(1, 2))
    void = EventVoided(event=f"{station.enrolment.station}-e2", reason="closed too early")
    around = {"household": "H0001", "visit": f"v1-{station.enrolment.station}"}
    station.outbox.record(event(station.enrolment, 3, body=void, **around))
    push(station, station.outbox.seal(3, 3))
    page = station.server.pull(station.inbox.cursor(""), most=1000)
    assert page is not None
    last = [record for record in page.records if record.kind == "served"][-1]
    assert (last.id, last.data) == (form(1).number, None)


def test_a_form_used_at_two_stations_keeps_both_visits(karbala: Karbala) -> None:
    """Neither visit is dropped, and which one the feed names does not depend on who came first."""
    told: list[bool] = []
    for order in ((0, 1), (1, 0)):
        stations = [karbala.station(), karbala.station()]
        number = 1 + len(told)
        for station in stations:
            served(station.outbox, number)
        for index in order:
            push(stations[index], stations[index].outbox.seal(1, 2))
        page = stations[0].server.pull(stations[0].inbox.cursor(""), most=1000)
        assert page is not None
        latest = {(r.kind, r.id): r for r in page.records}["served", form(number).number]
        told.append(stations[1].enrolment.station in (latest.data or ""))
    with karbala.database.reading() as connection:
        assert len(connection.execute(select(visits)).all()) == 4
    assert told == [True, True]


def test_a_finished_visit_settles_a_form_for_good(karbala: Karbala) -> None:
    """After the return visit the form is served, whichever of both visits arrived last."""
    for order in ((0, 1), (1, 0)):
        stations = [karbala.station(), karbala.station()]
        number = 4 + order[0]
        around = {"household": f"H{number:04}"}
        for station, outcome in zip(
            stations, (Outcome.COMPLETED, Outcome.RETURN_NEEDED), strict=True
        ):
            body = VisitOpened(entry=Entry.FORM, form=form(number).number)
            visit = f"v-{station.enrolment.station}"
            day = date(2026, 12, 1) if outcome is Outcome.RETURN_NEEDED else None
            closing = VisitClosed(outcome=outcome, seconds=1, return_day=day)
            station.outbox.record(event(station.enrolment, 1, body=body, visit=visit, **around))
            station.outbox.record(event(station.enrolment, 2, body=closing, visit=visit, **around))
        for index in order:
            push(stations[index], stations[index].outbox.seal(1, 2))
        page = stations[0].server.pull(stations[0].inbox.cursor(""), most=1000)
        assert page is not None
        latest = {(r.kind, r.id): r for r in page.records}["served", form(number).number]
        assert '"outcome":"completed"' in (latest.data or "")


def test_the_order_of_arrival_does_not_change_the_visits(karbala: Karbala) -> None:
    """Visits folded batch by batch are the visits folded at once."""
    slow, quick = karbala.station(), karbala.station(at=OTHER_CENTRE)
    served(slow.outbox, 1)
    closing = VisitClosed(outcome=Outcome.REFERRED, seconds=1)
    around = {"household": "H0001", "visit": f"v1-{slow.enrolment.station}"}
    slow.outbox.record(event(slow.enrolment, 3, body=closing, **around))
    served(quick.outbox, 6)
    for seq in (1, 2, 3):
        push(slow, slow.outbox.seal(seq, seq))
    push(quick, quick.outbox.seal(1, 2))
    with karbala.database.reading() as connection:
        rows = connection.execute(select(visits.c.household, visits.c.outcome)).all()
    assert sorted(map(tuple, rows)) == [("H0001", "referred"), ("H0006", "completed")]


def test_the_word_names_are_stable() -> None:
    """Words travel by name and stand in databases: they never change."""
    names = ["accepted", "duplicate", "quarantined", "deferred", "halted"]
    assert [str(w) for w in Word] == names
