"""A card on the sheet: what was read and how surely, or the card beside the nearest member."""

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clerk_station.ui.brush import END, Brush
from clerk_station.ui.panels.refusal import ActLines
from clerk_station.ui.theme import BOLD, MEDIUM, REGULAR, SEMIBOLD, Look, font
from clerk_station.ui.views import CompareRow, CompareView, FieldRow, Tone, UnsureView
from clerk_station.ui.widgets.label import Hairline, Label, Paragraph, Sheet
from clerk_station.words import without_isolates


class ReadFields(QWidget):
    """Each field with a word on whether it is sure; doubtful characters are marked one by one."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._fields: tuple[FieldRow, ...] = ()

    def show_fields(self, fields: tuple[FieldRow, ...]) -> None:
        """Show these fields."""
        self._fields = fields
        said = "; ".join(f"{f.label}: {f.value}, {f.note}" for f in fields)
        self.setAccessibleName(without_isolates(said))
        self.setMinimumHeight(len(fields) * 60)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        del event
        step = min(74.0, self.height() / max(1, len(self._fields)))
        with Brush(self, self._look) as brush:
            for n, row in enumerate(self._fields):
                self._paint_row(brush, row, n * step, step)

    def _paint_row(self, brush: Brush, row: FieldRow, y: float, high: float) -> None:
        colours = self._look.colours
        tone = self._look.tone(Tone.OK if row.sure else Tone.TODO)
        if row.sure:
            brush.hairline(24, y + high - 1, brush.width - 48)
        else:
            rect = brush.box(8, y + 3, brush.width - 16, high - 6)
            brush.paper(rect, tone.tint, mark=tone.text, radius=10)
        label = brush.box(24, y, 150, high - 4)
        brush.text(label, row.label, size=17, colour=colours.ink2 if row.sure else colours.ink)
        note = brush.width * 0.3
        value = brush.box(176, y, brush.width - 176 - note - 24, high - 4)
        if row.doubtful:
            self._paint_characters(brush, value, row)
        else:
            brush.text(value, row.value, size=20, weight=SEMIBOLD)
        sign = "check" if row.sure else "warn"
        brush.sign(brush.box(brush.width - 44, y + high / 2 - 11, 20, 20), sign, colour=tone.text)
        rect = brush.box(brush.width - note - 52, y, note, high - 4)
        brush.text(rect, row.note, size=16, weight=MEDIUM, colour=tone.text, align=END)

    def _paint_characters(self, brush: Brush, rect: QRectF, row: FieldRow) -> None:
        """Set the characters left to right in every language, each in its own cell."""
        mark = self._look.tone(Tone.TODO).text
        step = QFontMetricsF(font(22, BOLD)).horizontalAdvance("0") + 4
        left = rect.right() - step * len(row.value) if self._look.rtl else rect.left()
        for n, character in enumerate(row.value):
            cell = QRectF(left + n * step, rect.top() - 3, step, rect.height())
            doubtful = n in row.doubtful
            weight = BOLD if doubtful else REGULAR
            brush.text(cell, character, size=22, weight=weight)
            if doubtful:
                line = QRectF(cell.left(), rect.center().y() + 16, step - 3, 3)
                brush.fill(line, mark, radius=1.5)


class UnsureSheet(Sheet):
    """What was read of a card, and whose it may be; nothing is recorded."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        title = Label(look, look.words.say("What was read from the card"), size=20, weight=SEMIBOLD)
        self._fields = ReadFields(look)
        self._nearest = Label(look, size=20, weight=SEMIBOLD)
        self._line = Paragraph(look, size=16, colour=look.colours.ink2)
        head = QHBoxLayout()
        head.setContentsMargins(24, 20, 24, 12)
        head.addWidget(title)
        below = QVBoxLayout()
        below.setContentsMargins(24, 20, 24, 20)
        below.addWidget(self._nearest)
        below.addWidget(self._line)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(self._fields, 4)
        whole.addLayout(below)
        whole.addStretch(1)

    def show_view(self, view: UnsureView) -> None:
        """Show a reading."""
        self._fields.show_fields(view.fields)
        self._nearest.say(view.nearest)
        self._line.say(view.nearest_line)


class Comparison(QWidget):
    """Card beside record; what differs lies on amber."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows: tuple[CompareRow, ...] = ()

    def show_rows(self, rows: tuple[CompareRow, ...]) -> None:
        """Show these fields."""
        self._rows = rows
        self.setAccessibleName(
            without_isolates("; ".join(f"{r.label}: {r.card} / {r.record}" for r in rows))
        )
        self.setFixedHeight(56 + 60 * len(rows))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint heads and rows."""
        del event
        words = self._look.words
        with Brush(self, self._look) as brush:
            wide = (brush.width - 190 - 60) / 2
            for n, head in enumerate((words.say("On the card"), words.say("Nearest member"))):
                rect = brush.box(190 + n * wide, 8, wide - 8, 40)
                brush.text(rect, head, size=20, weight=SEMIBOLD)
            for n, row in enumerate(self._rows):
                self._paint_row(brush, row, 54.0 + n * 60, wide)

    def _paint_row(self, brush: Brush, row: CompareRow, y: float, wide: float) -> None:
        colours = self._look.colours
        tone = self._look.tone(Tone.OK if row.same else Tone.TODO)
        if not row.same:
            rect = brush.box(8, y + 3, brush.width - 16, 54)
            brush.paper(rect, tone.tint, mark=tone.text, radius=10)
        ink = colours.ink2 if row.same else colours.ink
        brush.text(brush.box(24, y, 160, 57), row.label, size=16, colour=ink)
        rect = brush.box(190, y, wide - 8, 57)
        brush.text(rect, row.card, size=20, weight=SEMIBOLD)
        rect = brush.box(190 + wide, y, wide - 8, 57)
        brush.text(rect, row.record, size=20, weight=MEDIUM)
        sign = "check" if row.same else "warn"
        brush.sign(brush.box(brush.width - 46, y + 19, 22, 22), sign, colour=tone.text)


class CompareSheet(Sheet):
    """A question, or a card of nobody, with the ways on below."""

    pressed = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._rows = Comparison(look)
        self._acts = ActLines(look, flat=True)
        self._acts.pressed.connect(self.pressed)
        self._line = Hairline(look)
        below = QVBoxLayout()
        below.setContentsMargins(20, 6, 20, 10)
        below.addWidget(self._line)
        below.addWidget(self._acts)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 8, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._rows)
        whole.addStretch(1)
        whole.addLayout(below)

    def show_view(self, view: CompareView) -> None:
        """Show a comparison."""
        self._rows.show_rows(view.rows)
        self._acts.show_acts(view.acts)
        self._line.setVisible(bool(view.acts))
