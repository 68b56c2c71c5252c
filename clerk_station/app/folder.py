"""The station's folder, its key, and its enrolment at the central."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Engine

from clerk_station.clock import Clock
from clerk_station.errors import StationError
from clerk_station.keys import make_key, open_key
from clerk_station.store.enrolment import (
    Enrolment,
    is_enrolled,
    keep_enrolment,
    station_key,
)
from clerk_station.store.opening import KEYS, LEDGER, Store, open_ledger, open_store
from sync import enrol
from sync.errors import Garbled, Rejected, SyncError
from sync.http import HttpServer

SHORTEST_PASSPHRASE = 12


def open_station(folder: Path, *, passphrase: str | None, clock: Clock) -> Store:
    """Open the databases of an enrolled station.

    Raises:
        StationError: not enrolled, the key does not fit, or the ledger is damaged.
    """
    return open_store(folder, key=open_key(folder / KEYS, passphrase=passphrase), clock=clock)


def enrol_station(
    folder: Path, *, central: str, code: str, name: str, passphrase: str | None
) -> Enrolment:
    """Make this folder a station of a centre, with the one-time code of its manager.

    The keys are made here; the central learns the public one and a proof that it is held.

    Raises:
        StationError: the code is mistyped, used or too old, the central is out of reach, or the
            folder is a station already.
    """
    plain = enrol.read_code(code)
    if plain is None:
        raise _mistyped()
    if passphrase is not None and len(passphrase) < SHORTEST_PASSPHRASE:
        raise StationError(
            "The station passphrase is too short",
            "Choose {n} characters or more, for example four words",
            n=SHORTEST_PASSPHRASE,
        )
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_ledger(folder, key=_key(folder, passphrase=passphrase))
    try:
        enrolment = _agreed(engine, central=central, code=plain, name=name)
        keep_enrolment(engine, enrolment)
    finally:
        engine.dispose()
    return enrolment


def _key(folder: Path, *, passphrase: str | None) -> bytes:
    """Open the folder's key; a fresh one is made only where no ledger lies that it cannot open."""
    if (folder / LEDGER).exists() and not (folder / KEYS).exists():
        raise StationError(
            "The key file of this station is missing",
            "Put keys.json back from the copy that the manager keeps. The data is untouched",
        )
    make_or_open = open_key if (folder / KEYS).exists() else make_key
    return make_or_open(folder / KEYS, passphrase=passphrase)


def enrol_again(folder: Path, *, code: str, passphrase: str | None, clock: Clock) -> Enrolment:
    """Let a central that was restored, and has forgotten this station, know it again.

    The station keeps its journal and its lives: all that waits can be sent after this.

    Raises:
        StationError: the code is mistyped, used, too old or of another station, the central is out
            of reach, or the folder is no station.
    """
    plain = enrol.read_code(code)
    if plain is None:
        raise _mistyped()
    store = open_station(folder, passphrase=passphrase, clock=clock)
    try:
        answer = _asked(store.lives.ask_again(plain), central=store.enrolment.central)
        store.lives.known_again(answer)
    finally:
        store.close()
    return store.enrolment


def _agreed(engine: Engine, *, central: str, code: str, name: str) -> Enrolment:
    """Ask the central; where its answer was lost, the same key may ask again."""
    if is_enrolled(engine):
        raise StationError(
            "This station is enrolled already", "Choose an empty data folder for a new station"
        )
    key = station_key(engine)
    letter = enrol.ask(code, public_key=key.public_key(), sign=key.sign)
    answer = _asked(letter, central=central)
    return Enrolment(
        station=answer.station,
        incarnation=answer.incarnation,
        name=name,
        centre=answer.centre,
        central=central,
        token=answer.token,
        key=key,
        authority_keys=tuple(map(Ed25519PublicKey.from_public_bytes, answer.authority_keys)),
        central_key=Ed25519PublicKey.from_public_bytes(answer.central_key),
    )


def _asked(letter: enrol.EnrolmentAsk, *, central: str) -> enrol.Enrolment:
    """Hand the letter in; raises StationError in words for all that may go wrong."""
    server = HttpServer(central)
    try:
        return server.enrol(letter)
    except Rejected as error:
        raise StationError(
            "The central does not accept this code",
            "It was used before or is older than a day, ask the manager for a new one",
        ) from error
    except Garbled as error:
        raise StationError(
            "This address is not the central",
            "Check the address {address} with the manager",
            address=central,
        ) from error
    except SyncError as error:
        raise StationError(
            "The central cannot be reached",
            "Check the line and the address {address}, then try again with the same code",
            address=central,
        ) from error
    finally:
        server.close()


def _mistyped() -> StationError:
    return StationError(
        "The code is mistyped", "Compare each digit with the manager's code and type it again"
    )
