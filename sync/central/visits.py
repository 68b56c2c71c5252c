"""Visits as the central sees them: folded with the station's own code, from what was accepted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select

from clerk_station.clock import BAGHDAD
from clerk_station.domain.events import Event
from clerk_station.domain.fold import fold_visits
from clerk_station.domain.records import ServedForm
from clerk_station.domain.unfinished import unfinished
from clerk_station.domain.visits import Outcome, Visit, visit_name
from sync.central import matters, rows
from sync.central.reading import read
from sync.central.registry import put, withdraw
from sync.central.tables import events, stations, visits
from sync.central.taken_up import LONGEST_NAME, publish_unfinished
from sync.wire import Word


def refold(
    connection: Connection, station: str, fresh: Iterable[Event], *, aside: Iterable[Event] = ()
) -> Mapping[str, Sequence[Event]]:
    """Fold again every visit that fresh events touch; publish what was served and what is left.

    Fresh events need not be stored yet: then those that came before are all that is read. One that
    was put `aside` may have counted before the central lost it. Gives the events that count of each
    visit, in the order of their keys.
    """
    by_key = {event.key: event for event in fresh if event.visit}
    touched = sorted({event.visit for event in (*by_key.values(), *aside) if event.visit})
    if not touched:
        return {}
    for row in connection.execute(
        select(events.c.incarnation, events.c.seq, events.c.bytes).where(
            events.c.station == station,
            rows.among(connection, events.c.visit, touched),
            events.c.word == Word.ACCEPTED,
        )
    ):
        key = (station, row.incarnation, row.seq)
        if key not in by_key:
            # Its identity is where it is held, not the earlier incarnation that its bytes may bear.
            by_key[key] = replace(read(row.bytes), incarnation=row.incarnation)
    folded = fold_visits(by_key.values())
    _replace(connection, station, touched, folded)
    matters.refold(connection, station, touched=touched, events=by_key.values(), folded=folded)
    told: dict[str, list[Event]] = {visit: [] for visit in touched}
    for key in sorted(by_key):
        told[by_key[key].visit].append(by_key[key])
    return told


def _replace(
    connection: Connection, station: str, touched: list[str], folded: Mapping[str, Visit]
) -> None:
    here = visits.c.station == station, rows.among(connection, visits.c.visit, touched)
    before = connection.execute(
        select(
            visits.c.visit,
            visits.c.form,
            visits.c.outcome,
            visits.c.unfinished,
            visits.c.continues,
        ).where(*here)
    ).all()
    gone = [row.visit for row in before if row.visit not in folded]
    if gone:
        connection.execute(delete(visits).where(here[0], visits.c.visit.in_(gone)))
    after = [_row(visit) for visit in folded.values()]
    rows.put(connection, visits, rows.columns(after))
    served = {row.form for row in before if row.outcome is not None}
    served |= {visit.form for visit in folded.values() if visit.closing is not None}
    _publish_served(connection, sorted(served - {""}))
    told = [
        *map(_taking_up, before),
        *((r["visit"], r["unfinished"], r["continues"]) for r in after),
    ]
    left = {visit_name(station, visit) for visit, text, former in told if text or former}
    publish_unfinished(connection, left | {former for _, _, former in told if former})


def _taking_up(row: Any) -> tuple[str, str | None, str | None]:
    return row.visit, row.unfinished, row.continues


def _publish_served(connection: Connection, forms: list[str]) -> None:
    """A form is served by the closed visit under it.

    Of several, one that asked nobody to come again settles the matter; else the latest day of
    return counts. Which of them arrived first does not.
    """
    if not forms:
        return
    closed = (
        select(visits, stations.c.centre)
        .join(stations, stations.c.id == visits.c.station)
        .where(rows.among(connection, visits.c.form, forms), visits.c.outcome.is_not(None))
    )
    served = {
        row.form: ServedForm(
            form=row.form,
            household=row.household,
            visit=row.visit,
            centre=row.centre,
            station=row.station,
            day=row.day,
            outcome=Outcome(row.outcome),
            return_day=row.return_day,
        )
        for row in sorted(connection.execute(closed), key=_settles)
    }
    put(connection, served.values())
    withdraw(connection, "served", [form for form in forms if form not in served])


def _settles(row: Any) -> tuple[bool, date, str, str]:
    """Order visits under one form; the last one counts."""
    return row.return_day is None, row.return_day or row.day, row.station, row.visit


def _row(visit: Visit) -> dict[str, Any]:
    closing = visit.closing
    day = visit.opened_at.astimezone(BAGHDAD).date()
    left = unfinished(visit, centre="", day=day)
    told = {
        "clerk": visit.clerk,
        "entry": visit.entry,
        "opened_at": visit.opened_at,
        "requests": visit.requests,
        "answers": dict(visit.answers),
        "papers": dict(visit.papers),
        "closing": closing,
    }
    return {
        "station": visit.station,
        "visit": visit.id,
        "household": visit.household,
        "form": visit.form,
        "day": day,
        "outcome": None if closing is None else str(closing.outcome),
        "return_day": None if closing is None else closing.return_day,
        "data": msgspec.json.encode(told, order="sorted").decode(),
        "unfinished": None if left is None else msgspec.json.encode(left, order="sorted").decode(),
        "continues": visit.continues[:LONGEST_NAME] or None,
    }
