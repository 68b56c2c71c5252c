"""The sealed text in a form's QR: whatever it says, the answer is a form or a refusal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import base45
import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cwt import COSE, COSEKey
from hypothesis import given
from hypothesis import strategies as st

from clerk_station.domain.forms import AppointmentForm, Refusal, Refused
from clerk_station.domain.ids import form_number
from clerk_station.tokens import PREFIX, open_form, seal_form
from tests.world import form

AUTHORITY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEYS = (AUTHORITY.public_key(),)
FORM = form()
SEALED = seal_form(FORM, AUTHORITY)

forms = st.builds(
    AppointmentForm,
    number=st.integers(0, 9_999_999).map(lambda n: form_number("KA", 2026, n)),
    household=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
    centre=st.text("ABK-0123", max_size=8),
    day=st.dates(date(2024, 1, 1), date(2090, 1, 1)),
    hour=st.times().map(lambda t: f"{t:%H:%M}"),
    expires=st.dates(date(2024, 1, 1), date(2090, 1, 1)),
)


def parts(sealed: str) -> list[Any]:
    """Take a COSE_Sign1 apart: protected header, header, payload, signature."""
    tag = cbor2.loads(base45.b45decode(sealed.removeprefix(PREFIX)))
    return list(tag.value)


def put_together(pieces: object, *, tag: int = 18) -> str:
    """Write the parts as a QR would carry them."""
    return PREFIX + base45.b45encode(cbor2.dumps(cbor2.CBORTag(tag, pieces))).decode()


def with_payload(payload: bytes) -> str:
    """Put another payload under the seal of FORM."""
    protected, header, _, signature = parts(SEALED)
    return put_together([protected, header, payload, signature])


def refusal(text: str) -> Refusal:
    """Open a text that must not be admitted."""
    found = open_form(text, KEYS)
    assert isinstance(found, Refused)
    return found.reason


@given(forms)
def test_a_sealed_form_opens_as_it_was_sealed(sealed: AppointmentForm) -> None:
    """Number, household, centre, day, hour and expiry come back, without any network."""
    text = seal_form(sealed, AUTHORITY)
    assert open_form(text, KEYS) == sealed
    assert text.isascii()
    assert text == text.upper()


def test_any_of_several_keys_may_have_sealed_it() -> None:
    """While the authority changes its key, forms of both keys are good."""
    other = Ed25519PrivateKey.generate().public_key()
    assert open_form(SEALED, (other, *KEYS)) == FORM


@pytest.mark.parametrize(
    "change",
    [
        lambda f: replace(f, number=form_number("KA", 2026, 2)),
        lambda f: replace(f, household="H0002"),
        lambda f: replace(f, centre="KA-02"),
        lambda f: replace(f, day=f.day + timedelta(days=1)),
        lambda f: replace(f, hour="11:00"),
        lambda f: replace(f, expires=f.expires + timedelta(days=300)),
    ],
    ids=["number", "household", "centre", "day", "hour", "expires"],
)
def test_each_changed_claim_is_forged(
    change: Callable[[AppointmentForm], AppointmentForm],
) -> None:
    """A true seal over other words is no seal, and what was claimed is kept to be seen."""
    wanted = change(FORM)
    payload = parts(seal_form(wanted, Ed25519PrivateKey.generate()))[2]
    assert open_form(with_payload(parts(SEALED)[2]), KEYS) == FORM, "the control opens"
    assert open_form(with_payload(payload), KEYS) == Refused(Refusal.FORGED, wanted.number, wanted)


def test_another_key_is_forged() -> None:
    """Who has not the authority's key makes no forms."""
    assert refusal(seal_form(FORM, Ed25519PrivateKey.generate())) is Refusal.FORGED
    assert isinstance(open_form(SEALED, ()), Refused)


def test_a_seal_of_another_kind_is_forged() -> None:
    """An HMAC with the public key as its secret, the classic confusion, is no seal."""
    raw = KEYS[0].public_bytes_raw()
    hmac = COSEKey.from_symmetric_key(raw, alg="HS256")
    mac = COSE(alg_auto_inclusion=True).encode(parts(SEALED)[2], hmac)
    assert refusal(PREFIX + base45.b45encode(mac).decode()) is Refusal.DAMAGED
    protected = cbor2.dumps({1: 5})
    pieces = [protected, {}, parts(SEALED)[2], parts(SEALED)[3]]
    assert refusal(put_together(pieces)) is Refusal.FORGED


