"""What the auditor looks at in the end beside the post: numbers, states, moves, raw letters.

Like the auditor it keeps to its own lists and to the bytes that lie in the tables.
"""

import base64
import json
from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256
from itertools import combinations
from typing import Any

from sync.envelope import unpack
from sync.errors import BadEnvelope
from tests.simulation.auditor import Auditor
from tests.simulation.machine import Machine

Card = tuple[str, str, bytes]
"""Station, household and the bytes of the event that gave a card out."""


def check_numbers(auditor: Auditor, machines: Iterable[Machine]) -> None:
    """No number is on two cards, but where a journal parted: then people are told by a case."""
    given: dict[str, list[Card]] = defaultdict(list)
    for data in auditor.saved:
        event = json.loads(data)
        if event["kind"] == "card.issued/1":
            card = event["station"], event["household"], data
            given[event["body"]["number"]].append(card)
    journals = [set(machine.saved) for machine in machines]
    counted = {row[0] for row in auditor._query("SELECT bytes FROM events WHERE word = 'accepted'")}
    told = {
        tuple(json.loads(row[0])["households"])
        for row in auditor._query("SELECT data FROM records WHERE kind = 'case'")
        if json.loads(row[0])["kind"] == "number_twice"
    }
    for number, cards in given.items():
        for one, other in combinations(cards, 2):
            if one[0] != other[0] or any({one[2], other[2]} <= kept for kept in journals):
                auditor.note("no number twice", f"{number} for {one[1]} and {other[1]}")
            elif one[1] != other[1] and {one[2], other[2]} <= counted:
                homes = {one[1], other[1]}
                if not any(homes <= set(case) for case in told):
                    auditor.note("no number twice", f"nobody is told of {number} on two cards")


def check_state(auditor: Auditor, machine: Machine) -> None:
    """A station that reached the central knows whether it may begin new work."""
    assert machine.store is not None
    station = machine.enrolment.station
    (state,) = auditor._query("SELECT state FROM stations WHERE id = ?", station)
    known = machine.store.lives.condition().state
    if known != state[0]:
        auditor.note("states are known", f"{machine.name} is {state[0]} and knows of {known}")


def check_standing(auditor: Auditor, machine: Machine) -> None:
    """Both ends agree where a station stands, and what was recorded is judged by its centre then.

    Only of households that never moved can be said which centre they belonged to.
    """
    assert machine.store is not None
    enrolment, life = machine.enrolment, machine.store.journal.life
    ((stands_at,),) = auditor._query(
        "SELECT centre FROM incarnations WHERE station = ? AND incarnation = ?",
        enrolment.station,
        life,
    )
    if stands_at != enrolment.centre:
        what = f"{machine.name} stands at {enrolment.centre}, by the central at {stands_at}"
        auditor.note("a move is followed", what)
    words = {
        row[0]: row[1:]
        for row in auditor._query(
            "SELECT bytes, word, reason FROM events WHERE station = ?", enrolment.station
        )
    }
    journal = machine.disk.opened["ledger.db"].execute("SELECT bytes FROM journal ORDER BY seq")
    for data, centre in _with_centre(machine.first_centre, (row[0] for row in journal)):
        event = _read(data)
        homes, word = auditor.homes.get(event.get("household", "")), words.get(data)
        if not homes or len(homes) > 1 or word is None or not event.get("visit"):
            continue
        if (word[1] == "other_centre") != (centre not in homes) and word[1] in {"", "other_centre"}:
            what = f"{machine.name} {event['seq']} at {centre}: {word} for {homes}"
            auditor.note("a move divides", what)


def _with_centre(first: str, events: Iterable[bytes]) -> Iterable[tuple[bytes, str]]:
    centre = first
    for data in events:
        event = _read(data)
        if event.get("kind") == "station.moved/1":
            centre = event["body"]["to"]
        yield data, centre


def check_raw(auditor: Auditor) -> None:
    """What lies in the raw lane is a whole batch, under the name of its hash."""
    for digest, body in auditor._query("SELECT digest, body FROM raw_letters"):
        data = base64.b64decode(json.loads(body)["data"])
        if sha256(data).digest() != digest:
            auditor.note("raw letters are whole", f"{digest.hex()[:8]} is the name of other bytes")
        try:
            unpack(data)
        except BadEnvelope as error:
            auditor.note("raw letters are whole", repr(error))


def _read(data: bytes) -> dict[str, Any]:
    try:
        return dict(json.loads(data))
    except ValueError:
        return {}
