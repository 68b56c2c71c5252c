"""The roster: one row a member, painted by a delegate; the row whose turn it is stands out."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

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
from clerk_station.ui.views import MemberRow, Tick, Tone
from clerk_station.words import without_isolates

ROW, FOLDED_ROW = 68, 84
"""Height of a row in pixels; in a folded window the ticks lie under the name."""
_Index = QModelIndex | QPersistentModelIndex
_ROW_ROLE = Qt.ItemDataRole.UserRole


class Columns:
    """Where the columns of the roster lie, counted from the start of the sheet."""

    def __init__(self, width: float, *, narrow: bool, folded: bool = False) -> None:
        state = (160 if width < 720 else 212) if narrow else 290
        step = 58 if narrow else 78
        self.state_x = width - 24 - state
        self.state_width = state
        last = self.state_x - (33 if narrow else 63)
        self.step = step
        self.ticks = (last - 2 * step, last - step, last)
        self.name_width = self.ticks[0] - 30 - 76
        self.tick_y = 22
        if folded:
            self.ticks, self.tick_y = (88, 88 + step, 88 + 2 * step), 58
            self.name_width = self.state_x - 12 - 76


class MembersModel(QAbstractListModel):
    """The rows as Qt wants them; the accessible text is the whole sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[MemberRow, ...] = ()

    def show(self, rows: tuple[MemberRow, ...]) -> None:
        """Show these rows in place of the former."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """How many members; a member has no rows of its own."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the row itself, its text, or its spoken sentence."""
        row = self.rows[index.row()]
        if role == _ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            said = ", ".join(part for part in (row.name, row.facts, row.state, row.need) if part)
            return without_isolates(said)
        return None


class MemberDelegate(QStyledItemDelegate):
    """Paints one member: disc, name and facts, ticks, state and need."""

    def __init__(self, look: Look, parent: QListView) -> None:
        super().__init__(parent)
        self._look = look
        self._list = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Every row is equally high."""
        del option, index
        return QSize(200, self._row)

    @property
    def _row(self) -> int:
        return FOLDED_ROW if is_folded(self._list) else ROW

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint the row into its place in the list."""
        area = QRectF(option.rect)
        state = option.state
        row: MemberRow = index.data(_ROW_ROLE)
        painter.save()
        brush = Brush(self._list, self._look, area=area, painter=painter)
        chosen = bool(state & QStyle.StateFlag.State_Selected) and self._list.hasFocus()
        self._ground(brush, row, chosen=chosen, last=index.row() == len(_rows(index)) - 1)
        columns = Columns(brush.width, narrow=is_narrow(self._list), folded=is_folded(self._list))
        _paint_disc(brush, row)
        _paint_name(brush, row, columns)
        for centre, tick in zip(columns.ticks, row.ticks, strict=False):
            paint_tick(brush, brush.box(centre - 12, columns.tick_y, 24, 24), tick)
        _paint_state(brush, row, columns)
        painter.restore()

    def _ground(self, brush: Brush, row: MemberRow, *, chosen: bool, last: bool) -> None:
        colours, rect = self._look.colours, brush.box(8, 3, brush.width - 16, self._row - 6)
        if row.is_turn:
            tone = self._look.tone(row.tone)
            brush.paper(rect, tone.tint, mark=tone.text, radius=10)
        elif not last:
            brush.hairline(24, self._row - 1, brush.width - 48)
        if chosen:
            brush.edge(rect, colours.focus, radius=10, width=2)


def _rows(index: _Index) -> tuple[MemberRow, ...]:
    model = index.model()
    return model.rows if isinstance(model, MembersModel) else ()


def _paint_disc(brush: Brush, row: MemberRow) -> None:
    tone, rect = brush.look.tone(row.tone), brush.box(24, 16, 36, 36)
    inner = rect.adjusted(8, 8, -8, -8)
    if row.tone is Tone.OK:
        brush.disc(rect, ground=tone.text)
        brush.sign(inner, row.sign, colour=brush.look.colours.sheet, stroke=3)
        return
    if row.tone is Tone.TODO:
        brush.disc(rect, ground=brush.look.colours.sheet, edge=tone.text, width=1.6)
    else:
        edge = tone.text if brush.look.colours.has_edges else ""
        brush.disc(rect, ground=tone.tint, edge=edge)
    brush.sign(inner, row.sign, colour=tone.text, stroke=2.2)


def _paint_name(brush: Brush, row: MemberRow, columns: Columns) -> None:
    soft, wide = brush.look.colours.ink2, columns.name_width
    brush.text(brush.box(76, 2, wide, 36), row.name, size=20, least=16, weight=SEMIBOLD)
    brush.text(brush.box(76, 34, wide, 26), row.facts, size=15, least=12, colour=soft)


