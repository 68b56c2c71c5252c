"""The day list in words: counters, hours, and where each household is."""

from datetime import datetime

from clerk_station.domain.day_list import DayList, Hour, Line, Standing, hour_label
from clerk_station.domain.records import Centre
from clerk_station.domain.turns import Part
from clerk_station.domain.visits import Outcome
from clerk_station.ui.phrasing.waiting import call_label, priority_name
from clerk_station.ui.views import CounterView, Tone
from clerk_station.ui.views_today import TodayHour, TodayRow, TodayView
from clerk_station.words import Words, mark, sentences

LONG_S = 25 * 60
"""From here on the minutes of a visit ask for attention."""

_PLAIN: dict[Standing, tuple[Tone, str, str]] = {
    Standing.COMING: (Tone.QUIET, "minus", mark("Not here yet")),
    Standing.WAITING: (Tone.TODO, "clock", mark("Waiting")),
    Standing.CALLED: (Tone.ACCENT, "bell", mark("Called")),
    Standing.AT_WINDOW: (Tone.ACCENT, "person", mark("At a window")),
    Standing.PARKED: (Tone.TODO, "pause", mark("Parked")),
    Standing.SERVED: (Tone.OK, "check", mark("Served")),
    Standing.MISSED: (Tone.QUIET, "minus", mark("Called, did not come")),
    Standing.NO_SHOW: (Tone.QUIET, "minus", mark("Did not come")),
}
_OUTCOMES: dict[Outcome, tuple[Tone, str]] = {
    Outcome.COMPLETED: (Tone.OK, "check"),
    Outcome.RETURN_NEEDED: (Tone.PEND, "forward"),
    Outcome.REFERRED: (Tone.PEND, "hourglass"),
}


def today_view(
    words: Words, day: DayList, *, centre: Centre | None, called: Line | None
) -> TodayView:
    """Show the day by hour.

    Args:
        words: the reader's language.
        day: today.
        centre: for its hours.
        called: who was called to this window and has not come yet.
    """
    first, last = hours_of(centre)
    following = called or next(iter(day.queue), None)
    return TodayView(
        counters=day_counters(words, day),
        hours=tuple(_hour(words, day, hour) for hour in day.hours(first, last)),
        now=hour_label(day.now.strftime("%H:%M")),
        next_up=following.household if following else "",
        call=call_label(words, day, called),
        is_called=called is not None,
    )


