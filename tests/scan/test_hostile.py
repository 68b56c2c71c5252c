"""Frames and codes that no honest camera gives: no crash, no wrong accept, bounded work."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from clerk_station.desk.forms import is_form_code
from clerk_station.domain.forms import Refused
from clerk_station.domain.ids import form_number
from clerk_station.rehearsal.draw_card import draw_card
from clerk_station.rehearsal.frames import Conditions, photograph
from clerk_station.scan import barcode
from clerk_station.scan.picture import LARGEST, grey_of
from clerk_station.scan.reading import Frame, Reading, Symbology
from clerk_station.scan.scanner import Scanner
from tests.fuzz.inputs import SEALED
from tests.fuzz.targets import opened
from tests.scan import hostile
from tests.scan.conftest import LINES

NUMBER = form_number("KA", 2026, 441)
FORM = hostile.code(NUMBER)
Bends = Callable[[NDArray[np.uint8]], object]


@pytest.fixture
def desk() -> Scanner:
    """The scanner with the desk's own word for what is a form; it gives all else as well."""
    return Scanner(lambda _kind, text: is_form_code(text), any_code=True)


def seen(scanner: Scanner, image: object, times: int = 3) -> list[Reading]:
    """Show a picture as some frames of a stream."""
    scanner.forget()
    frames = [Frame(image=image, number=n, at_ms=n * 66.0) for n in range(times)]  # type: ignore[arg-type]  # the point: a driver may hand over anything
    return [reading for frame in frames for reading in scanner.see(frame)]


def accepted(readings: list[Reading] | tuple[Reading, ...]) -> list[str]:
    """Give what the desk would take for a form or a document without asking."""
    return [reading.text for reading in readings if reading.ours and reading.certain]


# --- pictures ------------------------------------------------------------------------------

NO_PICTURES: dict[str, object] = {
    "nothing": None,
    "a list": [[0, 1], [2, 3]],
    "no pixels": np.zeros((0, 0, 3), np.uint8),
    "no lines": np.zeros((0, 1280, 3), np.uint8),
    "no columns": np.zeros((720, 0, 3), np.uint8),
    "no channels": np.zeros((720, 1280, 0), np.uint8),
    "one pixel": np.zeros((1, 1, 3), np.uint8),
    "one dimension": np.zeros(1280, np.uint8),
    "four dimensions": np.zeros((2, 720, 1280, 3), np.uint8),
    "two channels": np.zeros((720, 1280, 2), np.uint8),
    "five channels": np.zeros((720, 1280, 5), np.uint8),
    "complex numbers": np.zeros((720, 1280), np.complex128),
    "texts": np.full((720, 1280), "x"),
    "objects": np.full((720, 1280), None),
    "all NaN": np.full((720, 1280, 3), np.nan),
    "infinities": np.full((720, 1280, 3), np.inf),
    "a thread": np.zeros((24, 4000, 3), np.uint8),
    "a thread upright": np.full((4000, 24, 3), 255, np.uint8),
    "a long thread": np.zeros((24, 100_000), np.uint8),
}


@pytest.mark.parametrize("name", list(NO_PICTURES))
def test_what_shows_nothing_reads_as_nothing(desk: Scanner, name: str) -> None:
    """Whatever a driver hands over in place of a picture is no reading and no trouble."""
    assert desk.read(NO_PICTURES[name]) == ()
    assert seen(desk, NO_PICTURES[name]) == []


def _with_nan(image: NDArray[np.uint8]) -> object:
    spoilt = image.astype(np.float32) / 255
    spoilt[:20], spoilt[-20:] = np.nan, np.inf
    return spoilt


def _read_only(image: NDArray[np.uint8]) -> object:
    still = image.copy()
    still.flags.writeable = False
    return still


