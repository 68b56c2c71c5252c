"""Text up to twice its size: a window of few pixels folds, and everything is still reached."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from clerk_station.ui.gallery.drawing import draw
from clerk_station.ui.gallery.sample import Sample
from clerk_station.ui.main_window import MainWindow
from clerk_station.ui.palette import Theme
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.widgets.action_bar import ActionBar
from clerk_station.ui.widgets.band import Band
from clerk_station.ui.widgets.button import KeyButton
from clerk_station.ui.widgets.camera_view import CameraView
from clerk_station.ui.widgets.choice_list import ChoiceList
from clerk_station.ui.widgets.members import FOLDED_ROW, ROW, MemberList
from clerk_station.ui.widgets.visit_clock import VisitClock
from tests.ui.conftest import Keyboard

K = Qt.Key
SIZES = {125: (1092, 614), 150: (910, 512), 175: (780, 438), 200: (683, 384)}
"""A screen of 1366 × 768 in the pixels of each text size."""


def fitted(window: MainWindow, percent: int) -> DeskScreen:
    """Give the desk in a window as large as the screen allows with this text size."""
    window.resize(*SIZES[percent])
    QApplication.processEvents()
    assert (window.width(), window.height()) == SIZES[percent], "something needs more room"
    return window.screen_of(DeskScreen)


def place(widget: QWidget, window: QWidget) -> QRect:
    """Give where a widget lies in the window."""
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def found(desk: QWidget, kind: type[QWidget]) -> list[QWidget]:
    """Give the widgets of a kind that are in sight."""
    return [one for one in desk.findChildren(kind) if one.isVisible() and one.height() > 0]


@pytest.mark.parametrize("percent", SIZES)
@pytest.mark.parametrize("state", ["roster", "waiting", "refused", "unsure", "nobody"])
def test_band_and_action_bar_never_leave_the_window(
    window: MainWindow, sample: Sample, percent: int, state: str
) -> None:
    """At every text size the verdict and each act with its key are whole in the window."""
    desk = fitted(window, percent)
    desk.show_view(getattr(sample, state))
    QApplication.processEvents()
    band, bar = place(found(desk, Band)[0], window), place(found(desk, ActionBar)[0], window)
    assert window.rect().contains(band)
    assert window.rect().contains(bar)
    assert band.bottom() < bar.top() - 40, "something of the sheet is between them"
    buttons = [b for b in found(desk, KeyButton) if isinstance(b.parentWidget(), ActionBar)]
    areas = [place(button, window) for button in buttons]
    assert all(bar.contains(area) for area in areas)
    assert not any(a.intersects(b) for n, a in enumerate(areas) for b in areas[:n])
    assert all(button.width() >= button.minimumSizeHint().width() for button in buttons)


def test_a_narrow_window_folds_and_a_wide_one_unfolds(window: MainWindow, sample: Sample) -> None:
    """Below 960 the side column is a line above the sheet and rows are higher; wide, as before."""
    desk = fitted(window, 150)
    desk.show_view(sample.roster)
    QApplication.processEvents()
    members = desk.findChildren(MemberList)[0]
    model = members.list.model()
    clock = place(found(desk, VisitClock)[0], window)
    sheet = place(members, window)
    assert clock.bottom() < sheet.top()
    assert members.list.sizeHintForIndex(model.index(0, 0)).height() == FOLDED_ROW
    assert not [c for c in found(desk, CameraView) if c.width() > 0 and c.height() > 8]
    window.resize(1366, 768)
    QApplication.processEvents()
    clock, sheet = place(found(desk, VisitClock)[0], window), place(members, window)
    assert not (clock.left() < sheet.right() and sheet.left() < clock.right()), "beside each other"
    assert members.list.sizeHintForIndex(model.index(0, 0)).height() == ROW
    assert found(desk, CameraView)


def test_the_row_of_the_clerk_is_always_in_sight(
    window: MainWindow, sample: Sample, keyboard: Keyboard
) -> None:
    """The arrows go through all members at twice the size; the one they are at is seen."""
    desk = fitted(window, 200)
    desk.show_view(sample.roster)
    members = desk.findChildren(MemberList)[0]
    members.list.setFocus()
    for _ in range(members.model.rowCount()):
        keyboard.press(K.Key_Up)
    for _ in range(members.model.rowCount() - 1):
        keyboard.press(K.Key_Down)
        QApplication.processEvents()
        row = members.list.visualRect(members.list.currentIndex())
        seen = members.list.viewport().rect().intersected(row)
        assert seen.height() >= 24, "name and state of the row"


def test_a_task_scrolls_with_its_choice(
    window: MainWindow, sample: Sample, keyboard: Keyboard
) -> None:
    """The last reason of the list is reached by arrows, and is in sight when it is."""
    desk = fitted(window, 200)
    desk.show_view(sample.roster)
    desk.press("F6")
    QApplication.processEvents()
    choices = next(c for c in found(desk, ChoiceList) if isinstance(c, ChoiceList))
    area = choices.parentWidget()
    while not isinstance(area, QScrollArea):
        assert area is not None
        area = area.parentWidget()
    before = area.verticalScrollBar().value()
    for _ in range(5):
        keyboard.press(K.Key_Down)
    QApplication.processEvents()
    assert area.verticalScrollBar().value() > before


@pytest.mark.parametrize("percent", [150, 200])
def test_every_state_is_drawn_in_a_folded_window(
    tmp_path: Path, dressed: object, percent: int
) -> None:
    """No screen asks for more room than the largest text leaves."""
    del dressed
    size = SIZES[percent]
    made = draw(tmp_path, language="en", chosen=Theme.CONTRAST, size=size)
    assert {(QImage(str(p)).width(), QImage(str(p)).height()) for p in made} == {size}
