"""A many-way search for the highest seq that two journals have in common.

Each hash vouches for all before it, so what both have is a beginning of the chain: a few rounds of
some hundred probes find its end among millions of events.
"""

from dataclasses import dataclass

WAYS = 128
"""Probes in one letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is known so far: `low` is common to both, `high` is not (or beyond the journal)."""

    low: int
    high: int

    @property
    def is_over(self) -> bool:
        """Tell whether `low` is the highest common seq."""
        return self.high - self.low <= 1

    def probes(self) -> tuple[int, ...]:
        """Give the seqs to compare next, evenly between the two, the ends left out."""
        span = self.high - self.low
        if span <= WAYS:
            return tuple(range(self.low + 1, self.high))
        return tuple(self.low + span * n // (WAYS + 1) for n in range(1, WAYS + 1))

    def heard(self, common: int) -> "Search":
        """Go on with the highest of the probes that is common; anything lower means none was."""
        probes = self.probes()
        low = max([self.low, *(seq for seq in probes if seq <= common)])
        high = min([self.high, *(seq for seq in probes if seq > low)])
        return Search(low=low, high=high)
