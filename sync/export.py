"""Sealed batches and their receipts as files: the post without a network."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from sync.envelope import MOST_COMPRESSED
from sync.errors import UNREADABLE, BadEnvelope, Garbled
from sync.signed import signed_from_json, signed_to_json
from sync.wire import SignedReceipt

_BATCHES = b"clerk-station/batches/1\n"
_LENGTH = 4


def write(path: Path, batches: Iterable[bytes]) -> int:
    """Write packed batches, each after its length; give how many. The file appears whole or not.

    Raises:
        OSError: the file cannot be written.
    """
    beside, count = path.with_name(path.name + ".part"), 0
    with beside.open("wb") as file:
        file.write(_BATCHES)
        for packed in batches:
            file.write(len(packed).to_bytes(_LENGTH) + packed)
            count += 1
    beside.replace(path)
    return count


def read(path: Path) -> Iterator[bytes]:
    """Give the packed batches of a file in order; what they hold is not checked here.

    Raises:
        BadEnvelope: it is no such file, or it ends within a batch.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        if file.read(len(_BATCHES)) != _BATCHES:
            msg = "this is not a file of sealed batches"
            raise BadEnvelope(msg)
        while length := file.read(_LENGTH):
            size = int.from_bytes(length)
            packed = file.read(min(size, MOST_COMPRESSED + 1))
            if len(length) != _LENGTH or size > MOST_COMPRESSED or len(packed) != size:
                msg = "the file ends within a batch"
                raise BadEnvelope(msg)
            yield packed


def write_receipts(path: Path, receipts: Iterable[SignedReceipt]) -> None:
    """Write the answer to such a file: one signed receipt a line.

    Raises:
        OSError: the file cannot be written.
    """
    lines = [json.dumps(signed_to_json(signed)) + "\n" for signed in receipts]
    path.write_text("".join(lines), encoding="utf-8")


def read_receipts(path: Path) -> Iterator[SignedReceipt]:
    """Give the receipts of a file in order; the outbox checks each.

    Raises:
        Garbled: a line is no receipt.
        OSError: the file cannot be read.
    """
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                raw = json.loads(line)
            except UNREADABLE as error:
                msg = f"the receipt cannot be read: {error!r}"
                raise Garbled(msg) from error
            yield signed_from_json(raw)
