"""The central's opinion of what an event says; that it was truly recorded is settled before."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from clerk_station.domain.events import (
    Event,
    MemberAbsent,
    MemberAttended,
    Unread,
    VisitOpened,
    from_bytes,
)
from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.people import Household, Member, Stated
from sync.central.registry import get_many
from sync.envelope import Batch
from sync.wire import Word

AGAINST = {Stated.DECEASED: "stated_deceased", Stated.ABROAD: "stated_abroad"}
"""Reasons of quarantine for who is present against what the register states."""

LONGEST_ID = 64
"""Characters of a visit's id that the tables hold."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """The word on one event; `event` is None where its bytes could not be read."""

    event: Event | None
    kind: str
    reason: str = ""

    @property
    def word(self) -> Word:
        """Accepted, or quarantined for a reason."""
        return Word.QUARANTINED if self.reason else Word.ACCEPTED


def judge(connection: Connection, batch: Batch, *, centre: str) -> tuple[Opinion, ...]:
    """Form an opinion of each event of a batch from a station of this centre."""
    read = [_read(batch, seq, data) for seq, data in enumerate(batch.events, start=batch.first)]
    readable = [opinion.event for opinion in read if opinion.event is not None]
    visited = {event.household for event in readable if event.visit}
    shown = {e.body.form for e in readable if isinstance(e.body, VisitOpened) and e.body.form}
    households = get_many(connection, Household, visited)
    forms = get_many(connection, AppointmentForm, shown)
    return tuple(
        opinion
        if opinion.event is None or opinion.reason
        else Opinion(
            opinion.event,
            opinion.kind,
            _objection(opinion.event, households=households, forms=forms, centre=centre),
        )
        for opinion in read
    )


def _read(batch: Batch, seq: int, data: bytes) -> Opinion:
    try:
        event = from_bytes(data)
    except (ValueError, RecursionError, OverflowError):
        return Opinion(None, "", "unreadable")
    if len(event.visit) > LONGEST_ID:
        return Opinion(None, "", "unreadable")
    if event.key != (batch.station, batch.incarnation, seq):
        return Opinion(None, "", "mismatch")
    if isinstance(event.body, Unread):
        return Opinion(event, event.body.name, "unknown_kind")
    return Opinion(event, event.body.kind)


def _objection(
    event: Event,
    *,
    households: Mapping[str, Household],
    forms: Mapping[str, AppointmentForm],
    centre: str,
) -> str:
    """Say why an event cannot count; an empty text where it can."""
    if not event.visit:
        return ""
    household = households.get(event.household)
    if household is None:
        return "unknown_household"
    if household.centre != centre:
        return "other_centre"
    match event.body:
        case VisitOpened(form=number) if number:
            form = forms.get(number)
            return "unknown_form" if form is None or form.household != household.id else ""
        case MemberAttended() | MemberAbsent():
            return _of_member(event.body, household.member(event.member))
        case _:
            return ""


def _of_member(body: MemberAttended | MemberAbsent, member: Member | None) -> str:
    """Say why an answer for this member cannot count; nothing where it can."""
    if member is None:
        return "unknown_member"
    if member.stated is None or isinstance(body, MemberAbsent):
        return ""
    return AGAINST[member.stated]
