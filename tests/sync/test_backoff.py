"""How the post waits."""

import pytest

from sync.backoff import CAP, Portion, wait


def test_waits_between_a_second_and_a_quarter_of_an_hour() -> None:
    """However often it failed and however luck falls, a wait stays within its bounds."""
    waits = [
        wait(failures, random=luck)
        for failures in (1, 2, 5, 10, 40, 100_000)
        for luck in (lambda: 0.0, lambda: 0.5, lambda: 0.999)
    ]
    assert min(waits) == 1.0
    assert max(waits) <= CAP


def test_the_bound_doubles() -> None:
    """With the worst luck each wait is twice the last, until the cap."""
    worst = [wait(n, random=lambda: 1.0) for n in range(1, 13)]
    assert worst[:4] == [2.0, 4.0, 8.0, 16.0]
    assert worst[-1] == CAP


@pytest.mark.parametrize(("asked", "least", "most"), [(40.0, 40.0, 41.0), (1e9, CAP, CAP)])
def test_what_the_central_asks_for_wins(asked: float, least: float, most: float) -> None:
    """Retry-After replaces the own wait, but never beyond the cap."""
    assert least <= wait(1, random=lambda: 0.5, retry_after=asked) <= most


def test_letters_shrink_to_one_and_grow_again() -> None:
    """From the second failure on each halves the letter; a success doubles it up to the most."""
    portion = Portion(500)
    sizes = []
    for _ in range(11):
        portion.failed()
        sizes.append(portion.now)
    assert sizes == [500, 250, 125, 62, 31, 15, 7, 3, 1, 1, 1]
    for _ in range(12):
        portion.succeeded()
    assert portion.now == 500
