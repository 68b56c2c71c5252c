"""Events into visits: one pure function, used by the station and by the central.

The result depends on the set of events alone: not on the order in which they arrive, nor on how
often one arrives.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from clerk_station.domain.changes import Change
from clerk_station.domain.events import (
    Body,
    CardIssued,
    CardReprinted,
    CardRevoked,
    CorrectionAsked,
    DocumentsSeen,
    Event,
    EventVoided,
    HomeVisitRequested,
    HouseholdArrived,
    MemberAbsent,
    MemberAttended,
    MemberJoined,
    MemberLeft,
    StatementConfirmed,
    VisitClosed,
    VisitContinued,
    VisitOpened,
    VisitOverran,
    VisitParked,
    VisitResumed,
)
from clerk_station.domain.papers import Papers
from clerk_station.domain.second import Look
from clerk_station.domain.stages import Begun, Overrun, Stage
from clerk_station.domain.visits import (
    AbsenceReason,
    Absent,
    Answer,
    Asked,
    Attended,
    Carried,
    Closing,
    Evidence,
    Parked,
    Visit,
)

STAGES: Mapping[type[Body], Stage] = {
    HouseholdArrived: Stage.WAITING,
    VisitOpened: Stage.SERVED,
    VisitParked: Stage.PARKED,
    VisitResumed: Stage.SERVED,
    VisitClosed: Stage.GONE,
}
"""Which stage of a household begins with which event."""


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
    told = _Told()
    for event in counting:
        _tell(told, event)
    return Visit(
        id=opening.visit,
        station=opening.station,
        household=opening.household,
        clerk=opening.clerk,
        entry=opening.body.entry,
        form=opening.body.form,
        opened_at=opening.at,
        opened_boot=opening.boot,
        opened_mono_ms=opening.mono_ms,
        answers={member: _looked_at(answer, told) for member, answer in told.answers.items()},
        cards=told.cards,
        reprints=told.reprints,
        closing=told.closing,
        requests=opening.body.requests,
        members=opening.body.members,
        asked=tuple(told.asked),
        begun=begun(counting),
        overrun=told.overrun,
        papers=told.papers,
        continues=told.continues,
        continued_by=told.continued_by,
        parked=told.parked,
        spent=told.spent,
    )


def begun(counting: Iterable[Event]) -> tuple[Begun, ...]:
    """Give the stages that a household went through, from the events that count."""
    return tuple(
        Begun(stage=STAGES[type(event.body)], at=event.at, boot=event.boot, mono_ms=event.mono_ms)
        for event in counting
        if type(event.body) in STAGES
    )


def fold_visits(events: Iterable[Event]) -> Mapping[str, Visit]:
    """Fold events of many visits, each by its id; events of no visit are passed over."""
    by_visit: dict[str, list[Event]] = {}
    for event in events:
        if event.visit:
            by_visit.setdefault(event.visit, []).append(event)
    folded = {visit: fold_visit(its) for visit, its in by_visit.items()}
    return {visit: state for visit, state in folded.items() if state is not None}


@dataclass(slots=True)
class _Told:
    """What the events of a visit said so far."""

    answers: dict[str, Answer] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    reprints: dict[str, int] = field(default_factory=dict)
    looks: dict[str, list[Look]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    closing: Closing | None = None
    overrun: Overrun | None = None
    papers: dict[str, Papers] = field(default_factory=dict)
    continues: str = ""
    continued_by: str = ""
    parked: Parked | None = None
    spent: int = 0


def _tell(told: _Told, event: Event) -> None:
    """Add what an event says; an answer is put last and replaces an earlier one of its member."""
    answer = _answered(event)
    if answer is not None:
        told.answers.pop(event.member, None)
        told.answers[event.member] = answer
    match event.body:
        case CardIssued() | CardReprinted() | CardRevoked() as body:
            _tell_card(told, event, body)
        case CorrectionAsked() | MemberJoined() | MemberLeft() as body:
            told.asked.append(_asked(event, body))
        case StatementConfirmed(stated_at=station) as body if station == event.station:
            told.looks.setdefault(body.event, []).append(look_of(event, body))
        case VisitClosed() as body:
            told.closing = _closing(event, body)
        case VisitOverran(reason=reason):
            told.overrun = reason
        case _:
            _tell_more(told, event)


def _tell_more(told: _Told, event: Event) -> None:
    """Add what an event says of papers, of being put aside, or of an earlier visit."""
    match event.body:
        case DocumentsSeen() as body:
            told.papers[event.member] = _papers(event, body)
        case VisitParked() as body:
            told.parked = _parked(event, body)
        case VisitResumed():
            told.parked = None
        case VisitContinued() as body:
            told.continues, told.continued_by = body.former, event.id
            told.spent = body.seconds
            for carried in body.carried:
                _carry(told, carried, former=body.former)
        case _:
            pass


def _answered(event: Event) -> Answer | None:
    match event.body:
        case MemberAttended() as body:
            return _attended(event, body)
        case MemberAbsent() as body:
            return _absent(event, body)
        case HomeVisitRequested() as body:
            return _at_home(event, body)
        case _:
            return None


def _tell_card(told: _Told, event: Event, body: CardIssued | CardReprinted | CardRevoked) -> None:
    """Add what becomes of a member's temporary card; of another number nothing is said."""
    match body:
        case CardIssued(number=number):
            told.cards[event.member] = number
        case CardReprinted(number=number) if told.cards.get(event.member) == number:
            told.reprints[number] = told.reprints.get(number, 0) + 1
        case CardRevoked(number=number) if told.cards.get(event.member) == number:
            del told.cards[event.member]
        case _:
            pass


