"""A second person's look at what was stated of a member: who agreed, and what it comes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Second(StrEnum):
    """How a statement stands that asks for a second person; codes stand in records."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one person said of a statement, at which station, and as which of its events."""

    station: str
    incarnation: int
    seq: int
    by: str
    accepted: bool
    reason: str = ""


def standing_of(looks: Iterable[Look], *, recorded_by: str) -> Second:
    """Say what looks come to, whatever their order: of each person at each station the last counts.

    Who recorded the statement is no second person. Where two disagree both stay, it does not count
    as confirmed, and the supervision decides.
    """
    ordered = sorted(looks, key=lambda look: (look.station, look.incarnation, look.seq))
    last = {(look.station, look.by): look.accepted for look in ordered if look.by != recorded_by}
    match set(last.values()):
        case said if not said:
            return Second.PENDING
        case said if len(said) > 1:
            return Second.DISPUTED
        case said:
            return Second.CONFIRMED if True in said else Second.DECLINED
