"""A clerk at work: signing in without the line, and saving what they do."""

import math
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from clerk_station.clock import BAGHDAD, Clock
from clerk_station.desk.roles import Act, may, not_yours
from clerk_station.domain.events import Body, ClerkSignedIn, Event, SignInFailed, StatementConfirmed
from clerk_station.domain.identity import ascii_digits
from clerk_station.domain.records import Clerk
from clerk_station.errors import StationError
from clerk_station.store.journal import Draft, ServerTime
from clerk_station.store.opening import Store

FREE_TRIES = 5
"""Wrong secrets in a row before the next try has to wait."""

LONGEST_WAIT = 300
"""Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One clerk signed in at one station; every act starts from here."""

    store: Store
    clerk: Clerk
    session: str

    def today(self) -> date:
        """Give the day in Baghdad by the station's clock."""
        return self.store.journal.clock.now().astimezone(BAGHDAD).date()

    def must(self, act: Act) -> None:
        """Let the clerk of this desk go on with an act that is theirs.

        Raises:
            StationError: the table of roles does not give it to them; says who may.
        """
        if not may(self.clerk.role, act):
            raise not_yours(act)

    def save(self, body: Body, *, household: str = "", visit: str = "", member: str = "") -> Event:
        """Save one event; when this returns it is on the disk."""
        draft = self.draft(body, household=household, visit=visit, member=member)
        return save(self.store, draft)

    def draft(self, body: Body, *, household: str = "", visit: str = "", member: str = "") -> Draft:
        """Say who did it; for what is saved together with something else."""
        return Draft(
            body=body,
            clerk=self.clerk.id,
            session=self.session,
            household=household,
            visit=visit,
            member=member,
        )


@dataclass(frozen=True, slots=True)
class WrongSecret:
    """Nobody was signed in; the next try counts after `wait` seconds."""

    wait: int


def save(store: Store, *drafts: Draft) -> Event:
    """Append to the journal, all or nothing, then bring the derived tables up to it.

    Gives the last event. All are safe once the journal has them: where the cache cannot follow (a
    full disk), the next act or the next start folds again, and the clerk is not told that anything
    was lost.
    """
    position, _ = store.queries.feed_position()
    known = ServerTime(anchor=store.outbox.server_time(), saw=position)
    saved = store.journal.append(*drafts, known=known)
    with suppress(StationError):
        store.projections.catch_up()
    return saved[-1]


def sign_in(store: Store, *, clerk: str, secret: str) -> Desk | WrongSecret:
    """Sign a clerk in by their personal secret, offline; both outcomes are recorded.

    The secret may be typed in any of three digit sets. After five wrong ones in a row the waits
    double up to five minutes; a try that comes too soon is not looked at.
    """
    desk = identified(store, clerk=clerk, secret=secret)
    if isinstance(desk, Desk):
        save(store, Draft(body=ClerkSignedIn(), clerk=clerk, session=desk.session))
    return desk


def identified(store: Store, *, clerk: str, secret: str) -> Desk | WrongSecret:
    """Know a clerk by their secret, for one act or for signing in; a wrong one is recorded."""
    known = store.queries.record(Clerk, clerk)
    wait = _wait(store, clerk)
    if known is None or not known.active or not may(known.role, Act.SIGN_IN) or wait > 0:
        return WrongSecret(wait)
    session = uuid.uuid4().hex
    if not _fits(known.verifier, ascii_digits(secret)):
        save(store, Draft(body=SignInFailed(), clerk=clerk, session=session))
        return WrongSecret(_wait(store, clerk))
    return Desk(store=store, clerk=known, session=session)


def _fits(verifier: str, secret: str) -> bool:
    try:
        return PasswordHasher().verify(verifier, secret)
    except (VerificationError, InvalidHashError):
        return False


def _wait(store: Store, clerk: str) -> int:
    """Give the seconds until the next try counts.

    By the monotonic clock; after a restart by the wall clock, so that a restart ends no wait, and
    a clock that was set back blocks nobody.
    """
    clock = store.journal.clock
    today = clock.now().astimezone(BAGHDAD).date()
    failures: list[Event] = []
    for event in store.journal.events_of_day(today):
        if event.clerk != clerk:
            continue
        match event.body:
            case SignInFailed():
                failures.append(event)
            case ClerkSignedIn() | StatementConfirmed():
                failures.clear()
            case _:
                pass
    over = len(failures) - FREE_TRIES
    if over < 0:
        return 0
    wait = min(LONGEST_WAIT, 2 << min(over, 20))
    passed = seconds_since(
        clock, failures[-1].at, boot=failures[-1].boot, mono=failures[-1].mono_ms
    )
    return max(0, math.ceil(wait - passed)) if passed >= 0 else 0


def seconds_since(clock: Clock, at: datetime, *, boot: str, mono: int) -> float:
    """Measure by the monotonic clock; by the wall clock where the program was started between."""
    if boot == clock.boot:
        return (clock.monotonic_ms() - mono) / 1000
    return (clock.now() - at).total_seconds()
