"""When a visit may close and how it ends."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from clerk_station.domain.visits import (
    ASKS_EVIDENCE,
    AbsenceReason,
    Absent,
    Answer,
    Attended,
    Entry,
    Evidence,
    How,
    Missing,
    Outcome,
    Visit,
    missing,
    outcome,
    unanswered,
)
from tests.world import DAY, household

MOMENT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HEAD, WIFE, SON, CHILD = household().members
CAME = Attended(
    event="e",
    at=MOMENT,
    clerk="C1",
    how=How.SCANNED,
    documents=("unified_card",),
    temporary_card=False,
)


def away(reason: AbsenceReason, evidence: Evidence = Evidence.NOT_ASKED) -> Absent:
    """Make an absence."""
    return Absent(
        event="e", at=MOMENT, clerk="C1", reason=reason, evidence=evidence, returns=None, note=""
    )


def visit(**answers: Answer) -> Visit:
    """Make an open visit with answers for HEAD, WIFE, SON or CHILD."""
    members = {"head": HEAD, "wife": WIFE, "son": SON, "child": CHILD}
    return Visit(
        id="v",
        station="S1",
        household="H0001",
        clerk="C1",
        entry=Entry.WALK_IN,
        form="",
        opened_at=MOMENT,
        opened_boot="b",
        opened_mono_ms=0,
        answers={members[who].id: answer for who, answer in answers.items()},
    )


def test_every_adult_lacks_an_answer_at_first_and_no_minor_does() -> None:
    """Those of 18 and over are asked for, children are shown and not required."""
    lacking = [missing(m, None, day=DAY) for m in (HEAD, WIFE, SON, CHILD)]
    assert lacking == [Missing.ATTENDANCE] * 3 + [None]


def test_a_child_is_asked_for_from_its_18th_birthday() -> None:
    """The day of the visit decides, not the day of the appointment."""
    assert missing(CHILD, None, day=date(2032, 8, 14)) is None
    assert missing(CHILD, None, day=date(2032, 8, 15)) is Missing.ATTENDANCE


@pytest.mark.parametrize("reason", AbsenceReason)
@pytest.mark.parametrize("evidence", Evidence)
def test_evidence_is_asked_where_the_reason_asks_it(
    reason: AbsenceReason, evidence: Evidence
) -> None:
    """Dead, abroad or gone: whether a paper was seen has to be said, either way closes."""
    lacks = reason in ASKS_EVIDENCE and evidence is Evidence.NOT_ASKED
    expected = Missing.EVIDENCE_ANSWER if lacks else None
    assert missing(HEAD, away(reason, evidence), day=DAY) is expected


SEEN, NOT_SEEN = Evidence.SEEN, Evidence.NOT_SEEN


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((CAME,), Outcome.COMPLETED),
        ((away(AbsenceReason.HOME_VISIT),), Outcome.REFERRED),
        ((away(AbsenceReason.ABSENT),), Outcome.RETURN_NEEDED),
        ((away(AbsenceReason.DOCUMENTS_MISSING),), Outcome.RETURN_NEEDED),
        ((away(AbsenceReason.REPORTED_DECEASED, SEEN),), Outcome.REFERRED),
        ((away(AbsenceReason.REPORTED_DECEASED, NOT_SEEN),), Outcome.RETURN_NEEDED),
        ((away(AbsenceReason.ABROAD_STUDY, SEEN),), Outcome.REFERRED),
        ((away(AbsenceReason.ABROAD_TREATMENT, SEEN),), Outcome.REFERRED),
        ((away(AbsenceReason.ABROAD_WORK, SEEN),), Outcome.REFERRED),
        ((away(AbsenceReason.ABROAD_OTHER, SEEN),), Outcome.REFERRED),
        ((away(AbsenceReason.ABROAD_NOT_STATED, NOT_SEEN),), Outcome.RETURN_NEEDED),
        ((away(AbsenceReason.LEFT_HOUSEHOLD, SEEN),), Outcome.REFERRED),
        ((away(AbsenceReason.UNKNOWN_TO_HOUSEHOLD),), Outcome.REFERRED),
        (
            (away(AbsenceReason.REPORTED_DECEASED, SEEN), away(AbsenceReason.ABSENT)),
            Outcome.RETURN_NEEDED,
        ),
        ((CAME, away(AbsenceReason.UNKNOWN_TO_HOUSEHOLD)), Outcome.REFERRED),
        ((), Outcome.COMPLETED),
    ],
)
def test_how_a_visit_ends(answers: tuple[Answer, ...], expected: Outcome) -> None:
    """Somebody must come again: return; a statement waits for the manager: referred."""
    assert outcome(visit(**dict(zip(("head", "wife"), answers, strict=False)))) is expected


def test_who_still_lacks_an_answer_is_named_in_roster_order() -> None:
    """The desk asks for people in the order in which the roster shows them."""
    open_visit = visit(wife=CAME)
    assert unanswered(household().members, open_visit, day=DAY) == (HEAD, SON)
    whole = replace(open_visit, answers={m.id: CAME for m in (HEAD, WIFE, SON)})
    assert unanswered(household().members, whole, day=DAY) == ()
