"""What happens during a visit, and what stands in the journal of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from clerk_station.desk.forms import Opened
from clerk_station.desk.session import Desk
from clerk_station.desk.visits import (
    RETURN_AFTER,
    AlreadyThere,
    Closed,
    NotOnRoster,
    NotYet,
    Recorded,
    ToConfirm,
    TookLong,
    attend_by_hand,
    close_visit,
    confirm_card,
    day_of,
    mark_absent,
    show_card,
    void_answer,
    void_visit,
)
from clerk_station.domain.events import (
    CardRefused,
    Event,
    EventVoided,
    MemberAbsent,
    MemberAttended,
    VisitClosed,
    VisitOverran,
)
from clerk_station.domain.identity import DocumentKind, Match
from clerk_station.domain.stages import Overrun, lengths
from clerk_station.domain.visits import (
    AbsenceReason,
    Absent,
    Attended,
    Evidence,
    How,
    Outcome,
    Visit,
)
from clerk_station.errors import StationError
from clerk_station.store.opening import Store
from clerk_station.store.verify import Whole, verify
from tests.desk.acts import absent, attend, card_of, opened, sealed
from tests.store.test_inbox import next_page
from tests.world import DAY, World, desk_of, household

HEAD, WIFE, SON, CHILD = household(1).members


@pytest.fixture
def desk(store: Store) -> Desk:
    """Give a desk with a clerk."""
    return desk_of(store)


@pytest.fixture
def begun(desk: Desk, world: World) -> Opened:
    """Give an open visit of the first household."""
    return opened(desk, sealed(1, world.authority_key))


def told(desk: Desk, visit: Visit) -> tuple[Event, ...]:
    """Give what was recorded of a visit, without its opening."""
    return desk.store.journal.events_of_visit(visit.id)[1:]


def close(desk: Desk, begun: Opened, visit: Visit) -> Closed:
    """Close a visit that may close."""
    found = close_visit(desk, visit, household=begun.household)
    assert isinstance(found, Closed)
    return found


def test_a_card_with_its_national_number_records_attendance(desk: Desk, begun: Opened) -> None:
    """Whose it is, how it was read and how it was matched are kept, and nothing of the card."""
    found = show_card(
        desk, begun.visit, household=begun.household, document=card_of(WIFE), how=How.SCANNED
    )
    assert isinstance(found, Recorded)
    assert found.member == WIFE
    (event,) = told(desk, begun.visit)
    assert event.member == WIFE.id
    assert event.body == MemberAttended(
        how=How.SCANNED, documents=(DocumentKind.UNIFIED_CARD,), match=Match.NATIONAL_NUMBER
    )
    answer = found.visit.answers[WIFE.id]
    assert isinstance(answer, Attended)
    assert answer.event == event.id


def test_a_card_matched_by_birth_and_name_waits_for_the_clerk(desk: Desk, begun: Opened) -> None:
    """Nothing is saved before the clerk has compared and confirmed."""
    card = card_of(SON, national="200400000009")
    found = show_card(desk, begun.visit, household=begun.household, document=card, how=How.SCANNED)
    assert found == ToConfirm(SON, card)
    assert told(desk, begun.visit) == ()
    done = confirm_card(desk, begun.visit, member=SON, document=card, how=How.SCANNED)
    assert isinstance(done, Recorded)
    (event,) = told(desk, begun.visit)
    assert isinstance(event.body, MemberAttended)
    assert event.body.match is Match.BIRTH_AND_NAME


def test_papers_without_a_unified_card_are_ticked(desk: Desk, begun: Opened) -> None:
    """Who has no unified card attends by papers, and a temporary card is due."""
    papers = (DocumentKind.CIVIL_STATUS_ID, DocumentKind.NATIONALITY_CERTIFICATE)
    attend_by_hand(desk, begun.visit, member=SON, documents=papers, temporary_card=True)
    (event,) = told(desk, begun.visit)
    assert event.body == MemberAttended(how=How.BY_HAND, documents=papers, temporary_card=True)


def test_without_a_paper_nobody_attends_by_hand(desk: Desk, begun: Opened) -> None:
    """An original document is seen or the person is absent."""
    with pytest.raises(StationError, match="No original document"):
        attend_by_hand(desk, begun.visit, member=SON, documents=(), temporary_card=True)
    assert told(desk, begun.visit) == ()


@pytest.mark.parametrize("stale", [False, True])
def test_a_card_that_is_shown_twice_counts_once(desk: Desk, begun: Opened, *, stale: bool) -> None:
    """A second scan adds nothing, not even one that a window sent before it had the answer."""
    visit = attend(desk, begun.visit, begun.household, WIFE)
    shown = begun.visit if stale else visit
    again = show_card(
        desk, shown, household=begun.household, document=card_of(WIFE), how=How.SCANNED
    )
    assert again == AlreadyThere(WIFE)
    confirmed = confirm_card(desk, shown, member=WIFE, document=card_of(WIFE), how=How.SCANNED)
    assert confirmed == AlreadyThere(WIFE)
    assert len(told(desk, begun.visit)) == 1


def test_who_comes_after_all_is_present(desk: Desk, begun: Opened) -> None:
    """An absence gives way to the person, and both stand in the journal."""
    visit = absent(desk, begun.visit, WIFE)
    visit = attend(desk, visit, begun.household, WIFE)
    assert isinstance(visit.answers[WIFE.id], Attended)
    assert len(told(desk, visit)) == 2


def test_a_card_of_nobody_is_recorded_without_whose(desk: Desk, begun: Opened) -> None:
    """That a stranger's card was shown is kept; number, name and birth date are not."""
    card = replace(card_of(WIFE, national="199099999999"), surname="غريب")
    found = show_card(desk, begun.visit, household=begun.household, document=card, how=How.SCANNED)
    assert found == NotOnRoster(card, WIFE)
    (event,) = told(desk, begun.visit)
    assert event.body == CardRefused(document=DocumentKind.UNIFIED_CARD)
    assert event.member == ""
    with desk.store.ledger.connect() as connection:
        rows = connection.exec_driver_sql("SELECT bytes FROM journal").all()
    kept = b"".join(row[0] for row in rows).decode()
    for secret in ("199099999999", "غريب", "1990", WIFE.name.given, "AA0000001"):
        assert secret not in kept


