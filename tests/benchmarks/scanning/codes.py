"""The libraries that read codes, each as its makers advise, on the whole frame."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from tests.benchmarks.scanning.cases import (
    ANY,
    CODE128,
    MRZ,
    NEGATIVE,
    QR,
    Case,
    Engine,
    Image,
    Reads,
    Said,
)

_KINDS = (QR, CODE128, NEGATIVE, MRZ, ANY)


def _grey(image: Image) -> Image:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def _zxing(**words: Any) -> Reads:
    import zxingcpp  # noqa: PLC0415 - each engine loads itself alone

    def read(image: Image, _: Case) -> Sequence[Said]:
        return [Said(code.text) for code in zxingcpp.read_barcodes(_grey(image), **words)]

    return read


def _zxing_of_ours() -> Reads:
    import zxingcpp  # noqa: PLC0415 - as above

    kinds = [zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128]
    formats = zxingcpp.BarcodeFormats(kinds)
    return _zxing(formats=formats, try_downscale=False, try_invert=False)


def _zbar() -> Reads:
    from pyzbar import pyzbar  # noqa: PLC0415 - as above

    symbols = [pyzbar.ZBarSymbol.QRCODE, pyzbar.ZBarSymbol.CODE128]

    def read(image: Image, _: Case) -> Sequence[Said]:
        found = pyzbar.decode(_grey(image), symbols)
        return [Said(code.data.decode("utf-8", "replace")) for code in found]

    return read


def _opencv(detector: Any) -> Reads:
    def read(image: Image, _: Case) -> Sequence[Said]:
        _, texts, *_ = detector.detectAndDecodeMulti(image)
        return [Said(text) for text in texts if text]

    return read


def _opencv_bars() -> Reads:
    detector: Any = cv2.barcode.BarcodeDetector()

    def read(image: Image, _: Case) -> Sequence[Said]:
        _, texts, *_ = detector.detectAndDecodeWithType(image)
        return [Said(text) for text in texts if text]

    return read


ENGINES = {
    "zxing": Engine(title="zxing-cpp, our two formats", kinds=_KINDS, build=_zxing_of_ours),
    "zxing-all": Engine(title="zxing-cpp, all formats", kinds=_KINDS, build=_zxing),
    "zbar": Engine(title="pyzbar, our two formats", kinds=_KINDS, build=_zbar),
    "cv2-qr": Engine(
        title="OpenCV QRCodeDetector", kinds=_KINDS, build=lambda: _opencv(cv2.QRCodeDetector())
    ),
    "cv2-aruco": Engine(
        title="OpenCV QRCodeDetectorAruco",
        kinds=_KINDS,
        build=lambda: _opencv(cv2.QRCodeDetectorAruco()),
    ),
    "cv2-bars": Engine(title="OpenCV BarcodeDetector", kinds=_KINDS, build=_opencv_bars),
}
