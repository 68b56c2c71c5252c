"""Whatever is typed or pasted, into whatever field: it stays text, short, visible, and harmless."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from unicodedata import category

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from clerk_station.ui.dates import read_day
from clerk_station.ui.gallery.sample import Sample
from clerk_station.ui.main_window import MainWindow
from clerk_station.ui.panels.task import OnDesk, TaskSheet
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.widgets.field import LONGEST, Field
from tests.ui.conftest import Heard

HOSTILE = {
    "bidi overrides": "\u202eكاظم\u202c \u2066جواد\u2069\u200f",
    "ten thousand letters": "كاظم جواد " * 1000,
    "emoji": "كاظم \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1ee\U0001f1f6",
    "control characters": "كا\0ظم\x1b[31m\x07\x7f",
    "line ends": "كاظم\r\nجواد\u2028حسن\u2029\tعلي",
    "harakat without end": "ك" + "\u0650" * 5000,
    "half of a pair": "كاظم\ud83d",
    "markup": "<b>كاظم</b> &amp; <img src=x>",
    "braces": "{name} {0} %s %(x)s",
    "SQL": "'; drop table households; --",
    "quotes of the index": '" OR NEAR(* AND ^ {head} : "',
    "private letters": "\ue000\uf8ff\U000f0000",
    "blanks": " \u00a0\u2003\u3000 ",
}
NO_DAYS = (
    *("2027/02/31", "٢٠٢٧/٠٢/٣١", "۲۰۲۷/۰۲/۳۱"),
    *("2027/13/01", "31/02/2027", "2027/2", "0000/00/00"),
)


@pytest.fixture
def every(desk: DeskScreen, sample: Sample) -> list[TaskSheet]:
    """Give every task of the desk, each begun about a household of the gallery."""
    desk.show_view(sample.roster)
    tasks = desk.findChildren(TaskSheet)
    member = sample.roster.rows[1].id
    for task in tasks:
        task.begin(OnDesk(view=sample.roster, roster=sample.roster, member=member))
    return tasks


def test_the_walk_finds_every_field(window: MainWindow, every: list[TaskSheet]) -> None:
    """The control: no task has a field of another kind, and the walk sees those that are known."""
    lines = window.findChildren(QLineEdit)
    assert {type(line) for line in lines} == {Field}
    with_fields = {type(task).__name__ for task in every if task.findChildren(Field)}
    assert with_fields >= {"SearchTask", "WalkInTask", "TypedCardTask", "AbsenceTask"}
    assert len(lines) >= 10


@pytest.mark.parametrize("name", HOSTILE)
def test_no_field_takes_what_cannot_be_seen(window: MainWindow, name: str) -> None:
    """A paste of anything into any field leaves short visible text, and nothing falls."""
    for field in window.findChildren(Field):
        _paste(field, HOSTILE[name])
        text = field.text()
        assert _is_plain(text), (field.accessibleName(), text)
        assert len(text) <= LONGEST


def test_a_field_without_care_would_take_it(window: MainWindow) -> None:
    """The control: Qt's own field keeps the marks that turn a line round."""
    careless = QLineEdit(window)
    careless.insert(HOSTILE["bidi overrides"])
    assert not _is_plain(careless.text())


@pytest.mark.parametrize("name", HOSTILE)
def test_no_task_means_what_cannot_be_seen(
    desk: DeskScreen, every: list[TaskSheet], heard: Heard, name: str
) -> None:
    """What is pasted and confirmed, at every step of every task, is text that one can keep."""
    del desk
    for task in every:
        for field in task.findChildren(Field):
            _paste(field, HOSTILE[name])
            QTest.keyClick(field, Qt.Key.Key_Return)
        task.confirm()
    for intent in heard.meant:
        for text in _texts(intent):
            assert _is_plain(text), intent
            assert text.encode().decode() == text, intent


@pytest.mark.parametrize("text", NO_DAYS)
def test_no_field_takes_a_day_that_is_none(every: list[TaskSheet], heard: Heard, text: str) -> None:
    """The 31st of February, in three digit sets, is a day to nobody."""
    assert read_day(text) is None
    for task in every:
        for field in task.findChildren(Field):
            _paste(field, text)
        for field in task.findChildren(Field):
            QTest.keyClick(field, Qt.Key.Key_Return)
        task.confirm()
    assert not any(_days(intent) for intent in heard.meant)


@pytest.mark.parametrize(
    "text", ["2027/02/28", "٢٠٢٧/٠٢/٢٨", "۲۰۲۷/۰۲/۲۸", "2027-2-28", "2027.02.28"]
)
def test_a_day_is_read_in_three_digit_sets(text: str) -> None:
    """The control: the same day, however its digits are written."""
    assert read_day(text) == date(2027, 2, 28)


def _paste(field: Field, text: str) -> None:
    QGuiApplication.clipboard().setText(text.encode("utf-8", "replace").decode())
    field.clear()
    field.paste()
    field.insert(text)


def _is_plain(text: str) -> bool:
    unseen = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    return not any(category(c) in unseen and c not in "\u200c\u200d" for c in text)


def _values(thing: object) -> Iterator[object]:
    if is_dataclass(thing):
        for field in fields(thing):
            yield from _values(getattr(thing, field.name))
    elif isinstance(thing, tuple | list | frozenset):
        for part in thing:
            yield from _values(part)
    else:
        yield thing


def _texts(intent: object) -> list[str]:
    return [value for value in _values(intent) if isinstance(value, str)]


def _days(intent: object) -> list[date]:
    return [value for value in _values(intent) if isinstance(value, date)]