def test_an_absence_keeps_what_the_family_states(desk: Desk, begun: Opened) -> None:
    """Reason, evidence, expected return and a note of at most 500 characters."""
    day = DAY + timedelta(days=400)
    mark_absent(
        desk,
        begun.visit,
        member=SON,
        reason=AbsenceReason.ABROAD_STUDY,
        evidence=Evidence.SEEN,
        returns=day,
        note="  تأييد الجامعة\0\ud800 " + "س" * 600,
    )
    (event,) = told(desk, begun.visit)
    assert isinstance(event.body, MemberAbsent)
    assert (event.body.reason, event.body.evidence) == (AbsenceReason.ABROAD_STUDY, Evidence.SEEN)
    assert event.body.returns == day
    assert event.body.note.startswith("تأييد الجامعة? سس")
    assert len(event.body.note) == 500


def test_where_a_reason_asks_for_evidence_it_has_to_be_said(desk: Desk, begun: Opened) -> None:
    """Dead or abroad without a word on the papers is not recorded."""
    with pytest.raises(StationError, match="Say whether a paper was seen"):
        absent(desk, begun.visit, SON, AbsenceReason.REPORTED_DECEASED)
    assert told(desk, begun.visit) == ()
    absent(desk, begun.visit, SON, AbsenceReason.REPORTED_DECEASED, Evidence.NOT_SEEN)


def test_evidence_is_kept_only_where_the_reason_asks_it(desk: Desk, begun: Opened) -> None:
    """A tick that was left over from another reason does not travel."""
    visit = absent(desk, begun.visit, SON, AbsenceReason.HOME_VISIT, Evidence.SEEN)
    answer = visit.answers[SON.id]
    assert isinstance(answer, Absent)
    assert answer.evidence is Evidence.NOT_ASKED


