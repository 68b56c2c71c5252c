"""A PostgreSQL server of the tests' own, where its programs are installed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text

PROGRAMS = Path("/usr/lib/postgresql/15/bin")

_names = (f"karbala{n}" for n in count())


def why_not() -> str:
    """Say why there can be no server here; an empty text where there can."""
    if not (PROGRAMS / "initdb").exists():
        return "PostgreSQL 15 is not installed on this machine"
    if os.geteuid() == 0 and _unprivileged() is None:
        return "PostgreSQL refuses to run as root and there is no other account to run it"
    return ""


@dataclass(frozen=True, slots=True)
class Server:
    """A server in a folder of its own; `more` are further settings, each `name=value`."""

    folder: Path
    user: str | None
    more: tuple[str, ...] = ()

    @property
    def data(self) -> Path:
        """Its data directory."""
        return self.folder / "data"

    @property
    def url(self) -> str:
        """The address of its first database."""
        return f"postgresql+psycopg://tests@/postgres?host={self.folder}"

    def start(self) -> bool:
        """Start it; tell whether it runs, for what a killed one left may not be gone yet."""
        settings = (f"unix_socket_directories={self.folder}", *_QUIET, *self.more)
        words = " ".join(f"-c '{setting}'" for setting in settings)
        log = self.folder / "log"
        try:
            self.run("pg_ctl", "-D", self.data, "-w", "-l", log, "-o", words, "start")
        except subprocess.CalledProcessError:
            return False
        return True

    def pid(self) -> int:
        """Give the number of its first process."""
        return int((self.data / "postmaster.pid").read_text(encoding="ascii").split()[0])

    def stop(self) -> None:
        """Stop it at once."""
        if (self.data / "postmaster.pid").exists():
            self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    def run(self, program: str, *words: object) -> None:
        """Run one of PostgreSQL's programs as the account that may."""
        _run(self.user, program, *words)


_QUIET = ("listen_addresses=", "shared_buffers=32MB", "max_connections=40")


@contextmanager
def place() -> Iterator[tuple[Path, str | None]]:
    """Give a folder for servers and the account that may run them, None for our own."""
    user = _unprivileged() if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    if user is not None:
        shutil.chown(folder, user)
    try:
        yield folder, user
    finally:
        shutil.rmtree(folder)


@contextmanager
def server(*more: str) -> Iterator[Server]:
    """Run a server that tests may also kill, with further settings."""
    with place() as (folder, user), new(Server(folder, user, more)) as made:
        yield made


@contextmanager
def new(made: Server) -> Iterator[Server]:
    """Make a server's data, run it, and stop it at last."""
    made.run("initdb", "-D", made.data, "-U", "tests", "--auth=trust", "--no-sync", "-E", "UTF8")
    try:
        assert made.start(), (made.folder / "log").read_text(encoding="utf-8")
        yield made
    finally:
        made.stop()


@contextmanager
def running() -> Iterator[str]:
    """Run a server; give the address of its first database."""
    with server() as made:
        yield made.url


def fresh(server: str) -> str:
    """Make an empty database on a running server; give its address."""
    name = next(_names)
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create database {name}"))
    engine.dispose()
    return server.replace("/postgres?", f"/{name}?")


def _unprivileged() -> str | None:
    import pwd  # noqa: PLC0415 - Windows has no such module, and no server of this kind

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in known), None)


def _run(user: str | None, program: str, *words: object) -> None:
    command = [str(PROGRAMS / program), *map(str, words)]
    quiet = subprocess.DEVNULL
    subprocess.run(command, check=True, user=user, cwd="/", stdout=quiet, stderr=quiet)
