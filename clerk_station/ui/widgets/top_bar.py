"""The common top bar: which centre and window, where one is, how far the sync is, who and when."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from clerk_station.ui.brush import CENTRE, Brush
from clerk_station.ui.theme import (
    MEDIUM,
    REGULAR,
    SEMIBOLD,
    Look,
    is_folded,
    is_narrow,
    is_short,
    width_of,
)
from clerk_station.ui.views import Pair, TopView
from clerk_station.ui.widgets.label import Label
from clerk_station.ui.widgets.sync_light import SyncLight
from clerk_station.words import without_isolates

HIGH, SHORT_HIGH = 56, 40
"""Heights of the bar; of a low window as well."""


def _high(widget: QWidget) -> int:
    return SHORT_HIGH if is_short(widget) else HIGH


class Mark(QWidget):
    """The sign of the programme: an ear of wheat on lapis."""

    def __init__(self, look: Look, size: int) -> None:
        super().__init__()
        self._look = look
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ear."""
        del event
        colours = self._look.colours
        with Brush(self, self._look) as brush:
            brush.fill(brush.area, colours.accent, radius=self.width() / 5)
            inner = self.width() / 7
            rect = brush.area.adjusted(inner, inner, -inner, -inner)
            brush.sign(rect, "mark", colour=colours.accent_ink)


class Choice(QRadioButton):
    """One of several places or languages; the chosen one is semibold over a line of lapis.

    To a screen reader it is what it is: a radio button.
    """

    focused = Signal()
    stepped = Signal(int)

    def __init__(self, look: Look, label: str) -> None:
        super().__init__()
        self._look = look
        self.setText(label)
        self.setAccessibleName(without_isolates(label))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The label when chosen, so that nothing moves."""
        return QSize(width_of(self.text(), 17, SEMIBOLD) + 12, _high(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next or the former choice by the arrows, as they lie on the screen."""
        ahead = Qt.Key.Key_Left if self._look.rtl else Qt.Key.Key_Right
        arrows = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down}
        if event.key() in arrows:
            self.stepped.emit(1 if event.key() in {ahead, Qt.Key.Key_Down} else -1)
        else:
            super().keyPressEvent(event)

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802 - Qt calls it
        """Take the pointer anywhere on the label."""
        return self.rect().contains(pos)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that the keys are here."""
        super().focusInEvent(event)
        self.focused.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the label; underline it when chosen."""
        del event
        colours, on = self._look.colours, self.isChecked()
        with Brush(self, self._look) as brush:
            ink, weight = (colours.ink, SEMIBOLD) if on else (colours.ink2, REGULAR)
            high = brush.height
            rect = brush.box(0, 0, brush.width, high - 1)
            brush.text(rect, self.text(), size=17, weight=weight, colour=ink, align=CENTRE)
            if on:
                brush.fill(brush.box(6, high - 6, brush.width - 12, 4), colours.accent, radius=2)
            if self.hasFocus():
                room = (high - 38) / 2
                rect = brush.area.adjusted(0, room + 1, 0, 1 - room)
                brush.edge(rect, colours.focus, radius=8, width=3)


class Choices(QWidget):
    """A row of choices of which one is chosen; emits its code, and when the keys come to it."""

    chosen = Signal(str)
    focused = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._pairs: tuple[Pair, ...] = ()
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(14)

    def show_choices(self, pairs: tuple[Pair, ...], chosen: str) -> None:
        """Show (code, label) pairs; none is chosen where `chosen` is none of them."""
        if pairs != self._pairs:
            self._pairs = pairs
            self._rebuild()
        self._group.setExclusive(False)
        for (code, _), button in zip(self._pairs, self._group.buttons(), strict=True):
            button.setChecked(code == chosen)
        self._group.setExclusive(True)

    def begin(self) -> None:
        """Put the focus on the choice that holds."""
        (self._group.checkedButton() or self).setFocus()

    def _step(self, button: Choice, by: int) -> None:
        """Choose the neighbour of a choice; the first and the last have one alone."""
        buttons = self._group.buttons()
        at = buttons.index(button) + by
        if 0 <= at < len(buttons):
            buttons[at].setFocus()
            buttons[at].click()

    def _rebuild(self) -> None:
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.deleteLater()
        for code, label in self._pairs:
            button = Choice(self._look, label)
            button.clicked.connect(lambda _=False, code=code: self.chosen.emit(code))
            button.focused.connect(self.focused)
            button.stepped.connect(lambda by, button=button: self._step(button, by))
            self._group.addButton(button)
            self._row.addWidget(button)


class Person(QWidget):
    """Who is signed in, beside a small sign."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._name = look, ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def say(self, name: str) -> None:
        """Name the clerk."""
        self._name = name
        self.setAccessibleName(without_isolates(name))
        self.setToolTip(name)
        self.setVisible(bool(name))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Sign and name."""
        return QSize(width_of(self._name, 16, MEDIUM) + 28, 40)

    def minimumSizeHint(self) -> QSize:
        """The name gives way before the sign."""
        return QSize(60, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint sign and name."""
        del event
        soft = self._look.colours.ink2
        with Brush(self, self._look) as brush:
            brush.sign(brush.box(0, 11, 18, 18), "person", colour=soft)
            rect = brush.box(26, 0, brush.width - 26, 39)
            brush.text(rect, self._name, size=16, weight=MEDIUM, colour=soft)


class TopBar(QWidget):
    """Fifty-six high and without a colour of its own: the band must win."""

    place_chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setFixedHeight(56)
        soft = look.colours.ink2
        self._centre = Label(look, weight=SEMIBOLD)
        self._station = Label(look, colour=soft)
        self._places = Choices(look)
        self._places.chosen.connect(self.place_chosen)
        self.sync = SyncLight(look)
        self._clerk = Person(look)
        self._clock = Label(look, size=22, weight=SEMIBOLD)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(12)
        self._row.addWidget(Mark(look, 32))
        self._row.addWidget(self._centre)
        self._row.addWidget(self._station)
        self._row.addSpacing(28)
        self._row.addWidget(self._places)
        self._row.addStretch(1)
        self._row.addWidget(self.sync)
        self._row.addSpacing(12)
        self._row.addWidget(self._clerk)
        self._row.addSpacing(6)
        self._row.addWidget(self._clock)

    def say(self, view: TopView) -> None:
        """Show where, who, when, and how far."""
        self._centre.say(view.centre)
        self._station.say(view.station)
        self._places.show_choices(view.places, view.place)
        self.sync.say(view.sync)
        self._clerk.say(view.clerk)
        self._clock.say(view.clock)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margins of the page."""
        margin = 16 if is_narrow(self) else 24
        for part in (self._centre, self._station):
            part.setVisible(not is_folded(self))
        self.setFixedHeight(_high(self))
        self._row.setContentsMargins(margin, 0, margin, 0)
        super().resizeEvent(event)
