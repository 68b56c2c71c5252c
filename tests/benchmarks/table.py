"""What was measured, as lines of one table."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement, and what stood beside it in the same run."""

    group: str
    what: str
    value: str
    beside: str = ""


def spread(milliseconds: Sequence[float], *shares: int) -> str:
    """Write percentiles of some durations, in milliseconds."""
    found = np.percentile(milliseconds, shares)
    return ", ".join(f"p{s} {_digits(ms)} ms" for s, ms in zip(shares, found, strict=True))


def _digits(value: float) -> str:
    """Write three digits that count, and never an exponent."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def show(lines: Iterable[Line]) -> None:
    """Print lines below one another."""
    rows = [("", "what", "measured", "beside it"), *map(astuple, lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        cells = (f"{cell:{width}}" for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
