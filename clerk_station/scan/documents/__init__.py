"""The identity documents that the station knows: one small file each, tried in this order."""

from collections.abc import Sequence

from clerk_station.domain.identity import IdentityDocument
from clerk_station.scan.documents import foreign_card, passport, unified_card

DOCUMENTS = (unified_card.recognise, passport.recognise, foreign_card.recognise)


def recognise(lines: Sequence[str]) -> IdentityDocument | None:
    """Say which document these lines are of, None if of none or if a check digit does not hold."""
    known = (document(lines) for document in DOCUMENTS)
    return next((document for document in known if document is not None), None)
