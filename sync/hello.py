"""The first exchange of each round: who a station is, and what the central holds of it.

Both letters are signed. A hello carries the token that rotates, the greeting the next one; heads
of all lives of the journal are compared both ways.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.envelope import Signer
from sync.errors import UNREADABLE, Garbled
from sync.signed import SignedLetter, check_letter, read_body, sign_letter

PROTOCOL, OLDEST = 2, 1
"""The version that is spoken here, and the oldest that the central still answers."""

MOST_LIVES = 64
_HELLO = b"clerk-station/hello/2\0"
_GREETING = b"clerk-station/greeting/2\0"
_MOST_SEQ, _MOST_LIFE = 1 << 62, 1 << 31


class State(StrEnum):
    """What a station may do; an unknown word is read as SUSPENDED."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    LOST = "lost"
    RETIRED = "retired"

    @classmethod
    def _missing_(cls, _value: object) -> "State":
        return cls.SUSPENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How far one life of a journal goes: its last seq without a hole, and the hash there."""

    incarnation: int
    last: int
    head: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """What a station says first.

    `last` and `head` are the end of its chain, `acknowledged` is the seq up to which it has
    receipts. `lives` are the other lives that it holds events of. `mark` is the highest seq that
    this machine remembers outside its database, where that is beyond `last`.
    """

    station: str
    incarnation: int
    last: int
    head: bytes
    acknowledged: int
    app: str
    protocol: int = PROTOCOL
    token: str = ""
    nonce: str = ""
    lives: tuple[Stand, ...] = ()
    mark: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """What the central answers: its time (Unix seconds) and what it holds of the station.

    `acknowledged` is the highest seq up to which it holds every event of this life and of those
    that it came from, `head` the hash there; `lives` says the same of the other lives. `token` is
    the next token, empty where the present one stays. `centre` is where the station stands, and
    `move_to` where it is to move once nothing waits. `minimum_app` is the oldest version of the
    program that may begin new work from `minimum_from` on (Unix seconds); pushing is always free.
    `scopes` are the feeds that the station may read; none named means that of its centre.
    """

    at: int
    acknowledged: int
    head: bytes
    station: str = ""
    incarnation: int = 0
    nonce: str = ""
    token: str = ""
    state: State = State.ACTIVE
    lives: tuple[Stand, ...] = ()
    centre: str = ""
    move_to: str = ""
    protocols: tuple[int, ...] = (OLDEST, PROTOCOL)
    minimum_app: str = ""
    minimum_from: int = 0
    scopes: tuple[str, ...] = ()


def sign_hello(hello: Hello, sign: Signer) -> SignedLetter:
    """Write a hello and sign it with the key of the life that speaks."""
    return sign_letter(_HELLO, hello_to_json(hello), sign)


def check_hello(signed: SignedLetter, key: Ed25519PublicKey) -> None:
    """Pass where the hello was signed by this key.

    Raises:
        Garbled: it was not.
    """
    check_letter(_HELLO, signed, key)


def read_hello(signed: SignedLetter) -> Hello:
    """Read a hello, whoever signed it.

    Raises:
        Garbled: it is none.
    """
    return read_body(signed, _hello)


def sign_greeting(greeting: Greeting, sign: Signer) -> SignedLetter:
    """Write a greeting and sign it with the central's key."""
    return sign_letter(_GREETING, greeting_to_json(greeting), sign)


def open_greeting(signed: SignedLetter, key: Ed25519PublicKey) -> Greeting:
    """Check the central's signature and read the greeting.

    Raises:
        Garbled: the signature does not hold, or it is no greeting.
    """
    check_letter(_GREETING, signed, key)
    return read_body(signed, _greeting)


def hello_to_json(hello: Hello) -> dict[str, Any]:
    """Write a hello as JSON values."""
    return {
        "station": hello.station,
        "incarnation": hello.incarnation,
        "last": hello.last,
        "head": hello.head.hex(),
        "acknowledged": hello.acknowledged,
        "app": hello.app,
        "protocol": hello.protocol,
        "token": hello.token,
        "nonce": hello.nonce,
        "lives": _stands_to_json(hello.lives),
        "mark": hello.mark,
    }


def hello_from_json(raw: Any) -> Hello:
    """Read a hello of any version.

    Raises:
        Garbled: it is none.
    """
    try:
        return _hello(raw)
    except UNREADABLE as error:
        msg = f"the hello cannot be read: {error!r}"
        raise Garbled(msg) from error


def greeting_to_json(greeting: Greeting) -> dict[str, Any]:
    """Write a greeting as JSON values."""
    return {
        "at": greeting.at,
        "acknowledged": greeting.acknowledged,
        "head": greeting.head.hex(),
        "station": greeting.station,
        "incarnation": greeting.incarnation,
        "nonce": greeting.nonce,
        "token": greeting.token,
        "state": greeting.state,
        "lives": _stands_to_json(greeting.lives),
        "centre": greeting.centre,
        "move_to": greeting.move_to,
        "protocols": list(greeting.protocols),
        "minimum_app": greeting.minimum_app,
        "minimum_from": greeting.minimum_from,
        "scopes": list(greeting.scopes),
    }


def _hello(raw: Any) -> Hello:
    hello = Hello(
        station=str(raw["station"]),
        incarnation=int(raw["incarnation"]),
        last=int(raw["last"]),
        head=bytes.fromhex(raw["head"]),
        acknowledged=int(raw["acknowledged"]),
        app=str(raw["app"]),
        protocol=int(raw["protocol"]),
        token=str(raw.get("token", "")),
        nonce=str(raw.get("nonce", "")),
        lives=_stands(raw.get("lives", [])),
        mark=int(raw.get("mark", 0)),
    )
    in_range = (
        0 <= hello.last < _MOST_SEQ
        and 0 <= hello.acknowledged < _MOST_SEQ
        and 0 <= hello.mark < _MOST_SEQ
        and 0 < hello.incarnation < _MOST_LIFE
        and hello.protocol >= OLDEST
        and all(text.isprintable() for text in (hello.app, hello.station, hello.token))
    )
    if not in_range:
        msg = "the hello is out of range"
        raise ValueError(msg)
    return hello


def _greeting(raw: Any) -> Greeting:
    return Greeting(
        at=int(raw["at"]),
        acknowledged=int(raw["acknowledged"]),
        head=bytes.fromhex(raw["head"]),
        station=str(raw["station"]),
        incarnation=int(raw["incarnation"]),
        nonce=str(raw["nonce"]),
        token=str(raw["token"]),
        state=State(str(raw["state"])),
        lives=_stands(raw["lives"]),
        centre=str(raw.get("centre", "")),
        move_to=str(raw.get("move_to", "")),
        protocols=tuple(int(version) for version in raw.get("protocols", [PROTOCOL])),
        minimum_app=str(raw.get("minimum_app", "")),
        minimum_from=int(raw.get("minimum_from", 0)),
        scopes=tuple(map(str, raw.get("scopes", ()))),
    )


def _stands_to_json(stands: tuple[Stand, ...]) -> list[list[Any]]:
    return [[stand.incarnation, stand.last, stand.head.hex()] for stand in stands]


def _stands(raw: Any) -> tuple[Stand, ...]:
    stands = tuple(
        Stand(incarnation=int(number), last=int(last), head=bytes.fromhex(head))
        for number, last, head in raw[:MOST_LIVES]
    )
    if any(not (0 < s.incarnation < _MOST_LIFE and 0 <= s.last < _MOST_SEQ) for s in stands):
        msg = "a life is out of range"
        raise ValueError(msg)
    return stands
