"""A household comes to the desk: each verdict on its form, and what is recorded of it."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clerk_station.desk.forms import (
    Mistyped,
    Opened,
    StillOpen,
    is_form_code,
    resume,
    show_form,
    walk_in,
)
from clerk_station.desk.session import Desk
from clerk_station.desk.visits import Closed, close_visit, mark_absent, void_visit
from clerk_station.domain.events import FormRefused, VisitOpened
from clerk_station.domain.forms import Refusal, Refused
from clerk_station.domain.ids import form_number
from clerk_station.domain.visits import AbsenceReason, Entry, Evidence, How, Outcome
from clerk_station.errors import StationError
from clerk_station.store.opening import Store
from clerk_station.tokens import seal_form
from tests.desk.acts import attend, opened, sealed, serve
from tests.store.test_inbox import next_page, tombstone
from tests.world import DAY, OTHER_CENTRE, World, desk_of, form, household


@pytest.fixture
def desk(store: Store) -> Desk:
    """Give a desk with a clerk."""
    return desk_of(store)


def refused(desk: Desk, text: str) -> Refused:
    """Show a form that must not be admitted; its refusal is the newest event."""
    before = desk.store.journal.head().seq
    found = show_form(desk, text)
    assert isinstance(found, Refused)
    last = desk.store.journal.events_of_day(desk.today())[-1]
    assert last.seq == before + 1
    assert last.body == FormRefused(
        reason=found.reason,
        number=found.number,
        digest=hashlib.sha256(text.encode(errors="replace")).hexdigest(),
    )
    assert last.visit == ""
    assert desk.store.queries.open_visit() is None
    return found


def test_a_good_form_opens_a_visit(desk: Desk, world: World) -> None:
    """The household is shown at once, and the opening is on the disk."""
    begun = opened(desk, sealed(1, world.authority_key))
    assert (begun.household, begun.form) == (household(1), form(1))
    assert (begun.visit.entry, begun.visit.form) == (Entry.FORM, form(1).number)
    assert begun.visit.clerk == "C1"
    (event,) = desk.store.journal.events_of_visit(begun.visit.id)
    assert event.body == VisitOpened(entry=Entry.FORM, form=form(1).number)
    assert event.household == "H0001"


@pytest.mark.parametrize("shown", [str, str.lower, lambda n: n.replace("-", " ")])
def test_a_typed_number_opens_the_same_visit(desk: Desk, shown: Callable[[str], str]) -> None:
    """Where the QR is torn the number is enough, by the centre's records."""
    begun = opened(desk, shown(form(1).number))
    assert begun.form == form(1)


def test_arabic_digits_open_it_too(desk: Desk) -> None:
    """A number typed under an Arabic layout is the same number."""
    number = form(1).number.translate({ord(str(n)): chr(0x660 + n) for n in range(10)})
    assert opened(desk, number).household.id == "H0001"


def test_a_forged_form_is_refused_and_what_it_claims_is_kept(desk: Desk) -> None:
    """Nobody else's seal opens a visit; the clerk and the manager see what it said."""
    found = refused(desk, sealed(1, Ed25519PrivateKey.generate()))
    assert found == Refused(Refusal.FORGED, form(1).number, form(1))


def test_an_altered_paper_does_not_get_in_by_its_own_bar_code(desk: Desk, world: World) -> None:
    """The number on it is a true one; typed by the clerk, or under a true seal, it is good."""
    number = form(1).number
    refused(desk, sealed(1, Ed25519PrivateKey.generate()))
    before = desk.store.journal.head()
    assert show_form(desk, number) == Refused(Refusal.FORGED, number)
    assert desk.store.journal.head() == before, "the paper was recorded when its seal was read"
    assert isinstance(show_form(desk, form(2).number), Opened), "the control: another paper"
    void_visit(desk, opened(desk, form(2).number).visit, reason="خطأ")
    typed = show_form(desk, number, how=How.TYPED)
    assert isinstance(typed, Opened)
    void_visit(desk, typed.visit, reason="خطأ")
    opened(desk, sealed(1, world.authority_key))


def test_a_bar_code_that_was_read_before_its_broken_seal_is_found_out(
    desk: Desk, world: World
) -> None:
    """The visit that the number began stays, and that its paper is forged stands in it."""
    begun = opened(desk, form(1).number)
    found = show_form(desk, sealed(1, Ed25519PrivateKey.generate()))
    assert found == Refused(Refusal.FORGED, form(1).number, form(1))
    last = desk.store.journal.events_of_visit(begun.visit.id)[-1]
    assert isinstance(last.body, FormRefused)
    assert last.body.reason is Refusal.FORGED
    assert opened(desk, sealed(1, world.authority_key)).visit == begun.visit


