"""What hangs in the hall: numbers alone. No name is ever handed over."""

from clerk_station.domain.day_list import DayList
from clerk_station.ui.hall import HallView
from clerk_station.words import Words

MOST = 4
"""Earlier calls that are shown."""


def hall_view(words: Words, day: DayList) -> HallView:
    """Show the last call, those before it, how many wait, and the time."""
    calls = sorted(
        (
            (part.called_at, line.number, part.window)
            for line in day.lines
            if line.turn is not None
            for part in line.turn.parts
            if part.called_at is not None
        ),
        reverse=True,
    )
    texts = [(str(number), str(window) if window else "") for _, number, window in calls]
    number, window = texts[0] if texts else ("", "")
    return HallView(
        number=number,
        window=window,
        earlier=tuple(texts[1 : 1 + MOST]),
        waiting=len(day.queue),
        clock=words.time(day.now),
        call=calls[0][0].isoformat() if calls else "",
    )
