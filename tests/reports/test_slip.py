"""The slip: what a household takes home."""

from dataclasses import replace

import pytest

from clerk_station.domain.changes import Change, Field
from clerk_station.domain.people import Name
from clerk_station.domain.second import Look
from clerk_station.domain.visits import (
    AbsenceReason,
    Absent,
    Asked,
    Entry,
    Evidence,
    Outcome,
    Visit,
)
from clerk_station.reports.slip import SlipFacts, slip_pdf
from clerk_station.words import Words
from tests import world
from tests.paper.reading import lines, pages, text
from tests.reports.days import absent, attended, visit

_VISIT = visit(
    {
        "H0001-1": attended(),
        "H0001-2": absent(AbsenceReason.REPORTED_DECEASED, Evidence.NOT_SEEN),
        "H0001-3": attended(temporary_card=True),
    },
    outcome=Outcome.RETURN_NEEDED,
    seconds=14 * 60 + 20,
)


def slip(of: Visit = _VISIT, *, language: str = "ar", given: str = "كاظم") -> bytes:
    """Draw the slip of a visit; the head of household has this given name."""
    household = world.household()
    head = replace(household.members[0], name=Name(given, "جواد", "حسن", "الخفاجي"))
    facts = SlipFacts(
        household=replace(household, members=(head, *household.members[1:])),
        visit=of,
        centre_name="مركز حي الحسين",
        clerk_name="سارة الربيعي",
        day=world.DAY,
        witness="KA-01-1-1-357 9f3a01bc",
    )
    return slip_pdf(facts, Words(language))


def test_it_says_what_was_recorded_for_each_member() -> None:
    """Each member stands there with a statement in the right gender; a child need not come."""
    got = text(slip())
    for wanted in (
        "حضر بنفسه",
        "البطاقة الوطنية الموحدة",
        "متوفاة بتصريح الأسرة",
        "بدون مستند",
        "بانتظار تأكيد المشرف",
        "بطاقة مؤقتة",
        "لا يلزم حضورها",
    ):
        assert wanted in got


def test_it_says_what_is_asked_to_be_changed_and_who_decides() -> None:
    """Old and new value stand there, and that the register is decided of centrally."""
    asked = Asked(
        event="a1",
        at=_VISIT.opened_at,
        clerk="C1",
        member="H0001-3",
        change=Change.VALUE,
        evidence=Evidence.SEEN,
        note="",
        field=Field.BIRTH,
        old="2004/06/21",
        new="2004/07/21",
    )
    got = text(slip(replace(_VISIT, asked=(asked,))))
    for wanted in ("تاريخ الولادة", "2004/06/21", "2004/07/21", "القرار فيه مركزي"):
        assert wanted in got
    assert "القرار فيه مركزي" not in text(slip())


def test_what_a_second_person_said_stands_there() -> None:
    """A confirmed statement waits for nobody, a pending one says for whom it waits."""
    answer = _VISIT.answers["H0001-2"]
    assert isinstance(answer, Absent)
    look = Look(station="S1", incarnation=1, seq=9, by="M1", accepted=True)
    answers = {**_VISIT.answers, "H0001-2": replace(answer, looks=(look,))}
    got = text(slip(replace(_VISIT, answers=answers)))
    assert "شخص ثان" in got
    assert "بانتظار تأكيد المشرف" not in got


def test_it_says_when_to_return_with_what() -> None:
    """The day of the return and the paper that is missing stand on the slip."""
    got = text(slip())
    assert "بحاجة إلى مراجعة ثانية" in got
    assert "2026/11/30" in got
    assert "شهادة الوفاة" in got


def test_it_says_how_to_object_and_who_decides() -> None:
    """Whoever disagrees learns where to go; the desk decides nothing."""
    got = text(slip())
    assert "راجعوا مشرف المركز" in got
    assert "القرار مركزي" in got


def test_it_bears_its_place_time_and_witness() -> None:
    """Centre, clerk, begin, length, form number and the journal's mark are there."""
    got = text(slip())
    for wanted in (
        "مركز حي الحسين",
        "سارة الربيعي",
        "08:00",
        world.form().number,
        "KA-01-1-1-357 9f3a01bc",
    ):
        assert wanted in got
    assert "14دقيقة" in got.replace(" ", "")


@pytest.mark.parametrize("word", ["محجوب", "ممنوع", "مزور", "مخالف"])
def test_it_never_judges(word: str) -> None:
    """No slip calls a person blocked, forbidden, forged or an offender."""
    for reason in AbsenceReason:
        of = visit({"H0001-1": absent(reason, Evidence.NOT_SEEN)}, outcome=Outcome.REFERRED)
        assert word not in text(slip(of))


def test_a_finished_household_need_not_come_again() -> None:
    """A complete visit says so and asks for nothing."""
    done = visit({f"H0001-{n}": attended() for n in (1, 2, 3)})
    got = text(slip(done))
    assert "لا تلزم مراجعة أخرى" in got
    assert "راجعوا المركز يوم" not in got


def test_a_walk_in_has_no_number_and_an_open_visit_no_end() -> None:
    """What does not exist is said in words."""
    got = text(slip(visit(entry=Entry.WALK_IN, outcome=None)))
    assert "بدون موعد" in got
    assert "لم تنته الزيارة بعد" in got
    assert got.count("لم يسجل شيء") == 3


def test_english_has_the_same_facts() -> None:
    """The slip in English; names stay as recorded."""
    got = text(slip(language="en"))
    assert "Second visit needed" in got
    assert "14 minutes" in got
    assert "كاظم جواد حسن الخفاجي" in got


def test_a_family_fits_one_page() -> None:
    """A5 holds a household of four with every kind of answer."""
    assert pages(slip()) == 1


def test_marks_in_a_name_do_no_harm() -> None:
    """An override in a name turns nothing on the slip."""
    assert lines(slip(given="\u202eكاظم\u2069")) == lines(slip())


def test_names_of_two_hundred_letters_are_printed_whole() -> None:
    """A long name takes more lines and loses no letter."""
    more = text(slip(given="محمد" * 50)).count("م") - text(slip(given="")).count("م")
    assert more >= 100


def test_the_same_visit_has_the_same_bytes() -> None:
    """A slip printed again is the same file."""
    assert slip() == slip()
