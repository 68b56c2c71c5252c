"""Reads pictures, clips and cameras for the command line: an answer a file, or a reading."""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from clerk_station.errors import StationError
from clerk_station.scan.camera import CLIPS, FRAME_MS, Clip
from clerk_station.scan.pictures import PICTURES, is_picture, load, no_file
from clerk_station.scan.reading import Frame, Reading
from clerk_station.scan.scanner import Ours, Scanner
from clerk_station.words import Words


def scan_paths(
    paths: Sequence[Path], *, ours: Ours, words: Words, any_code: bool = False
) -> Iterator[dict[str, Any]]:
    """Read each path as the desk would; a folder stands for its pictures and clips.

    Those come in name order; folders within it are not entered.

    Yields:
        `{"file", "ms", "readings": [{"kind", "text", "certain", "ours"}]}`, and `"error"` in
        words where the file cannot be read, or is no picture and no clip.
    """
    scanner = Scanner(ours, any_code=any_code)
    for path in paths:
        for file in _files(path):
            yield _one(scanner, file, words)


def scan_frames(
    frames: Iterable[Frame], *, name: str, ours: Ours, any_code: bool = False
) -> Iterator[dict[str, Any]]:
    """Read a camera's frames as the desk would.

    Yields:
        `{"camera", "ms", "readings": [...]}` for each text that became steady, once while it is
        held; `ms` is since the first frame.
    """
    scanner, began = Scanner(ours, any_code=any_code), time.perf_counter()
    for frame in frames:
        for reading in scanner.see(frame):
            if any_code or reading.ours:
                ms = round((time.perf_counter() - began) * 1000, 1)
                yield {"camera": name, "ms": ms, "readings": [_shown(reading)]}


def _files(path: Path) -> Sequence[Path]:
    """Give what a path stands for; where a folder cannot be listed, itself."""
    try:
        if not path.is_dir():
            return [path]
        return sorted(
            file
            for file in path.iterdir()
            if file.suffix.lower() in PICTURES | CLIPS and file.is_file()
        )
    except OSError:
        return [path]


def _one(scanner: Scanner, file: Path, words: Words) -> dict[str, Any]:
    began = time.perf_counter()
    answer: dict[str, Any] = {"file": str(file)}
    try:
        readings = _read(scanner, file)
    except StationError as trouble:
        texts = (words.say(text, **trouble.values) for text in (trouble.title, trouble.message))
        readings, answer["error"] = (), ". ".join(texts)
    answer["ms"] = round((time.perf_counter() - began) * 1000, 1)
    answer["readings"] = [_shown(reading) for reading in readings]
    return answer


def _read(scanner: Scanner, file: Path) -> Sequence[Reading]:
    if not os.access(file, os.R_OK) or file.is_dir():
        raise no_file(file)
    return scanner.read(load(file)) if is_picture(file) else scanner.watch(_frames(file))


def _frames(file: Path) -> Iterator[Frame]:
    clip = Clip(file)
    clip.open()
    number = 0
    try:
        while (image := clip.read()) is not None:
            yield Frame(image=image, number=number, at_ms=number * FRAME_MS)
            number += 1
    finally:
        clip.close()


def _shown(reading: Reading) -> dict[str, Any]:
    return {
        "kind": reading.kind.value,
        "text": reading.text,
        "certain": reading.certain,
        "ours": reading.ours,
    }
