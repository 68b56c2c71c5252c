"""The production scanner on drawn frames: what it reads, and what it never says."""

import time
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from clerk_station.desk.forms import is_form_code
from clerk_station.domain.identity import DocumentKind
from clerk_station.rehearsal.draw_card import PAGE_MM, Sheet, draw_card
from clerk_station.rehearsal.draw_code import draw_code
from clerk_station.rehearsal.frames import Conditions, film, photograph
from clerk_station.scan.barcode import fast
from clerk_station.scan.locate import Painter
from clerk_station.scan.reading import Frame, Symbology
from clerk_station.scan.scanner import Scanner
from tests.scan.conftest import LINES, any_form
from tests.scan.test_mrz import FATIMA, PASSPORT

CLEAR = Conditions(seed=11)


def frames_of(sheet: Sheet | None, conditions: Conditions, count: int = 12) -> list[Frame]:
    """Film a sheet as fifteen frames a second."""
    pictures = film(sheet, conditions, frames=count)
    return [Frame(image=p, number=n, at_ms=n * 66.0) for n, p in enumerate(pictures)]


@pytest.mark.parametrize("kind", [Symbology.QR, Symbology.CODE128])
@pytest.mark.parametrize("turn", [0, 8, 90, 183])
def test_a_form_is_read_either_way_up(scanner: Scanner, kind: Symbology, turn: float) -> None:
    """Both codes of a form are read upright, turned and upside down."""
    sheet = draw_code(kind, "F-0441-20931")
    shot = photograph(sheet, Conditions(seed=2, turn=turn, fill=0.8))
    (reading,) = scanner.read(shot.picture)
    assert (reading.kind, reading.text) == (kind, "F-0441-20931")
    assert reading.certain
    assert reading.ours
    found, drawn = np.mean(reading.box, axis=0), shot.zone.mean(axis=0)
    assert np.linalg.norm(found - drawn) < 60


def test_tilted_bars_are_straightened_and_wait_for_a_second_frame(scanner: Scanner) -> None:
    """Bars that a plain decoder misses are read from their mean row, but never from one frame."""
    sheet = draw_code(Symbology.CODE128, "F-0441-20931", module=6)
    tilted = Conditions(seed=2, turn=27, fill=0.45, blur=0.8, noise=14, light=0.6)
    picture = photograph(sheet, tilted).picture
    assert fast(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)) == ()
    (reading,) = scanner.read(picture)
    assert (reading.text, reading.certain) == ("F-0441-20931", False)


@pytest.mark.parametrize("turn", [0, -7, 90, 180])
def test_a_card_is_read_from_its_pixels(
    scanner: Scanner, card: Callable[..., Sheet], turn: float
) -> None:
    """A clear card gives its lines and its holder, whichever way it lies."""
    shot = photograph(card(), Conditions(seed=11, turn=turn, size=(1920, 1080)))
    (reading,) = scanner.read(shot.picture)
    assert reading.kind is Symbology.MRZ
    assert reading.text == "|".join(LINES)
    assert reading.document is not None
    assert reading.document.kind is DocumentKind.UNIFIED_CARD
    assert reading.document.given == "زينب"
    assert np.linalg.norm(np.asarray(reading.box) - shot.zone, axis=1).max() < 60


def test_a_card_without_a_surname_is_read(scanner: Scanner, card: Callable[..., Sheet]) -> None:
    """A name line that starts with two fillers is read with both."""
    (reading,) = scanner.read(photograph(card(FATIMA), CLEAR).picture)
    assert reading.text == "|".join(FATIMA)


def test_a_passport_is_read_from_its_pixels(scanner: Scanner) -> None:
    """Two lines of forty-four characters are a passport."""
    page = draw_card(PASSPORT, seed=1, size_mm=PAGE_MM)
    conditions = Conditions(seed=11, size=(1920, 1080), fill=0.95)
    (reading,) = scanner.read(photograph(page, conditions).picture)
    assert reading.text == "|".join(PASSPORT)
    assert reading.document is not None
    assert reading.document.kind is DocumentKind.PASSPORT


