"""The manager's day: counters, what waits for a second look, and the centre beside it."""

from typing import TYPE_CHECKING

from clerk_station.domain.day_list import DayList, Standing
from clerk_station.domain.days import DayFacts
from clerk_station.domain.mail import Mail
from clerk_station.domain.people import Sex
from clerk_station.domain.records import Centre
from clerk_station.domain.visits import Absent, Evidence, Outcome
from clerk_station.ui.phrasing.centre_day import (
    hour_views,
    hours_words,
    times_view,
    window_rows,
)
from clerk_station.ui.phrasing.letters import letters_view
from clerk_station.ui.phrasing.today import hours_of, time_counter
from clerk_station.ui.views import (
    CounterView,
    DayView,
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
    centre_day: DayList,
    *,
    centre: Centre | None,
    mail: Mail,
    sync: tuple[tuple[SyncView, str], ...],
    exported: str,
) -> DayView:
    """Show one day of this station.

    Args:
        words: the reader's language.
        facts: the day of this station.
        centre_day: the day of the centre, as this station knows it.
        centre: for its capacity an hour.
        mail: returned mail and cases of the centre.
        sync: how far the post is, row by row.
        exported: where the report was written last, empty before.
    """
    from clerk_station.reports.daily import collect  # noqa: PLC0415 - paper, not needed to start

    report = collect(facts)
    statements = _statements(words, facts)
    first, last = hours_of(centre)
    hours = hour_views(centre_day, first=first, last=last)
    return DayView(
        day=facts.day,
        title=words.say("Day report {date}", date=words.isolate(words.date(facts.day))),
        counters=_counters(
            words, report, centre_day, waiting=len(statements), returned=mail.waiting
        ),
        statements_title=words.say("Statements that wait for a second look"),
        statements=statements,
        statements_none=words.say("Nothing waits"),
        letters=_letters(words, mail),
        sync=sync,
        hours=hours,
        hours_words=hours_words(words, hours),
        capacity=centre.capacity_per_hour if centre else 0,
        times=times_view(words, centre_day),
        windows=window_rows(words, centre_day),
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
    words: Words, report: "DailyReport", centre_day: DayList, *, waiting: int, returned: int
) -> tuple[CounterView, ...]:
    outcomes = dict(report.outcomes)
    refused = sum(refusal.count for refusal in report.refusals)
    return (
        CounterView(
            figure=str(report.visits),
            label=words.say("families came"),
            line=words.say(
                "of {due} due, {absent} did not come",
                due=words.isolate(report.due),
                absent=words.isolate(centre_day.count(Standing.NO_SHOW)),
            ),
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
        time_counter(words, centre_day),
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
