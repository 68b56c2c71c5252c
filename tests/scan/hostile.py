"""Frames and files that no honest camera gives: for tests, and for the benchmark's time bound."""

import struct
import zlib
from collections.abc import Mapping

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

Image = NDArray[np.uint8]

QR, CODE128 = zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128

TEXTS: Mapping[str, str] = {
    "control characters": "KA26\x1b[2J\x07-00441",
    "NUL": "KA26-0\x0000441",
    "line ends": "KA26-00441\r\nKA26-00442",
    "override": "\u202e3902-14400-62AK",
    "isolates": "\u2066KA26\u2069\u200f\u200b",
    "SQL": "'; DROP TABLE visits; --",
    "HTML": "<img src=x onerror=alert(1)>",
    "format": "%s%n{0.__class__}${jndi:ldap://x}",
    "path": "../../../../etc/passwd",
    "one long line": "K" * 2000,
    "wide digits": "ＫＡ２６-００４４１-２０９３",
    "almost ours": "IQR0:6BF+70-TNB",
    "nothing but blanks": "   ",
}
"""What a code may say that is no form."""


def code(content: str | bytes, kind: zxingcpp.BarcodeFormat = QR, *, scale: int = 4) -> Image:
    """Print a code on white, as a frame of its own."""
    drawn = zxingcpp.create_barcode(content, kind).to_image(scale=scale)
    return framed(np.asarray(drawn, np.uint8))


def framed(drawn: Image) -> Image:
    """Lay a grey picture in the middle of a light frame of 720 lines or more."""
    tall, wide = drawn.shape
    down, across = max(40, (720 - tall) // 2), max(40, (1280 - wide) // 2)
    white = [235.0] * 3
    grey = cv2.copyMakeBorder(drawn, down, down, across, across, cv2.BORDER_CONSTANT, value=white)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)


def parts_of(text: str) -> Image:
    """Print a text as the two symbols of a Structured Append, beside each other."""
    words = cv2.QRCodeEncoder.Params()
    words.mode, words.structure_number = cv2.QRCODE_ENCODER_MODE_STRUCTURED_APPEND, 2
    symbols = cv2.QRCodeEncoder.create(words).encodeStructuredAppend(text)
    large = [cv2.resize(s, (260, 260), interpolation=cv2.INTER_NEAREST) for s in symbols]
    spaced = [cv2.copyMakeBorder(s, 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=255) for s in large]
    return framed(np.asarray(np.hstack(spaced), np.uint8))


def with_eci(text: str) -> Image:
    """Print a text under an Extended Channel Interpretation."""
    words = cv2.QRCodeEncoder.Params()
    words.mode = cv2.QRCODE_ENCODER_MODE_ECI
    symbol = cv2.QRCodeEncoder.create(words).encode(text)
    return framed(np.asarray(cv2.resize(symbol, (300, 300), interpolation=cv2.INTER_NEAREST)))


def many(texts: list[str]) -> Image:
    """Print many codes on one sheet, ten in a row."""
    cells = [np.asarray(zxingcpp.create_barcode(t, QR).to_image(scale=4), np.uint8) for t in texts]
    side = max(len(cell) for cell in cells)
    even = [cv2.resize(cell, (side, side), interpolation=cv2.INTER_NEAREST) for cell in cells]
    rows = [np.hstack(even[at : at + 10]) for at in range(0, len(even), 10)]
    return framed(np.asarray(np.vstack(rows), np.uint8))


def stripes() -> Image:
    """Fill a frame with bars from edge to edge, which is no code and looks like a hundred."""
    rng = np.random.default_rng(1)
    bars = np.repeat(rng.random(430) > 0.5, 3)[:1280]
    frame = np.full((720, 1280, 3), 230, np.uint8)
    frame[:, bars] = 25
    return frame


def noise() -> Image:
    """Fill a frame with noise, in which everything has edges."""
    return np.random.default_rng(2).integers(0, 256, (720, 1280, 3), np.uint8)


def finders() -> Image:
    """Fill a frame with the corner marks of QR codes, between which there are none."""
    mark = np.full((9, 9), 255, np.uint8)
    mark[1:8, 1:8], mark[2:7, 2:7], mark[3:6, 3:6] = 0, 255, 0
    tile = np.kron(np.tile(mark, (16, 28)), np.ones((5, 5), np.uint8))
    return framed(np.asarray(tile, np.uint8))


def frames() -> Mapping[str, Image]:
    """Give frames that cost a decoder the most, for the benchmark."""
    return {
        "bars from edge to edge": stripes(),
        "noise": noise(),
        "only corner marks": finders(),
        "fifty codes": many([f"CODE-{number:02}" for number in range(50)]),
        "a QR of 2,900 characters": code("x" * 2900),
        "4K": np.asarray(cv2.resize(code("CODE"), (3840, 2160)), np.uint8),
    }


def png(width: int, height: int) -> bytes:
    """Write a PNG of one bit a pixel, all black: a hundred kilobytes may claim to be gigabytes."""
    row = b"\0" + bytes((width + 7) // 8)
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