def test_a_card_with_a_wrong_digit_is_no_document(scanner: Scanner) -> None:
    """What is printed wrong is not ours and never certain, however clear the frame."""
    lines = (LINES[0].replace("A4", "A5"), *LINES[1:])
    shot = photograph(draw_card(lines, seed=5), CLEAR)
    assert scanner.read(shot.picture) == ()
    (reading,) = Scanner(any_form, any_code=True).read(shot.picture)
    assert reading.document is None
    assert not reading.certain
    assert not reading.ours


def test_foreign_codes_are_listed_only_when_asked_for(scanner: Scanner) -> None:
    """A code that is no form of ours is dropped, unless any code is wanted."""
    shot = photograph(draw_code(Symbology.QR, "https://example.org"), CLEAR)
    assert scanner.read(shot.picture) == ()
    (reading,) = Scanner(any_form, any_code=True).read(shot.picture)
    assert (reading.text, reading.ours) == ("https://example.org", False)


def test_a_held_form_is_told_once_and_a_foreign_qr_too(scanner: Scanner) -> None:
    """While a sheet is held its code is given once; a foreign QR once as not ours."""
    for text, ours in (("F-1", True), ("https://example.org", False)):
        sheet = draw_code(Symbology.QR, text)
        frames = frames_of(sheet, Conditions(seed=7, fill=0.7))
        readings = [reading for frame in frames for reading in scanner.see(frame)]
        assert [(reading.text, reading.ours) for reading in readings] == [(text, ours)]
        scanner.forget()


def test_a_foreign_code128_is_not_worth_a_word(scanner: Scanner) -> None:
    """Bars on a box of tea under the camera are no reading at the desk."""
    sheet = draw_code(Symbology.CODE128, "TEA-500-G")
    frames = frames_of(sheet, Conditions(seed=7, fill=0.7), 6)
    assert not [reading for frame in frames for reading in scanner.see(frame)]


def test_a_held_card_is_told_once(scanner: Scanner, card: Callable[..., Sheet]) -> None:
    """A card pushed in and held by a trembling hand is one certain reading."""
    frames = frames_of(card(), Conditions(seed=9, noise=3, blur=0.6))
    readings = [reading for frame in frames for reading in scanner.see(frame)]
    assert [reading.text for reading in readings] == ["|".join(LINES)]
    assert readings[0].certain


