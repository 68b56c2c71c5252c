"""The printed face: letters shaped by HarfBuzz, embedded as a subset of glyphs in each PDF.

reportlab's own fonts know characters, not glyphs, so Arabic needs a font of our own in its seat
(`Glyphs` answers to the attributes that its canvas asks a font for). Each pair of a glyph and the
text that it stands for gets a code; the code is what a PDF reader takes the text back from.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import pairwise
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import uharfbuzz
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFStream,
    PDFZCompress,
)

from clerk_station.paths import resources

UNITS = 1000
"""PDF counts glyph widths in thousandths of the size; so does the vendored face."""

_NOT_EMBEDDED = ("GSUB", "GPOS", "GDEF", "STAT", "DSIG", "gasp", "name", "OS/2", "cmap", "post")
_FEATURES = {"locl": False, "dlig": False}


class Weight(StrEnum):
    """The weights of IBM Plex Sans Arabic that are vendored."""

    REGULAR = "Regular"
    MEDIUM = "Medium"
    SEMIBOLD = "SemiBold"
    BOLD = "Bold"


_Shown = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph of a shaped run: what it draws, what it says, and where in thousandths."""

    gid: int
    text: str
    advance: int
    dx: int
    dy: int


@dataclass(slots=True)
class _Codes:
    """The codes that one document gave to glyphs, and its name for the font."""

    name: str
    given: dict[_Shown, int] = field(default_factory=dict)


class Glyphs:
    """One weight of the face: shapes text and, seated in reportlab, draws what it shaped."""

    _multiByte = 1
    _dynamicFont = 1
    shapable = False

    def __init__(self, weight: Weight) -> None:
        name = f"IBMPlexSansArabic-{weight}"
        blob = uharfbuzz.Blob.from_file_path(
            resources() / "fonts" / "ibm-plex-sans-arabic" / f"{name}.ttf"
        )
        self.fontName = self.name = name
        self._font = uharfbuzz.Font(uharfbuzz.Face(blob))
        extents = self._font.get_font_extents("ltr")
        self.ascent, self.descent = extents.ascender, extents.descender
        self._lock = Lock()
        self._numbers: dict[_Shown, int] = {}
        self._met: list[_Shown] = []
        self._codes: WeakKeyDictionary[PDFDocument, _Codes] = WeakKeyDictionary()

    @property
    def face(self) -> "Glyphs":
        """What reportlab asks for name, ascent and descent."""
        return self

    def width(self, gid: int) -> int:
        """Give the natural advance of a glyph in thousandths."""
        return self._font.get_glyph_h_advance(gid)

    def shape(self, text: str, *, rtl: bool, language: str) -> tuple[Glyph, ...]:
        """Shape a run of one direction; the glyphs come in the order in which they lie on paper."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if rtl else "ltr"
        buffer.language = language
        buffer.flags = uharfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
        uharfbuzz.shape(self._font, buffer, _FEATURES)
        clusters = [*sorted({info.cluster for info in buffer.glyph_infos}), len(text)]
        ends = dict(pairwise(clusters))
        said: set[int] = set()
        glyphs = []
        for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            letters = "" if info.cluster in said else text[info.cluster : ends[info.cluster]]
            said.add(info.cluster)
            glyphs.append(
                Glyph(info.codepoint, _one(letters), at.x_advance, at.x_offset, at.y_offset)
            )
        return tuple(glyphs)

    def string(self, glyphs: Iterable[tuple[Glyph, int]]) -> str:
        """Write glyphs, each with the room it takes, as a string for reportlab to show.

        Kerning is part of the room, so that a PDF reader takes no gap within a word for a blank.
        """
        return "".join(chr(self._number((glyph.gid, glyph.text, room))) for glyph, room in glyphs)

    def _number(self, shown: _Shown) -> int:
        with self._lock:
            if shown not in self._numbers:
                self._numbers[shown] = len(self._met)
                self._met.append(shown)
            return self._numbers[shown]

    def stringWidth(self, text: str, size: float, encoding: str = "") -> float:  # noqa: ARG002 - asked
        """Answer reportlab: the width of such a string in points."""
        return sum(self._met[ord(char)][2] for char in text) * size / UNITS

    def splitString(self, text: str, document: PDFDocument) -> list[tuple[int, bytes]]:
        """Answer reportlab: the bytes of a shown string, a code of two for each glyph."""
        given = self._of(document).given
        codes = (given.setdefault(self._met[ord(char)], len(given) + 1) for char in text)
        return [(0, b"".join(code.to_bytes(2) for code in codes))]

    def getSubsetInternalName(self, subset: int, document: PDFDocument) -> str:
        """Answer reportlab: what this font is called in the page's resources."""
        return f"/{self._of(document).name}+{subset}"

    def addObjects(self, document: Any) -> None:
        """Answer reportlab, when the document is complete: write the font with its glyphs."""
        codes = self._codes.pop(document)
        resource = f"{codes.name}+0"
        fonts = document.idToObject["BasicFonts"].dict
        fonts[resource] = document.Reference(self._composite(codes, document))

    def _of(self, document: PDFDocument) -> _Codes:
        codes = self._codes.get(document)
        if codes is None:
            codes = self._codes[document] = _Codes(f"G{len(document.fontMapping) + 1}")
            document.fontMapping[self.fontName] = f"/{codes.name}"
            document.delayedFonts.append(self)
        return codes

    def _composite(self, codes: _Codes, document: Any) -> PDFDictionary:
        """Build the PDF font: ISO 32000-1, 9.7, with a map from codes to glyphs and to text."""
        program, renumbered = self._subset({gid for gid, _, _ in codes.given})
        gids = [renumbered[gid] for gid, _, _ in codes.given]
        name = PDFName(f"{_tag(codes.given)}+{self.fontName}")
        descriptor = PDFDictionary(
            {
                "Type": PDFName("FontDescriptor"),
                "FontName": name,
                "Flags": 4,
                "FontBBox": PDFArray([-1000, self.descent, 2000, self.ascent]),
                "ItalicAngle": 0,
                "Ascent": self.ascent,
                "Descent": self.descent,
                "CapHeight": 698,
                "StemV": 80,
                "FontFile2": document.Reference(_stream(program, Length1=len(program))),
            }
        )
        descendant = PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("CIDFontType2"),
                "BaseFont": name,
                "CIDSystemInfo": PDFDictionary(
                    {"Registry": "(Adobe)", "Ordering": "(Identity)", "Supplement": 0}
                ),
                "FontDescriptor": document.Reference(descriptor),
                "W": PDFArray([1, PDFArray([room for _, _, room in codes.given])]),
                "CIDToGIDMap": document.Reference(
                    _stream(b"".join(gid.to_bytes(2) for gid in [0, *gids]))
                ),
            }
        )
        return PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("Type0"),
                "BaseFont": name,
                "Encoding": PDFName("Identity-H"),
                "DescendantFonts": PDFArray([document.Reference(descendant)]),
                "ToUnicode": document.Reference(_stream(_to_unicode(codes.given))),
            }
        )

    def _subset(self, gids: set[int]) -> tuple[bytes, dict[int, int]]:
        """Cut the face down to some glyphs; also give their new numbers."""
        wanted = uharfbuzz.SubsetInput()
        wanted.sets(uharfbuzz.SubsetInputSets.GLYPH_INDEX).set(gids)
        wanted.sets(uharfbuzz.SubsetInputSets.DROP_TABLE_TAG).set(
            int.from_bytes(tag.encode()) for tag in _NOT_EMBEDDED
        )
        wanted.flags = uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE | uharfbuzz.SubsetFlags.NO_HINTING
        plan = uharfbuzz.SubsetPlan(self._font.face, wanted)
        return plan.execute().blob.data, dict(plan.old_to_new_glyph_mapping)


