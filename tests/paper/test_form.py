"""The appointment form, as an old man and a camera read it."""

from dataclasses import replace

import pytest
import zxingcpp

from clerk_station.domain.people import Household, Name
from clerk_station.paper.form import form_pdf
from clerk_station.words import Words
from tests import world
from tests.paper.reading import lines, pages, picture, text

_TOKEN = "IQR1:" + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:" * 4


def drawn(household: Household, language: str = "ar") -> bytes:
    """Draw the form of a household."""
    return form_pdf(
        world.form(),
        household=household,
        centre_name="مركز حي الحسين",
        centre_address="شارع الحسين",
        token=_TOKEN,
        words=Words(language),
    )


def with_names(name: Name, *, adults: int = 3) -> Household:
    """Make a household of so many adults of one name."""
    household = world.household()
    head = household.members[0]
    members = tuple(replace(head, id=f"m{n}", name=name) for n in range(adults))
    return replace(household, members=members)


def test_it_says_who_comes_where_and_when() -> None:
    """Day with its name, hour, centre, number, head and ration card stand on the form."""
    got = text(drawn(world.household()))
    for wanted in (
        "استمارة المراجعة",
        "الاثنين 2026/11/23",
        "10:00",
        "مركز حي الحسين",
        world.form().number,
        "كاظم جواد حسن الخفاجي",
        world.household().card_number,
        "البطاقة الوطنية الموحدة",
        "نصف ساعة",
    ):
        assert wanted in got


def test_adults_are_named_and_minors_are_not() -> None:
    """Who has to come stands on the form, a child does not."""
    got = text(drawn(world.household()))
    assert "حسين جواد" in got
    assert "رقية" not in got
    assert "18" in got


def test_both_codes_are_read_from_the_page() -> None:
    """A picture of the page at 150 dots an inch gives the seal and the number."""
    read = {code.text for code in zxingcpp.read_barcodes(picture(drawn(world.household())))}
    assert read == {_TOKEN, world.form().number.replace("-", "")}


def test_it_is_english_where_the_words_are() -> None:
    """The same form in English has the same facts; names stay as recorded."""
    got = text(drawn(world.household(), "en"))
    assert "Monday 2026/11/23" in got
    assert "Who comes in person" in got
    assert "كاظم جواد حسن الخفاجي" in got


def test_a_large_family_still_fits_one_page() -> None:
    """Seven adults leave the form on one page, in both languages."""
    family = with_names(Name("كاظم", "جواد", "حسن", "الخفاجي"), adults=7)
    assert [pages(drawn(family, language)) for language in ("ar", "en")] == [1, 1]


@pytest.mark.parametrize("blank", [" ", ""])
def test_names_of_two_hundred_letters_are_printed_whole(blank: str) -> None:
    """A long name takes more lines and loses no letter."""
    given = blank.join(["محمد"] * 40)
    got = "".join(text(drawn(with_names(Name(given), adults=1))).split())
    assert got.count("م") >= 160


def test_marks_in_a_name_do_no_harm() -> None:
    """A name with an override turns neither the numbers nor the words around it."""
    plain = drawn(with_names(Name("كاظم", "جواد"), adults=1))
    steered = drawn(with_names(Name("\u202eكاظم\u2069\u202d", "جواد"), adults=1))
    assert lines(steered) == lines(plain)


def test_every_face_used_is_in_the_file() -> None:
    """The form looks the same on a machine without any font of its own."""
    pdf = drawn(world.household())
    assert pdf.count(b"/Type0") == pdf.count(b"/FontFile2")
    assert b"Helvetica" not in pdf


def test_the_same_form_has_the_same_bytes() -> None:
    """A form printed again is the same file."""
    assert drawn(world.household()) == drawn(world.household())
