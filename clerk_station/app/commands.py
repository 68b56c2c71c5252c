"""What each command of `clerk-station` does."""

import argparse
import json
import sys
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from clerk_station.app.camera import camera_of, named_camera
from clerk_station.app.carried import take_snapshot
from clerk_station.app.carry import carry as carry_batches
from clerk_station.app.diagnostics import write_diagnostics
from clerk_station.app.export import export_batches, export_day
from clerk_station.app.folder import (
    enrol_again as enrol_station_again,
)
from clerk_station.app.folder import (
    enrol_station,
    open_station,
)
from clerk_station.card_seal import TemporaryCard, Unsealed, open_card
from clerk_station.clock import real_clock
from clerk_station.desk.cards import Revoked
from clerk_station.desk.cards import check_card as check_here
from clerk_station.desk.forms import is_form_code
from clerk_station.errors import StationError
from clerk_station.keys import open_key
from clerk_station.scan.camera import Camera, Clip
from clerk_station.scan.cameras import devices, find
from clerk_station.scan.live import frames
from clerk_station.scan.reading import Symbology
from clerk_station.settings import (
    default_folder,
    keep_settings,
    passphrase_from_environment,
    read_settings,
)
from clerk_station.store.opening import KEYS, LEDGER, Store, open_ledger_file
from clerk_station.store.verify import Broken
from clerk_station.store.verify import verify as verify_ledger
from clerk_station.words import Words
from sync import export as post_file
from sync.condition import ALARMS, Alarm
from sync.errors import Garbled
from sync.http import HttpServer


def is_ours(_kind: Symbology, text: str) -> bool:
    """Tell the codes of our own forms from all others."""
    return is_form_code(text)


def enrol(asked: argparse.Namespace, words: Words) -> int:
    """Make the folder a station."""
    enrolment = enrol_station(
        _folder(asked),
        central=asked.central,
        code=asked.code,
        name=asked.name,
        passphrase=passphrase_from_environment(),
    )
    keep_settings(_folder(asked), replace(read_settings(_folder(asked)), guide=True))
    print(
        words.say(
            "This machine is station {station} of centre {centre} now",
            station=enrolment.station,
            centre=enrolment.centre,
        )
    )
    return 0


def enrol_again(asked: argparse.Namespace, words: Words) -> int:
    """Let the central know this station again."""
    enrolment = enrol_station_again(
        _folder(asked),
        code=asked.code,
        passphrase=passphrase_from_environment(),
        clock=real_clock(),
    )
    print(
        words.say(
            "The central knows station {station} again, what waits can be sent",
            station=enrolment.station,
        )
    )
    return 0


def alarm(asked: argparse.Namespace, words: Words) -> int:
    """Say what was found out about the journal; 1 where something was and nobody has seen it."""
    store = _open(asked)
    try:
        found = store.lives.condition().alarm
        if asked.seen:
            store.lives.alarm(Alarm.NONE)
    finally:
        store.close()
    print(words.say(ALARMS[found]) if found else words.say("No old copy was found"))
    return 1 if found and not asked.seen else 0


def scan(asked: argparse.Namespace, words: Words) -> int:
    """Read pictures and clips through the station's scanner, one line each; 1 where one failed.

    With a camera there is a line for each reading, until there were enough or Ctrl-C is pressed.
    """
    from clerk_station.scan.inspect import scan_paths  # noqa: PLC0415 - loads the models

    if asked.camera is not None:
        return _scan_camera(asked, words)
    all_read = True
    for line in scan_paths(asked.paths, ours=is_ours, words=words, any_code=asked.any):
        print(json.dumps(line, ensure_ascii=False) if asked.json else _told(line, words))
        all_read &= "error" not in line
    return 0 if all_read else 1


def _scan_camera(asked: argparse.Namespace, words: Words) -> int:
    from clerk_station.scan.inspect import scan_frames  # noqa: PLC0415 - loads the models

    camera = _camera(asked)
    with closing(frames(camera, seconds=asked.seconds)) as filmed:
        lines = scan_frames(filmed, name=camera.name, ours=is_ours, any_code=asked.any)
        try:
            for line in islice(lines, asked.readings):
                shown = json.dumps(line, ensure_ascii=False) if asked.json else _told(line, words)
                print(shown, flush=True)
        except KeyboardInterrupt:
            return 0
    return 0


def cameras(asked: argparse.Namespace, words: Words) -> int:
    """List the cameras that are plugged in, by the names that `--camera` takes; 1 without one."""
    settings = read_settings(_folder(asked))
    found = devices()
    used = find(settings.camera, settings.camera_place, among=found)
    for device in found:
        mark = f" ({words.say('in use here')})" if device is used else ""
        print(f"{device.name}{mark}")
    if not found:
        print(words.say("No camera is plugged in"))
    return 0 if found else 1


