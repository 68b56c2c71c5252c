"""The contrast table of the tokens, computed by the formula of WCAG 2."""

import pytest

from clerk_station.ui.palette import PALETTES, Theme
from clerk_station.ui.views import Tone

VERDICTS = (Tone.OK, Tone.TODO, Tone.PEND, Tone.STOP)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_knows_black_from_white() -> None:
    """Black on white is 21, a colour on itself 1: the control of the table below."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#1C4E8C", "#1C4E8C") == 1


@pytest.mark.parametrize("theme", Theme)
def test_text_can_be_read_in_every_theme(theme: Theme) -> None:
    """Ink has 7 to 1 on every ground, secondary text 4.5, edges of controls 3."""
    c = PALETTES[theme]
    for ground in (c.ground, c.sheet, c.sunk):
        assert contrast(c.ink, ground) >= 7
        assert contrast(c.ink2, ground) >= 4.5
    for ground in (c.ground, c.sheet):
        assert contrast(c.line, ground) >= 3
        assert contrast(c.accent, ground) >= 4.5
        assert contrast(c.focus, ground) >= 3
    assert contrast(c.accent, c.accent_tint) >= 4.5
    assert contrast(c.accent_ink, c.accent) >= 4.5


@pytest.mark.parametrize("theme", Theme)
def test_every_tone_can_be_read_as_words(theme: Theme) -> None:
    """A state in its tone has 4.5 to 1 on paper and on its tint."""
    colours = PALETTES[theme]
    for tone in Tone:
        text = colours.tones[tone].text
        assert contrast(text, colours.sheet) >= 4.5
        assert contrast(text, colours.tones[tone].tint) >= 4.5


@pytest.mark.parametrize("theme", Theme)
def test_a_verdict_can_be_read_from_afar(theme: Theme) -> None:
    """The writing of the band has 7 to 1 on both of its grounds."""
    for tone in VERDICTS:
        colours = PALETTES[theme].tones[tone]
        assert contrast(colours.on, colours.solid) >= 7
        assert contrast(colours.on, colours.deep) >= 7


def test_amber_alone_would_not_be_seen() -> None:
    """Amber on light paper is below 3, which is why bars of amber carry an edge in its text."""
    colours = PALETTES[Theme.LIGHT]
    amber = colours.tones[Tone.TODO]
    assert contrast(amber.solid, colours.sheet) < 3 <= contrast(amber.text, colours.sheet)
