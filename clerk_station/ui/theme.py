"""How the window looks: fonts, the one style sheet, and a `Look` that every widget is given.

The direction of writing is decided once, by the language of the look.
"""

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from clerk_station.paths import resources
from clerk_station.settings import Settings
from clerk_station.ui.palette import PALETTES, Palette, Theme, ToneColours
from clerk_station.ui.views import Tone
from clerk_station.words import Words

FAMILY = "IBM Plex Sans Arabic"
REGULAR, MEDIUM, SEMIBOLD, BOLD = (
    QFont.Weight.Normal,
    QFont.Weight.Medium,
    QFont.Weight.DemiBold,
    QFont.Weight.Bold,
)
NARROW = 1100
"""Below this width of the window (logical pixels) margins and columns shrink."""

FOLDED = 960
"""Below this width (150 % on a screen of 1366) the side column folds into a strip."""

SHORT = 450
"""Below this height (200 % on a screen of 768) all but the sheet gives way."""


@dataclass(frozen=True, slots=True)
class Look:
    """Colours and words of the window. `still` is the wish for no motion."""

    words: Words
    theme: Theme = Theme.LIGHT
    still: bool = False

    @property
    def colours(self) -> Palette:
        """The colours by use."""
        return PALETTES[self.theme]

    @property
    def rtl(self) -> bool:
        """Whether the start edge is the right one."""
        return self.words.rtl

    def tone(self, tone: Tone) -> ToneColours:
        """The colours of one tone."""
        return self.colours.tones[tone]


def look_of(settings: Settings) -> Look:
    """Give the look that settings ask for."""
    return Look(Words(settings.language), Theme(settings.theme), still=settings.still)


@cache
def font(size: int, weight: QFont.Weight = REGULAR) -> QFont:
    """Give the one family at a size in pixels, unhinted."""
    made = QFont(FAMILY)
    made.setPixelSize(size)
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def width_of(text: str, size: int, weight: QFont.Weight = REGULAR) -> int:
    """Measure one line of text in whole pixels, rounded up."""
    return int(QFontMetricsF(font(size, weight)).horizontalAdvance(text)) + 2


@cache
def load_fonts() -> tuple[str, ...]:
    """Register the fonts that come with the station; gives the families, once a process."""
    folder = resources() / "fonts" / "ibm-plex-sans-arabic"
    ids = [QFontDatabase.addApplicationFont(str(file)) for file in sorted(folder.glob("*.ttf"))]
    return tuple(family for i in ids for family in QFontDatabase.applicationFontFamilies(i))


def apply(look: Look, app: QApplication) -> None:
    """Dress the application: style, font and colours where they change, and direction."""
    load_fonts()
    sheet = _style_sheet(look.colours)
    if app.styleSheet() != sheet:
        app.setStyle("Fusion")
        app.setFont(font(17))
        app.setPalette(_qt_palette(look.colours))
        app.setStyleSheet(sheet)
    app.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if look.rtl else Qt.LayoutDirection.LeftToRight
    )


def is_narrow(widget: QWidget) -> bool:
    """Say whether the window around a widget is too narrow for full margins."""
    return widget.window().width() < NARROW


def is_folded(widget: QWidget) -> bool:
    """Say whether the window around a widget is so narrow that nothing stands beside the sheet."""
    return widget.window().width() < FOLDED


def is_short(widget: QWidget) -> bool:
    """Say whether a folded window is so low as well that only what is needed has room."""
    return is_folded(widget) and widget.window().height() < SHORT


def _qt_palette(colours: Palette) -> QPalette:
    role = QPalette.ColorRole
    made = QPalette()
    for where, colour in (
        (role.Window, colours.ground),
        (role.WindowText, colours.ink),
        (role.Base, colours.sheet),
        (role.Text, colours.ink),
        (role.Button, colours.sheet),
        (role.ButtonText, colours.ink),
        (role.PlaceholderText, colours.ink2),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.accent_ink),
        (role.ToolTipBase, colours.sheet),
        (role.ToolTipText, colours.ink),
    ):
        made.setColor(where, QColor(colour))
    return made


def _style_sheet(c: Palette) -> str:
    return f"""
QToolTip {{ background: {c.sheet}; color: {c.ink}; border: 1px solid {c.line}; padding: 4px 8px; }}
QLineEdit {{ background: {c.sheet}; color: {c.ink}; border: 1px solid {c.line};
  border-radius: 8px; padding: 0 14px; selection-background-color: {c.accent};
  selection-color: {c.accent_ink}; placeholder-text-color: {c.ink2}; }}
QLineEdit:focus {{ border: 3px solid {c.focus}; padding: 0 12px; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {c.track}; border-radius: 5px; min-height: 40px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QListView {{ background: transparent; border: none; outline: none; }}
"""
