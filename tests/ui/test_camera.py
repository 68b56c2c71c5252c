"""The camera on the screen: outlines in the right place, hints that go again, and the choice."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from clerk_station.scan.reading import Mark
from clerk_station.ui.gallery.sample import Sample
from clerk_station.ui.intents import CameraChosen, CamerasAsked, FormTyped
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.theme import Look
from clerk_station.ui.widgets.camera_view import CameraView, Found
from tests.ui.conftest import Heard, Keyboard

SQUARE = ((600.0, 320.0), (680.0, 320.0), (680.0, 400.0), (600.0, 400.0))
"""In the middle of a frame of 1280 × 720."""
SIZES = [(982, 528), (400, 600), (1280, 300)]


def shown(qtbot: QtBot, dressed: Look, size: tuple[int, int], *marks: Mark) -> CameraView:
    """Show a dark frame of 1280 × 720 with some marks."""
    view = CameraView(dressed, large=True)
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_frame(np.full((720, 1280, 3), 20, np.uint8), marks=marks)
    return view


def painted(view: CameraView) -> QImage:
    """Paint the view into a picture."""
    return view.grab().toImage()


@pytest.mark.parametrize("size", SIZES)
def test_an_outline_lies_where_the_frame_has_it(
    qtbot: QtBot, dressed: Look, size: tuple[int, int]
) -> None:
    """However the frame is cut to the view, the outline is where the code is painted."""
    view = shown(qtbot, dressed, size, Mark(SQUARE, sure=True))
    frame = np.full((720, 1280, 3), 20, np.uint8)
    frame[320:400, 600:680] = (0, 0, 255)
    view.show_frame(frame, marks=(Mark(SQUARE, sure=True),))
    (left, top), (right, bottom) = _corners(view)
    bare = CameraView(dressed, large=True)
    qtbot.addWidget(bare)
    bare.resize(*size)
    bare.show_frame(frame)
    picture = painted(bare)
    for x, y, inside in ((left + 4, top + 4, True), (right + 4, bottom + 4, False)):
        red = QColor(picture.pixel(round(x), round(y))).red()
        assert (red > 200) is inside


def _corners(view: CameraView) -> tuple[tuple[float, float], tuple[float, float]]:
    outline = view.outline(Mark(SQUARE, sure=True))
    first, last = outline.at(0), outline.at(2)
    assert isinstance(first, QPointF)
    return (first.x(), first.y()), (last.x(), last.y())


def test_read_is_green_unsure_is_amber_and_gone_is_gone(qtbot: QtBot, dressed: Look) -> None:
    """Outline and corners say by colour what lies there; without marks both are as before."""
    for sure, found in ((True, Found.READ), (False, Found.UNSURE)):
        view = shown(qtbot, dressed, SIZES[0], Mark(SQUARE, sure=sure))
        seen = [(view.state, _has(painted(view), found))]
        view.show_frame(np.full((720, 1280, 3), 20, np.uint8))
        seen.append((view.state, _has(painted(view), found)))
        assert seen == [(found, True), (Found.NOTHING, False)]


def test_an_outline_beyond_the_frame_harms_nothing(qtbot: QtBot, dressed: Look) -> None:
    """A zone that runs out of the picture, or has no corners at all, is painted as far as it is."""
    far = ((-500.0, -500.0), (5000.0, -500.0), (5000.0, 5000.0), (-500.0, 5000.0))
    painted(shown(qtbot, dressed, SIZES[0], Mark(far, sure=False), Mark((), sure=True)))


def _has(picture: QImage, found: Found) -> bool:
    """Look for a colour along the edge of the square."""
    colour = QColor(found.value).rgb()
    row = range(picture.height() // 2 - 60, picture.height() // 2 + 60)
    return any(picture.pixel(x, y) == colour for y in row for x in range(picture.width()))


def test_a_live_hint_lies_over_what_was_said_and_goes_again(qtbot: QtBot, dressed: Look) -> None:
    """While something keeps the paper from being read the clerk hears it, and then no more."""
    view = shown(qtbot, dressed, SIZES[0])
    view.say("Hold the form inside the frame")
    view.say_live("Hold it still")
    assert view.accessibleDescription() == "Hold it still"
    view.say_live("")
    assert view.accessibleDescription() == "Hold the form inside the frame"


def test_a_camera_is_chosen_by_its_name_with_two_keys(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """F10 asks which cameras there are, a digit takes one, and the desk is as it was."""
    view = sample.waiting
    desk.show_view(view)
    keyboard.press(Qt.Key.Key_F10)
    desk.show_cameras((("Lid", "Lid"), ("Arm", "Arm")), current="Lid")
    keyboard.type("2")
    assert desk.view is view
    assert heard.meant == [CamerasAsked(), CameraChosen("Arm")]


def test_without_a_camera_the_choice_says_so(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """Where none is plugged in no key chooses anything, and Esc goes back to work."""
    desk.show_view(sample.waiting)
    keyboard.press(Qt.Key.Key_F10)
    desk.show_cameras((), current="")
    keyboard.type("1")
    keyboard.press(Qt.Key.Key_Escape)
    keyboard.type("7")
    keyboard.press(Qt.Key.Key_Return)
    assert heard.meant == [CamerasAsked(), FormTyped("7")]
