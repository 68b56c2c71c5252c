"""Zones as text: what holds, what does not, and where."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_station.domain.identity import DocumentKind
from clerk_station.domain.people import BirthDate, Sex
from clerk_station.rehearsal.mrz_lines import mrz_lines_for
from clerk_station.scan.documents import recognise
from clerk_station.scan.layout import CHARACTERS, TD1, TD3, Field
from clerk_station.scan.mrz import (
    Fault,
    LineFault,
    check_digit,
    check_lines,
    clean_typed,
    split_names,
)
from clerk_station.scan.zone import parse

KHAFAJI = (
    "IDIRQAA00000011198000000001<<<",
    "8001014M3301018IRQ<<<<<<<<<<<5",
    "XKHFAJY<<ELY<<<<<<<<<<<<<<<<<<",
)
FATIMA = (
    "IDIRQZ000000027199000000002<<<",
    "9006153F3406153IRQ<<<<<<<<<<<7",
    "<<FAXTTMXAH<<<<<<<<<<<<<<<<<<<",
)
MINOR = (
    "IDIRQAA00000033201500000003<<<",
    "1503106M3503100IRQ<<<<<<<<<<<7",
    "KEBY<<XHSYN<<<<<<<<<<<<<<<<<<<",
)
GORAN = (
    "IDIRQZ000000049196500000004<<<",
    "6507017M3207017IRQ<<<<<<<<<<<5",
    "XGGWRAN<<XAEXHMD<<<<<<<<<<<<<<",
)
PASSPORT = (
    "P<IRQALMUSAWI<<ZAINAB<HASAN<<<<<<<<<<<<<<<<<",
    "A123456784IRQ8403098F3405019<<<<<<<<<<<<<<04",
)


@pytest.mark.parametrize(
    ("lines", "surname", "given_name", "number", "birth", "sex"),
    [
        (KHAFAJI, "خفاجي", "علي", "198000000001", BirthDate(1980, 1, 1), Sex.MALE),
        (FATIMA, "", "فاطمة", "199000000002", BirthDate(1990, 6, 15), Sex.FEMALE),
        (MINOR, "كعبي", "حسين", "201500000003", BirthDate(2015, 3, 10), Sex.MALE),
        (GORAN, "گوران", "أحمد", "196500000004", BirthDate(1965, 7, 1), Sex.MALE),
    ],
)
def test_a_unified_card_tells_who_holds_it(
    lines: tuple[str, ...],
    surname: str,
    given_name: str,
    number: str,
    birth: BirthDate,
    sex: Sex,
) -> None:
    """The names of a unified card are read back into Arabic, with or without a surname."""
    card = recognise(lines)
    assert card is not None
    assert card.kind is DocumentKind.UNIFIED_CARD
    assert (card.surname, card.given) == (surname, given_name)
    assert (card.national_number, card.birth, card.sex) == (number, birth, sex)


@pytest.mark.parametrize("line", [0, 1])
def test_no_single_digit_of_a_checked_field_can_be_changed(line: int) -> None:
    """Change any digit that a check digit covers, by any amount, and the card is refused."""
    for at, character in enumerate(KHAFAJI[line]):
        if not character.isdigit():
            continue
        for other in set("0123456789") - {character}:
            lines = list(KHAFAJI)
            lines[line] = lines[line][:at] + other + lines[line][at + 1 :]
            assert recognise(lines) is None, (line, at, other)


def test_a_filler_read_as_a_letter_is_refused() -> None:
    """A filler among digits that a reader took for a K makes no card."""
    assert recognise((KHAFAJI[0][:-1] + "K", *KHAFAJI[1:])) is None
    assert recognise((KHAFAJI[0], KHAFAJI[1].replace("Q<", "QK"), KHAFAJI[2])) is None


def test_the_national_number_hangs_on_the_composite_digit() -> None:
    """A wrong composite digit takes the whole card with it, and the fault says so."""
    lines = (KHAFAJI[0], KHAFAJI[1][:-1] + "6", KHAFAJI[2])
    assert recognise(lines) is None
    assert [fault.field for fault in check_lines(lines)] == [Field.COMPOSITE]


@pytest.mark.parametrize(
    ("line", "old", "new", "field"),
    [
        (0, "AA0000001", "AA0000007", Field.NUMBER),
        (1, "800101", "800102", Field.BIRTH),
        (1, "330101", "330201", Field.EXPIRY),
    ],
)
def test_a_typing_mistake_is_named_by_line_and_field(
    line: int, old: str, new: str, field: Field
) -> None:
    """Who types a zone is told in which line and field the mistake is."""
    lines = list(KHAFAJI)
    lines[line] = lines[line].replace(old, new, 1)
    faults = check_lines(lines)
    first = faults[0]
    assert (first.line, first.fault, first.field) == (line, Fault.CHECK_DIGIT, field)
    assert lines[line][first.start : first.stop] == new


def test_a_line_too_short_is_named_before_all_else() -> None:
    """A line of a wrong length says nothing of check digits; only its length is wrong."""
    assert check_lines((KHAFAJI[0][:-2], *KHAFAJI[1:])) == (
        LineFault(line=0, fault=Fault.LENGTH, stop=28),
    )
    assert [fault.line for fault in check_lines((KHAFAJI[0],))] == [1, 2]
    assert [fault.line for fault in check_lines((*KHAFAJI, "X"))] == [3]


def test_a_letter_among_figures_is_pointed_at() -> None:
    """An O typed for a 0 is pointed at by its place."""
    lines = (KHAFAJI[0], "8O" + KHAFAJI[1][2:], KHAFAJI[2])
    assert check_lines(lines) == (
        LineFault(line=1, fault=Fault.CHARACTER, field=Field.BIRTH, start=1, stop=2),
    )


def test_a_name_does_not_go_on_after_its_fillers() -> None:
    """Three fillers end a name; a letter after them was the card's edge or a slip of a finger."""
    lines = (*KHAFAJI[:2], "XKHFAJY<<ELY<<<<<<<<<<<<<<<<<E")
    assert check_lines(lines) == (
        LineFault(line=2, fault=Fault.CHARACTER, field=Field.NAMES, start=29, stop=30),
    )
    assert check_lines((*KHAFAJI[:2], "<<ELY<XHSYN<<<<<<<<<<<<<<<<<<<")) == ()


