"""The central of the simulation: the production office on a disk of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from clerk_station.domain.people import Household
from clerk_station.domain.records import Centre
from sync.central import states
from sync.central.database import Database
from sync.central.keys import Keys
from sync.central.office import Office
from sync.central.registry import put, put_centre
from sync.central.stations import create
from sync.central.tables import events, records, stations, visits
from sync.enrol import Enrolment, ask
from sync.errors import Busy, SyncError, Unreachable
from sync.hello import State
from tests.simulation.chance import drawn_key
from tests.simulation.disk import Disk, PowerCut
from tests.world import CENTRE, OTHER_CENTRE, centre, form, household

CENTRES = (CENTRE, OTHER_CENTRE)
HOUSEHOLDS = 8
"""Of each centre."""

FOLDER = "central"
_FILE = "central.db"
_AFTER_DATABASE = 5.0


@dataclass
class Central:
    """The office, its disk, and what a disaster does to them."""

    disk: Disk
    keys: Keys
    now: Callable[[], float]
    lost_at: float = -1.0
    """The second of the simulation in which it last lost what it had."""
    died: Callable[[], None] = lambda: None
    broke: Callable[[str], None] = lambda _what: None

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Open the database, as the server does when it starts."""
        self.database = Database(f"sqlite:///{Path(FOLDER) / _FILE}")
        with self.database.reading():
            self.office = Office(self.database, self.keys, lambda: int(self.now()))

    def ask(self, door: str, *args: Any, **named: Any) -> Any:
        """Knock at a door; a central that dies meanwhile starts again and answers nobody."""
        try:
            return getattr(self.office, door)(*args, **named)
        except PowerCut as cut:
            self.lose_power()
            msg = "the central died"
            raise Unreachable(msg) from cut
        except DBAPIError as error:
            msg = "no database"
            raise Busy(msg, retry_after=_AFTER_DATABASE) from error
        except SyncError:
            raise
        except Exception as error:
            self.broke(f"{door}: {error!r}")
            msg = "500"
            raise Unreachable(msg) from error

    def lose_power(self) -> None:
        """Die and start again."""
        self.disk.lose_power()
        self.database.close()
        self.start()
        self.died()

    def restore(self, image: dict[str, bytes]) -> None:
        """Put an older copy back."""
        self.disk.lose_power()
        self.database.close()
        self.disk.files = dict(image)
        self.start()

    def enrol(self, at: str, random: Random) -> tuple[Enrolment, Any]:
        """Create a station and enrol it; give what it got and its key."""
        with self.database.writing() as connection:
            _, code = create(connection, centre=at, name="شباك", now=int(self.now()))
        key = drawn_key(random)
        letter = ask(code, public_key=key.public_key(), sign=key.sign)
        return self.office.enrol(letter), key

    def change(self, *truths: Household | Centre) -> None:
        """Change the registry, as its clerks do at the central."""
        with self.database.writing() as connection:
            put(connection, truths)  # type: ignore[arg-type]

    def bar(self, station: str, state: State) -> None:
        """Let a station be lost or retired from now on, by word of a manager."""
        with self.database.writing() as connection:
            states.change(connection, station, state)

    def let_move(self, station: str) -> str:
        """Let a station move to the other centre, by word of a manager; give which one."""
        with self.database.writing() as connection:
            here = select(stations.c.centre).where(stations.c.id == station)
            to = next(centre for centre in CENTRES if centre != connection.scalar(here))
            states.let_move(connection, station, to)
        return to

    def events(self) -> list[Any]:
        """Give every stored event."""
        with self.database.reading() as connection:
            return list(connection.execute(select(events).order_by(*events.primary_key)))

    def visits(self) -> list[dict[str, Any]]:
        """Give every folded visit."""
        with self.database.reading() as connection:
            return [dict(row) for row in connection.execute(select(visits)).mappings()]

    def records(self, kind: str) -> dict[str, str]:
        """Give the current truths of a kind by id, as text."""
        wanted = select(records.c.id, records.c.data).where(records.c.kind == kind)
        with self.database.reading() as connection:
            return {row.id: row.data for row in connection.execute(wanted)}


def furnish(database: Database) -> None:
    """Make the tables, two centres with some households, and a form for each of these."""
    database.migrate()
    with database.writing() as connection:
        for key in CENTRES:
            put_centre(connection, centre(key))
        for number in range(1, 2 * HOUSEHOLDS + 1):
            at = home_of(number)
            put(connection, [household(number, centre=at)])
            put(connection, [form(number, centre=at)])


def home_of(number: int) -> str:
    """Say at which centre a household is registered at first."""
    return CENTRES[(number - 1) // HOUSEHOLDS]
