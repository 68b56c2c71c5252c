"""What somebody may try against the post, and the check that stands in the way of each.

An attack answers whether it got through. `without` takes the check out: a place in the code and
what stands there instead; it is None where no single place can be taken out and the rest stands.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import ANY

import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import update

from sync import envelope, wire
from sync.central.audit import audit
from sync.central.brake import MOST
from sync.central.tables import events
from sync.enrol import EnrolmentAsk, ask
from sync.envelope import Batch, pack
from sync.errors import BadEnvelope, Busy, Diverged, Garbled, Rejected
from sync.hello import sign_hello
from sync.wire import Cursor, Judgement, SignedReceipt, Word, check_page, read_receipt, sign_receipt
from tests.central.karbala import HeldStation, Karbala, event
from tests.sync.held import HeldOutbox
from tests.world import OTHER_CENTRE

FORGED = b'{"forged": true}'


class Scene:
    """A central, a station that sent six events, and an attacker with a station of their own."""

    def __init__(self, karbala: Karbala) -> None:
        self.karbala = karbala
        self.victim, self.attacker = karbala.station(), karbala.station(at=OTHER_CENTRE)
        for station in (self.victim, self.attacker):
            station.outbox.record_many(event, 6)
            station.outbox.settle(station.server.push(pack(self.sealed(station))))

    @staticmethod
    def sealed(station: HeldStation, first: int = 1, last: int = 0) -> Batch:
        """Seal a range of a station's journal, all of it by default."""
        batch = station.outbox.seal(first, last or len(station.outbox.events))
        assert batch is not None
        return batch

    def words(self, batch: Batch, by: HeldStation | None = None) -> tuple[Judgement, ...]:
        """Push a batch; give the central's words, none where it was refused altogether."""
        try:
            signed = (by or self.victim).server.push(pack(batch))
        except (Rejected, BadEnvelope):
            return ()
        return read_receipt(signed.body).judgements

    def took(self, batch: Batch, by: HeldStation | None = None) -> bool:
        """Push a batch; tell whether something of it was newly taken in and counts."""
        return any(j.word is Word.ACCEPTED for j in self.words(batch, by))

    def fresh(self) -> Batch:
        """Let the victim record two more events, and seal them."""
        self.victim.outbox.record_many(event, 2)
        return self.sealed(self.victim, 7)


def replay(scene: Scene) -> bool:
    """The same batch is sent again, also under another id and cut anew."""
    before = scene.karbala.held()
    batch = scene.sealed(scene.victim)
    took = [scene.took(batch), scene.took(batch), scene.took(scene.sealed(scene.victim, 3, 5))]
    return any(took) or scene.karbala.held() != before


def forged_batch(scene: Scene) -> bool:
    """A batch goes on where the victim's chain ends, sealed by another key."""
    stranger = replace(scene.victim.outbox, keys={1: Ed25519PrivateKey.generate()})
    forged = replace(scene.victim, outbox=stranger.copy())
    forged.outbox.record(event(scene.victim.enrolment, 7))
    return scene.took(scene.sealed(forged, 7))


def wrong_key(scene: Scene) -> bool:
    """A station seals events under the victim's name and carries its own token."""
    batch = replace(scene.fresh(), signature=scene.sealed(scene.attacker).signature)
    return scene.took(batch, scene.attacker)


def edited_event(scene: Scene) -> bool:
    """An event in a sealed batch is changed on the way."""
    batch = scene.fresh()
    changed = batch.events[0].replace(b'"C1"', b'"C9"')
    assert changed != batch.events[0]
    return scene.took(replace(batch, events=(changed, *batch.events[1:])))


def swapped_events(scene: Scene) -> bool:
    """Two events of a sealed batch change places on the way."""
    batch = scene.fresh()
    return (
        bool(scene.words(replace(batch, events=batch.events[::-1]))) and scene.karbala.held() > 12
    )


def dropped_event(scene: Scene) -> bool:
    """The last event of a sealed batch is left out on the way."""
    batch = scene.fresh()
    return scene.took(replace(batch, events=batch.events[:-1]))


def truncated_tail(scene: Scene) -> bool:
    """The packet ends early."""
    packed = envelope.pack(scene.fresh())
    plain = envelope.decompressed(packed)
    for cut in (packed[:-5], zstandard.compress(plain[:-5])):
        try:
            scene.victim.server.push(cut)
        except (BadEnvelope, Rejected):
            continue
        return True
    return False


def hole(scene: Scene) -> bool:
    """A well sealed batch leaves out an event before it."""
    scene.victim.outbox.record_many(event, 3)
    return scene.took(scene.sealed(scene.victim, 8))


def second_past(scene: Scene) -> bool:
    """Whoever has the key writes another past under the same numbers."""
    other = replace(scene.victim, outbox=scene.victim.outbox.copy())
    other.outbox.events = []
    other.outbox.hashes = other.outbox.hashes[:1]
    for seq in range(1, 8):
        other.outbox.record(event(scene.victim.enrolment, seq, household="H0002"))
    return scene.took(scene.sealed(other))


