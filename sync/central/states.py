"""What a station may do, and where it stands: changed by people, heard by the station at hello."""

from collections.abc import Iterable

from sqlalchemy import Connection, update

from clerk_station.domain.events import Event, StationMoved
from sync.central.stations import Identity
from sync.central.tables import incarnations, stations
from sync.hello import State


def change(connection: Connection, station: str, state: State) -> None:
    """Let a station be in another state from now on."""
    connection.execute(update(stations).where(stations.c.id == station).values(state=state.value))


def let_move(connection: Connection, station: str, centre: str) -> None:
    """Let a station move: it does so itself, when nothing waits for a receipt any more."""
    here = stations.c.id == station
    connection.execute(update(stations).where(here).values(moving_to=centre))


def moved(connection: Connection, who: Identity, counting: Iterable[Event]) -> None:
    """Follow a station that recorded its move: what comes after is of the new centre."""
    to = [event.body.to for event in counting if isinstance(event.body, StationMoved)]
    if not to:
        return
    life = incarnations.c.station == who.station, incarnations.c.incarnation == who.incarnation
    connection.execute(update(incarnations).where(*life).values(centre=to[-1]))
    station = update(stations).where(stations.c.id == who.station)
    connection.execute(station.values(centre=to[-1], moving_to=""))
