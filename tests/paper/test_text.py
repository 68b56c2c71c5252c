"""Text on paper: joined as it should be, read back as it was written."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import uharfbuzz
from hypothesis import given, settings
from hypothesis import strategies as st

from clerk_station.paper.fonts import Weight, font
from clerk_station.paper.text import Style, Text
from clerk_station.paths import resources
from tests.paper.reading import lines, picture, set_alone, text

_ISOLATES = str.maketrans("", "", "\u2066\u2068\u2069")
_FACE = resources() / "fonts" / "ibm-plex-sans-arabic" / "IBMPlexSansArabic-Regular.ttf"


def paragraph(words: str, *, rtl: bool = True, size: float = 14) -> Text:
    """Make a paragraph."""
    return Text(words, style=Style(size=size), rtl=rtl, language="ar")


def glyph_names(word: str) -> list[str]:
    """Name the glyphs of a word from right to left."""
    names = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(_FACE)))
    shaped = font(Weight.REGULAR).shape(word, rtl=True, language="ar")
    return [names.glyph_to_string(glyph.gid) for glyph in reversed(shaped)]


@pytest.mark.parametrize(
    "logical",
    [
        "السلام عليكم ورحمة الله وبركاته",
        "لا إله لأجل الإسراء لآخر",
        "رقم الاستمارة \u2066KA26-00441-2093\u2069 هنا",
        "في 2026/11/23 الساعة 10:22",
        "كاظم (الأب) و[الجد] هنا",
        "ڕێکخستنەکان ڵ ۆ ێ ڤ گ چ پ ژ ەیەک",
        "زهاوى مؤيد رائد شيء",
        "office files",
    ],
)
def test_what_is_read_back_is_what_was_written(logical: str) -> None:
    """The text taken from the PDF is the logical text, after NFKC.

    Blanks are left out: poppler moves those beside a number amid Arabic to its other side.
    """
    plain = unicodedata.normalize("NFKC", logical.translate(_ISOLATES))
    (got,) = lines(set_alone(paragraph(logical)))
    assert got.replace(" ", "") == plain.replace(" ", "")


def test_blanks_between_words_are_read_back() -> None:
    """Words of one direction come back with single blanks between them."""
    words = "لم يسجل شيء في هذه المراجعة"
    assert lines(set_alone(paragraph(words))) == [words]


def test_visual_text_would_not_read_back() -> None:
    """The control: text laid letter by letter from left to right reads back reversed."""
    word = "السلام"
    assert text(set_alone(paragraph(word[::-1]))) != word


def test_letters_join() -> None:
    """Initial, medial and final forms are chosen, also of Sorani letters."""
    assert glyph_names("محمد") == ["uniFEE3", "uniFEA4", "uniFEE4", "uniFEAA"]
    assert glyph_names("لا") == ["uniFEFB"]
    assert glyph_names("ڕێ") == ["uni0695", "uni06CE"]
    assert glyph_names("کێک") == ["uniFB90", "uni06CE.medi", "uniFB8F"]


def test_brackets_are_mirrored_on_paper_and_not_in_the_text() -> None:
    """An opening bracket opens to the left amid Arabic, and is still an opening bracket."""
    assert glyph_names("(ب)") == ["parenright", "uni0628", "parenleft"]
    assert text(set_alone(paragraph("(ب)"))) == "(ب)"


def test_marks_of_direction_are_never_drawn() -> None:
    """Isolates and overrides leave no ink and no text."""
    bare, marked = "كاظم", "\u2068\u202e\u200f\u202c\u2069كاظم\ufeff"
    assert text(set_alone(paragraph(marked))) == bare
    assert np.array_equal(
        picture(set_alone(paragraph(marked))), picture(set_alone(paragraph(bare)))
    )


def test_arabic_begins_at_the_right_and_english_at_the_left() -> None:
    """The start of a line is where its language begins to read."""
    right = np.flatnonzero((picture(set_alone(paragraph("كاظم"))) < 128).any(axis=0))
    left = np.flatnonzero((picture(set_alone(paragraph("Kazim", rtl=False))) < 128).any(axis=0))
    assert right.min() > left.max()


def test_lines_break_between_words() -> None:
    """A paragraph wider than its column goes on in the next line, in order."""
    words = "واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة"
    got = lines(set_alone(paragraph(words), width=120))
    assert len(got) > 2
    assert " ".join(got) == words


def test_a_word_longer_than_the_line_is_cut_not_lost() -> None:
    """Two hundred letters without a blank stay within the column."""
    long = paragraph("ب" * 200)
    pdf = set_alone(long, width=200)
    assert "".join(lines(pdf)) == "ب" * 200
    ink = np.flatnonzero((picture(pdf, dpi=72) < 128).any(axis=0))
    assert ink.min() >= 49
    assert ink.max() <= 251


def test_a_paragraph_parts_at_the_end_of_a_page() -> None:
    """The two halves hold all lines; where no line fits nothing is drawn there."""
    whole = paragraph("كلمة " * 60)
    _, height = whole.wrap(200, 1000)
    first, second = whole.split(200, height / 2)
    assert first.wrap(200, 1000)[1] + second.wrap(200, 1000)[1] == pytest.approx(height)
    assert whole.split(200, 1) == []


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=60))
def test_any_name_can_be_printed(name: str) -> None:
    """No character, known to the face or not, stops a document."""
    assert set_alone(paragraph(name)).startswith(b"%PDF")


def test_two_documents_keep_their_glyphs_apart() -> None:
    """A document written after another has the same bytes as one written before it."""
    first = set_alone(paragraph("كاظم جواد"))
    set_alone(paragraph("حسين فاطمة رقية 12345"))
    assert set_alone(paragraph("كاظم جواد")) == first


def test_documents_drawn_at_once_do_not_mix() -> None:
    """A central that prints for several centres at a time prints each form as if alone."""
    texts = [f"كاظم {word} {n}" for n in range(4) for word in ("جواد", "حسن", "فاطمة", "سعد")]
    alone = [set_alone(paragraph(each)) for each in texts]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda each: set_alone(paragraph(each)), texts))
    assert together == alone


def test_every_face_lies_beside_its_licence() -> None:
    """What is handed on with the product may be handed on."""
    for folder in {path.parent for path in (resources() / "fonts").rglob("*.[to]tf")}:
        assert any(path.stem in {"OFL", "LICENCE"} for path in folder.glob("*.txt")), folder
