"""The promise of the post as a file: handed in by a command of the central's own."""

import shlex
import subprocess
import tempfile
from pathlib import Path

from sync.conformance.line import Broken, must
from sync.conformance.machine import Machine
from sync.envelope import pack
from sync.errors import Garbled
from sync.export import read_receipts, write
from sync.wire import Word


def file(machine: Machine, command: str) -> None:
    """A file of sealed batches is taken in once, by the rules of push; its receipts come as a file.

    `{file}` in the command is the file; the receipts are expected beside it, as FILE.receipts.
    """
    first = len(machine.events) + 1
    machine.record_many(6)
    batches = [machine.seal(first, first + 2), machine.seal(first + 3, first + 5)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "batches"
        write(path, map(pack, batches))
        for _ in range(2):
            _run(command, path)
        try:
            signed = list(read_receipts(path.with_name("batches.receipts")))
        except (OSError, Garbled) as error:
            msg = f"the receipts cannot be read: {error}"
            raise Broken(msg) from error
    must(len(signed) == len(batches), f"{len(signed)} receipts for {len(batches)} batches")
    for receipt, batch in zip(signed, batches, strict=True):
        machine.check_receipt(receipt, batch)
    again = machine.settled(batches[-1])
    new = [judgement.seq for judgement in again.judgements if judgement.word is Word.ACCEPTED]
    must(not new, f"events {new} are accepted twice, as a file and pushed")
    must(machine.held() == machine.events, "what is held differs from what the file had")


def _run(command: str, path: Path) -> None:
    words = [word.replace("{file}", str(path)) for word in shlex.split(command)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    must(done.returncode == 0, f"{command}: exit code {done.returncode}: {done.stderr[-200:]}")