@pytest.mark.parametrize(
    "typed",
    [
        "\n".join(KHAFAJI),
        "\r\n".join(KHAFAJI) + "\r\n",
        "\t".join(KHAFAJI),
        "".join(KHAFAJI),
        "".join(KHAFAJI).lower(),
        " ".join("".join(KHAFAJI)),
        "|".join(KHAFAJI),
        "\n".join(KHAFAJI).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        "\n".join(KHAFAJI).replace("<", "‹"),
    ],
)
def test_a_zone_may_be_typed_in_any_way(typed: str) -> None:
    """Lower case, spaces, line ends, tabs, Arabic digits and one burst are all the same zone."""
    assert clean_typed(typed) == KHAFAJI


def test_a_passport_is_read_too() -> None:
    """A passport gives its holder's Latin name and no national number."""
    passport = recognise(PASSPORT)
    assert passport is not None
    assert passport.kind is DocumentKind.PASSPORT
    assert (passport.surname, passport.given) == ("ALMUSAWI", "ZAINAB HASAN")
    assert passport.national_number is None
    assert clean_typed("".join(PASSPORT)) == PASSPORT


def test_a_foreign_card_has_no_national_number() -> None:
    """Optional data of another state are never taken for a national number."""
    lines = mrz_lines_for(
        "X1234567",
        birth=BirthDate(1990, 1, 1),
        sex=Sex.UNSTATED,
        expiry=date(2030, 1, 1),
        given="ANNA MARIA",
        surname="MUSTER",
        national_number="123456789012",
        issuer="D",
    )
    card = recognise(lines)
    assert card is not None
    assert card.kind is DocumentKind.FOREIGN_CARD
    assert (card.national_number, card.given, card.issuer) == (None, "ANNA MARIA", "D")


def test_a_long_document_number_continues_in_the_optional_data() -> None:
    """A number of more than nine characters is put together again and checked as a whole."""
    lines = mrz_lines_for(
        "AB123456789C",
        birth=BirthDate(1990, 1, 1),
        sex=Sex.MALE,
        expiry=date(2030, 1, 1),
        given="علي",
    )
    zone = parse(lines)
    assert zone is not None
    assert zone.number == "AB123456789C"
    damaged = (lines[0].replace("89C", "88C"), *lines[1:])
    assert {fault.field for fault in check_lines(damaged)} == {Field.NUMBER, Field.COMPOSITE}


def test_a_year_of_birth_alone_is_possible() -> None:
    """Fillers for month and day leave the year; fillers for the year leave nothing."""
    lines = mrz_lines_for(
        "AA0000001",
        birth=BirthDate(1950),
        sex=Sex.MALE,
        expiry=date(2030, 1, 1),
        given="علي",
    )
    zone = parse(lines)
    assert zone is not None
    assert zone.birth == BirthDate(1950)