@pytest.mark.parametrize(
    ("days", "good"), [(-1, False), (0, False), (1, True), (366, True), (2000, False)]
)
def test_a_day_of_return_lies_ahead(desk: Desk, begun: Opened, days: int, *, good: bool) -> None:
    """Nobody is asked to come back yesterday, today or in years."""

    def mark() -> None:
        mark_absent(
            desk,
            begun.visit,
            member=SON,
            reason=AbsenceReason.ABSENT,
            evidence=Evidence.NOT_ASKED,
            returns=DAY + timedelta(days=days),
            note="",
        )

    if good:
        mark()
    else:
        with pytest.raises(StationError, match="cannot be"):
            mark()
    assert len(told(desk, begun.visit)) == good


def test_who_was_present_becomes_absent_through_a_void_alone(desk: Desk, begun: Opened) -> None:
    """A wrong attendance is taken back with a reason, never quietly overwritten."""
    visit = attend(desk, begun.visit, begun.household, WIFE)
    with pytest.raises(StationError, match="recorded as present"):
        absent(desk, visit, WIFE)
    visit = void_answer(desk, visit, member=WIFE.id, reason="بطاقة أختها")
    visit = absent(desk, visit, WIFE)
    assert isinstance(visit.answers[WIFE.id], Absent)
    assert [type(event.body) for event in told(desk, visit)] == [
        MemberAttended,
        EventVoided,
        MemberAbsent,
    ]


def test_the_latest_answer_is_taken_back_whatever_the_clock_says(
    desk: Desk, begun: Opened, world: World
) -> None:
    """The order is the journal's: a clock that was set back changes nothing."""
    visit = attend(desk, begun.visit, begun.household, HEAD)
    world.clock.moment -= timedelta(hours=1)
    visit = attend(desk, visit, begun.household, WIFE)
    visit = void_answer(desk, visit, member=None, reason="خطأ")
    assert list(visit.answers) == [HEAD.id]
    assert list(void_answer(desk, visit, member=None, reason="خطأ").answers) == []


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_void_wants_a_reason(desk: Desk, begun: Opened, reason: str) -> None:
    """Taking back is told in words or not done."""
    visit = attend(desk, begun.visit, begun.household, HEAD)
    with pytest.raises(StationError, match="No reason"):
        void_answer(desk, visit, member=HEAD.id, reason=reason)
    with pytest.raises(StationError, match="No reason"):
        void_visit(desk, visit, reason=reason)
    assert len(told(desk, visit)) == 1


def test_where_nothing_was_answered_there_is_nothing_to_take_back(
    desk: Desk, begun: Opened
) -> None:
    """Neither of a member without an answer nor of an empty visit."""
    for member in (None, WIFE.id):
        with pytest.raises(StationError, match="nothing to take back"):
            void_answer(desk, begun.visit, member=member, reason="خطأ")


def test_a_visit_stays_open_until_every_adult_has_an_answer(desk: Desk, begun: Opened) -> None:
    """Those who lack one are named; the child is not among them."""
    assert close_visit(desk, begun.visit, household=begun.household) == NotYet((HEAD, WIFE, SON))
    visit = attend(desk, begun.visit, begun.household, WIFE)
    assert close_visit(desk, visit, household=begun.household) == NotYet((HEAD, SON))
    assert not any(isinstance(event.body, VisitClosed) for event in told(desk, visit))


def test_a_closed_visit_is_signed_and_witnessed(desk: Desk, begun: Opened, world: World) -> None:
    """The slip's witness names the closing event and the chain there."""
    visit = begun.visit
    for member in (HEAD, WIFE, SON):
        world.clock.pass_by(minutes=4)
        visit = attend(desk, visit, begun.household, member)
    done = close(desk, begun, visit)
    event = told(desk, visit)[-1]
    assert event.body == VisitClosed(outcome=Outcome.COMPLETED, seconds=720)
    head = desk.store.journal.hash_of(event.seq).hex()
    assert done.witness == f"S1-1-{event.seq} {head[:8]}"
    whole = verify(desk.store.ledger)
    assert isinstance(whole, Whole)
    assert whole.signatures == 1


