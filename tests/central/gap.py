"""Writers without end, a sequencer that is killed each second, and readers that follow the feed.

Beside the feed a reader of the common kind follows a table with growing numbers by `id > cursor`:
the control, which has to lose rows, or nothing was tried. On PostgreSQL alone.
"""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from threading import Event
from time import monotonic

from sqlalchemy import bindparam, text

from sync.central.database import Database
from sync.central.feed import News, page, publish
from sync.central.sequencer import Sequencer, anything_new
from sync.wire import Cursor, check_page

SCOPE = "centre:KA-77"
SPAN = 0.02
"""Seconds that a writer may take between its insert and its commit."""

_ELECTED = text(
    "select a.pid, a.application_name as name from pg_locks l join pg_stat_activity a using (pid)"
    " where l.locktype = 'advisory' and l.granted and l.database ="
    " (select oid from pg_database where datname = current_database())"
)


@dataclass
class Seen:
    """What happened. Names are those of the news, in the order in which a reader got them."""

    written: set[str] = field(default_factory=set)
    read: list[list[str]] = field(default_factory=list)
    naive: set[str] = field(default_factory=set)
    killed: Counter[str] = field(default_factory=Counter)

    @property
    def is_tried(self) -> bool:
        """Tell whether a process and a connection were killed: on a busy machine that may take."""
        return bool(self.killed["process"] and self.killed["connection"])

    @property
    def missing(self) -> int:
        """How many news one of the readers did not get."""
        return sum(len(self.written - set(names)) for names in self.read)

    @property
    def doubled(self) -> int:
        """How many news a reader got more than once, or that nobody wrote."""
        return sum(len(names) - len(self.written & set(names)) for names in self.read)

    @property
    def naive_lost(self) -> float:
        """The share of rows that the naive reader did not get."""
        return 1 - len(self.naive & self.written) / len(self.written)


def run(url: str, *, seconds: float, writers: int = 12, readers: int = 2) -> Seen:
    """Let all of them loose for a while, then read to the end."""
    database, seen, over = Database(url), Seen(), Event()
    with database.writing() as connection:
        connection.execute(text("create table naive (id bigserial primary key, name text)"))
    with ExitStack() as stack:
        stack.callback(database.close)
        pool = stack.enter_context(ThreadPoolExecutor(writers + readers + 2))
        fleet = stack.enter_context(sequencers(url))
        followers = [pool.submit(follow, url, over) for _ in range(readers)]
        control = pool.submit(follow_naively, url, over)
        stack.callback(over.set)
        enough, begun = Event(), monotonic()
        stack.callback(enough.set)
        busy = [pool.submit(write, url, writer, enough) for writer in range(writers)]
        while monotonic() < begun + seconds or not seen.is_tried:
            assert monotonic() < begun + 60 + 2 * seconds, "there was nobody to kill"
            over.wait(1.0)
            is_process = seen.killed["process"] <= seen.killed["connection"]
            seen.killed[kill(database, fleet, is_process=is_process)] += 1
        enough.set()
        for writer in busy:
            seen.written |= writer.result()
        while anything_new(database):
            over.wait(0.05)
        over.set()
        seen.read = [follower.result() for follower in followers]
        seen.naive = control.result()
    return seen


def write(url: str, writer: int, enough: Event) -> set[str]:
    """Publish as fast as it goes; each transaction takes another while to commit."""
    database, names = Database(url), set[str]()
    wait = text("select pg_sleep(random() * :span)").bindparams(span=SPAN)
    insert = text("insert into naive (name) values (:name)")
    for number in count():
        if enough.is_set():
            break
        name = f"{writer}-{number}"
        with database.writing() as connection:
            publish(connection, {SCOPE: [News("note", name, 1, "{}")]})
            connection.execute(insert, {"name": name})
            connection.execute(wait)
        names.add(name)
    database.close()
    return names


def follow(url: str, over: Event) -> list[str]:
    """Follow the feed as a station does, checking each page; then read what is left."""
    database, cursor, names = Database(url), Cursor(scope=SCOPE), list[str]()
    while True:
        is_last = over.is_set()
        with database.reading() as connection:
            following = page(connection, cursor, scope=SCOPE, most=1000)
        if following is not None:
            cursor = check_page(following, cursor)
            names += [record.id for record in following.records]
            if is_last and cursor.position == following.end:
                break
        over.wait(0.005)
    database.close()
    return names


def follow_naively(url: str, over: Event) -> set[str]:
    """Follow the table by its growing numbers, as so many do."""
    database, names, last = Database(url), set[str](), 0
    after = text("select id, name from naive where id > :last order by id").bindparams(
        bindparam("last")
    )
    while not over.is_set():
        with database.reading() as connection:
            for row in connection.execute(after, {"last": last}):
                names.add(row.name)
                last = row.id
        over.wait(0.005)
    database.close()
    return names


class Fleet:
    """Processes that sequence; one that was killed is followed by another."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._running = [self._begin() for _ in range(2)]

    def kill(self, process_id: int) -> None:
        """Kill a process as the power does, and begin another one."""
        for number, process in enumerate(self._running):
            if process.pid == process_id:
                process.kill()
                process.wait()
                self._running[number] = self._begin()

    def close(self) -> None:
        """End them all."""
        for process in self._running:
            process.kill()
            process.wait()

    def _begin(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-m", "tests.central.gap", self._url])


@contextmanager
def sequencers(url: str) -> Iterator[Fleet]:
    """Run two processes that sequence."""
    fleet = Fleet(url)
    try:
        yield fleet
    finally:
        fleet.close()


def kill(database: Database, fleet: Fleet, *, is_process: bool) -> str:
    """Kill the elected process, or only its connection; say what was killed."""
    with database.writing() as connection:
        elected = connection.execute(_ELECTED).first()
        if elected is None:
            return "nobody"
        if not is_process:
            cut = text("select pg_terminate_backend(:pid)")
            connection.execute(cut, {"pid": elected.pid})
            return "connection"
    fleet.kill(int(elected.name))
    return "process"


def main(url: str) -> None:
    """Sequence until killed; the connection names the process."""
    named = f"{url}&application_name={os.getpid()}"
    sequencer = Sequencer(Database(named), poll=0.002, retry=0.02)
    sequencer.start()
    signal.pause()


if __name__ == "__main__":
    main(sys.argv[1])
