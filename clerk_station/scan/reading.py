"""What the scan room says to the others: frames it saw, readings it made, hints for the clerk."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from clerk_station.domain.identity import IdentityDocument

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Image = NDArray[np.uint8]
    """A picture as OpenCV has it: height × width × 3, blue-green-red."""

Box = tuple[tuple[float, float], ...]
"""Four corners in pixels of the frame, clockwise from the text's own top left; empty if unknown."""


class Symbology(StrEnum):
    """How a reading was written; values stand in the command line's JSON."""

    QR = "qr"
    CODE128 = "code128"
    MRZ = "mrz"
    TYPED = "typed"


class Hint(StrEnum):
    """What keeps the camera from reading, for a word on the preview."""

    NONE = "none"
    CLOSER = "closer"
    FURTHER = "further"
    HOLD_STILL = "hold_still"
    TOO_DARK = "too_dark"
    GLARE = "glare"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One picture of the camera."""

    image: "Image"
    number: int
    at_ms: float
    """Monotonic milliseconds."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a frame where something to read lies, for an outline on the preview."""

    box: Box
    sure: bool
    """Read, and surely; else it was only found, or read without being certain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What the scanner made of a frame, beside its readings: for the preview alone."""

    number: int = 0
    """Of the frame; 0 before there was one."""
    hint: Hint = Hint.NONE
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One text read from light or keys.

    An MRZ's text is its lines joined by `|`; it is used and dropped, never kept or logged.
    """

    kind: Symbology
    text: str
    certain: bool = True
    """False where the desk waits for further frames that agree."""
    ours: bool = False
    """A form of our own, or an identity document whose check digits hold."""
    box: Box = ()
    document: IdentityDocument | None = None

    def __repr__(self) -> str:
        shown = "…" if self.kind is Symbology.MRZ else self.text
        return f"Reading({self.kind.value}, {shown!r}, certain={self.certain}, ours={self.ours})"
