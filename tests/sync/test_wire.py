"""The letters that the central sends back."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from zstandard import ZstdCompressor

from sync.errors import Garbled
from sync.hello import (
    Greeting,
    Hello,
    Stand,
    State,
    check_hello,
    hello_from_json,
    hello_to_json,
    open_greeting,
    read_hello,
    sign_greeting,
    sign_hello,
)
from sync.letters import pack_page, unpack_page
from sync.signed import signed_from_json, signed_to_json
from sync.wire import (
    Cursor,
    Judgement,
    Page,
    Receipt,
    Record,
    SignedReceipt,
    Word,
    check_page,
    feed_hash,
    open_receipt,
    sign_receipt,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
RECEIPT = Receipt(
    batch="b1",
    station="KA-01-S1",
    incarnation=1,
    acknowledged=2,
    head=bytes(32),
    count=2,
    at=1_795_424_400,
    judgements=(
        Judgement(seq=1, word=Word.ACCEPTED),
        Judgement(seq=2, word=Word.QUARANTINED, reason="unreadable"),
    ),
)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


def page(first: int = 1, how_many: int = 3, previous: bytes = bytes(32)) -> Page:
    """Make a page as the central does."""
    rows = tuple(
        Record(position=n, kind="household", id=f"H{n}", revision=1, data='{"اسم": 1}')
        for n in range(first, first + how_many)
    )
    return Page(
        scope="centre:KA-01",
        epoch="e1",
        after=first - 1,
        until=first + how_many - 1,
        end=10,
        hash=feed_hash(previous, rows),
        records=rows,
    )


def test_a_receipt_survives_the_wire() -> None:
    """What the central signed is what the station reads."""
    signed = signed_from_json(signed_to_json(sign_receipt(RECEIPT, KEY.sign)))
    assert open_receipt(signed, KEY.public_key()) == RECEIPT


@given(st.data())
def test_a_changed_receipt_is_garbled(data: st.DataObject) -> None:
    """No bit of a receipt can be changed under its signature."""
    signed = sign_receipt(RECEIPT, KEY.sign)
    body = bytearray(signed.body)
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Garbled):
        open_receipt(SignedReceipt(bytes(body), signed.signature), KEY.public_key())


def test_greetings_survive_the_wire() -> None:
    """Both sides read what the other wrote."""
    hello = Hello(
        station="KA-01-S1", incarnation=1, last=4, head=bytes(32), acknowledged=3, app="0.1.0"
    )
    lives = (Stand(incarnation=2, last=7, head=bytes(range(32))),)
    hello = replace(hello, token="t", nonce="n", lives=lives, mark=9)
    greeting = Greeting(at=1, acknowledged=3, head=bytes(32), state=State.LOST, lives=lives)
    assert hello_from_json(hello_to_json(hello)) == hello
    signed = sign_hello(hello, KEY.sign)
    check_hello(signed, KEY.public_key())
    assert read_hello(signed_from_json(signed_to_json(signed))) == hello
    assert open_greeting(sign_greeting(greeting, KEY.sign), KEY.public_key()) == greeting


@given(JSON)
def test_any_json_is_a_letter_or_garbled(raw: Any) -> None:
    """Whatever JSON comes, it is read or garbled, and nothing else is raised."""
    for read in (hello_from_json, signed_from_json):
        with pytest.raises(Garbled):
            read(raw)


@given(JSON)
def test_any_json_is_a_page_or_garbled(raw: Any) -> None:
    """Whatever JSON comes under zstd instead of a page is garbled."""
    with pytest.raises(Garbled):
        unpack_page(ZstdCompressor().compress(json.dumps(raw).encode()))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_page_or_garbled(data: bytes) -> None:
    """Whatever bytes come instead of a page are garbled."""
    with pytest.raises(Garbled):
        unpack_page(data)


def test_pages_that_follow_move_the_cursor() -> None:
    """Page after page the cursor carries position and hash."""
    first = unpack_page(pack_page(page()))
    cursor = check_page(first, Cursor())
    cursor = check_page(page(4, previous=cursor.hash), cursor)
    assert (cursor.scope, cursor.epoch, cursor.position) == ("centre:KA-01", "e1", 6)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda p: replace(p, records=p.records[1:]),
        lambda p: replace(p, records=p.records[::-1]),
        lambda p: replace(p, records=(p.records[0], *p.records)),
        lambda p: replace(p, after=1),
        lambda p: replace(p, until=4),
        lambda p: replace(p, hash=bytes(32)),
        lambda p: replace(p, records=(replace(p.records[0], data=None), *p.records[1:])),
    ],
)
def test_a_page_with_a_hole_or_a_change_is_garbled(spoil: Callable[[Page], Page]) -> None:
    """Left out, turned round, doubled, moved or altered: the cursor does not move."""
    with pytest.raises(Garbled):
        check_page(spoil(page()), Cursor())


def test_a_page_of_the_next_epoch_follows_by_its_hash() -> None:
    """A feed's next life may go on from the same hash; from another it cannot."""
    cursor = check_page(page(), Cursor())
    following = replace(page(4, previous=cursor.hash), epoch="e2")
    assert check_page(following, cursor).epoch == "e2"
    with pytest.raises(Garbled):
        check_page(replace(page(4, previous=bytes(32)), epoch="e2"), cursor)


def test_a_page_of_another_scope_is_garbled() -> None:
    """What belongs to another feed is not taken for the one that was asked for."""
    cursor = check_page(page(), Cursor())
    with pytest.raises(Garbled):
        check_page(replace(page(4, previous=cursor.hash), scope="centre:KA-02"), cursor)
