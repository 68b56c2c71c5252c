"""A made-up centre that tests can hold: one station, two clerks, a few households."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clerk_station.clock import BAGHDAD, Clock
from clerk_station.desk.session import Desk, sign_in
from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.ids import form_number
from clerk_station.domain.people import (
    Address,
    Agent,
    BirthDate,
    Household,
    Member,
    Name,
    Relation,
    Sex,
)
from clerk_station.domain.records import Centre, Clerk, Role, id_of, kind_of, to_text
from clerk_station.store.enrolment import Enrolment, keep_enrolment
from clerk_station.store.opening import Store, open_ledger, open_store
from sync.wire import Page, Record, feed_hash

DAY = date(2026, 11, 23)
KEY = bytes(range(32))
PIN = "481526"
CENTRE, OTHER_CENTRE = "KA-01", "KA-02"
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class HeldClock:
    """A clock that stands still until it is moved."""

    moment: datetime = datetime(2026, 11, 23, 8, 0, tzinfo=BAGHDAD)
    mono: int = 1_000_000
    boot: str = "boot-1"

    def pass_by(self, **span: float) -> None:
        """Let time pass on both clocks."""
        self.moment += timedelta(**span)
        self.mono += int(timedelta(**span).total_seconds() * 1000)

    def as_clock(self) -> Clock:
        """Give it in the form that the station takes."""
        return Clock(now=lambda: self.moment, monotonic_ms=lambda: self.mono, boot=self.boot)


def member(
    key: str,
    given: str,
    *,
    birth: str,
    relation: Relation = Relation.SON,
    sex: Sex = Sex.MALE,
    national: str | None = None,
) -> Member:
    """Make a member of a household."""
    return Member(
        id=key,
        name=Name(given, "جواد", "حسن", "الخفاجي"),
        sex=sex,
        birth=BirthDate.parse(birth),
        relation=relation,
        national_number=national,
    )


def household(number: int = 1, *, centre: str = CENTRE) -> Household:
    """Make a household of a head, a wife, a grown son without unified card and a child."""
    key = f"H{number:04}"
    return Household(
        id=key,
        centre=centre,
        card_number=f"24190{number:02}",
        old_card_number=f"3310{number:02}",
        address=Address(governorate="KA", district="كربلاء", mahalla="214", zuqaq="12", dar="7"),
        food_agent=Agent(name="سعد", number="101"),
        flour_agent=Agent(name="ماجد", number="202"),
        members=(
            member(
                f"{key}-1",
                "كاظم",
                birth="1980/01/01",
                relation=Relation.HEAD,
                national=f"1980{number:08}",
            ),
            member(
                f"{key}-2",
                "فاطمة",
                birth="1990/06/15",
                relation=Relation.SPOUSE,
                sex=Sex.FEMALE,
                national=f"1990{number:08}",
            ),
            member(f"{key}-3", "حسين", birth="2004/06/21"),
            member(f"{key}-4", "رقية", birth="2014/08/15", sex=Sex.FEMALE),
        ),
    )


def form(
    number: int = 1, *, day: date = DAY, centre: str = CENTRE, expires: date | None = None
) -> AppointmentForm:
    """Make the appointment form of a household."""
    return AppointmentForm(
        number=form_number("KA", 2026, number),
        household=f"H{number:04}",
        centre=centre,
        day=day,
        hour="10:00",
        expires=expires or day + timedelta(days=14),
    )


def centre(key: str = CENTRE) -> Centre:
    """Make a centre."""
    return Centre(
        id=key,
        name="مركز حي الحسين",
        name_latin="Hayy al-Hussein centre",
        governorate="KA",
        district="كربلاء",
        address="شارع الحسين",
        opens="08:00",
        closes="20:00",
        weekdays=(0, 1, 2, 3, 5, 6),
        capacity_per_hour=12,
    )


def clerk(key: str = "C1", *, role: Role = Role.CLERK) -> Clerk:
    """Make a clerk whose secret is PIN."""
    return Clerk(id=key, centre=CENTRE, name="سارة الربيعي", role=role, verifier=_QUICK.hash(PIN))


def page(*things: object, after: int = 0, previous: bytes = bytes(32)) -> Page:
    """Write records as the central's feed would."""
    records = tuple(
        Record(position=after + n, kind=kind_of(t), id=id_of(t), revision=1, data=to_text(t))
        for n, t in enumerate(things, 1)
    )
    until = after + len(records)
    return Page(
        scope=f"centre:{CENTRE}",
        epoch="e1",
        after=after,
        until=until,
        end=until,
        hash=feed_hash(previous, records),
        records=records,
    )


@dataclass
class World:
    """A station in a folder, with the keys of everybody around it."""

    folder: Path
    clock: HeldClock = field(default_factory=HeldClock)
    station_key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    authority_key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    central_key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    def enrol(self) -> None:
        """Make the ledger of a new station."""
        engine = open_ledger(self.folder, key=KEY)
        keep_enrolment(
            engine,
            Enrolment(
                station="S1",
                incarnation=1,
                name="شباك 3",
                centre=CENTRE,
                central="http://127.0.0.1:9",
                token="token",
                key=self.station_key,
                authority_keys=(self.authority_key.public_key(),),
                central_key=self.central_key.public_key(),
            ),
        )
        engine.dispose()

    def open(self) -> Store:
        """Open the station as its program does at each start."""
        return open_store(self.folder, key=KEY, clock=self.clock.as_clock())

    def filled(self, households: int = 3) -> Store:
        """Enrol, open, and apply a first page of the feed."""
        self.enrol()
        store = self.open()
        people = [household(n) for n in range(1, households + 1)]
        forms = [form(n) for n in range(1, households + 1)]
        everyone = [clerk(), clerk("C2"), clerk("M1", role=Role.MANAGER)]
        store.inbox.apply(page(centre(), centre(OTHER_CENTRE), *everyone, *people, *forms))
        return store


def desk_of(store: Store, *, clerk_id: str = "C1") -> Desk:
    """Sign a clerk in."""
    desk = sign_in(store, clerk=clerk_id, secret=PIN)
    assert isinstance(desk, Desk), json.dumps("the made-up PIN fits")
    return desk
