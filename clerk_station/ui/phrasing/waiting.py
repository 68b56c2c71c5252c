"""What the desk shows while nothing lies on it."""

from collections.abc import Sequence
from datetime import date

from clerk_station.store.queries import FormSlot
from clerk_station.ui.views import QueueItem, WaitingView
from clerk_station.words import Words


def waiting_view(
    words: Words,
    *,
    day: date,
    slots: Sequence[FormSlot],
    served: int,
    said: str = "",
    has_slip: bool = False,
) -> WaitingView:
    """Show the forms that are still due today by their hour, and the day's three figures.

    Args:
        words: the reader's language.
        day: today in Baghdad.
        slots: the centre's forms of the day, by hour.
        served: families whose visit was closed at this station today.
        said: what became of the last visit; empty before the first.
        has_slip: whether the last visit's slip can be opened.
    """
    due = [slot for slot in slots if not slot.came]
    return WaitingView(
        prompt=words.say("Scan the appointment form"),
        hint=said or words.say("Put it under the camera, or type its number"),
        counters=(
            (str(len(slots)), words.say("due today")),
            (str(served), words.say("served here")),
            (str(len(due)), words.say("still to come")),
        ),
        queue=tuple(
            QueueItem(
                number=slot.hour,
                name=slot.head_name,
                slot=words.count("{n} member", "{n} members", slot.members),
            )
            for slot in due[:7]
        ),
        queue_title=words.say("Due today"),
        day=words.say(
            "{weekday} {date}",
            weekday=words.weekday(day),
            date=words.isolate(words.date(day)),
        ),
        camera_hint=words.say("Hold the form inside the frame"),
        field_hint=words.say("Form number, card number or name"),
        has_slip=has_slip,
    )
