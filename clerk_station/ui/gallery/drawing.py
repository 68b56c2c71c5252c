"""Brings the window into every state, one after another, and keeps each as a picture."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QApplication

from clerk_station.domain.records import Role
from clerk_station.scan.reading import Box, Hint, Mark
from clerk_station.ui import theme
from clerk_station.ui.gallery.around import around
from clerk_station.ui.gallery.sample import Sample
from clerk_station.ui.hall import HallWindow
from clerk_station.ui.main_window import MainWindow
from clerk_station.ui.palette import Theme
from clerk_station.ui.phrasing.card import hint_words
from clerk_station.ui.screens.day import DayScreen
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.screens.letters import LettersScreen
from clerk_station.ui.screens.matters import MattersScreen
from clerk_station.ui.screens.sign_in import SignInScreen
from clerk_station.ui.screens.today import TodayScreen
from clerk_station.ui.theme import Look
from clerk_station.ui.widgets.camera_view import Frame
from clerk_station.words import Words

_ON_PAPER: Box = ((528.0, 236.0), (770.0, 217.0), (784.0, 398.0), (542.0, 417.0))
_MARKS = {
    "roster-ready": (Mark(_ON_PAPER, sure=True),),
    "unsure": (Mark(_ON_PAPER, sure=False),),
}


def wooden_desk() -> Frame:
    """Make a picture of a sheet of paper on a dark desk, without a camera."""
    across, down = np.meshgrid(np.arange(0, 1280, 2), np.arange(0, 720, 2))
    grain = 58 + 8 * np.sin(down / 9 + np.sin(across / 140)) + 0.01 * across
    picture = np.stack([grain * 0.82, grain * 0.92, grain], axis=2)
    paper = (np.abs(across - 640 + (down - 360) * 0.08) < 190) & (np.abs(down - 360) < 270)
    picture[paper] = (214, 224, 230)
    for n in range(9):
        line = paper & (np.abs(down - 220 - n * 40) < 4) & (np.abs(across - 650) < 130 - n % 3 * 30)
        picture[line] = (120, 120, 124)
    return picture.clip(0, 255).astype(np.uint8).repeat(2, axis=0).repeat(2, axis=1)


def pictures(window: MainWindow, sample: Sample) -> Iterator[str]:
    """Bring the window into one state after another and name each."""
    desk, frame = window.screen_of(DeskScreen), wooden_desk()
    window.show_top(sample.top)
    for name, view in sample.sign_ins():
        window.screen_of(SignInScreen).show_view(view)
        window.go(SignInScreen.place)
        yield name
    window.go(DeskScreen.place)
    for name, state in sample.desks():
        desk.show_view(state)
        _settle()
        desk.show_frame(frame, marks=_MARKS.get(name, ()))
        yield name
    desk.show_view(sample.waiting)
    for name, sure, hint in (("found", False, Hint.FURTHER), ("read", True, Hint.NONE)):
        desk.show_frame(frame, marks=(Mark(_ON_PAPER, sure),))
        desk.camera_live(hint_words(sample.words, hint))
        yield f"waiting-{name}"
    yield from _tasks(desk, sample)
    yield from _letters(window, sample)
    yield from _today(window, sample)
    yield from _matters(window, sample)
    window.screen_of(DayScreen).show_view(sample.day)
    window.show_top(replace(sample.top, place=DayScreen.place))
    window.go(DayScreen.place)
    yield "day"
    window.tell(*sample.notice)
    yield "notice"
    yield from around(window, sample)


def _today(window: MainWindow, sample: Sample) -> Iterator[str]:
    screen = window.screen_of(TodayScreen)
    window.show_top(replace(sample.top, place=TodayScreen.place))
    screen.show_view(sample.today)
    window.go(TodayScreen.place)
    yield "today"
    _press(Qt.Key.Key_PageDown)
    yield "today-next-hour"


def _letters(window: MainWindow, sample: Sample) -> Iterator[str]:
    screen = window.screen_of(LettersScreen)
    window.show_top(replace(sample.top, place=LettersScreen.place))
    screen.show_view(sample.no_letters)
    window.go(LettersScreen.place)
    yield "letters-none"
    screen.show_view(sample.letters)
    for n, _ in enumerate(sample.letters.letters):
        yield f"letters-{n}"
        _press(Qt.Key.Key_Down)


def _matters(window: MainWindow, sample: Sample) -> Iterator[str]:
    screen = window.screen_of(MattersScreen)
    window.show_top(replace(sample.top, place=MattersScreen.place))
    screen.show_view(sample.matters(Role.MANAGER))
    window.go(MattersScreen.place)
    yield "matters-manager"
    screen.press("F6")
    yield "matters-why-not"
    screen.press("Esc")
    for _ in range(3):
        _press(Qt.Key.Key_Down)
    yield "matters-correction"
    screen.show_view(sample.matters(Role.FIELD_TEAM))
    for _ in range(9):
        _press(Qt.Key.Key_Up)
    yield "matters-field-team"


def _tasks_for_others(desk: DeskScreen, sample: Sample) -> Iterator[str]:
    """Ask for what somebody else does: a visit at home, a second look, a change of the register."""
    desk.press("F6")
    _type("2")
    yield "task-home-visit"
    desk.put_away()
    desk.show_view(sample.pending)
    desk.press("F4")
    yield "task-confirm"
    _type("1481")
    yield "task-confirm-pin"
    desk.put_away()
    desk.show_view(sample.correcting)
    desk.press("F3")
    yield "task-correct"
    _type("15")
    yield "task-correct-value"
    desk.put_away()
    desk.press("F3")
    _type("3122")
    yield "task-new-member"
    desk.put_away()


def _tasks(desk: DeskScreen, sample: Sample) -> Iterator[str]:
    desk.show_view(sample.roster)
    for key, name in (("F6", "absence"), ("F8", "by-hand"), ("F9", "void"), ("F7", "typed-card")):
        desk.press(key)
        yield f"task-{name}"
        desk.press("Esc")
    card = "TKA26-0441209-05-40"
    with_cards = tuple(replace(row, card=card) for row in sample.roster.rows)
    desk.show_view(replace(sample.roster, rows=with_cards))
    desk.press("F10")
    yield "task-temporary-card"
    desk.put_away()
    desk.show_view(sample.roster)
    desk.press("F6")
    _type("5")
    yield "task-absence-evidence"
    _type("1")
    yield "task-absence-note"
    desk.put_away()
    yield from _tasks_for_others(desk, sample)
    desk.show_view(sample.roster)
    desk.press("F2")
    _type("كاظم")
    desk.show_found(sample.found)
    yield "task-search"
    desk.put_away()
    desk.show_view(sample.waiting)
    desk.press("F4")
    yield "task-walk-in"
    desk.put_away()
    desk.press("F7")
    yield "task-arrival"
    say, number = sample.words.say, sample.words.isolate("308")
    ahead = sample.words.count("{n} family goes before", "{n} families go before", 7)
    desk.show_given(say("Number {number}", number=number), f"{ahead}. {say('Scan the next form')}")
    yield "task-arrival-given"
    desk.put_away()
    desk.show_view(sample.roster)
    desk.ask_overrun()
    yield "task-overrun"
    desk.put_away()
    desk.show_view(sample.waiting)
    desk.press("F10")
    names = ("HD Pro Webcam C920", "USB Camera", "USB Camera (2)")
    cameras = tuple((name, sample.words.isolate_name(name)) for name in names)
    desk.show_cameras(cameras, current=names[1])
    yield "task-camera"
    desk.put_away()


def _hall(window: MainWindow, sample: Sample) -> QImage:
    hall = HallWindow(window.look)
    hall.resize(window.size())
    hall.show_view(sample.hall)
    hall.show()
    _settle()
    picture = hall.grab().toImage()
    hall.close()
    hall.deleteLater()
    return picture


def _type(text: str) -> None:
    """Send characters to whatever has the focus, as a keyboard does."""
    for character in text:
        target = QApplication.focusWidget()
        if target is None:
            return
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character)
            QApplication.sendEvent(target, event)


def _press(key: Qt.Key) -> None:
    """Press a key in whatever has the focus."""
    target = QApplication.focusWidget()
    if target is not None:
        no_other = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(target, QKeyEvent(QKeyEvent.Type.KeyPress, key, no_other))


def _settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def drawn(
    *, language: str, chosen: Theme, size: tuple[int, int], now: Callable[[], float]
) -> Iterator[tuple[str, QImage]]:
    """Give each state by its name with its picture; needs a QApplication.

    The same states give the same pictures: nothing moves and no caret blinks.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        msg = "pictures are drawn inside a QApplication"
        raise TypeError(msg)
    app.setCursorFlashTime(0)
    look = Look(Words(language), chosen, still=True)
    theme.apply(look, app)
    window = MainWindow(look)
    window.screen_of(DeskScreen).now = now
    window.resize(*size)
    window.show()
    window.activateWindow()
    sample = Sample(look.words, now=now())
    for name in pictures(window, sample):
        _settle()
        yield name, window.grab().toImage()
    yield "hall", _hall(window, sample)
    window.close()
    window.deleteLater()


def draw(out: Path, *, language: str, chosen: Theme, size: tuple[int, int]) -> tuple[Path, ...]:
    """Write one PNG a state into `out`; needs a QApplication."""
    out.mkdir(parents=True, exist_ok=True)
    made = []
    for name, picture in drawn(language=language, chosen=chosen, size=size, now=lambda: 10_000.0):
        path = out / f"{name}-{language}-{chosen}-{size[0]}.png"
        picture.save(str(path))
        made.append(path)
    return tuple(made)