@pytest.mark.parametrize("jump", [timedelta(days=365), timedelta(days=-1), timedelta()])
def test_a_visit_is_measured_by_the_monotonic_clock(
    desk: Desk, begun: Opened, world: World, jump: timedelta
) -> None:
    """The wall clock may jump a year or a day in the middle: the visit lasted 15 minutes."""
    world.clock.pass_by(minutes=15)
    world.clock.moment += jump
    visit = begun.visit
    for member in (HEAD, WIFE, SON):
        visit = absent(desk, visit, member)
    closing = close(desk, begun, visit).visit.closing
    assert closing is not None
    assert closing.seconds == 900


def test_after_a_restart_a_visit_is_measured_by_the_wall_clock(world: World) -> None:
    """Another run has another monotonic clock; the length is never below nothing."""
    for back, expected in ((False, 1800), (True, 0)):
        folder = world.folder / str(back)
        folder.mkdir()
        here = World(folder)
        store = here.filled()
        begun = opened(desk_of(store), sealed(1, here.authority_key))
        store.close()
        here.clock.boot, here.clock.mono = "boot-2", 5
        here.clock.moment += timedelta(minutes=-30 if back else 30)
        store = here.open()
        desk, visit = desk_of(store), begun.visit
        for member in (HEAD, WIFE, SON):
            visit = absent(desk, visit, member)
        closing = close(desk, begun, visit).visit.closing
        store.close()
        assert closing is not None
        assert closing.seconds == expected


def test_who_is_an_adult_was_settled_when_the_visit_began(
    desk: Desk, begun: Opened, world: World
) -> None:
    """A clock that jumps ten years in mid-visit does not make adults of children."""
    visit = begun.visit
    for member in (HEAD, WIFE, SON):
        visit = absent(desk, visit, member)
    world.clock.moment += timedelta(days=3653)
    assert day_of(close(desk, begun, visit).visit) == DAY


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ((None, None), DAY + RETURN_AFTER),
        ((3, None), DAY + timedelta(days=3)),
        ((3, 5), DAY + timedelta(days=5)),
    ],
)
def test_who_must_come_again_gets_a_day(
    desk: Desk, begun: Opened, named: tuple[int | None, int | None], expected: object
) -> None:
    """The latest day that was named, else a week from today; a return from abroad is none."""
    visit = attend(desk, begun.visit, begun.household, HEAD)
    for member, days in zip((WIFE, SON), named, strict=True):
        visit = mark_absent(
            desk,
            visit,
            member=member,
            reason=AbsenceReason.ABSENT,
            evidence=Evidence.NOT_ASKED,
            returns=None if days is None else DAY + timedelta(days=days),
            note="",
        ).visit
    visit = void_answer(desk, visit, member=HEAD.id, reason="خطأ")
    visit = mark_absent(
        desk,
        visit,
        member=HEAD,
        reason=AbsenceReason.ABROAD_WORK,
        evidence=Evidence.NOT_SEEN,
        returns=DAY + timedelta(days=700),
        note="",
    ).visit
    closing = close(desk, begun, visit).visit.closing
    assert closing is not None
    assert (closing.outcome, closing.return_day) == (Outcome.RETURN_NEEDED, expected)


def test_a_closed_visit_takes_nothing_more(desk: Desk, begun: Opened) -> None:
    """Not a second press on close, nor a card, an absence or a void from a stale window."""
    visit = begun.visit
    for member in (HEAD, WIFE, SON):
        visit = absent(desk, visit, member)
    close(desk, begun, visit)
    before = desk.store.journal.head()
    card = card_of(HEAD)
    late = (
        lambda: close_visit(desk, visit, household=begun.household),
        lambda: show_card(desk, visit, household=begun.household, document=card, how=How.SCANNED),
        lambda: confirm_card(desk, visit, member=HEAD, document=card, how=How.SCANNED),
        lambda: attend_by_hand(
            desk, visit, member=SON, documents=(DocumentKind.PASSPORT,), temporary_card=False
        ),
        lambda: absent(desk, visit, SON),
        lambda: void_answer(desk, visit, member=None, reason="خطأ"),
        lambda: void_visit(desk, visit, reason="خطأ"),
    )
    for act in late:
        with pytest.raises(StationError, match="The visit is closed"):
            act()
    assert desk.store.journal.head() == before


