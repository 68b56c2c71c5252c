"""The desk by keyboard: every act of a clerk becomes one intent with plain values."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListView, QWidget

from clerk_station.ui.gallery.sample import Sample
from clerk_station.ui.intents import (
    AbsenceStated,
    ActChosen,
    CardTyped,
    CloseAsked,
    Dismissed,
    FormTyped,
    Locked,
    MatchConfirmed,
    NumberTyped,
    PapersTicked,
    ParkAsked,
    SearchAsked,
    TakeUpAsked,
    UnfinishedAsked,
    VoidAsked,
    WalkInAsked,
)
from clerk_station.ui.main_window import MainWindow
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.theme import Look
from clerk_station.ui.views import BandView, DeskView, FoundRow, ReasonView, WaitingView
from clerk_station.ui.widgets.action_bar import ActionBar
from clerk_station.ui.widgets.band import Band
from clerk_station.ui.widgets.button import KeyButton, Kind
from clerk_station.words import Words
from tests.ui.conftest import Heard, Keyboard

K = Qt.Key


def _cap_texts(desk: DeskScreen) -> list[str]:
    bar = desk.findChild(ActionBar)
    assert isinstance(bar, ActionBar)
    return [b.key for b in bar.findChildren(KeyButton) if b.isVisible()]


def test_a_typed_form_number_needs_no_pointer(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """While nothing lies on the desk the field has the focus and Enter sends what was typed."""
    desk.show_view(sample.waiting)
    keyboard.type("KA26-0441-209")
    keyboard.press(K.Key_Return)
    assert heard.meant == [FormTyped("KA26-0441-209")]


def test_arabic_can_be_typed_into_the_field(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """Arabic letters and digits arrive as they were typed."""
    desk.show_view(sample.waiting)
    keyboard.type("كاظم ٢٤١")
    keyboard.press(K.Key_Enter)
    assert heard.meant == [FormTyped("كاظم ٢٤١")]


def test_enter_asks_to_close_and_decides_nothing(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """Enter on an unfinished household is an intent as well: the desk answers, not the window."""
    desk.show_view(sample.roster)
    keyboard.press(K.Key_Return)
    assert heard.meant == [CloseAsked()]


def test_the_filled_button_waits_for_every_answer(desk: DeskScreen, sample: Sample) -> None:
    """Enter is outlined while an adult has no answer and filled when all have one."""
    kinds = []
    for view in (sample.roster, sample.ready):
        desk.show_view(view)
        buttons = [b for b in desk.findChildren(KeyButton) if b.key == "Enter" and b.isVisible()]
        kinds += [button.kind for button in buttons]
    assert kinds == [Kind.OUTLINED, Kind.FILLED]


def test_an_absence_is_three_keys_and_enter(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """F6, the reason, the evidence, Enter: of the member whose turn it is."""
    desk.show_view(sample.roster)
    keyboard.press(K.Key_F6)
    keyboard.type("5")
    keyboard.type("٢")
    keyboard.press(K.Key_Return)
    said = AbsenceStated(member="2", reason="reported_abroad_study", evidence="not_seen")
    assert heard.meant == [said]


def test_an_absence_may_name_the_day_of_return(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """A reason that asks for a return takes its day in any digits, and a note."""
    desk.show_view(sample.roster)
    keyboard.press(K.Key_F6)
    keyboard.type("1")
    keyboard.type("٢٠٢٦/١٢/٠١")
    keyboard.press(K.Key_Return)
    said = AbsenceStated(
        member="2", reason="absent", evidence="not_asked", returns=date(2026, 12, 1)
    )
    assert heard.meant == [said]


def test_the_thirty_first_of_february_is_refused_in_words(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """A day that is none is not sent; what was typed stays to be put right."""
    desk.show_view(sample.roster)
    keyboard.press(K.Key_F6)
    keyboard.type("1")
    keyboard.type("2026/02/31")
    keyboard.press(K.Key_Return)
    assert heard.meant == []
    keyboard.press(*[K.Key_Backspace] * 5)
    keyboard.type("02/28")
    keyboard.press(K.Key_Return)
    (stated,) = heard.meant
    assert isinstance(stated, AbsenceStated)
    assert stated.returns == date(2026, 2, 28)


def test_escape_takes_one_answer_back_at_a_time(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """From the note to the evidence, to the reasons, to the household; nothing is recorded."""
    desk.show_view(sample.roster)
    keyboard.press(K.Key_F6)
    keyboard.type("51")
    keyboard.press(K.Key_Escape)
    keyboard.type("1")
    keyboard.press(K.Key_Escape, K.Key_Escape, K.Key_Escape)
    assert heard.meant == []
    keyboard.press(K.Key_Return)
    assert heard.meant == [CloseAsked()]


def test_the_arrows_choose_of_whom_a_statement_is(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """The member under the ring is the one that a task is about."""
    desk.show_view(sample.roster)
    keyboard.press(K.Key_Up, K.Key_F6)
    keyboard.type("3")
    keyboard.press(K.Key_Return)
    (stated,) = heard.meant
    assert isinstance(stated, AbsenceStated)
    assert (stated.member, stated.reason) == ("1", "documents_missing")


TICKED = PapersTicked(
    member="2",
    seen=(),
    shared_seen=("residence_card",),
    shared_missing=("old_ration_card",),
    attends=True,
)


def test_papers_by_hand_want_at_least_one(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """Attendance without a card needs an original in the hand; then it says which."""
    desk.show_view(sample.roster)
    keyboard.press(K.Key_F8, K.Key_Return)
    assert heard.meant == []
    keyboard.type("125")
    keyboard.press(K.Key_Return)
    papers = ("civil_status_id", "nationality_certificate")
    assert heard.meant == [replace(TICKED, seen=papers, temporary_card=True)]


def test_a_paper_whose_key_came_three_times_is_not_spoken_of(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """The key of a paper ticks it, says that it is to be brought, and takes both away again."""
    desk.show_view(sample.roster)
    keyboard.press(K.Key_F8)
    keyboard.type("1211")
    keyboard.press(K.Key_Return)
    assert heard.meant == [replace(TICKED, seen=("nationality_certificate",))]


def test_a_paper_asked_for_in_vain_is_to_be_brought(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """Its key twice says so; a third time nothing is said of it, and the household's have keys."""
    desk.show_view(sample.roster)
    keyboard.press(K.Key_F8)
    keyboard.type("12234")
    keyboard.press(K.Key_Return)
    assert heard.meant == [
        replace(
            TICKED,
            seen=("civil_status_id",),
            missing=("nationality_certificate",),
            shared_seen=(),
            shared_missing=("residence_card",),
        )
    ]


