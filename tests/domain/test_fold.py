"""The fold: the set of events alone decides, and what was voided does not count."""

from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from clerk_station.domain.events import (
    Body,
    CardRefused,
    DocumentsSeen,
    Event,
    EventVoided,
    MemberAbsent,
    MemberAttended,
    Unread,
    VisitClosed,
    VisitContinued,
    VisitOpened,
    VisitParked,
    VisitResumed,
)
from clerk_station.domain.fold import fold_visit, fold_visits, standing
from clerk_station.domain.identity import DocumentKind
from clerk_station.domain.stages import Stage, lengths
from clerk_station.domain.unfinished import unfinished
from clerk_station.domain.visits import (
    AbsenceReason,
    Absent,
    Attended,
    Carried,
    Entry,
    How,
    Outcome,
)
from tests.domain.acts import bodies, event
from tests.world import DAY

OPEN = VisitOpened(entry=Entry.WALK_IN)
CAME = MemberAttended(how=How.SCANNED, documents=(DocumentKind.UNIFIED_CARD,))
AWAY = MemberAbsent(reason=AbsenceReason.ABSENT)
CLOSE = VisitClosed(outcome=Outcome.COMPLETED, seconds=60)


SEEN = DocumentsSeen(seen=(DocumentKind.CIVIL_STATUS_ID,))
PARK = VisitParked(reason="غداء")
BEFORE = Carried(
    member="m1",
    attended=Attended(
        event="S9#1",
        at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
        clerk="C9",
        how=How.SCANNED,
        documents=(DocumentKind.UNIFIED_CARD,),
        temporary_card=False,
    ),
    card="T",
)
GOES_ON = VisitContinued(former="S9/old", carried=(BEFORE,))
PARKING = SEEN, PARK, VisitResumed(), GOES_ON


def void(seq: int) -> EventVoided:
    """Void an event of the first station."""
    return EventVoided(event=f"S1#{seq}", reason="خطأ")


