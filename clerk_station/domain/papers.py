"""Original documents: which are asked of whom, which were seen, which are still to be brought."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from clerk_station.domain.identity import DocumentKind

OF_A_MEMBER = (
    DocumentKind.UNIFIED_CARD,
    DocumentKind.CIVIL_STATUS_ID,
    DocumentKind.NATIONALITY_CERTIFICATE,
    DocumentKind.PASSPORT,
)
"""Originals that a member may hand over."""

OF_THE_HOUSEHOLD = (DocumentKind.RESIDENCE_CARD, DocumentKind.OLD_RATION_CARD)
"""Originals that belong to the household as a whole: asked once, whoever brings them."""

HOUSEHOLD = ""
"""Stands among the members for the household's own papers."""

IN_PLACE_OF_THE_CARD = (DocumentKind.CIVIL_STATUS_ID, DocumentKind.NATIONALITY_CERTIFICATE)
"""What is asked of a member who has no unified card; needless where it was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What was said of somebody's papers last: those that were seen, and those asked for in vain.

    A paper in neither was not spoken of. `returns` is the day on which the missing ones are to be
    brought, None where nobody named one.
    """

    event: str
    at: datetime
    clerk: str
    seen: tuple[DocumentKind, ...]
    missing: tuple[DocumentKind, ...]
    returns: date | None = None


def shown(papers: Papers | None, *, at_attendance: Collection[str]) -> frozenset[str]:
    """Name the papers that were seen: at the attendance, or ticked."""
    return frozenset(at_attendance) | frozenset(papers.seen if papers else ())


def still_missing(
    papers: Papers | None, *, at_attendance: Collection[str], attended: bool
) -> tuple[DocumentKind, ...]:
    """Name the papers that somebody still has to bring, in a fixed order.

    Whoever attended without a unified card brings two others in its place. Of everybody else only
    what was asked for in vain is missing, and where the card was seen nothing in its place is.
    """
    seen = shown(papers, at_attendance=at_attendance)
    asked = set(papers.missing if papers else ())
    asked |= set(IN_PLACE_OF_THE_CARD if attended else ())
    if DocumentKind.UNIFIED_CARD in seen:
        asked -= set(IN_PLACE_OF_THE_CARD)
    return tuple(kind for kind in DocumentKind if kind in asked and kind not in seen)
