"""An identity card of another state, or another Iraqi one than the unified card: TD1."""

from collections.abc import Sequence

from clerk_station.domain.identity import IRAQ, DocumentKind, IdentityDocument
from clerk_station.scan.layout import TD1
from clerk_station.scan.zone import parse


def recognise(lines: Sequence[str]) -> IdentityDocument | None:
    """Recognise any TD1 zone; it has no national number and its names are phonetic Latin."""
    zone = parse(lines)
    if zone is None or zone.layout is not TD1 or zone.code[:1] not in {"I", "A", "C"}:
        return None
    if (zone.code, zone.issuer) == ("ID", IRAQ):
        return None
    return IdentityDocument(
        kind=DocumentKind.FOREIGN_CARD,
        issuer=zone.issuer,
        document_number=zone.number,
        national_number=None,
        birth=zone.birth,
        sex=zone.sex,
        expiry=zone.expiry,
        surname=zone.surname.replace("<", " "),
        given=zone.given.replace("<", " "),
    )
