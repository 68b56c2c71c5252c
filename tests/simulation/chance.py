"""Chance that a seed decides: every source of randomness of this process, for a while."""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from random import Random
from types import ModuleType
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ROOMS = ("clerk_station.", "sync.")
_TOKEN_BYTES = 32


def seeded(seed: int) -> Random:
    """Give chance that repeats itself."""
    return Random(seed)  # noqa: S311 - that it can be foretold is the point


def drawn_key(random: Random) -> Ed25519PrivateKey:
    """Make a private key from drawn bytes."""
    return Ed25519PrivateKey.from_private_bytes(random.randbytes(32))


class _DrawnKeys:
    """Stands where production makes fresh keys."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.from_private_bytes = Ed25519PrivateKey.from_private_bytes

    def generate(self) -> Ed25519PrivateKey:
        """Make a key from drawn bytes."""
        return drawn_key(self._random)


@contextmanager
def held(random: Random) -> Iterator[None]:
    """Draw ids, tokens, codes and keys from `random` until the block ends."""
    sources = {
        "randbits": random.getrandbits,
        "randbelow": random.randrange,
        "choice": random.choice,
        "token_bytes": lambda size=None: random.randbytes(size or _TOKEN_BYTES),
        "token_hex": lambda size=None: random.randbytes(size or _TOKEN_BYTES).hex(),
        "token_urlsafe": lambda size=None: random.randbytes(size or _TOKEN_BYTES).hex(),
    }
    with ExitStack() as stack:
        for name, drawn in sources.items():
            stack.enter_context(patch.object(secrets, name, drawn))
        stack.enter_context(patch.object(os, "urandom", random.randbytes))
        for module in _makers_of_keys():
            stack.enter_context(patch.object(module, "Ed25519PrivateKey", _DrawnKeys(random)))
        yield


def _makers_of_keys() -> list[ModuleType]:
    """Name our loaded modules that make keys or read them."""
    return [
        module
        for name, module in sorted(sys.modules.items())
        if name.startswith(_ROOMS)
        and getattr(module, "Ed25519PrivateKey", None) is Ed25519PrivateKey
    ]
