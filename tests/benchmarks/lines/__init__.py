"""Bad lines to measure over: one that carries real packets, and one that stands in elsewhere."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """How bad a line is: bits a second, seconds there and back, share of packets lost each way.

    After every `cut` seconds all connections are gone. Where the cuts are `told`, both ends get a
    reset at once, as when a modem hangs up; otherwise nothing ever answers on them again.
    """

    bits: int = 64_000
    round_trip: float = 1.5
    loss: float = 0.2
    cut: float = 30.0
    told: bool = True

    @property
    def bytes_a_second(self) -> float:
        """How fast bytes leave, each way."""
        return self.bits / 8


def luck(seed: int) -> Random:
    """Give what draws losses and waits, so that they can be had again."""
    return Random(seed)  # noqa: S311 - nothing secret
