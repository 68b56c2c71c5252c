"""The verdict band: the one loud thing, always directly under the top bar."""

from PySide6.QtCore import QEasingCurve, QSize, QVariantAnimation
from PySide6.QtGui import QColor, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from clerk_station.ui.announcing import announce
from clerk_station.ui.brush import Brush
from clerk_station.ui.theme import (
    BOLD,
    MEDIUM,
    REGULAR,
    Look,
    is_folded,
    is_narrow,
    is_short,
    width_of,
)
from clerk_station.ui.views import BandView, RefusalView, Tone
from clerk_station.ui.widgets.field import Field
from clerk_station.words import without_isolates

IDLE, UNSURE, REFUSED = 104, 120, 236
"""Heights: gravity is read before any word."""
FOLDED_HEIGHTS = {IDLE: 84, UNSURE: 92, REFUSED: 172}
"""The same in a folded window, where the sheet needs the room."""
SHORT_HEIGHTS = {IDLE: 76, UNSURE: 84, REFUSED: 160}
"""The same in a window that is low as well."""
MOVES_MS = 160


class Band(QWidget):
    """Shows one of three: idle with the typed field, a verdict with the next act, a refusal."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._view: BandView | RefusalView | None = None
        self._prompt = self._hint = ""
        self.field = Field(look)
        self._row = QHBoxLayout(self)
        self._row.addStretch(1)
        self._row.addWidget(self.field)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._ground = QColor(look.colours.ground)
        self._motion = QVariantAnimation(self)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.valueChanged.connect(self._step)
        self._tones, self._heights = (self._ground, self._ground), (IDLE, IDLE)
        self._gravity = IDLE
        self.setFixedHeight(IDLE)

    @property
    def side_width(self) -> int:
        """The width of the deeper end: side column, margin and forty."""
        if is_folded(self):
            return min(288, self.width() * 2 // 5)
        return 288 if is_narrow(self) else 376

    def idle(self, prompt: str, hint: str) -> None:
        """Ask for a form; the band is paper and holds the typed field."""
        self._view, self._prompt, self._hint = None, prompt, hint
        self.field.show()
        self._announce(prompt, hint, height=IDLE, ground=self._look.colours.ground, alert=False)

    def verdict(self, view: BandView) -> None:
        """Say what happened and what to do next."""
        self._view = view
        self.field.hide()
        height = UNSURE if view.tone is Tone.TODO else IDLE
        self._announce(
            view.headline,
            view.line,
            view.next_act,
            view.next_line,
            height=height,
            ground=self._look.tone(view.tone).solid,
        )

    def refuse(self, view: RefusalView) -> None:
        """Say what is not accepted, why, and what follows."""
        self._view = view
        self.field.hide()
        ground = self._look.tone(Tone.STOP).solid
        self._announce(view.what, view.headline, view.line, height=REFUSED, ground=ground)

    def sizeHint(self) -> QSize:
        """As high as the verdict is grave."""
        return QSize(600, IDLE)

    def _announce(self, *texts: str, height: int, ground: str, alert: bool = True) -> None:
        spoken = ". ".join(without_isolates(text).rstrip(".") for text in texts if text)
        self.setAccessibleName(spoken)
        if alert:
            announce(self, spoken)
        self._gravity = height
        self._move(self._high(), QColor(ground))
        self.update()

    def _high(self) -> int:
        """Give the height of the present gravity in this window."""
        if is_short(self):
            return SHORT_HEIGHTS[self._gravity]
        return FOLDED_HEIGHTS[self._gravity] if is_folded(self) else self._gravity

    def _move(self, height: int, ground: QColor) -> None:
        self._motion.stop()
        self._tones = (QColor(self._ground), ground)
        self._heights = (self.height(), height)
        if self._look.still or not self.isVisible():
            self._ground = ground
            self.setFixedHeight(height)
            return
        self._motion.setDuration(MOVES_MS)
        self._motion.start()

    def _step(self, moved: float) -> None:
        """Take one step of the movement of height and colour, from 0 to 1."""
        first, last = self._heights
        self._ground = _mixed(*self._tones, moved)
        self.setFixedHeight(round(first + (last - first) * moved))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the field in line with the side column."""
        margin = 16 if is_narrow(self) else 24
        self._row.setContentsMargins(margin, 0, margin, 0)
        self.field.setFixedWidth(min(248 if is_narrow(self) else 312, self.side_width))
        if self._motion.state() != QVariantAnimation.State.Running:
            self.setFixedHeight(self._high())
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the view that stands."""
        del event
        margin = 16 if is_narrow(self) else 24
        with Brush(self, self._look) as brush:
            brush.fill(brush.area, self._ground.name())
            match self._view:
                case None:
                    self._paint_idle(brush, margin)
                case BandView() as view:
                    self._paint_verdict(brush, view, margin)
                case RefusalView() as refusal:
                    self._paint_refusal(brush, refusal, margin)

    def _paint_idle(self, brush: Brush, margin: int) -> None:
        colours = self._look.colours
        top = (self.height() - IDLE) / 2
        disc = brush.box(margin, 24 + top, 56, 56)
        brush.disc(disc, ground=colours.accent_tint)
        if colours.has_edges:
            brush.disc(disc, edge=colours.accent)
        brush.sign(disc.adjusted(13, 13, -13, -13), "form", colour=colours.accent)
        x = margin + 76
        wide = brush.width - x - self.side_width - 8
        _write(brush, x, top, wide, self._prompt, self._hint, colours.ink, colours.ink2)

    def _paint_verdict(self, brush: Brush, view: BandView, margin: int) -> None:
        tone = self._look.tone(view.tone)
        top = (self.height() - IDLE) / 2
        disc = brush.box(margin, 24 + top, 56, 56)
        brush.disc(disc, edge=tone.on, width=3)
        brush.sign(disc.adjusted(12, 12, -12, -12), view.sign, colour=tone.on, stroke=2.6)
        x, side = margin + 76, self.side_width if view.next_act else margin
        wide = brush.width - x - side - 16
        _write(brush, x, top, wide, view.headline, view.line, tone.on, tone.on)
        if view.next_act:
            self._paint_next(brush, view, top)

    def _paint_next(self, brush: Brush, view: BandView, top: float) -> None:
        tone, start = self._look.tone(view.tone), brush.width - self.side_width
        brush.fill(brush.box(start, 0, self.side_width, brush.height), tone.deep)
        if self._look.colours.has_edges:
            brush.fill(brush.box(start, 0, 2, brush.height), tone.on)
        brush.sign(brush.box(start + 28, 36 + top, 32, 32), view.next_sign, colour=tone.on)
        x, wide = start + 72, self.side_width - 72 - (16 if is_narrow(self) else 24)
        said = self._look.words.say("Next")
        act = 20 if is_narrow(self) else 24
        if width_of(view.next_act, act, BOLD) > wide:
            act = 18
        for y, high, text, size, weight in (
            (8, 26, said, 15, MEDIUM),
            (30, 40, view.next_act, act, BOLD),
            (66, 28, view.next_line, 15, MEDIUM),
        ):
            rect = brush.box(x, y + top, wide, high)
            brush.text(rect, text, size=size, least=12, weight=weight, colour=tone.on)

    def _paint_refusal(self, brush: Brush, view: RefusalView, margin: int) -> None:
        colour = self._look.tone(Tone.STOP).on
        top, sign = (self.height() - REFUSED) / 2, 72 if is_folded(self) else 112
        brush.sign(brush.box(margin, 118 - sign / 2 + top, sign, sign), view.sign, colour=colour)
        x = margin + sign + 28
        wide = brush.width - x - margin
        size = next((s for s in (44, 36, 28) if width_of(view.headline, s, BOLD) <= wide), 24)
        brush.text(
            brush.box(x, 34 + top, wide, 34), view.what, size=20, weight=MEDIUM, colour=colour
        )
        rect = brush.box(x, 66 + top, wide, 74)
        brush.text(rect, view.headline, size=size, least=18, weight=BOLD, colour=colour)
        line = 20 if width_of(view.line, 20, REGULAR) <= wide else 17
        brush.text(brush.box(x, 148 + top, wide, 36), view.line, size=line, least=13, colour=colour)


def _write(
    brush: Brush, x: float, top: float, wide: float, head: str, line: str, ink: str, soft: str
) -> None:
    """Write a headline, smaller or on two lines where it is long, and the line below it."""
    big = 26 if brush.width < 1100 else 32
    size = next((s for s in (big, 26, 22) if width_of(head, s, BOLD) <= wide), 0)
    if size:
        brush.text(brush.box(x, 5 + top, wide, 54), head, size=size, weight=BOLD, colour=ink)
        small = 17 if width_of(line, 17, MEDIUM) <= wide else 15
        rect = brush.box(x, 58 + top, wide, 32)
        brush.text(rect, line, size=small, weight=MEDIUM, colour=soft)
        return
    first, rest = _halves(head, wide)
    brush.text(brush.box(x, 2 + top, wide, 38), first, size=22, weight=BOLD, colour=ink)
    brush.text(brush.box(x, 34 + top, wide, 38), rest, size=22, weight=BOLD, colour=ink)
    brush.text(brush.box(x, 70 + top, wide, 28), line, size=15, weight=MEDIUM, colour=soft)


def _halves(text: str, wide: float) -> tuple[str, str]:
    """Break a headline between words so that the first line fits."""
    words = text.split(" ")
    for n in range(len(words) - 1, 0, -1):
        if width_of(" ".join(words[:n]), 22, BOLD) <= wide:
            return " ".join(words[:n]), " ".join(words[n:])
    return text, ""


def _mixed(one: QColor, other: QColor, share: float) -> QColor:
    part = min(max(share, 0.0), 1.0)
    return QColor.fromRgbF(
        *(
            a + (b - a) * part
            for a, b in (
                (one.redF(), other.redF()),
                (one.greenF(), other.greenF()),
                (one.blueF(), other.blueF()),
            )
        )
    )
