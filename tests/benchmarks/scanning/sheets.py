"""Draws what is photographed: forms and phones with codes, cards with zones, and sheets without."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import cv2
import numpy as np
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.ids import form_number
from clerk_station.domain.people import BirthDate, Sex
from clerk_station.paths import resources
from clerk_station.rehearsal.draw_card import HEADINGS, Picture, Rng, Sheet, draw_card, flat
from clerk_station.rehearsal.draw_card import PIXELS_PER_MM as CARD_PIXELS_PER_MM
from clerk_station.rehearsal.draw_zone import CAPITAL_MM
from clerk_station.rehearsal.mrz_lines import mrz_lines_for
from clerk_station.tokens import seal_form

PIXELS_PER_MM = 10
_PAGE = (1500, 2000, 3)
_AUTHORITY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
_GIVEN = ("علي", "زينب", "حيدر", "فاطمة", "كرار", "مريم", "شيلان", "نور الهدى", "عبد الله")
_SURNAMES = ("", "الموسوي", "خفاجي", "گوران", "الجبوري", "بارزاني", "البياتي")
_WORDS = ("Appointment", "name", "date", "office", "number", "hour", "please", "bring", "copy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A sheet and the one thing on it that is to be read.

    Attributes:
        sheet: its `zone` has the corners of that thing, empty where there is none.
        unit: width of a module or height of a capital there, in pixels.
        text: what it says.
        other: what another code on the sheet says.
    """

    sheet: Sheet
    unit: float = 1.0
    text: str = ""
    other: str = ""


def form(rng: Rng, kind: str, *, fading: float) -> Subject:
    """Draw a form with a QR and a Code128, ours or another's; `kind` says which is to be read."""
    ink, picture = _written(rng, fading)
    sealed, number = _payloads(rng)
    side = rng.uniform(26, 40) * PIXELS_PER_MM
    dots = _drawn(sealed, zxingcpp.BarcodeFormat.QRCode)
    module = max(3, round(side / len(dots)))
    left = int(rng.choice([90, 1900 - module * len(dots)]))
    qr = _put(picture, np.kron(dots, np.ones((module, module), np.uint8)), (left, 110), ink)
    bars = _drawn(number, zxingcpp.BarcodeFormat.Code128)[:1]
    width, height = int(rng.integers(3, 6)), int(rng.uniform(10, 18) * PIXELS_PER_MM)
    stripes = np.kron(bars, np.ones((height, width), np.uint8))
    where = int(rng.uniform(100, 1900 - stripes.shape[1])), 700
    c128 = _put(picture, stripes, where, ink)
    if kind == "qr":
        return Subject(sheet=flat(picture, zone=qr), unit=module, text=sealed, other=number)
    return Subject(sheet=flat(picture, zone=c128), unit=width, text=number, other=sealed)


