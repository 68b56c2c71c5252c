"""What `clerk-central audit` does."""

from argparse import Namespace
from dataclasses import asdict, replace

from clerk_station.words import Words
from sync.central.audit import Fault, Wrong, audit, note
from sync.central.office import Office
from sync.central.stations import listing
from sync.central.telling import NO_STATION, known, print_json

_TOLD = {
    Wrong.MISSING: "{station}-{incarnation}: events {seq} to {last} are missing. Its station sends"
    " them again at its next hello; if it no longer can, take them from the backup.",
    Wrong.ALTERED: "{station}-{incarnation}: event {seq} is not what its station signed for."
    " Compare it with the station's journal and take it from the backup.",
    Wrong.STANDING: "{station}-{incarnation}: what is kept of how much is held is wrong. Its next"
    " hello puts that right.",
    Wrong.STRANGER: "{station}-{incarnation}: event {seq} is of a machine that was never enrolled."
    " Ask who wrote into the database.",
}


def audit_events(office: Office, asked: Namespace, words: Words) -> int:
    """Check what is held of all stations, or of one; 1 where anything is wrong."""
    with office.database.reading() as connection:
        if asked.station is not None:
            there = {row.id: row for row in listing(connection)}
            known(there.get(asked.station), NO_STATION, asked.station)
        found = audit(connection, asked.station)
    note(office.database, found)
    if asked.json:
        told = asdict(replace(found, seen=()))
        print_json({name: told[name] for name in ("incarnations", "events", "faults")})
        return 1 if found.faults else 0
    for fault in found.faults:
        print(_sentence(fault, words))
    print(
        words.say(
            "{events} of {incarnations} checked, {faults}.",
            events=words.count("{n} event", "{n} events", found.events),
            incarnations=words.count("{n} machine", "{n} machines", found.incarnations),
            faults=words.count("{n} thing wrong", "{n} things wrong", len(found.faults)),
        )
    )
    return 1 if found.faults else 0


def _sentence(fault: Fault, words: Words) -> str:
    return words.say(_TOLD[fault.wrong], **asdict(fault))
