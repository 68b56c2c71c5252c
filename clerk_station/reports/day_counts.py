"""A day in numbers: what the daily report counts, whatever the language."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from clerk_station.clock import BAGHDAD
from clerk_station.domain.days import DayFacts
from clerk_station.domain.forms import Refusal
from clerk_station.domain.stages import Overrun, lengths, percentile
from clerk_station.domain.visits import (
    AbsenceReason,
    Absent,
    Attended,
    Entry,
    Evidence,
    Outcome,
    Visit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceCount:
    """How often a reason was stated, by what was seen for it."""

    reason: AbsenceReason
    seen: int
    not_seen: int
    not_asked: int

    @property
    def total(self) -> int:
        """All statements of this reason."""
        return self.seen + self.not_seen + self.not_asked


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalCount:
    """How often forms were not admitted for a reason, and the numbers that could be read."""

    reason: Refusal
    count: int
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What fell into one hour, or to one clerk. Minutes are None where no visit was closed."""

    name: str
    visits: int
    attended: int
    refused: int
    median_minutes: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyReport:
    """One day at one station in numbers.

    Visits are counted for the day on which they were opened; `open` ones had not been closed when
    the report was taken, `parked` ones were put aside. What was carried over from an earlier visit
    was counted on its own day. Minutes follow the nearest-rank rule (see `percentile`); visits
    whose time is not accurate have none, and `inaccurate` counts them.
    """

    day: date
    taken_at: datetime
    centre_name: str
    centre_name_latin: str
    station: str
    outcomes: tuple[tuple[Outcome, int], ...]
    open: int
    parked: int
    due: int
    came: int
    entries: tuple[tuple[Entry, int], ...]
    attended: int
    temporary_cards: int
    absences: tuple[AbsenceCount, ...]
    refusals: tuple[RefusalCount, ...]
    cards_refused: int
    hours: tuple[Share, ...]
    clerks: tuple[Share, ...]
    median_minutes: float | None
    ninetieth_minutes: float | None
    inaccurate: int
    overruns: tuple[tuple[Overrun, int], ...]
    unsettled: int
    head: str

    @property
    def visits(self) -> int:
        """All visits opened that day."""
        return self.open + self.parked + sum(count for _, count in self.outcomes)

    @property
    def refused(self) -> int:
        """How often something that was shown was not admitted, form or card."""
        return self.cards_refused + sum(line.count for line in self.refusals)

    @property
    def no_show(self) -> int:
        """Forms due that day with which nobody came, as far as the station knows."""
        return max(0, self.due - self.came)


def collect(facts: DayFacts) -> DailyReport:
    """Count a day."""
    closed = [visit.closing for visit in facts.visits if visit.closing]
    parked = sum(visit.parked is not None and not visit.closing for visit in facts.visits)
    ended = Counter(closing.outcome for closing in closed)
    ways = Counter(visit.entry for visit in facts.visits)
    seen = [answer for visit in facts.visits for answer in _attended(visit, facts)]
    return DailyReport(
        day=facts.day,
        taken_at=facts.taken_at,
        centre_name=facts.centre_name,
        centre_name_latin=facts.centre_name_latin,
        station=facts.station,
        outcomes=tuple((outcome, ended[outcome]) for outcome in Outcome),
        open=len(facts.visits) - len(closed) - parked,
        parked=parked,
        due=facts.due,
        came=facts.came,
        entries=tuple((entry, ways[entry]) for entry in Entry),
        attended=len(seen),
        temporary_cards=sum(answer.temporary_card for answer in seen),
        absences=_absences(facts.visits),
        refusals=_refusals(facts),
        cards_refused=facts.cards_refused,
        hours=_hours(facts),
        clerks=_clerks(facts),
        median_minutes=percentile(_minutes(facts.visits), 50),
        ninetieth_minutes=percentile(_minutes(facts.visits), 90),
        inaccurate=len(closed) - len(_minutes(facts.visits)),
        overruns=_overruns(facts.visits),
        unsettled=facts.unsettled,
        head=facts.head,
    )


def _absences(visits: Sequence[Visit]) -> tuple[AbsenceCount, ...]:
    stated = Counter(
        (answer.reason, answer.evidence)
        for visit in visits
        for answer in visit.answers.values()
        if isinstance(answer, Absent) and not answer.former
    )
    return tuple(
        AbsenceCount(
            reason=reason,
            seen=stated[reason, Evidence.SEEN],
            not_seen=stated[reason, Evidence.NOT_SEEN],
            not_asked=stated[reason, Evidence.NOT_ASKED],
        )
        for reason in AbsenceReason
        if any(stated[reason, evidence] for evidence in Evidence)
    )


def _refusals(facts: DayFacts) -> tuple[RefusalCount, ...]:
    by_reason = {
        reason: [refusal.number for refusal in facts.refusals if refusal.reason is reason]
        for reason in Refusal
    }
    return tuple(
        RefusalCount(reason=reason, count=len(numbers), numbers=tuple(sorted({*numbers} - {""})))
        for reason, numbers in by_reason.items()
        if numbers
    )


def _hours(facts: DayFacts) -> tuple[Share, ...]:
    """Count by hour in Baghdad, from the first busy hour to the last."""
    moments = [visit.opened_at for visit in facts.visits] + [r.at for r in facts.refusals]
    hours = [moment.astimezone(BAGHDAD).hour for moment in moments]
    shares = []
    for hour in range(min(hours), max(hours) + 1) if hours else ():
        visits = [v for v in facts.visits if v.opened_at.astimezone(BAGHDAD).hour == hour]
        refused = [r for r in facts.refusals if r.at.astimezone(BAGHDAD).hour == hour]
        shares.append(
            Share(
                name=f"{hour:02}:00",
                visits=len(visits),
                attended=sum(len(_attended(visit, facts)) for visit in visits),
                refused=len(refused),
                median_minutes=percentile(_minutes(visits), 50),
            )
        )
    return tuple(shares)


def _clerks(facts: DayFacts) -> tuple[Share, ...]:
    """Count by the clerk who opened the visit or was shown the form, by name."""
    clerks = {visit.clerk for visit in facts.visits} | {r.clerk for r in facts.refusals}
    shares = []
    for clerk in clerks:
        visits = [visit for visit in facts.visits if visit.clerk == clerk]
        shares.append(
            Share(
                name=facts.clerks.get(clerk, clerk),
                visits=len(visits),
                attended=sum(len(_attended(visit, facts)) for visit in visits),
                refused=sum(refusal.clerk == clerk for refusal in facts.refusals),
                median_minutes=percentile(_minutes(visits), 50),
            )
        )
    return tuple(sorted(shares, key=lambda share: share.name))


def _attended(visit: Visit, facts: DayFacts) -> list[Attended]:
    """Give the attendances of adults; of members whom no record knows, all."""
    household = facts.households.get(visit.household)
    members = {member.id: member for member in household.members} if household else {}
    return [
        answer
        for member, answer in visit.answers.items()
        if isinstance(answer, Attended)
        and not answer.former
        and (member not in members or members[member].is_adult_on(facts.day))
    ]


def _minutes(visits: Iterable[Visit]) -> list[float]:
    """Give the lengths of closed visits in minutes, to a tenth; only those that are accurate."""
    return [
        round(visit.closing.seconds / 60, 1)
        for visit in visits
        if visit.closing and lengths(visit.begun).accurate
    ]


def _overruns(visits: Sequence[Visit]) -> tuple[tuple[Overrun, int], ...]:
    """Count why visits took longer than half an hour."""
    told = Counter(visit.overrun for visit in visits)
    return tuple((reason, told[reason]) for reason in Overrun if told[reason])
