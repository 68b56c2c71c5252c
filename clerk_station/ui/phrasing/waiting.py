"""What the desk shows while nothing lies on it."""

from clerk_station.domain.day_list import DayList, Line, Standing
from clerk_station.domain.visits import Priority
from clerk_station.ui.views import QueueItem, WaitingView
from clerk_station.words import Words

MOST = 7
"""Households that the queue on the desk shows."""


def waiting_view(
    words: Words,
    day: DayList,
    *,
    called: Line | None,
    window: int,
    said: str,
    has_slip: bool,
    unfinished: int = 0,
) -> WaitingView:
    """Show who waits and who is still to come today, and the day's three figures.

    Args:
        words: the reader's language.
        day: today in this centre.
        called: who was called to this window and has not come yet.
        window: the number of this window, 0 where it has none.
        said: what is to be told of the last act, or nothing.
        has_slip: whether the slip of the last visit can be opened.
        unfinished: how many visits there are to be taken up.
    """
    to_come = day.count(Standing.COMING)
    return WaitingView(
        prompt=_prompt(words, called, window),
        hint=said or _hint(words, called),
        counters=(
            (str(len(day.queue)), words.say("wait")),
            (str(day.count(Standing.SERVED)), words.say("served")),
            (str(to_come), words.say("still to come")),
        ),
        queue=_queue(words, day),
        queue_title=words.say("Queue of today"),
        day=words.say(
            "{weekday} {date}",
            weekday=words.weekday(day.day),
            date=words.isolate(words.date(day.day)),
        ),
        camera_hint=words.say("Hold the form inside the frame"),
        field_hint=words.say("Form number, card number or name"),
        has_slip=has_slip,
        unfinished=_unfinished(words, unfinished),
        call=call_label(words, day, called),
        is_called=called is not None,
    )


def _unfinished(words: Words, count: int) -> str:
    return words.say("Parked {n}", n=words.isolate(count)) if count else ""


def call_label(words: Words, day: DayList, called: Line | None) -> str:
    """Say what calling does now; nothing where nobody waits."""
    if called is not None:
        return words.say("Call {number} again", number=words.isolate(called.number))
    if not day.queue:
        return ""
    return words.say("Call {number}", number=words.isolate(day.queue[0].number))


def _prompt(words: Words, called: Line | None, window: int) -> str:
    if called is None:
        return words.say("Scan the appointment form")
    number = words.isolate(called.number)
    if not window:
        return words.say("{number} was called", number=number)
    return words.say(
        "{number} was called to window {window}", number=number, window=words.isolate(window)
    )


def _hint(words: Words, called: Line | None) -> str:
    if called is None:
        return words.say("Put it under the camera, or type its number")
    name = words.isolate_name(called.head_name)
    return words.say("Scan the form of {name}, or press F9 if nobody comes", name=name)


def _queue(words: Words, day: DayList) -> tuple[QueueItem, ...]:
    """List those that wait, next first; where there is room, the next ones that are due."""
    coming = sorted(
        (line for line in day.lines if line.standing is Standing.COMING), key=lambda n: n.hour
    )
    waiting = [_waiting(words, day, line) for line in day.queue]
    due = [_coming(words, line) for line in coming]
    return tuple((waiting + due)[:MOST])


def _waiting(words: Words, day: DayList, line: Line) -> QueueItem:
    slot = words.say("at {hour}", hour=words.isolate(line.hour))
    return QueueItem(
        number=str(line.number),
        name=line.head_name,
        slot=slot if line.form else words.say("No appointment"),
        minutes=words.count("{n} minute", "{n} minutes", day.waited(line) // 60),
        priority=priority_name(words, line.priority),
    )


def _coming(words: Words, line: Line) -> QueueItem:
    return QueueItem(
        number=line.hour,
        name=line.head_name,
        slot=words.count("{n} member", "{n} members", line.members),
        is_here=False,
    )


def priority_name(words: Words, priority: Priority) -> str:
    """Say why a household goes first; nothing where it does not."""
    match priority:
        case Priority.NONE:
            return ""
        case Priority.OLD:
            return words.say("old, goes first")
        case Priority.DISABLED:
            return words.say("disabled, goes first")
