"""Commands on the life of a station: its state, its centre, and what showed that it was copied."""

import re
from argparse import Namespace
from datetime import datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from clerk_station.clock import BAGHDAD
from clerk_station.domain.records import Centre
from clerk_station.errors import StationError
from clerk_station.words import Words, mark
from sync.central import alarms, raw_lane, states
from sync.central.alarms import Kind, raise_alarm
from sync.central.clerks import supervisor
from sync.central.folder import Folder
from sync.central.office import Office
from sync.central.registry import get
from sync.central.stations import listing
from sync.central.telling import NO_CENTRE, NO_STATION, known, moment, print_json
from sync.hello import State
from sync.raw import read_raw
from sync.signed import SignedLetter

_TIMED = re.compile(r"^\d{9,}: ")
"""A time (Unix seconds) that keeps notes apart which say the same otherwise."""

_SAID = {
    State.ACTIVE: mark("Station {id} is active."),
    State.SUSPENDED: mark("Station {id} is suspended: it sends, and begins no new work."),
    State.LOST: mark("Station {id} is lost: what it sends is kept aside, and it gets nothing."),
    State.RETIRED: mark("Station {id} is retired: what it sends is kept aside."),
}


def change_state(office: Office, asked: Namespace, words: Words) -> int:
    """Let a station be in another state, in a supervisor's name and with a reason."""
    state = State(asked.state)
    with office.database.writing() as connection:
        _there(connection, asked.station)
        by = supervisor(connection, asked.by).name
        states.change(connection, asked.station, state)
        _note(connection, Kind.STATE, asked, f"{state} ({by}: {asked.reason})", now=office.now())
    print(words.say(_SAID[state], id=asked.station))
    return 0


def move_station(office: Office, asked: Namespace, words: Words) -> int:
    """Let a station move once all it recorded for its centre has come in."""
    with office.database.writing() as connection:
        row = _there(connection, asked.station)
        known(get(connection, Centre, asked.centre), NO_CENTRE, asked.centre)
        by = supervisor(connection, asked.by).name
        if row.centre == asked.centre:
            raise StationError(
                "The station stands there already",
                "Station {id} is of centre {centre}.",
                id=asked.station,
                centre=asked.centre,
            )
        states.let_move(connection, asked.station, asked.centre)
        detail = f"to {asked.centre} ({by}: {asked.reason})"
        _note(connection, Kind.MOVED, asked, detail, now=office.now())
    print(
        words.say(
            "Station {id} moves to {centre} when it has sent everything and is started again.",
            id=asked.station,
            centre=asked.centre,
        )
    )
    return 0


def require_app(office: Office, asked: Namespace, words: Words) -> int:
    """Let programs older than a version begin no new work from a day on; they send all the same."""
    start = datetime.combine(asked.since or office.today(), time(), BAGHDAD)
    Folder(asked.data).require(asked.app, since=int(start.timestamp()))
    print(
        words.say(
            "From {day} on a program older than {app} begins no new work. "
            "Start the central again to say so to the stations.",
            day=words.date(start.date()),
            app=asked.app,
        )
    )
    return 0


def list_alarms(office: Office, asked: Namespace, words: Words) -> int:
    """List what showed that a station or this central was restored or copied."""
    with office.database.reading() as connection:
        if asked.station is not None:
            _there(connection, asked.station)
        rows = alarms.listing(connection, station=asked.station)
    if asked.json:
        print_json([dict(row._mapping) for row in rows])  # noqa: SLF001 - SQLAlchemy's public name
        return 0
    for row in rows:
        said, at = words.say(alarms.WORDS[Kind(row.kind)]), moment(row.at, words)
        detail = _TIMED.sub("", row.detail)
        print(f"{row.id}  {at}  {row.station}/{row.incarnation}  {said}: {detail}")
    return 0


def list_raw(office: Office, asked: Namespace, _words: Words) -> int:
    """List what lies in the raw lane, and write each letter's bytes into a folder where asked."""
    with office.database.reading() as connection:
        rows = raw_lane.listing(connection)
    for row in rows:
        letter = read_raw(SignedLetter(row.body, row.signature))
        name = f"{row.station}-{row.digest.hex()[:16]}.raw"
        print(f"{name}  {row.incarnation}  {row.why}  {len(letter.data)}")
        if asked.out is not None:
            _written(asked.out / name, letter.data)
    return 0


def _written(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise StationError(
            "The folder cannot be written",
            "Check who may write to {folder}, or choose another with --data.",
            folder=path.parent,
        ) from error


def _there(connection: Connection, station: str) -> Row[Any]:
    return known({r.id: r for r in listing(connection)}.get(station), NO_STATION, station)


def _note(connection: Connection, kind: Kind, asked: Namespace, detail: str, *, now: int) -> None:
    raise_alarm(
        connection, kind, station=asked.station, incarnation=0, detail=f"{now}: {detail}", now=now
    )
