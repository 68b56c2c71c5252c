"""Pages and tables that begin where reading begins: right in Arabic, left in English."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, HRFlowable, SimpleDocTemplate, Spacer, Table, TableStyle

from clerk_station.paper.fonts import Weight, font
from clerk_station.paper.text import HAIR, INK, INK2, Style, Text
from clerk_station.words import Words

MARGIN = 15 * mm

_BETWEEN = 5  # points of room at the end of each column but the last
_FRAME = 6  # reportlab's frames pad their content by so many points

Cell = Flowable | list[Flowable]
FOOT = Style(size=8.5, line=1.5, colour=INK2)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Makes flowables of one language: the one place on paper that knows the direction."""

    words: Words

    def text(self, text: str, style: Style) -> Text:
        """Set one paragraph."""
        return Text(text, style=style, rtl=self.words.rtl, language=self.words.language)

    def row(self, cells: Sequence[Cell], widths: Sequence[float], *, top: bool = False) -> Table:
        """Set cells side by side, the first where reading begins."""
        return self.table([cells], widths, pad=0, lines=False, top=top)

    def table(
        self,
        rows: Sequence[Sequence[Cell]],
        widths: Sequence[float],
        *,
        pad: float = 2,
        lines: bool = True,
        heads: int = 0,
        top: bool = False,
    ) -> Table:
        """Set rows of cells, the first column where reading begins, hairlines between rows.

        The first `heads` rows are repeated on each page.
        """
        step = -1 if self.words.rtl else 1
        table = Table(
            [list(row)[::step] for row in rows], colWidths=list(widths)[::step], repeatRows=heads
        )
        ends = ("LEFTPADDING", "RIGHTPADDING")
        commands: list[Any] = [
            ("FONTNAME", (0, 0), (-1, -1), font(Weight.REGULAR).fontName),
            ("VALIGN", (0, 0), (-1, -1), "TOP" if top else "MIDDLE"),
            ("TOPPADDING", (0, 0), (-1, -1), pad),
            ("BOTTOMPADDING", (0, 0), (-1, -1), pad),
            *((end, (0, 0), (-1, -1), 0) for end in ends),
        ]
        if len(widths) > 1:
            between = ((1, 0), (-1, -1)) if self.words.rtl else ((0, 0), (-2, -1))
            commands.append((ends[not self.words.rtl], *between, _BETWEEN))
        if lines:
            commands.append(("LINEBELOW", (0, 0), (-1, -1), 0.6, HAIR))
        table.setStyle(TableStyle(commands))
        return table

    def pdf(
        self,
        story: Sequence[Flowable],
        *,
        size: tuple[float, float],
        title: str,
        foot: str,
        margin: float = MARGIN,
    ) -> bytes:
        """Build the document: the same bytes for the same content, a foot with page numbers."""
        buffer = BytesIO()
        document = SimpleDocTemplate(
            buffer,
            pagesize=size,
            leftMargin=margin - _FRAME,
            rightMargin=margin - _FRAME,
            topMargin=margin - _FRAME,
            bottomMargin=margin + 14,
            title=title,
            lang=self.words.language,
            initialFontName=font(Weight.REGULAR).fontName,
            invariant=True,
            pageCompression=1,
        )
        draw_foot = self._foot(foot, width=size[0] - 2 * margin, margin=margin)
        document.build(list(story), onFirstPage=draw_foot, onLaterPages=draw_foot)
        return buffer.getvalue()

    def _foot(
        self, foot: str, *, width: float, margin: float
    ) -> Callable[[Canvas, SimpleDocTemplate], None]:
        def draw(canvas: Canvas, document: SimpleDocTemplate) -> None:
            page = self.text(str(document.page), replace(FOOT, align="end"))
            row = self.row([self.text(foot, FOOT), page], [width - 40, 40])
            row.wrapOn(canvas, width, margin)
            row.drawOn(canvas, margin, margin - 6)
            if self.words.rtl:
                canvas.setViewerPreference("Direction", "R2L")

        return draw


def gap(height: float) -> Spacer:
    """Leave room, in points."""
    return Spacer(0, height)


def rule(*, weight: float = 0.8) -> HRFlowable:
    """Draw a line across the page with room about it; weight in points."""
    return HRFlowable(width="100%", thickness=weight, color=INK, spaceBefore=8, spaceAfter=8)