def borrowed_name(scene: Scene) -> bool:
    """A station's own event says inside that it is another's."""
    scene.attacker.outbox.record(event(scene.victim.enrolment, 7))
    return scene.took(scene.sealed(scene.attacker, 7), scene.attacker)


def database_words(scene: Scene) -> bool:
    """What an event says is written to break the database's language."""
    cruel = "'; drop table events; --"
    scene.victim.outbox.record(event(scene.victim.enrolment, 7, household=cruel, visit=cruel))
    return scene.took(scene.sealed(scene.victim, 7))


def path_in_a_name(scene: Scene) -> bool:
    """A batch and its station are named like a way out of a folder."""
    batch = replace(scene.fresh(), station="../../etc/passwd", id="../../../root/.ssh/x")
    return scene.took(batch)


def reused_code(scene: Scene) -> bool:
    """A code that a machine enrolled with is typed at another machine."""
    code = scene.karbala.code()
    for count in range(2):
        key = Ed25519PrivateKey.generate()
        try:
            scene.karbala.office.enrol(ask(code, public_key=key.public_key(), sign=key.sign))
        except Rejected:
            return False
        scene.karbala.now += count
    return True


def replayed_enrolment(scene: Scene) -> bool:
    """The letter that enrolled a station is sent again by somebody who overheard it."""
    key = Ed25519PrivateKey.generate()
    letter = ask(scene.karbala.code(), public_key=key.public_key(), sign=key.sign)
    enrolment = scene.karbala.office.enrol(letter)
    scene.karbala.office.hello(HeldOutbox(enrolment, key).hello())
    try:
        token = scene.karbala.office.enrol(letter).token
    except Rejected:
        return False
    return bool(scene.karbala.office.pull(token, Cursor(), most=10))


def replayed_branch(scene: Scene) -> bool:
    """The letter that began a branch is sent again by somebody who overheard it."""
    box = scene.victim.outbox
    letter = box.branch(6, signer=box.number, why="superseded")
    box.branched(scene.karbala.office.branch(letter))
    scene.karbala.office.hello(box.hello())
    try:
        scene.karbala.office.branch(letter)
    except Rejected:
        return False
    return True


def borrowed_key(scene: Scene) -> bool:
    """Somebody enrols with a public key whose private half is not theirs."""
    theirs, mine = scene.victim.outbox.key.public_key(), Ed25519PrivateKey.generate()
    try:
        scene.karbala.office.enrol(ask(scene.karbala.code(), public_key=theirs, sign=mine.sign))
    except Rejected:
        return False
    return True


def guessed_codes(scene: Scene) -> bool:
    """Codes are tried one after the other."""
    for number in range(MOST + 10):
        letter = EnrolmentAsk(code=f"{number:014}", public_key=bytes(32), proof=b"")
        try:
            scene.karbala.office.enrol(letter)
        except Busy:
            return False
        except Rejected:
            continue
    return True


def forged_token(scene: Scene) -> bool:
    """A token is made up from what a good one looks like."""
    plain, _, proof = scene.victim.outbox.shown.rpartition(".")
    forged = f"{plain}.{proof[::-1]}"
    try:
        scene.karbala.office.pull(forged, Cursor(), most=1)
    except Rejected:
        return False
    return True


def forged_hello(scene: Scene) -> bool:
    """A hello speaks for the victim with the victim's token and another key."""
    hello = scene.victim.outbox.said()
    try:
        scene.karbala.office.hello(sign_hello(hello, Ed25519PrivateKey.generate().sign))
    except Rejected:
        return False
    return True


def copied_token(scene: Scene) -> bool:
    """A copy of the machine goes on with the token that it was copied with."""
    copy = scene.victim.outbox.copy()
    for _ in range(2):
        scene.victim.outbox.greeted(scene.victim.server.hello(scene.victim.outbox.hello()))
    try:
        scene.karbala.office.hello(copy.hello())
    except Rejected as error:
        return error.reason != "superseded"
    return True


def foreign_scope(scene: Scene) -> bool:
    """A station asks for the households of another centre."""
    cursor = Cursor(scope=f"centre:{OTHER_CENTRE}")
    try:
        return bool(scene.karbala.office.pull(scene.victim.outbox.shown, cursor, most=10))
    except Rejected:
        return False


def edited_page(scene: Scene) -> bool:
    """A record is changed on the way to the station."""
    page = scene.karbala.office.pull(scene.victim.outbox.shown, Cursor(), most=10)
    assert page is not None
    changed = replace(page.records[-1], data='{"changed": true}')
    return _follows(replace(page, records=(*page.records[:-1], changed)))


def shortened_page(scene: Scene) -> bool:
    """A record is taken out of a page on the way."""
    page = scene.karbala.office.pull(scene.victim.outbox.shown, Cursor(), most=10)
    assert page is not None
    return _follows(replace(page, records=(*page.records[:1], *page.records[2:])))


