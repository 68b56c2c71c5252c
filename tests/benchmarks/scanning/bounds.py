"""What a hostile frame costs, as a multiple of an ordinary one: the bound on the scanner's time."""

import time
from collections.abc import Iterator

from clerk_station.rehearsal.frames import Conditions, photograph
from clerk_station.scan.reading import Frame
from clerk_station.scan.scanner import Scanner
from tests.scan import hostile

_ROUND = 8
"""Frames, so that each rescue has its turn."""


def costs() -> Iterator[tuple[str, str, str]]:
    """Give for each hostile frame the most processor time it took, in ms and in ordinary frames."""
    scanner = Scanner(lambda _kind, _text: False, any_code=True)
    ordinary = photograph(None, Conditions(seed=1)).picture
    _most(scanner, ordinary)
    usual = _most(scanner, ordinary)
    yield ("HOSTILE FRAME IN THE STREAM", "CPU ms, worst", "x a bare desk")
    for name, image in hostile.frames().items():
        worst = _most(scanner, image)
        yield (name, f"{worst:.0f}", f"{worst / usual:.1f}")


def _most(scanner: Scanner, image: hostile.Image) -> float:
    """Show a frame again and again; give the most that any cost."""
    scanner.forget()
    spent = []
    for number in range(_ROUND):
        frame = Frame(image=image, number=number, at_ms=number * 66.0)
        began = time.process_time()
        scanner.see(frame)
        spent.append((time.process_time() - began) * 1000)
    return max(spent)
