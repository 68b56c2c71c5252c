"""Tries a central against every promise, one after the other, and says what came of each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sync.conformance import branching, greeting, handing_in, receiving, sending
from sync.conformance.line import Broken, Line, NotTried
from sync.conformance.machine import Machine, enrolled

NO_CODE = "another code is needed: --code once more"


class Outcome(StrEnum):
    """What came of a promise."""

    KEPT = "kept"
    BROKEN = "broken"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Finding:
    """One promise, what came of it, and what was seen where it was not kept."""

    promise: str
    outcome: Outcome
    seen: str = ""


@dataclass
class Ground:
    """A central, the codes that it gave out, and the station that most promises are tried with."""

    line: Line
    codes: list[str]
    hand_in: str = ""
    _station: Machine | None = field(default=None)

    def new(self) -> Machine:
        """Make a new station with the next code."""
        return enrolled(self.line, self.code())

    def code(self) -> str:
        """Give the next code."""
        if not self.codes:
            raise NotTried(NO_CODE)
        return self.codes.pop(0)

    def station(self) -> Machine:
        """Give the common station, a new one where the last promise spoiled it."""
        if self._station is None:
            self._station = self.new()
        return self._station

    def keep(self, machine: Machine) -> None:
        """Try what follows with this station."""
        self._station = machine

    def spoiled(self) -> None:
        """Try what follows with a station that no broken promise has touched."""
        self._station = None


Trial = Callable[[Ground], None]


def _common(trial: Callable[[Machine], None]) -> Trial:
    return lambda ground: trial(ground.station())


def _file(ground: Ground) -> None:
    if not ground.hand_in:
        raise NotTried("name the command that takes a file in: --hand-in 'COMMAND {file}'")
    handing_in.file(ground.station(), ground.hand_in)


_COMMON = (
    greeting.tokens,
    greeting.nobody,
    greeting.tolerant,
    greeting.signed_twice,
    greeting.version_1,
    greeting.doors,
    sending.receipt,
    sending.bytes_kept,
    sending.replayed,
    sending.overlapping,
    sending.at_once,
    sending.odd,
    sending.hole,
    sending.fork,
    sending.forged,
    sending.limits,
    receiving.dense,
    receiving.same_in_any_size,
    receiving.strange_cursors,
    receiving.moved_epoch,
)

PROMISES: Sequence[tuple[str, Trial]] = (
    (
        f"{greeting.codes.__doc__}",
        lambda ground: ground.keep(greeting.codes(ground.line, ground.code())),
    ),
    *((f"{trial.__doc__}", _common(trial)) for trial in _COMMON),
    (f"{handing_in.file.__doc__}".partition("\n")[0], _file),
    (
        f"{sending.strangers.__doc__}",
        lambda ground: sending.strangers(ground.station(), ground.new()),
    ),
    (f"{branching.restored.__doc__}", lambda ground: branching.restored(ground.new())),
    (f"{branching.cloned.__doc__}", lambda ground: branching.cloned(ground.new())),
)


def tried(ground: Ground) -> Iterator[Finding]:
    """Try every promise; give each finding as soon as there is one."""
    for promise, trial in PROMISES:
        try:
            trial(ground)
        except Broken as error:
            ground.spoiled()
            yield Finding(promise, Outcome.BROKEN, str(error))
        except NotTried as error:
            yield Finding(promise, Outcome.NOT_TRIED, str(error))
        else:
            yield Finding(promise, Outcome.KEPT)
