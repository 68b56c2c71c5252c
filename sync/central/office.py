"""The central's doors, below any network: enrol, hello, push, pull, snapshot."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from clerk_station.clock import BAGHDAD
from sync.branch import sign_branched, sign_common, sign_returned
from sync.central import brake
from sync.central.database import Database
from sync.central.enrolling import enrol
from sync.central.feed import page, scopes_of
from sync.central.greeting import ancestral, greet
from sync.central.ingest import ingest
from sync.central.keys import Keys, raw_public
from sync.central.lives import branch, compare, give_back
from sync.central.quota import spend
from sync.central.raw_lane import keep
from sync.central.sequencer import drain
from sync.central.snapshots import chunk, snapshot
from sync.central.stations import Identity, by_name, by_token, note_heard, note_hello
from sync.central.tokens import secret_of
from sync.enrol import Enrolment, EnrolmentAsk
from sync.envelope import Batch, unpack
from sync.errors import Rejected
from sync.hello import Greeting, Hello, sign_greeting
from sync.raw import sign_kept
from sync.signed import SignedLetter
from sync.wire import Cursor, Page, SignedReceipt, sign_receipt


@dataclass(frozen=True, slots=True)
class Office:
    """What a station may ask of the central, each answered in one transaction.

    `now` gives Unix seconds. Where no sequencer of its own runs beside it, the office sequences
    news itself before it gives a page. From `minimum_from` on (Unix seconds) a program older than
    `minimum_app` begins no new work. Refusals are `Rejected` with a code, bytes that are no
    batch `BadEnvelope`.
    """

    database: Database
    keys: Keys
    now: Callable[[], int]
    sequences: bool = True
    minimum_app: str = ""
    minimum_from: int = 0

    def today(self) -> date:
        """Give the day in Baghdad."""
        return datetime.fromtimestamp(self.now(), BAGHDAD).date()

    @property
    def secret(self) -> bytes:
        """What tokens are made with."""
        return secret_of(self.keys.central)

    def enrol(self, letter: EnrolmentAsk) -> Enrolment:
        """Turn a machine with a one-time code into a station."""
        with self.database.reading() as connection:
            brake.check(connection, now=self.now())
        try:
            with self.database.writing() as connection:
                who, token = enrol(connection, letter, secret=self.secret, now=self.now())
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

    def hello(self, signed: SignedLetter) -> SignedLetter:
        """Greet a station and say what is held of its lives."""
        with self.database.writing() as connection:
            greeting = greet(
                connection,
                signed,
                authority=self.keys.authority,
                secret=self.secret,
                now=self.now(),
            )
        greeting = replace(greeting, minimum_app=self.minimum_app, minimum_from=self.minimum_from)
        return sign_greeting(greeting, self.keys.central.sign)

    def hello_unsigned(self, token: str, hello: Hello) -> Greeting:
        """Greet a station that speaks version 1: it signs no hello and keeps its first token."""
        with self.database.writing() as connection:
            who = by_token(connection, token, secret=self.secret)
            if (hello.station, hello.incarnation) != (who.station, who.incarnation):
                raise Rejected("other_station")
            note_heard(connection, who)
            note_hello(connection, hello, now=self.now())
            acknowledged, head = ancestral(connection, who)
        return Greeting(
            at=self.now(),
            acknowledged=acknowledged,
            head=head,
            scopes=scopes_of(who.centre),
        )

    def compare(self, signed: SignedLetter) -> SignedLetter:
        """Compare a journal with what is held of its station."""
        with self.database.reading() as connection:
            common = compare(connection, signed)
        return sign_common(common, self.keys.central.sign)

    def branch(self, signed: SignedLetter) -> SignedLetter:
        """Begin a new life of a station."""
        with self.database.writing() as connection:
            branched = branch(connection, signed, secret=self.secret, now=self.now())
        return sign_branched(branched, self.keys.central.sign)

    def returned(self, token: str, incarnation: int, *, after: int, most: int) -> SignedLetter:
        """Give a station events of its own back."""
        with self.database.reading() as connection:
            who = by_token(connection, token, secret=self.secret)
            given = give_back(connection, who, incarnation, after=after, most=most, now=self.now())
        return sign_returned(given, self.keys.central.sign)

    def push(self, token: str, packed: bytes) -> SignedReceipt:
        """Take in a batch that was sealed by the life that carries this token."""
        with self.database.reading() as connection:
            who = by_token(connection, token, secret=self.secret)
        batch = unpack(packed)
        if (batch.station, batch.sealer) != (who.station, who.incarnation):
            raise Rejected("other_station")
        return self._take_in(batch, who, by_hand=False)

    def carry(self, token: str, packed: bytes) -> SignedReceipt:
        """Take in a batch that another station carries: its seal says whose it is."""
        with self.database.reading() as connection:
            carrier = by_token(connection, token, secret=self.secret)
        if carrier.is_barred:
            raise Rejected(carrier.state.value)
        return self.hand_in(packed, by_hand=False)

    def keep_raw(self, signed: SignedLetter) -> SignedLetter:
        """Keep bytes that could not be read as a batch."""
        with self.database.writing() as connection:
            kept = keep(connection, signed, now=self.now())
        return sign_kept(kept, self.keys.central.sign)

    def hand_in(self, packed: bytes, *, by_hand: bool = True) -> SignedReceipt:
        """Take in a batch that came as a file: its seal says whose it is.

        What a person hands in here is bounded by nothing.
        """
        batch = unpack(packed)
        with self.database.reading() as connection:
            sealer = by_name(connection, batch.station, batch.sealer)
        return self._take_in(batch, sealer, by_hand=by_hand)

    def _take_in(self, batch: Batch, sealer: Identity, *, by_hand: bool) -> SignedReceipt:
        with self.database.writing() as connection:
            if sealer.is_barred and not by_hand:
                size = sum(map(len, batch.events))
                spend(connection, sealer.station, size, now=self.now())
            life = by_name(connection, batch.station, batch.incarnation)
            receipt = ingest(connection, batch, life, now=self.now(), sealer=sealer.public_key)
        return sign_receipt(receipt, self.keys.central.sign)

    def pull(self, token: str, cursor: Cursor, *, most: int) -> Page | None:
        """Give the page after a cursor; an empty scope means that of the station's centre.

        Raises:
            Rejected: `other_scope` where the station may not read it.
        """
        if self.sequences:
            drain(self.database)
        with self.database.reading() as connection:
            scope = self._readable(connection, token, cursor.scope)
            return page(connection, cursor, scope=scope, most=most)

    def snapshot(self, token: str, scope: str) -> SignedLetter:
        """Give the manifest of a snapshot of a scope, made now where there is none new enough.

        Raises:
            Rejected: `other_scope` where the station may not read it, `no_snapshot` where the
                scope has nothing yet.
        """
        with self.database.reading() as connection:
            scope = self._readable(connection, token, scope)
        return self.make_snapshot(scope)

    def make_snapshot(self, scope: str) -> SignedLetter:
        """Give the manifest of a snapshot of any scope.

        Raises:
            Rejected: `no_snapshot` where the scope has nothing yet.
        """
        if self.sequences:
            drain(self.database)
        made = snapshot(self.database, scope, sign=self.keys.central.sign, now=self.now())
        if made is None:
            raise Rejected("no_snapshot")
        return made

    def chunk(self, token: str, digest: str) -> bytes:
        """Give a part of a snapshot that the station may read.

        Raises:
            Rejected: `no_snapshot` where there is no such part, or not any more.
        """
        with self.database.reading() as connection:
            scopes = self._scopes(connection, token)
            data = chunk(connection, digest, scopes=scopes)
        if data is None:
            raise Rejected("no_snapshot")
        return data

    def _readable(self, connection: Connection, token: str, scope: str) -> str:
        """Give the scope that a station asks for, its centre's where it names none."""
        readable = self._scopes(connection, token)
        if scope and scope not in readable:
            raise Rejected("other_scope")
        return scope or readable[0]

    def _scopes(self, connection: Connection, token: str) -> tuple[str, ...]:
        """Name the scopes that a station may read; a lost or retired one may read none."""
        who = by_token(connection, token, secret=self.secret)
        if who.is_barred:
            raise Rejected(who.state.value)
        return scopes_of(who.centre)
