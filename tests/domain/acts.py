"""Events as hypothesis draws them."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from clerk_station.domain.changes import Field, Joining, Leaving, Newcomer
from clerk_station.domain.events import (
    BatchesExported,
    Body,
    CardIssued,
    CardRefused,
    CardReprinted,
    CardRevoked,
    ClerkSignedIn,
    CorrectionAsked,
    DocumentsSeen,
    Event,
    EventVoided,
    FormRefused,
    HomeVisitRequested,
    HouseholdArrived,
    MemberAbsent,
    MemberAttended,
    MemberJoined,
    MemberLeft,
    ReportExported,
    SignInFailed,
    StatementConfirmed,
    StationMoved,
    VisitCalled,
    VisitClosed,
    VisitContinued,
    VisitMissed,
    VisitOpened,
    VisitOverran,
    VisitParked,
    VisitResumed,
)
from clerk_station.domain.forms import Refusal
from clerk_station.domain.identity import DocumentKind, Match
from clerk_station.domain.papers import Papers
from clerk_station.domain.people import BirthDate, Name, Relation, Sex
from clerk_station.domain.stages import Overrun
from clerk_station.domain.visits import (
    AbsenceReason,
    Absent,
    Attended,
    Carried,
    Entry,
    Evidence,
    How,
    Outcome,
    Priority,
)

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
documents = st.lists(st.sampled_from(DocumentKind), max_size=3).map(tuple)

_ZONE = timezone(timedelta(hours=3))
moments = st.integers(0, 4 * 10**9).map(lambda second: datetime.fromtimestamp(second, _ZONE))
_came = st.builds(
    Attended,
    event=texts,
    at=moments,
    clerk=texts,
    how=st.sampled_from(How),
    documents=documents,
    temporary_card=st.booleans(),
    former=texts,
)
_away = st.builds(
    Absent,
    event=texts,
    at=moments,
    clerk=texts,
    reason=st.sampled_from(AbsenceReason),
    evidence=st.sampled_from(Evidence),
    returns=st.none() | days,
    note=texts,
    former=texts,
)
_papers = st.builds(
    Papers,
    event=texts,
    at=moments,
    clerk=texts,
    seen=documents,
    missing=documents,
    returns=st.none() | days,
)
carried = st.builds(
    Carried,
    member=st.sampled_from(["", "m1", "m2"]),
    attended=st.none() | _came,
    absent=st.none() | _away,
    papers=st.none() | _papers,
    card=texts,
)
newcomers = st.builds(
    Newcomer,
    name=st.builds(Name, given=texts, father=texts, grandfather=texts, laqab=texts),
    sex=st.sampled_from(Sex),
    birth=st.builds(BirthDate, year=st.integers(1900, 2100), month=st.none() | st.integers(1, 12)),
    relation=st.sampled_from(Relation),
    national_number=st.none() | texts,
)
evidence = st.sampled_from(Evidence)

bodies: dict[type[Body], st.SearchStrategy[Body]] = {
    VisitOpened: st.builds(
        VisitOpened,
        entry=st.sampled_from(Entry),
        form=texts,
        requests=st.lists(texts, max_size=2).map(tuple),
        members=st.lists(texts, max_size=2).map(tuple),
    ),
    CorrectionAsked: st.builds(
        CorrectionAsked,
        field=st.sampled_from(Field),
        old=texts,
        new=texts,
        evidence=evidence,
        note=texts,
    ),
    MemberJoined: st.builds(
        MemberJoined,
        why=st.sampled_from(Joining),
        newcomer=newcomers,
        evidence=evidence,
        note=texts,
    ),
    MemberLeft: st.builds(MemberLeft, why=st.sampled_from(Leaving), evidence=evidence, note=texts),
    HomeVisitRequested: st.builds(HomeVisitRequested, address=texts, phone=texts, note=texts),
    HouseholdArrived: st.builds(
        HouseholdArrived,
        number=st.integers(1, 999),
        form=texts,
        priority=st.sampled_from(Priority),
    ),
    VisitCalled: st.builds(VisitCalled, number=st.integers(1, 999)),
    VisitMissed: st.builds(VisitMissed, number=st.integers(1, 999)),
    MemberAttended: st.builds(
        MemberAttended,
        how=st.sampled_from(How),
        documents=documents,
        match=st.none() | st.sampled_from(Match),
        temporary_card=st.booleans(),
        marks=st.lists(texts, max_size=2).map(tuple),
    ),
    CardIssued: st.builds(CardIssued, number=texts),
    CardReprinted: st.builds(CardReprinted, number=texts),
    CardRevoked: st.builds(CardRevoked, number=texts, reason=texts),
    MemberAbsent: st.builds(
        MemberAbsent,
        reason=st.sampled_from(AbsenceReason),
        evidence=st.sampled_from(Evidence),
        returns=st.none() | days,
        note=texts,
    ),
    EventVoided: st.builds(EventVoided, event=texts, reason=texts),
    VisitClosed: st.builds(
        VisitClosed,
        outcome=st.sampled_from(Outcome),
        seconds=st.integers(0, 10**6),
        return_day=st.none() | days,
    ),
    VisitOverran: st.builds(VisitOverran, reason=st.sampled_from(Overrun)),
    FormRefused: st.builds(
        FormRefused, reason=st.sampled_from(Refusal), number=texts, digest=texts
    ),
    CardRefused: st.builds(CardRefused, document=st.sampled_from(DocumentKind)),
    ClerkSignedIn: st.builds(ClerkSignedIn),
    SignInFailed: st.builds(SignInFailed),
    ReportExported: st.builds(
        ReportExported, day=days, formats=st.lists(texts, max_size=3).map(tuple)
    ),
    BatchesExported: st.builds(BatchesExported, up_to=st.integers(0, 10**6)),
    StatementConfirmed: st.builds(
        StatementConfirmed, stated_at=texts, event=texts, accepted=st.booleans(), reason=texts
    ),
    DocumentsSeen: st.builds(
        DocumentsSeen, seen=documents, missing=documents, returns=st.none() | days
    ),
    VisitParked: st.builds(VisitParked, reason=texts),
    VisitResumed: st.builds(VisitResumed),
    VisitContinued: st.builds(
        VisitContinued,
        former=texts,
        carried=st.lists(carried, max_size=3).map(tuple),
        seconds=st.integers(0, 10**6),
    ),
    StationMoved: st.builds(StationMoved, former=st.just("KA-01"), to=st.just("KA-02")),
}


def event(seq: int, body: Body, *, station: str = "S1", visit: str = "v", **more: Any) -> Event:
    """Put the fields around a body; its id is made of station and seq."""
    fields: dict[str, Any] = {
        "id": f"{station}#{seq}",
        "station": station,
        "incarnation": 1,
        "seq": seq,
        "at": datetime(2026, 11, 23, 8, 0, tzinfo=timezone(timedelta(hours=3)))
        + timedelta(seconds=seq),
        "clerk": "C1",
        "session": "s",
        "boot": "b",
        "mono_ms": 1000 * seq,
        "anchor": 0,
        "saw": 0,
        "app": "0",
        "household": "H1",
        "visit": visit,
        "member": "m1",
    }
    return Event(**(fields | more), body=body)
