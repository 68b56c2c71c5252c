"""Who this station is: written once at enrolment, kept inside the encrypted ledger."""

import json
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Engine, select

from clerk_station.errors import StationError
from clerk_station.store.database import translated
from clerk_station.store.tables import facts

_NAME, _KEY = "enrolment", "key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What a station and the central agreed on.

    Attributes:
        station: id given by the central.
        incarnation: which life of the journal this is, from 1.
        name: for people, for example "Window 3".
        centre: id of the centre where it stands.
        central: base address of the central.
        token: bearer token for the central.
        key: signs the journal's heads and the batches.
        authority_keys: seal appointment forms.
        central_key: signs receipts.
    """

    station: str
    incarnation: int
    name: str
    centre: str
    central: str
    token: str
    key: Ed25519PrivateKey
    authority_keys: tuple[Ed25519PublicKey, ...]
    central_key: Ed25519PublicKey


def station_key(engine: Engine) -> Ed25519PrivateKey:
    """Give the key that this station signs with, made and kept when first asked for.

    It is kept before the central hears of it: where the central's answer is lost, the same key
    asks again with the same code.
    """
    made = Ed25519PrivateKey.generate()
    with translated(), engine.begin() as connection:
        kept = connection.scalar(select(facts.c.value).where(facts.c.name == _KEY))
        if kept is None:
            value = made.private_bytes_raw()
            connection.execute(facts.insert().values(name=_KEY, value=value))
    return made if kept is None else Ed25519PrivateKey.from_private_bytes(kept)


def is_enrolled(engine: Engine) -> bool:
    """Tell whether this ledger belongs to an enrolled station."""
    with translated(), engine.begin() as connection:
        return connection.scalar(select(facts.c.name).where(facts.c.name == _NAME)) is not None


def keep_enrolment(engine: Engine, enrolment: Enrolment) -> None:
    """Keep the enrolment of a new station.

    Raises:
        StationError: this ledger belongs to an enrolled station already.
    """
    value = {
        "station": enrolment.station,
        "incarnation": enrolment.incarnation,
        "name": enrolment.name,
        "centre": enrolment.centre,
        "central": enrolment.central,
        "token": enrolment.token,
        "key": enrolment.key.private_bytes_raw().hex(),
        "authority_keys": [key.public_bytes_raw().hex() for key in enrolment.authority_keys],
        "central_key": enrolment.central_key.public_bytes_raw().hex(),
    }
    with translated(), engine.begin() as connection:
        if connection.scalar(select(facts.c.name).where(facts.c.name == _NAME)):
            raise StationError(
                "This station is enrolled already", "Choose an empty data folder for a new station"
            )
        connection.execute(facts.insert().values(name=_NAME, value=json.dumps(value).encode()))


def read_enrolment(engine: Engine) -> Enrolment:
    """Give the enrolment of this station.

    Raises:
        StationError: it was never enrolled.
    """
    with translated(), engine.begin() as connection:
        kept = connection.scalar(select(facts.c.value).where(facts.c.name == _NAME))
    if kept is None:
        raise StationError(
            "This station is not set up yet", "Enrol it with the code from the manager"
        )
    raw = json.loads(kept)
    return Enrolment(
        station=raw["station"],
        incarnation=raw["incarnation"],
        name=raw["name"],
        centre=raw["centre"],
        central=raw["central"],
        token=raw["token"],
        key=Ed25519PrivateKey.from_private_bytes(bytes.fromhex(raw["key"])),
        authority_keys=tuple(
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)) for key in raw["authority_keys"]
        ),
        central_key=Ed25519PublicKey.from_public_bytes(bytes.fromhex(raw["central_key"])),
    )