def _paint_state(brush: Brush, row: MemberRow, columns: Columns) -> None:
    colours = brush.look.colours
    x, wide = columns.state_x, columns.state_width
    tone = brush.look.tone(row.tone).text
    brush.text(
        brush.box(x, 4, wide, 32), row.state, size=17, least=13, weight=SEMIBOLD, colour=tone
    )
    ink, weight = (colours.ink, MEDIUM) if row.is_turn else (colours.ink2, REGULAR)
    brush.text(brush.box(x, 36, wide, 26), row.need, size=15, least=11, weight=weight, colour=ink)


def paint_tick(brush: Brush, rect: QRectF, tick: Tick) -> None:
    """Paint a tick of 24: seen, not seen yet, to be brought, or a dash where it is needless."""
    colours = brush.look.colours
    ok, todo = brush.look.tone(Tone.OK), brush.look.tone(Tone.TODO)
    if tick is Tick.YES:
        brush.paper(rect, ok.tint, mark=ok.text, radius=5)
        brush.sign(rect.adjusted(4, 4, -4, -4), "check", colour=ok.text, stroke=3)
    elif tick is Tick.OWED:
        brush.paper(rect, todo.tint, mark=todo.text, radius=5)
        brush.edge(rect, todo.text, radius=5, width=2)
        brush.sign(rect.adjusted(5, 5, -5, -5), "cross", colour=todo.text, stroke=3)
    elif tick is Tick.NO:
        brush.fill(rect, colours.sheet, radius=5)
        brush.edge(rect, todo.text, radius=5, width=2)
    else:
        centre = rect.center()
        bar = QRectF(centre.x() - 6, centre.y() - 0.8, 12, 1.8)
        brush.fill(bar, colours.ink2, radius=0.9)


def _fit(heads: tuple[str, ...], size: int, room: float) -> bool:
    return all(width_of(head, size, MEDIUM) <= room for head in heads)


class MemberHeads(QWidget):
    """The heads of the columns, in line with the rows below, also beside a scroll bar."""

    def __init__(self, look: Look, *, rows_width: Callable[[], int]) -> None:
        super().__init__()
        self._look, self._rows_width = look, rows_width
        self.count = 0
        self.setFixedHeight(36)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the heads over a hairline."""
        del event
        words, soft = self._look.words, self._look.colours.ink2
        narrow = is_narrow(self)
        with Brush(self, self._look) as brush:
            folded = is_folded(self)
            columns = Columns(self._rows_width(), narrow=narrow, folded=folded)
            said = words.say("Members {n}", n=words.isolate(self.count))
            if not folded:
                brush.text(brush.box(24, 6, 200, 24), said, size=14, weight=MEDIUM, colour=soft)
            heads = (words.say("National"), words.say("Civil ID"), words.say("Nationality"))
            step = columns.step
            size = next(s for s in (14, 13, 12, 11, 10) if s == 10 or _fit(heads, s, step - 2))
            for centre, head in zip(columns.ticks, heads, strict=True):
                rect = brush.box(centre - step / 2, 6, step, 24)
                brush.text(rect, head, size=size, weight=MEDIUM, colour=soft, align=CENTRE)
            rect = brush.box(columns.state_x, 6, columns.state_width, 24)
            said = words.say("Attendance")
            brush.text(rect, said, size=14, weight=MEDIUM, colour=soft)
            brush.hairline(24, 35, brush.width - 48)


class MemberList(QWidget):
    """The whole roster; emits the id of a member when the clerk moves to it."""

    current = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._heads = MemberHeads(look, rows_width=lambda: self.list.viewport().width())
        self.model = MembersModel()
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(MemberDelegate(look, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName(look.words.say("Members"))
        self.list.selectionModel().currentChanged.connect(self._moved)
        inner = 2 if look.colours.has_edges else 0
        whole = QVBoxLayout(self)
        whole.setContentsMargins(inner, 0, inner, 8)
        whole.setSpacing(0)
        whole.addWidget(self._heads)
        whole.addWidget(self.list, 1)

    def show_rows(self, rows: tuple[MemberRow, ...]) -> None:
        """Show the members; the one whose turn it is becomes current."""
        kept = self.current_id
        self._heads.count = len(rows)
        self._heads.update()
        self.model.show(rows)
        turn = next((n for n, row in enumerate(rows) if row.is_turn), None)
        if turn is None:
            turn = next((n for n, row in enumerate(rows) if row.id == kept), 0)
        if rows:
            index = self.model.index(turn, 0)
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)

    def fold(self) -> None:
        """Lay the rows anew in a window that was folded, or unfolded."""
        self._heads.setVisible(not is_short(self))
        self.list.doItemsLayout()

    @property
    def current_id(self) -> str:
        """The member that the clerk is at, or nothing."""
        row = self.list.currentIndex().row()
        return self.model.rows[row].id if 0 <= row < len(self.model.rows) else ""

    def _moved(self, index: QModelIndex) -> None:
        if index.isValid():
            self.current.emit(self.current_id)
