"""A PostgreSQL server of the tests' own, where its programs are installed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def running() -> Iterator[str]:
    """Run a server in a folder of its own; give the address of its first database."""
    user = _unprivileged() if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    if user is not None:
        shutil.chown(folder, user)
    data = folder / "data"
    quiet = f"-k {folder} -c listen_addresses= -c shared_buffers=32MB -c max_connections=40"
    try:
        _run(user, "initdb", "-D", data, "-U", "tests", "--auth=trust", "--no-sync", "-E", "UTF8")
        _run(user, "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", quiet, "start")
        yield f"postgresql+psycopg://tests@/postgres?host={folder}"
    finally:
        if (data / "postmaster.pid").exists():
            _run(user, "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


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
    subprocess.run(command, check=True, user=user, cwd="/", stdout=subprocess.DEVNULL)
