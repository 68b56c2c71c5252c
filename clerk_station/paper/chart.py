"""The chart that a station's camera is judged by, as a page to print at its true size."""

from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from clerk_station.paper import chart_plan as plan
from clerk_station.paper.codes import Qr, bars
from clerk_station.paper.fonts import Weight
from clerk_station.paper.layout import MARGIN, Sheet
from clerk_station.paper.ocr_b import draw_zone
from clerk_station.paper.text import INK2, Style
from clerk_station.words import Words

_TITLE = Style(size=13, line=1.5, weight=Weight.SEMIBOLD, align="center")
_SMALL = Style(size=9, line=1.5, colour=INK2, align="center")
_STEP = Style(size=13, line=1.6)
_HEADING = Style(size=17, line=1.8, weight=Weight.BOLD)


def chart_pdf(words: Words) -> bytes:
    """Draw the chart on the upper half of an A4 page, and below it how to use it."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True, lang=words.language, pageCompression=1)
    canvas.setTitle(words.say("Camera chart"))
    _draw_codes(canvas)
    _draw_tones(canvas)
    for capital, (x, y) in plan.ZONES.items():
        draw_zone(canvas, plan.ZONE_LINES, x=x * mm, y=_up(y), capital=capital)
    _write(canvas, Sheet(words))
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw_codes(canvas: Canvas) -> None:
    corners = [(text, plan.CORNER_MODULE, place) for text, place in plan.CORNERS.items()]
    qrs = [(plan.qr_text(module), module, place) for module, place in plan.QRS.items()]
    for text, module, (x, y) in (*corners, *qrs):
        quiet = plan.QUIET * module
        code = Qr(text, side=(plan.CORNER_SIDE / plan.CORNER_MODULE * module + 2 * quiet) * mm)
        code.drawOn(canvas, (x - quiet) * mm, _up(y - quiet) - code.height)
    for module, (x, y) in plan.BARS.items():
        strip = bars(plan.bars_text(module), height=plan.BARS_TALL * mm, module=module * mm)
        strip.drawOn(canvas, x * mm - strip.lquiet, _up(y + plan.BARS_TALL))


def _draw_tones(canvas: Canvas) -> None:
    for number, grey in enumerate(plan.GREYS):
        canvas.setFillGray(number / (len(plan.GREYS) - 1))
        canvas.rect(
            grey.x * mm, _up(grey.y + grey.tall), grey.wide * mm, grey.tall * mm, stroke=0, fill=1
        )
    canvas.setFillGray(0)
    for square in plan.SQUARES:
        canvas.saveState()
        canvas.translate((square.x + square.wide / 2) * mm, _up(square.y + square.tall / 2))
        canvas.rotate(plan.ASKEW)
        half = square.wide * mm / 2
        canvas.rect(-half, -half, 2 * half, 2 * half, stroke=0, fill=1)
        canvas.restoreState()


def _write(canvas: Canvas, sheet: Sheet) -> None:
    """Name the chart between its lower corners, and say below how it is used."""
    say = sheet.words.say
    middle = (66 * mm, 80 * mm)
    y = 116.0
    for text, style in (
        (say("Camera chart"), _TITLE),
        (say("Print it at its true size, 100 %"), _SMALL),
        (say("The people and numbers on it are made up"), _SMALL),
    ):
        y = _lay(canvas, sheet, text, style, across=middle, y=y)
    whole = (MARGIN, A4[0] - 2 * MARGIN)
    y = _lay(canvas, sheet, say("How to check the camera"), _HEADING, across=whole, y=160.0)
    for text in (
        say("1. Print this page at its true size, without fitting it to the paper."),
        say("2. Lay it flat where forms and cards are held, the upper half under the camera."),
        say("3. See that all four corners are in the picture and as large as they will go."),
        say("4. Start the check: it says what is good and the one thing to do next."),
    ):
        y = _lay(canvas, sheet, text, _STEP, across=whole, y=y)


def _lay(
    canvas: Canvas, sheet: Sheet, text: str, style: Style, *, across: tuple[float, float], y: float
) -> float:
    """Write a paragraph at a height in millimetres and give where the next begins."""
    written = sheet.text(text, style)
    _, tall = written.wrapOn(canvas, across[1], A4[1])
    written.drawOn(canvas, across[0], _up(y) - tall)
    return y + tall / mm


def _up(y: float) -> float:
    """Give points from the foot of the page for millimetres from its top."""
    return A4[1] - y * mm
