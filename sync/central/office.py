"""The central's four doors, below any network: enrol, hello, push, pull."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from clerk_station.clock import BAGHDAD
from sync.central import brake
from sync.central.database import Database
from sync.central.feed import page, scope_of, scopes_of
from sync.central.ingest import ingest
from sync.central.keys import Keys, raw_public
from sync.central.sequencer import drain
from sync.central.standings import standing
from sync.central.stations import by_name, by_token, enrol, note_hello
from sync.enrol import Enrolment, EnrolmentAsk
from sync.envelope import unpack
from sync.errors import Rejected
from sync.wire import Cursor, Greeting, Hello, Page, SignedReceipt, sign_receipt


@dataclass(frozen=True, slots=True)
class Office:
    """What a station may ask of the central, each answered in one transaction.

    `now` gives Unix seconds. Where no sequencer of its own runs beside it, the office sequences
    news itself before it gives a page. Refusals are `Rejected` with a code, bytes that are no
    batch `BadEnvelope`.
    """

    database: Database
    keys: Keys
    now: Callable[[], int]
    sequences: bool = True

    def today(self) -> date:
        """Give the day in Baghdad."""
        return datetime.fromtimestamp(self.now(), BAGHDAD).date()

    def enrol(self, letter: EnrolmentAsk) -> Enrolment:
        """Turn a machine with a one-time code into a station."""
        with self.database.reading() as connection:
            brake.check(connection, now=self.now())
        try:
            with self.database.writing() as connection:
                who, token = enrol(connection, letter, now=self.now())
        except Rejected:
            with self.database.writing() as connection:
                brake.note(connection, now=self.now())
            raise
        return Enrolment(
            station=who.station,
            incarnation=who.incarnation,
            centre=who.centre,
            token=token,
            authority_keys=(raw_public(self.keys.authority),),
            central_key=raw_public(self.keys.central),
        )

    def hello(self, token: str, hello: Hello) -> Greeting:
        """Greet a station and say what is held of its incarnation."""
        with self.database.writing() as connection:
            who = by_token(connection, token)
            if (hello.station, hello.incarnation) != (who.station, who.incarnation):
                raise Rejected("other_station")
            note_hello(connection, hello, now=self.now())
            held = standing(connection, who)
        return Greeting(
            at=self.now(),
            acknowledged=held.acknowledged,
            head=held.head,
            scopes=scopes_of(who.centre),
        )

    def push(self, token: str, packed: bytes) -> SignedReceipt:
        """Take in a batch from the station that carries this token."""
        with self.database.reading() as connection:
            who = by_token(connection, token)
        batch = unpack(packed)
        if (batch.station, batch.incarnation) != (who.station, who.incarnation):
            raise Rejected("other_station")
        with self.database.writing() as connection:
            receipt = ingest(connection, batch, who, now=self.now())
        return sign_receipt(receipt, self.keys.central.sign)

    def hand_in(self, packed: bytes) -> SignedReceipt:
        """Take in a batch that came as a file: its seal says whose it is."""
        batch = unpack(packed)
        with self.database.writing() as connection:
            who = by_name(connection, batch.station, batch.incarnation)
            receipt = ingest(connection, batch, who, now=self.now())
        return sign_receipt(receipt, self.keys.central.sign)

    def pull(self, token: str, cursor: Cursor, *, most: int) -> Page | None:
        """Give the page after a cursor; an empty scope means that of the station's centre.

        Raises:
            Rejected: `other_scope` where the station may not read it.
        """
        if self.sequences:
            drain(self.database)
        with self.database.reading() as connection:
            who = by_token(connection, token)
            scope = cursor.scope or scope_of(who.centre)
            if scope not in scopes_of(who.centre):
                raise Rejected("other_scope")
            return page(connection, cursor, scope=scope, most=most)
