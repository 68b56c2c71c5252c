"""What `clerk-central centre` and `clerk-central clerk` do."""

from argparse import Namespace
from dataclasses import asdict, fields

from clerk_station.domain.records import Centre, Clerk, Role
from clerk_station.errors import StationError
from clerk_station.words import Words
from sync.central.booking import has_slots
from sync.central.clerks import hire, renew_pin, retire
from sync.central.office import Office
from sync.central.registry import centres, everyone, get, put_centre
from sync.central.telling import NO_CENTRE, NO_CLERK, known, print_json


def add_centre(office: Office, asked: Namespace, words: Words) -> int:
    """Keep a centre, new or changed."""
    centre = Centre(**{field.name: getattr(asked, field.name) for field in fields(Centre)})
    if not has_slots(centre):
        raise StationError(
            "The centre cannot be kept",
            "From {opens} to {closes} there is no whole hour. Correct --opens or --closes.",
            opens=centre.opens,
            closes=centre.closes,
        )
    with office.database.writing() as connection:
        before = get(connection, Centre, centre.id)
        put_centre(connection, centre)
    if before is None:
        print(words.say("Centre {id} added.", id=centre.id))
    else:
        print(words.say("Centre {id} changed.", id=centre.id))
    return 0


def list_centres(office: Office, asked: Namespace, _words: Words) -> int:
    """List the centres with their hours."""
    with office.database.reading() as connection:
        there = centres(connection)
    if asked.json:
        print_json([asdict(centre) for centre in there])
        return 0
    for centre in there:
        days = ",".join(map(str, centre.weekdays))
        hours = f"{centre.opens}-{centre.closes}"
        print(centre.id, hours, days, centre.capacity_per_hour, centre.name, sep="  ")
    return 0


def add_clerk(office: Office, asked: Namespace, words: Words) -> int:
    """Keep a new clerk and print the PIN, here and nowhere else."""
    with office.database.writing() as connection:
        centre = known(get(connection, Centre, asked.centre), NO_CENTRE, asked.centre)
        clerk, pin = hire(
            connection, centre, name=asked.name, role=Role(asked.role), identity=asked.id
        )
    _print_pin(clerk.id, pin, asked, words)
    return 0


def change_pin(office: Office, asked: Namespace, words: Words) -> int:
    """Give a clerk another PIN and print it, here and nowhere else."""
    with office.database.writing() as connection:
        clerk = known(get(connection, Clerk, asked.clerk), NO_CLERK, asked.clerk)
        pin = renew_pin(connection, clerk)
    _print_pin(clerk.id, pin, asked, words)
    return 0


def retire_clerk(office: Office, asked: Namespace, words: Words) -> int:
    """Let a clerk sign in no more."""
    with office.database.writing() as connection:
        clerk = known(get(connection, Clerk, asked.clerk), NO_CLERK, asked.clerk)
        retire(connection, clerk)
    print(words.say("Clerk {id} can sign in no more.", id=clerk.id))
    return 0


def list_clerks(office: Office, asked: Namespace, words: Words) -> int:
    """List the clerks; nothing of their PINs."""
    with office.database.reading() as connection:
        there = everyone(connection)
    if asked.json:
        wanted = ("id", "centre", "role", "name", "active")
        print_json([{name: getattr(clerk, name) for name in wanted} for clerk in there])
        return 0
    for clerk in there:
        line = f"{clerk.id}  {clerk.centre}  {clerk.role:10}  {clerk.name}"
        print(line if clerk.active else f"{line}  {words.say('retired')}")
    return 0


def _print_pin(clerk: str, pin: str, asked: Namespace, words: Words) -> None:
    if asked.json:
        print_json({"id": clerk, "pin": pin})
        return
    print(clerk)
    print(words.say("PIN, shown this once: {pin}", pin=pin))