def test_a_visit_is_parked_by_one_key(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """F5 while a household lies on the desk; while one waits it parks nothing."""
    desk.show_view(sample.roster)
    keyboard.press(K.Key_F5)
    desk.show_view(sample.waiting)
    keyboard.press(K.Key_F5)
    assert heard.meant.count(ParkAsked()) == 1


def test_an_unfinished_visit_is_chosen_by_its_digit(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """F6 asks what there is, and a digit takes it up."""
    desk.show_view(sample.waiting)
    keyboard.press(K.Key_F6)
    desk.show_unfinished((("S1/a", "كاظم جواد"), ("S2/b", "زينب علي")))
    keyboard.type("2")
    assert heard.meant == [UnfinishedAsked(), TakeUpAsked("S2/b")]


def test_an_act_is_taken_back_with_a_reason(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """F9, which act, why, Enter."""
    desk.show_view(sample.roster)
    keyboard.press(K.Key_F9)
    keyboard.type("21")
    keyboard.press(K.Key_Return)
    assert heard.meant == [VoidAsked("0", "wrong_person")]


def test_without_a_list_the_last_act_is_meant(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """Where no act is named, the reason alone takes back the last one."""
    desk.show_view(replace(sample.roster, voidable=()))
    keyboard.press(K.Key_F9)
    keyboard.type("3")
    keyboard.press(K.Key_Return)
    assert heard.meant == [VoidAsked("last", "changed")]


def test_a_card_is_typed_line_by_line_with_help(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """Each line is checked while it is typed; Enter goes to the next and sends the last."""
    checked: list[tuple[str, ...]] = []

    def check(lines: tuple[str, ...]) -> tuple[str, ...]:
        checked.append(lines)
        return ("", "", "")

    desk.check_card = check
    desk.show_view(sample.roster)
    keyboard.press(K.Key_F7)
    for line in ("idirq 1", "800101", "<<ALY"):
        keyboard.type(line)
        keyboard.press(K.Key_Return)
    assert heard.meant == [CardTyped("IDIRQ1|800101|<<ALY")]
    assert checked[-1] == ("IDIRQ1", "800101", "<<ALY")


def test_a_card_may_be_typed_as_number_and_birth(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """The national number needs twelve digits and a day of birth that exists."""
    desk.show_view(sample.roster)
    keyboard.press(K.Key_F7, *[K.Key_Tab] * 3)
    keyboard.type("٢٠٠٤٠٠٠٠٠٠٢")
    keyboard.press(K.Key_Return)
    keyboard.type("١")
    keyboard.press(K.Key_Return)
    keyboard.type("2004/06/21")
    keyboard.press(K.Key_Return)
    assert heard.meant == [NumberTyped("200400000021", date(2004, 6, 21))]


def test_a_household_is_found_and_begun_without_an_appointment(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """F4, a part of the name, the arrows, Enter."""
    desk.show_view(sample.waiting)
    keyboard.press(K.Key_F4)
    keyboard.type("عباس")
    desk.show_found(sample.found)
    keyboard.press(K.Key_Down, K.Key_Return)
    assert heard.meant[-1] == WalkInAsked("1")
    assert SearchAsked("عباس") in heard.meant


def test_nothing_found_begins_nothing(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """Enter on an empty list does nothing at all."""
    desk.show_view(sample.waiting)
    keyboard.press(K.Key_F2)
    keyboard.type("zzz")
    desk.show_found(())
    keyboard.press(K.Key_Return)
    assert {type(meant) for meant in heard.meant} == {SearchAsked}


@pytest.mark.parametrize(("key", "answer"), [(K.Key_Return, True), (K.Key_Escape, False)])
def test_a_match_is_confirmed_or_not(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard, key: K, *, answer: bool
) -> None:
    """Enter says the same person, Escape somebody else; no other key answers."""
    desk.show_view(sample.confirm)
    keyboard.press(K.Key_F6, K.Key_F2, key)
    assert heard.meant == [MatchConfirmed(answer)]


def test_a_refusal_names_its_ways_on(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """A key of a refusal is an intent, or begins its task; Escape returns to waiting."""
    desk.show_view(sample.refused)
    keyboard.press(K.Key_F10, K.Key_F9, K.Key_F4, K.Key_Escape, K.Key_Escape)
    assert heard.meant == [ActChosen("F10"), Dismissed()]


def test_a_refusal_is_the_largest_thing_on_the_screen(desk: DeskScreen, sample: Sample) -> None:
    """Height is gravity: idle and admitted 104, unsure 120, refused 236."""
    band = desk.findChild(Band)
    assert isinstance(band, Band)
    heights = []
    for view in (sample.waiting, sample.roster, sample.unsure, sample.refused):
        desk.show_view(view)
        heights.append(band.height())
    assert heights == [104, 104, 120, 236]


def test_the_band_is_read_out_without_marks(desk: DeskScreen, sample: Sample) -> None:
    """A screen reader gets the whole verdict and no direction marks."""
    desk.show_view(sample.roster)
    band = desk.findChild(Band)
    assert isinstance(band, Band)
    assert "زينب علي ناصر" in band.accessibleName()
    assert not set("\u2066\u2067\u2068\u2069") & set(band.accessibleName())


def test_a_new_verdict_ends_a_task(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """A card that is scanned while a task lies on the sheet wins over the task."""
    desk.show_view(sample.roster)
    keyboard.press(K.Key_F6)
    desk.show_view(sample.ready)
    keyboard.press(K.Key_Return)
    assert heard.meant == [CloseAsked()]


def test_news_from_the_sync_leave_a_task_alone(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """The same verdict shown again takes nothing from what a clerk is typing."""
    desk.show_view(sample.waiting)
    keyboard.press(K.Key_F4)
    keyboard.type("كا")
    desk.show_view(replace(sample.waiting, counters=(("1", "خُدموا"),)))
    keyboard.type("ظم")
    assert heard.meant[-1] == SearchAsked("كاظم")


@pytest.mark.parametrize("state", ["waiting", "roster", "refused", "unsure", "nobody"])
def test_the_screen_can_be_locked_from_everywhere(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard, state: str
) -> None:
    """F12 locks, also in the middle of a task."""
    view: DeskView = getattr(sample, state)
    desk.show_view(view)
    keyboard.press(K.Key_F2, K.Key_F12)
    assert heard.meant == [Locked()]


def test_a_locked_desk_forgets_what_was_typed(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """Who signs in next finds neither a half-typed number nor the search of another."""
    desk.show_view(sample.waiting)
    keyboard.type("2419")
    keyboard.press(K.Key_F12)
    desk.arrive()
    keyboard.type("7")
    keyboard.press(K.Key_Return)
    assert heard.meant == [Locked(), FormTyped("7")]


def test_ten_thousand_characters_are_a_short_text(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """What is pasted is cut to the length of a number or a name."""
    desk.show_view(sample.waiting)
    QApplication.clipboard().setText("ك" * 10_000)
    field = QApplication.focusWidget()
    band = desk.findChild(Band)
    assert isinstance(band, Band)
    assert field is band.field
    band.field.paste()
    keyboard.press(K.Key_Return)
    assert heard.meant == [FormTyped("ك" * 200)]


def test_every_button_says_its_key(desk: DeskScreen, sample: Sample) -> None:
    """The key is part of the accessible name of each button in sight."""
    for _, view in sample.desks():
        desk.show_view(view)
        buttons = [b for b in desk.findChildren(KeyButton) if b.isVisible()]
        assert buttons
        assert all(f"({b.key})" in b.accessibleName() for b in buttons)


def test_one_button_at_most_is_filled(desk: DeskScreen, sample: Sample) -> None:
    """Filled means ready: never two of them."""
    for name, view in sample.desks():
        desk.show_view(view)
        bar = desk.findChild(ActionBar)
        assert isinstance(bar, ActionBar)
        filled = [b for b in bar.findChildren(KeyButton) if b.kind is Kind.FILLED]
        assert sum(b.isVisible() for b in filled) <= 1, name


def test_a_button_does_what_its_key_does(desk: DeskScreen, sample: Sample, heard: Heard) -> None:
    """A click on a button is the press of its key."""
    desk.show_view(sample.roster)
    button = next(b for b in desk.findChildren(KeyButton) if b.key == "Enter" and b.isVisible())
    button.click()
    assert heard.meant == [CloseAsked()]
    assert "F9" in _cap_texts(desk)


def test_many_members_scroll_and_the_turn_stays_in_sight(
    desk: DeskScreen, sample: Sample, window: MainWindow
) -> None:
    """In a household of twenty the member whose turn it is can be seen."""
    rows = tuple(replace(sample.roster.rows[0], id=str(n), is_turn=n == 18) for n in range(20))
    desk.show_view(replace(sample.roster, rows=rows))
    QApplication.processEvents()
    members = desk.findChild(QListView)
    assert isinstance(members, QListView)
    place = members.visualRect(members.currentIndex())
    assert members.currentIndex().row() == 18
    assert members.viewport().rect().contains(place)
    assert window.height() == 768


def test_reasons_beyond_the_keys_are_reached_by_arrows(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """A thirteenth reason has no key of its own and is chosen all the same."""
    reasons = tuple(ReasonView(code=f"r{n}", label=f"r{n}") for n in range(13))
    desk.show_view(replace(sample.roster, reasons=reasons))
    keyboard.press(K.Key_F6, *[K.Key_Down] * 12, K.Key_Return, K.Key_Return)
    desk.grab()
    (stated,) = heard.meant
    assert isinstance(stated, AbsenceStated)
    assert stated.reason == "r12"


def test_a_found_row_may_be_anything(desk: DeskScreen, sample: Sample) -> None:
    """Names with emoji, marks or of great length are shown and break nothing."""
    desk.show_view(sample.waiting)
    desk.press("F2")
    hostile = ("\u202e" * 40, "🙂" * 50, "ا" * 5_000, "")
    desk.show_found(tuple(FoundRow(id="x", title=t, facts=t) for t in hostile))
    desk.grab()
    desk.press("Esc")


def test_a_long_headline_is_never_cut(desk: DeskScreen, sample: Sample) -> None:
    """A headline too long for one line is set smaller or on two lines, and the band stays."""
    band: BandView = replace(sample.roster.band, headline="سُجّل حضور " + "عبد الرضا " * 12)
    desk.show_view(replace(sample.roster, band=band))
    drawn = desk.grab()
    assert drawn.width() == desk.width()


def test_hint_and_counters_of_waiting_are_told(desk: DeskScreen, sample: Sample) -> None:
    """Figures and queue have accessible sentences of their own."""
    view: WaitingView = sample.waiting
    desk.show_view(view)
    names = [w.accessibleName() for w in desk.findChildren(QWidget) if w.isVisible()]
    assert any("هيام سعد كريم" in name for name in names)
    assert any("14" in name for name in names)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_enter_does_is_never_cut(window: MainWindow, language: str) -> None:
    """In the narrowest window the asked-for act keeps its whole label; others give way."""
    look = Look(Words(language), still=True)
    window.dress(look)
    window.resize(1024, 768)
    view = replace(Sample(look.words, now=0).ready, close_label="End and refer to the manager")
    desk = window.screen_of(DeskScreen)
    desk.show_view(view)
    QApplication.processEvents()
    buttons = [b for b in desk.findChildren(KeyButton) if b.isVisible()]
    enter = next(b for b in buttons if b.key == "Enter")
    assert enter.width() >= enter.sizeHint().width()
    assert window.width() == 1024


def test_the_oldest_act_can_be_taken_back_however_many_there_are(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """What has no digit of its own is reached by the arrows."""
    acts = tuple((f"e{n}", f"act {n}") for n in range(20))
    desk.show_view(replace(sample.roster, voidable=acts))
    keyboard.press(K.Key_F9, *[K.Key_Down] * 19, K.Key_Return)
    keyboard.type("1")
    keyboard.press(K.Key_Return)
    (asked,) = heard.meant
    assert isinstance(asked, VoidAsked)
    assert asked.event == "e19"
