"""Returned mail and cases: what a station's people have to know of the centre's events."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from clerk_station.domain.people import Household
from clerk_station.domain.records import Case, CaseState, Centre, Decided, EventWord


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What people have to know of the centre's events.

    `returned` are those that wait for a decision, then those that were decided not to count;
    `cases` the open ones, then the resolved. `households` and `centres` are those they name, where
    this station knows them.
    """

    station: str = ""
    returned: tuple[EventWord, ...] = ()
    cases: tuple[Case, ...] = ()
    households: Mapping[str, Household] = field(default_factory=dict)
    centres: Mapping[str, Centre] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """How many events wait for a decision."""
        return sum(word.word is Decided.WAITING for word in self.returned)

    @property
    def open(self) -> int:
        """How many cases wait for a decision."""
        return sum(case.state is CaseState.OPEN for case in self.cases)
