"""Disks after a power cut, byte for byte: what a real process wrote and synced, replayed.

`recorded` runs a station's ledger in a process of its own under strace and notes every write, sync
and truncation of its files in order, and each event that the process said is saved. `image` gives
the folder as a disk might hold it after a cut: what was synced is there, and of what was not each
sector is there or not.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clerk_station.domain.events import ClerkSignedIn
from clerk_station.store.database import open_database
from clerk_station.store.enrolment import Enrolment, keep_enrolment, read_enrolment
from clerk_station.store.journal import Draft, Journal, ServerTime
from clerk_station.store.lineage import Lineage
from clerk_station.store.opening import LEDGER, open_ledger
from clerk_station.store.tables import ledger
from tests.world import KEY, HeldClock

Synchronous = Literal["FULL", "NORMAL", "OFF"]
SECTOR = 512
_CHECKPOINT = 40
"""Pages of the log after which it goes into the database, so that a short run sees several."""

_CALL = re.compile(r"(?:\d+ +)?(\w+)\((\d+)<(.*?)>(?:, (.*))?\) += (-?\d+)")
_UNDONE = re.compile(r"unlink(?:at)?\((?:AT_FDCWD[^,]*, )?\"(.*?)\"")


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes that were handed to the system for a place of a file; `data` None cuts it there."""

    file: str
    at: int
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Sync:
    """A file was written through to the disk."""

    file: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A file was deleted."""

    file: str


@dataclass(frozen=True, slots=True)
class Saved:
    """The process said that so many events are saved."""

    events: int


Step = Write | Sync | Gone | Saved


def live(folder: Path, *, synchronous: Synchronous, events: int) -> None:
    """Save events one after another and say so after each, as a desk prints its slip."""
    engine = open_ledger(folder, key=KEY)
    keep_enrolment(engine, _enrolment())
    if synchronous != "FULL":
        engine.dispose()
        engine = open_database(
            folder / LEDGER,
            key=KEY,
            tables=ledger,
            synchronous=synchronous,  # type: ignore[arg-type]  # OFF is only for the control
        )
    with engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint={_CHECKPOINT}")
    journal = Journal(engine, Lineage(engine, read_enrolment(engine)), HeldClock().as_clock())
    for number in range(1, events + 1):
        draft = Draft(body=ClerkSignedIn(), clerk=f"C{number}", session="s" * 300)
        journal.append(draft, known=ServerTime())
        print(f"saved {number}", flush=True)


def _enrolment() -> Enrolment:
    key = Ed25519PrivateKey.from_private_bytes(KEY)
    return Enrolment(
        station="S1",
        incarnation=1,
        name="شباك",
        centre="KA-01",
        central="",
        token="token",
        key=key,
        authority_keys=(),
        central_key=key.public_key(),
    )


def recorded(folder: Path, *, synchronous: Synchronous, events: int) -> tuple[Step, ...]:
    """Live in a process of its own and give what it did to its files, in order."""
    trace = folder.with_suffix(".trace")
    folder.mkdir()
    code = (
        "import sys; from pathlib import Path; from tests.store.crashes import live;"
        "live(Path(sys.argv[1]), synchronous=sys.argv[2], events=int(sys.argv[3]))"
    )
    calls = "trace=pwrite64,write,fdatasync,fsync,ftruncate,unlink"
    strace = [shutil.which("strace") or "strace", "-f", "-y", "-xx", "-s", "1000000"]
    program = [sys.executable, "-c", code, str(folder), synchronous, str(events)]
    subprocess.run(
        [*strace, "-e", calls, "-o", str(trace), *program],
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
    )
    with trace.open(encoding="ascii", errors="replace") as lines:
        return tuple(_steps(lines, folder))


def _steps(lines: Iterator[str], folder: Path) -> Iterator[Step]:
    for line in lines:
        if (undone := _UNDONE.search(line)) and Path(_text(undone[1])).parent == folder:
            yield Gone(Path(_text(undone[1])).name)
        call = _CALL.match(line)
        if call is None or int(call[5]) < 0:
            continue
        name, number, path, rest, done = call.groups()
        file = Path(_text(path))
        if number == "1" and name == "write" and b"saved " in _bytes(rest):
            yield Saved(int(_bytes(rest).split()[1]))
        elif file.parent == folder:
            yield from _step(name, file.name, rest or "", int(done))


def _step(name: str, file: str, rest: str, done: int) -> Iterator[Step]:
    if name == "pwrite64":
        yield Write(file, int(rest.rpartition(", ")[2]), _bytes(rest)[:done])
    elif name == "ftruncate":
        yield Write(file, int(rest), None)
    elif name in {"fsync", "fdatasync"}:
        yield Sync(file)
    else:
        msg = f"{name} writes {file} in a way that is not replayed"
        raise AssertionError(msg)


def _bytes(argument: str) -> bytes:
    quoted = argument[argument.index('"') + 1 : argument.rindex('"')]
    return bytes.fromhex(quoted.replace("\\x", ""))


def _text(path: str) -> str:
    """Give a path as it is: strace writes it in hex where it was told to."""
    return bytes.fromhex(path.replace("\\x", "")).decode() if path.startswith("\\x") else path


@dataclass
class Disk:
    """What is surely on the disk, and what was written since."""

    synced: dict[str, bytearray] = field(default_factory=dict)
    since: dict[str, list[Write]] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        """Let one more step happen."""
        match step:
            case Write():
                self.synced.setdefault(step.file, bytearray())
                self.since.setdefault(step.file, []).append(step)
            case Sync():
                for write in self.since.pop(step.file, []):
                    _put(self.synced[step.file], write)
            case Gone():
                self.synced.pop(step.file, None)
                self.since.pop(step.file, None)
            case Saved():
                pass

    def lie_in(self, folder: Path, random: Random) -> None:
        """Write what the disk holds after a cut: of unsynced writes some sectors, any of them."""
        folder.mkdir()
        for name, synced in self.synced.items():
            content = bytearray(synced)
            for write in self.since.get(name, []):
                for part in _sectors(write):
                    if random.random() < 0.5:
                        _put(content, part)
            (folder / name).write_bytes(content)


def _sectors(write: Write) -> Iterator[Write]:
    """Cut a write where sectors begin: each arrives whole or not at all."""
    if write.data is None:
        yield write
        return
    at, end = write.at, write.at + len(write.data)
    while at < end:
        after = min(end, (at // SECTOR + 1) * SECTOR)
        yield Write(write.file, at, write.data[at - write.at : after - write.at])
        at = after


def _put(content: bytearray, write: Write) -> None:
    if write.data is None:
        del content[write.at :]
        return
    if len(content) < write.at:
        content.extend(bytes(write.at - len(content)))
    content[write.at : write.at + len(write.data)] = write.data