@cache
def font(weight: Weight) -> Glyphs:
    """Load one weight and seat it in reportlab, once."""
    glyphs = Glyphs(weight)
    pdfmetrics.registerFont(glyphs)
    return glyphs


@cache
def _ligatures() -> dict[str, str]:
    """Map letters to the one character that stands for them together and folds back (NFKC).

    PDF readers turn right-to-left glyphs round one by one, so a glyph of two letters has to be one
    character for them.
    """
    presentation = [*range(0xFB00, 0xFB07), *range(0xFBEA, 0xFDFD), *range(0xFEF5, 0xFEFD)]
    return {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in presentation}


def _one(letters: str) -> str:
    return _ligatures().get(letters, letters) if len(letters) > 1 else letters


def _tag(given: dict[_Shown, int]) -> str:
    """Name a subset by what is in it: six capital letters, as ISO 32000-1, 9.6.4 asks."""
    number = sum((gid * 31 + len(text)) * code for (gid, text, _), code in given.items())
    return "".join(chr(65 + number // 26**place % 26) for place in range(6))


def _stream(content: bytes, **entries: int) -> PDFStream:
    return PDFStream(PDFDictionary(entries), content, filters=[PDFZCompress])


def _to_unicode(given: dict[_Shown, int]) -> bytes:
    """Write the map from codes back to text (Adobe Technical Note 5411)."""
    pairs = [
        f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>"
        for (_, text, _), code in given.items()
    ]
    blocks = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
        *(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks),
        "endcmap CMapName currentdict /CMap defineresource pop end end",
    ]
    return "\n".join(lines).encode()
