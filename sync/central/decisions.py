"""Decisions: what named people decided, and why. Nothing here is ever edited or taken out."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from sync.central.tables import decisions


class Act(StrEnum):
    """What somebody decided."""

    RESOLVED = "resolved"
    REOPENED = "reopened"
    RELEASED = "released"
    REJECTED = "rejected"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One entry. `about` names a case or an event, `knew` what lay before the one who decided."""

    about: str
    act: Act
    by: str
    reason: str
    at: int
    knew: tuple[str, ...] = ()


def keep(connection: Connection, decision: Decision) -> None:
    """Add an entry."""
    connection.execute(
        insert(decisions),
        {
            "about": decision.about,
            "act": decision.act,
            "by": decision.by,
            "reason": decision.reason,
            "knew": json.dumps(decision.knew),
            "at": decision.at,
        },
    )


def on(connection: Connection, about: Iterable[str]) -> dict[str, list[Decision]]:
    """Give the entries on cases or events, each in the order in which they were made."""
    found: dict[str, list[Decision]] = {}
    wanted = select(decisions).where(decisions.c.about.in_(sorted(set(about))))
    for row in connection.execute(wanted.order_by(decisions.c.number)):
        decision = Decision(
            about=row.about,
            act=Act(row.act),
            by=row.by,
            reason=row.reason,
            at=row.at,
            knew=tuple(json.loads(row.knew)),
        )
        found.setdefault(row.about, []).append(decision)
    return found
