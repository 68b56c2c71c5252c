"""What a person may know of the post at any moment."""

from dataclasses import dataclass
from enum import StrEnum

from sync.condition import Alarm, Work
from sync.hello import State


class Phase(StrEnum):
    """One word for the light. Only `SETTLED` is green."""

    NEVER_CONNECTED = "never_connected"
    OFFLINE = "offline"
    SENDING = "sending"
    RECEIVING = "receiving"
    SETTLED = "settled"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The post at one moment. Times are Unix seconds by this machine's clock.

    `waiting` counts events without a receipt. `error` says what went wrong last and `advice` what
    to do, an English source text; both are empty after a success. `attempts` counts failures in a
    row, `next_try` is None where nothing is planned because something is under way. `halted` is
    the reason for which sending has stopped, empty where it has not. `position` and `end` are those
    of the feed: what was received and what there is. `drift` is by how many seconds this machine's
    clock is ahead of the central's, None before a greeting of this run; it decides nothing.
    `alarm` and `work` are words on the journal and on new work.
    """

    phase: Phase = Phase.NEVER_CONNECTED
    waiting: int = 0
    last_contact: float | None = None
    error: str = ""
    advice: str = ""
    attempts: int = 0
    next_try: float | None = None
    halted: str = ""
    position: int = 0
    end: int = 0
    drift: float | None = None
    state: State = State.ACTIVE
    alarm: Alarm = Alarm.NONE
    work: Work = Work.FREE
    move_to: str = ""

    @property
    def progress(self) -> float:
        """Give the received share of the feed, 0 to 1; 0 before anything is known of it."""
        return self.position / self.end if self.end else 0.0
