"""Text on paper: lines broken between words, each word shaped, runs laid in visual order."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, zip_longest
from typing import Literal

from reportlab.lib.colors import Color
from reportlab.pdfgen.textobject import PDFTextObject
from reportlab.platypus import Flowable

from clerk_station.paper.bidi import levels, visual_order
from clerk_station.paper.fonts import UNITS, Glyph, Weight, font

INK = Color(0.10, 0.11, 0.13)
INK2 = Color(0.33, 0.35, 0.38)
HAIR = Color(0.75, 0.73, 0.68)

_KERN = 250
"""Up to here, in thousandths, room between two glyphs of a word is kerning."""

_UNDRAWN = frozenset("\u200b\u200e\u200f\u061c\ufeff") | {
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a text looks: size and line height in points, start being where reading starts."""

    size: float = 11
    line: float = 1.6
    weight: Weight = Weight.REGULAR
    colour: Color = INK
    align: Literal["start", "center", "end"] = "start"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A shaped stretch of one level: a word, a part of one, or the blanks between words."""

    level: int
    blank: bool
    glyphs: tuple[Glyph, ...]
    text: str
    width: float


class Text(Flowable):
    """One paragraph of right-to-left or left-to-right text, splittable between pages.

    The extracted text of the PDF is this text after NFKC; marks of direction steer and are never
    drawn.
    """

    def __init__(self, text: str, *, style: Style, rtl: bool, language: str = "ar") -> None:
        super().__init__()
        self.style = style
        self._rtl = rtl
        self._language = language
        self._font = font(style.weight)
        self._pieces = tuple(self._shaped("".join(map(_plain, text))))
        self._lines: Sequence[Sequence[_Piece]] = ()

    @property
    def leading(self) -> float:
        """The height of one line in points."""
        return self.style.size * self.style.line

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: ARG002 - reportlab's
        """Break the text into lines of a width; give width and height in points."""
        self._lines = tuple(self._broken(aW))
        self.width, self.height = aW, self.leading * len(self._lines)
        return self.width, self.height

    def split(self, aW: float, aH: float, /) -> list[Flowable]:
        """Part the text where a page ends; nothing where not one line fits."""
        self.wrap(aW, aH)
        fitting = int(aH / self.leading)
        if fitting == 0 or fitting >= len(self._lines):
            return [self] if fitting else []
        return [self._part(self._lines[:fitting]), self._part(self._lines[fitting:])]

    def minWidth(self) -> float:
        """Give the width in points of the text on one line."""
        return sum(piece.width for piece in self._pieces)

    def draw(self) -> None:
        """Draw the lines, the first at the top."""
        ascent, descent = self._font.ascent, self._font.descent
        middle = (ascent + descent) / 2 * self.style.size / UNITS
        for number, line in enumerate(self._lines):
            self._draw_line(line, self.height - (number + 0.5) * self.leading - middle)

    def _part(self, lines: Sequence[Sequence[_Piece]]) -> "Text":
        part = Text("", style=self.style, rtl=self._rtl, language=self._language)
        part._pieces = tuple(piece for line in lines for piece in line)
        return part

    def _shaped(self, text: str) -> Iterator[_Piece]:
        resolved = levels(text, rtl=self._rtl)
        kept = [
            (level, char == " ", char)
            for level, char in zip(resolved, text, strict=True)
            if char not in _UNDRAWN
        ]
        for (level, blank), group in groupby(kept, key=lambda item: item[:2]):
            yield self._piece(level, "".join(char for _, _, char in group), blank=blank)

    def _piece(self, level: int, text: str, *, blank: bool) -> _Piece:
        glyphs = self._font.shape(text, rtl=level % 2 == 1, language=self._language)
        width = sum(glyph.advance for glyph in glyphs) * self.style.size / UNITS
        return _Piece(level, blank, glyphs, text, width)

    def _broken(self, available: float) -> Iterator[list[_Piece]]:
        """Fill lines greedily; a word longer than a line is cut."""
        line: list[_Piece] = []
        room = available
        for word in self._words(available):
            width = sum(piece.width for piece in word)
            if width > room and line and not word[0].blank:
                yield line
                line, room = [], available
            line += word
            room -= width
        yield line

    def _words(self, available: float) -> Iterator[list[_Piece]]:
        """Give what must stay on one line together, cut where no line could hold it."""
        for blank, group in groupby(self._pieces, key=lambda piece: piece.blank):
            word = list(group)
            if blank or sum(piece.width for piece in word) <= available:
                yield word
                continue
            for piece in word:
                for part in self._cut(piece, available):
                    yield [part]

    def _cut(self, piece: _Piece, available: float) -> Iterator[_Piece]:
        text = piece.text
        while text:
            end = len(text)
            part = piece
            while end == len(piece.text) or (part.width > available and end > 1):
                part = self._piece(piece.level, text[:end], blank=False)
                if part.width <= available:
                    break
                end -= max(1, end // 8)
            yield part
            text = text[end:]

    def _draw_line(self, line: Sequence[_Piece], y: float) -> None:
        line = _trimmed(line)
        width = sum(piece.width for piece in line)
        at_right = self._rtl == (self.style.align == "start")
        x = (self.width - width) / 2
        if self.style.align != "center":
            x = self.width - width if at_right else 0.0
        ink = self.canv.beginText()
        ink.setFont(self._font.fontName, self.style.size)
        ink.setFillColor(self.style.colour)
        for place in visual_order([piece.level for piece in line]):
            self._draw_piece(ink, line[place].glyphs, x=x, y=y)
            x += line[place].width
        self.canv.drawText(ink)

    def _draw_piece(
        self, ink: PDFTextObject, glyphs: Sequence[Glyph], *, x: float, y: float
    ) -> None:
        """Show glyphs in strings as long as each begins where the room of the last one ends."""
        scale = self.style.size / UNITS
        pens = accumulate((glyph.advance for glyph in glyphs), initial=0)
        places = [(pen + glyph.dx, glyph.dy) for pen, glyph in zip(pens, glyphs, strict=False)]
        string: list[tuple[Glyph, int]] = []
        start, shown = (0, 0), (0, 0)
        for glyph, place, then in zip_longest(glyphs, places, places[1:]):
            if string and place != shown:
                self._show(ink, string, x + start[0] * scale, y + start[1] * scale)
                string = []
            start = start if string else place
            room = self._font.width(glyph.gid)
            if then and then[1] == place[1] and 0 < then[0] - place[0] - room < _KERN:
                room = then[0] - place[0]
            string.append((glyph, room))
            shown = (place[0] + room, place[1])
        if string:
            self._show(ink, string, x + start[0] * scale, y + start[1] * scale)

    def _show(
        self, ink: PDFTextObject, string: Sequence[tuple[Glyph, int]], x: float, y: float
    ) -> None:
        ink.setTextOrigin(x, y)
        ink.textOut(self._font.string(string))


def _trimmed(line: Sequence[_Piece]) -> Sequence[_Piece]:
    """Leave out the blanks at the end of a line."""
    end = len(line)
    while end and line[end - 1].blank:
        end -= 1
    return line[:end]


def _plain(char: str) -> str:
    """Replace what breaks lines or steers printers by a blank; names may hold anything."""
    return " " if char.isspace() or unicodedata.category(char) in {"Cc", "Cs"} else char
