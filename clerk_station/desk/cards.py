"""What a desk does for an adult who has no unified card yet: it gives a temporary one."""

from dataclasses import dataclass
from datetime import date

from clerk_station.card_seal import TemporaryCard, Unsealed, open_card, seal_card
from clerk_station.clock import BAGHDAD
from clerk_station.desk.roles import Act
from clerk_station.desk.session import Desk
from clerk_station.desk.visits import current
from clerk_station.domain.cards import next_free
from clerk_station.domain.events import CardIssued, CardReprinted, CardRevoked
from clerk_station.domain.people import Household, Member
from clerk_station.domain.records import Lease, lease_name
from clerk_station.domain.visits import Attended, Visit
from clerk_station.errors import StationError
from clerk_station.store.opening import Store
from sync.condition import Alarm


@dataclass(frozen=True, slots=True)
class CardGiven:
    """The member has a temporary card under this number."""

    visit: Visit
    member: Member
    number: str


@dataclass(frozen=True, slots=True)
class Revoked:
    """The seals hold, and this station took the card back for this reason."""

    card: TemporaryCard
    reason: str


def issue_card(desk: Desk, visit: Visit, *, member: Member) -> CardGiven:
    """Give a member who attended without a unified card the next number of this machine.

    Asked again in the same visit, it gives the same number. Every number is given out once, by
    what the journal says, also where its card was taken back.

    Raises:
        StationError: the member was not recorded so, or no number is left here.
    """
    desk.must(Act.ISSUE_CARD)
    visit = current(desk, visit)
    answer = visit.answers.get(member.id)
    if not isinstance(answer, Attended) or not answer.temporary_card:
        raise StationError(
            "No temporary card is due here",
            "Record the attendance first, and that there is no unified card yet",
        )
    if member.id in visit.cards:
        return CardGiven(visit, member, visit.cards[member.id])
    number = _next(desk)
    body = CardIssued(number=number)
    desk.save(body, household=visit.household, visit=visit.id, member=member.id)
    return CardGiven(current(desk, visit), member, number)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCard:
    """What is printed: the card, its seal for the QR, and how often it was printed before."""

    card: TemporaryCard
    token: str
    reprints: int


def printed_card(desk: Desk, visit: Visit, *, household: Household, member: Member) -> PrintedCard:
    """Seal the card that a member has, for printing.

    Raises:
        StationError: the member has none, or nothing came yet that vouches for this station.
    """
    number = _number_of(visit, member)
    leases = desk.store.queries.all_records(Lease)
    lease = next((one for one in leases if number.startswith(f"T{lease_name(one)}-")), None)
    if lease is None or not lease.certificate:
        raise StationError(
            "This card cannot be sealed yet",
            "Connect this machine once, then print it again. The number is kept",
        )
    given = _given_on(visit, number, desk)
    card = TemporaryCard(
        number=number,
        name=member.name.full,
        birth=member.birth,
        ration_card=household.card_number,
        given=given,
    )
    certificate = bytes.fromhex(lease.certificate)
    token = seal_card(card, certificate=certificate, station=desk.store.journal.vouch)
    return PrintedCard(card=card, token=token, reprints=visit.reprints.get(number, 0))


def reprint_card(desk: Desk, visit: Visit, *, member: Member) -> Visit:
    """Record that a card is printed again under its number."""
    desk.must(Act.REPRINT_CARD)
    visit = current(desk, visit)
    body = CardReprinted(number=_number_of(visit, member))
    desk.save(body, household=visit.household, visit=visit.id, member=member.id)
    return current(desk, visit)


def revoke_card(desk: Desk, visit: Visit, *, member: Member, reason: str) -> Visit:
    """Take a card back, for a reason in words; its number is not given out again."""
    desk.must(Act.REVOKE_CARD)
    visit = current(desk, visit)
    body = CardRevoked(number=_number_of(visit, member), reason=reason)
    desk.save(body, household=visit.household, visit=visit.id, member=member.id)
    return current(desk, visit)


def check_card(store: Store, text: str) -> TemporaryCard | Unsealed | Revoked:
    """Say what a card's QR says, by its seals alone; and whether this station took it back."""
    card = open_card(text, store.enrolment.authority_keys)
    if isinstance(card, Unsealed):
        return card
    for event in store.journal.events_of_kind(CardRevoked.kind):
        if isinstance(event.body, CardRevoked) and event.body.number == card.number:
            return Revoked(card, event.body.reason)
    return card


def _number_of(visit: Visit, member: Member) -> str:
    number = visit.cards.get(member.id)
    if number is None:
        raise StationError(
            "This member has no temporary card", "Give one first, then print it or take it back"
        )
    return number


def _given_on(visit: Visit, number: str, desk: Desk) -> date:
    for event in desk.store.journal.events_of_visit(visit.id):
        if isinstance(event.body, CardIssued) and event.body.number == number:
            return event.at.astimezone(BAGHDAD).date()
    return desk.today()


def _next(desk: Desk) -> str:
    store = desk.store
    if store.lives.condition().alarm is Alarm.ROLLED_BACK:
        # What was given out after the copy was made is not in this journal.
        raise StationError(
            "An old copy of this station's data was put back",
            "Numbers for temporary cards come again once the central was reached",
        )
    issued = {
        event.body.number
        for event in store.journal.events_of_kind(CardIssued.kind)
        if isinstance(event.body, CardIssued)
    }
    number = next_free(
        store.queries.all_records(Lease),
        station=store.enrolment.station,
        incarnation=store.journal.life,
        issued=issued,
    )
    if number is None:
        raise StationError(
            "No number for a temporary card is left here",
            "Connect this machine once, it fetches numbers by itself. The visit can end without",
        )
    return number
