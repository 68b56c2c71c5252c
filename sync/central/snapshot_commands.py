"""What `clerk-central snapshot` does."""

from argparse import Namespace
from pathlib import Path

from clerk_station.domain.records import Centre
from clerk_station.errors import StationError
from clerk_station.words import Words
from sync import carried
from sync.central.feed import scopes_of
from sync.central.office import Office
from sync.central.registry import get
from sync.central.snapshots import chunk
from sync.central.telling import NO_CENTRE, known, print_json
from sync.enrol import show_code
from sync.errors import Rejected
from sync.snapshot import read_manifest


def write_snapshot(office: Office, asked: Namespace, words: Words) -> int:
    """Write a centre's data into a folder for a stick; print its code, here and nowhere else."""
    with office.database.reading() as connection:
        known(get(connection, Centre, asked.centre), NO_CENTRE, asked.centre)
    code = carried.new_code()
    try:
        asked.out.mkdir(parents=True, exist_ok=True)
        if any(asked.out.iterdir()):
            raise StationError(
                "The folder is not empty",
                "Nothing was changed in {folder}. Choose an empty one with --out.",
                folder=asked.out,
            )
        count = sum(
            _write_scope(office, scope, folder=asked.out, number=number, code=code)
            for number, scope in enumerate(scopes_of(asked.centre), start=1)
        )
    except OSError as error:
        raise StationError(
            "The folder cannot be written",
            "Check that there is room and who may write to {folder}, or choose another with --out.",
            folder=asked.out,
        ) from error
    if asked.json:
        print_json({"records": count, "code": code})
        return 0
    print(words.count("{n} record in {folder}", "{n} records in {folder}", count, folder=asked.out))
    print(
        words.say(
            "Code, shown this once. It must not travel with the folder: {code}",
            code=show_code(code),
        )
    )
    return 0


def _write_scope(office: Office, scope: str, *, folder: Path, number: int, code: str) -> int:
    """Write one scope's snapshot; give the number of its records."""
    try:
        signed = office.make_snapshot(scope)
    except Rejected:  # nothing was published there yet
        return 0
    manifest = read_manifest(signed.body)
    writer = carried.write(folder, number=number, signed=signed, code=code)
    for part in manifest.chunks:
        with office.database.reading() as connection:
            data = chunk(connection, part.digest, scopes=(scope,))
        if data is None:
            raise StationError(
                "The snapshot was made anew meanwhile", "Type the command again with another --out."
            )
        writer.part(part, data)
    return manifest.records