def test_nobody_is_born_tomorrow() -> None:
    """Two digits of a year mean this century only up to today."""
    for day, year in ((date(2026, 11, 23), 1927), (date(2027, 11, 23), 2027)):
        lines = mrz_lines_for(
            "AA0000001",
            birth=BirthDate(2027, 5, 1),
            sex=Sex.MALE,
            expiry=date(2035, 1, 1),
            given="علي",
        )
        zone = parse(lines, today=day)
        assert zone is not None
        assert zone.birth == BirthDate(year, 5, 1)


def test_a_day_that_no_calendar_has_is_refused() -> None:
    """Check digits may agree by chance on a thirteenth month; such a card was misread."""
    born = "801301"
    second = born + check_digit(born) + KHAFAJI[1][7:29]
    covered = KHAFAJI[0][5:] + second[:7] + second[8:15] + second[18:29]
    lines = (KHAFAJI[0], second + check_digit(covered), KHAFAJI[2])
    assert check_lines(lines) == ()
    assert parse(lines) is None


@pytest.mark.parametrize(
    ("names", "parts"),
    [
        ("ALI<<HASAN<OMAR<<<<", ("ALI", "HASAN<OMAR")),
        ("<<FATIMA<<<<<<<<<<<", ("", "FATIMA")),
        ("HASAN<<<<<<<<<<<<<<", ("", "HASAN")),
        ("ABDULRAHMANALKHAFAJ", ("ABDULRAHMANALKHAFAJ", "")),
        ("<<<<<<<<<<<<<<<<<<<", ("", "")),
    ],
)
def test_names_are_parted_even_where_one_is_missing(names: str, parts: tuple[str, str]) -> None:
    """A name field has a surname, a given name, both or none."""
    assert split_names(names) == parts


@given(st.lists(st.text(alphabet=CHARACTERS + "abc é\n", max_size=50), max_size=5))
def test_no_text_breaks_the_parser(lines: list[str]) -> None:
    """Whatever lines come, they are a document or they are not; nothing is raised."""
    recognise(lines)
    clean_typed("\n".join(lines))


@given(st.text(max_size=200))
def test_no_typing_breaks_the_cleaner(typed: str) -> None:
    """Whatever is typed comes out as lines without blanks."""
    lines = clean_typed(typed)
    assert all(line and not any(c.isspace() for c in line) for line in lines)


@given(st.text(alphabet=CHARACTERS + "abc \t\r\n|", max_size=120))
def test_cleaning_twice_changes_nothing(typed: str) -> None:
    """What was cleaned is clean."""
    lines = clean_typed(typed)
    assert clean_typed("\n".join(lines)) == lines


@given(st.data())
def test_a_zone_with_a_fault_is_no_document(data: st.DataObject) -> None:
    """Lines of the right length but with any fault never parse."""
    layout = TD1 if data.draw(st.booleans()) else TD3
    line = st.text(alphabet=CHARACTERS, min_size=layout.width, max_size=layout.width)
    lines = tuple(data.draw(line) for _ in layout.classes)
    assert parse(lines) is None or not check_lines(lines)


@given(
    birth=st.dates(date(1930, 1, 1), date(2026, 11, 22)),
    expiry=st.dates(date(2020, 1, 1), date(2068, 1, 1)),
    national=st.text(alphabet="0123456789", min_size=12, max_size=12),
    number=st.from_regex(r"[A-Z]{2}[0-9]{7}|[A-Z][0-9]{8}", fullmatch=True),
)
def test_what_is_written_is_read(birth: date, expiry: date, national: str, number: str) -> None:
    """Any made-up card gives back the fields from which its zone was written."""
    lines = mrz_lines_for(
        number,
        birth=BirthDate(birth.year, birth.month, birth.day),
        sex=Sex.MALE,
        expiry=expiry,
        given="حسين",
        surname="گوران",
        national_number=national,
    )
    zone = parse(lines, today=date(2026, 11, 23))
    assert zone is not None
    card = recognise(lines)
    assert card is not None
    assert (card.document_number, card.national_number, card.expiry) == (number, national, expiry)
    assert (card.surname, card.given) == ("گوران", "حسين")
    hundred_years_old = birth <= date(1926, 11, 23)
    assert hundred_years_old or zone.birth == BirthDate(birth.year, birth.month, birth.day)
