"""Reads pictures, folders and clips for the command line: one answer a picture or clip."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from clerk_station.errors import StationError
from clerk_station.scan.camera import FRAME_MS, Clip
from clerk_station.scan.pictures import is_picture, load, no_file, pictures_in
from clerk_station.scan.reading import Frame, Reading
from clerk_station.scan.scanner import Ours, Scanner


def scan_paths(
    paths: Sequence[Path], *, ours: Ours, any_code: bool = False
) -> Iterator[dict[str, Any]]:
    """Read each path as the desk would; a folder stands for its pictures in name order.

    Yields:
        `{"file", "ms", "readings": [{"kind", "text", "certain", "ours"}]}`, and `"error"` in
        words where the file is no picture and no clip.
    """
    scanner = Scanner(ours, any_code=any_code)
    for path in paths:
        for file in pictures_in(path) if path.is_dir() else (path,):
            yield _one(scanner, file)


def _one(scanner: Scanner, file: Path) -> dict[str, Any]:
    began = time.perf_counter()
    answer: dict[str, Any] = {"file": str(file)}
    try:
        readings = scanner.read(load(file)) if _alone(file) else scanner.watch(_frames(file))
    except StationError as trouble:
        readings, answer["error"] = (), str(trouble)
    answer["ms"] = round((time.perf_counter() - began) * 1000, 1)
    answer["readings"] = [_shown(reading) for reading in readings]
    return answer


def _alone(file: Path) -> bool:
    if not file.exists():
        raise no_file(file)
    return is_picture(file)


def _frames(file: Path) -> Iterator[Frame]:
    clip = Clip(file)
    clip.open()
    number = 0
    while (image := clip.read()) is not None:
        yield Frame(image=image, number=number, at_ms=number * FRAME_MS)
        number += 1
    clip.close()


def _shown(reading: Reading) -> dict[str, Any]:
    return {
        "kind": reading.kind.value,
        "text": reading.text,
        "certain": reading.certain,
        "ours": reading.ours,
    }
