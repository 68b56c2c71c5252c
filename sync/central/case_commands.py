"""What `clerk-central case` and `clerk-central quarantine` do."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict

from sqlalchemy import Connection

from clerk_station.domain.cases import event_name
from clerk_station.domain.codec import plain
from clerk_station.domain.records import Case, Centre
from clerk_station.words import Words
from sync.central import decisions, quarantine, resolving
from sync.central.clerks import supervisor
from sync.central.office import Office
from sync.central.quarantine import Key
from sync.central.registry import get
from sync.central.telling import NO_CASE, NO_CENTRE, known, print_json


def list_cases(office: Office, asked: Namespace, _words: Words) -> int:
    """List the open cases, or all."""
    with office.database.reading() as connection:
        _known_centre(connection, asked.centre)
        found = resolving.listing(connection, centre=asked.centre, all_=asked.all)
    if asked.json:
        print_json([plain(case) for case in found])
        return 0
    for case in found:
        print(case.id, case.state, case.kind, ",".join(case.centres), ",".join(case.households))
    return 0


def _known_centre(connection: Connection, centre: str | None) -> None:
    if centre is not None:
        known(get(connection, Centre, centre), NO_CENTRE, centre)


def show_case(office: Office, asked: Namespace, words: Words) -> int:
    """Show a case: its claims, and who decided what and why."""
    with office.database.reading() as connection:
        case = known(get(connection, Case, asked.case), NO_CASE, asked.case)
        about = [case.id, *(event_name(s.station, s.incarnation, s.seq) for s in case.sightings)]
        made = [entry for its in decisions.on(connection, about).values() for entry in its]
    if asked.json:
        print_json(plain(case) | {"decisions": [asdict(entry) for entry in made]})
        return 0
    print(case.id, case.state, case.kind)
    for sighting in case.sightings:
        event = event_name(sighting.station, sighting.incarnation, sighting.seq)
        day = words.date(sighting.received)
        print("  ", event, sighting.centre, day, sighting.household, sighting.member)
    for entry in made:
        print("  ", entry.about, entry.act, entry.by, entry.reason)
    return 0


def resolve_case(office: Office, asked: Namespace, words: Words) -> int:
    """Close a case in somebody's name."""
    with office.database.writing() as connection:
        by = supervisor(connection, asked.by).name
        case = resolving.resolve(
            connection, asked.case, by=by, reason=asked.reason, now=office.now()
        )
    _print_case(case, asked, words.say("Case {id} is resolved by {by}.", id=case.id, by=by))
    return 0


def reopen_case(office: Office, asked: Namespace, words: Words) -> int:
    """Open a resolved case again in somebody's name."""
    with office.database.writing() as connection:
        by = supervisor(connection, asked.by).name
        case = resolving.reopen(
            connection, asked.case, by=by, reason=asked.reason, now=office.now()
        )
    _print_case(case, asked, words.say("Case {id} is open again.", id=case.id))
    return 0


def list_quarantine(office: Office, asked: Namespace, _words: Words) -> int:
    """List the events that wait for a decision, or all that ever did."""
    with office.database.reading() as connection:
        _known_centre(connection, asked.centre)
        rows = quarantine.listing(connection, centre=asked.centre, all_=asked.all)
    for_program = [
        {"event": event_name(row.station, row.incarnation, row.seq)} | dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
        for row in rows
    ]
    if asked.json:
        print_json(for_program)
        return 0
    for line in for_program:
        print(line["event"], line["state"], line["reason"], line["kind"], line["household"])
    return 0


def release_events(office: Office, asked: Namespace, words: Words) -> int:
    """Let events count in somebody's name."""

    def one(connection: Connection, key: Key, by: str) -> str:
        done = resolving.release(connection, key, by=by, reason=asked.reason, now=office.now())
        if done:
            return words.say("Event {event} counts now.", event=event_name(*key))
        return words.say(
            "Event {event}: one agreed, a second person has to release it too.",
            event=event_name(*key),
        )

    return _each(office, asked, one)


def reject_events(office: Office, asked: Namespace, words: Words) -> int:
    """Let events never count, in somebody's name; they stay stored."""

    def one(connection: Connection, key: Key, by: str) -> str:
        resolving.reject(connection, key, by=by, reason=asked.reason, now=office.now())
        return words.say("Event {event} will not count.", event=event_name(*key))

    return _each(office, asked, one)


def _each(office: Office, asked: Namespace, decide: Callable[[Connection, Key, str], str]) -> int:
    """Decide of all events that were named, or of none."""
    with office.database.writing() as connection:
        by = supervisor(connection, asked.by).name
        said = [decide(connection, key, by) for key in asked.events]
    print(*said, sep="\n")
    return 0


def _print_case(case: Case, asked: Namespace, said: str) -> None:
    if asked.json:
        print_json(plain(case))
    else:
        print(said)
