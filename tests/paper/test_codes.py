"""Codes on paper: what a reader sees of them."""

from io import BytesIO

import zxingcpp
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from clerk_station.paper.codes import MODULE, Qr, bars
from tests.paper.reading import picture

_TOKEN = "IQR1:" + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:" * 4 + "END" * 9


def drawn(flowable: Flowable) -> bytes:
    """Draw a code on a page of its own."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=(300, 300))
    flowable.wrapOn(canvas, 280, 280)
    flowable.drawOn(canvas, 20, 20)
    canvas.save()
    return target.getvalue()


def test_a_sealed_form_fits_its_qr() -> None:
    """A token of about 210 characters is read back from 56 mm at 150 dots an inch."""
    (code,) = zxingcpp.read_barcodes(picture(drawn(Qr(_TOKEN, side=56 * mm))))
    assert code.text == _TOKEN
    assert code.ec_level == "M"


def test_capitals_and_digits_take_less_room() -> None:
    """The same token in small letters would need more, smaller modules: no alphanumeric mode."""
    assert len(Qr(_TOKEN, side=56 * mm).rows) < len(Qr(_TOKEN.lower(), side=56 * mm).rows)


def test_the_number_is_read_from_its_bars() -> None:
    """A form number without hyphens comes back from the Code128, its module half a millimetre."""
    code = bars("KA26044120963", height=14 * mm)
    (read,) = zxingcpp.read_barcodes(picture(drawn(code)))
    assert (read.text, str(read.format)) == ("KA26044120963", "Code 128")
    assert mm / 2 == MODULE
