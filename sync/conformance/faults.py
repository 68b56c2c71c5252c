"""What a made-up central does wrong, in which order, and what the station must do next."""

from dataclasses import dataclass
from enum import StrEnum

WAIT = 5
"""Seconds of Retry-After in the fault of that name."""


class Door(StrEnum):
    """Where a fault waits for the station."""

    HELLO = "hello"
    PUSH = "push"
    PULL = "pull"


class How(StrEnum):
    """What an answer is, where it is not the right one."""

    CUT_BEFORE = "cut before anything is done"
    CUT_AFTER = "cut after it was done, before the answer"
    ERROR = "500"
    BUSY = "503 with Retry-After"
    REFUSED = "400 by the central"
    ELSEWHERE = "404 by something in its place"
    GARBAGE = "200 with bytes that are no answer"
    TRUNCATED = "an answer cut in the middle"
    UNSIGNED = "an answer whose signature does not hold"
    ANOTHER = "an answer to something else"
    LOST = "the central has lost everything since the start"
    HOLE = "a page with a hole"
    DOUBLED = "a page with a record twice"
    HASH = "a page whose hash does not follow"
    GONE = "410: the cursor is of no feed"


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong answer at one door."""

    door: Door
    how: How

    def __str__(self) -> str:
        """Name it."""
        return f"{self.door}: {self.how}"


_ANYWHERE = (How.CUT_BEFORE, How.ERROR, How.BUSY, How.ELSEWHERE, How.GARBAGE, How.TRUNCATED)
PROGRAMME: tuple[Fault, ...] = (
    *(Fault(Door.HELLO, how) for how in (*_ANYWHERE, How.UNSIGNED, How.ANOTHER)),
    *(
        Fault(Door.PUSH, how)
        for how in (*_ANYWHERE, How.CUT_AFTER, How.REFUSED, How.UNSIGNED, How.ANOTHER)
    ),
    Fault(Door.HELLO, How.LOST),
    *(Fault(Door.PULL, how) for how in (*_ANYWHERE, How.HOLE, How.DOUBLED, How.HASH, How.GONE)),
)


@dataclass(frozen=True, slots=True)
class Observed:
    """One fault, and what the station did wrong after it; nothing where it did right."""

    fault: Fault
    wrong: tuple[str, ...] = ()
