"""Carries another station's batches to the central, and its receipts back, with this one's line."""

from pathlib import Path
from typing import Protocol

from clerk_station.errors import StationError
from sync import export
from sync.errors import BadEnvelope, Rejected, SyncError
from sync.wire import SignedReceipt


class Carrier(Protocol):
    """The door for what belongs to others."""

    def carry(self, packed: bytes) -> SignedReceipt:
        """Hand in a batch of another station."""
        ...


def carry(file: Path, server: Carrier, *, answer: Path) -> int:
    """Hand in every batch of a file and write the receipts; give how many batches.

    What was handed in before the line dropped has its receipt in the answer; the same file may be
    carried again, and changes nothing that is there.

    Raises:
        StationError: the file is none of ours, the central refuses it, or the line is down.
    """
    receipts: list[SignedReceipt] = []
    try:
        receipts.extend(map(server.carry, export.read(file)))
    except OSError as error:
        raise StationError(
            "The file cannot be read", "Check that {file} is there.", file=file
        ) from error
    except BadEnvelope as error:
        raise StationError(
            "This is not a file of sealed batches",
            "Ask the other station for a new export. What was whole in it has been handed in",
        ) from error
    except Rejected as error:
        raise StationError(
            "The central does not take this file",
            "Its station is not known there, or this one may not carry. Hand it in at the central",
        ) from error
    except SyncError as error:
        raise StationError(
            "The central cannot be reached",
            "Carry the same file again when the line is back, nothing is doubled",
        ) from error
    finally:
        if receipts:
            _write(answer, receipts)
    return len(receipts)


def _write(answer: Path, receipts: list[SignedReceipt]) -> None:
    try:
        export.write_receipts(answer, receipts)
    except OSError as error:
        raise StationError(
            "The file cannot be written",
            "Choose another folder than {path}, or free some space",
            path=str(answer),
        ) from error
