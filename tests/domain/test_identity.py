"""Names that people spell differently, and whose card this is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_station.domain.identity import (
    DocumentKind,
    IdentityDocument,
    Match,
    Matched,
    Nobody,
    ascii_digits,
    loose_name_key,
    match,
    name_key,
)
from clerk_station.domain.people import BirthDate, Sex
from tests.world import household, member

ROSTER = household().members


def card(
    *,
    national: str | None = None,
    birth: str | None = "1980/01/01",
    given_name: str = "كاظم",
    sex: Sex = Sex.MALE,
) -> IdentityDocument:
    """Make what a card says."""
    return IdentityDocument(
        kind=DocumentKind.UNIFIED_CARD,
        issuer="IRQ",
        document_number="AA0000001",
        national_number=national,
        birth=None if birth is None else BirthDate.parse(birth),
        sex=sex,
        expiry=date(2033, 1, 1),
        surname="خفاجي",
        given=given_name,
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أحمد", "احمد"),
        ("إحمد", "آحمد"),
        ("فاطمة", "فاطمه"),
        ("مصطفى", "مصطفي"),
        ("عبد الله", "عبدالله"),
        ("أبو الحسن", "ابوالحسن"),
        ("أم كلثوم", "امكلثوم"),
        ("كـــريم", "كريم"),
        ("مُحَمَّد", "محمد"),
        ("زهاوی", "زهاوى"),
        ("زهاوى", "زهاوي"),
        ("کریم", "كريم"),
        ("مؤيد", "مويد"),
        ("رائد", "رايد"),
        ("هناء", "هنا"),
        ("علي  جواد", " علي\u200f جواد "),
        ("ﷲ", "الله"),
        ("Ali", "ALI"),
    ],
)
def test_two_spellings_of_a_name_have_one_key(one: str, other: str) -> None:
    """Hamza, taa marbuta, final yaa, tatweel, harakat and marks do not part a name from itself."""
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("الغانمي", "غانمي"), ("گوران", "كوران"), ("چنار", "جنار"), ("پری", "بري")]
)
def test_looser_spellings_meet_in_the_loose_key_alone(one: str, other: str) -> None:
    """Sorani letters and the article part the key of exact search, not the loose one."""
    assert name_key(one) != name_key(other)
    assert loose_name_key(one) == loose_name_key(other)


@pytest.mark.parametrize(("one", "other"), [("حسن", "حسين"), ("علي", "عليا"), ("كريم", "رحيم")])
def test_different_names_stay_different(one: str, other: str) -> None:
    """Folding brings spellings together, never names."""
    assert loose_name_key(one) != loose_name_key(other)


@given(st.text(alphabet="أبتةىيكگ ءآـَّعدال١٢3\u200f", max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    """A key is its own key, so a stored key can be compared with a fresh one."""
    assert name_key(name_key(text)) == name_key(text)


def test_digits_of_three_sets_are_one() -> None:
    """A number is the same number in whichever digits it was typed."""
    assert ascii_digits("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ 0123") == "0123456789 0123456789 0123"


def test_a_national_number_is_proof() -> None:
    """With the number on both sides the name is not asked, nor the clerk."""
    document = card(
        national="199000000001", birth=str(ROSTER[1].birth), given_name="زيد", sex=ROSTER[1].sex
    )
    assert match(document, ROSTER) == Matched(ROSTER[1], Match.NATIONAL_NUMBER, certain=True)


@pytest.mark.parametrize(
    "document",
    [
        card(national="199000000001", birth="1955", sex=Sex.FEMALE),
        card(national="199000000001", birth="1990/06/15", sex=Sex.MALE),
    ],
)
def test_a_number_that_birth_date_or_sex_contradict_wants_the_clerks_word(
    document: IdentityDocument,
) -> None:
    """The right number on a card that states another person is looked at before it counts."""
    assert match(document, ROSTER) == Matched(ROSTER[1], Match.NATIONAL_NUMBER, certain=False)


def test_differing_national_numbers_never_match() -> None:
    """Same name and birth date with another number is another person."""
    found = match(card(national="198099999999"), ROSTER)
    assert found == Nobody(ROSTER[0])


@pytest.mark.parametrize("national", [None, "200411111111"])
def test_birth_and_name_want_the_clerks_word(national: str | None) -> None:
    """Where one side has no number, birth date and given name match and ask for confirmation."""
    found = match(card(national=national, birth="2004/06/21", given_name="حُسين"), ROSTER)
    assert found == Matched(ROSTER[2], Match.BIRTH_AND_NAME, certain=False)


def test_a_birth_date_that_is_partly_unknown_still_matches() -> None:
    """A register with the year alone fits a card with the whole date."""
    roster = (member("m", "حسين", birth="2004"),)
    found = match(card(birth="2004/06/21", given_name="حسين"), roster)
    assert isinstance(found, Matched)


@pytest.mark.parametrize(
    ("cut", "fits"),
    [("عبدالر", True), ("عبدالرحمن", True), ("عب", True), ("ع", False), ("", False)],
)
def test_a_name_that_was_cut_matches_by_what_was_left(cut: str, *, fits: bool) -> None:
    """Thirty characters cut names short; two letters at least are needed to compare."""
    roster = (member("m", "عبد الرحمن", birth="1999/01/02"),)
    found = match(card(birth="1999/01/02", given_name=cut), roster)
    assert isinstance(found, Matched) is fits


def test_a_member_without_a_name_matches_nobodys_card() -> None:
    """An empty name in the register is not the beginning of every name."""
    roster = (member("m", "", birth="1980/01/01"),)
    assert isinstance(match(card(), roster), Nobody)


@pytest.mark.parametrize("turned", [False, True])
def test_of_twins_the_whole_name_decides(*, turned: bool) -> None:
    """Ali's twin Alya does not get Ali's card, in whichever order the register has them."""
    twins = [
        member("1", "علي", birth="1999/01/02"),
        member("2", "علياء", birth="1999/01/02", sex=Sex.FEMALE),
    ]
    roster = tuple(reversed(twins)) if turned else tuple(twins)
    his = match(card(birth="1999/01/02", given_name="علي"), roster)
    hers = match(card(birth="1999/01/02", given_name="علياء", sex=Sex.FEMALE), roster)
    assert isinstance(his, Matched)
    assert isinstance(hers, Matched)
    assert (his.member.id, hers.member.id) == ("1", "2")


def test_a_card_of_nobody_names_the_nearest() -> None:
    """Where only the birth date or only the name fits, the clerk is told whom it is near."""
    assert match(card(birth="1990/06/15", given_name="زينب"), ROSTER) == Nobody(ROSTER[1])
    assert match(card(birth="1955/01/01", given_name="زينب"), ROSTER) == Nobody(None)


def test_a_card_without_a_birth_date_matches_by_number_alone() -> None:
    """A name alone is never enough."""
    assert match(card(birth=None), ROSTER) == Nobody(ROSTER[0])
    found = match(card(birth=None, national="198000000001"), ROSTER)
    assert isinstance(found, Matched)
