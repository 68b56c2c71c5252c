"""The vectors of signed letters in PROTOCOL.md, for whoever builds the other side."""

import pytest

from sync.branch import Branch, Compare, Life, prove_life, sign_branch, sign_compare
from sync.envelope import GENESIS, link, seal
from sync.hello import Greeting, Hello, sign_greeting, sign_hello
from sync.raw import Raw, sign_raw
from sync.signed import SignedLetter
from tests.sync.test_protocol import HEAD, KEY, vectors

__all__ = ["vectors"]

FIRST = link(GENESIS, b"first")
PUBLIC = KEY.public_key().public_bytes_raw()
ME, NOON = "KA-01-S1", 1_795_424_400
LETTERS = {
    "hello": sign_hello(
        Hello(
            station=ME,
            incarnation=1,
            last=2,
            head=HEAD,
            acknowledged=1,
            app="0.1.0",
            token="t",
            nonce="n1",
        ),
        KEY.sign,
    ),
    "greeting": sign_greeting(
        Greeting(
            at=NOON,
            acknowledged=1,
            head=FIRST,
            station=ME,
            incarnation=1,
            nonce="n1",
            token="t2",
            centre="KA-01",
            scopes=("centre:KA-01", "national"),
        ),
        KEY.sign,
    ),
    "compare": sign_compare(
        Compare(station=ME, incarnation=1, nonce="n2", probes=((1, FIRST), (2, HEAD))), KEY.sign
    ),
    "branch": sign_branch(
        Branch(
            station=ME,
            incarnation=1,
            nonce="n3",
            forked_at=1,
            head=FIRST,
            public_key=PUBLIC,
            proof=prove_life(ME, PUBLIC, KEY.sign),
            lives=(Life(number=1, parent=0, forked_at=0, base=GENESIS, public_key=PUBLIC),),
            why="fork",
        ),
        KEY.sign,
    ),
    "raw": sign_raw(
        Raw(station=ME, incarnation=1, nonce="n4", why="bad_request", data=b"first"), KEY.sign
    ),
}


@pytest.mark.parametrize("name", LETTERS)
def test_a_signed_letter_is_as_written(name: str, vectors: dict[str, str]) -> None:
    """The text that travels, and the signature over tag and text."""
    assert (vectors[name], vectors[f"{name} sig"]) == written(LETTERS[name])


def test_the_seal_of_another_life(vectors: dict[str, str]) -> None:
    """What a later life sends of an earlier one names its sealer under the signature."""
    batch = seal(
        id="b2",
        station=ME,
        incarnation=1,
        first=1,
        previous=GENESIS,
        events=(b"first", b"second"),
        sign=KEY.sign,
        sealer=2,
    )
    assert vectors["seal by 2"] == batch.signature.hex() != vectors["seal"]


def written(signed: SignedLetter) -> tuple[str, str]:
    """Give a letter as the document writes it."""
    return signed.body.decode(), signed.signature.hex()
