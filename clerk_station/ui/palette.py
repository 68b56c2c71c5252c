"""The colours of the window by use, as data: light, dark and high contrast."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from clerk_station.ui.views import Tone

_NAMES = (
    "ground", "sheet", "sunk", "track", "ink", "ink2", "hair", "hair2", "line",
    "accent", "focus", "accent_ink", "accent_tint", "accent_soft",
)  # fmt: skip
_LIGHT = (
    "#F4F2EC #FFFFFF #EBE8DF #D9D4C7 #1A1D21 #555A61 #E4E0D6 #CFC9BB #857F72 "
    "#1C4E8C #1C4E8C #FFFFFF #E7EEF7 #A9C3E3"
)
_DARK = (
    "#131618 #1B1F23 #282D32 #363C42 #F2F0EB #B3B8BE #2B3036 #454C53 #7C838B "
    "#93BCF4 #93BCF4 #0A182B #1E2D42 #3B5E8C"
)
_CONTRAST = (
    "#000000 #000000 #000000 #5A5A5A #FFFFFF #FFFFFF #8C8C8C #FFFFFF #FFFFFF "
    "#FFFF00 #FFFF00 #000000 #000000 #FFFFFF"
)


class Theme(StrEnum):
    """Which colours a clerk chose."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class ToneColours:
    """Colours of one tone: text and tint on paper; solid, deep and writing of the band."""

    text: str
    tint: str
    solid: str
    deep: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """All colours of one theme, as `#RRGGBB`."""

    theme: Theme
    ground: str
    sheet: str
    sunk: str
    track: str
    ink: str
    ink2: str
    hair: str
    hair2: str
    line: str
    accent: str
    focus: str
    accent_ink: str
    accent_tint: str
    accent_soft: str
    tones: Mapping[Tone, ToneColours]

    @property
    def has_edges(self) -> bool:
        """Whether areas are told apart by edges, since their grounds are all black."""
        return self.theme is Theme.CONTRAST


@dataclass(frozen=True, slots=True, kw_only=True)
class HallColours:
    """The hall's display: dark in every theme. `on` is the writing on `signal`."""

    ground: str = "#0C1B2E"
    ink: str = "#FFFFFF"
    soft: str = "#B9C7D8"
    signal: str = "#FFD166"
    on: str = "#1B1400"
    line: str = "#2A405C"


HALL = HallColours()


def _palette(theme: Theme, colours: str, tones: Mapping[Tone, str]) -> Palette:
    named = dict(zip(_NAMES, colours.split(), strict=True))
    accent = (
        named["accent"], named["accent_tint"], named["accent"], named["accent"],
        named["accent_ink"],
    )  # fmt: skip
    known = {tone: ToneColours(*row.split()) for tone, row in tones.items()}
    return Palette(theme=theme, tones=known | {Tone.ACCENT: ToneColours(*accent)}, **named)


PALETTES: Mapping[Theme, Palette] = {
    Theme.LIGHT: _palette(Theme.LIGHT, _LIGHT, {
        Tone.OK: "#0E5C3A #E2F0E8 #0E5C3A #0A4A2E #FFFFFF",
        Tone.TODO: "#6F4300 #FBF0D9 #F2B63C #E5A31F #241800",
        Tone.PEND: "#563A80 #F0EAF7 #563A80 #482F6D #FFFFFF",
        Tone.STOP: "#8F1D18 #FAE8E5 #8F1D18 #751410 #FFFFFF",
        Tone.QUIET: "#555A61 #EBE8DF #EBE8DF #D9D4C7 #1A1D21",
    }),
    Theme.DARK: _palette(Theme.DARK, _DARK, {
        Tone.OK: "#84D9A8 #17342A #0F5F3D #0B4D31 #FFFFFF",
        Tone.TODO: "#F4C566 #372C14 #EDB33C #DDA02A #241800",
        Tone.PEND: "#CDB6F0 #2F2745 #5E4289 #4F3674 #FFFFFF",
        Tone.STOP: "#FFA79F #43211F #96221C #7C1914 #FFFFFF",
        Tone.QUIET: "#B3B8BE #282D32 #282D32 #363C42 #F2F0EB",
    }),
    Theme.CONTRAST: _palette(Theme.CONTRAST, _CONTRAST, {
        Tone.OK: "#3DFFA0 #000000 #3DFFA0 #3DFFA0 #000000",
        Tone.TODO: "#FFD23F #000000 #FFD23F #FFD23F #000000",
        Tone.PEND: "#D9BEFF #000000 #D9BEFF #D9BEFF #000000",
        Tone.STOP: "#FF9D94 #000000 #FF9D94 #FF9D94 #000000",
        Tone.QUIET: "#FFFFFF #000000 #FFFFFF #FFFFFF #000000",
    }),
}  # fmt: skip