@pytest.mark.parametrize("kept", [len(PREFIX), 6, 20, 100, len(SEALED) - 1, len(SEALED) - 3])
def test_a_code_that_was_cut_short_is_damaged(kept: int) -> None:
    """A torn or half-read code says so."""
    assert refusal(SEALED[:kept]) is Refusal.DAMAGED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.com/?q=1",
        "WIFI:S:hall;T:WPA;P:x;;",
        "iqr1:ABC",
        "HC1:6BF",
        "\0\1\2\x1b[31m",
        "أهلا",
        "\ud800",
        "A" * 3000,
        PREFIX + "A" * 3000,
    ],
)
def test_other_codes_are_foreign(text: str) -> None:
    """A shop's QR, a network's, control characters and 3 kB of anything are not ours."""
    assert refusal(text) is Refusal.FOREIGN


@pytest.mark.parametrize(
    "claims",
    [
        None,
        [],
        "x",
        {},
        {7: 5},
        {7: "KA26"},
        {7: b"KA2600000000"},
        {7: b"\xff"},
        {-70001: 5},
        {-70001: "a\0b"},
        {-70002: None},
        {-70003: 10**30},
        {-70003: "x"},
        {-70004: -1},
        {-70004: 1440},
        {-70004: float("inf")},
        {4: 10**30},
        {4: -(10**30)},
        {4: float("nan")},
    ],
)
def test_claims_that_make_no_form_are_damaged(claims: object) -> None:
    """A missing claim, another type or a day that no calendar has is no form."""
    good = cbor2.loads(parts(SEALED)[2])
    said = good | claims if isinstance(claims, dict) and claims else claims
    assert refusal(with_payload(cbor2.dumps(said))) is Refusal.DAMAGED


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xd2",
        b"\xd2\x80",
        b"\xd2\x84\x40\xa0\x40",
        b"\xd2\x84\x40\xa0\x05\x40",
        b"\x81" * 600,
        b"\x9b" + b"\xff" * 8,
        b"\xc4\x82\x1b" + b"\xff" * 8 + b"\x01",
        b"\xd8\x1c\x81\xd8\x1d\x00",
        b"\xd8\x23\x61(",
    ],
)
def test_bytes_that_are_no_seal_are_damaged(data: bytes) -> None:
    """Nesting, great lengths and strange tags of CBOR do no harm."""
    assert refusal(PREFIX + base45.b45encode(data).decode()) is Refusal.DAMAGED


cbor_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.binary(max_size=9) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.integers(-9, 9) | st.text(max_size=3), inner, max_size=4)
        | st.builds(cbor2.CBORTag, st.integers(300, 400), inner)
    ),
    max_leaves=8,
)


@given(st.text(max_size=300) | st.binary(max_size=400).map(lambda b: base45.b45encode(b).decode()))
def test_opening_a_text_never_raises(text: str) -> None:
    """Whatever a camera reads is a form or a refusal."""
    assert isinstance(open_form(text, KEYS), Refused)
    assert isinstance(open_form(PREFIX + text, KEYS), Refused)


@given(st.integers(0, len(SEALED) - 1), st.characters())
def test_changing_one_character_never_raises_and_never_opens(at: int, other: str) -> None:
    """One character off and it is no longer our form, unless the character is the same."""
    text = SEALED[:at] + other + SEALED[at + 1 :]
    found = open_form(text, KEYS)
    assert found == FORM if text == SEALED else isinstance(found, Refused)


@given(st.lists(cbor_values, min_size=4, max_size=4), st.integers(0, 4))
def test_changing_one_part_of_the_seal_never_raises(others: list[Any], at: int) -> None:
    """Headers, payload and signature may hold anything at all."""
    pieces = parts(SEALED)
    if at == 4:
        pieces = others
    else:
        pieces[at] = others[at]
    text = put_together(pieces)
    found = open_form(text, KEYS)
    assert found == FORM if at == 1 and found == FORM else isinstance(found, Refused)


@given(
    st.dictionaries(st.sampled_from([4, 7, -70001, -70002, -70003, -70004]), cbor_values)
    | cbor_values
)
def test_any_claims_never_raise(claims: object) -> None:
    """What stands under the seal may be anything at all."""
    good = cbor2.loads(parts(SEALED)[2])
    said = good | claims if isinstance(claims, dict) else claims
    found = open_form(with_payload(cbor2.dumps(said)), KEYS)
    assert isinstance(found, Refused) or said == good


def test_a_number_that_takes_minutes_to_write_out_is_damaged_at_once() -> None:
    """CBOR has decimals of a million digits in ten bytes; no claim of a form is one."""
    claims = {7: b"KA26004412073", 4: 1, -70001: "H", -70002: "C", -70003: 1}
    claims |= {-70004: Decimal("1E+1000000")}
    signed = cbor2.dumps(cbor2.CBORTag(18, [b"", {}, cbor2.dumps(claims), bytes(64)]))
    text = PREFIX + base45.b45encode(signed).decode()
    assert open_form(text, ()) == Refused(Refusal.DAMAGED)