def look_of(event: Event, body: StatementConfirmed) -> Look:
    """Say as a value what a second person said in this event."""
    return Look(
        station=event.station,
        incarnation=event.incarnation,
        seq=event.seq,
        by=event.clerk,
        accepted=body.accepted,
        reason=body.reason,
    )


def _looked_at(answer: Answer, told: _Told) -> Answer:
    if not isinstance(answer, Absent):
        return answer
    return replace(answer, looks=(*answer.looks, *told.looks.get(answer.event, ())))


def _carry(told: _Told, carried: Carried, *, former: str) -> None:
    """Let stand what an earlier visit knows; what this one recorded itself stands before it."""
    answer: Answer | None = carried.attended or carried.absent
    if answer is not None:
        told.answers.setdefault(carried.member, replace(answer, former=answer.former or former))
    if carried.papers is not None:
        told.papers.setdefault(carried.member, carried.papers)
    if carried.card:
        told.cards.setdefault(carried.member, carried.card)


def _papers(event: Event, body: DocumentsSeen) -> Papers:
    return Papers(
        event=event.id,
        at=event.at,
        clerk=event.clerk,
        seen=body.seen,
        missing=body.missing,
        returns=body.returns,
    )


def _parked(event: Event, body: VisitParked) -> Parked:
    return Parked(event=event.id, at=event.at, clerk=event.clerk, reason=body.reason)


def _attended(event: Event, body: MemberAttended) -> Attended:
    return Attended(
        event=event.id,
        at=event.at,
        clerk=event.clerk,
        how=body.how,
        documents=body.documents,
        temporary_card=body.temporary_card,
    )


def _absent(event: Event, body: MemberAbsent) -> Absent:
    return Absent(
        event=event.id,
        at=event.at,
        clerk=event.clerk,
        reason=body.reason,
        evidence=body.evidence,
        returns=body.returns,
        note=body.note,
    )


def _at_home(event: Event, body: HomeVisitRequested) -> Absent:
    return Absent(
        event=event.id,
        at=event.at,
        clerk=event.clerk,
        reason=AbsenceReason.HOME_VISIT,
        evidence=Evidence.NOT_ASKED,
        returns=None,
        note=body.note,
        address=body.address,
        phone=body.phone,
    )


def _asked(event: Event, body: CorrectionAsked | MemberJoined | MemberLeft) -> Asked:
    asked = Asked(
        event=event.id,
        at=event.at,
        clerk=event.clerk,
        member=event.member,
        change=Change.VALUE,
        evidence=body.evidence,
        note=body.note,
    )
    match body:
        case CorrectionAsked():
            return replace(asked, field=body.field, old=body.old, new=body.new)
        case MemberJoined():
            return replace(asked, change=Change.JOINED, why=body.why, newcomer=body.newcomer)
        case MemberLeft():
            return replace(asked, change=Change.LEFT, why=body.why)


def _closing(event: Event, body: VisitClosed) -> Closing:
    return Closing(
        event=event.id,
        at=event.at,
        clerk=event.clerk,
        outcome=body.outcome,
        seconds=body.seconds,
        return_day=body.return_day,
    )
