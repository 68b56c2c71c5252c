"""The manager's day: counters, what waits for a second look, hours and clerks."""

from collections import Counter
from typing import TYPE_CHECKING

from clerk_station.clock import BAGHDAD
from clerk_station.domain.days import DayFacts
from clerk_station.domain.mail import Mail
from clerk_station.domain.people import Sex
from clerk_station.domain.records import Centre
from clerk_station.domain.visits import Absent, Evidence, Outcome
from clerk_station.ui.phrasing.letters import letters_view
from clerk_station.ui.views import (
    CounterView,
    DayView,
    HourView,
    StatementRow,
    SyncView,
    Tone,
)
from clerk_station.words import Words, sentences

if TYPE_CHECKING:
    from clerk_station.reports.daily import DailyReport


def day_view(
    words: Words,
    facts: DayFacts,
    *,
    centre: Centre | None,
    mail: Mail,
    sync: tuple[tuple[SyncView, str], ...],
    exported: str,
) -> DayView:
    """Show one day of this station.

    Args:
        words: the reader's language.
        facts: the day.
        centre: for its capacity an hour.
        mail: returned mail and cases of the centre.
        sync: how far the post is, row by row.
        exported: where the report was written last, empty before.
    """
    from clerk_station.reports.daily import collect  # noqa: PLC0415 - paper, not needed to start

    report = collect(facts)
    statements = _statements(words, facts)
    return DayView(
        day=facts.day,
        title=words.say("Day report {date}", date=words.isolate(words.date(facts.day))),
        counters=_counters(words, report, waiting=len(statements), returned=mail.waiting),
        statements_title=words.say("Statements that wait for a second look"),
        statements=statements,
        statements_none=words.say("Nothing waits"),
        letters=_letters(words, mail),
        sync=sync,
        hours=_hours(facts),
        hours_words=_hours_words(words, report),
        capacity=centre.capacity_per_hour if centre else 0,
        clerks=tuple(
            (share.name, str(share.visits), _minutes(share.median_minutes))
            for share in report.clerks
        ),
        exported=exported,
    )


def _letters(words: Words, mail: Mail) -> tuple[StatementRow, ...]:
    """Show what waits as rows; the whole of it stands on its own screen."""
    return tuple(
        StatementRow(
            sign=letter.sign,
            title=letter.title,
            line=letter.line,
            evidence=letter.state,
            tone=letter.tone,
        )
        for letter in letters_view(words, mail, sync=()).letters
        if letter.tone is not Tone.QUIET
    )


def _counters(
    words: Words, report: "DailyReport", *, waiting: int, returned: int
) -> tuple[CounterView, ...]:
    outcomes = dict(report.outcomes)
    refused = sum(refusal.count for refusal in report.refusals)
    return (
        CounterView(
            figure=str(report.visits),
            label=words.say("families came"),
            line=words.count("of {n} form due", "of {n} forms due", report.due),
        ),
        CounterView(
            figure=str(outcomes[Outcome.COMPLETED]),
            label=words.say("completed"),
            line=words.count("{n} adult seen", "{n} adults seen", report.attended),
        ),
        CounterView(
            figure=str(outcomes[Outcome.RETURN_NEEDED]),
            label=words.say("come again"),
            line=words.count("{n} still open", "{n} still open", report.open),
        ),
        CounterView(
            figure=str(waiting),
            label=words.say("wait for a second look"),
            tone=Tone.PEND if waiting else None,
        ),
        CounterView(
            figure=str(refused),
            label=words.say("forms not accepted"),
            line=words.count("{n} returned", "{n} returned", returned),
            tone=Tone.TODO if returned else None,
        ),
        CounterView(
            figure=_minutes(report.median_minutes),
            label=words.say("median minutes"),
            line=words.say(
                "nine of ten within {minutes}", minutes=_minutes(report.ninetieth_minutes)
            ),
        ),
    )


def _statements(words: Words, facts: DayFacts) -> tuple[StatementRow, ...]:
    """List what takes food from a person and wants a second person's look, oldest first."""
    rows: list[tuple[float, StatementRow]] = []
    for visit in facts.visits:
        household = facts.households.get(visit.household)
        for member_id, answer in visit.answers.items():
            if not isinstance(answer, Absent) or not answer.is_pending:
                continue
            member = household.member(member_id) if household else None
            name = words.isolate_name(member.name.short if member else member_id)
            minutes = max(0, int((facts.taken_at - answer.at).total_seconds() // 60))
            row = StatementRow(
                sign="globe" if answer.reason.value.startswith("reported_abroad") else "person",
                title=words.say(
                    "{name}, {statement}",
                    name=name,
                    statement=sentences.reason(
                        words, answer.reason, member.sex if member else Sex.UNSTATED
                    ),
                ),
                line=f"{facts.station} · {facts.clerks.get(answer.clerk, answer.clerk)}",
                age=_age(words, minutes),
                evidence=_evidence(words, answer.evidence),
            )
            rows.append((answer.at.timestamp(), row))
    return tuple(row for _, row in sorted(rows, key=lambda pair: pair[0]))


def _age(words: Words, minutes: int) -> str:
    if minutes < 120:
        return words.count("{n} minute ago", "{n} minutes ago", minutes)
    return words.count("{n} hour ago", "{n} hours ago", minutes // 60)


def _evidence(words: Words, evidence: Evidence) -> str:
    return "" if evidence is Evidence.NOT_ASKED else sentences.evidence(words, evidence)


def _hours(facts: DayFacts) -> tuple[HourView, ...]:
    now = facts.taken_at.astimezone(BAGHDAD).hour
    came = Counter(visit.opened_at.astimezone(BAGHDAD).hour for visit in facts.visits)
    served = Counter(
        visit.opened_at.astimezone(BAGHDAD).hour for visit in facts.visits if visit.closing
    )
    return tuple(
        HourView(label=f"{hour:02}", came=came[hour], served=served[hour], is_now=hour == now)
        for hour in sorted({*range(8, 20), *came})
    )


def _hours_words(words: Words, report: "DailyReport") -> str:
    parts = (words.say("{hour}: {n}", hour=share.name, n=share.visits) for share in report.hours)
    return ", ".join(parts)


def _minutes(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"
