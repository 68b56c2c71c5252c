"""What a station knows of its own standing, also without a line, and what follows for new work.

Nothing here ever stops recording what was begun, reading or pushing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sync.hello import State

MOST_DAYS, MOST_UNHEARD = 7, 2000
"""Days, and events, without a hello after which new work needs a manager."""


class Work(StrEnum):
    """Whether new work may begin at this station."""

    FREE = "free"
    NEEDS_MANAGER = "needs_manager"
    OUTDATED = "outdated"
    SUSPENDED = "suspended"
    LOST = "lost"
    RETIRED = "retired"


WORDS: Mapping[Work, str] = {
    Work.FREE: "",
    Work.NEEDS_MANAGER: (
        "This station has not reached the central for {days} days or {events} events. "
        "New work needs the manager; connect the station or hand in an export"
    ),
    Work.OUTDATED: (
        "This version of the program is too old for new work. "
        "Everything is still sent; ask the manager for the new version"
    ),
    Work.SUSPENDED: (
        "This station is suspended. Finish what is open; everything is still sent. "
        "Ask the manager before new work"
    ),
    Work.LOST: (
        "This station was reported lost and begins no new work. What was recorded is sent and kept "
        "aside until somebody decides. Call the supervisor"
    ),
    Work.RETIRED: (
        "This station is retired and begins no new work. What was recorded is sent and kept aside "
        "until somebody decides. Use another station"
    ),
}
"""English source texts for the screen, by what they say."""


class Alarm(StrEnum):
    """What was found out about the journal; empty where nothing was."""

    NONE = ""
    ROLLED_BACK = "rolled_back"
    BRANCHED = "branched"
    UNKNOWN = "unknown"


ALARMS: Mapping[Alarm, str] = {
    Alarm.NONE: "",
    Alarm.ROLLED_BACK: (
        "An old copy of this station's data was put back: later events are missing here. "
        "Keep working, nothing is deleted, and tell the centre's manager"
    ),
    Alarm.BRANCHED: (
        "This station's data exists twice: an old copy or a second machine was found. "
        "Both are kept. Keep working, and tell the centre's manager"
    ),
    Alarm.UNKNOWN: (
        "The central does not know this station any more. Keep working, nothing is lost. "
        "Ask the manager for a new code and enrol this station again in the same folder"
    ),
}
"""English source texts for the screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What the station keeps of its last greeting and of its own findings.

    `heard_at` is this machine's clock at the last hello (Unix seconds, 0 before the first), and
    `unheard` how many events were recorded since. `app` is this program's version. `alarm` stays
    until a person put it away.
    """

    state: State = State.ACTIVE
    alarm: Alarm = Alarm.NONE
    heard_at: int = 0
    unheard: int = 0
    app: str = ""
    minimum_app: str = ""
    minimum_from: int = 0
    move_to: str = ""


def work(condition: Condition, *, now: float) -> Work:
    """Say whether new work may begin; `now` is this machine's clock in Unix seconds."""
    if condition.state is not State.ACTIVE:
        return Work(condition.state.value)
    if is_older(condition.app, condition.minimum_app) and now >= condition.minimum_from:
        return Work.OUTDATED
    silent = condition.heard_at and now - condition.heard_at >= MOST_DAYS * 86_400
    if silent or condition.unheard >= MOST_UNHEARD:
        return Work.NEEDS_MANAGER
    return Work.FREE


def is_older(version: str, minimum: str) -> bool:
    """Tell whether a version such as `0.3.1` comes before another; no minimum, no older one."""
    return bool(minimum) and _numbers(version) < _numbers(minimum)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))[:4]
