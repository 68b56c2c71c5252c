"""Where what is on the chart for a station's camera: known to the printer and to the eye.

Millimetres from the top left of the page; the chart is its upper half, as large as A5 lying, which
is about what the camera sees of a desk.
"""

from dataclasses import dataclass
from typing import Final

Lines = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on the chart."""

    x: float
    y: float
    wide: float
    tall: float


SIZE: Final = Place(0.0, 0.0, 210.0, 148.0)

QUIET: Final = 4
"""Modules of white about a QR."""
CORNER_MODULE: Final = 1.0
"""So large that they are found where nothing else is read any more."""
_MODULES = 21
"""Of the smallest QR, a side."""
CORNERS: Final = {
    "CHART1-A": (10.0, 10.0),
    "CHART1-B": (179.0, 10.0),
    "CHART1-C": (179.0, 112.0),
    "CHART1-D": (10.0, 112.0),
}
"""Text and top left, without the white, of the codes that say where the chart lies."""
CORNER_SIDE: Final = _MODULES * CORNER_MODULE

QRS: Final = {
    0.7: (40.0, 10.0),
    0.5: (61.0, 10.0),
    0.4: (77.0, 10.0),
    0.33: (90.0, 10.0),
    0.27: (101.0, 10.0),
    0.22: (111.0, 10.0),
}
"""Module to top left of a QR that says it; the form's own has about 0.9."""
BARS: Final = {
    0.5: (14.0, 41.0),
    0.4: (60.0, 41.0),
    0.33: (97.0, 41.0),
    0.27: (128.0, 41.0),
    0.22: (154.0, 41.0),
    0.18: (176.0, 41.0),
}
"""Narrowest bar to top left of a Code128 that says it; the form's own has 0.5."""
BARS_TALL: Final = 9.0

ZONES: Final = {
    2.4: (14.0, 58.0),
    1.8: (98.0, 58.0),
    1.3: (160.0, 58.0),
    1.0: (98.0, 74.0),
}
"""Height of a capital to top left of a zone; a card's own has 2.4 (ICAO 9303-3)."""
ZONE_LINES: Final[Lines] = (
    "IDIRQAA47110085198400471108<<<",
    "8403098F3405019IRQ<<<<<<<<<<<7",
    "ALMWSWY<<ZYNB<<<<<<<<<<<<<<<<<",
)
"""Of nobody: made up, with check digits that hold."""
PITCH: Final = 2.54 / 2.4
"""From character to character, in heights of a capital."""
STEP: Final = 4.2 / 2.4
"""From line to line, likewise."""

GREYS: Final = tuple(Place(14.0 + 12 * n, 88.0, 12.0, 12.0) for n in range(8))
"""From black to white in equal steps of ink."""
SQUARES: Final = (
    Place(136.0, 16.0, 9.0, 9.0),
    Place(14.0, 74.0, 9.0, 9.0),
    Place(125.0, 92.0, 9.0, 9.0),
    Place(187.0, 88.0, 9.0, 9.0),
    Place(44.0, 120.0, 9.0, 9.0),
    Place(158.0, 120.0, 9.0, 9.0),
)
"""Black squares a little askew: how sharp their edges are is the focus."""
ASKEW: Final = 5.0
"""Degrees."""
WHITES: Final = (
    Place(156.0, 18.0, 8.0, 8.0),
    Place(44.0, 33.0, 8.0, 6.0),
    Place(40.0, 75.0, 8.0, 8.0),
    Place(140.0, 88.0, 8.0, 8.0),
    Place(56.0, 124.0, 6.0, 8.0),
    Place(150.0, 124.0, 6.0, 8.0),
)
"""Where the paper is bare: how even the light is."""


def qr_text(module: float) -> str:
    """Give what a QR of a module says."""
    return f"Q{module:.2f}"


def bars_text(module: float) -> str:
    """Give what the bars of a module say."""
    return f"B{module * 100:02.0f}"


def zone_size(capital: float) -> tuple[float, float]:
    """Give width and height of a zone, from the first capital to the last."""
    columns, rows = len(ZONE_LINES[0]), len(ZONE_LINES)
    return columns * PITCH * capital, ((rows - 1) * STEP + 1) * capital
