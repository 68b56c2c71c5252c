"""The central as a process of its own: begun, fed, served, asked and ended by tests."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from sync.central.folder import Folder
from sync.central.keys import Keys
from tests.central.karbala import Karbala

COMMAND = (sys.executable, "-m", "sync.central")


def begun(folder: Path, *, database: str | None = None) -> Karbala:
    """Begin a central in a folder with a small Karbala in it."""
    office = Folder(folder).create(database)
    return Karbala(office.database, Keys(office.keys.authority, office.keys.central))


@dataclass(frozen=True, slots=True)
class Served:
    """A central that serves: its parent process, its address, where it counts and what it logs."""

    process: subprocess.Popen[str]
    address: str
    metrics: int
    log: Path

    def workers(self) -> list[int]:
        """Give the processes that answer, by number."""
        told = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text("ascii")
        return [pid for pid in map(int, told.split()) if b"spawn_main" in _line(pid)]

    def count(self, name: str) -> float:
        """Add up a metric over its labels."""
        with urlopen(f"http://127.0.0.1:{self.metrics}/metrics", timeout=30) as answer:
            lines = answer.read().decode().splitlines()
        return sum(float(x.split()[-1]) for x in lines if x.split("{")[0].split()[0] == name)

    def lines(self) -> list[dict[str, object]]:
        """Read the log; every line of it is an object."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]

    def begun(self) -> int:
        """Count the workers that ever began to answer."""
        return sum(line["what"] == "Application startup complete." for line in self.lines())

    def ready(self) -> tuple[int, list[str]]:
        """Ask whether it can work; give the status and the checks that fail."""
        try:
            with urlopen(f"{self.address}/ready", timeout=60) as answer:  # noqa: S310 - our own
                status, told = answer.status, json.load(answer)
        except HTTPError as error:
            status, told = error.code, json.load(error)
        return status, [reason["check"] for reason in told["reasons"]]


@contextmanager
def served(
    folder: Path, *, workers: int = 2, program: Sequence[str] = (*COMMAND, "serve")
) -> Iterator[Served]:
    """Serve the central of a folder, and end it at last in order."""
    port, log = free_port(), folder.parent / f"{folder.name}.log"
    words = ["--data", str(folder), "--port", "0", "--workers", str(workers)]
    with (
        log.open("a", encoding="utf-8") as errors,
        subprocess.Popen(
            [*program, *words, "--metrics-port", str(port)],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        made = Served(process, address, port, log)
        try:
            yield made
        finally:
            process.send_signal(signal.SIGTERM)


def free_port() -> int:
    """Find a port of this machine that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def until(holds: Callable[[], bool], *, within: float = 60.0) -> None:
    """Look again and again until something holds."""
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end, f"not within {within} s"
        time.sleep(0.02)


def kill(pid: int) -> None:
    """End a process as a power cut would."""
    os.kill(pid, signal.SIGKILL)


def _line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
