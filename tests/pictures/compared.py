"""Are two pictures the same to the eye? Compared in blocks, so that one word that changed shows."""

import numpy as np

from tests.pictures.sets import Picture

BLOCK = 16
"""Pixels of a block's side: about one letter."""

TOLERANCE = 14.0
"""Mean difference of a block's pixels, of 255: more than other rounding of a letter's edges."""


def changed_blocks(kept: Picture, now: Picture) -> list[tuple[int, int]]:
    """Give the top left corners, as (x, y), of the blocks that look different."""
    if kept.shape != now.shape:
        return [(0, 0)]
    difference = np.abs(kept.astype(np.int16) - now.astype(np.int16)).mean(axis=2)
    down, across = (-(-side // BLOCK) for side in difference.shape)
    padded = np.zeros((down * BLOCK, across * BLOCK))
    padded[: difference.shape[0], : difference.shape[1]] = difference
    blocks = padded.reshape(down, BLOCK, across, BLOCK).mean(axis=(1, 3))
    return [(int(x) * BLOCK, int(y) * BLOCK) for y, x in np.argwhere(blocks > TOLERANCE)]
