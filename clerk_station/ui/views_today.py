"""What the day list shows: frozen values, with every text already in words."""

from dataclasses import dataclass

from clerk_station.ui.views import CounterView, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayRow:
    """One household of an hour. `minutes` is how long it waits, is served or was served.

    `waits`: it holds a number, and nobody called it yet.
    """

    household: str
    number: str
    name: str
    form: str
    members: str
    tone: Tone
    sign: str
    state: str
    minutes: str = ""
    minutes_tone: Tone | None = None
    priority: str = ""
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayHour:
    """One hour: how many are where, and who they are. `words` says the bar in a sentence."""

    label: str
    title: str
    line: str
    words: str
    served: int
    at_window: int
    waiting: int
    no_show: int
    coming: int
    rows: tuple[TodayRow, ...]

    @property
    def total(self) -> int:
        """All of the hour."""
        return self.served + self.at_window + self.waiting + self.no_show + self.coming


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayView:
    """The day of a centre by hour. `now` is the present hour, `next_up` who is called next.

    `call` says what calling does now, `is_called` that somebody was called here in vain so far.
    """

    counters: tuple[CounterView, ...]
    hours: tuple[TodayHour, ...]
    now: str
    next_up: str = ""
    call: str = ""
    is_called: bool = False