BENT: dict[str, Bends] = {
    "as a camera gives it": lambda image: image,
    "grey": lambda image: image[:, :, 0],
    "grey with a channel": lambda image: image[:, :, :1],
    "RGBA": lambda image: np.dstack([image, np.zeros_like(image[:, :, 0])]),
    "16 bits": lambda image: image.astype(np.uint16) << 8,
    "floats": lambda image: image / 255,
    "floats with NaN": _with_nan,
    "columns first": np.asfortranarray,
    "every second pixel": lambda image: np.repeat(np.repeat(image, 2, 0), 2, 1)[::2, ::2],
    "backwards in memory": lambda image: image[::-1].copy()[::-1],
    "read-only": _read_only,
    "4K": lambda image: cv2.resize(image, (3840, 2160), interpolation=cv2.INTER_NEAREST),
}


@pytest.mark.parametrize("name", list(BENT))
def test_a_form_is_read_however_its_pixels_are_kept(desk: Scanner, name: str) -> None:
    """Depth, channels and order in memory change nothing of what stands on the paper."""
    bent = BENT[name](FORM)
    assert accepted(desk.read(bent)) == [NUMBER]
    assert accepted(seen(desk, bent)) == [NUMBER]


def test_the_largest_picture_costs_no_more_than_a_large_one() -> None:
    """However large a picture is, no more of it is looked at than LARGEST allows."""
    for shape in ((2160, 3840), (9000, 12000), (24, 60_000)):
        taken = grey_of(np.zeros(shape, np.uint8))
        assert taken is None or max(taken[0].shape) <= LARGEST


# --- codes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(hostile.TEXTS))
def test_a_hostile_text_is_shown_tame_and_is_no_form(desk: Scanner, name: str) -> None:
    """A code that says something else than a form is never ours, and fit for eyes and logs."""
    image = hostile.code(hostile.TEXTS[name])
    for readings in (desk.read(image), seen(desk, image)):
        assert accepted(readings) == []
        assert all(reading.text.isprintable() for reading in readings)
        assert all(len(reading.text) <= barcode.LARGEST_TEXT + 1 for reading in readings)


@pytest.mark.parametrize("text", ["' OR 1=1 --", "KA26-00441-2099", "\x1b[2J\x00", "{}<>|"])
def test_hostile_bars_are_no_form(desk: Scanner, text: str) -> None:
    """What bars say is judged like what a QR says: a wrong check digit is no form."""
    image = hostile.code(text, hostile.CODE128)
    assert accepted(desk.read(image)) == []
    assert accepted(seen(desk, image, times=6)) == []


def test_honest_codes_among_these_are_forms(desk: Scanner) -> None:
    """Control: drawn the same way, a form's number is ours from a QR and from bars."""
    for kind in (hostile.QR, hostile.CODE128):
        image = hostile.code(NUMBER, kind)
        assert accepted(desk.read(image)) == [NUMBER]
        assert accepted(seen(desk, image, times=6)) == [NUMBER]


@pytest.mark.parametrize(
    "text", ["IQR1:", "IQR1:'; DROP TABLE", SEALED[:-1], SEALED[:90], SEALED + "\u202e"]
)
def test_what_only_begins_like_a_form_is_refused_by_its_seal(desk: Scanner, text: str) -> None:
    """A code that claims to be sealed goes to the seal, which refuses it; the real one opens."""
    for reading in desk.read(hostile.code(text)):
        assert isinstance(opened(reading.text), Refused)
    (real,) = desk.read(hostile.code(SEALED))
    assert not isinstance(opened(real.text), Refused)


@pytest.mark.parametrize(
    "payload", [bytes(range(256)), b"\xed\xa0\x80\xed\xbf\xbf" * 9, b"\xff\xfe" * 40, b"\0" * 60]
)
def test_bytes_that_are_no_text_are_no_form(desk: Scanner, payload: bytes) -> None:
    """A binary code, halves of surrogate pairs and NULs among it, is shown tame and is not ours."""
    image = hostile.code(payload)
    for readings in (desk.read(image), seen(desk, image)):
        assert accepted(readings) == []
        assert all(reading.text.isprintable() for reading in readings)
    for rescue in barcode.RESCUES:
        assert all(r.text.isprintable() for r in rescue(_grey(image)))


