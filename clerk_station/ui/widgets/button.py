"""A button that carries its key: the key is part of it and of its accessible name."""

from enum import Enum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from clerk_station.ui.brush import CENTRE, START, Brush
from clerk_station.ui.theme import MEDIUM, SEMIBOLD, Look, is_narrow, width_of
from clerk_station.words import without_isolates


class Kind(Enum):
    """How much a button asks to be pressed; one is filled on a screen at most."""

    FILLED = "filled"
    OUTLINED = "outlined"
    BARE = "bare"


def cap_width(key: str) -> int:
    """The width of a key cap around its name."""
    return max(32, width_of(key, 14, SEMIBOLD) + 18)


def paint_cap(brush: Brush, rect: QRectF, key: str, *, ink: str = "", ground: str = "") -> None:
    """Paint a key as its cap: in ink on paper, or in `ink` on `ground` where one is filled."""
    colours = brush.look.colours
    if ground:
        brush.fill(rect, ground, radius=5)
    else:
        brush.edge(rect, ink or colours.line, radius=5, width=1.2)
    ink = colours.accent_ink if ground else ink or colours.ink
    brush.text(rect, key, size=14, weight=SEMIBOLD, colour=ink, align=CENTRE)


class KeyButton(QAbstractButton):
    """A label and its key; filled, outlined, bare, or not to be had now."""

    def __init__(
        self,
        look: Look,
        label: str,
        *,
        key: str = "",
        kind: Kind = Kind.BARE,
        sign: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self.key, self.kind, self._sign = look, key, kind, sign
        self._label = label
        self.setText(label)
        plain = without_isolates(label)
        self.setAccessibleName(f"{plain} ({key})" if key else plain)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(54)

    def dress(self, kind: Kind) -> None:
        """Change how much the button asks to be pressed."""
        if kind is not self.kind:
            self.kind = kind
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Ring, sign, label and cap beside each other."""
        inner = width_of(self._label, self._size, MEDIUM)
        inner += 34 if self._sign else 0
        inner += cap_width(self.key) + self._pad - 1 if self.key else self._pad
        return QSize(10 + self._pad + inner + self._pad - 3, 54)

    def minimumSizeHint(self) -> QSize:
        """The label of a bare button may be cut; a key, or what is asked for, may not."""
        whole = self.sizeHint()
        return QSize(min(whole.width(), 96), 54) if self.kind is Kind.BARE else whole

    @property
    def _pad(self) -> int:
        return 9 if is_narrow(self) else 15

    @property
    def _size(self) -> int:
        return 15 if is_narrow(self) else 17

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, sign, label, cap, and the ring of the focus."""
        del event
        colours = self._look.colours
        with Brush(self, self._look) as brush:
            rect = brush.area.adjusted(5, 5, -5, -5)
            filled = self.kind is Kind.FILLED and self.isEnabled()
            ink = colours.accent_ink if filled else colours.ink
            ink = ink if self.isEnabled() else colours.ink2
            self._paint_ground(brush, rect, filled=filled)
            brush.focus(self, rect, radius=8)
            x, end = 5.0 + self._pad, brush.width - 5 - self._pad
            if self._sign:
                brush.sign(brush.box(x, 5, 24, 44), self._sign, colour=ink)
                x += 34
            if self.key:
                wide = cap_width(self.key)
                end = brush.width - 2 - self._pad - wide
                cap = brush.box(end, 15, wide, 24)
                paint_cap(brush, cap, self.key, ink=ink if filled else "")
                end -= 6
            brush.text(
                brush.box(x, 5, end - x, 42),
                self._label,
                size=self._size,
                least=11,
                weight=MEDIUM,
                colour=ink,
                align=START,
            )

    def _paint_ground(self, brush: Brush, rect: QRectF, *, filled: bool) -> None:
        colours = self._look.colours
        hovered = self.underMouse() and self.isEnabled()
        if filled:
            brush.fill(rect, colours.accent, radius=8)
        elif self.kind is Kind.OUTLINED:
            brush.fill(rect, colours.accent_tint if hovered else colours.sheet, radius=8)
            brush.edge(rect, colours.line, radius=8, width=1.4)
        elif hovered:
            brush.fill(rect, colours.sunk, radius=8)
        if colours.has_edges and self.kind is Kind.BARE:
            brush.edge(rect, colours.line, radius=8)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that the pointer is above."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Show that the pointer has left."""
        self.update()
        super().leaveEvent(event)
