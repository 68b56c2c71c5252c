"""What a desk does for an adult who has no unified card yet: it gives a temporary one."""

from dataclasses import dataclass

from clerk_station.desk.roles import Act
from clerk_station.desk.session import Desk
from clerk_station.desk.visits import current
from clerk_station.domain.cards import next_free
from clerk_station.domain.events import CardIssued
from clerk_station.domain.people import Member
from clerk_station.domain.records import Lease
from clerk_station.domain.visits import Attended, Visit
from clerk_station.errors import StationError
from sync.condition import Alarm


@dataclass(frozen=True, slots=True)
class CardGiven:
    """The member has a temporary card under this number."""

    visit: Visit
    member: Member
    number: str


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
