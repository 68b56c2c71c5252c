"""Sorani: every letter has its glyph, every paper is drawn, and readers know what to look at."""

from collections.abc import Iterator

import pytest
import uharfbuzz as hb
from babel.messages.pofile import read_po

from clerk_station.paths import resources
from clerk_station.words import LANGUAGES, Words
from tests.paper.reading import text
from tests.reports.test_slip import slip

LETTERS = "ەێۆڕڵڤگچپژئابتجحخدرزسشعغفقکلمنهوی"
_FONTS = sorted((resources() / "fonts" / "ibm-plex-sans-arabic").glob("*.ttf"))
_CKB = sorted((resources() / "translations" / "ckb").glob("*.po"))


@pytest.mark.parametrize("file", _FONTS, ids=lambda path: path.stem)
def test_every_letter_has_a_glyph(file: object) -> None:
    """No letter of Sorani, and nothing else that the catalogues say, is an empty box."""
    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(file))))
    said = set(LETTERS) | {c for form in _forms() for c in form if not c.isspace()}
    assert {c for c in said if font.get_nominal_glyph(ord(c)) is None} == set()


def test_a_missing_glyph_would_be_seen() -> None:
    """The control: a letter of a script that the font has not is none of its glyphs."""
    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(_FONTS[0]))))
    assert font.get_nominal_glyph(ord("ᄀ")) is None


def test_the_window_offers_sorani_by_its_own_name() -> None:
    """Whoever reads Sorani finds it among the languages without reading another."""
    assert LANGUAGES["ckb"] == "کوردی"
    assert Words("ckb").rtl


def test_counting_takes_one_form_for_one_and_one_for_many() -> None:
    """Two forms, by the plural rule of Sorani."""
    words = Words("ckb")
    assert words.count("{n} letter waits", "{n} letters wait", 1).endswith("چاوەڕێیە")
    assert words.count("{n} letter waits", "{n} letters wait", 5).endswith("چاوەڕێن")


def test_the_slip_is_drawn_in_sorani() -> None:
    """A family that reads Sorani takes home a slip in it, with Western digits."""
    drawn = text(slip(language="ckb"))
    assert "پسوولەی سەردان" in drawn
    assert "2026/11/23" in drawn


def test_what_wants_a_native_reader_is_marked() -> None:
    """Each entry has the mark T but for the settled words of the glossary."""
    for source in _CKB:
        with source.open("rb") as file:
            for message in read_po(file):
                if message.id and "T" not in message.user_comments:
                    assert len(str(message.string).split()) <= 3, message.id


def _forms() -> Iterator[str]:
    for source in _CKB:
        with source.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    said = message.string or ""
                    yield from (said,) if isinstance(said, str) else said
