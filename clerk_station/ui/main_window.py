"""The window: top bar, one screen in front, notices. It is joined to the station by `app`."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from clerk_station.errors import StationError
from clerk_station.scan.reading import Mark
from clerk_station.ui import theme
from clerk_station.ui.intents import PlaceChosen
from clerk_station.ui.keys import cap_of, is_settings
from clerk_station.ui.messages import Notice
from clerk_station.ui.screens import SCREENS
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.screens.screen import Screen
from clerk_station.ui.theme import Look
from clerk_station.ui.views import Pair, TopView
from clerk_station.ui.widgets.action_bar import ActionBar
from clerk_station.ui.widgets.camera_view import Frame
from clerk_station.ui.widgets.top_bar import TopBar

_Kind = TypeVar("_Kind", bound=Screen)
_ABOVE_BAR = 84


class MainWindow(QWidget):
    """Shows one screen; `meant` gives out what the clerk meant on any, and on the top bar."""

    meant = Signal(object)
    closing = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        _dress_application(look)
        self._top, self._notice = TopBar(look), Notice(look, self)
        self._last: TopView | None = None
        self._screens = tuple(screen(look) for screen in SCREENS)
        self._stack = QStackedWidget()
        for screen in self._screens:
            screen.meant.connect(self.meant)
            self._stack.addWidget(screen)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._stack, 1)
        self._lay_frame(look)
        self.setMinimumSize(640, 360)
        self.resize(1366, 768)
        self.go(SCREENS[0].place)

    def screen_of(self, kind: type[_Kind]) -> _Kind:
        """Give the one screen of a class."""
        return next(s for s in self._screens if isinstance(s, kind))

    @property
    def place(self) -> str:
        """The code of the screen in front."""
        current = self._stack.currentWidget()
        return current.place if isinstance(current, Screen) else ""

    def go(self, place: str) -> None:
        """Bring a screen to the front."""
        screen = next(s for s in self._screens if s.place == place)
        if place == SCREENS[0].place:
            self._notice.hide()
        self._stack.setCurrentWidget(screen)
        self._show_bar()
        screen.arrive()

    def keys(self) -> tuple[Pair, ...]:
        """Give the keys that the screen in front offers now, with what they mean."""
        current = self._stack.currentWidget()
        bar = current.findChild(ActionBar) if current is not None else None
        return tuple((act.key, act.label) for act in bar.acts) if bar is not None else ()

    def _show_bar(self) -> None:
        """Show the top bar where somebody is signed in: its places are theirs."""
        is_nobody = self._last is not None and not self._last.clerk
        self._top.setVisible(self.place != SCREENS[0].place and not is_nobody)

    def show_top(self, view: TopView) -> None:
        """Show where, who, when, and how far the post is."""
        self._last = view
        self._top.say(view)
        self._show_bar()

    def show_frame(self, frame: Frame, *, marks: Sequence[Mark] = ()) -> None:
        """Show the newest picture of the camera, with outlines of what was found in it."""
        self.screen_of(DeskScreen).show_frame(frame, marks=marks)

    def tell(self, title: str, line: str) -> None:
        """Show a notice in words."""
        self._notice.tell(title, line)
        self._notice.lie_above(_ABOVE_BAR)

    def tell_error(self, error: StationError) -> None:
        """Show expected trouble as a notice."""
        self._notice.tell_error(error)
        self._notice.lie_above(_ABOVE_BAR)

    def dress(self, look: Look) -> None:
        """Change language or theme while the window is open; signals stay connected.

        Whoever computes views shows them again afterwards, in the new words.
        """
        self.look = look
        _dress_application(look)
        for screen in self._screens:
            screen.dress(look)
        self._column.removeWidget(self._top)
        self._top.hide()
        self._top.deleteLater()
        self._notice.hide()
        self._notice.deleteLater()
        self._top, self._notice = TopBar(look), Notice(look, self)
        self._lay_frame(look)
        self.go(self.place)

    def _lay_frame(self, look: Look) -> None:
        self._top.place_chosen.connect(lambda place: self.meant.emit(PlaceChosen(place)))
        self._column.insertWidget(0, self._top)
        self._notice.closed.connect(self._arrive)
        self.screen_of(DeskScreen).turned.connect(self._notice.hide)
        self.setWindowTitle(look.words.say("Clerk station"))
        if self._last is not None:
            self._top.say(self._last)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that mean the same on every screen; the screens have taken theirs."""
        cap = cap_of(event)
        if cap == "F11" and self._notice.isVisible():
            self._notice.put_away()
        elif cap == "F1":
            self.meant.emit(PlaceChosen("help"))
        elif is_settings(event):
            self.meant.emit(PlaceChosen("settings"))
        else:
            super().keyPressEvent(event)

    def _arrive(self) -> None:
        current = self._stack.currentWidget()
        if isinstance(current, Screen):
            current.arrive()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep a notice in its place."""
        super().resizeEvent(event)
        self._notice.lie_above(_ABOVE_BAR)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the station be put away in order."""
        self.closing.emit()
        super().closeEvent(event)


def _dress_application(look: Look) -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.apply(look, app)
