"""Below a refusal: three acts headed by their keys, a sentence to say, and what was read."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from clerk_station.ui.brush import Brush
from clerk_station.ui.theme import MEDIUM, SEMIBOLD, Look, width_of
from clerk_station.ui.views import ActView, Pair, RefusalView
from clerk_station.ui.widgets.button import paint_cap
from clerk_station.ui.widgets.label import Label
from clerk_station.words import without_isolates


class ActLine(QAbstractButton):
    """One act: key, title, and a line of explanation; as a whole it can be pressed."""

    def __init__(self, look: Look, act: ActView, *, flat: bool = False) -> None:
        super().__init__()
        self._look, self._act, self._flat = look, act, flat
        said = ". ".join(t for t in (act.title, act.line) if t)
        self.setAccessibleName(without_isolates(f"{said} ({act.key})"))
        self.setText(act.title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Two lines, or one when flat."""
        return QSize(300, 58 if self._flat else 78)

    def minimumSizeHint(self) -> QSize:
        """The texts may be cut."""
        return QSize(160, 52 if self._flat else 74)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the key, then the words."""
        del event
        colours, act = self._look.colours, self._act
        with Brush(self, self._look) as brush:
            y = 13 if self._flat else 8
            wide = 42 if self._flat else 50
            cap = brush.box(4 if self._flat else 0, y, wide, 32)
            if not act.filled:
                brush.fill(cap, colours.sheet, radius=5)
            ground = colours.accent if act.filled else ""
            paint_cap(brush, cap, act.key, ground=ground)
            if self.hasFocus():
                brush.edge(brush.area, colours.focus, radius=10, width=3)
            if self._flat:
                self._paint_flat(brush)
            else:
                x = 72.0
                rect = brush.box(x, 0, brush.width - x - 8, 42)
                brush.text(rect, act.title, size=22, weight=SEMIBOLD)
                rect = brush.box(x, 40, brush.width - x - 8, 30)
                brush.text(rect, act.line, size=17, colour=colours.ink2)

    def _paint_flat(self, brush: Brush) -> None:
        colours, act, x = self._look.colours, self._act, 64.0
        room = brush.width - x - 44
        title = min(width_of(act.title, 18, SEMIBOLD) + 4.0, room)
        brush.text(brush.box(x, 0, title, 55), act.title, size=18, weight=SEMIBOLD)
        start = max(x + title + 24, x + room * 0.32)
        rect = brush.box(start, 0, max(0.0, x + room - start), 55)
        brush.text(rect, act.line, size=15, colour=colours.ink2)
        brush.sign(brush.box(brush.width - 32, 18, 22, 22), "chevron", colour=colours.ink)


class ActLines(QWidget):
    """The acts below one another; emits the key of the one that was pressed."""

    pressed = Signal(str)

    def __init__(self, look: Look, *, flat: bool = False) -> None:
        super().__init__()
        self._look, self._flat = look, flat
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0 if flat else 4)

    def show_acts(self, acts: tuple[ActView, ...]) -> None:
        """Show these acts in place of the former."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for act in acts:
            line = ActLine(self._look, act, flat=self._flat)
            line.clicked.connect(lambda _=False, key=act.key: self.pressed.emit(key))
            self._column.addWidget(line)
            line.show()


class SayAloud(QWidget):
    """A sentence that the clerk can read to the citizen, beside a line of lapis."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._text = look, ""
        self.setFixedHeight(68)

    def say(self, text: str) -> None:
        """Change the sentence."""
        self._text = text
        head = self._look.words.say("Tell the citizen")
        self.setAccessibleName(f"{head}: {without_isolates(text)}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint line, head and sentence; a long one is written smaller."""
        del event
        colours = self._look.colours
        with Brush(self, self._look) as brush:
            brush.fill(brush.box(0, 2, 4, 64), colours.accent, radius=2)
            head, wide = self._look.words.say("Tell the citizen"), brush.width - 22
            brush.text(
                brush.box(22, 0, wide, 24), head, size=15, weight=MEDIUM, colour=colours.ink2
            )
            size = next((s for s in (20, 17) if width_of(self._text, s, MEDIUM) <= wide), 15)
            brush.text(brush.box(22, 28, wide, 36), self._text, size=size, weight=MEDIUM)


class ReadFacts(QWidget):
    """What the camera read, label beside value over hairlines."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._facts: tuple[Pair, ...] = ()

    def show_facts(self, facts: tuple[Pair, ...]) -> None:
        """Show (label, value) pairs."""
        self._facts = facts
        self.setAccessibleName(without_isolates(", ".join(f"{a}: {b}" for a, b in facts)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint head and rows."""
        del event
        colours, head = self._look.colours, self._look.words.say("What was read")
        with Brush(self, self._look) as brush:
            rect = brush.box(0, 10, brush.width, 26)
            brush.text(rect, head, size=15, weight=MEDIUM, colour=colours.ink2)
            start = brush.width * 0.42
            for n, (label, value) in enumerate(self._facts):
                y = 38 + n * 44
                rect = brush.box(0, y, start - 8, 42)
                brush.text(rect, label, size=15, least=12, colour=colours.ink2)
                rect = brush.box(start, y, brush.width - start, 42)
                brush.text(rect, value, size=17, least=13, weight=MEDIUM)
                brush.hairline(0, y + 43, brush.width)


class RefusalPage(QWidget):
    """Acts and the sentence to say."""

    pressed = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._acts = ActLines(look)
        self._acts.pressed.connect(self.pressed)
        self._aloud = SayAloud(look)
        head = Label(look, look.words.say("What to do now"), size=15, weight=MEDIUM)
        head.say(head.text(), colour=look.colours.ink2)
        whole = QVBoxLayout(self)
        whole.addWidget(head)
        whole.addSpacing(4)
        whole.addWidget(self._acts)
        whole.addStretch(1)
        whole.addWidget(self._aloud)

    def show_view(self, view: RefusalView) -> None:
        """Show the ways on."""
        self._acts.show_acts(view.acts)
        self._aloud.say(view.say_aloud)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Breathe where there is room."""
        top = 12 if self.height() > 380 else 0
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(0, top, 0, 8)
        super().resizeEvent(event)