def told(*story: Body, visit: str = "v") -> list[Event]:
    """Number bodies from 1 as one station would."""
    return [event(seq, body, visit=visit) for seq, body in enumerate(story, 1)]


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Draw what two stations did in three visits, voids of anything among it."""
    story: list[Event] = []
    for station in ("S1", "S2"):
        for seq in range(1, draw(st.integers(1, 12)) + 1):
            aim = f"{draw(st.sampled_from(['S1', 'S2']))}#{draw(st.integers(1, 12))}"
            body: Body = draw(
                st.just(OPEN)
                | bodies[MemberAttended]
                | bodies[MemberAbsent]
                | bodies[VisitClosed]
                | st.sampled_from(PARKING)
                | st.just(EventVoided(event=aim, reason="خطأ"))
                | st.just(Unread(name="later/1"))
            )
            visit = f"{station}-{draw(st.integers(1, 3))}"
            member = draw(st.sampled_from(["m1", "m2"]))
            story.append(event(seq, body, station=station, visit=visit, member=member))
    return story


@given(histories(), st.data())
def test_order_and_number_of_arrivals_do_not_matter(
    story: Sequence[Event], data: st.DataObject
) -> None:
    """Any order, with any events arriving twice, folds to the same visits."""
    doubled = [*story, *data.draw(st.lists(st.sampled_from(story)))]
    shuffled = data.draw(st.permutations(doubled))
    assert fold_visits(shuffled) == fold_visits(story)
    assert standing(shuffled) == standing(story)


@given(histories())
def test_answers_stand_in_the_order_in_which_they_were_given(story: Sequence[Event]) -> None:
    """The last answer of a visit is the latest by seq, whatever the clock said."""
    seqs = {e.id: e.seq for e in story}
    for visit in fold_visits(story).values():
        own = [answer for answer in visit.answers.values() if not answer.former]
        given_at = [seqs[answer.event] for answer in own]
        assert given_at == sorted(given_at)


def test_a_visit_is_what_its_events_say() -> None:
    """Opening, answers and closing are all there, the later answer of a member counts."""
    visit = fold_visit(told(OPEN, AWAY, CAME, CLOSE))
    assert visit is not None
    assert (visit.entry, visit.household, visit.opened_mono_ms) == (Entry.WALK_IN, "H1", 1000)
    assert isinstance(visit.answers["m1"], Attended)
    assert visit.closing is not None
    assert visit.closing.event == "S1#4"


def test_without_an_opening_there_is_no_visit() -> None:
    """Answers whose opening is missing or voided are no visit."""
    assert fold_visit(told(CAME, CLOSE)) is None
    assert fold_visit(told(OPEN, CAME, void(1))) is None
    assert fold_visits([]) == {}


def test_a_void_brings_back_the_answer_before() -> None:
    """Taking back an attendance shows the absence that stood before it."""
    visit = fold_visit(told(OPEN, AWAY, CAME, void(3)))
    assert visit is not None
    assert isinstance(visit.answers["m1"], Absent)


def test_a_void_of_a_void_restores() -> None:
    """Voids are events like others: a voided void does nothing, and so on up the line."""
    story = told(OPEN, CAME, void(2), void(3), void(4))
    present = [len(s.answers) for n in range(2, 6) if (s := fold_visit(story[:n])) is not None]
    assert present == [1, 0, 1, 0]


def test_a_void_reaches_only_its_own_station() -> None:
    """No station can take back what another recorded."""
    story = [event(1, OPEN, station="S2"), event(2, CAME, station="S2")]
    foreign = event(1, EventVoided(event="S2#2", reason="خطأ"), station="S1")
    visit = fold_visit([*story, foreign])
    assert visit is not None
    assert "m1" in visit.answers


def test_a_voided_closing_opens_the_visit_again() -> None:
    """Taking back the closing leaves the answers as they were."""
    visit = fold_visit(told(OPEN, CAME, CLOSE, void(3)))
    assert visit is not None
    assert visit.closing is None
    assert "m1" in visit.answers


def test_what_says_nothing_of_a_member_changes_no_visit() -> None:
    """A refused card and an event of a later version leave the visit as it was."""
    plain = fold_visit(told(OPEN, CAME))
    card = CardRefused(document=DocumentKind.PASSPORT)
    assert fold_visit(told(OPEN, CAME, card, Unread(name="later/1"))) == plain


def test_papers_are_what_was_said_of_them_last() -> None:
    """A later tick replaces an earlier one, and taking it back shows the earlier one again."""
    civil, residence = DocumentKind.CIVIL_STATUS_ID, DocumentKind.RESIDENCE_CARD
    first = DocumentsSeen(seen=(civil,), missing=(residence,))
    second = DocumentsSeen(seen=(civil, residence))
    story = told(OPEN, first, second, void(3))
    last, before = fold_visit(story[:3]), fold_visit(story)
    assert last is not None
    assert before is not None
    assert (last.papers["m1"].seen, last.papers["m1"].missing) == ((civil, residence), ())
    assert (before.papers["m1"].seen, before.papers["m1"].missing) == ((civil,), (residence,))


def test_a_parked_visit_runs_again_from_where_it_was_resumed() -> None:
    """What it had spent at the desk is kept, and the time aside is no time at the desk."""
    story = told(OPEN, CAME, PARK, VisitResumed(), AWAY)
    parked, resumed = fold_visit(story[:3]), fold_visit(story)
    assert parked is not None
    assert resumed is not None
    assert parked.parked is not None
    assert parked.parked.reason == "غداء"
    assert resumed.parked is None
    stages = [begun.stage for begun in resumed.begun]
    assert stages == [Stage.SERVED, Stage.PARKED, Stage.SERVED]
    assert (lengths(resumed.begun).served, lengths(resumed.begun).parked) == (2, 1)
    assert isinstance(resumed.answers["m1"], Absent)


def test_a_voided_parking_puts_the_visit_back_on_the_desk() -> None:
    """Without the parking nothing of it is left."""
    assert fold_visit(told(OPEN, PARK)) != fold_visit(told(OPEN))
    assert fold_visit(told(OPEN, PARK, void(2))) == fold_visit(told(OPEN))


def test_a_continued_visit_knows_what_the_earlier_one_knew() -> None:
    """Answers, papers and cards of the former visit stand, each under its name, until said anew."""
    former = fold_visit(told(OPEN, CAME, PARK, visit="old"))
    assert former is not None
    left = unfinished(former, centre="KA-01", day=DAY)
    assert left is not None
    going_on = VisitContinued(former=left.id, carried=left.carried, seconds=left.seconds)
    begun = [event(n, body, station="S2") for n, body in enumerate((OPEN, going_on), 1)]
    visit = fold_visit(begun)
    assert visit is not None
    assert (visit.continues, visit.spent) == ("S1/old", 2)
    assert (visit.answers["m1"].event, visit.answers["m1"].former) == ("S1#2", "S1/old")
    anew = fold_visit([*begun, event(3, AWAY, station="S2")])
    assert anew is not None
    assert (anew.answers["m1"].event, anew.answers["m1"].former) == ("S2#3", "")


def test_what_was_carried_over_can_be_taken_back() -> None:
    """Voiding the continuing leaves a visit that knows nothing of an earlier one."""
    assert fold_visit(told(OPEN, GOES_ON)) != fold_visit(told(OPEN))
    visit = fold_visit(told(OPEN, GOES_ON, void(2)))
    assert visit is not None
    assert (visit.continues, visit.answers, visit.cards) == ("", {}, {})


def test_visits_are_folded_apart() -> None:
    """Events of no visit are passed over, the rest go each to its own."""
    first, second = told(OPEN, CAME, visit="a"), [event(9, OPEN, visit="b")]
    nowhere = event(10, CAME, visit="")
    folded = fold_visits([*second, nowhere, *first])
    assert set(folded) == {"a", "b"}
    assert folded["b"].answers == {}
