"""Made-up cards and the frames that show them."""

from collections.abc import Callable
from datetime import date

import pytest

from clerk_station.domain.people import BirthDate, Sex
from clerk_station.rehearsal.draw_card import Sheet, draw_card
from clerk_station.rehearsal.mrz_lines import mrz_lines_for
from clerk_station.scan.reading import Symbology
from clerk_station.scan.scanner import Scanner

LINES = mrz_lines_for(
    "AA4711008",
    birth=BirthDate(1984, 3, 9),
    sex=Sex.FEMALE,
    expiry=date(2034, 5, 1),
    given="زينب",
    surname="الموسوي",
    national_number="198400471108",
)


def any_form(kind: Symbology, text: str) -> bool:
    """Tell forms of these tests: they begin with F-."""
    return kind in {Symbology.QR, Symbology.CODE128} and text.startswith("F-")


@pytest.fixture
def scanner() -> Scanner:
    """The production scanner, to which texts that begin with F- are our forms."""
    return Scanner(any_form)


@pytest.fixture
def card() -> Callable[..., Sheet]:
    """Draws a made-up card with a zone."""

    def draw(lines: tuple[str, ...] = LINES, *, seed: int = 5) -> Sheet:
        return draw_card(lines, seed=seed)

    return draw
