"""Made-up days and visits to report on."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import cycle

from clerk_station.clock import BAGHDAD
from clerk_station.domain.days import DayFacts, FormRefusal
from clerk_station.domain.forms import Refusal
from clerk_station.domain.ids import form_number
from clerk_station.domain.people import Household
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
    Visit,
)
from tests import world

MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=BAGHDAD)


def attended(*, temporary_card: bool = False) -> Attended:
    """Make the answer for somebody who came."""
    return Attended(
        event="e",
        at=MORNING,
        clerk="C1",
        how=How.SCANNED,
        documents=("unified_card",),
        temporary_card=temporary_card,
    )


def absent(
    reason: AbsenceReason, evidence: Evidence = Evidence.NOT_ASKED, *, note: str = ""
) -> Absent:
    """Make the answer for somebody who was not seen."""
    return Absent(
        event="e",
        at=MORNING,
        clerk="C1",
        reason=reason,
        evidence=evidence,
        returns=None,
        note=note,
    )


def visit(
    answers: Mapping[str, Answer] | None = None,
    *,
    opened: datetime = MORNING,
    clerk: str = "C1",
    entry: Entry = Entry.FORM,
    outcome: Outcome | None = Outcome.COMPLETED,
    seconds: int = 600,
) -> Visit:
    """Make a visit; one without outcome is still open."""
    closing = Closing(
        event="e",
        at=opened + timedelta(seconds=seconds),
        clerk=clerk,
        outcome=outcome or Outcome.COMPLETED,
        seconds=seconds,
        return_day=(opened + timedelta(days=7)).date()
        if outcome is Outcome.RETURN_NEEDED
        else None,
    )
    return Visit(
        id="v",
        station="KA-01-1",
        household="H0001",
        clerk=clerk,
        entry=entry,
        form=world.form().number if entry is Entry.FORM else "",
        opened_at=opened,
        opened_boot="b",
        opened_mono_ms=0,
        answers=answers or {},
        closing=closing if outcome else None,
    )


def facts(
    *visits: Visit,
    refusals: tuple[FormRefusal, ...] = (),
    cards_refused: int = 0,
    due: int = 0,
    came: int = 0,
    clerks: Mapping[str, str] | None = None,
    household: Household | None = None,
) -> DayFacts:
    """Make a day of these visits."""
    known = household or world.household()
    return DayFacts(
        day=world.DAY,
        taken_at=MORNING + timedelta(hours=12),
        centre="KA-01",
        centre_name="مركز حي الحسين",
        centre_name_latin="Hayy al-Hussein centre",
        station="KA-01-1",
        visits=visits,
        refusals=refusals,
        cards_refused=cards_refused,
        due=due,
        came=came,
        unsettled=6,
        clerks=clerks if clerks is not None else {"C1": "سارة الربيعي", "C2": "علي ناصر"},
        households={known.id: known},
        head="357 9f3a01bc",
    )


def refusal(serial: int, reason: Refusal = Refusal.FORGED) -> FormRefusal:
    """Make a refusal of one form."""
    return FormRefusal(
        at=MORNING, clerk="C1", reason=reason, number=form_number("KA", 2026, serial)
    )


def busy_day(count: int = 500) -> DayFacts:
    """Make a day of so many visits of every kind."""
    reasons, outcomes, entries = cycle(AbsenceReason), cycle(Outcome), cycle(Entry)
    visits = tuple(
        visit(
            {"H0001-1": attended(), "H0001-2": absent(next(reasons), Evidence.SEEN)},
            opened=MORNING + timedelta(seconds=86 * n),
            clerk=f"C{n % 12}",
            entry=next(entries),
            outcome=next(outcomes),
            seconds=300 + 7 * n % 1700,
        )
        for n in range(count)
    )
    return facts(
        *visits,
        refusals=tuple(refusal(n) for n in range(40)),
        cards_refused=9,
        due=count + 30,
        came=count,
    )
