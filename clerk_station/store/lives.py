"""Which lives of the journal there are here, and what the central said of each.

Satisfies `sync.ports.Lives`. Recording never waits for any of this: until the central has given a
branch its number, events go on under the number that was there.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from clerk_station import __version__
from clerk_station.clock import BAGHDAD, Clock
from clerk_station.domain.events import if_readable
from clerk_station.store.database import translated
from clerk_station.store.lineage import Lineage, chain_hash, keep_json
from clerk_station.store.mark import Mark, Memory
from clerk_station.store.outbox import Outbox
from clerk_station.store.tables import journal, receipts, recovered
from sync.branch import (
    Branch,
    Branched,
    Compare,
    Life,
    Returned,
    open_branched,
    open_common,
    open_returned,
    prove_life,
    sign_branch,
    sign_compare,
)
from sync.condition import Alarm, Condition, Work, work
from sync.enrol import Enrolment, EnrolmentAsk, ask
from sync.envelope import GENESIS, link
from sync.errors import Diverged, Garbled
from sync.hello import Greeting, Hello, Stand, State, open_greeting, sign_hello
from sync.raw import Raw, open_kept, sign_raw
from sync.signed import SignedLetter

_END = select(journal.c.seq, journal.c.hash).order_by(journal.c.seq.desc()).limit(1)
_TAIL_ENDS = select(recovered.c.incarnation, func.max(recovered.c.seq)).group_by(
    recovered.c.incarnation
)


class Lives:
    """The station's side of who it is: satisfies `sync.ports.Lives`."""

    def __init__(
        self, engine: Engine, lineage: Lineage, outbox: Outbox, clock: Clock, *, memory: Memory
    ) -> None:
        self._engine, self._lineage, self._outbox = engine, lineage, outbox
        self._clock, self._memory = clock, memory
        self._nonce, self._raw, self._key_is_used = "", b"", False

    def hello(self) -> SignedLetter:
        """Say who this is and where each life of the journal stands, signed."""
        with translated(), self._engine.begin() as connection:
            seq, head = _end(connection)
            hello = Hello(
                station=self._lineage.station,
                incarnation=self._lineage.present.number,
                last=seq,
                head=head,
                acknowledged=self._outbox.acknowledged(connection),
                app=__version__,
                token=self._token(connection),
                nonce=self._new_nonce(),
                lives=tuple(_tails(connection)),
                mark=self._beyond(connection, seq),
            )
        self.remember()
        return sign_hello(hello, self._lineage.present.sign)

    def greeted(self, signed: SignedLetter) -> Greeting:
        """Check a greeting, keep what it says, and compare both ends.

        Where the central holds less than it acknowledged, receipts above stop counting and those
        events are sent again; the letters stay as witness.

        Raises:
            Garbled: it is not the central's answer to the last hello.
            Diverged: the central knows more of the present life, or something else.
        """
        greeting = open_greeting(signed, self._lineage.enrolment.central_key)
        if greeting.nonce != self._nonce or greeting.station != self._lineage.station:
            msg = "the greeting answers another hello"
            raise Garbled(msg)
        with translated(), self._engine.begin() as connection:
            self._heard(connection, greeting)
        with translated(), self._engine.begin() as connection:
            self._meet(connection, greeting)
            self._lineage.forget_fact(connection, "rolled_back")
            self._rewind(connection, greeting)
        return greeting

    def token(self) -> str:
        """Give the token to show at the central's doors."""
        with translated(), self._engine.begin() as connection:
            return self._token(connection)

    def condition(self) -> Condition:
        """Say what is known of this station's standing."""
        with translated(), self._engine.begin() as connection:
            kept = self._condition(connection)
            heard = int(self._lineage.fact(connection, "heard_seq") or b"0")
            unheard = max(0, _end(connection)[0] - heard)
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
                self._memory.keep(Mark(*_end(connection)), everywhere=everywhere)

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

    def length(self) -> int:
        """Give the last seq of the journal."""
        with translated(), self._engine.begin() as connection:
            return _end(connection)[0]

    def signers(self) -> tuple[int, ...]:
        """Name the lives with whose keys this machine can sign, the present one first."""
        with translated(), self._engine.begin() as connection:
            return tuple(self._lineage.signing_keys(connection))

    def compare(self, seqs: tuple[int, ...], *, signer: int) -> SignedLetter:
        """Write probes of the journal."""
        with translated(), self._engine.begin() as connection:
            rows = connection.execute(
                select(journal.c.seq, journal.c.hash).where(journal.c.seq.in_(seqs))
            )
            letter = Compare(
                station=self._lineage.station,
                incarnation=signer,
                nonce=self._new_nonce(),
                probes=tuple((row.seq, row.hash) for row in rows),
            )
            return sign_compare(letter, self._lineage.signing_keys(connection)[signer].sign)

    def compared(self, signed: SignedLetter) -> int:
        """Check the answer to the last probes and give the highest common seq; 0 for none.

        Raises:
            Garbled: it is not the central's answer to them.
        """
        answer = open_common(signed, self._lineage.enrolment.central_key)
        self._check_nonce(answer.nonce)
        return answer.common

    def branch(self, common: int, *, signer: int, why: str) -> SignedLetter:
        """Ask for a new life after an event; asking again names the same new key.

        Where an older life signs, the central has forgotten the present one: it is asked to know
        that one again, and to branch only where its number was given to another.
        """
        lineage = self._lineage
        with translated(), self._engine.begin() as connection:
            forgotten = signer != lineage.present.number and not self._key_is_used
            key = lineage.present.key if forgotten else lineage.next_key(connection)
            public_key = key.public_key().public_bytes_raw()
            wish = Branch(
                station=lineage.station,
                incarnation=signer,
                nonce=self._new_nonce(),
                forked_at=common,
                head=chain_hash(connection, common) or GENESIS,
                public_key=public_key,
                proof=prove_life(lineage.station, public_key, key.sign),
                lives=lineage.as_lives(connection),
                why=why,
            )
            return sign_branch(wish, lineage.signing_keys(connection)[signer].sign)

    def key_is_used(self) -> None:
        """Note that the key of the last wish has a life elsewhere: the next names another."""
        with translated(), self._engine.begin() as connection:
            self._lineage.forget_fact(connection, "next_key")
        self._key_is_used = True

    def branched(self, signed: SignedLetter) -> None:
        """Begin the new life: from now on events are recorded and sent under it.

        Raises:
            Garbled: it is not the central's answer to the last wish.
        """
        answer = open_branched(signed, self._lineage.enrolment.central_key)
        self._check_nonce(answer.nonce)
        lineage, self._key_is_used = self._lineage, False
        with translated(), self._engine.begin() as connection:
            keys = lineage.own_keys(connection)
            given = {life.number: life for life in answer.lives}
            if answer.number not in given or given[answer.number].public_key not in keys:
                msg = "the central gave a number to another key"
                raise Garbled(msg)
            is_new = answer.number != lineage.present.number
            lineage.adopt(connection, answer)
            if is_new:
                self._change(connection, alarm=Alarm.BRANCHED)
                lineage.forget_fact(connection, "rolled_back")
                lineage.reread(connection)
                self._outbox.readdress(connection)
        self.remember(everywhere=True)

    def ask_again(self, code: str) -> EnrolmentAsk:
        """Write the letter of a station that the central has forgotten."""
        with translated(), self._engine.begin() as connection:
            return ask(
                code,
                public_key=self._lineage.present.key.public_key(),
                sign=self._lineage.present.sign,
                station=self._lineage.station,
                lives=self._lineage.as_lives(connection),
            )

    def known_again(self, answer: Enrolment) -> None:
        """Go on with the token of a central that knows this station again.

        Where the number of the present life has gone to another meanwhile, all that was recorded
        here travels under the one that was given instead.
        """
        lineage = self._lineage
        with translated(), self._engine.begin() as connection:
            kept = self._condition(connection)
            if kept.alarm is Alarm.UNKNOWN:
                self._change(connection, alarm=Alarm.NONE)
            if answer.incarnation == lineage.present.number:
                lineage.keep_fact(connection, "token", answer.token.encode())
                return
            life = Life(
                number=answer.incarnation,
                parent=0,
                forked_at=0,
                base=GENESIS,
                public_key=lineage.present.key.public_key().public_bytes_raw(),
            )
            lineage.adopt(
                connection,
                Branched(
                    nonce="",
                    station=answer.station,
                    number=answer.incarnation,
                    token=answer.token,
                    lives=(life,),
                    held=(0,),
                ),
            )
            lineage.reread(connection)
            self._outbox.readdress(connection)

    def raw(self, data: bytes, *, why: str) -> SignedLetter:
        """Write bytes for the raw lane, signed."""
        letter = Raw(
            station=self._lineage.station,
            incarnation=self._lineage.present.number,
            nonce=self._new_nonce(),
            why=why,
            data=data,
        )
        self._raw = letter.digest
        return sign_raw(letter, self._lineage.present.sign)

    def raw_kept(self, signed: SignedLetter) -> None:
        """Check the central's word that it keeps them.

        Raises:
            Garbled: it is not the central's answer to the last raw letter.
        """
        kept = open_kept(signed, self._lineage.enrolment.central_key)
        self._check_nonce(kept.nonce)
        if kept.digest != self._raw:
            msg = "the central keeps other bytes"
            raise Garbled(msg)

    def missing(self) -> tuple[int, int] | None:
        """Name a life of which the central held more when this one began, and how far it is here.

        None where nothing is missing.
        """
        with translated(), self._engine.begin() as connection:
            ends = dict(_tail_ends(connection))
            for number, row in self._lineage.known(connection).items():
                if number == self._lineage.present.number:
                    continue
                start, _ = self._lineage.hash_before_tail(connection, number)
                here = max(start, ends.get(number, 0))
                if row.until > here:
                    return number, here
        return None

    def take_back(self, signed: SignedLetter) -> None:
        """Keep events that the central gives back, verbatim, with its word on each.

        Raises:
            Garbled: they are not the central's, or do not follow what is here.
        """
        given = open_returned(signed, self._lineage.enrolment.central_key)
        with translated(), self._engine.begin() as connection:
            rows = self._follow(connection, given)
            self._lineage.keep_recovered(connection, rows)
            connection.execute(
                receipts.insert(),
                [
                    {
                        "incarnation": given.incarnation,
                        "seq": judgement.seq,
                        "word": judgement.word.value,
                        "reason": judgement.reason,
                        "at": given.at,
                    }
                    for judgement in given.judgements
                ],
            )

    def _follow(self, connection: Connection, given: Returned) -> list[dict[str, object]]:
        """Chain what came back to what is here."""
        if given.station != self._lineage.station or not given.events:
            msg = "the central gives nothing back where something is missing"
            raise Garbled(msg)
        start, hash_ = self._lineage.hash_before_tail(connection, given.incarnation)
        ends = dict(_tail_ends(connection))
        seq = max(start, ends.get(given.incarnation, 0))
        if seq > start:
            hash_ = _tail_hash(connection, given.incarnation, seq)
        if (given.first, given.previous) != (seq + 1, hash_):
            msg = f"what came back does not follow event {seq} of life {given.incarnation}"
            raise Garbled(msg)
        if [j.seq for j in given.judgements] != list(range(seq + 1, seq + 1 + len(given.events))):
            msg = "what came back has not a word on each event"
            raise Garbled(msg)
        rows = []
        for data in given.events:
            seq, hash_ = seq + 1, link(hash_, data)
            rows.append(_row(given.incarnation, seq, data=data, hash_=hash_))
        return rows

    def _meet(self, connection: Connection, greeting: Greeting) -> None:
        """Compare both ends of the present life."""
        last, _ = _end(connection)
        if greeting.acknowledged > last:
            reason = "behind"
            raise Diverged(reason)
        if chain_hash(connection, greeting.acknowledged) != greeting.head:
            reason = "fork"
            raise Diverged(reason)

    def _rewind(self, connection: Connection, greeting: Greeting) -> None:
        """Send again what the central lost, of the journal and of the tails that came back."""
        if greeting.acknowledged < self._outbox.acknowledged(connection):
            self._outbox.rewind(connection, greeting.acknowledged)
        held = {stand.incarnation: stand.last for stand in greeting.lives}
        for stand in _tails(connection):
            if held.get(stand.incarnation, 0) < stand.last:
                self._outbox.rewind_tail(
                    connection, stand.incarnation, held.get(stand.incarnation, 0)
                )

    def _heard(self, connection: Connection, greeting: Greeting) -> None:
        """Keep what a greeting says."""
        if greeting.token:
            self._lineage.keep_fact(connection, "token", greeting.token.encode())
        seq, _ = _end(connection)
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

    def _token(self, connection: Connection) -> str:
        return (self._lineage.fact(connection, "token") or b"").decode()

    def _condition(self, connection: Connection) -> Condition:
        kept = json.loads(self._lineage.fact(connection, "condition") or b"{}")
        if kept:
            kept |= {"state": State(kept["state"]), "alarm": Alarm(kept["alarm"])}
        return Condition(**kept)

    def _change(self, connection: Connection, **changed: Any) -> None:
        condition = replace(self._condition(connection), **changed)
        self._lineage.keep_fact(connection, "condition", keep_json(asdict(condition)))

    def _new_nonce(self) -> str:
        self._nonce = secrets.token_hex(8)
        return self._nonce

    def _check_nonce(self, nonce: str) -> None:
        if nonce != self._nonce:
            msg = "the central answers another letter"
            raise Garbled(msg)


def _end(connection: Connection) -> tuple[int, bytes]:
    row = connection.execute(_END).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def _tail_ends(connection: Connection) -> Mapping[int, int]:
    return {row[0]: row[1] for row in connection.execute(_TAIL_ENDS)}


def _tail_hash(connection: Connection, number: int, seq: int) -> bytes:
    found: bytes = connection.scalars(
        select(recovered.c.hash).where(recovered.c.incarnation == number, recovered.c.seq == seq)
    ).one()
    return found


def _tails(connection: Connection) -> list[Stand]:
    return [
        Stand(incarnation=number, last=last, head=_tail_hash(connection, number, last))
        for number, last in _tail_ends(connection).items()
    ]


def _row(life: int, seq: int, *, data: bytes, hash_: bytes) -> dict[str, object]:
    """Describe an event that came back; one that cannot be read is kept all the same."""
    event = if_readable(data)
    return {
        "incarnation": life,
        "seq": seq,
        "id": event.id if event else "",
        "kind": event.body.kind if event else "",
        "day": event.at.astimezone(BAGHDAD).date() if event else date.min,
        "visit": event.visit if event else "",
        "bytes": data,
        "hash": hash_,
    }