def day_counters(words: Words, day: DayList) -> tuple[CounterView, ...]:
    """Count the day; only what asks for action has colour."""
    waits = len(day.queue)
    longest = max((day.waited(line) for line in day.queue), default=0)
    walk_ins = len(day.lines) - day.due
    windows = day.count(Standing.AT_WINDOW, Standing.CALLED)
    return (
        CounterView(
            figure=str(day.due),
            label=words.say("appointments today"),
            line=words.count("and {n} without", "and {n} without", walk_ins),
        ),
        CounterView(
            figure=str(day.arrived),
            label=words.say("arrived"),
            line=words.count("{n} at a window", "{n} at windows", windows),
        ),
        CounterView(
            figure=str(waits),
            label=words.say("wait"),
            line=words.count("longest wait {n} minute", "longest wait {n} minutes", longest // 60),
            tone=Tone.TODO if waits else None,
        ),
        CounterView(
            figure=str(day.count(Standing.SERVED)),
            label=words.say("served"),
            line=words.say(
                "{done} completed, {again} come again",
                done=words.isolate(day.outcomes(Outcome.COMPLETED)),
                again=words.isolate(day.outcomes(Outcome.RETURN_NEEDED)),
            ),
        ),
        CounterView(
            figure=str(day.count(Standing.NO_SHOW)),
            label=words.say("did not come"),
            line=words.say("an hour after their hour"),
        ),
        time_counter(words, day),
    )


def time_counter(words: Words, day: DayList) -> CounterView:
    """Say median and ninetieth percentile of the centre, and how many times are not accurate."""
    ninety = words.isolate(minutes_of(day.percentile_minutes(90)))
    line = words.say("nine of ten within {minutes}", minutes=ninety)
    if day.inaccurate:
        line = words.count(
            "within {ninety}, {n} not accurate", "within {ninety}, {n} not accurate",
            day.inaccurate, ninety=ninety,
        )  # fmt: skip
    return CounterView(
        figure=minutes_of(day.percentile_minutes(50)),
        label=words.say("median minutes"),
        line=line,
    )


def minutes_of(value: float | None) -> str:
    """Write whole minutes, a dash where there are none."""
    return "–" if value is None else f"{value:.0f}"


def hours_of(centre: Centre | None) -> tuple[int, int]:
    """Give the first hour of a centre and the one after its last."""
    if centre is None:
        return 8, 20
    last = int(centre.closes[:2]) + (centre.closes[3:5] != "00")
    return int(centre.opens[:2]), last


def _hour(words: Words, day: DayList, hour: Hour) -> TodayHour:
    served = hour.count(Standing.SERVED)
    at = words.isolate(hour.label)
    line = words.say(
        "{forms}, {served}",
        forms=words.count("{n} household", "{n} households", hour.total),
        served=words.count("{n} of them served", "{n} of them served", served),
    )
    return TodayHour(
        label=hour.label,
        title=words.say("Hour {hour}", hour=at),
        line=line,
        words=f"{at}: {line}",
        served=served,
        at_window=hour.count(Standing.AT_WINDOW, Standing.CALLED, Standing.PARKED),
        waiting=hour.count(Standing.WAITING),
        no_show=hour.count(Standing.NO_SHOW, Standing.MISSED),
        coming=hour.count(Standing.COMING),
        rows=tuple(_row(words, day, one) for one in day.of_hour(hour.label)),
    )


def _row(words: Words, day: DayList, line: Line) -> TodayRow:
    tone, sign, state = _state(words, line)
    minutes, long = _minutes(words, day, line)
    return TodayRow(
        household=line.household,
        number=str(line.number or ""),
        name=line.head_name,
        form=line.form or words.say("No appointment"),
        members=str(line.members),
        tone=tone,
        sign=sign,
        state=state,
        minutes=minutes,
        minutes_tone=Tone.TODO if long else None,
        priority=priority_name(words, line.priority),
        waits=line.standing is Standing.WAITING,
    )


def _state(words: Words, line: Line) -> tuple[Tone, str, str]:
    tone, sign, text = _PLAIN[line.standing]
    said = words.say(text)
    part = line.turn.last if line.turn else None
    if part is None:
        return tone, sign, said
    if line.standing is Standing.SERVED and part.outcome is not None:
        return (*_OUTCOMES[part.outcome], _outcome(words, part, part.outcome))
    if line.standing in {Standing.AT_WINDOW, Standing.CALLED} and part.window:
        at = words.isolate(part.window)
        called = line.standing is Standing.CALLED
        text = mark("Called to window {n}") if called else mark("Window {n}")
        return tone, sign, words.say(text, n=at)
    return tone, sign, said


def _outcome(words: Words, part: Part, outcome: Outcome) -> str:
    if outcome is Outcome.RETURN_NEEDED and part.return_day is not None:
        day = words.isolate(words.date(part.return_day))
        return words.say("Second visit {day}", day=day)
    return sentences.outcome(words, outcome)


def _minutes(words: Words, day: DayList, line: Line) -> tuple[str, bool]:
    """Say how long; and whether it is long for a visit."""
    part = line.turn.last if line.turn else None
    if part is None:
        return "", False
    match line.standing:
        case Standing.SERVED if part.seconds is None:
            return words.say("not accurate"), False
        case Standing.SERVED:
            seconds = part.seconds or 0
        case Standing.AT_WINDOW:
            seconds = _since(day.now, part.opened_at)
        case Standing.WAITING:
            seconds = day.waited(line)
        case _:
            return "", False
    long = line.standing is not Standing.WAITING and seconds >= LONG_S
    return words.count("{n} minute", "{n} minutes", seconds // 60), long


def _since(now: datetime, moment: datetime | None) -> int:
    return max(0, int((now - moment).total_seconds())) if moment else 0
