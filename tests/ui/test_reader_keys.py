"""Readers before the window: fields stay clean, people's keys arrive, Enter presses nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from clerk_station.scan.keyboards import Keyboard
from clerk_station.scan.wedge import Burst, Key
from clerk_station.ui.reader_keys import ReaderKeys
from clerk_station.ui.theme import Look
from clerk_station.ui.widgets.choice_list import ChoiceList
from clerk_station.ui.widgets.field import Field
from clerk_station.ui.widgets.pin_cells import PinCells
from tests.scan.readers import ALPHABET, LAYOUTS, Reader
from tests.ui.fingers import HERE, Fingers

NUMBER = "KA26-00000-0125"
SEAL = "IQR1:6BFOXN%TSMAHN-H/SJ$UOW+1R*KL.7ZI2 Q5G" * 5


class Sheet(QWidget):
    """A window with every kind of place where keys go."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.entered: list[str] = []
        self.field, self.next = Field(look, "Number"), Field(look, "Name")
        self.pin, self.choices = PinCells(look), ChoiceList(look, many=True)
        self.choices.show_choices(tuple((str(n), f"Paper {n}") for n in range(9)))
        self.button = QPushButton("End the visit")
        self.button.setDefault(True)
        self.field.entered.connect(self.entered.append)
        self.pin.entered.connect(self.entered.append)
        self.choices.chosen.connect(self.entered.append)
        self.button.clicked.connect(lambda: self.entered.append("pressed"))
        column = QVBoxLayout(self)
        for widget in (self.field, self.next, self.pin, self.choices, self.button):
            column.addWidget(widget)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Note the keys that nobody took, as the desk does."""
        self.entered.append(f"key {event.key()}")


@dataclass
class Table:
    """A window, a reader and a person before it, and what was told of bursts."""

    sheet: Sheet
    reader: ReaderKeys
    fingers: Fingers
    qtbot: QtBot
    bursts: list[Burst] = field(default_factory=list)

    def texts(self) -> list[str]:
        """Give the likeliest text of each burst."""
        return [burst.texts[0] for burst in self.bursts]

    def fire(self, text: str, *, layout: str = "us", gap_ms: float = 8.0) -> None:
        """Let the reader type and wait until the window knows."""
        with self.qtbot.waitSignal(self.reader.burst, timeout=5000):
            self.fingers.fire(text, layout=layout, gap_ms=gap_ms)

    def until_field_is(self, text: str) -> None:
        """Wait until a person's keys have arrived."""
        self.qtbot.waitUntil(lambda: self.sheet.field.text() == text, timeout=5000)


@pytest.fixture
def table(dressed: Look, qtbot: QtBot) -> Iterator[Table]:
    """Give a shown sheet whose first field has the focus."""
    sheet = Sheet(dressed)
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.activateWindow()
    sheet.field.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is sheet.field, timeout=5000)
    reader = ReaderKeys(sheet, keyboard=HERE)
    reader.watch()
    made = Table(sheet, reader, Fingers(sheet), qtbot)
    reader.burst.connect(made.bursts.append)
    yield made
    sheet.close()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("end", ["", "\n", "\t"])
def test_a_burst_leaves_no_trace_in_a_field(table: Table, layout: str, end: str) -> None:
    """Text, cursor, selection, undo and focus are as before, and Enter has entered nothing."""
    table.sheet.field.setText("كاظم 12")
    table.sheet.field.setSelection(2, 3)
    table.fire(SEAL + end, layout=layout)
    assert table.texts() == [SEAL]
    at = table.sheet.field
    assert (at.text(), at.selectedText(), at.selectionStart()) == ("كاظم 12", "ظم ", 2)
    assert not at.isUndoAvailable()
    assert QApplication.focusWidget() is at
    assert table.sheet.entered == []


def test_without_the_filter_a_burst_fills_the_field(table: Table) -> None:
    """The control: the same keys, with nobody at the door, end in the field and enter it."""
    table.sheet.windowHandle().removeEventFilter(table.reader)
    table.fingers.fire(NUMBER + "\n", layout="ara")
    assert table.sheet.field.text() != ""
    assert table.sheet.entered != []
    assert table.bursts == []


@pytest.mark.parametrize("name", ["pin", "choices", "button", "next"])
def test_a_burst_is_read_wherever_the_focus_is(table: Table, name: str) -> None:
    """No digit gets into a PIN, no paper is ticked, no button is pressed."""
    at: QWidget = getattr(table.sheet, name)
    at.setFocus()
    table.fire("198000000001\n")
    assert table.texts() == ["198000000001"]
    assert table.sheet.entered == []
    assert table.sheet.pin.digits == ""
    assert table.sheet.choices.ticked == frozenset()
    assert QApplication.focusWidget() is at


