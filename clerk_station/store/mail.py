"""Returned mail and cases, as the station knows them: what the central put aside, and decided."""

from collections.abc import Iterable, Mapping

from clerk_station.domain.cases import event_name
from clerk_station.domain.events import Event
from clerk_station.domain.mail import Mail
from clerk_station.domain.people import Household
from clerk_station.domain.records import Case, CaseState, Centre, Decided, EventWord
from clerk_station.store.enrolment import Enrolment
from clerk_station.store.opening import Store
from clerk_station.store.outbox import Aside
from clerk_station.store.queries import Queries


def read_mail(store: Store, *, everyone: bool) -> Mail:
    """Read it: of the whole centre for `everyone`, else of this station alone."""
    queries, me = store.queries, store.enrolment
    told = {_name(word): word for word in queries.all_records(EventWord)}
    for aside in store.outbox.returned():
        name = event_name(me.station, aside.incarnation, aside.seq)
        if name not in told:
            told[name] = _untold(aside, store.journal.event(aside.incarnation, aside.seq), me)
    returned = [
        word
        for word in told.values()
        if word.word is not Decided.ACCEPTED and (everyone or word.station == me.station)
    ]
    cases = [
        case
        for case in queries.all_records(Case)
        if everyone or any(s.station == me.station for s in case.sightings)
    ]
    return Mail(
        station=me.station,
        returned=tuple(sorted(returned, key=_order)),
        cases=tuple(sorted(cases, key=lambda case: (case.state is not CaseState.OPEN, case.id))),
        households=_known(queries, returned, cases),
        centres={centre.id: centre for centre in queries.all_records(Centre)},
    )


def _untold(aside: Aside, event: Event | None, me: Enrolment) -> EventWord:
    """Say what a receipt says of an event that the feed has not told of yet."""
    return EventWord(
        station=me.station,
        incarnation=aside.incarnation,
        seq=aside.seq,
        centre=me.centre,
        kind=event.body.kind if event else "",
        aside=aside.reason,
        household=event.household if event else "",
        visit=event.visit if event else "",
        member=event.member if event else "",
        word=Decided.WAITING,
    )


def _known(
    queries: Queries, returned: Iterable[EventWord], cases: Iterable[Case]
) -> Mapping[str, Household]:
    wanted = {word.household for word in returned}
    wanted |= {home for case in cases for home in case.households}
    found = {home: queries.record(Household, home) for home in wanted if home}
    return {home: household for home, household in found.items() if household is not None}


def _name(word: EventWord) -> str:
    return event_name(word.station, word.incarnation, word.seq)


def _order(word: EventWord) -> tuple[bool, str, int, int]:
    return word.word is not Decided.WAITING, word.station, word.incarnation, word.seq