def test_a_damaged_form_is_refused(desk: Desk, world: World) -> None:
    """A torn code says so; the number below it may still be typed."""
    assert refused(desk, sealed(1, world.authority_key)[:-9]).reason is Refusal.DAMAGED


@pytest.mark.parametrize("text", ["https://example.com", "", "\0\x1b", "\ud800", "x" * 3000])
def test_a_foreign_code_is_refused(desk: Desk, text: str) -> None:
    """Any other code, whatever is in it, is foreign, and only its digest is kept."""
    assert refused(desk, text).reason is Refusal.FOREIGN


def test_another_centres_form_is_refused_with_its_centre(desk: Desk, world: World) -> None:
    """The household is told where to go."""
    text = seal_form(form(1, centre=OTHER_CENTRE), world.authority_key)
    found = refused(desk, text)
    assert found.reason is Refusal.WRONG_CENTRE
    assert found.form is not None
    assert found.form.centre == OTHER_CENTRE


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, Refusal.WRONG_DAY),
        (1, Refusal.WRONG_DAY),
        (14, Refusal.WRONG_DAY),
        (15, Refusal.EXPIRED),
    ],
)
def test_another_day_is_refused(desk: Desk, world: World, days: int, expected: Refusal) -> None:
    """Too early or too late is the wrong day, and past its last day it has expired."""
    world.clock.moment += timedelta(days=days)
    assert refused(desk, sealed(1, world.authority_key)).reason is expected


def test_the_day_is_baghdads(desk: Desk, world: World) -> None:
    """At 22:00 UTC of the day before, the day in Baghdad has begun."""
    world.clock.moment = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
    assert isinstance(show_form(desk, sealed(1, world.authority_key)), Opened)


def test_a_form_that_was_served_is_refused(desk: Desk, world: World) -> None:
    """The same paper shown twice, by its code or its number, serves once."""
    serve(desk, sealed(1, world.authority_key))
    assert refused(desk, sealed(1, world.authority_key)).reason is Refusal.ALREADY_SERVED
    assert refused(desk, form(1).number).reason is Refusal.ALREADY_SERVED


@pytest.mark.parametrize("typed", [False, True])
def test_a_form_of_nobody_we_know_is_refused(desk: Desk, world: World, *, typed: bool) -> None:
    """A true seal for a household that is not in the records, or a number that is not."""
    text = form(99).number if typed else sealed(99, world.authority_key)
    assert refused(desk, text).reason is Refusal.UNKNOWN


def test_a_mistyped_number_is_a_slip_of_the_finger(desk: Desk) -> None:
    """The check digits tell a slip from a form, and a slip is not recorded."""
    before = desk.store.journal.head()
    wrong = form(1).number[:-1] + ("1" if form(1).number[-1] == "0" else "0")
    assert show_form(desk, wrong) == Mistyped(wrong)
    assert desk.store.journal.head() == before


def test_another_form_waits_until_the_visit_is_closed(desk: Desk, world: World) -> None:
    """Nothing is begun or recorded while another household stands at the desk."""
    begun = opened(desk, sealed(1, world.authority_key))
    before = desk.store.journal.head()
    for text in (sealed(2, world.authority_key), "https://example.com"):
        assert show_form(desk, text) == StillOpen(begun.visit)
    assert walk_in(desk, "H0002") == StillOpen(begun.visit)
    assert desk.store.journal.head() == before


def test_the_same_form_again_goes_on_with_its_visit(desk: Desk, world: World) -> None:
    """Showing the form of the open visit opens no second one."""
    begun = opened(desk, sealed(1, world.authority_key))
    visit = attend(desk, begun.visit, begun.household, begun.household.members[0])
    again = opened(desk, form(1).number)
    assert again.visit == visit
    assert again.form == form(1)


def test_a_visit_goes_on_after_a_restart(world: World) -> None:
    """A power cut in the middle of a visit costs nothing that was recorded."""
    store = world.filled()
    desk = desk_of(store)
    begun = opened(desk, sealed(1, world.authority_key))
    visit = attend(desk, begun.visit, begun.household, begun.household.members[0])
    store.close()
    world.clock.boot = "boot-2"
    store = world.open()
    again = resume(desk_of(store))
    assert again is not None
    assert again == Opened(visit, household(1), form(1))
    store.close()


def test_without_an_open_visit_there_is_nothing_to_resume(desk: Desk, world: World) -> None:
    """A fresh desk waits for a form."""
    assert resume(desk) is None
    serve(desk, sealed(1, world.authority_key))
    assert resume(desk) is None


def test_a_walk_in_needs_no_form(desk: Desk) -> None:
    """A household without an appointment is served as one."""
    begun = walk_in(desk, "H0002")
    assert isinstance(begun, Opened)
    assert (begun.visit.entry, begun.visit.form, begun.form) == (Entry.WALK_IN, "", None)


