"""General text recognition on zones, helped: it is shown the zone alone, upright and level.

What it says is brought to lines of the right length. Where the truth has no corners, and in the
engine that is shown whole frames, it has to find the zone itself, as ours always does.
"""

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np

from tests.benchmarks.scanning.cases import MRZ, Case, Engine, Image, Reads, Said

_PITCH, _STEP, _MARGIN = 26, 43, 30
"""Pixels from character to character and line to line in the upright picture, and around it."""
_FEW = 15
_TESSDATA = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tessdata")


def upright(image: Image, case: Case) -> Image:
    """Cut the zone out level, its capitals 25 pixels high; the whole frame where it is unknown."""
    if not case.quad:
        return image
    lines = case.text.split("|")
    wide, tall = _PITCH * len(lines[0]), _STEP * (len(lines) - 1) + 25
    corners = np.array([(0, 0), (wide, 0), (wide, tall), (0, tall)], np.float32) + _MARGIN
    matrix = cv2.getPerspectiveTransform(np.array(case.quad, np.float32).reshape(4, 2), corners)
    size = (wide + 2 * _MARGIN, tall + 2 * _MARGIN)
    return np.asarray(cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_CUBIC), np.uint8)


def zone_of(rows: Iterable[str], case: Case) -> Sequence[Said]:
    """Make the lines of a zone of what was read: the last long rows, filled up or cut to length."""
    truth = case.text.split("|")
    plain = (re.sub(r"\s", "", row).upper().replace("«", "<<").replace("‹", "<") for row in rows)
    long = [row for row in plain if len(row) >= len(truth[0]) * 0.6 or row.count("<") >= 3]
    if len(long) < len(truth):
        return ()
    lines = [row[: len(truth[0])].ljust(len(truth[0]), "<") for row in long[-len(truth) :]]
    return [Said("|".join(lines))]


def _tesseract() -> Reads:
    import tesserocr  # noqa: PLC0415 - each engine loads itself alone
    from PIL import Image as Pictures  # noqa: PLC0415 - as above

    folders = (os.environ.get("TESSDATA_PREFIX", ""), *_TESSDATA)
    data = [folder for folder in folders if (Path(folder) / "eng.traineddata").is_file()]
    if not data:
        msg = "no eng.traineddata: install Debian's tesseract-ocr-eng or set TESSDATA_PREFIX"
        raise FileNotFoundError(msg)
    words = tesserocr.PyTessBaseAPI(path=data[0], lang="eng", psm=tesserocr.PSM.SINGLE_BLOCK)

    def read(image: Image, case: Case) -> Sequence[Said]:
        cut = cv2.cvtColor(upright(image, case), cv2.COLOR_BGR2RGB)
        words.SetImage(Pictures.fromarray(cut))
        return zone_of(words.GetUTF8Text().splitlines(), case)

    return read


def _rapid(*, whole: bool = False) -> Reads:
    import rapidocr  # noqa: PLC0415 - as above

    # One thread, as all engines have here.
    threads = "EngineConfig.onnxruntime."
    reader = rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            # Else it enlarges a zone to eight times its size, and is slower and worse.
            "Det.limit_type": "max",
            "Det.limit_side_len": 1280,
            f"{threads}intra_op_num_threads": 1,
            f"{threads}inter_op_num_threads": 1,
        }
    )

    def read(image: Image, case: Case) -> Sequence[Said]:
        found = reader(image if whole else upright(image, case))
        if found.boxes is None:
            return ()
        return zone_of(_rows(found.boxes, found.txts), case)

    return read


def _rows(boxes: Iterable[np.ndarray], texts: Sequence[str]) -> list[str]:
    """Join what stands beside each other to rows, from top to bottom."""
    pieces = sorted(zip(boxes, texts, strict=True), key=lambda piece: float(piece[0][:, 1].mean()))
    rows: list[list[tuple[float, str]]] = []
    last = -1e9
    for box, text in pieces:
        middle, height = float(box[:, 1].mean()), float(np.ptp(box[:, 1]))
        if middle - last > height / 2:
            rows.append([])
        rows[-1].append((float(box[:, 0].min()), text))
        last = middle
    return ["".join(text for _, text in sorted(row)) for row in rows]


ENGINES = {
    "tesserocr": Engine(title="tesserocr eng, upright crop", kinds=(MRZ,), build=_tesseract),
    "rapidocr": Engine(title="rapidocr, upright crop", kinds=(MRZ,), build=_rapid),
    "rapidocr-whole": Engine(
        title=f"rapidocr, first {_FEW} frames whole",
        kinds=(MRZ,),
        build=lambda: _rapid(whole=True),
        most=_FEW,
    ),
}
