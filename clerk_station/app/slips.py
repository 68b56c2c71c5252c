"""Slips as files: kept while the station runs, for printing."""

from pathlib import Path

from clerk_station.desk.cards import PrintedCard
from clerk_station.desk.session import Desk
from clerk_station.desk.visits import Closed
from clerk_station.domain.people import Household
from clerk_station.domain.records import Centre
from clerk_station.words import Words


def keep_slip(
    folder: Path, desk: Desk, household: Household, closed: Closed, *, words: Words
) -> Path | None:
    """Write the slip of a closed visit, after the closing is on the disk; give its path.

    None where it cannot be written: the visit is closed all the same. A slip names people: it
    lies in the station's own folder and is purged by `purge_slips`.
    """
    from clerk_station.reports.slip import (  # noqa: PLC0415 - paper is not needed to start
        SlipFacts,
        slip_pdf,
    )

    centre = desk.store.queries.record(Centre, desk.store.enrolment.centre)
    facts = SlipFacts(
        household=household,
        visit=closed.visit,
        centre_name=_name(centre, words) or desk.store.enrolment.centre,
        clerk_name=desk.clerk.name,
        day=desk.today(),
        witness=closed.witness,
    )
    path = folder / "slips" / f"{desk.today().isoformat()}-{closed.visit.id[:12]}.pdf"
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(slip_pdf(facts, words))
    except OSError:
        return None
    return path


def keep_card(folder: Path, desk: Desk, printed: PrintedCard, *, words: Words) -> Path | None:
    """Write a temporary card beside the slips; give its path, None where it cannot be written."""
    from clerk_station.reports.card import card_pdf  # noqa: PLC0415 - paper is not needed to start

    centre = desk.store.queries.record(Centre, desk.store.enrolment.centre)
    path = folder / "slips" / f"{printed.card.number}-{printed.reprints}.pdf"
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(
            card_pdf(
                printed.card,
                token=printed.token,
                centre_name=_name(centre, words) or desk.store.enrolment.centre,
                reprints=printed.reprints,
                words=words,
            )
        )
    except OSError:
        return None
    return path


def purge_slips(folder: Path) -> None:
    """Delete every slip: at the start and the end of the program, for they name people."""
    for path in (folder / "slips").glob("*.pdf"):
        path.unlink(missing_ok=True)


def _name(centre: Centre | None, words: Words) -> str:
    if centre is None:
        return ""
    return centre.name if words.rtl else centre.name_latin
