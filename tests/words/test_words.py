"""Words of a language: sentences, counting, dates and hours."""

from datetime import UTC, date, datetime

import pytest

from clerk_station.words import Words, without_isolates

_AR, _EN = Words("ar"), Words("en")


def test_arabic_runs_from_right_to_left() -> None:
    """The direction belongs to the language."""
    assert (_AR.rtl, Words("ckb").rtl, _EN.rtl) == (True, True, False)


def test_a_sentence_is_in_the_language_of_its_words() -> None:
    """Two languages live in one program side by side."""
    assert _AR.say("Appointment form") == "استمارة المراجعة"
    assert _EN.say("Appointment form") == "Appointment form"


def test_an_unknown_text_stays_as_it_is() -> None:
    """What no catalogue has is said in English rather than not at all."""
    assert _AR.say("{n} unheard-of things", n=3) == "3 unheard-of things"


def test_values_are_filled_in_and_never_read_as_braces() -> None:
    """A name with braces in it is only a name."""
    assert _EN.say("Come again on {day}.", day="{0} {x}") == "Come again on {0} {x}."


def test_grammar_follows_the_person() -> None:
    """A woman came, a man came."""
    assert _AR.say_as("female", "Came in person") == "حضرت بنفسها"
    assert _AR.say_as("male", "Came in person") == "حضر بنفسه"


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (1, "دقيقة واحدة"),
        (2, "دقيقتان"),
        (9, "9 دقائق"),
        (14, "14 دقيقة"),
        (100, "100 دقيقة"),
        (103, "103 دقائق"),
    ],
)
def test_counting_follows_the_number(n: int, said: str) -> None:
    """Arabic counts in six forms, English in two."""
    assert _AR.count("{n} minute", "{n} minutes", n) == said
    assert _EN.count("{n} minute", "{n} minutes", n) == f"{n} minute" + "s" * (n != 1)


def test_days_and_hours_are_those_of_baghdad() -> None:
    """A moment in another zone is shown as a clock on the centre's wall shows it."""
    late = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)
    assert _AR.time(late) == "00:30"
    assert _AR.date(date(2026, 3, 7)) == "2026/03/07"
    assert _AR.weekday(date(2026, 11, 23)) == "الاثنين"
    assert _EN.weekday(date(2026, 11, 23)) == "Monday"


def test_isolates_surround_and_come_off_again() -> None:
    """An id within its marks is itself once they are taken off."""
    assert without_isolates(_AR.isolate("KA26-00441")) == "KA26-00441"
    assert _AR.isolate("x") != "x"


def test_marks_within_a_name_cannot_leave_its_isolate() -> None:
    """Overrides and closing marks in a name are dropped, so they turn nothing around it."""
    assert _AR.isolate_name("\u202eكاظم\u2069") == _AR.isolate_name("كاظم")
