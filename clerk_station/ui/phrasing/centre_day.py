"""The whole centre's day for its manager: visitors by hour, lengths of visits, windows now."""

from collections import Counter
from datetime import datetime

from clerk_station.domain.day_list import DayList, Standing
from clerk_station.domain.stages import percentile
from clerk_station.domain.turns import Part, Phase
from clerk_station.ui.phrasing.today import LONG_S, minutes_of
from clerk_station.ui.views import HourView, TimesView, WindowRow
from clerk_station.ui.widgets.time_plot import FIRST, STEP
from clerk_station.words import Words

BARS = 12
"""Bars of the plot of times; what is shorter or longer counts at its ends."""


def hour_views(day: DayList, *, first: int, last: int) -> tuple[HourView, ...]:
    """Count who came and who was served in each hour, and who is planned for those to come."""
    came = Counter(_hour(day, line.turn.came_at) for line in day.lines if line.turn)
    ended = (line.turn.last.closed_at for line in day.lines if line.turn)
    served = Counter(_hour(day, at) for at in ended if at is not None)
    coming = (line for line in day.lines if line.standing is Standing.COMING)
    planned = Counter(int(line.hour[:2]) for line in coming)
    return tuple(
        HourView(
            label=f"{hour:02}",
            came=came[hour],
            served=served[hour],
            planned=planned[hour],
            is_now=hour == day.now.hour,
        )
        for hour in sorted({*range(first, last), *came, *planned})
    )


def hours_words(words: Words, hours: tuple[HourView, ...]) -> str:
    """Say the plot of the hours in words."""
    parts = (
        words.say(
            "{hour}: {came} came, {served} served", hour=h.label, came=h.came, served=h.served
        )
        for h in hours
        if h.came or h.served
    )
    return ", ".join(parts)


def times_view(words: Words, day: DayList) -> TimesView:
    """Count the visits of the centre by how long they took, with their median."""
    minutes = [seconds / 60 for seconds in day.seconds]
    bars = Counter(min(BARS - 1, max(0, int((m - FIRST) // STEP))) for m in minutes)
    median = day.percentile_minutes(50)
    return TimesView(
        counts=tuple(bars[n] for n in range(BARS)) if minutes else (),
        median=median,
        said=words.say("Median {minutes} minutes", minutes=words.isolate(minutes_of(median))),
        words=words.count("{n} visit", "{n} visits", len(minutes)),
    )


def window_rows(words: Words, day: DayList) -> tuple[WindowRow, ...]:
    """Show each window of which anything is known today: families, median, minutes now."""
    parts = [part for line in day.lines if line.turn for part in line.turn.parts]
    stations = sorted({(p.window, p.station) for p in parts if p.phase >= Phase.CALLED})
    return tuple(
        _window(words, day, window, [p for p in parts if p.station == station])
        for window, station in stations
    )


def _window(words: Words, day: DayList, window: int, parts: list[Part]) -> WindowRow:
    served = [part for part in parts if part.phase is Phase.SERVED]
    minutes = [round(p.seconds / 60, 1) for p in served if p.seconds is not None]
    opened = (p.opened_at for p in parts if p.phase is Phase.AT_WINDOW and p.opened_at)
    since = max(opened, default=None)
    now = max(0, int((day.now - since).total_seconds())) if since else None
    return WindowRow(
        name=words.say("Window {n}", n=words.isolate(window)) if window else words.say("Window"),
        families=str(len(served)),
        median=minutes_of(percentile(minutes, 50)),
        now="–" if now is None else words.count("{n} minute", "{n} minutes", now // 60),
        is_long=now is not None and now >= LONG_S,
    )


def _hour(day: DayList, moment: datetime) -> int:
    return moment.astimezone(day.now.tzinfo).hour
