"""A QR code as text, for a terminal: two rows of modules in each line."""

from clerk_station.paper.codes import Qr

_QUIET = 2
_HALVES = {
    (False, False): "\u2588",
    (False, True): "\u2580",
    (True, False): "\u2584",
    (True, True): " ",
}
"""Light modules are drawn: a terminal is dark, and a reader needs a light quiet zone."""


def qr_text(text: str) -> str:
    """Draw a QR code with its quiet zone; dark on light where the terminal is light on dark."""
    rows = Qr(text, side=1.0).rows
    blank = [False] * (len(rows) + 2 * _QUIET)
    framed = [[False] * _QUIET + row + [False] * _QUIET for row in rows]
    whole = [blank] * _QUIET + framed + [blank] * _QUIET
    if len(whole) % 2:
        whole.append(blank)
    return "\n".join(
        "".join(_HALVES[above, below] for above, below in zip(*pair, strict=True))
        for pair in zip(whole[::2], whole[1::2], strict=True)
    )
