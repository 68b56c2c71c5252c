"""The letters around a branch: where two journals part, the new life, and what it is given back.

A life is an incarnation with a key of its own. One that branched has a parent and begins after the
parent's event `forked_at`; up to there it has the parent's events and hashes.
"""

import base64
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.envelope import GENESIS, Signer, signature_holds
from sync.search import WAYS
from sync.signed import SignedLetter, check_letter, read_body, sign_letter
from sync.wire import Judgement, Word

_COMPARE = b"clerk-station/compare/1\0"
_COMMON = b"clerk-station/common/1\0"
_BRANCH = b"clerk-station/branch/1\0"
_BRANCHED = b"clerk-station/branched/1\0"
_RETURNED = b"clerk-station/returned/1\0"
_PROOF = b"clerk-station/life/1\0"
_MOST_SEQ, _MOST_LIFE = 1 << 62, 1 << 31
MOST_LIVES = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One life of a station: its number, its key, and where it left its parent (0: it has none).

    `base` is the hash of the chain after `forked_at`.
    """

    number: int
    parent: int
    forked_at: int
    base: bytes
    public_key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """Probes of a journal: hashes at some seqs. `incarnation` is the life whose key signs."""

    station: str
    incarnation: int
    nonce: str
    probes: tuple[tuple[int, bytes], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """The highest probe that the central holds in any life of the station; 0 for none."""

    nonce: str
    common: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """Asks for a new life that goes on after `forked_at`, where the chain's hash is `head`.

    `public_key` is that of the new life, `proof` its signature. `lives` are those that the station
    knows of, so that a central that was restored learns of them and gives no number twice. `why`
    is what led here: `superseded`, `behind`, `fork` or `unknown_station`.
    """

    station: str
    incarnation: int
    nonce: str
    forked_at: int
    head: bytes
    public_key: bytes
    proof: bytes
    lives: tuple[Life, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Branched:
    """The new life's number and token, and how far each life of its family is held.

    `held` gives for each life of `lives` the seq up to which the central holds its events.
    """

    nonce: str
    station: str
    number: int
    token: str
    lives: tuple[Life, ...]
    held: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """Events of one life as the central holds them, from `first` on, with its word on each."""

    station: str
    incarnation: int
    first: int
    previous: bytes
    events: tuple[bytes, ...]
    judgements: tuple[Judgement, ...]
    at: int


def prove_life(station: str, public_key: bytes, sign: Signer) -> bytes:
    """Sign with a new life's key that it is to be one of this station."""
    return sign(_PROOF + station.encode() + b"\0" + public_key)


def life_proven(station: str, public_key: bytes, proof: bytes) -> bool:
    """Tell whether the holder of the key wants to be a life of this station."""
    try:
        key = Ed25519PublicKey.from_public_bytes(public_key)
    except ValueError:
        return False
    return signature_holds(
        key, signature=proof, data=_PROOF + station.encode() + b"\0" + public_key
    )


def sign_compare(letter: Compare, sign: Signer) -> SignedLetter:
    """Write probes and sign them with the key of a life."""
    fields = {
        "station": letter.station,
        "incarnation": letter.incarnation,
        "nonce": letter.nonce,
        "probes": [[seq, hash_.hex()] for seq, hash_ in letter.probes],
    }
    return sign_letter(_COMPARE, fields, sign)


def read_compare(signed: SignedLetter) -> Compare:
    """Read probes, whoever signed them.

    Raises:
        Garbled: they are none.
    """
    return read_body(
        signed,
        lambda raw: Compare(
            station=str(raw["station"]),
            incarnation=_number(raw["incarnation"]),
            nonce=str(raw["nonce"]),
            probes=tuple((_seq(seq), bytes.fromhex(h)) for seq, h in raw["probes"][: 2 * WAYS]),
        ),
    )


def check_compare(signed: SignedLetter, key: Ed25519PublicKey) -> None:
    """Pass where this key signed the probes.

    Raises:
        Garbled: it did not.
    """
    check_letter(_COMPARE, signed, key)


def sign_common(letter: Common, sign: Signer) -> SignedLetter:
    """Write the answer to probes."""
    return sign_letter(_COMMON, {"nonce": letter.nonce, "common": letter.common}, sign)


def open_common(signed: SignedLetter, key: Ed25519PublicKey) -> Common:
    """Check and read the answer to probes.

    Raises:
        Garbled: the signature does not hold, or it is none.
    """
    check_letter(_COMMON, signed, key)
    return read_body(
        signed, lambda raw: Common(nonce=str(raw["nonce"]), common=_seq(raw["common"]))
    )


