"""What each command of `clerk-station` does."""

import argparse
import json
from pathlib import Path

from clerk_station.app.export import export_batches, export_day
from clerk_station.app.folder import (
    default_folder,
    enrol_station,
    open_station,
    passphrase_from_environment,
)
from clerk_station.clock import real_clock
from clerk_station.desk.forms import is_form_code
from clerk_station.errors import StationError
from clerk_station.keys import open_key
from clerk_station.scan.reading import Symbology
from clerk_station.store.opening import KEYS, LEDGER, Store, open_ledger_file
from clerk_station.store.verify import Broken
from clerk_station.store.verify import verify as verify_ledger
from clerk_station.words import Words
from sync import export as post_file
from sync.errors import Garbled


def is_ours(_kind: Symbology, text: str) -> bool:
    """Tell the codes of our own forms from all others."""
    return is_form_code(text)


def window(asked: argparse.Namespace, words: Words) -> int:
    """Open the window of the station in its folder."""
    del words
    from clerk_station.app.window import run  # noqa: PLC0415 - the other commands need no Qt

    return run(_folder(asked), passphrase=passphrase_from_environment())


def enrol(asked: argparse.Namespace, words: Words) -> int:
    """Make the folder a station."""
    enrolment = enrol_station(
        _folder(asked),
        central=asked.central,
        code=asked.code,
        name=asked.name,
        passphrase=passphrase_from_environment(),
    )
    print(
        words.say(
            "This machine is station {station} of centre {centre} now",
            station=enrolment.station,
            centre=enrolment.centre,
        )
    )
    return 0


def scan(asked: argparse.Namespace, words: Words) -> int:
    """Read pictures and clips through the station's scanner, one line each; 1 where one failed."""
    from clerk_station.scan.inspect import scan_paths  # noqa: PLC0415 - loads the models

    all_read = True
    for line in scan_paths(asked.paths, ours=is_ours, words=words, any_code=asked.any):
        print(json.dumps(line, ensure_ascii=False) if asked.json else _told(line, words))
        all_read &= "error" not in line
    return 0 if all_read else 1


def verify(asked: argparse.Namespace, words: Words) -> int:
    """Check a ledger; its `keys.json` lies beside it."""
    ledger: Path = asked.ledger / LEDGER if asked.ledger.is_dir() else asked.ledger
    if not ledger.is_file():
        raise StationError(
            "There is no file {path}", "Check the name of the file or folder", path=str(ledger)
        )
    keys = ledger.parent / KEYS
    if not keys.is_file():
        raise StationError(
            "There is no {name} beside the ledger",
            "Put the station's {name} into the same folder, the ledger is encrypted with it",
            name=KEYS,
        )
    key = open_key(keys, passphrase=passphrase_from_environment())
    engine = open_ledger_file(ledger, key=key)
    try:
        found = verify_ledger(engine)
    finally:
        engine.dispose()
    if isinstance(found, Broken):
        raise StationError(
            "The ledger does not hold at event {seq} of incarnation {incarnation}",
            "{why}. Leave the file where it is and call the supervisor",
            seq=found.seq,
            incarnation=found.incarnation,
            why=found.why,
        )
    print(
        words.say(
            "Station {station}: {events} events and {signatures} signatures hold, head {head}",
            station=found.station,
            events=found.events,
            signatures=found.signatures,
            head=found.head[:16],
        )
    )
    return 0


def report(asked: argparse.Namespace, words: Words) -> int:
    """Write the daily report in every format."""
    store = _open(asked)
    try:
        paths = export_day(
            store, asked.day, asked.out, words=words, clerk="", session="command-line"
        )
    finally:
        store.close()
    for path in paths:
        print(path)
    return 0


def export(asked: argparse.Namespace, words: Words) -> int:
    """Write every event without a receipt as sealed batches; needs no network."""
    store = _open(asked)
    try:
        count = export_batches(store, asked.out)
    finally:
        store.close()
    print(words.count("{n} event in {path}", "{n} events in {path}", count, path=asked.out))
    return 0


def receipts(asked: argparse.Namespace, words: Words) -> int:
    """Take in the receipts that the central wrote for an exported file."""
    store = _open(asked)
    try:
        for signed in post_file.read_receipts(asked.file):
            store.outbox.settle(signed)
        waiting = store.outbox.waiting()
    except (Garbled, OSError) as error:
        raise StationError(
            "These receipts cannot be taken in",
            "They are not the central's answer to this station, ask for the file again",
        ) from error
    finally:
        store.close()
    print(words.count("{n} event still waits", "{n} events still wait", waiting))
    return 0


def _folder(asked: argparse.Namespace) -> Path:
    return asked.data or default_folder()


def _open(asked: argparse.Namespace) -> Store:
    return open_station(
        _folder(asked), passphrase=passphrase_from_environment(), clock=real_clock()
    )


def _told(line: dict[str, object], words: Words) -> str:
    readings = line.get("readings")
    texts = [f"{r['kind']} {r['text']}" for r in readings] if isinstance(readings, list) else []
    return f"{line['file']}: {line.get('error') or ', '.join(texts) or words.say('nothing read')}"
