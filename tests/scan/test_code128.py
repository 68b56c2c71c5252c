"""Code128 as symbols: its check, its code sets, and the codes that no form of ours may be."""

import random

import numpy as np
import pytest
import zxingcpp

from clerk_station.scan import code128


def values_of(text: str) -> tuple[int, ...]:
    """Let another library draw a code, and tell its symbols by their modules."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    row = np.asarray(code.to_image(scale=1, add_quiet_zones=False))[0]
    dark = (row < 128).astype(np.float32)
    symbols = dark[: -code128.STOP_MODULES].reshape(-1, code128.MODULES)
    assert np.array_equal(dark[-code128.STOP_MODULES :], code128.stop())
    return tuple(int((code128.symbols() == symbol).all(axis=1).argmax()) for symbol in symbols)


@pytest.mark.parametrize(
    "text",
    [
        "KA26-00441-2093",
        "KA26004412093",
        "0123456789",
        "A",
        "APT650493505",
        "abc123456def",
        "AP-26-1",
    ],
)
def test_what_another_library_writes_is_read(text: str) -> None:
    """Texts in set B, in set C and in both are the same in our symbols as in zxing-cpp's."""
    assert code128.text_of(values_of(text)) == text


def test_a_wrong_symbol_breaks_the_check() -> None:
    """Each change of one symbol is seen by the check symbol; the control is the code unchanged."""
    values = values_of("KA26-00441-2093")
    assert code128.holds(values)
    for place in range(1, len(values)):
        changed = (*values[:place], (values[place] + 1) % 100, *values[place + 1 :])
        assert not code128.holds(changed)


def with_check(*values: int) -> tuple[int, ...]:
    """Add the check symbol."""
    total = int(np.dot(values, code128.weights(len(values) + 1)[:-1]))
    return (*values, total % code128.CHECK)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ((103, 33, 34), "AB"),
        ((103, 101, 34), None),
        ((103, 33, 64), None),
        ((104, 65, 98, 33, 66), "aAb"),
        ((104, 102, 33), None),
        ((105, 12, 101, 33), "12A"),
        ((105, 102, 12), None),
        ((104, 33, 98), None),
        ((104, 95), None),
    ],
    ids=["A", "a function", "control", "shift", "FNC1", "C to A", "FNC1 in C", "lone shift", "DEL"],
)
def test_sets_and_functions(values: tuple[int, ...], text: str | None) -> None:
    """All three sets are read; function and control characters are no text of a form."""
    assert code128.text_of(with_check(*values)) == text


def test_no_handful_of_symbols_is_too_strange() -> None:
    """Any values give a printable text or none, never an exception."""
    chance = random.Random(3)  # noqa: S311 - symbols made up for a test
    for _ in range(2000):
        values = [chance.randrange(106) for _ in range(chance.randrange(1, 9))]
        for one in (tuple(values), with_check(*values)):
            text = code128.text_of(one)
            assert text is None or text.isprintable()
