"""What a set of events tells of visits, worked out by the auditor's own short rules.

Written apart from the product's fold on purpose: order is that of incarnation and seq, a voided
event does not count, the last answer for a member stands, and so does the last closing.
"""

import json
from collections.abc import Iterable
from typing import Any

Visit = tuple[str, str, str, tuple[tuple[str, str], ...]]
"""Household, form, outcome or an empty text, and for each member the event that answers."""

_ANSWERS = {"member.attended/1", "member.absent/1"}


def told_by(rows: Iterable[tuple[str, int, bytes]]) -> dict[tuple[str, str], Visit]:
    """Give what events tell of each (station, visit); rows are station, life and bytes."""
    by_visit: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for station, life, data in rows:
        event = _read(data) | {"incarnation": life}
        if event["visit"]:
            by_visit.setdefault((station, event["visit"]), []).append(event)
    told = {key: _visit(_counting(its)) for key, its in by_visit.items()}
    return {key: visit for key, visit in told.items() if visit is not None}


def told_by_visits(rows: Iterable[Any]) -> dict[tuple[str, str], Visit]:
    """Give the same from rows of the central's table of visits."""
    return {
        (row[0], row[1]): (row[2], row[3], row[4], _answers(json.loads(row[5])["answers"]))
        for row in rows
    }


def visit_of(data: bytes) -> str:
    """Name the visit that an event belongs to, an empty text where it names none."""
    return str(_read(data)["visit"])


def _read(data: bytes) -> dict[str, Any]:
    """Read an event; of one that is none nothing is told."""
    try:
        return dict(json.loads(data))
    except ValueError:
        return {"visit": ""}


def _counting(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ordered = sorted(events, key=lambda event: (event["incarnation"], event["seq"]))
    gone: set[str] = set()
    for event in reversed(ordered):
        if event["kind"] == "event.voided/1" and event["id"] not in gone:
            gone.add(event["body"]["event"])
    return [event for event in ordered if event["id"] not in gone]


def _visit(events: list[dict[str, Any]]) -> Visit | None:
    opening = next((event for event in events if event["kind"] == "visit.opened/1"), None)
    if opening is None:
        return None
    outcome, answers = "", {}
    for event in events:
        if event["kind"] in _ANSWERS:
            answers[event["member"]] = {"event": event["id"]}
        elif event["kind"] == "visit.closed/1":
            outcome = event["body"]["outcome"]
    return opening["household"], opening["body"]["form"], outcome, _answers(answers)


def _answers(answers: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((member, answer["event"]) for member, answer in answers.items()))