def _follows(page: wire.Page) -> bool:
    try:
        check_page(page, Cursor())
    except Garbled:
        return False
    return True


def forged_receipt(scene: Scene) -> bool:
    """Something between the two gives the receipt in the central's place."""
    batch = scene.fresh()
    box = scene.victim.outbox
    receipt = replace(
        box.receipts[-1],
        batch=batch.id,
        acknowledged=8,
        head=box.hashes[8],
        count=8,
        judgements=tuple(Judgement(seq=seq, word=Word.ACCEPTED) for seq in (7, 8)),
    )
    return _settles(scene, sign_receipt(receipt, Ed25519PrivateKey.generate().sign))


def others_receipt(scene: Scene) -> bool:
    """A true receipt of another station's batch is given instead."""
    scene.attacker.outbox.record_many(event, 2)
    signed = scene.attacker.server.push(pack(scene.sealed(scene.attacker, 7)))
    scene.fresh()
    return _settles(scene, signed)


def _settles(scene: Scene, signed: SignedReceipt) -> bool:
    try:
        scene.victim.outbox.settle(signed)
    except (Garbled, Diverged):
        return False
    return not scene.victim.outbox.waiting()


def edited_row(scene: Scene) -> bool:
    """Somebody with access to the database changes what is stored."""
    with scene.karbala.database.writing() as connection:
        mine = events.c.station == scene.victim.enrolment.station, events.c.seq == 3
        connection.execute(update(events).where(*mine).values(bytes=FORGED))
    with scene.karbala.database.reading() as connection:
        return not audit(connection).faults


@dataclass(frozen=True, slots=True)
class Attack:
    """One attempt, what it meets in the words of PROTOCOL.md, and how to take that away."""

    attempt: Callable[[Scene], bool]
    meets: str
    without: tuple[str, Any] | None = None

    @property
    def name(self) -> str:
        """Its name, as in the table of PROTOCOL.md."""
        return self.attempt.__name__.replace("_", " ")


def _yes(*_: object, **__: object) -> bool:
    return True


def _no(*_: object, **__: object) -> bool:
    return False


def _fits(*_: object, **__: object) -> Any:
    return ANY


def _pass(*_: object, **__: object) -> None:
    return None


SEAL = ("sync.central.ingest.holds", _yes)
PAST = ("sync.central.ingest._forks", _no)
PROOF = ("sync.central.enrolling.proves", _yes)
BRAKE = ("sync.central.brake.check", _pass)
HEARD = ("sync.central.greeting.note_heard", _pass)
SIGNED = ("sync.central.greeting.check_hello", _pass)
RUNNING = ("sync.wire.feed_hash", _fits)
CENTRAL = ("sync.wire.signature_holds", _yes)
STORED = ("sync.central.audit.link", _fits)

ATTACKS = (
    Attack(replay, "identity of an event: (station, incarnation, seq), unique for ever"),
    Attack(forged_batch, "seal: the station's signature over the batch's head", SEAL),
    Attack(wrong_key, "the token's station and life are those of the batch, else 403"),
    Attack(edited_event, "seal: the head binds every byte of every event", SEAL),
    Attack(swapped_events, "seal: the head binds their order", SEAL),
    Attack(dropped_event, "seal: it names the last seq and the head there", SEAL),
    Attack(truncated_tail, "frame: every part has the length that is announced"),
    Attack(hole, "the event before the batch is held, else `hole`"),
    Attack(second_past, "no held event has another hash, else `fork`", PAST),
    Attack(borrowed_name, "the bytes name the identity of the envelope, else `mismatch`"),
    Attack(database_words, "values never become statements; judged `unknown_household`"),
    Attack(path_in_a_name, "names are keys in the database and never places of files"),
    Attack(reused_code, "a code is bound to the first key, else `code_used`"),
    Attack(replayed_enrolment, "a life that said hello has had its answer: `code_used`", HEARD),
    Attack(replayed_branch, "a life that said hello has had its answer: `key_used`", HEARD),
    Attack(borrowed_key, "proof of possession, else `bad_proof`", PROOF),
    Attack(guessed_codes, "brake: thirty wrong codes a minute", BRAKE),
    Attack(forged_token, "tokens carry a proof of the central's, and their hash is kept"),
    Attack(forged_hello, "hello is signed by the station's key", SIGNED),
    Attack(copied_token, "a retired token is answered `superseded`"),
    Attack(foreign_scope, "a station reads the scopes of its centre, else `other_scope`"),
    Attack(edited_page, "the page's running hash", RUNNING),
    Attack(shortened_page, "positions follow one another without a hole"),
    Attack(forged_receipt, "the central's signature", CENTRAL),
    Attack(others_receipt, "the receipt's head is the station's own hash at that seq"),
    Attack(edited_row, "audit: the stored bytes give the stored chain", STORED),
)
