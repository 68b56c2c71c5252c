"""What is read of the station for top bar, sign-in and the manager's place, in one go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from clerk_station.domain.records import Centre, Clerk
from clerk_station.store.opening import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The centre, who may sign in, and when each did so last on this day."""

    centre: Centre | None
    clerks: tuple[Clerk, ...]
    last: Mapping[str, datetime]


def read_place(store: Store, today: date) -> Place:
    """Read it on the store thread."""
    queries = store.queries
    return Place(
        centre=queries.centre(), clerks=queries.clerks(), last=queries.last_sign_ins(today)
    )