def sign_branch(letter: Branch, sign: Signer) -> SignedLetter:
    """Ask for a branch, signed with the key of a life that the central may know."""
    fields = {
        "station": letter.station,
        "incarnation": letter.incarnation,
        "nonce": letter.nonce,
        "forked_at": letter.forked_at,
        "head": letter.head.hex(),
        "public_key": letter.public_key.hex(),
        "proof": letter.proof.hex(),
        "lives": lives_to_json(letter.lives),
        "why": letter.why,
    }
    return sign_letter(_BRANCH, fields, sign)


def read_branch(signed: SignedLetter) -> Branch:
    """Read a wish for a branch, whoever signed it.

    Raises:
        Garbled: it is none.
    """
    return read_body(
        signed,
        lambda raw: Branch(
            station=str(raw["station"]),
            incarnation=_number(raw["incarnation"]),
            nonce=str(raw["nonce"]),
            forked_at=_seq(raw["forked_at"]),
            head=bytes.fromhex(raw["head"]),
            public_key=bytes.fromhex(raw["public_key"]),
            proof=bytes.fromhex(raw["proof"]),
            lives=lives_from_json(raw["lives"]),
            why=str(raw["why"])[:32],
        ),
    )


def check_branch(signed: SignedLetter, key: Ed25519PublicKey) -> None:
    """Pass where this key signed the wish.

    Raises:
        Garbled: it did not.
    """
    check_letter(_BRANCH, signed, key)


def sign_branched(letter: Branched, sign: Signer) -> SignedLetter:
    """Write the answer to a wish for a branch."""
    fields = {
        "nonce": letter.nonce,
        "station": letter.station,
        "number": letter.number,
        "token": letter.token,
        "lives": lives_to_json(letter.lives),
        "held": list(letter.held),
    }
    return sign_letter(_BRANCHED, fields, sign)


def open_branched(signed: SignedLetter, key: Ed25519PublicKey) -> Branched:
    """Check and read the answer to a wish for a branch.

    Raises:
        Garbled: the signature does not hold, or it is none.
    """
    check_letter(_BRANCHED, signed, key)
    return read_body(
        signed,
        lambda raw: Branched(
            nonce=str(raw["nonce"]),
            station=str(raw["station"]),
            number=_number(raw["number"]),
            token=str(raw["token"]),
            lives=lives_from_json(raw["lives"]),
            held=tuple(_seq(seq) for seq in raw["held"]),
        ),
    )


def sign_returned(letter: Returned, sign: Signer) -> SignedLetter:
    """Write events that are given back."""
    fields = {
        "station": letter.station,
        "incarnation": letter.incarnation,
        "first": letter.first,
        "previous": letter.previous.hex(),
        "events": [base64.b64encode(data).decode() for data in letter.events],
        "judgements": [[j.seq, j.word, j.reason] for j in letter.judgements],
        "at": letter.at,
    }
    return sign_letter(_RETURNED, fields, sign)


def open_returned(signed: SignedLetter, key: Ed25519PublicKey) -> Returned:
    """Check and read events that were given back.

    Raises:
        Garbled: the signature does not hold, or it is no such letter.
    """
    check_letter(_RETURNED, signed, key)
    return read_body(
        signed,
        lambda raw: Returned(
            station=str(raw["station"]),
            incarnation=_number(raw["incarnation"]),
            first=_seq(raw["first"]),
            previous=bytes.fromhex(raw["previous"]),
            events=tuple(base64.b64decode(text, validate=True) for text in raw["events"]),
            judgements=tuple(
                Judgement(seq=int(seq), word=Word(word), reason=str(reason))
                for seq, word, reason in raw["judgements"]
            ),
            at=int(raw["at"]),
        ),
    )


def lives_to_json(lives: tuple[Life, ...]) -> list[list[Any]]:
    """Write lives as JSON values."""
    return [
        [life.number, life.parent, life.forked_at, life.base.hex(), life.public_key.hex()]
        for life in lives
    ]


def lives_from_json(raw: Any) -> tuple[Life, ...]:
    """Read lives; raises as JSON's readers do where they are none."""
    lives = tuple(
        Life(
            number=_number(number),
            parent=int(parent),
            forked_at=_seq(forked_at),
            base=bytes.fromhex(base),
            public_key=bytes.fromhex(key),
        )
        for number, parent, forked_at, base, key in raw[:MOST_LIVES]
    )
    for life in lives:
        Ed25519PublicKey.from_public_bytes(life.public_key)
        if not 0 <= life.parent < life.number or len(life.base) != len(GENESIS):
            msg = "a life comes after its parent, and has a hash to begin with"
            raise ValueError(msg)
    return lives


def _seq(value: Any) -> int:
    seq = int(value)
    if not 0 <= seq < _MOST_SEQ:
        msg = "a seq is out of range"
        raise ValueError(msg)
    return seq


def _number(value: Any) -> int:
    number = int(value)
    if not 0 < number < _MOST_LIFE:
        msg = "a life's number is out of range"
        raise ValueError(msg)
    return number
