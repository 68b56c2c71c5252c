"""A passport of any state: TD3."""

from collections.abc import Sequence

from clerk_station.domain.identity import DocumentKind, IdentityDocument
from clerk_station.scan.layout import TD3
from clerk_station.scan.zone import parse


def recognise(lines: Sequence[str]) -> IdentityDocument | None:
    """Recognise a passport; its personal number is no national number that we know."""
    zone = parse(lines)
    if zone is None or zone.layout is not TD3 or zone.code[:1] != "P":
        return None
    return IdentityDocument(
        kind=DocumentKind.PASSPORT,
        issuer=zone.issuer,
        document_number=zone.number,
        national_number=None,
        birth=zone.birth,
        sex=zone.sex,
        expiry=zone.expiry,
        surname=zone.surname.replace("<", " "),
        given=zone.given.replace("<", " "),
    )
