"""The hall's display: a window of its own with queue numbers only, for everybody to see.

No name ever stands on it: it is given numbers alone. The hall is dark whatever theme the desk has,
and speaks Arabic and Sorani whatever language the clerk reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QFont, QGuiApplication, QKeyEvent, QPaintEvent, QScreen
from PySide6.QtWidgets import QWidget

from clerk_station.ui.brush import END, START, Brush
from clerk_station.ui.keys import cap_of
from clerk_station.ui.palette import HALL
from clerk_station.ui.theme import BOLD, MEDIUM, REGULAR, SEMIBOLD, Look
from clerk_station.words import LANGUAGES, Words

WIDE, HIGH = 1366, 768
"""The page in units; the window shows it as large as it can."""

BLINK_MS, BLINKS = 200, 6
"""Half a blink, and how many halves three blinks are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HallView:
    """What hangs in the hall. `earlier` are (number, window), newest first.

    `call` names the newest call: another one is another call, also of the same number.
    """

    number: str
    window: str
    earlier: tuple[tuple[str, str], ...]
    waiting: int
    clock: str
    call: str


class HallWindow(QWidget):
    """Shows the called number; a new call blinks three times, or is inverted once without motion.

    Emits `closed` when it was put away, by F8, Esc or the window's own button.
    """

    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = Look(Words("ar"), look.theme, still=look.still)
        self._others = [Words(code) for code in ("ar", "ckb") if code in LANGUAGES]
        self._view: HallView | None = None
        self._halves = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._step)
        self.setWindowTitle(look.words.say("Hall display"))
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.resize(WIDE, HIGH)

    def open_on(self, screens: Sequence[QScreen], *, beside: QScreen | None) -> None:
        """Fill the first screen that is not the desk's; with one screen, lie on it as a window."""
        other = next((screen for screen in screens if screen is not beside), None)
        if other is None:
            self.show()
            return
        self.setGeometry(other.geometry())
        self.showFullScreen()

    def show_view(self, view: HallView) -> None:
        """Show these numbers; a call that was not there before is pointed out."""
        before, self._view = self._view, view
        if before is not None and view.call and view.call != before.call:
            self._point_out()
        words = self._look.words
        said = words.say(
            "{number} was called to window {window}", number=view.number, window=view.window
        )
        self.setAccessibleName(said if view.number else words.say("Nobody was called yet"))
        self.update()

    @property
    def shown(self) -> str:
        """The number that was called last, as it hangs there."""
        return self._view.number if self._view else ""

    @property
    def is_inverted(self) -> bool:
        """Whether the number stands the other way round at this moment."""
        return self._halves % 2 == 1 if not self._look.still else self._halves > 0

    def _point_out(self) -> None:
        self._halves = BLINKS if not self._look.still else 1
        self._timer.start(BLINK_MS if not self._look.still else BLINK_MS * BLINKS)

    def _step(self) -> None:
        self._halves = max(0, self._halves - 1)
        if not self._halves:
            self._timer.stop()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Be put away by the key that brought it, or by Esc."""
        if cap_of(event) in {"F8", "Esc"}:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say that it was put away."""
        super().closeEvent(event)
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the called number, its window, the calls before, who waits and the time."""
        del event
        with Brush(self, self._look) as brush:
            brush.fill(QRectF(0, 0, brush.width, brush.height), HALL.ground)
            if self._view is not None:
                page = _Page(brush, self.width(), self.height())
                self._paint_called(page, self._view)
                self._paint_earlier(page, self._view)
                self._paint_foot(page, self._view)

    def _paint_called(self, page: "_Page", view: HallView) -> None:
        x = 72.0
        for n, words in enumerate(self._others):
            said = words.say("Queue number")
            weight = SEMIBOLD if n == 0 else REGULAR
            page.text((x, 44, 360, 60), said, size=38, weight=weight, colour=HALL.soft)
            x += 250
        plate, ink = (72.0, 130.0, 770.0, 400.0), HALL.ink
        if self.is_inverted:
            page.fill(plate, HALL.signal if self._look.still else HALL.ink, radius=14)
            ink = HALL.on if self._look.still else HALL.ground
        page.text(plate, view.number, size=470, weight=BOLD, colour=ink, least=120)
        if view.window:
            page.fill((72, 556, 770, 164), HALL.signal, radius=14)
            for n, words in enumerate(self._others):
                rect = (
                    (112, 566 + 76 * n, 420, 84) if len(self._others) > 1 else (112, 586, 420, 104)
                )
                weight = SEMIBOLD if n == 0 else REGULAR
                size = 60 if n == 0 else 44
                page.text(rect, words.say("Window"), size=size, weight=weight, colour=HALL.on)
            page.text(
                (540, 556, 262, 164), view.window, size=136, weight=BOLD, colour=HALL.on, end=True
            )

    def _paint_earlier(self, page: "_Page", view: HallView) -> None:
        words = self._look.words
        page.fill((894, 48, 2, 672), HALL.line)
        page.text((934, 48, 170, 48), words.say("Queue"), size=32, weight=MEDIUM, colour=HALL.soft)
        window = words.say("Window")
        page.text((1124, 48, 170, 48), window, size=32, weight=MEDIUM, colour=HALL.soft, end=True)
        for n, (number, at) in enumerate(view.earlier[:4]):
            y = 108 + n * 122
            page.text((934, y, 220, 118), number, size=92, weight=BOLD, colour=HALL.ink, least=40)
            page.text((1164, y, 130, 118), at, size=92, colour=HALL.signal, end=True)

    def _paint_foot(self, page: "_Page", view: HallView) -> None:
        page.fill((934, 612, 360, 2), HALL.line)
        said = self._look.words.count("{n} waits", "{n} wait", view.waiting)
        page.text((934, 632, 230, 64), said, size=38, weight=MEDIUM, colour=HALL.soft, least=22)
        page.text((1144, 632, 150, 64), view.clock, size=48, weight=SEMIBOLD, end=True, least=30)


class _Page:
    """Paints in units of the page, as large as the window allows, in its middle."""

    def __init__(self, brush: Brush, width: int, height: int) -> None:
        self._brush = brush
        self._unit = min(width / WIDE, height / HIGH)
        self._left = (width - WIDE * self._unit) / 2
        self._top = (height - HIGH * self._unit) / 2

    def fill(
        self, box: tuple[float, float, float, float], colour: str, *, radius: float = 0
    ) -> None:
        """Fill a box of units."""
        self._brush.fill(self._rect(box), colour, radius=radius * self._unit)

    def text(
        self,
        box: tuple[float, float, float, float],
        text: str,
        *,
        size: int,
        weight: QFont.Weight = REGULAR,
        colour: str = HALL.ink,
        end: bool = False,
        least: int = 0,
    ) -> None:
        """Write one line into a box of units; the number's sizes are units too."""
        self._brush.text(
            self._rect(box),
            text,
            size=max(1, int(size * self._unit)),
            least=max(1, int(least * self._unit)),
            weight=weight,
            colour=colour,
            align=END if end else START,
        )

    def _rect(self, box: tuple[float, float, float, float]) -> QRectF:
        x, y, w, h = (side * self._unit for side in box)
        return self._brush.box(self._left + x, self._top + y, w, h)


def screens() -> Sequence[QScreen]:
    """Give the screens of this machine, the main one first."""
    return QGuiApplication.screens()
