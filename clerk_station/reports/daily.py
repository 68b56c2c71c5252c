"""The daily report of one station: counts only, no citizen's name."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from clerk_station.clock import BAGHDAD
from clerk_station.domain.days import DayFacts
from clerk_station.domain.forms import Refusal
from clerk_station.domain.visits import (
    AbsenceReason,
    Absent,
    Attended,
    Entry,
    Evidence,
    Outcome,
    Visit,
)
from clerk_station.reports import csv_file, pdf_file, xlsx_file
from clerk_station.reports.tables import Cell, Printout, Report, Table
from clerk_station.words import Words, sentences


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
    the report was taken. Minutes follow the nearest-rank rule (see `percentile`).
    """

    day: date
    taken_at: datetime
    centre_name: str
    station: str
    outcomes: tuple[tuple[Outcome, int], ...]
    open: int
    due: int
    came: int
    entries: tuple[tuple[Entry, int], ...]
    attended: int
    temporary_cards: int
    absences: tuple[AbsenceCount, ...]
    refusals: tuple[RefusalCount, ...]
    hours: tuple[Share, ...]
    clerks: tuple[Share, ...]
    median_minutes: float | None
    ninetieth_minutes: float | None
    unsettled: int
    head: str

    @property
    def visits(self) -> int:
        """All visits opened that day."""
        return self.open + sum(count for _, count in self.outcomes)

    @property
    def no_show(self) -> int:
        """Forms due that day with which nobody came, as far as the station knows."""
        return max(0, self.due - self.came)


def collect(facts: DayFacts) -> DailyReport:
    """Count a day."""
    closed = [visit.closing for visit in facts.visits if visit.closing]
    ended = Counter(closing.outcome for closing in closed)
    ways = Counter(visit.entry for visit in facts.visits)
    seen = [answer for visit in facts.visits for answer in _attended(visit, facts)]
    return DailyReport(
        day=facts.day,
        taken_at=facts.taken_at,
        centre_name=facts.centre_name,
        station=facts.station,
        outcomes=tuple((outcome, ended[outcome]) for outcome in Outcome),
        open=len(facts.visits) - len(closed),
        due=facts.due,
        came=facts.came,
        entries=tuple((entry, ways[entry]) for entry in Entry),
        attended=len(seen),
        temporary_cards=sum(answer.temporary_card for answer in seen),
        absences=_absences(facts.visits),
        refusals=_refusals(facts),
        hours=_hours(facts),
        clerks=_clerks(facts),
        median_minutes=percentile(_minutes(facts.visits), 50),
        ninetieth_minutes=percentile(_minutes(facts.visits), 90),
        unsettled=facts.unsettled,
        head=facts.head,
    )


def percentile(values: Iterable[float], percent: int) -> float | None:
    """Give the nearest-rank percentile: the least value that so many percent do not exceed."""
    ordered = sorted(values)
    if not ordered:
        return None
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def to_pdf(report: DailyReport, words: Words) -> bytes:
    """Draw the report on A4."""
    return pdf_file.draw(printout(report, words), words)


def to_xlsx(report: DailyReport, words: Words) -> bytes:
    """Write the report as a workbook, one sheet a table."""
    return xlsx_file.write(printout(report, words), words)


def to_csv(report: DailyReport, words: Words) -> bytes:
    """Write the report as one long table of comma-separated values."""
    return csv_file.write(printout(report, words), words)


def files(facts: DayFacts, words: Words) -> dict[str, bytes]:
    """Make all files of the report, by format."""
    report = collect(facts)
    return {
        "pdf": to_pdf(report, words),
        "xlsx": to_xlsx(report, words),
        "csv": to_csv(report, words),
    }


def printout(report: DailyReport, words: Words) -> Printout:
    """Put the numbers into words."""
    say = words.say
    return Printout(
        title=say("Daily report"),
        facts=(
            (say("Update centre"), report.centre_name),
            (say("Station"), report.station),
            (say("Day"), report.day),
            (say("Taken at"), report.taken_at.astimezone(BAGHDAD)),
            (say("Not yet sent"), report.unsettled),
            (say("Journal head"), report.head),
        ),
        figures=(
            (say("Visits"), report.visits),
            (say("Adults who came"), report.attended),
            (say("Median minutes"), report.median_minutes),
            (say("90th percentile minutes"), report.ninetieth_minutes),
        ),
        tables=(
            _outcome_table(report, words),
            _entry_table(report, words),
            _absence_table(report, words),
            _share_table(say("By hour"), say("Hour"), report.hours, words),
            _share_table(say("By clerk"), say("Clerk"), report.clerks, words),
            _refusal_table(report, words),
        ),
    )


def _outcome_table(report: DailyReport, words: Words) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (sentences.outcome(words, outcome), count) for outcome, count in report.outcomes
    ]
    rows += [
        (words.say("Still open"), report.open),
        (words.say("Forms due today"), report.due),
        (words.say("Nobody came with the form"), report.no_show),
    ]
    return Table(
        title=words.say("Households by outcome"),
        columns=(words.say("Outcome"), words.say("Households")),
        rows=tuple(rows),
    )


def _entry_table(report: DailyReport, words: Words) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (sentences.entry(words, entry), count) for entry, count in report.entries
    ]
    rows.append((words.say("Temporary cards due"), report.temporary_cards))
    return Table(
        title=words.say("How they came"),
        columns=(words.say("Way"), words.say("Households")),
        rows=tuple(rows),
    )


def _absence_table(report: DailyReport, words: Words) -> Table:
    return Table(
        title=words.say("Adults not seen, by reason"),
        columns=(
            words.say("Reason"),
            words.say("All"),
            words.say("Paper seen"),
            words.say("Paper not seen"),
        ),
        rows=tuple(
            (sentences.reason(words, line.reason), line.total, line.seen, line.not_seen)
            for line in report.absences
        ),
    )


def _refusal_table(report: DailyReport, words: Words) -> Table:
    return Table(
        title=words.say("Forms not admitted"),
        columns=(words.say("Reason"), words.say("Forms"), words.say("Form numbers")),
        rows=tuple(
            (sentences.refusal(words, line.reason), line.count, ", ".join(line.numbers))
            for line in report.refusals
        ),
    )


def _share_table(title: str, what: str, shares: Sequence[Share], words: Words) -> Table:
    return Table(
        title=title,
        columns=(
            what,
            words.say("Visits"),
            words.say("Adults who came"),
            words.say("Forms not admitted"),
            words.say("Median minutes"),
        ),
        rows=tuple((s.name, s.visits, s.attended, s.refused, s.median_minutes) for s in shares),
        note=words.say(
            "Visits count for the hour and the clerk that opened them. Percentiles follow the "
            "nearest-rank rule: the least length that so many percent of the visits do not exceed."
        ),
    )


def _absences(visits: Sequence[Visit]) -> tuple[AbsenceCount, ...]:
    stated = Counter(
        (answer.reason, answer.evidence)
        for visit in visits
        for answer in visit.answers.values()
        if isinstance(answer, Absent)
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
        and (member not in members or members[member].is_adult_on(facts.day))
    ]


def _minutes(visits: Iterable[Visit]) -> list[float]:
    """Give the lengths of closed visits in minutes, to a tenth."""
    return [round(visit.closing.seconds / 60, 1) for visit in visits if visit.closing]


REPORT = Report(name="daily", title="Daily report", files=files)
