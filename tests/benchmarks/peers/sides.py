"""The products under one set of verbs, each verb a process of its own that can be killed."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).resolve().parent
PEERS = ROOT / ".venv-peers"
YEAR = 365 * 24 * 3600
_READY = 120.0

Process = subprocess.Popen[str]


class Fault(Exception):
    """A product's process did not do what it was asked, with its last words."""


@dataclass
class Side:
    """One product: how its verbs are started. A desk is a folder, and so is a central."""

    name: str
    words: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)

    def start(self, *words: str | Path, shift: int = 0, through: Sequence[str] = ()) -> Process:
        """Start a verb, `through` the words of a program that watches it."""
        return subprocess.Popen(
            [*through, *self.words, *map(str, words)],
            cwd=ROOT,
            env={**os.environ, **self.environment, "SHIFT": str(shift)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def do(self, *words: str | Path, shift: int = 0) -> dict[str, Any]:
        """Do a verb to its end; give its answer and, as `said`, the lines before that."""
        return ended(self.start(*words, shift=shift))

    def begin(self, folder: Path) -> None:
        """Make a central in a folder."""
        folder.mkdir(parents=True)

    def enrol(self, central: Path, desk: Path, address: str) -> None:
        """Make a desk of a central that is being served."""

    def forbid(self, address: str) -> None:
        """Let the central refuse poison, where it does not by itself."""

    def serve(self, central: Path, port: int) -> Process:
        """Start the central."""
        raise NotImplementedError

    def address(self, port: int) -> str:
        """Give the address of the central at a port."""
        return f"http://127.0.0.1:{port}/"

    def at_central(self, central: Path, address: str) -> list[str]:
        """List the numbers of the records at a central that is being served."""
        raise NotImplementedError

    def at_desk(self, desk: Path) -> list[str]:
        """List the numbers of the records at a desk."""
        return list(self.do("list", desk)["numbers"])

    @contextmanager
    def served(self, central: Path, port: int) -> Iterator[Process]:
        """Serve a central until the block ends."""
        process = self.serve(central, port)
        try:
            _wait_for(port, process)
            yield process
        finally:
            kill(process)


class Ours(Side):
    """The clerk station and its central on SQLite."""

    def begin(self, folder: Path) -> None:
        """Make a central with a few households."""
        super().begin(folder)
        self.do("begin", folder)

    def enrol(self, central: Path, desk: Path, address: str) -> None:
        """Enrol with a one-time code."""
        self.do("enrol", central, desk, address)

    def serve(self, central: Path, port: int) -> Process:
        """Start `clerk-central serve`."""
        serve = ["-m", "sync.central", "serve", "--data", str(central / "central")]
        return _quietly([sys.executable, *serve, "--port", str(port)], central)

    def at_central(self, central: Path, address: str) -> list[str]:  # noqa: ARG002 - of the folder
        """Read the event table."""
        return list(self.do("list-central", central)["numbers"])


class Pouch(Side):
    """PouchDB and pouchdb-server on LevelDB."""

    def serve(self, central: Path, port: int) -> Process:
        """Start pouchdb-server, with the same durability as the desks."""
        program = PEERS / "node" / "node_modules" / "pouchdb-server" / "bin" / "pouchdb-server"
        options = ["--dir", str(central), "--config", str(central / "config.json")]
        command = ["node", "-r", str(HERE / "pouchdb" / "durable.js"), str(program)]
        quiet = ["--port", str(port), "--no-stdout-logs"]
        return _quietly([*command, *options, *quiet], central, self.environment)

    def address(self, port: int) -> str:
        """Give the address of the database at the server."""
        return f"http://127.0.0.1:{port}/desk"

    def forbid(self, address: str) -> None:
        """Let the server's own rules refuse what is poison."""
        self.do("refuse", address)

    def at_central(self, central: Path, address: str) -> list[str]:  # noqa: ARG002 - by HTTP
        """Ask for all documents."""
        return list(self.do("list", address)["numbers"])


class Morango(Side):
    """Morango on Django with SQLite."""

    def begin(self, folder: Path) -> None:
        """Make the tables and the certificate that the desks have too."""
        super().begin(folder)
        self.do("begin", folder)
        shutil.copytree(folder, folder.with_name(f"{folder.name}-new"))

    def enrol(self, central: Path, desk: Path, address: str) -> None:  # noqa: ARG002 - a copy
        """Give the desk the tables and the certificate, before either end has a name."""
        shutil.copytree(central.with_name(f"{central.name}-new"), desk)

    def serve(self, central: Path, port: int) -> Process:
        """Start Django, a thread for each connection."""
        return _quietly([*self.words, "serve", str(central), str(port)], central)

    def at_central(self, central: Path, address: str) -> list[str]:  # noqa: ARG002 - of the folder
        """Read what was taken in and what waits aside."""
        return self.at_desk(central)


def ours() -> Side:
    """Give our product."""
    return Ours("clerk station", (sys.executable, "-m", "tests.benchmarks.peers.ours_side"))


def pouch(*, durable: bool = True) -> Side:
    """Give PouchDB, durable or, as a control, as it comes."""
    preload = str(HERE / "pouchdb" / "durable.js")
    environment = {
        "NODE_PATH": str(PEERS / "node" / "node_modules"),
        "NODE_DURABLE": "1" if durable else "0",
    }
    name = "PouchDB, made durable" if durable else "PouchDB as it comes (control)"
    return Pouch(name, ("node", "-r", preload, str(HERE / "pouchdb" / "side.js")), environment)


def morango() -> Side:
    """Give Morango."""
    python = PEERS / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    return Morango("Morango", (str(python), "-m", "tests.benchmarks.peers.morango_side"))


def ended(process: Process) -> dict[str, Any]:
    """Wait for a verb; give its answer.

    Raises:
        Fault: it failed.
    """
    out, err = process.communicate()
    *said, last = out.splitlines() or [""]
    if process.returncode:
        raise Fault(f"exit code {process.returncode}: {err[-600:]}")
    return {**json.loads(last), "said": said}


def kill(process: Process) -> None:
    """End a process at once, without a chance to tidy up, and all that it started."""
    if os.name == "nt":
        process.kill()
    else:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            process.kill()
    process.communicate()


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _quietly(command: Sequence[str], folder: Path, more: dict[str, str] | None = None) -> Process:
    """Start a server in a group of its own; what it says goes to a file beside its folder."""
    with folder.with_name(f"{folder.name}.log").open("a") as log:
        return subprocess.Popen(
            command,
            cwd=ROOT if "-m" in command else folder,
            env={**os.environ, **(more or {})},
            stdout=log,
            stderr=log,
            text=True,
            start_new_session=os.name != "nt",
        )


def _wait_for(port: int, process: Process) -> None:
    end = time.monotonic() + _READY
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    msg = "the central does not answer"
    raise Fault(msg)
