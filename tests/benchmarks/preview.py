"""How smooth the preview is while the scanner reads: `python -m tests.benchmarks.preview`.

A clip of a card, a form and a bare desk is played as a live webcam: thirty JPEGs a second, each
unpacked as a driver does, and lost when nobody was ready for it. Beside it stands the same camera
with nobody reading. The work of a frame is the processor's time of the thread that films, which
does not depend on what else the machine does.
"""

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from clerk_station.rehearsal.draw_card import Sheet, draw_card
from clerk_station.rehearsal.draw_code import draw_code
from clerk_station.rehearsal.frames import Conditions, film
from clerk_station.scan.camera import LARGE, SMALL, Camera
from clerk_station.scan.reading import Frame, Sight, Symbology
from clerk_station.scan.watching import CameraThread
from tests.benchmarks.table import Line, show

if TYPE_CHECKING:
    from clerk_station.scan.reading import Image

FPS = 30.0
SECONDS, WARM_S = 8.0, 2.0
LINES = (
    "IDIRQAA47110085198400471108<<<",
    "8403098F3405019IRQ<<<<<<<<<<<7",
    "ALMWSWY<<ZYNB<<<<<<<<<<<<<<<<<",
)
SHEETS: dict[str, Callable[[], Sheet]] = {
    "a card": lambda: draw_card(LINES, seed=5),
    "a form's QR": lambda: draw_code(Symbology.QR, "F-0441-20931"),
}

Packed = NDArray[np.uint8]


class Player:
    """Plays JPEGs as a webcam of thirty frames a second, for ever."""

    name, live, frame_ms = "player", True, 0.0
    large: bool | None = None

    def __init__(self, jpegs: Sequence[Packed]) -> None:
        self._jpegs = jpegs
        self._turn = itertools.cycle(jpegs)
        self._due = 0.0
        self._clock = threading.Event()

    def open(self) -> None:
        """Begin now."""
        self._due = time.monotonic()

    def read(self) -> "Image | None":
        """Wait for the next frame's moment; those whose moment passed are lost."""
        missed = max(0, int((time.monotonic() - self._due) * FPS))
        for _ in range(missed):
            next(self._turn)
        self._due += (missed + 1) / FPS
        self._clock.wait(max(0.0, self._due - time.monotonic()))
        image = cv2.imdecode(next(self._turn), cv2.IMREAD_COLOR)
        return np.asarray(image, np.uint8)

    def close(self) -> None:
        """Nothing to let go of."""

    def again(self) -> Camera:
        """Play from the beginning."""
        return Player(self._jpegs)


def measure(*, seconds: float = SECONDS) -> Iterator[Line]:
    """Play each scene at both sizes, first to nobody and then to the scanner."""
    for size in (SMALL, LARGE):
        for name in (*SHEETS, "a bare desk"):
            jpegs = _jpegs(name, size)
            alone = _alone(Player(jpegs), seconds / 2)
            shown, read, work = _watched(Player(jpegs), seconds)
            yield Line(
                "preview",
                f"{size[1]}p, {name}",
                f"{shown:.1f} frames/s shown, {read:.1f} read, work {work:.1f} ms a frame",
                f"camera alone {alone:.1f}",
            )


def _jpegs(name: str, size: tuple[int, int]) -> list[Packed]:
    sheet = SHEETS[name]() if name in SHEETS else None
    frames = film(sheet, Conditions(seed=9, size=size, noise=3, blur=0.6), frames=16)[4:]
    return [np.asarray(cv2.imencode(".jpg", frame)[1], np.uint8) for frame in frames]


def _alone(camera: Player, seconds: float) -> float:
    camera.open()
    ends, count = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        camera.read()
        count += 1
    return count / seconds


def _watched(camera: Player, seconds: float) -> tuple[float, float, float]:
    """Count what reaches the preview, of how many frames something was made out, and the work."""
    worked, read, counting = list[float](), set[int](), threading.Event()

    def on_frame(_frame: Frame, sight: Sight) -> None:
        if counting.is_set():
            worked.append(time.thread_time() * 1000)
            read.add(sight.number)

    thread = CameraThread(
        camera,
        ours=lambda _kind, _text: True,
        on_frame=on_frame,
        on_reading=lambda _reading: None,
        on_trouble=lambda _trouble: None,
    )
    thread.start()
    still = threading.Event()
    still.wait(WARM_S)
    counting.set()
    still.wait(seconds)
    counting.clear()
    thread.close()
    work = (worked[-1] - worked[0]) / max(1, len(worked) - 1) if worked else 0.0
    return len(worked) / seconds, len(read) / seconds, work


if __name__ == "__main__":
    show(measure())
