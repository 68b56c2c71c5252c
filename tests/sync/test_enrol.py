"""The one-time code and the letters around it."""

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sync.enrol import (
    ask,
    ask_from_json,
    ask_to_json,
    enrolment_from_json,
    make_code,
    proves,
    read_code,
    show_code,
)
from sync.errors import Garbled

CODES = st.integers(0, 10**12 - 1).map(lambda n: make_code(lambda _: n))


def mistyped(code: str) -> Iterator[str]:
    """Give each code with one wrong digit and each with two neighbours swapped."""
    for at, digit in enumerate(code):
        for wrong in set("0123456789") - {digit}:
            yield code[:at] + wrong + code[at + 1 :]
        swapped = code[:at] + code[at : at + 2][::-1] + code[at + 2 :]
        if swapped != code:
            yield swapped


@given(CODES)
def test_a_code_is_read_as_it_is_shown(code: str) -> None:
    """With blanks, with hyphens or in Arabic digits a code is the same code."""
    arabic = code.translate({48 + n: chr(0x660 + n) for n in range(10)})
    persian = code.translate({48 + n: chr(0x6F0 + n) for n in range(10)})
    for text in (code, show_code(code), show_code(code).replace(" ", "-"), arabic, persian):
        assert read_code(text) == code


@given(CODES)
def test_a_mistyped_code_is_found_before_it_is_sent(code: str) -> None:
    """One wrong digit or two swapped ones never make another code."""
    assert all(read_code(wrong) is None for wrong in mistyped(code))


@pytest.mark.parametrize("text", ["", "12", "abcd", "1" * 40, "१२३४५६७८९०१२३४"])
def test_what_is_no_code_is_none(text: str) -> None:
    """Other texts are no codes, and no exception."""
    assert read_code(text) is None


def test_the_proof_is_of_the_key_that_is_named() -> None:
    """A letter that names somebody else's key proves nothing."""
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    honest = ask("1", public_key=key.public_key(), sign=key.sign)
    assert proves(ask_from_json(ask_to_json(honest)))
    assert not proves(ask("1", public_key=other.public_key(), sign=key.sign))
    assert not proves(ask_from_json({"code": "1", "public_key": "00", "proof": "00"}))


@pytest.mark.parametrize(
    "raw", [None, [], {}, {"station": "s"}, {"authority_keys": ["zz"]}, "text", 7]
)
def test_an_answer_that_is_none_is_garbled(raw: object) -> None:
    """Whatever JSON comes, it is an enrolment or garbled."""
    with pytest.raises(Garbled):
        enrolment_from_json(raw)
    with pytest.raises(Garbled):
        ask_from_json(raw)
