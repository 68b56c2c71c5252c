"""How this station stands: what the central said of it, and what its machine remembers.

What was heard is kept as a fact beside the journal; the mark of the journal lies outside it.
"""

import json
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Engine, select

from clerk_station import __version__
from clerk_station.clock import Clock
from clerk_station.store.database import translated
from clerk_station.store.lineage import Lineage, chain_hash, keep_json
from clerk_station.store.mark import Mark, Memory
from clerk_station.store.tables import journal
from sync.condition import Alarm, Condition, Work, work
from sync.envelope import GENESIS
from sync.hello import Greeting, State

_END = select(journal.c.seq, journal.c.hash).order_by(journal.c.seq.desc()).limit(1)


class Standing:
    """What is known of the station, with a line and without one."""

    def __init__(self, engine: Engine, lineage: Lineage, clock: Clock, *, memory: Memory) -> None:
        self._engine, self._lineage = engine, lineage
        self._clock, self._memory = clock, memory

    def condition(self) -> Condition:
        """Say what is known of this station's standing."""
        with translated(), self._engine.begin() as connection:
            kept = self._condition(connection)
            heard = int(self._lineage.fact(connection, "heard_seq") or b"0")
            unheard = max(0, end(connection)[0] - heard)
            return replace(kept, unheard=unheard, app=__version__)

    def look_back(self) -> None:
        """Compare the journal with what the machine remembers of it; needs no line."""
        mark = self._memory.read()
        if mark is None:
            return
        with translated(), self._engine.begin() as connection:
            if chain_hash(connection, mark.seq) != mark.hash:
                value = keep_json({"seq": mark.seq, "hash": mark.hash.hex()})
                self._lineage.keep_fact(connection, "rolled_back", value)
                self._change(connection, alarm=Alarm.ROLLED_BACK)

    def is_rolled_back(self) -> bool:
        """Tell whether the journal is an old copy for which the central has no answer yet."""
        with translated(), self._engine.begin() as connection:
            return self._lineage.fact(connection, "rolled_back") is not None

    def remember(self, *, everywhere: bool = False) -> None:
        """Remember the end of the journal, unless it is an old copy without an answer yet."""
        with translated(), self._engine.begin() as connection:
            if self._lineage.fact(connection, "rolled_back") is None:
                self._memory.keep(Mark(*end(connection)), everywhere=everywhere)

    def _beyond(self, connection: Connection, last: int) -> int:
        kept = self._lineage.fact(connection, "rolled_back")
        seq = int(json.loads(kept)["seq"]) if kept else 0
        return seq if seq > last else 0

    def work(self) -> Work:
        """Say whether new work may begin, also without a line."""
        return work(self.condition(), now=self._clock.now().timestamp())

    def unknown(self) -> None:
        """Note that the central knows none of the lives here."""
        self.alarm(Alarm.UNKNOWN)

    def alarm(self, alarm: Alarm) -> None:
        """Keep what was found out, until a person puts it away."""
        with translated(), self._engine.begin() as connection:
            self._change(connection, alarm=alarm)

    def _heard(self, connection: Connection, greeting: Greeting) -> None:
        """Keep what a greeting says."""
        if greeting.token:
            self._lineage.keep_fact(connection, "token", greeting.token.encode())
        seq, _ = end(connection)
        self._lineage.keep_fact(connection, "heard_seq", str(seq).encode())
        kept = self._condition(connection)
        self._change(
            connection,
            state=greeting.state,
            alarm=Alarm.NONE if kept.alarm is Alarm.UNKNOWN else kept.alarm,
            heard_at=int(self._clock.now().timestamp()),
            minimum_app=greeting.minimum_app,
            minimum_from=greeting.minimum_from,
            move_to=greeting.move_to,
        )

    def _condition(self, connection: Connection) -> Condition:
        kept = json.loads(self._lineage.fact(connection, "condition") or b"{}")
        if kept:
            kept |= {"state": State(kept["state"]), "alarm": Alarm(kept["alarm"])}
        return Condition(**kept)

    def _change(self, connection: Connection, **changed: Any) -> None:
        condition = replace(self._condition(connection), **changed)
        self._lineage.keep_fact(connection, "condition", keep_json(asdict(condition)))


def end(connection: Connection) -> tuple[int, bytes]:
    """Give the last seq of the journal and the hash there."""
    row = connection.execute(_END).first()
    return (row.seq, row.hash) if row else (0, GENESIS)
