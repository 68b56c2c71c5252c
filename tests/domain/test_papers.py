"""Which papers are still to be brought, and what a visit leaves for the one that takes it up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from clerk_station.domain.identity import DocumentKind
from clerk_station.domain.papers import HOUSEHOLD, Papers
from clerk_station.domain.records import Unfinished, UnfinishedState, from_text, to_text
from clerk_station.domain.stages import Begun, Stage
from clerk_station.domain.unfinished import taken_up, unfinished
from clerk_station.domain.visits import (
    AbsenceReason,
    Absent,
    Answer,
    Attended,
    Closing,
    Entry,
    Evidence,
    How,
    Outcome,
    Parked,
    Visit,
    outcome,
    to_bring,
)
from tests.world import DAY

CARD = DocumentKind.UNIFIED_CARD
CIVIL, NATIONALITY = DocumentKind.CIVIL_STATUS_ID, DocumentKind.NATIONALITY_CERTIFICATE
RESIDENCE, RATION = DocumentKind.RESIDENCE_CARD, DocumentKind.OLD_RATION_CARD
MOMENT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def came(*documents: DocumentKind) -> Attended:
    """Make an attendance with these papers."""
    return Attended(
        event="a",
        at=MOMENT,
        clerk="C1",
        how=How.BY_HAND,
        documents=documents,
        temporary_card=False,
    )


def away(reason: AbsenceReason, evidence: Evidence = Evidence.NOT_ASKED) -> Absent:
    """Make an absence."""
    return Absent(
        event="b", at=MOMENT, clerk="C1", reason=reason, evidence=evidence, returns=None, note=""
    )


def ticked(seen: tuple[DocumentKind, ...], missing: tuple[DocumentKind, ...] = ()) -> Papers:
    """Say what was seen and what was asked for in vain."""
    return Papers(event="p", at=MOMENT, clerk="C1", seen=seen, missing=missing)


def begun(stage: Stage, mono_ms: int) -> Begun:
    """Make a stage that began at this moment of the monotonic clock."""
    return Begun(stage=stage, at=MOMENT, boot="b", mono_ms=mono_ms)


VISIT = Visit(
    id="v",
    station="S1",
    household="H0001",
    clerk="C1",
    entry=Entry.FORM,
    form="F",
    opened_at=MOMENT,
    opened_boot="b",
    opened_mono_ms=0,
)


@pytest.mark.parametrize(
    ("documents", "papers", "missing"),
    [
        ((CARD,), None, ()),
        ((CIVIL,), None, (NATIONALITY,)),
        ((CIVIL, NATIONALITY), None, ()),
        ((DocumentKind.PASSPORT,), None, (CIVIL, NATIONALITY)),
        ((CIVIL,), ticked((NATIONALITY,)), ()),
        ((CIVIL,), ticked((CARD,)), ()),
        ((CARD,), ticked((), (CIVIL,)), ()),
        ((CARD,), ticked((), (DocumentKind.PASSPORT,)), (DocumentKind.PASSPORT,)),
    ],
)
def test_the_card_alone_or_two_papers_in_its_place(
    documents: tuple[DocumentKind, ...],
    papers: Papers | None,
    missing: tuple[DocumentKind, ...],
) -> None:
    """Who attended without the unified card brings two papers; with it, only what was asked for."""
    visit = replace(VISIT, answers={"m": came(*documents)})
    if papers is not None:
        visit = replace(visit, papers={"m": papers})
    assert to_bring(visit, "m") == missing
    assert outcome(visit) is (Outcome.RETURN_NEEDED if missing else Outcome.COMPLETED)


def test_household_papers_are_missing_only_where_somebody_said_so() -> None:
    """A paper that nobody spoke of asks nobody to come again; one asked for in vain does."""
    silent = replace(VISIT, answers={"m": came(CARD)})
    asked = replace(silent, papers={HOUSEHOLD: ticked((RESIDENCE,), (RATION,))})
    assert (to_bring(silent), outcome(silent)) == ((), Outcome.COMPLETED)
    assert (to_bring(asked), outcome(asked)) == ((RATION,), Outcome.RETURN_NEEDED)


def test_an_absent_member_owes_only_what_was_asked_for() -> None:
    """The papers of somebody abroad may be ticked and need not be complete."""
    abroad = away(AbsenceReason.ABROAD_STUDY, Evidence.SEEN)
    visit = replace(VISIT, answers={"m": abroad}, papers={"m": ticked((CIVIL,))})
    assert to_bring(visit, "m") == ()
    assert to_bring(replace(visit, papers={"m": ticked((), (CIVIL,))}), "m") == (CIVIL,)


def test_a_parked_visit_leaves_all_that_it_knows() -> None:
    """Answers of every kind, papers, cards and the time it took go to whoever takes it up."""
    answers: dict[str, Answer] = {"m1": came(CIVIL), "m2": away(AbsenceReason.ABSENT)}
    visit = replace(
        VISIT,
        answers=answers,
        papers={HOUSEHOLD: ticked((RESIDENCE,), (RATION,))},
        cards={"m1": "T1"},
        parked=Parked(event="k", at=MOMENT, clerk="C1", reason="صلاة"),
        spent=240,
        begun=(begun(Stage.SERVED, 0), begun(Stage.PARKED, 60_000)),
    )
    left = unfinished(visit, centre="KA-01", day=DAY)
    assert left is not None
    assert (left.state, left.id, left.seconds) == (UnfinishedState.PARKED, "S1/v", 300)
    assert left.reason == "صلاة"
    told = {c.member: c.attended or c.absent for c in left.carried}
    assert told == {**answers, HOUSEHOLD: None}
    assert left.carried[0].card == "T1"
    assert from_text(Unfinished, to_text(left)) == left


def test_a_visit_that_ended_leaves_what_need_not_be_asked_again() -> None:
    """Who was seen and what was stated stay; who has to come again has no answer any more."""
    visit = replace(
        VISIT,
        answers={
            "m1": came(CIVIL),
            "m2": away(AbsenceReason.ABSENT),
            "m3": away(AbsenceReason.REPORTED_DECEASED, Evidence.NOT_SEEN),
            "m4": away(AbsenceReason.ABROAD_WORK, Evidence.SEEN),
        },
        closing=Closing(
            event="c",
            at=MOMENT,
            clerk="C1",
            outcome=Outcome.RETURN_NEEDED,
            seconds=9,
            return_day=DAY + timedelta(days=7),
        ),
    )
    left = unfinished(visit, centre="KA-01", day=DAY)
    assert left is not None
    assert (left.state, left.return_day) == (UnfinishedState.TO_RETURN, DAY + timedelta(days=7))
    assert [carried.member for carried in left.carried] == ["m1", "m4"]


def test_a_visit_that_was_taken_up_leaves_nothing_more() -> None:
    """Others hear by which visit, and nothing of anybody is carried any further."""
    parked = Parked(event="k", at=MOMENT, clerk="C1", reason="")
    visit = replace(VISIT, answers={"m1": came(CARD)}, parked=parked)
    left = unfinished(visit, centre="KA-01", day=DAY)
    assert left is not None
    taken = taken_up(left, by=("S2/w",))
    assert (taken.state, taken.by, taken.carried) == (UnfinishedState.CONTINUED, ("S2/w",), ())


def test_an_open_or_completed_visit_leaves_nothing() -> None:
    """Only what was parked, or asks somebody to come again, is there to be taken up."""
    done = Closing(
        event="c", at=MOMENT, clerk="C1", outcome=Outcome.COMPLETED, seconds=9, return_day=None
    )
    assert unfinished(VISIT, centre="KA-01", day=DAY) is None
    assert unfinished(replace(VISIT, closing=done), centre="KA-01", day=DAY) is None
