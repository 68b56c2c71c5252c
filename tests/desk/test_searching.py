"""A search at the desk: the keys of another layout are recognised."""

import pytest

from clerk_station.desk.searching import search
from clerk_station.domain.people import Name
from clerk_station.domain.searching import By
from clerk_station.store.opening import Store
from clerk_station.ui.phrasing.found import found_note, found_rows
from clerk_station.words import Words
from tests.store.test_inbox import next_page
from tests.store.test_queries import named
from tests.world import desk_of, form


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [("k[l vu]", "نجم رعد"), ("K[L", "نجم"), ("نجم", ""), ("نجم رعد", "")],
)
def test_a_name_typed_under_a_latin_layout_is_read_as_it_was_meant(
    store: Store, typed: str, read_as: str
) -> None:
    """Whoever forgot to switch the keyboard finds all the same, and is told."""
    store.inbox.apply(next_page(store, named(7, Name("نجم", "رعد"))))
    searched = search(desk_of(store), typed)
    assert [found.household for found in searched.found] == ["H0007"]
    assert searched.read_as == read_as
    note = found_note(Words("en"), searched)
    assert bool(note) == bool(read_as)


@pytest.mark.parametrize("typed", ["نش26-00000", "نش٢٦٠٠٠٠٠", "کا26-00000"])
def test_a_form_number_typed_under_another_layout_is_read_as_it_was_meant(
    store: Store, typed: str
) -> None:
    """K and A lie under ن and ش of an Arabic keyboard, under ک and ا of a Kurdish one."""
    searched = search(desk_of(store), typed)
    assert {found.by for found in searched.found} == {By.FORM}
    assert searched.found[0].written == form(1).number


def test_what_is_in_no_layout_a_name_finds_nobody(store: Store) -> None:
    """The control: other keys stay other keys."""
    assert search(desk_of(store), "qqqq zzzz").found == ()


def test_a_row_says_what_led_to_it(store: Store) -> None:
    """The member, the phone, the old card, or the form, beside whose household it is."""
    desk = desk_of(store)
    by_form = found_rows(Words("en"), search(desk, form(1).number).found)
    assert "Form" in by_form[0].facts
    assert form(1).number in by_form[0].facts
    by_member = found_rows(Words("en"), search(desk, "رقية").found)
    assert "رقية جواد حسن" in by_member[0].facts
    guessed = search(desk, "كاطظم")
    assert found_note(Words("en"), guessed) == "Nobody is spelled so. Like it:"
