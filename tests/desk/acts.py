"""What desks do, in short, for tests of many rooms."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clerk_station.desk.forms import Opened, show_form
from clerk_station.desk.session import Desk
from clerk_station.desk.visits import (
    Closed,
    Recorded,
    attend_by_hand,
    close_visit,
    mark_absent,
    show_card,
)
from clerk_station.domain.identity import DocumentKind, IdentityDocument
from clerk_station.domain.people import Household, Member
from clerk_station.domain.visits import AbsenceReason, Evidence, How, Visit
from clerk_station.tokens import seal_form
from tests.world import form


def card_of(member: Member, *, national: str | None = None) -> IdentityDocument:
    """Make the unified card of a member."""
    return IdentityDocument(
        kind=DocumentKind.UNIFIED_CARD,
        issuer="IRQ",
        document_number="AA0000001",
        national_number=national or member.national_number,
        birth=member.birth,
        sex=member.sex,
        expiry=None,
        surname="خفاجي",
        given=member.name.given,
    )


def sealed(number: int, key: Ed25519PrivateKey) -> str:
    """Give what the QR of a household's form says."""
    return seal_form(form(number), key)


def opened(desk: Desk, text: str) -> Opened:
    """Show a form that is admitted."""
    found = show_form(desk, text)
    assert isinstance(found, Opened)
    return found


def attend(desk: Desk, visit: Visit, household: Household, member: Member) -> Visit:
    """Show the card of a member, or tick papers where there is no unified card."""
    if member.national_number is None:
        papers = DocumentKind.CIVIL_STATUS_ID, DocumentKind.NATIONALITY_CERTIFICATE
        done = attend_by_hand(desk, visit, member=member, documents=papers, temporary_card=True)
        assert isinstance(done, Recorded)
        return done.visit
    card = card_of(member)
    found = show_card(desk, visit, household=household, document=card, how=How.SCANNED)
    assert isinstance(found, Recorded)
    return found.visit


def absent(
    desk: Desk,
    visit: Visit,
    member: Member,
    reason: AbsenceReason = AbsenceReason.HOME_VISIT,
    evidence: Evidence = Evidence.NOT_ASKED,
) -> Visit:
    """Mark a member absent."""
    return mark_absent(
        desk, visit, member=member, reason=reason, evidence=evidence, returns=None, note=""
    ).visit


def serve(desk: Desk, text: str) -> Closed:
    """Serve a household of which everybody came."""
    begun = opened(desk, text)
    visit = begun.visit
    for member in begun.household.members[:3]:
        visit = attend(desk, visit, begun.household, member)
    done = close_visit(desk, visit, household=begun.household)
    assert isinstance(done, Closed)
    return done
