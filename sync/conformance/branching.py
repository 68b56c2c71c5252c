"""Promises for machines that were restored or copied: found, and nothing deleted."""

import secrets
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.branch import (
    Branch,
    Branched,
    Compare,
    open_branched,
    open_common,
    prove_life,
    sign_branch,
    sign_compare,
)
from sync.conformance.line import Broken, must
from sync.conformance.machine import Machine
from sync.errors import Garbled
from sync.signed import signed_from_json, signed_to_json

Began = tuple[Branched, Ed25519PrivateKey, dict[str, Any]]
"""A branch: the central's answer, its key, and the letter that asked for it."""


def restored(machine: Machine) -> None:
    """A machine put back to a copy finds where it parted and lives on as a branch; all is kept."""
    machine.record_many(4)
    machine.settled(machine.seal(1, 4))
    machine.greet()
    copy = machine.copy()
    machine.record_many(3)
    machine.settled(machine.seal(5, 7))
    machine.greet()
    machine.greet()
    copy.record_many(2)
    copy.hello(copy.said()).refused(403, "superseded", when="an old copy")
    common = _common(copy)
    must(common == 4, f"the journals part after {common}, not after 4")
    branched = _branch(copy, common)
    _lives_on(copy, branched, parent=machine)
    returned = copy.held(of=machine.enrolment.incarnation)
    must(returned == machine.events, "the old life lost events, or does not give them back")


def cloned(machine: Machine) -> None:
    """Of two machines with one disk the second to speak is told; both keep what they recorded."""
    machine.record_many(2)
    machine.settled(machine.seal(1, 2))
    machine.greet()
    clone = machine.copy()
    machine.greet()
    machine.greet()
    clone.record_many(2)
    clone.hello(clone.said()).refused(403, "superseded", when="a clone")
    branched = _branch(clone, _common(clone))
    _lives_on(clone, branched, parent=machine)
    machine.record_many(2)
    machine.greet()
    machine.settled(machine.seal(3, 4))
    must(machine.held() == machine.events, "the first machine lost events to its clone")


def _common(machine: Machine) -> int:
    """Compare every hash of a short journal."""
    letter = Compare(
        station=machine.enrolment.station,
        incarnation=machine.enrolment.incarnation,
        nonce=secrets.token_hex(8),
        probes=tuple(enumerate(machine.hashes))[1:],
    )
    answer = machine.line.send(
        "/v1/compare", signed_to_json(sign_compare(letter, machine.key.sign))
    )
    must(answer.status == 200, f"compare is answered {answer.status} {answer.body[:80]!r}")
    try:
        common = open_common(signed_from_json(answer.json()), machine.central_key)
    except Garbled as error:
        raise Broken(str(error)) from error
    must(common.nonce == letter.nonce, "compare repeats another nonce")
    return common.common


def _branch(machine: Machine, common: int) -> Began:
    """Ask for a branch twice: a lost answer must cost no number."""
    key = Ed25519PrivateKey.generate()
    raw = key.public_key().public_bytes_raw()
    found = []
    for _ in range(2):
        wish = Branch(
            station=machine.enrolment.station,
            incarnation=machine.enrolment.incarnation,
            nonce=secrets.token_hex(8),
            forked_at=common,
            head=machine.hashes[common],
            public_key=raw,
            proof=prove_life(machine.enrolment.station, raw, key.sign),
            lives=(),
            why="superseded",
        )
        signed = signed_to_json(sign_branch(wish, machine.key.sign))
        answer = machine.line.send("/v1/branch", signed)
        must(answer.status == 200, f"branch is answered {answer.status} {answer.body[:80]!r}")
        try:
            branched = open_branched(signed_from_json(answer.json()), machine.central_key)
        except Garbled as error:
            raise Broken(str(error)) from error
        must(branched.nonce == wish.nonce, "branch repeats another nonce")
        found.append(branched)
    must(found[0].number == found[1].number, "the same key gets two numbers")
    return found[1], key, signed


def _lives_on(machine: Machine, branched: Began, *, parent: Machine) -> None:
    """Send what came after the fork under the new number, with the hashes that it has."""
    answer, key, wish = branched
    numbers = {life.number: life for life in answer.lives}
    must(answer.number in numbers, "the branch is not among the lives")
    life = numbers[answer.number]
    must(life.parent == parent.enrolment.incarnation, "the branch has another parent")
    machine.key, machine.token = key, answer.token
    machine.enrolment = replace(machine.enrolment, incarnation=answer.number)
    machine.greet()
    again = machine.line.send("/v1/branch", wish)
    again.refused(403, "key_used", when="a branch that spoke, asked for again")
    last = len(machine.events)
    receipt = machine.settled(machine.seal(life.forked_at + 1, last))
    must(receipt.acknowledged == last, f"{receipt.acknowledged} of {last} is acknowledged")
