"""What keeps a reader's burst from the desk, and what the clerk does next."""

from clerk_station.errors import StationError
from clerk_station.scan.reading import Reading, Symbology


def trouble_of(reading: Reading, *, at_desk: bool) -> StationError | None:
    """Say why what a reader typed goes nowhere; None where the desk has an answer to it."""
    if not reading.text:
        return StationError(
            "The reader typed nothing that can be read",
            "Set it to type as a US keyboard, its booklet shows how, then read again",
        )
    if not at_desk:
        return StationError(
            "A reader was used, but nobody is at the desk",
            "Sign in or go back to the desk, then read it again. Nothing was typed or recorded",
        )
    if reading.kind is Symbology.MRZ and reading.document is None:
        return StationError(
            "The lines of the card did not come whole",
            "Read the card again, or type it with F7. Nothing was recorded",
        )
    return None
