"""The central's two keys: the authority's for appointment forms, its own for receipts."""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)


@dataclass(frozen=True, slots=True)
class Keys:
    """Ed25519 private keys. A form is signed by the authority, a receipt by the central."""

    authority: Ed25519PrivateKey
    central: Ed25519PrivateKey


def new_keys() -> Keys:
    """Make fresh keys."""
    return Keys(Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate())


def raw_public(key: Ed25519PrivateKey) -> bytes:
    """Give the public half, 32 bytes."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def save(keys: Keys, folder: Path) -> None:
    """Write both keys as PKCS8 files that only the owner can read; never over existing ones.

    Raises:
        FileExistsError: there are keys already. Forms and receipts depend on them.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, key in (("authority.pem", keys.authority), ("central.pem", keys.central)):
        text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        opened = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "wb") as file:
            file.write(text)


def load(folder: Path) -> Keys:
    """Read both keys.

    Raises:
        OSError: a file is missing or cannot be read.
        ValueError: a file holds no Ed25519 key.
    """
    return Keys(_read(folder / "authority.pem"), _read(folder / "central.pem"))


def _read(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        msg = f"{path.name} holds no Ed25519 key"
        raise ValueError(msg)
    return key
