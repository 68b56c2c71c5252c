"""The households of one hour as rows; arrows or the pointer choose one."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clerk_station.ui.brush import Brush
from clerk_station.ui.theme import BOLD, MEDIUM, Look, is_narrow, width_of
from clerk_station.ui.views_today import TodayRow
from clerk_station.words import mark, without_isolates

ROW, HEAD = 46, 36
"""Heights of a row and of the heads above."""


class DayRows(QWidget):
    """Number, head, form, members, where it is, how long. Emits when another row is chosen."""

    chosen = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows: tuple[TodayRow, ...] = ()
        self._at, self._none = 0, look.words.say("Nobody is due in this hour")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def current(self) -> TodayRow | None:
        """The row that is chosen."""
        return self._rows[self._at] if self._rows else None

    def show_rows(self, rows: tuple[TodayRow, ...], *, at: str) -> None:
        """Show these; the household `at` is chosen where it is among them."""
        self._rows = rows
        homes = [row.household for row in rows]
        self._at = homes.index(at) if at in homes else 0
        self._speak()

    def step(self, by: int) -> None:
        """Go to a later or earlier row."""
        if self._rows:
            self._at = max(0, min(len(self._rows) - 1, self._at + by))
            self._speak()
            self.chosen.emit()

    def sizeHint(self) -> QSize:
        """Nine rows."""
        return QSize(600, HEAD + 9 * ROW)

    def minimumSizeHint(self) -> QSize:
        """Two rows."""
        return QSize(300, HEAD + 2 * ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrows and ends; pages are the screen's."""
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_End: len(self._rows),
            Qt.Key.Key_Home: -len(self._rows),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.step(step)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move by the wheel."""
        self.step(-1 if event.angleDelta().y() > 0 else 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row under the pointer."""
        row = self._first + int(event.position().y() - HEAD) // ROW
        if event.position().y() >= HEAD and 0 <= row < len(self._rows):
            self.step(row - self._at)

    @property
    def _room(self) -> int:
        return max(1, (self.height() - HEAD) // ROW)

    @property
    def _first(self) -> int:
        return max(0, min(self._at - self._room // 2, len(self._rows) - self._room))

    def _speak(self) -> None:
        row = self.current
        said = self._none
        if row is not None:
            parts = (row.number, row.name, row.priority, row.form, row.state, row.minutes)
            said = ", ".join(part for part in parts if part)
        self.setAccessibleName(without_isolates(said))
        self.update()

    def _columns(self, width: float) -> tuple[float, ...]:
        """Give where number, name, form, members, state and minutes begin, and the end."""
        narrow = is_narrow(self)
        number = 24 + max(44, *(width_of(row.number, 20, BOLD) for row in self._rows), 44) + 20
        minutes = width - (110 if narrow else 136)
        state = minutes - (196 if narrow else 250)
        members = state - (56 if narrow else 84)
        form = members - (150 if narrow else 172)
        return number, form, members, state, minutes, width - 24

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the heads over a hairline, then the rows in sight."""
        del event
        words, soft = self._look.words, self._look.colours.ink2
        first, room = self._first, self._room
        with Brush(self, self._look) as brush:
            columns = self._columns(brush.width)
            heads = (
                mark("Queue"),
                mark("Head of household"),
                mark("Form"),
                mark("Members"),
                mark("State"),
                mark("Time"),
            )
            starts = (24.0, *columns[:-1])
            for head, x, end in zip(heads, starts, columns, strict=True):
                rect = brush.box(x, 0, end - x - 6, HEAD - 6)
                brush.text(rect, words.say(head), size=14, least=11, colour=soft)
            brush.hairline(24, HEAD - 4, brush.width - 48)
            if not self._rows:
                rect = brush.box(24, HEAD + 8, brush.width - 48, 40)
                brush.text(rect, self._none, size=17, colour=soft)
            for n, row in enumerate(self._rows[first : first + room]):
                self._paint_row(
                    brush, row, HEAD + n * float(ROW), columns, here=first + n == self._at
                )

    def _paint_row(
        self, brush: Brush, row: TodayRow, y: float, columns: tuple[float, ...], *, here: bool
    ) -> None:
        colours, tone = self._look.colours, self._look.tone(row.tone)
        name, form, members, state, minutes, end = columns
        if here:
            rect = brush.box(12, y + 1, brush.width - 24, ROW - 3)
            brush.paper(rect, colours.accent_tint, mark=colours.accent, radius=10)
            if self.hasFocus():
                brush.edge(rect, colours.focus, radius=10, width=2)
        else:
            brush.hairline(24, y + ROW - 1, brush.width - 48)
        brush.text(brush.box(24, y, name - 24, ROW), row.number, size=20, weight=BOLD)
        wide = form - name - 10 - (28 if row.priority else 0)
        rect = brush.box(name, y, wide, ROW)
        brush.text(rect, row.name, size=17, least=13, weight=MEDIUM)
        if row.priority:
            x = name + min(wide, width_of(row.name, 17, MEDIUM) + 6)
            brush.sign(brush.box(x, y + 12, 22, 22), "priority", colour=colours.accent)
        rect = brush.box(form, y, members - form - 8, ROW)
        brush.text(rect, row.form, size=15, least=11, colour=colours.ink2)
        brush.text(brush.box(members, y, state - members - 8, ROW), row.members, size=16)
        brush.sign(brush.box(state, y + 12, 22, 22), row.sign, colour=tone.text)
        rect = brush.box(state + 30, y, minutes - state - 36, ROW)
        brush.text(rect, row.state, size=16, least=12, weight=MEDIUM, colour=tone.text)
        ink = self._look.tone(row.minutes_tone).text if row.minutes_tone else colours.ink
        weight = BOLD if row.minutes_tone else MEDIUM
        rect = brush.box(minutes, y, end - minutes, ROW)
        brush.text(rect, row.minutes, size=16, least=12, weight=weight, colour=ink)