def camera_check(asked: argparse.Namespace, words: Words) -> int:
    """Judge the camera by the printed chart, or write the chart; 1 where it is not usable."""
    if asked.chart is not None:
        return _write_chart(asked.chart, words)
    from clerk_station.app.check import as_json, check_camera, told  # noqa: PLC0415 - loads models
    from clerk_station.scan.judging import Grade  # noqa: PLC0415 - likewise

    camera = Clip(asked.clip) if asked.clip is not None else _camera(asked)
    with closing(frames(camera, seconds=asked.seconds)) as filmed:
        check = check_camera(filmed)
    lines = [json.dumps(as_json(check))] if asked.json else told(check, words)
    print(*lines, sep="\n")
    return 1 if check.grade is Grade.NOT_USABLE else 0


def _write_chart(file: Path, words: Words) -> int:
    from clerk_station.paper.chart import chart_pdf  # noqa: PLC0415 - the others print nothing

    try:
        file.write_bytes(chart_pdf(words))
    except OSError as error:
        raise StationError(
            "{name} cannot be written",
            "Choose a folder that you may write to, with some free space.",
            name=file.name,
        ) from error
    print(words.say("Print {file} at its true size", file=file))
    return 0


def _camera(asked: argparse.Namespace) -> Camera:
    """Give the camera that was named, or the one that the station uses."""
    return named_camera(asked.camera) if asked.camera else camera_of(read_settings(_folder(asked)))


def check_card(asked: argparse.Namespace, words: Words) -> int:
    """Say whose a temporary card is, by its seals alone; 1 where they do not hold."""
    from clerk_station.ui.phrasing.temporary import checked  # noqa: PLC0415 - others say less

    if asked.key:
        answer: TemporaryCard | Unsealed | Revoked = open_card(asked.code, [_public_key(asked.key)])
    else:
        store = _open(asked)
        try:
            answer = check_here(store, asked.code)
        finally:
            store.close()
    said = checked(words, answer)
    print(words.say(said.title, **said.values), words.say(said.message, **said.values), sep=". ")
    return 0 if isinstance(answer, TemporaryCard) else 1


def _public_key(text: str) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(text))
    except ValueError as error:
        raise StationError(
            "This is no public key", "Give the 64 hex digits that the authority has made known"
        ) from error


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
            why=words.say(found.why, expected=found.expected),
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
    if found.unreadable:
        print(
            words.count(
                "{n} event cannot be read by this program, at {first}. It is whole and is sent like"
                " all others: ask the supervisor to look at it at the central",
                "{n} events cannot be read by this program, the first at {first}. They are whole"
                " and are sent like all others: ask the supervisor to look at them at the central",
                len(found.unreadable),
                first=found.unreadable[0],
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


def diagnostics(asked: argparse.Namespace, words: Words) -> int:
    """Write what helps to mend this station, sealed for the central; it names nobody."""
    folder = _folder(asked)
    store = _open(asked)
    try:
        path = write_diagnostics(store, folder, asked.out, settings=read_settings(folder))
    finally:
        store.close()
    print(words.say("Send {path} to the central, nobody else can open it", path=path))
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


def carry(asked: argparse.Namespace, words: Words) -> int:
    """Hand in another station's export over this one's line, and write the receipts."""
    answer = asked.receipts or asked.file.with_name(asked.file.name + ".receipts")
    store = _open(asked)
    server = HttpServer(store.enrolment.central, token=store.lives.token())
    try:
        count = carry_batches(asked.file, server, answer=answer)
    finally:
        server.close()
        store.close()
    print(
        words.count(
            "{n} batch handed in, receipts in {answer}",
            "{n} batches handed in, receipts in {answer}",
            count,
            answer=answer,
        )
    )
    return 0


def receipts(asked: argparse.Namespace, words: Words) -> int:
    """Take in the receipts that the central wrote for an exported file."""
    store = _open(asked)
    try:
        answers = list(post_file.read_receipts(asked.file))
        for signed in answers:
            store.outbox.settle(signed)
        if not answers:
            raise StationError(
                "There are no receipts in {path}",
                "Name the file that the central or another station wrote as the answer",
                path=str(asked.file),
            )
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


def snapshot(asked: argparse.Namespace, words: Words) -> int:
    """Take in the centre's data from a folder that somebody carried here."""
    store = _open(asked)

    def told(here: int, records: int) -> None:
        percent = words.say("Received {percent}%", percent=here * 100 // records)
        print(f"\r{percent}", end="", file=sys.stderr, flush=True)

    try:
        count = take_snapshot(store, asked.folder, code=asked.code, told=told)
    finally:
        store.close()
    if count:
        print(file=sys.stderr)
    print(words.count("{n} record taken in", "{n} records taken in", count))
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
    said = line.get("error") or ", ".join(texts) or words.say("nothing read")
    return f"{line.get('file') or line['camera']}: {said}"
