"""The manager's day: counters, what waits for a second look, and the centre beside it."""

from typing import TYPE_CHECKING

from clerk_station.domain.day_list import DayList, Standing
from clerk_station.domain.days import DayFacts
from clerk_station.domain.mail import Mail
from clerk_station.domain.matters import HomeVisit, Left, Statement, Turn
from clerk_station.domain.people import Sex
from clerk_station.domain.records import Centre
from clerk_station.domain.second import Second
from clerk_station.domain.visits import AbsenceReason, Evidence, Outcome
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
    left: Left,
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
        left: what visits of the centre left to others.
        sync: how far the post is, row by row.
        exported: where the report was written last, empty before.
    """
    from clerk_station.reports.daily import collect  # noqa: PLC0415 - paper, not needed to start

    report = collect(facts)
    statements = _statements(words, facts, left)
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


def _statements(words: Words, facts: DayFacts, left: Left) -> tuple[StatementRow, ...]:
    """List what of the whole centre waits for a second person, and then for the mobile team."""
    pending = (one for one in left.statements if one.second in {Second.PENDING, Second.DISPUTED})
    waiting = (one for one in left.home_visits if one.turn is Turn.WAITING)
    return (
        *(_statement(words, one, facts, left) for one in pending),
        *(_home_visit(words, one, facts, left) for one in waiting),
    )


def _statement(words: Words, one: Statement, facts: DayFacts, left: Left) -> StatementRow:
    return StatementRow(
        sign="globe" if one.reason.value.startswith("reported_abroad") else "person",
        title=_who(words, one, left, one.reason),
        line=f"{one.station} · {left.clerks.get(one.clerk, one.clerk)}",
        age=_age(words, _minutes_ago(one, facts)),
        evidence=_evidence(words, one.evidence),
    )


def _home_visit(words: Words, one: HomeVisit, facts: DayFacts, left: Left) -> StatementRow:
    return StatementRow(
        sign="home",
        title=_who(words, one, left, AbsenceReason.HOME_VISIT),
        line=words.isolate_name(one.address or one.station),
        age=_age(words, _minutes_ago(one, facts)),
        evidence=words.isolate(one.phone),
    )


def _who(words: Words, one: Statement | HomeVisit, left: Left, reason: AbsenceReason) -> str:
    home = left.households.get(one.household)
    member = home.member(one.member) if home else None
    if member is not None:
        return sentences.statement(words, member, reason)
    said = sentences.reason(words, reason, Sex.UNSTATED)
    return words.say("{name}, {statement}", name=words.isolate(one.member), statement=said)


def _minutes_ago(one: Statement | HomeVisit, facts: DayFacts) -> int:
    return max(0, int((facts.taken_at - one.at).total_seconds() // 60))


def _age(words: Words, minutes: int) -> str:
    if minutes < 120:
        return words.count("{n} minute ago", "{n} minutes ago", minutes)
    return words.count("{n} hour ago", "{n} hours ago", minutes // 60)


def _evidence(words: Words, evidence: Evidence) -> str:
    return "" if evidence is Evidence.NOT_ASKED else sentences.evidence(words, evidence)
