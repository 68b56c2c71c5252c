"""The key of the station's databases: random, and never on disk unwrapped.

`keys.json` holds the 32-byte database key wrapped (ChaCha20-Poly1305) under a secret that lies in
the operating system's key store (Windows Credential Manager, Secret Service, Keychain), or where
the machine has none, under argon2id of a station passphrase. There is no plaintext fallback.
"""

import json
import os
import secrets
from pathlib import Path
from typing import Any

import keyring
from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringError

from clerk_station.errors import StationError

_SERVICE = "clerk-station"
_ARGON2 = {"time_cost": 3, "memory_cost": 64 * 1024, "parallelism": 1}
_TAG = b"clerk-station/database-key/1"


def has_key_store() -> bool:
    """Tell whether this machine has a key store that the station can use."""
    return not isinstance(keyring.get_keyring(), NoKeyring)


def make_key(file: Path, *, passphrase: str | None) -> bytes:
    """Make the database key and write its wrap; 32 bytes.

    Args:
        file: where `keys.json` is written; it must not exist.
        passphrase: None to wrap under the operating system's key store.

    Raises:
        StationError: no key store and no passphrase, or a key is there already.
    """
    if file.exists():
        raise _there_already()
    key = secrets.token_bytes(32)
    wrap: dict[str, Any]
    if passphrase is None:
        account, secret = secrets.token_hex(8), secrets.token_bytes(32)
        _keep_secret(account, secret)
        wrap = {"under": "key_store", "account": account}
    else:
        salt = secrets.token_bytes(16)
        secret = _stretched(passphrase, salt=salt, cost=_ARGON2)
        wrap = {"under": "passphrase", "salt": salt.hex(), **_ARGON2}
    nonce = secrets.token_bytes(12)
    sealed = ChaCha20Poly1305(secret).encrypt(nonce, key, _TAG)
    wrap |= {"nonce": nonce.hex(), "sealed": sealed.hex()}
    try:
        with file.open("x", encoding="utf-8") as out:
            file.chmod(0o600)
            json.dump({"format": 1, "wraps": [wrap]}, out, indent=1)
            out.flush()
            os.fsync(out.fileno())
    except FileExistsError as error:
        raise _there_already() from error
    except OSError as error:
        file.unlink(missing_ok=True)
        raise StationError(
            "The station's keys cannot be written",
            "Free some space on this machine or choose another data folder, then enrol again",
        ) from error
    return key


def open_key(file: Path, *, passphrase: str | None) -> bytes:
    """Unwrap the database key; 32 bytes.

    Raises:
        StationError: the file is missing or damaged, or the passphrase or key store does not fit.
    """
    try:
        wraps = json.loads(file.read_text(encoding="utf-8"))["wraps"]
        for wrap in wraps:
            secret = _secret(wrap, passphrase)
            if secret is not None:
                return _unwrapped(wrap, secret)
    except FileNotFoundError as error:
        raise StationError(
            "This station is not set up yet", "Enrol it with the code from the manager"
        ) from error
    except InvalidTag as error:
        raise StationError(
            "The station passphrase does not fit",
            "Type it again, or ask the manager for it. The data is untouched",
        ) from error
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        OverflowError,
        RecursionError,
        HashingError,
    ) as error:
        raise StationError(
            "The key file of this station is damaged",
            "Put keys.json back from the copy that the manager keeps. The data is untouched",
        ) from error
    raise StationError(
        "The station needs its passphrase",
        "Give the station passphrase at the start, or sign in to the machine as the same person",
    )


def _unwrapped(wrap: dict[str, Any], secret: bytes) -> bytes:
    nonce, sealed = bytes.fromhex(wrap["nonce"]), bytes.fromhex(wrap["sealed"])
    try:
        return ChaCha20Poly1305(secret).decrypt(nonce, sealed, _TAG)
    except InvalidTag as error:
        if wrap["under"] == "passphrase":
            raise
        msg = "the key store's secret does not fit"
        raise ValueError(msg) from error


def _there_already() -> StationError:
    return StationError(
        "This station has its keys already",
        "Choose an empty data folder for a new station",
    )


def _secret(wrap: dict[str, Any], passphrase: str | None) -> bytes | None:
    if wrap["under"] == "passphrase":
        if passphrase is None:
            return None
        cost = {name: int(wrap[name]) for name in _ARGON2}
        return _stretched(passphrase, salt=bytes.fromhex(wrap["salt"]), cost=cost)
    try:
        kept = keyring.get_password(_SERVICE, wrap["account"])
    except KeyringError:
        return None
    return None if kept is None else bytes.fromhex(kept)


def _keep_secret(account: str, secret: bytes) -> None:
    try:
        keyring.set_password(_SERVICE, account, secret.hex())
    except KeyringError as error:
        raise StationError(
            "This machine has no key store",
            "Choose a station passphrase of twelve characters or more and give it at the start",
        ) from error


def _stretched(passphrase: str, *, salt: bytes, cost: dict[str, int]) -> bytes:
    return hash_secret_raw(
        passphrase.encode(),
        salt,
        time_cost=cost["time_cost"],
        memory_cost=cost["memory_cost"],
        parallelism=cost["parallelism"],
        hash_len=32,
        type=Type.ID,
    )
