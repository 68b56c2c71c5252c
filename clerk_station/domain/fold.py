"""Events into visits: one pure function, used by the station and by the central.

The result depends on the set of events alone: not on the order in which they arrive, nor on how
often one arrives.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from clerk_station.domain.events import (
    CardIssued,
    Event,
    EventVoided,
    MemberAbsent,
    MemberAttended,
    VisitClosed,
    VisitOpened,
)
from clerk_station.domain.visits import Absent, Attended, Closing, Visit


def standing(events: Iterable[Event]) -> list[Event]:
    """Give the events that count, in station order, each once: without voids and what they void.

    A void counts only for events of its own station. Voiding a void restores what it voided.
    """
    once = {event.key: event for event in events}
    ordered = [once[key] for key in sorted(once)]
    gone: set[tuple[str, str]] = set()
    for event in reversed(ordered):
        if isinstance(event.body, EventVoided) and (event.station, event.id) not in gone:
            gone.add((event.station, event.body.event))
    return [
        event
        for event in ordered
        if (event.station, event.id) not in gone and not isinstance(event.body, EventVoided)
    ]


def fold_visit(events: Iterable[Event]) -> Visit | None:
    """Fold the events of one visit; None where its opening is missing or voided."""
    counting = standing(events)
    opening = next((e for e in counting if isinstance(e.body, VisitOpened)), None)
    if opening is None:
        return None
    assert isinstance(opening.body, VisitOpened)  # noqa: S101 - narrows what next() just chose
    visit = Visit(
        id=opening.visit,
        station=opening.station,
        household=opening.household,
        clerk=opening.clerk,
        entry=opening.body.entry,
        form=opening.body.form,
        opened_at=opening.at,
        opened_boot=opening.boot,
        opened_mono_ms=opening.mono_ms,
    )
    for event in counting:
        visit = _step(visit, event)
    return visit


def fold_visits(events: Iterable[Event]) -> Mapping[str, Visit]:
    """Fold events of many visits, each by its id; events of no visit are passed over."""
    by_visit: dict[str, list[Event]] = {}
    for event in events:
        if event.visit:
            by_visit.setdefault(event.visit, []).append(event)
    folded = {visit: fold_visit(its) for visit, its in by_visit.items()}
    return {visit: state for visit, state in folded.items() if state is not None}


def _step(visit: Visit, event: Event) -> Visit:
    match event.body:
        case MemberAttended() as body:
            attended = Attended(
                event=event.id,
                at=event.at,
                clerk=event.clerk,
                how=body.how,
                documents=body.documents,
                temporary_card=body.temporary_card,
            )
            return _answered(visit, event.member, attended)
        case MemberAbsent() as body:
            absent = Absent(
                event=event.id,
                at=event.at,
                clerk=event.clerk,
                reason=body.reason,
                evidence=body.evidence,
                returns=body.returns,
                note=body.note,
            )
            return _answered(visit, event.member, absent)
        case CardIssued(number=number):
            return replace(visit, cards={**visit.cards, event.member: number})
        case VisitClosed() as body:
            closing = Closing(
                event=event.id,
                at=event.at,
                clerk=event.clerk,
                outcome=body.outcome,
                seconds=body.seconds,
                return_day=body.return_day,
            )
            return replace(visit, closing=closing)
        case _:
            return visit


def _answered(visit: Visit, member: str, answer: Attended | Absent) -> Visit:
    """Put an answer last; it replaces an earlier one of the same member."""
    others = {key: kept for key, kept in visit.answers.items() if key != member}
    return replace(visit, answers={**others, member: answer})