def test_a_walk_in_of_nobody_we_know_is_told_in_words(desk: Desk) -> None:
    """Without a record of the household there is no roster to serve."""
    with pytest.raises(StationError, match="not in the centre's records"):
        walk_in(desk, "H9999")
    assert resume(desk) is None


def come_back(desk: Desk, text: str, *, returns: int) -> None:
    """Close a visit that asks everybody to come again after some days."""
    begun = opened(desk, text)
    visit = begun.visit
    for member in begun.household.members[:3]:
        visit = mark_absent(
            desk,
            visit,
            member=member,
            reason=AbsenceReason.ABSENT,
            evidence=Evidence.NOT_ASKED,
            returns=DAY + timedelta(days=returns),
            note="",
        ).visit
    closed = close_visit(desk, visit, household=begun.household)
    assert isinstance(closed, Closed)


@pytest.mark.parametrize("days", [20, 25])
def test_on_the_day_of_return_the_same_form_is_good(desk: Desk, world: World, days: int) -> None:
    """Past its own day and its expiry, and then it is used up."""
    text = sealed(1, world.authority_key)
    come_back(desk, text, returns=20)
    world.clock.moment += timedelta(days=19)
    assert refused(desk, text).reason is Refusal.ALREADY_SERVED
    world.clock.moment += timedelta(days=days - 19)
    again = serve(desk, text)
    assert again.visit.entry is Entry.RETURN
    assert again.visit.closing is not None
    assert again.visit.closing.outcome is Outcome.COMPLETED
    assert refused(desk, text).reason is Refusal.ALREADY_SERVED


def test_a_visit_that_was_taken_back_leaves_its_form_unused(desk: Desk, world: World) -> None:
    """Who was called by mistake is called again."""
    begun = opened(desk, sealed(1, world.authority_key))
    void_visit(desk, begun.visit, reason="عائلة أخرى")
    assert resume(desk) is None
    again = opened(desk, sealed(1, world.authority_key))
    assert again.visit.id != begun.visit.id
    assert again.visit.entry is Entry.FORM


def test_a_household_that_left_in_mid_visit_does_not_hold_the_desk(
    desk: Desk, world: World
) -> None:
    """The visit stays in the journal, open, and the next family is served."""
    begun = opened(desk, sealed(1, world.authority_key))
    desk.store.inbox.apply(tombstone(desk.store, "household", "H0001"))
    assert resume(desk) is None
    assert desk.store.queries.visit(begun.visit.id) == begun.visit
    assert opened(desk, sealed(2, world.authority_key)).household.id == "H0002"


def test_a_form_that_the_feed_brings_later_is_known_then(desk: Desk) -> None:
    """Unknown now is not unknown for ever."""
    assert refused(desk, form(7).number).reason is Refusal.UNKNOWN
    desk.store.inbox.apply(next_page(desk.store, form(7), household(7)))
    assert opened(desk, form(7).number).household.id == "H0007"


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        (form_number("KA", 2026, 1), True),
        ("IQR1:" + "A" * 9, True),
        ("https://example.com", False),
        ("", False),
    ],
)
def test_a_code_is_told_to_be_of_our_forms(text: str, *, ours: bool) -> None:
    """The scanner asks which codes are worth showing to the desk."""
    assert is_form_code(text) is ours


def test_a_used_form_of_another_day_says_first_that_it_was_used(desk: Desk, world: World) -> None:
    """The verdict names what the clerk should say first."""
    serve(desk, sealed(1, world.authority_key))
    world.clock.moment += timedelta(days=30)
    late = replace(form(1), expires=DAY)
    found = refused(desk, seal_form(late, world.authority_key))
    assert found.reason is Refusal.ALREADY_SERVED


def test_a_household_that_was_served_does_not_come_in_again_without_its_form(
    desk: Desk, world: World
) -> None:
    """Completed is completed, whichever way in is tried; the refusal is recorded."""
    serve(desk, sealed(1, world.authority_key))
    assert walk_in(desk, "H0001") == Refused(Refusal.ALREADY_SERVED)
    assert isinstance(walk_in(desk, "H0002"), Opened), "the control: another one does"
    (event,) = (e for e in desk.store.journal.events_of_day(DAY) if isinstance(e.body, FormRefused))
    assert event.household == "H0001"


def test_a_household_that_was_asked_back_returns_also_without_its_form(
    desk: Desk, world: World
) -> None:
    """Its second visit is the return that the first asked for, and no walk-in beside it."""
    come_back(desk, sealed(1, world.authority_key), returns=3)
    begun = walk_in(desk, "H0001")
    assert isinstance(begun, Opened)
    assert begun.visit.entry is Entry.RETURN
