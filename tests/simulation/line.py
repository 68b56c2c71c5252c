"""A bad line between a station and the central: what befalls each exchange is drawn."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from random import Random
from typing import Any

from sync.envelope import unpack
from sync.errors import Busy, Garbled, Rejected, SyncError, Unreachable
from sync.signed import SignedLetter
from sync.wire import Page
from tests.simulation.auditor import Auditor
from tests.simulation.central import Central
from tests.simulation.plan import DAY, HOUR, Plan

Later = Callable[[float, Callable[[], None]], None]


@dataclass
class Line:
    """The office as one station reaches it: every door, and everything between.

    `later` runs something after some seconds. `down_until` is the end of an outage.
    """

    central: Central
    auditor: Auditor
    plan: Plan
    random: Random
    now: Callable[[], float]
    later: Later
    told: Callable[[str], None]
    station: str = ""
    down_until: float = 0.0
    healthy: bool = False
    greeted_at: float = -1.0
    cut_here: Callable[[], None] = lambda: None
    answers: dict[str, Any] = field(default_factory=dict)

    @property
    def is_down(self) -> bool:
        """Tell whether there is an outage."""
        return self.now() < self.down_until and not self.healthy

    def __getattr__(self, door: str) -> Callable[..., Any]:
        """Give any door of the office, as it is behind this line."""
        if door.startswith("_"):
            raise AttributeError(door)
        return lambda *args, **named: self._carry(door, args, named)

    def _carry(self, door: str, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        if self.is_down:
            raise Unreachable("the line is down")
        fault = self._fault()
        if fault:
            self.told(f"{door} {fault}")
        if door == "push" and self._is_strange(args):
            raise Rejected("bad_request")
        self._fail_before(fault, lambda: self._knock(door, args, named))
        if fault == "truncated_request":
            args = tuple(a[: self.random.randrange(len(a))] if _is_body(a) else a for a in args)
        answer = self._knock(door, args, named)
        if fault == "twice":
            answer = self._knock(door, args, named)
        self.cut_here()
        return self._answered(door, fault, answer)

    def _is_strange(self, args: tuple[Any, ...]) -> bool:
        """Tell whether the central of these days cannot read a batch: it holds a strange event."""
        if self.healthy or not self.plan.picky:
            return False
        packed = next(a for a in args if isinstance(a, bytes))
        return any(
            sha256(data).digest()[0] < 256 * self.plan.picky for data in unpack(packed).events
        )

    def _fault(self) -> str:
        if self.healthy or self.random.random() >= self.plan.line_chance:
            return ""
        return self.random.choice(self.plan.line)

    def _fail_before(self, fault: str, knock: Callable[[], Any]) -> None:
        """Raise where the letter does not reach the central, or not yet."""
        match fault:
            case "dropped":
                raise Unreachable("the letter was lost")
            case "late":
                spread = self.random.choice((60.0, HOUR, DAY, 5 * DAY))
                self.later(self.random.uniform(1.0, spread), lambda: _in_vain(knock))
                raise Unreachable("no answer in time")
            case "busy":
                raise Busy("503", retry_after=float(self.random.choice((0, 1, 30, 900, 100_000))))
            case "refused":
                raise Rejected("bad_request")
            case "broken":
                raise Unreachable("500")

    def _knock(self, door: str, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        answer = self.central.ask(door, *args, **named)
        self.auditor.answered(door, args, answer, station=self.station)
        return answer

    def _answered(self, door: str, fault: str, answer: Any) -> Any:
        before = self.answers.get(door)
        self.answers[door] = answer
        match fault:
            case "answer_cut":
                raise Unreachable("the answer was lost")
            case "truncated_answer" | "garbage":
                raise Garbled("that is no answer")
            case "altered":
                return _altered(answer, self.random)
            case "stale" if before is not None:
                return before
        if door == "hello":
            self.greeted_at = self.now()
        return answer


def _in_vain(knock: Callable[[], Any]) -> None:
    """Let a letter arrive that nobody waits for any more."""
    try:
        knock()
    except SyncError:
        return


def _is_body(value: Any) -> bool:
    return isinstance(value, bytes) and len(value) > 0


def _altered(answer: Any, random: Random) -> Any:
    """Change an answer on its way; where a station could not tell, the answer does not arrive."""
    match answer:
        case SignedLetter(body=body):
            at = random.randrange(len(body))
            return replace(answer, body=body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :])
        case Page(records=records) if records:
            gone = random.randrange(len(records))
            return replace(answer, records=records[:gone] + records[gone + 1 :])
        case bytes() if answer:
            at = random.randrange(len(answer))
            return answer[:at] + bytes([answer[at] ^ 1]) + answer[at + 1 :]
        case _:
            raise Garbled("that is no answer")
