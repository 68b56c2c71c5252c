"""When 1080p pays, and when a camera goes back to 720p."""

from clerk_station.scan.pace import COUNTED, SMALL_FRAMES, Pace
from clerk_station.scan.reading import Hint


def read(hint: Hint, *, ms: float = 20.0, frames: int = SMALL_FRAMES) -> Pace:
    """Tell a new pace of some frames that were read."""
    pace = Pace()
    for _ in range(frames):
        pace.read(hint, ms=ms)
    return pace


def film(pace: Pace, *, fps: float) -> Pace:
    """Tell it of as many frames as it counts."""
    for number in range(COUNTED):
        pace.filmed(number / fps)
    return pace


def test_small_print_on_a_quick_machine_gets_larger_pictures() -> None:
    """Only where print stays too small, and only where there is time for twice the work."""
    assert read(Hint.CLOSER).wants_large(large=False)
    assert not read(Hint.HOLD_STILL).wants_large(large=False)
    assert not read(Hint.CLOSER, frames=SMALL_FRAMES - 1).wants_large(large=False)
    assert not read(Hint.CLOSER, ms=70).wants_large(large=False)


def test_a_machine_that_cannot_keep_up_goes_back_and_stays() -> None:
    """Fewer than fifteen frames a second at 1080p: 720p from then on; the control stays large."""
    pace = film(read(Hint.CLOSER), fps=9)
    assert not pace.wants_large(large=True)
    pace.begin()
    for _ in range(SMALL_FRAMES):
        pace.read(Hint.CLOSER, ms=20)
    assert not pace.wants_large(large=False)
    assert film(read(Hint.CLOSER), fps=25).wants_large(large=True)
