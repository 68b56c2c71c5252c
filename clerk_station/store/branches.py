"""The letters around a branch: where journals part, and which life is lived from there on."""

import secrets

from sqlalchemy import Engine, select

from clerk_station.clock import Clock
from clerk_station.store.database import translated
from clerk_station.store.lineage import Lineage, chain_hash
from clerk_station.store.mark import Memory
from clerk_station.store.outbox import Outbox
from clerk_station.store.standing import Standing, end
from clerk_station.store.tables import journal
from sync.branch import (
    Branch,
    Branched,
    Compare,
    Life,
    open_branched,
    open_common,
    prove_life,
    sign_branch,
    sign_compare,
)
from sync.condition import Alarm
from sync.enrol import Enrolment, EnrolmentAsk, ask
from sync.envelope import GENESIS
from sync.errors import Garbled
from sync.signed import SignedLetter


class Branches(Standing):
    """Asks for lives and begins to live them."""

    def __init__(
        self, engine: Engine, lineage: Lineage, outbox: Outbox, clock: Clock, *, memory: Memory
    ) -> None:
        super().__init__(engine, lineage, clock, memory=memory)
        self._outbox = outbox
        self._nonce, self._key_is_used = "", False

    def length(self) -> int:
        """Give the last seq of the journal."""
        with translated(), self._engine.begin() as connection:
            return end(connection)[0]

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

    def _new_nonce(self) -> str:
        self._nonce = secrets.token_hex(8)
        return self._nonce

    def _check_nonce(self, nonce: str) -> None:
        if nonce != self._nonce:
            msg = "the central answers another letter"
            raise Garbled(msg)