def test_a_minors_card_may_be_shown_and_changes_nothing_else(desk: Desk, begun: Opened) -> None:
    """Children are shown and not required; one who came is recorded like anyone."""
    visit = attend(desk, begun.visit, begun.household, CHILD)
    assert isinstance(visit.answers[CHILD.id], Attended)
    assert close_visit(desk, visit, household=begun.household) == NotYet((HEAD, WIFE, SON))


def test_who_joined_the_household_meanwhile_has_to_answer_too(desk: Desk, begun: Opened) -> None:
    """A visit does not end by the roster of an hour ago."""
    visit = begun.visit
    for member in (HEAD, WIFE, SON):
        visit = attend(desk, visit, begun.household, member)
    joined = replace(begun.household.members[2], id="H0001-9", national_number=None)
    grown = replace(begun.household, members=(*begun.household.members, joined))
    desk.store.inbox.apply(next_page(desk.store, grown))
    assert close_visit(desk, visit, household=begun.household) == NotYet((joined,))


def test_papers_of_who_is_there_already_add_nothing(desk: Desk, begun: Opened) -> None:
    """One attendance a member: else taking one back would leave the other standing."""
    visit = attend(desk, begun.visit, begun.household, HEAD)
    papers = (DocumentKind.CIVIL_STATUS_ID,)
    found = attend_by_hand(desk, visit, member=HEAD, documents=papers, temporary_card=False)
    assert found == AlreadyThere(HEAD)


def test_nothing_is_recorded_of_a_minor_who_stayed_at_home(desk: Desk, begun: Opened) -> None:
    """Who need not come is not absent."""
    child = begun.household.members[3]
    with pytest.raises(StationError, match="under 18"):
        absent(desk, begun.visit, child)


def answered(desk: Desk, begun: Opened) -> Visit:
    """Answer for every adult of a household."""
    visit = begun.visit
    for member in (HEAD, WIFE, SON):
        visit = attend(desk, visit, begun.household, member)
    return visit


def test_a_visit_over_half_an_hour_ends_with_a_reason(
    desk: Desk, begun: Opened, world: World
) -> None:
    """Over thirty minutes it stays open until the clerk says why; then the reason is kept."""
    visit = answered(desk, begun)
    world.clock.pass_by(minutes=31)
    asked = close_visit(desk, visit, household=begun.household)
    assert asked == TookLong(31 * 60)
    done = close_visit(desk, visit, household=begun.household, overrun=Overrun.PAPERS)
    assert isinstance(done, Closed)
    assert done.visit.overrun is Overrun.PAPERS
    assert [type(e.body) for e in told(desk, visit)[-2:]] == [VisitOverran, VisitClosed]


def test_a_visit_within_half_an_hour_is_not_asked(desk: Desk, begun: Opened, world: World) -> None:
    """Thirty minutes to the second are still half an hour."""
    visit = answered(desk, begun)
    world.clock.pass_by(minutes=30)
    assert close(desk, begun, visit).visit.overrun is None


def test_nobody_is_asked_about_a_time_that_is_not_accurate(world: World) -> None:
    """After a restart the wall clock may say hours: the visit ends, and says of itself so."""
    desk = desk_of(world.filled())
    begun = opened(desk, sealed(1, world.authority_key))
    visit = answered(desk, begun)
    desk.store.close()
    world.clock.boot = "boot-2"
    world.clock.moment += timedelta(hours=3)
    again = desk_of(world.open())
    done = close_visit(again, visit, household=begun.household)
    assert isinstance(done, Closed)
    assert not lengths(done.visit.begun).accurate
    again.store.close()
