"""Promises of push: stored once, byte for byte, whatever it says; and what must not be stored."""

import secrets
import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import zstandard

from sync.conformance.line import Broken, must
from sync.conformance.machine import Machine
from sync.envelope import MOST_COMPRESSED, MOST_DECOMPRESSED, MOST_EVENT, MOST_EVENTS, pack
from sync.wire import Receipt, Word

ODD = (
    b"\x00\xff\xfe not text",
    b"[" * 5000,
    b'{"number": 1e999999}',
    b'{"kind":"a.kind.of.tomorrow/9","body":{}}',
    '{"text":"\u202e نص \u0000"}'.encode(),
    b"x" * MOST_EVENT,
)
"""Correctly signed events of any content; the middle of a batch."""


def receipt(machine: Machine) -> None:
    """A batch gets a signed receipt that names it and has a word on every event; hello agrees."""
    first = len(machine.events) + 1
    machine.record_many(3)
    found = machine.settled(machine.seal(first, first + 2))
    must(found.acknowledged == first + 2, f"{found.acknowledged} acknowledged of {first + 2}")
    greeting = machine.greet()
    must(
        (greeting.acknowledged, greeting.head) == (found.acknowledged, found.head),
        "hello after a push says otherwise than the receipt",
    )


def bytes_kept(machine: Machine) -> None:
    """What was acknowledged is held, byte for byte and in order."""
    first = len(machine.events) + 1
    machine.record_many(7)
    machine.settled(machine.seal(first, first + 6))
    held = machine.held()
    must(len(held) == len(machine.events), f"{len(held)} of {len(machine.events)} are held")
    must(held == machine.events, "what is held differs from what was sent")


def replayed(machine: Machine) -> None:
    """A batch that is sent again, or cut anew, doubles nothing and is not called new."""
    first = len(machine.events) + 1
    machine.record_many(10)
    batch = machine.seal(first, first + 9)
    before = machine.settled(batch)
    for again in (batch, batch, machine.seal(first + 3, first + 9), machine.seal(first, first + 9)):
        found = machine.settled(again)
        same = (found.count, found.head) == (before.count, before.head)
        must(same, "a replay changes what is held")
        new = [j.seq for j in found.judgements if j.word is Word.ACCEPTED]
        must(not new, f"events {new} are accepted twice")
    must(machine.held() == machine.events, "a replay changes what is held")


def overlapping(machine: Machine) -> None:
    """A batch of which the first half is held stores the other half."""
    first = len(machine.events) + 1
    machine.record_many(6)
    machine.settled(machine.seal(first, first + 2))
    found = machine.settled(machine.seal(first, first + 5))
    must(found.acknowledged == first + 5, "the new half is not acknowledged")


def at_once(machine: Machine) -> None:
    """A batch that arrives eight times at the same moment is stored once."""
    first = len(machine.events) + 1
    machine.record_many(50)
    batch = machine.seal(first, first + 49)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(machine.settled, [batch] * 8))
    counts = {receipt.count for receipt in found}
    must(counts == {first + 49}, f"after {first + 49} events the counts are {sorted(counts)}")
    must(machine.held() == machine.events, "what is held differs from what was sent")


def odd(machine: Machine) -> None:
    """Correctly signed events of any content are stored, and stop nothing behind them."""
    first = len(machine.events) + 1
    machine.record_many(5)
    machine.record(*ODD)
    machine.record_many(5)
    machine.settled(machine.seal(first, len(machine.events)))
    must(machine.held() == machine.events, "what is held differs from what was sent")


def hole(machine: Machine) -> None:
    """A batch whose predecessor is not held is halted as a hole, and nothing of it is stored."""
    before = len(machine.events)
    ahead = machine.copy()
    ahead.record_many(4)
    found = ahead.pushed(ahead.seal(before + 3, before + 4))
    _halted(found, "hole", at=before)
    must(len(machine.held()) == before, "events after a hole are stored")


def fork(machine: Machine) -> None:
    """Another event under a seq that is held is halted as a fork, and the first one stays."""
    machine.record_many(2)
    machine.settled(machine.seal(len(machine.events) - 1, len(machine.events)))
    other = machine.copy()
    del other.events[-1:], other.hashes[-1:]
    other.record(b"another event under the same number")
    other.record(b"and one after it")
    last = len(other.events)
    answer = machine.push(pack(other.seal(last - 1, last)))
    must(answer.status == 200, f"a fork is answered {answer.status}")
    must(b"fork" in answer.body, "a fork is not called one")
    must(machine.held() == machine.events, "a fork changes what is held")


def forged(machine: Machine) -> None:
    """A batch whose seal does not hold, or with one byte changed, is halted and not stored."""
    before = len(machine.events)
    wrong = machine.copy()
    wrong.record_many(2)
    batch = wrong.seal(before + 1, before + 2)
    changed = replace(batch, events=(batch.events[0] + b" ", *batch.events[1:]))
    for bad in (changed, replace(batch, signature=bytes(64)), replace(batch, id="another")):
        answer = machine.push(pack(bad))
        must(answer.status == 200, f"a forged batch is answered {answer.status}")
        must(b"bad_seal" in answer.body, "a forged batch is not called one")
    must(len(machine.held()) == before, "a forged batch is stored")


def limits(machine: Machine) -> None:
    """What is over a limit, cut short or no batch is refused, and stores nothing."""
    before = len(machine.events)
    one = machine.copy()
    one.record_many(MOST_EVENTS + 1)
    good = pack(one.seal(before + 1, before + 1))
    large = machine.copy()
    large.record(b"x" * (MOST_EVENT + 1))
    bodies = {
        "one event too many": (400, pack(one.seal(before + 1, before + MOST_EVENTS + 1))),
        "an event that is too large": (400, pack(large.seal(before + 1, before + 1))),
        "a batch cut short": (400, good[: len(good) // 2]),
        "no batch": (400, b"no batch"),
        "an empty body": (400, b""),
        "a bomb": (400, zstandard.compress(b"CSB1" + bytes(MOST_DECOMPRESSED * 8))),
        "a length beyond the end": (
            400,
            zstandard.compress(b"CSB1" + struct.pack(">I", 1 << 31) + b"{}"),
        ),
        "a body that is too large": (413, secrets.token_bytes(MOST_COMPRESSED + 1)),
    }
    for what, (status, body) in bodies.items():
        answer = machine.push(body)
        must(answer.status == status, f"{what}: status {answer.status}, not {status}")
    must(len(machine.held()) == before, "what was refused is stored")


def _halted(found: Receipt, reason: str, *, at: int) -> None:
    words = {(judgement.word, judgement.reason) for judgement in found.judgements}
    must(words == {(Word.HALTED, reason)}, f"the words are {sorted(words)}, not halted ({reason})")
    must(found.acknowledged == at, f"{found.acknowledged} is acknowledged, not {at}")


def strangers(machine: Machine, other: Machine) -> None:
    """A batch of one station under the token of another is refused and stored for neither."""
    before = len(other.events)
    sender = other.copy()
    sender.record_many(2)
    answer = machine.push(pack(sender.seal(before + 1, before + 2)))
    answer.refused(403, "other_station", when="a batch of another station")
    must(len(other.held()) == before, "a batch under another's token is stored")
    try:
        machine.copy().settled(machine.seal(1, len(machine.events)))
    except Broken as error:
        msg = f"afterwards its own batch is not taken: {error}"
        raise Broken(msg) from error
