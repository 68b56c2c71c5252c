"""What others see of a PDF: text as poppler extracts it, pages as pdfium draws them."""

import re
import shutil
import subprocess
import unicodedata
from io import BytesIO

import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray
from reportlab.pdfgen.canvas import Canvas

from clerk_station.paper.text import Text


def lines(pdf: bytes) -> list[str]:
    """Give the lines of text in logical order, folded by NFKC, blanks single, marks left out."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("poppler-utils is not installed: no pdftotext to read the text back with")
    got = subprocess.run([tool, "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    text = unicodedata.normalize("NFKC", got.stdout.decode())
    text = re.sub("[\u200e\u200f\u202a-\u202e]", "", text)
    return [" ".join(line.split()) for line in re.split("[\n\f]", text) if line.strip()]


def text(pdf: bytes) -> str:
    """Give all text as one line."""
    return " ".join(lines(pdf))


def pages(pdf: bytes) -> int:
    """Count the pages."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def picture(pdf: bytes, *, dpi: int = 150) -> NDArray[np.uint8]:
    """Draw the first page as grey levels."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn = document[0].render(scale=dpi / 72, grayscale=True).to_numpy()
        return drawn.reshape(drawn.shape[:2]).copy()
    finally:
        document.close()


def set_alone(flowable: Text, *, width: float = 500) -> bytes:
    """Draw one paragraph on a page of its own."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=(width + 100, 800), invariant=True)
    flowable.wrapOn(canvas, width, 700)
    flowable.drawOn(canvas, 50, 700 - flowable.height)
    canvas.save()
    return target.getvalue()
