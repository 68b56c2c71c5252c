"""A card whose number a clerk types, with the date of birth as the check on the typing."""

from clerk_station.desk.session import Desk
from clerk_station.desk.visits import AlreadyThere, NotOnRoster, Recorded, ToConfirm, show_card
from clerk_station.domain.identity import DocumentKind, IdentityDocument
from clerk_station.domain.people import BirthDate, Household, Sex
from clerk_station.domain.visits import How, Visit


def type_card(
    desk: Desk, visit: Visit, *, household: Household, number: str, birth: BirthDate
) -> Recorded | AlreadyThere | ToConfirm | NotOnRoster:
    """Look for the member with this national number who was born on this day.

    A number that fits a member born on another day is a slip of the fingers or another person:
    the clerk compares, nothing is recorded.
    """
    document = IdentityDocument(
        kind=DocumentKind.UNIFIED_CARD,
        issuer="IRQ",
        document_number="",
        national_number=number,
        birth=birth,
        sex=Sex.UNSTATED,
        expiry=None,
        surname="",
        given="",
    )
    return show_card(desk, visit, household=household, document=document, how=How.TYPED)
