"""Which lives of the journal there are here, and what the central said of each.

Satisfies `sync.ports.Lives`. Recording never waits for any of this: until the central has given a
branch its number, events go on under the number that was there.
"""

from sqlalchemy import Connection

from clerk_station import __version__
from clerk_station.store import tails
from clerk_station.store.branches import Branches
from clerk_station.store.database import translated
from clerk_station.store.lineage import chain_hash
from clerk_station.store.standing import end
from sync.branch import open_returned
from sync.errors import Diverged, Garbled
from sync.hello import Greeting, Hello, open_greeting, sign_hello
from sync.raw import Raw, open_kept, sign_raw
from sync.signed import SignedLetter


class Lives(Branches):
    """The station's side of who it is: satisfies `sync.ports.Lives`."""

    _raw = b""

    def hello(self) -> SignedLetter:
        """Say who this is and where each life of the journal stands, signed."""
        with translated(), self._engine.begin() as connection:
            seq, head = end(connection)
            hello = Hello(
                station=self._lineage.station,
                incarnation=self._lineage.present.number,
                last=seq,
                head=head,
                acknowledged=self._outbox.acknowledged(connection),
                app=__version__,
                token=self._token(connection),
                nonce=self._new_nonce(),
                lives=tuple(tails.stands(connection)),
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
            return tails.missing(connection, self._lineage)

    def take_back(self, signed: SignedLetter) -> None:
        """Keep events that the central gives back, verbatim, with its word on each.

        Raises:
            Garbled: they are not the central's, or do not follow what is here.
        """
        given = open_returned(signed, self._lineage.enrolment.central_key)
        with translated(), self._engine.begin() as connection:
            tails.keep(connection, self._lineage, given)

    def _meet(self, connection: Connection, greeting: Greeting) -> None:
        """Compare both ends of the present life."""
        last, _ = end(connection)
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
        for stand in tails.stands(connection):
            if held.get(stand.incarnation, 0) < stand.last:
                self._outbox.rewind_tail(
                    connection, stand.incarnation, held.get(stand.incarnation, 0)
                )

    def _token(self, connection: Connection) -> str:
        return (self._lineage.fact(connection, "token") or b"").decode()