def phone(rng: Rng) -> Subject:
    """Draw a phone that shows a form's QR on its white screen."""
    picture = np.full((1400, 720, 3), 20, np.uint8)
    picture[80:1320, 30:690] = 255
    sealed, _ = _payloads(rng)
    dots = _drawn(sealed, zxingcpp.BarcodeFormat.QRCode)
    module = 560 // len(dots)
    side = module * len(dots)
    drawn = np.kron(dots, np.ones((module, module), np.uint8))
    corners = _put(picture, drawn, ((720 - side) // 2, (1400 - side) // 2), 0)
    return Subject(sheet=flat(picture, zone=corners), unit=module, text=sealed)


def card(rng: Rng, *, wear: float) -> Subject:
    """Draw a card with a zone."""
    lines = _zone(rng)
    sheet = draw_card(lines, seed=int(rng.integers(2**31)), wear=wear)
    return Subject(sheet=sheet, unit=CAPITAL_MM * CARD_PIXELS_PER_MM, text="|".join(lines))


def nothing(rng: Rng) -> Subject | None:
    """Draw a sheet without code or zone: form, card, random squares and stripes; or no sheet."""
    sort = rng.integers(5)
    if sort == 0:
        return None
    if sort == 1:
        return Subject(sheet=flat(_nonsense(rng)))
    if sort == 2:
        return Subject(sheet=draw_card((), seed=int(rng.integers(2**31))))
    _, picture = _written(rng, 0.3)
    if sort == 3:
        _numbers(rng, picture)
    return Subject(sheet=flat(picture))


def _zone(rng: Rng) -> tuple[str, str, str]:
    """Make up a zone: with and without a surname; cards of a foreign state have long numbers."""
    year, long = int(rng.integers(1940, 2024)), rng.random() < 0.1
    letters = "".join(rng.choice(list("ABCDEFGHKMPRSTXZ"), 2))
    return mrz_lines_for(
        f"{letters}{rng.integers(10**7):07}" + (f"{rng.integers(100):02}" if long else ""),
        birth=BirthDate(year, int(rng.integers(1, 13)), int(rng.integers(1, 29))),
        sex=Sex.MALE if rng.random() < 0.5 else Sex.FEMALE,
        expiry=date(int(rng.integers(2027, 2036)), int(rng.integers(1, 13)), 1),
        given=str(rng.choice(_GIVEN)),
        surname=str(rng.choice(_SURNAMES)),
        national_number="" if long else f"{year}{rng.integers(10**8):08}",
        issuer="UTO" if long else "IRQ",
    )


def _payloads(rng: Rng) -> tuple[str, str]:
    """Make up what the QR and the bars of one form say: sealed as ours, or in other ways."""
    serial = int(rng.integers(10**7))
    if rng.random() < 0.4:
        number, day = (
            form_number("KA", 2026, serial),
            date(2026, 1, 1) + timedelta(days=serial % 360),
        )
        ours = AppointmentForm(
            number=number,
            household=f"KA-{serial:07}",
            centre="KBL-01",
            day=day,
            hour=f"{8 + serial % 7:02}:30",
            expires=day + timedelta(days=14),
        )
        return seal_form(ours, _AUTHORITY), number.replace("-", "")
    short = (f"APT{serial:07}", f"{serial:07}{serial % 97:02}", f"AP-26-{serial:07}")
    long = (*short[:2], f"https://appt.example.org/v/{serial:07}?s={serial * 7919 % 10**12:012}")
    return str(rng.choice(long)), str(rng.choice(short))


def _drawn(text: str, kind: zxingcpp.BarcodeFormat) -> NDArray[np.uint8]:
    """Give a code as 1 for ink and 0 for paper, one pixel a module."""
    code = zxingcpp.create_barcode(text, kind)
    pixels = np.asarray(code.to_image(scale=1, add_quiet_zones=False), np.uint8)
    return np.asarray(pixels < 128, np.uint8)


def _put(
    picture: Picture, drawn: NDArray[np.uint8], at: tuple[int, int], ink: int
) -> NDArray[np.float32]:
    """Print a code with its quiet zone; give its corners."""
    (left, top), (tall, wide) = at, drawn.shape
    paper = int(picture.max())
    picture[max(0, top - 40) : top + tall + 40, max(0, left - 50) : left + wide + 50] = paper
    picture[top : top + tall, left : left + wide][drawn > 0] = ink
    corners = [(0, 0), (wide, 0), (wide, tall), (0, tall)]
    return np.asarray(corners, np.float32) + np.asarray(at, np.float32)


def _written(rng: Rng, fading: float) -> tuple[int, Picture]:
    """Draw a page with lines of print; give its ink as well."""
    ink, paper = int(rng.uniform(8, 50 + 50 * fading)), int(rng.uniform(232, 254))
    image = Image.fromarray(np.full(_PAGE, paper, np.uint8))
    draw = ImageDraw.Draw(image)
    for top in range(40, _PAGE[0] - 60, int(rng.integers(60, 110))):
        draw.text(
            (1880, top), str(rng.choice(HEADINGS)), font=_font(36), fill=(ink,) * 3, anchor="ra"
        )
        words = " ".join(rng.choice(_WORDS, int(rng.integers(2, 9))))
        draw.text((120, top), words, font=_font(30), fill=(ink + 30,) * 3)
        draw.line((100, top + 52, 1900, top + 52), fill=(150,) * 3, width=2)
    return ink, np.ascontiguousarray(np.asarray(image)[:, :, ::-1])


def _numbers(rng: Rng, picture: Picture) -> None:
    """Write capitals and figures in rows, which look like a zone from afar."""
    for row in range(3):
        letters = "".join(rng.choice(list("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"), 30))
        where, face = (150, 900 + row * 90), cv2.FONT_HERSHEY_SIMPLEX
        cv2.putText(picture, letters, where, face, 2.2, (30, 30, 30), 5, cv2.LINE_AA)


def _nonsense(rng: Rng) -> Picture:
    """Draw squares and stripes that look like codes and are none."""
    picture = np.full((1400, 1000, 3), 240, np.uint8)
    for _ in range(4):
        cells, module = int(rng.integers(8, 40)), int(rng.integers(5, 14))
        squares = np.kron(rng.random((cells, cells)) > 0.5, np.ones((module, module), np.bool_))
        top, left = int(rng.integers(1400)), int(rng.integers(1000))
        part = picture[top : top + len(squares), left : left + len(squares)]
        part[squares[: part.shape[0], : part.shape[1]]] = 0
    for top in rng.integers(0, 1290, 3).tolist():
        stripes = np.repeat(rng.random(160) > 0.5, int(rng.integers(3, 7)))[:900]
        picture[top : top + 110, 50 : 50 + len(stripes)][:, stripes] = 20
    return picture


@cache
def _font(pixels: int) -> ImageFont.FreeTypeFont:
    path = resources() / "fonts" / "ibm-plex-sans-arabic" / "IBMPlexSansArabic-Regular.ttf"
    return ImageFont.truetype(str(path), pixels)
