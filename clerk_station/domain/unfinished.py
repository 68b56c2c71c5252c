"""What a visit that is not the end of the matter leaves for the one that takes it up."""

from collections.abc import Iterator, Sequence
from datetime import date

from clerk_station.domain.records import Unfinished, UnfinishedState
from clerk_station.domain.stages import lengths
from clerk_station.domain.visits import (
    Absent,
    Attended,
    Carried,
    Outcome,
    Visit,
    visit_name,
)


def unfinished(visit: Visit, *, centre: str, day: date) -> Unfinished | None:
    """Say what there is to take up of a visit that began on a day; None of one open or ended."""
    state = _state(visit)
    if state is None:
        return None
    is_parked = state is UnfinishedState.PARKED
    return Unfinished(
        id=visit_name(visit.station, visit.id),
        centre=centre,
        household=visit.household,
        form=visit.form,
        entry=visit.entry,
        state=state,
        day=day,
        return_day=None if visit.closing is None else visit.closing.return_day,
        seconds=visit.spent + lengths(visit.begun).served if is_parked else 0,
        reason=visit.parked.reason if is_parked and visit.parked else "",
        carried=tuple(_carried(visit, all_=is_parked)),
        requests=visit.requests if is_parked else (),
        members=visit.members if is_parked else (),
    )


def taken_up(left: Unfinished, *, by: Sequence[str]) -> Unfinished:
    """Say that other visits took it up: they are named, and nothing of anybody is left to carry."""
    return Unfinished(
        id=left.id,
        centre=left.centre,
        household=left.household,
        form=left.form,
        entry=left.entry,
        state=UnfinishedState.CONTINUED,
        day=left.day,
        by=tuple(sorted(by)),
    )


def _state(visit: Visit) -> UnfinishedState | None:
    match visit:
        case Visit(closing=None, parked=None):
            return None
        case Visit(closing=None):
            return UnfinishedState.PARKED
        case Visit(closing=closing) if closing and closing.outcome is Outcome.RETURN_NEEDED:
            return UnfinishedState.TO_RETURN
        case _:
            return None


def _carried(visit: Visit, *, all_: bool) -> Iterator[Carried]:
    """Give what is known by member; of a visit that ended, not what asks somebody to come again."""
    for who in dict.fromkeys((*visit.answers, *visit.papers, *visit.cards)):
        answer = visit.answers.get(who)
        stays = isinstance(answer, Absent) and (all_ or not answer.asks_return)
        known = Carried(
            member=who,
            attended=answer if isinstance(answer, Attended) else None,
            absent=answer if isinstance(answer, Absent) and stays else None,
            papers=visit.papers.get(who),
            card=visit.cards.get(who, ""),
        )
        if known != Carried(member=who):
            yield known