def test_the_largest_qr_is_read_and_cut(desk: Scanner) -> None:
    """Three kilobytes in one QR are read, cut to what is worth carrying about, and not ours."""
    image = hostile.code("x" * 2900)
    (reading,) = desk.read(image)
    assert reading.text == "x" * barcode.LARGEST_TEXT + "\ufffd"
    assert accepted(seen(desk, image)) == []


def test_fifty_codes_in_one_frame_are_all_told(desk: Scanner) -> None:
    """Of fifty codes in one frame each is told once, and the one form among them is ours."""
    texts = [f"CODE-{number:02}" for number in range(49)]
    readings = desk.read(hostile.many([*texts, NUMBER]))
    assert sorted(reading.text for reading in readings) == sorted([*texts, NUMBER])
    assert accepted(readings) == [NUMBER]


def test_a_text_in_two_codes_is_never_put_together(desk: Scanner) -> None:
    """The parts of a Structured Append are read apart or not at all, and no stage stumbles."""
    image = hostile.parts_of(SEALED)
    for readings in (desk.read(image), seen(desk, image)):
        assert SEALED not in {reading.text for reading in readings}
        assert all(isinstance(opened(reading.text), Refused) for reading in readings)
    for rescue in barcode.RESCUES:
        assert all(isinstance(opened(r.text), Refused) for r in rescue(_grey(image)))


def test_a_text_under_another_alphabet_is_its_text(desk: Scanner) -> None:
    """An Extended Channel Interpretation changes how bytes are read, not who signed a form."""
    (reading,) = desk.read(hostile.with_eci("علي"))
    assert reading.text == "علي"
    assert not reading.ours


@pytest.mark.parametrize("flip", [0, 1])
def test_a_mirrored_or_inverted_code_says_the_same_or_nothing(desk: Scanner, flip: int) -> None:
    """A form in a mirror or as a negative is that form or none, never another."""
    for image in (cv2.flip(FORM, flip), 255 - FORM):
        assert {reading.text for reading in desk.read(image)} <= {NUMBER}


@pytest.mark.parametrize("name", ["stripes", "noise", "finders"])
def test_what_looks_like_codes_everywhere_is_none(desk: Scanner, name: str) -> None:
    """A frame full of bars, noise or corner marks is read to its end and says nothing."""
    image = getattr(hostile, name)()
    assert desk.read(image) == ()
    assert seen(desk, image, times=6) == []


# --- zones ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["DROP<TABLE<<SELECT", "X" * 30, "<<<", "<<<A", "XTTXDZXKH<<XS<XT<X"]
)
def test_a_strange_name_is_a_name_or_no_document(desk: Scanner, name: str) -> None:
    """A zone with a strange name is read as it stands or not taken; its words are harmless."""
    lines = (*LINES[:2], name.ljust(30, "<"))
    picture = photograph(draw_card(lines, seed=5), Conditions(seed=11)).picture
    for reading in desk.read(picture):
        if reading.document:
            names = reading.document.surname + reading.document.given
            assert reading.text == "|".join(lines)
            assert names.isprintable()
            assert "<" not in names


def test_a_mirrored_zone_is_no_document(desk: Scanner) -> None:
    """A card in a mirror is nobody's; the same card the right way round is somebody's."""
    picture = photograph(draw_card(LINES, seed=5), Conditions(seed=11)).picture
    assert accepted(desk.read(np.ascontiguousarray(picture[:, ::-1]))) == []
    assert accepted(desk.read(picture)) == ["|".join(LINES)]


def _grey(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def test_the_kinds_of_code_here_are_those_of_the_desk() -> None:
    """Codes that are drawn here are read as the two kinds that a form has."""
    kinds = {
        reading.kind
        for image in (FORM, hostile.code(NUMBER, hostile.CODE128))
        for reading in barcode.fast(_grey(image))
    }
    assert kinds == {Symbology.QR, Symbology.CODE128}
