"""The unified national card of Iraq: TD1 with the national number in the optional data."""

import re
from collections.abc import Sequence

from clerk_station.domain.identity import IRAQ, DocumentKind, IdentityDocument
from clerk_station.scan.arabic import to_arabic
from clerk_station.scan.layout import TD1
from clerk_station.scan.zone import parse


def recognise(lines: Sequence[str]) -> IdentityDocument | None:
    """Recognise a card that starts with IDIRQ; only its composite digit vouches for the number.

    Check digits do not tell a filler from an A, K or U and do not cover the nationality, so
    anything but digits and fillers there, or another state, is a misreading.
    """
    zone = parse(lines)
    if zone is None or zone.layout is not TD1 or (zone.code, zone.issuer) != ("ID", IRAQ):
        return None
    if zone.nationality != IRAQ or zone.more or not re.fullmatch(r"(\d{12})?", zone.optional):
        return None
    return IdentityDocument(
        kind=DocumentKind.UNIFIED_CARD,
        issuer=zone.issuer,
        document_number=zone.number,
        national_number=zone.optional or None,
        birth=zone.birth,
        sex=zone.sex,
        expiry=zone.expiry,
        surname=_words(zone.surname),
        given=_words(zone.given),
    )


def _words(written: str) -> str:
    return " ".join(to_arabic(word) for word in written.split("<") if word)