def test_a_zone_that_the_locator_loses_is_read_where_it_was(
    scanner: Scanner, card: Callable[..., Sheet], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hand moves less from frame to frame than a zone is wide; without the first none is read."""
    *earlier, last = frames_of(card(), Conditions(seed=9, noise=3, blur=0.6))
    assert [reading for frame in earlier for reading in scanner.see(frame)]
    (before,) = scanner.sight.marks
    monkeypatch.setattr(Painter, "find", lambda *_args, **_words: ())
    scanner.see(last)
    (mark,) = scanner.sight.marks
    assert mark.sure
    assert np.linalg.norm(np.subtract(mark.box, before.box), axis=1).max() < 30
    scanner.forget()
    scanner.see(last)
    assert not scanner.sight.marks


def test_an_empty_desk_says_nothing(scanner: Scanner) -> None:
    """Where no sheet lies nothing is read, by any means."""
    for seed in range(6):
        conditions = Conditions.drawn(seed, hardness=0.8)
        assert Scanner(any_form, any_code=True).read(photograph(None, conditions).picture) == ()
        assert (
            scanner.see(Frame(image=photograph(None, conditions).picture, number=0, at_ms=0)) == ()
        )


ODD = {
    "nothing": None,
    "a text": "picture",
    "no pixels": np.zeros((0, 0, 3), np.uint8),
    "no width": np.zeros((480, 0, 3), np.uint8),
    "one pixel": np.zeros((1, 1, 3), np.uint8),
    "a line": np.zeros((1, 4000, 3), np.uint8),
    "a thin strip": np.zeros((24, 4000), np.uint8),
    "five dimensions": np.zeros((2, 2, 2, 2, 2), np.uint8),
    "seven channels": np.zeros((100, 100, 7), np.uint8),
    "complex": np.zeros((100, 100), np.complex64),
    "booleans": np.zeros((100, 100), np.bool_),
    "not numbers": np.full((100, 100, 3), np.nan, np.float32),
    "black": np.zeros((720, 1280, 3), np.uint8),
    "white": np.full((720, 1280, 3), 255, np.uint8),
    "noise": np.random.default_rng(1).integers(0, 256, (720, 1280, 3), np.uint8),
    "checks": np.kron(np.indices((90, 160)).sum(0) % 2, np.ones((8, 8))).astype(np.uint8) * 255,
}


@pytest.mark.parametrize("name", ODD)
def test_odd_pictures_are_read_as_nothing(scanner: Scanner, name: str) -> None:
    """Whatever comes in place of a picture gives no reading and no exception."""
    image = ODD[name]
    assert scanner.read(image) == ()
    assert scanner.see(Frame(image=image, number=1, at_ms=0)) == ()  # type: ignore[arg-type] # that is the test


@pytest.mark.parametrize(
    "channels", ["grey", "grey plane", "bgra", "16 bits", "float", "turned view"]
)
def test_other_kinds_of_picture_are_read_like_plain_ones(scanner: Scanner, channels: str) -> None:
    """Grey, transparent, 16-bit and floating pictures of a form are read."""
    plain = photograph(draw_code(Symbology.QR, "F-9"), CLEAR).picture
    grey = cv2.cvtColor(plain, cv2.COLOR_BGR2GRAY)
    image = {
        "grey": grey,
        "grey plane": grey[:, :, None],
        "bgra": cv2.cvtColor(plain, cv2.COLOR_BGR2BGRA),
        "16 bits": plain.astype(np.uint16) * 257,
        "float": plain.astype(np.float64) / 255,
        "turned view": plain[::-1, ::-1],
    }[channels]
    assert [reading.text for reading in scanner.read(image)] == ["F-9"]


def test_a_huge_picture_is_shrunk_and_read_in_time(scanner: Scanner) -> None:
    """A picture of 24 megapixels is read in seconds, and its box is in its own pixels."""
    shot = photograph(draw_code(Symbology.QR, "F-9"), CLEAR)
    huge = cv2.resize(shot.picture, (6400, 3600))
    began = time.monotonic()
    (reading,) = scanner.read(huge)
    assert time.monotonic() - began < 10
    assert np.linalg.norm(np.mean(reading.box, axis=0) - shot.zone.mean(axis=0) * 5) < 200


@pytest.mark.parametrize(
    "text",
    ["F-1\u202e13290", "F-1\x00\x07", "F-1\nF-2", "F-" + "9" * 2000],
    ids=["direction override", "control characters", "two lines", "a book"],
)
def test_codes_that_no_form_has_are_tamed_and_not_ours(text: str) -> None:
    """Text that could mislead an eye or a log never leaves the scanner as it is."""
    sheet = draw_code(Symbology.QR, text, module=6)
    shot = photograph(sheet, Conditions(seed=1, size=(1920, 1080), fill=0.98, noise=0.5, blur=0.0))
    ours = Scanner(lambda _kind, text: is_form_code(text))
    assert ours.read(shot.picture) == ()
    (reading,) = Scanner(lambda _kind, text: is_form_code(text), any_code=True).read(shot.picture)
    assert "\ufffd" in reading.text
    assert reading.text.isprintable()
    assert len(reading.text) < 1100
    assert not reading.ours


def test_many_codes_in_one_picture_are_all_read(scanner: Scanner) -> None:
    """A sheet of twenty codes gives twenty readings."""
    tile = [draw_code(Symbology.QR, f"F-{n:02}", module=4).picture for n in range(20)]
    rows = [np.hstack(tile[start : start + 5]) for start in range(0, 20, 5)]
    found = {reading.text for reading in scanner.read(np.vstack(rows))}
    assert found == {f"F-{n:02}" for n in range(20)}
