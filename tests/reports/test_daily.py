"""The daily report: what it counts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from clerk_station.domain.forms import Refusal
from clerk_station.domain.stages import percentile
from clerk_station.domain.visits import (
    AbsenceReason,
    Absent,
    Attended,
    Entry,
    Evidence,
    Outcome,
    Parked,
)
from clerk_station.reports.day_counts import collect
from tests.reports.days import MORNING, absent, attended, busy_day, facts, refusal, visit


def test_households_are_counted_by_outcome() -> None:
    """Each closed visit counts under its outcome, the others as still open."""
    report = collect(
        facts(
            visit(),
            visit(),
            visit(outcome=Outcome.REFERRED),
            visit(outcome=None),
        )
    )
    assert dict(report.outcomes) == {
        Outcome.COMPLETED: 2,
        Outcome.RETURN_NEEDED: 0,
        Outcome.REFERRED: 1,
    }
    assert (report.open, report.visits) == (1, 4)


def test_a_parked_visit_is_neither_open_nor_ended() -> None:
    """Who was put aside is told by itself, and still counts as a visit of the day."""
    aside = replace(
        visit(outcome=None), parked=Parked(event="e", at=MORNING, clerk="C1", reason="")
    )
    report = collect(facts(aside, visit(outcome=None)))
    assert (report.open, report.parked, report.visits) == (1, 1, 2)


def test_what_was_carried_over_was_counted_before() -> None:
    """Nobody is counted twice because their household came twice."""
    answers: dict[str, Attended | Absent] = {
        "H0001-1": replace(attended(), former="v1"),
        "H0001-2": replace(absent(AbsenceReason.ABSENT), former="v1"),
        "H0001-3": attended(),
    }
    report = collect(facts(visit(answers)))
    assert (report.attended, report.absences) == (1, ())


def test_nobody_came_is_what_was_due_and_did_not_come() -> None:
    """A no-show is a form of the day without a visit, never less than none."""
    assert collect(facts(due=20, came=17)).no_show == 3
    assert collect(facts(due=2, came=3)).no_show == 0


def test_ways_in_are_counted() -> None:
    """Walk-ins and return visits stand beside those with a form."""
    report = collect(facts(visit(), visit(entry=Entry.WALK_IN), visit(entry=Entry.RETURN)))
    assert dict(report.entries) == {
        Entry.FORM: 1,
        Entry.WALK_IN: 1,
        Entry.RETURN: 1,
        Entry.HOME: 0,
    }


def test_adults_are_counted_and_minors_are_not() -> None:
    """A child who was brought along and scanned is not an adult who came."""
    answers = {
        "H0001-1": attended(),
        "H0001-3": attended(temporary_card=True),
        "H0001-4": attended(),
    }
    report = collect(facts(visit(answers)))
    assert (report.attended, report.temporary_cards) == (2, 1)


def test_absences_are_counted_by_reason_and_paper() -> None:
    """Of each statement it is told how often a paper was seen for it."""
    report = collect(
        facts(
            visit({"H0001-1": absent(AbsenceReason.REPORTED_DECEASED, Evidence.SEEN)}),
            visit({"H0001-1": absent(AbsenceReason.REPORTED_DECEASED, Evidence.NOT_SEEN)}),
            visit({"H0001-2": absent(AbsenceReason.ABSENT)}),
        )
    )
    counted = {line.reason: (line.total, line.seen, line.not_seen) for line in report.absences}
    assert counted == {
        AbsenceReason.ABSENT: (1, 0, 0),
        AbsenceReason.REPORTED_DECEASED: (2, 1, 1),
    }


def test_refusals_name_the_forms_and_nobody_else() -> None:
    """A form shown twice counts twice and is named once."""
    twice = refusal(7)
    report = collect(facts(refusals=(twice, twice, refusal(8, Refusal.WRONG_DAY))))
    lines = {line.reason: (line.count, line.numbers) for line in report.refusals}
    assert lines == {
        Refusal.FORGED: (2, (twice.number,)),
        Refusal.WRONG_DAY: (1, (refusal(8).number,)),
    }


def test_refused_cards_count_among_what_was_not_admitted() -> None:
    """What was shown and not admitted is the forms of every reason and the cards of nobody."""
    twice = refusal(7)
    report = collect(facts(refusals=(twice, twice, refusal(8, Refusal.WRONG_DAY)), cards_refused=4))
    assert (report.cards_refused, report.refused) == (4, 7)


def test_hours_run_from_the_first_to_the_last() -> None:
    """An hour in which nothing happened stands between two in which something did."""
    report = collect(facts(visit(), visit(opened=MORNING + timedelta(hours=2, minutes=59))))
    assert [(share.name, share.visits) for share in report.hours] == [
        ("08:00", 1),
        ("09:00", 0),
        ("10:00", 1),
    ]


def test_clerks_are_named_and_counted() -> None:
    """A visit counts for the clerk who opened it; one whose name is unknown keeps the id."""
    report = collect(facts(visit(), visit(clerk="C2"), visit(clerk="C9"), refusals=(refusal(1),)))
    assert {(s.name, s.visits, s.refused) for s in report.clerks} == {
        ("سارة الربيعي", 1, 1),
        ("علي ناصر", 1, 0),
        ("C9", 1, 0),
    }


@pytest.mark.parametrize(
    ("values", "percent", "wanted"),
    [
        ([], 50, None),
        ([7], 90, 7),
        ([1, 2], 50, 1),
        ([1, 2, 3], 50, 2),
        (range(1, 11), 90, 9),
        (range(1, 12), 90, 10),
        ([3, 1, 2], 100, 3),
    ],
)
def test_percentiles_are_by_nearest_rank(
    values: list[float], percent: int, wanted: float | None
) -> None:
    """A percentile is always a length that some visit had."""
    assert percentile(values, percent) == wanted


def test_open_visits_have_no_length() -> None:
    """Minutes are of closed visits only."""
    report = collect(facts(visit(seconds=600), visit(outcome=None), visit(seconds=1230)))
    assert (report.median_minutes, report.ninetieth_minutes) == (10.0, 20.5)


def test_an_empty_day_is_a_report_too() -> None:
    """Before the first visit everything is none, and nothing fails."""
    report = collect(facts())
    assert (report.visits, report.attended, report.median_minutes) == (0, 0, None)
    assert (report.hours, report.clerks, report.refusals) == ((), (), ())


def test_the_parts_of_a_busy_day_add_up() -> None:
    """Outcomes, ways, hours and clerks each sum to the same five hundred visits."""
    report = collect(busy_day())
    sums = [
        sum(n for _, n in report.outcomes),
        sum(n for _, n in report.entries),
        sum(share.visits for share in report.hours),
        sum(share.visits for share in report.clerks),
    ]
    assert sums == [500] * 4
    assert sum(line.total for line in report.absences) == 500