def test_a_burst_is_read_where_nothing_has_the_focus(table: Table) -> None:
    """The window itself is enough."""
    at = QApplication.focusWidget()
    assert at is not None
    at.clearFocus()
    table.fire(NUMBER + "\n", layout="ara")
    assert table.texts() == [NUMBER]
    assert table.sheet.entered == []


@pytest.mark.parametrize("gap_ms", [45.0, 60.0, 90.0, 120.0])
def test_a_quick_person_loses_no_key(table: Table, gap_ms: float) -> None:
    """Every key of a typist arrives in order, with Enter; none is taken for a reader's."""
    text = "The quick clerk types 4711/22 (twice)"
    table.fingers.type(text + "\n", gap_ms=gap_ms)
    table.qtbot.waitUntil(lambda: table.sheet.entered == [text], timeout=5000)
    assert table.sheet.field.text() == text
    assert table.bursts == []


def test_arabic_typing_arrives_as_people_write_it(table: Table) -> None:
    """The key of lam-alef gives two letters, not the shape that X11 has for them."""
    table.fingers.type("fbg hg", layout="ara")
    table.until_field_is("بلال ال")


@given(text=st.text(ALPHABET.replace("\n", "").replace("\t", ""), max_size=30), data=st.data())
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_typing_of_a_person_is_untouched(table: Table, text: str, data: st.DataObject) -> None:
    """Whatever is typed at any pace of a person stands in the field."""
    table.sheet.field.clear()
    for character in text:
        table.fingers.type(character, gap_ms=data.draw(st.floats(40, 300)))
    table.until_field_is(text)
    assert table.bursts == []


def test_rolled_keys_arrive_in_order(table: Table) -> None:
    """Keys that go down before the last came up are not mixed up, releases included."""
    seen = Seen()
    table.sheet.field.installEventFilter(seen)
    keys = Reader(keyboard=HERE, gap_ms=12).keys("abcde")
    for n, key in enumerate(keys):
        table.fingers.at_ms = key.at_ms
        table.fingers.send(QEvent.Type.KeyPress, key)
        if n:
            table.fingers.send(QEvent.Type.KeyRelease, keys[n - 1])
    table.until_field_is("abcde")
    assert seen.keys == ["+a", "+b", "-a", "+c", "-b", "+d", "-c", "+e", "-d"]
    assert table.bursts == []


def test_a_reader_that_rolls_its_keys_is_read(table: Table) -> None:
    """Key-down of the next before key-up of the last makes no difference."""
    keys = Reader(keyboard=HERE, layout="ara", gap_ms=5).keys(NUMBER)
    with table.qtbot.waitSignal(table.reader.burst, timeout=5000):
        for n, key in enumerate(keys):
            table.fingers.at_ms = key.at_ms
            table.fingers.send(QEvent.Type.KeyPress, key)
            if n:
                table.fingers.send(QEvent.Type.KeyRelease, keys[n - 1])
    assert table.texts() == [NUMBER]
    assert table.sheet.field.text() == ""


def test_a_doubled_digit_is_not_taken_for_a_held_key(table: Table) -> None:
    """X11 calls a second press in the same millisecond a repetition; in a burst it is a digit."""
    keys = Reader(keyboard=HERE, gap_ms=1).keys("19800000001")
    with table.qtbot.waitSignal(table.reader.burst, timeout=5000):
        for key, before in zip(keys, [None, *keys], strict=False):
            table.fingers.press(key, again=before is not None and before.text == key.text)
    assert table.texts() == ["19800000001"]


def test_a_held_key_repeats_at_once(table: Table) -> None:
    """Thirty repetitions a second of a key that is held down are a person's, and all arrive."""
    (key,) = Reader(keyboard=HERE).keys("a")
    table.fingers.press(key)
    for n in range(20):
        table.fingers.press(key, at_ms=key.at_ms + 500 + n * 33, again=True)
    table.until_field_is("a" * 21)
    assert table.bursts == []


def test_what_is_typed_before_and_after_a_burst_stays(table: Table) -> None:
    """A clerk who types, reads and types on finds both halves and nothing between."""
    table.fingers.type("24190")
    table.fire(NUMBER + "\n", layout="iq(ku_ara)")
    table.fingers.at_ms += 400
    table.fingers.type("\b1")
    table.until_field_is("24191")
    assert table.texts() == [NUMBER]


def test_a_persons_key_within_a_burst_spoils_it_and_nothing_else(table: Table) -> None:
    """The burst does not say what the paper says, and the field stays as it was."""
    keys = Reader(keyboard=HERE).keys(NUMBER)
    (extra,) = Reader(keyboard=HERE).keys("7", at_ms=keys[6].at_ms)
    with table.qtbot.waitSignal(table.reader.burst, timeout=5000):
        for key in (*keys[:7], extra, *keys[7:]):
            table.fingers.press(key)
    assert table.texts() == ["KA26-007000-0125"]
    assert table.sheet.field.text() == ""


