"""A snapshot in a folder that somebody carries: on a stick, over a bad road.

It names thousands of people, so every file is sealed with AES-256-GCM under a key that is derived
from a code. The code goes another way than the stick: who finds the stick has nothing. What is
believed of the contents is decided by the central's signature as on the line.
"""

import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.enrol import make_code, read_code
from sync.errors import Garbled
from sync.signed import SignedLetter, signed_from_json, signed_to_json
from sync.snapshot import Chunk

DIGITS = 30
"""Of a code, without its two check digits: 99 bits, beyond all guessing."""

_MAGIC = b"clerk-station/carried/1\n"
_SALT, _NONCE, _TAG, _MOST = 16, 12, 16, 16 << 20


def new_code() -> str:
    """Make a code for a folder."""
    return make_code(secrets.randbelow, digits=DIGITS)


def typed_code(text: str) -> str | None:
    """Read a code as typed; None if mistyped."""
    return read_code(text, digits=DIGITS)


@dataclass(frozen=True, slots=True)
class Carried:
    """One scope's snapshot in the folder."""

    signed: SignedLetter
    _folder: Path
    _key: bytes

    def part(self, chunk: Chunk) -> bytes:
        """Give a part; the inbox checks it against the manifest.

        Raises:
            Garbled: it was changed, cut short or is another's.
            OSError: it cannot be read.
        """
        # A digest is 64 hexadecimal digits in every manifest that was opened: no path.
        with _part_file(self._folder, chunk.digest).open("rb") as file:
            return _opened(self._key, file.read(chunk.size + _NONCE + _TAG), chunk.digest)


def write(folder: Path, *, number: int, signed: SignedLetter, code: str) -> "Writer":
    """Write the manifest of a scope's snapshot; what is given takes its parts.

    Raises:
        OSError: the folder cannot be written.
    """
    salt = secrets.token_bytes(_SALT)
    key = _key(code, salt)
    text = json.dumps(signed_to_json(signed)).encode()
    _put(_manifest_file(folder, number), _MAGIC + salt + _sealed(key, text, "manifest"))
    return Writer(folder, key)


@dataclass(frozen=True, slots=True)
class Writer:
    """Takes the parts of one snapshot."""

    _folder: Path
    _key: bytes

    def part(self, chunk: Chunk, data: bytes) -> None:
        """Write a part."""
        _put(_part_file(self._folder, chunk.digest), _sealed(self._key, data, chunk.digest))


def read(folder: Path, *, code: str) -> Iterator[Carried]:
    """Give the snapshots in a folder.

    Raises:
        Garbled: the code does not fit, or a file was changed.
        OSError: a file cannot be read.
    """
    for path in _manifests(folder):
        with path.open("rb") as file:
            data = file.read(_MOST)
        if not data.startswith(_MAGIC):
            msg = "this is no carried snapshot"
            raise Garbled(msg)
        salt, rest = data[len(_MAGIC) :][:_SALT], data[len(_MAGIC) + _SALT :]
        key = _key(code, salt)
        yield Carried(signed_from_json(_json(_opened(key, rest, "manifest"))), folder, key)


def holds_any(folder: Path) -> bool:
    """Tell whether a folder holds a carried snapshot."""
    return bool(_manifests(folder))


def _manifests(folder: Path) -> Iterable[Path]:
    return sorted(folder.glob("manifest-*.sealed"))


def _manifest_file(folder: Path, number: int) -> Path:
    return folder / f"manifest-{number}.sealed"


def _part_file(folder: Path, digest: str) -> Path:
    return folder / f"{digest}.sealed"


def _put(path: Path, data: bytes) -> None:
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(data)
    beside.replace(path)


def _key(code: str, salt: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=_MAGIC).derive(code.encode())


def _sealed(key: bytes, data: bytes, name: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, name.encode())


def _opened(key: bytes, data: bytes, name: str) -> bytes:
    try:
        return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], name.encode())
    except (InvalidTag, ValueError) as error:
        msg = "the code does not fit, or the file was changed"
        raise Garbled(msg) from error


def _json(data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        msg = f"the snapshot's manifest cannot be read: {error!r}"
        raise Garbled(msg) from error
