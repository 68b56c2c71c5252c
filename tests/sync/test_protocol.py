"""The vectors of PROTOCOL.md, for whoever builds the other side."""

import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import sync
from sync.enrol import ask, make_code
from sync.envelope import GENESIS, link, seal
from sync.signed import SignedLetter
from sync.snapshot import open_manifest, sign_manifest, unpack_chunk
from sync.wire import Judgement, Receipt, Record, Word, feed_hash, sign_receipt

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
FIRST = link(GENESIS, b"first")
HEAD = link(FIRST, b"second")


@pytest.fixture(scope="module")
def vectors() -> dict[str, str]:
    """Read the vectors from the document."""
    document = (Path(sync.__file__).parent / "PROTOCOL.md").read_text(encoding="utf-8")
    lines = document.partition("## 5. Vectors")[2].splitlines()
    return {line[4:20].strip(): line[20:] for line in lines if line.startswith("    ")}


def test_the_chain_and_the_seal(vectors: dict[str, str]) -> None:
    """Two events, their hashes and the seal over the second."""
    public = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    batch = seal(
        id="b1",
        station="KA-01-S1",
        incarnation=1,
        first=1,
        previous=GENESIS,
        events=(b"first", b"second"),
        sign=KEY.sign,
    )
    tag, _, rest = vectors["signed"].partition(" 00 ")
    assert vectors["public key"] == public.hex()
    assert (vectors["h_1"], vectors["h_2"]) == (FIRST.hex(), HEAD.hex())
    assert vectors["seal"] == batch.signature.hex()
    assert vectors["seal"] == KEY.sign(tag.encode() + b"\0" + rest.encode()).hex()


def test_the_receipt(vectors: dict[str, str]) -> None:
    """A receipt's text and the signature over it."""
    words = (
        Judgement(seq=1, word=Word.ACCEPTED),
        Judgement(seq=2, word=Word.QUARANTINED, reason="unreadable"),
    )
    receipt = Receipt(
        batch="b1",
        station="KA-01-S1",
        incarnation=1,
        acknowledged=2,
        head=HEAD,
        count=2,
        at=1_795_424_400,
        judgements=words,
    )
    signed = sign_receipt(receipt, KEY.sign)
    assert vectors["receipt body"] == signed.body.decode()
    assert vectors["signature"] == signed.signature.hex()


def test_the_feed(vectors: dict[str, str]) -> None:
    """A record and its tombstone, and the running hash after each."""
    data = '{"hour":"10:00","اسم":"علي"}'
    form = Record(position=1, kind="form", id="KA26-00000-0125", revision=1, data=data)
    gone = Record(position=2, kind="form", id="KA26-00000-0125", revision=2, data=None)
    assert vectors["f_1"] == feed_hash(bytes(32), [form]).hex()
    assert vectors["f_2"] == feed_hash(bytes(32), [form, gone]).hex()
    current = bytes(32)
    for row, told in (("row 1", "f_1"), ("row 2", "f_2")):
        tagged = b"clerk-station/feed/2\0" + current + vectors[row].encode()
        current = hashlib.sha256(tagged).digest()
        assert vectors[told] == current.hex()


def test_the_snapshot(vectors: dict[str, str]) -> None:
    """A manifest, its signature, and the chunk that it names with the record in it."""
    signed = SignedLetter(
        vectors["manifest body"].encode(), bytes.fromhex(vectors["manifest seal"])
    )
    manifest = open_manifest(signed, KEY.public_key())
    assert sign_manifest(manifest, KEY.sign) == signed
    (chunk,) = manifest.chunks
    (record,) = unpack_chunk(bytes.fromhex(vectors["chunk"]), chunk)
    told = [[record.kind, record.id, record.revision, record.data]]
    assert json.loads(vectors["chunk rows"]) == told
    assert (manifest.position, manifest.hash.hex()) == (1, vectors["f_1"])


def test_the_enrolment(vectors: dict[str, str]) -> None:
    """A code with its check digits and the proof of possession."""
    code = make_code(lambda _: 482109375562)
    assert vectors["code"] == code
    letter = ask(code, public_key=KEY.public_key(), sign=KEY.sign)
    assert vectors["proof"] == letter.proof.hex()
