"""The auditor: remembers what each desk was told is saved, and holds the product to it.

It never asks the product what should be there: it keeps its own lists, and reads the tables of the
central and the ledgers of the stations with statements of its own.
"""

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clerk_station.domain.events import Event, to_bytes
from sync.envelope import unpack
from sync.wire import Cursor, Page, SignedReceipt, Word, read_receipt
from tests.simulation.disk import File
from tests.simulation.truth import told_by, told_by_visits, visit_of

if TYPE_CHECKING:
    from tests.simulation.central import Central
    from tests.simulation.machine import Machine

_STORED = {Word.ACCEPTED, Word.DUPLICATE, Word.QUARANTINED}


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that did not hold."""

    invariant: str
    what: str


@dataclass
class Auditor:
    """Watches everybody; `found` is empty as long as every promise holds."""

    central: "Central | None" = None
    found: list[Violation] = field(default_factory=list)
    saved: dict[bytes, str] = field(default_factory=dict)
    excused: set[bytes] = field(default_factory=set)
    promised: set[bytes] = field(default_factory=set)
    """What the central said it holds, since it was last restored."""
    rows_lost: set[tuple[str, int]] = field(default_factory=set)
    """Stations and seqs of events that a failing disk took from under the central."""
    torn: dict[bytes, tuple[str, int]] = field(default_factory=dict)
    """Those events, and which seq of which station each was."""
    once: set[bytes] = field(default_factory=set)
    """What the central ever said it holds."""
    barred: set[str] = field(default_factory=set)
    """The stations that were lost or retired, and are not to get anything."""
    tokens: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    """The tokens with which each life was greeted, since the central was last restored."""
    registry: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The centre and the text of each household, as the central's clerks last wrote it."""

    has_twins: bool = False
    """Whether two machines may have one past."""
    homes: dict[str, set[str]] = field(default_factory=dict)
    """Every centre that a household ever belonged to."""

    def note(self, invariant: str, what: str) -> None:
        """Keep a violation."""
        self.found.append(Violation(invariant, what))

    def heard_saved(self, machine: "Machine", event: Event) -> None:
        """Remember what a desk was told is saved."""
        data = to_bytes(event)
        self.saved[data] = machine.name
        machine.saved.append(data)

    def heard_moved(self, machine: "Machine") -> None:
        """Remember the moves that a machine recorded by itself when it was switched on."""
        wanted = "SELECT bytes FROM journal WHERE kind = 'station.moved/1'"
        for (data,) in machine.disk.opened["ledger.db"].execute(wanted):
            if data not in machine.saved:
                self.saved.setdefault(data, machine.name)
                machine.saved.append(data)

    # --- what passes over the line ---------------------------------------------------------

    def answered(self, door: str, args: tuple[Any, ...], answer: Any, *, station: str) -> None:
        """Look at an answer as it leaves the central for a station."""
        if station in self.barred and door in {"pull", "returned", "snapshot", "chunk"}:
            self.note("the lost get nothing", f"{station} was answered at {door}")
        if door in {"push", "hand_in"}:
            self._receipt(next(a for a in args if isinstance(a, bytes)), answer)
        elif door == "hello":
            self._hello(json.loads(args[0].body))
        elif door == "keep_raw":
            self._raw(json.loads(args[0].body))
        elif isinstance(answer, Page):
            self._page(next(a for a in args if isinstance(a, Cursor)), answer)
        if self._central_file().in_transaction:
            self.note("acknowledged is committed", f"{door} answered within a transaction")

    def _receipt(self, packed: bytes, signed: SignedReceipt) -> None:
        receipt, batch = read_receipt(signed.body), unpack(packed)
        held = self._held(receipt.station)
        # Only a hello looks at the events themselves: until then a lost row does not show.
        there = held.keys() | {seq for station, seq in self.rows_lost if station == batch.station}
        if any(seq not in there for seq in range(1, receipt.acknowledged + 1)):
            what = f"{receipt.station} {receipt.acknowledged} acknowledged of {len(held)}"
            self.note("acknowledged is committed", what)
        words = {j.seq: j.word for j in receipt.judgements}
        for seq, data in enumerate(batch.events, start=batch.first):
            if words.get(seq) in _STORED and data not in held.get(seq, ()):
                self.note("acknowledged is committed", f"{receipt.station} {seq} {words[seq]}")
            if words.get(seq) in _STORED:
                self.promised.add(data)
                self.once.add(data)
            if words.get(seq) not in _STORED | {Word.HALTED, Word.DEFERRED}:
                self.note("a word for each event", f"{receipt.station} {seq}")
        is_behind = set(words.values()) <= _STORED and receipt.acknowledged < batch.last
        if is_behind and self._is_dense(held, batch.last):
            self.note("poison delays nothing", f"{receipt.station} {batch.last}")

    def _raw(self, letter: dict[str, Any]) -> None:
        digest = hashlib.sha256(base64.b64decode(letter["data"])).digest()
        if not self._query("SELECT 1 FROM raw_letters WHERE digest = ?", digest):
            self.note("acknowledged is committed", f"raw bytes of {letter['station']} are not kept")

    def _hello(self, hello: dict[str, Any]) -> None:
        """A token that another has followed was answered: two machines have one life."""
        shown = self.tokens.setdefault((hello["station"], hello["incarnation"]), [])
        if hello["token"] in shown[:-1]:
            self.note("branches are found", f"{hello['station']} shows a token of old")
        elif hello["token"] not in shown:
            shown.append(hello["token"])

    @staticmethod
    def _is_dense(held: dict[int, set[bytes]], last: int) -> bool:
        return all(seq in held for seq in range(1, last + 1))

    def _page(self, cursor: Cursor, page: Page) -> None:
        positions = [record.position for record in page.records]
        if positions != list(range(cursor.position + 1, page.until + 1)):
            what = f"{page.scope} after {cursor.position}: {positions[:3]}…{positions[-3:]}"
            self.note("no page has a hole", what)

    # --- the stations ----------------------------------------------------------------------

    def check_kept(self, machine: "Machine") -> None:
        """Nothing that a desk was told is saved is missing from its ledger."""
        missing = set(machine.saved) - self._kept(machine)
        if missing:
            self.note("saved is never missing", f"{machine.name}: {len(missing)} of its events")

    def check_given_back(self, machine: "Machine") -> None:
        """What a restored station had saved and the central holds is back in its ledger."""
        held = self._all_held()
        # Behind an event that no machine has any more nothing can be chained, so it stays there.
        holes = [place for data, place in self.torn.items() if data not in held]
        behind = {
            data
            for station, hole in holes
            for seq, events in self._held(station).items()
            for data in events
            if seq > hole
        }
        missing = (machine.lost & held) - self._kept(machine) - self.excused - behind
        if missing:
            self.note("saved is never missing", f"{machine.name}: {len(missing)} not given back")

    def check_looked_back(self, machine: "Machine") -> None:
        """A machine that remembers more than its journal holds says so, without any line."""
        if machine.store is None or not machine.disk.key_store:
            return
        seq = max(int.from_bytes(text[:8]) for text in machine.disk.key_store.values())
        last = machine.disk.opened["ledger.db"].execute("SELECT max(seq) FROM journal").fetchone()
        if seq > (last[0] or 0) and not machine.store.lives.is_rolled_back():
            self.note("branches are found", f"{machine.name} does not see that it is an old copy")

    def check_green(self, machine: "Machine") -> None:
        """A green light means that the central holds all that this desk saved."""
        held = self._all_held()
        missing = [d for d in machine.saved if d not in held and d not in self.excused]
        if missing:
            self.note("green is true", f"{machine.name}: {len(missing)} events are not held")

    def lost_with(self, gone: Iterable[bytes], elsewhere: Iterable[bytes]) -> None:
        """Excuse what a disaster took from the last place where it was."""
        self.excused |= set(gone) - set(elsewhere)

    # --- the end ---------------------------------------------------------------------------

    def check_saved_once(self) -> None:
        """Everything saved is at the central exactly once, byte for byte.

        What two twins both have and the central has not, each of them sends as its own.
        """
        rows = self._query("SELECT DISTINCT bytes, seq FROM events")
        count = Counter(row[0] for row in self._query("SELECT bytes FROM events"))
        same = Counter(row[0] for row in rows) if self.has_twins else count
        for data, desk in self.saved.items():
            if same[data] > 1:
                self.note("saved is there once", f"{desk}: an event is there {count[data]} times")
            if not count[data] and data not in self.excused:
                self.note("saved is there once", f"{desk}: an event is not at the central")

    def check_promised(self) -> None:
        """What the central once said it holds, it holds, also after its power went."""
        missing = len(self.promised - self._all_held())
        if missing:
            self.note("acknowledged is committed", f"{missing} events went with the power")

    def check_fold(self) -> None:
        """The central's visits are what its events say, in whatever order these arrived."""
        rows = self._query("SELECT station, incarnation, bytes FROM events WHERE word = 'accepted'")
        visits = self._query(
            "SELECT station, visit, household, form, coalesce(outcome, ''), data FROM visits"
        )
        expected, found = told_by(rows), told_by_visits(visits)
        # What was lost for ever was counted, and a visit that nobody touches is not folded again.
        for data, (station, _) in self.torn.items():
            if data not in self._all_held():
                expected.pop((station, visit_of(data)), None)
                found.pop((station, visit_of(data)), None)
        self._compare("the fold has no order", expected, found)

    def check_projections(self, machine: "Machine") -> None:
        """A desk shows the visits that its journal tells of, and its centre's households."""
        disk, station = machine.disk, machine.enrolment.station
        lives = {row[1]: row[0] for row in self._query("SELECT incarnation, bytes FROM events")}
        rows = [(station, lives.get(data, 0), data) for data in self._kept(machine)]
        cache = next(file for name, file in disk.opened.items() if name.startswith("cache"))
        found = {
            (station, row[0]): (*row[1:3], row[3] or "")
            for row in cache.execute("SELECT id, household, form, outcome FROM visits")
        }
        expected = {key: visit[:3] for key, visit in told_by(rows).items()}
        self._compare("the desk shows its journal", expected, found)
        held = dict(cache.execute("SELECT id, data FROM records WHERE kind = 'household'"))
        home = machine.enrolment.centre
        due = {key: text for key, (centre, text) in self.registry.items() if centre == home}
        self._compare("readers have all records", due, held)

    def _compare(self, invariant: str, expected: dict[Any, Any], found: dict[Any, Any]) -> None:
        for key in sorted(expected.keys() | found.keys()):
            if expected.get(key) != found.get(key):
                self.note(invariant, f"{key}: {found.get(key)} for {expected.get(key)}")

    def check_returned(self, machine: "Machine") -> None:
        """What lies in quarantine at the central is shown as returned at the desk, with reason."""
        kept = self._kept(machine)
        aside = {
            row[:2]: row[2]
            for row in self._query(
                "SELECT incarnation, seq, reason, bytes FROM events WHERE station = ?"
                " AND word = 'quarantined'",
                machine.enrolment.station,
            )
            if row[3] in kept
        }
        shown = {
            row[:2]: row[2]
            for row in machine.disk.opened["ledger.db"].execute(
                "SELECT incarnation, seq, reason FROM receipts WHERE word = 'quarantined'"
            )
        }
        self._compare("quarantine is shown", aside, shown)

    def check_branches(self) -> None:
        """Where two events of a station bear one number, both are kept and there is an alarm."""
        forked = self._query(
            "SELECT DISTINCT station FROM events GROUP BY station, seq HAVING count(*) > 1"
        )
        alarmed = {row[0] for row in self._query("SELECT station FROM alarms")}
        for (station,) in forked:
            if station not in alarmed:
                self.note("branches are found", f"{station} has branches and no alarm")

    # --- looking -----------------------------------------------------------------------------

    def _held(self, station: str) -> dict[int, set[bytes]]:
        """Give all events of a station by their seq, whichever lives they belong to."""
        held: dict[int, set[bytes]] = {}
        for seq, data in self._query("SELECT seq, bytes FROM events WHERE station = ?", station):
            held.setdefault(seq, set()).add(data)
        return held

    @staticmethod
    def _kept(machine: "Machine") -> set[bytes]:
        """Give all that lies in a machine's ledger: recorded there, or given back."""
        both = "SELECT bytes FROM journal UNION ALL SELECT bytes FROM recovered"
        return {row[0] for row in machine.disk.read("ledger.db").execute(both)}

    def _all_held(self) -> set[bytes]:
        return {row[0] for row in self._query("SELECT bytes FROM events")}

    def _query(self, statement: str, *values: Any) -> list[Any]:
        return self._central_file().execute(statement, values).fetchall()

    def _central_file(self) -> File:
        assert self.central is not None
        return self.central.disk.opened["central.db"]
