"""A made-up central that answers right, but for one planned fault after the other.

It watches what the station does with each. Before a fault at push it forgets what it holds, as a
central that was restored does, so that even a single event brings a station through all of them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from urllib.parse import urlsplit

from sync.conformance.faults import PROGRAMME, WAIT, Door, Fault, How, Observed
from sync.conformance.feeds import spoiled
from sync.conformance.memory import Asked, Memory, Refusal, Reply, error, letter
from sync.hello import sign_greeting
from sync.letters import PAGE_TYPE, pack_page
from sync.signed import SignedLetter, signed_from_json
from sync.wire import Cursor

SOONEST = 0.95
"""Seconds before which no try follows a failure: one, less what coarse clocks lose."""

_DOORS = {"/v1/hello": Door.HELLO, "/v1/push": Door.PUSH, "/v1/pull": Door.PULL}
_UNDONE = frozenset({How.CUT_BEFORE, How.ERROR, How.BUSY, How.REFUSED, How.ELSEWHERE, How.GARBAGE})


@dataclass
class FakeCentral:
    """The central, its programme of faults, and what was observed so far."""

    memory: Memory
    programme: Sequence[Fault] = PROGRAMME
    observed: list[Observed] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)
    _recovers: bool = False
    _about: str = ""
    _not_before: float = 0.0

    @property
    def is_over(self) -> bool:
        """Tell whether every fault was seen through."""
        return len(self.observed) >= len(self.programme)

    @property
    def due(self) -> Fault | None:
        """Give the fault that is due, or that the station recovers from."""
        return None if self.is_over else self.programme[len(self.observed)]

    def answer(self, asked: Asked) -> Reply:
        """Answer one request, rightly or as the programme says."""
        with self._lock:
            try:
                return self._answered(asked)
            except Refusal as refusal:
                self.memory.wrong.append(str(refusal))
                return error(refusal.status, refusal.code)

    def _answered(self, asked: Asked) -> Reply:
        path = urlsplit(asked.path).path
        if path == "/v1/enrol":
            return self.memory.enrol(asked)
        if path == "/v1/snapshot":  # there is none, so pages have to do
            return error(404, "no_snapshot")
        door = _DOORS.get(path)
        if door is None:
            raise Refusal(503, "busy", f"it asks at {path}, for which there was no reason")
        self._note_haste()
        fault = self.due
        self.memory.forgets = fault is not None and self._needs_events(fault)
        if fault and self._recovers and door is _recovery(fault) and self._is_about(asked):
            reply = self.memory.right(door, asked)
            self._seen(fault)
            return reply
        if fault and not self._recovers and door is fault.door:
            return self._faulty(fault, asked)
        return self.memory.right(door, asked)

    def _needs_events(self, fault: Fault) -> bool:
        return fault.how is How.LOST or (fault.door is Door.PUSH and not self._recovers)

    def _is_about(self, asked: Asked) -> bool:
        """Tell whether a request can be the next try: a page of another scope is none."""
        return asked.query.get("scope", "") == self._about

    def _note_haste(self) -> None:
        early = self._not_before - self.memory.clock()
        if early > 0:
            self.memory.wrong.append(f"it asks {early:.1f} s too early")
        self._not_before = 0.0

    def _seen(self, fault: Fault) -> None:
        wrong = tuple(dict.fromkeys(self.memory.wrong))
        self.observed.append(Observed(fault, wrong))
        self.memory.wrong.clear()
        self._recovers = False

    def _faulty(self, fault: Fault, asked: Asked) -> Reply:
        """Give the wrong answer that is due, and note what has to follow."""
        self._recovers, self._about = True, asked.query.get("scope", "")
        wait = WAIT if fault.how is How.BUSY else SOONEST
        self._not_before = self.memory.clock() + wait
        if fault.how in _UNDONE:
            self.memory.look(fault.door, asked)
            return _UNDONE_REPLIES[fault.how]
        if fault.how is How.LOST:
            self._not_before = 0.0
            return self.memory.right(fault.door, asked)
        if fault.door is Door.PULL:
            return self._spoiled_page(fault.how, asked)
        told, cursors, present = self.memory.told, dict(self.memory.cursors), self.memory.present
        right = self.memory.right(fault.door, asked)
        self.memory.told, self.memory.cursors, self.memory.present = told, cursors, present
        return self._spoiled(fault, right)

    def _spoiled(self, fault: Fault, right: Reply) -> Reply:
        if fault.how is How.CUT_AFTER:
            return replace(right, cut=-1)
        if fault.how is How.TRUNCATED:
            return replace(right, cut=len(right.body) // 2)
        signed = signed_from_json(json.loads(right.body))
        if fault.how is How.UNSIGNED:
            return letter(SignedLetter(signed.body, bytes(64)))
        fields = json.loads(signed.body)
        if fault.door is Door.HELLO:
            greeting = self.memory.greeting(nonce="of another", token=str(fields["token"]))
            return letter(sign_greeting(greeting, self.memory.key.sign))
        return letter(self.memory.receipt("of another", first=1, last=self.memory.held))

    def _spoiled_page(self, how: How, asked: Asked) -> Reply:
        cursor, most = self.memory.cursor(asked)
        if how is How.GONE:
            self._not_before = 0.0
            self.memory.cursors[cursor.scope] = Cursor(scope=cursor.scope)
            return error(410, "epoch_gone")
        feed = self.memory.feeds[cursor.scope]
        feed.add(max(0, 3 - (len(feed.records) - cursor.position)))
        page = feed.page(cursor, max(3, most))
        if page is None:
            raise Refusal(410, "epoch_gone", "its cursor is not of the feed")
        if how is How.TRUNCATED:
            body = pack_page(page)
            return Reply(body=body, kind=PAGE_TYPE, cut=len(body) // 2)
        wrong = spoiled(page, how, previous=cursor.hash)
        return Reply(body=pack_page(wrong), kind=PAGE_TYPE)


def _recovery(fault: Fault) -> Door:
    """Name the door at which it shows how a station took a fault."""
    return Door.PUSH if fault.how is How.LOST else fault.door


_UNDONE_REPLIES: Mapping[How, Reply] = {
    How.CUT_BEFORE: Reply(cut=-1),
    How.ERROR: error(500, "broken"),
    How.BUSY: replace(error(503, "busy"), retry_after=WAIT),
    How.REFUSED: error(400, "bad_request"),
    How.ELSEWHERE: Reply(404, b"<html>not here</html>", "text/html"),
    How.GARBAGE: Reply(body=bytes(range(256))),
}