def test_a_late_enter_of_the_reader_presses_nothing(table: Table) -> None:
    """A reader that waits before its line end does not enter; the clerk's own Enter does."""
    table.sheet.field.setText("24190")
    table.fire(NUMBER)
    (enter,) = Reader(keyboard=HERE).keys("\n")
    table.fingers.press(enter, at_ms=table.fingers.at_ms + 100)
    table.fingers.press(enter, at_ms=table.fingers.at_ms + 900)
    table.qtbot.waitUntil(lambda: table.sheet.entered != [], timeout=5000)
    assert table.sheet.entered == ["24190"]


def test_five_keys_of_a_reader_are_too_few(table: Table) -> None:
    """What is shorter than a burst is typed into the field, as with any keyboard."""
    table.fingers.fire("12345\n"[:5])
    table.until_field_is("12345")
    assert table.bursts == []


def test_three_thousand_characters_are_one_burst(table: Table) -> None:
    """Junk without end touches no field; of it a bounded part is kept."""
    table.fire("A1" * 1500, gap_ms=1)
    (burst,) = table.bursts
    assert len(burst.texts[0]) == 2048
    assert table.sheet.field.text() == ""


def test_commands_in_a_burst_do_nothing(table: Table) -> None:
    """A reader's Ctrl codes neither paste nor select; a clerk's still do."""
    QApplication.clipboard().setText("pasted")
    table.sheet.field.setText("24190")
    paste = Key(text="\x16", at_ms=0, scan_code=47 + HERE, command=True)
    keys = Reader(keyboard=HERE).keys(NUMBER, at_ms=20_000)
    with table.qtbot.waitSignal(table.reader.burst, timeout=5000):
        table.fingers.press(paste, at_ms=19_995)
        for key in keys:
            table.fingers.press(key)
    assert table.sheet.field.text() == "24190"
    assert table.texts() == [NUMBER]


def test_on_windows_a_busy_window_does_not_tear_a_burst_apart(table: Table) -> None:
    """Keys that Qt took up late and apart are one burst, and the second letter of لا is no key."""
    door = table.sheet.windowHandle()
    door.removeEventFilter(table.reader)
    windows = ReaderKeys(table.sheet, keyboard=Keyboard.WINDOWS)
    windows.watch()
    keys = Reader(keyboard=Keyboard.WINDOWS, layout="ara", gap_ms=60).keys("TABLET-20")
    with table.qtbot.waitSignal(windows.burst, timeout=5000) as told:
        for key in keys:
            table.fingers.press(key)
    assert told.args is not None
    assert told.args[0].texts[0] == "TABLET-20"
    assert table.sheet.field.text() == ""
    door.removeEventFilter(windows)


@pytest.mark.skipif(HERE is Keyboard.WINDOWS, reason="there, keys are told apart by idle time")
def test_keys_that_waited_in_a_busy_window_are_still_a_persons(table: Table) -> None:
    """Twelve keys that arrive at once, pressed over a second, are typing by their times."""
    table.fingers.type("kadhim 24190", gap_ms=80)
    table.until_field_is("kadhim 24190")
    assert table.bursts == []


@given(
    st.lists(
        st.tuples(
            st.builds(
                Key,
                text=st.text(st.characters(codec="utf-8"), max_size=2),
                at_ms=st.just(0.0),
                scan_code=st.integers(0, 400),
                virtual_key=st.integers(0, 70_000),
                shift=st.booleans(),
                command=st.booleans(),
                nameless=st.booleans(),
            ),
            st.floats(0, 90),
            st.booleans(),
        ),
        max_size=20,
    )
)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_stream_of_keys_breaks_the_window(
    table: Table, stream: list[tuple[Key, float, bool]]
) -> None:
    """Any keys at any time raise nothing, and a clean burst after them is read."""
    table.sheet.field.setFocus()
    for key, gap_ms, again in stream:
        table.fingers.press(key, at_ms=table.fingers.at_ms + gap_ms, again=again)
    table.fingers.fire(NUMBER + "\n")
    table.qtbot.waitUntil(lambda: table.texts()[-1:] == [NUMBER], timeout=5000)


class Seen(QObject):
    """Notes the keys that reach a widget."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note presses with a plus and releases with a minus."""
        del watched
        if isinstance(event, QKeyEvent) and event.type() != QEvent.Type.ShortcutOverride:
            sign = "+" if event.type() == QEvent.Type.KeyPress else "-"
            self.keys.append(sign + event.text())
        return False
