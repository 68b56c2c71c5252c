"""The command line of the central: `clerk-central`."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from clerk_station.clock import BAGHDAD
from clerk_station.domain.records import Role, WalkIns
from clerk_station.errors import StationError, unless_unheard
from clerk_station.words import LANGUAGES, Words
from sync.central import (
    audit_commands,
    backup_commands,
    case_commands,
    commands,
    correction_commands,
    diagnostics_commands,
    people_commands,
    pruning,
    snapshot_commands,
    station_commands,
    typed,
)
from sync.central.folder import Folder, trouble_told
from sync.central.sequencer import drain
from sync.central.trying import add_trying
from sync.hello import State


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 where it did what was asked, 1 where something has to be done first."""
    asked = _parser().parse_args(arguments)
    words = Words(asked.language)
    return unless_unheard(lambda: _run(asked, words))


def _run(asked: argparse.Namespace, words: Words) -> int:
    try:
        if "alone" in asked:
            return int(asked.alone(asked, words))
        folder = Folder(asked.data)
        office = (
            folder.create(asked.database)
            if asked.run is commands.init
            else folder.open(migrate=asked.migrate)
        )
        with closing(office.database), trouble_told():
            code = int(asked.run(office, asked, words))
            drain(office.database)
            return code
    except StationError as error:
        title, message = (words.say(text, **error.values) for text in (error.title, error.message))
        print(f"{title}. {message}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", type=Path, default=Path("central-data"), help="its folder")
    shared.add_argument("--language", choices=tuple(LANGUAGES), default="en", help="of messages")
    parser = argparse.ArgumentParser(prog="clerk-central", description="The central server.")
    parser.set_defaults(migrate=False)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    verb = verbs.add_parser("init", parents=[shared], help="make keys and an empty database")
    verb.add_argument("--database", metavar="URL", help="any SQLAlchemy URL; SQLite in --data")
    verb.set_defaults(run=commands.init)

    verb = verbs.add_parser(
        "migrate", parents=[shared], help="bring the database up to this version"
    )
    verb.set_defaults(run=commands.migrate, migrate=True)

    verb = verbs.add_parser("sample", parents=[shared], help="fill it with a made-up Karbala")
    verb.add_argument("--seed", type=typed.number, default=1)
    verb.add_argument("--households", type=typed.number, default=2000)
    verb.add_argument("--day", type=typed.day, default=datetime.now(BAGHDAD).date(), metavar="DAY")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=commands.sample)

    verb = verbs.add_parser("import", parents=[shared], help="read a registry file")
    verb.add_argument("file", type=Path, help="CSV, or JSON lines; REGISTRY.md says which columns")
    verb.set_defaults(run=commands.import_registry)

    _add_centres(verbs, shared)
    _add_clerks(verbs, shared)
    _add_stations(verbs, shared)
    _add_alarms(verbs, shared)
    _add_forms(verbs, shared)
    _add_cases(verbs, shared)
    _add_quarantine(verbs, shared)
    _add_corrections(verbs, shared)

    _add_backups(verbs, shared)

    verb = verbs.add_parser("serve", parents=[shared], help="answer the stations over HTTP")
    verb.add_argument("--host", default="127.0.0.1")
    verb.add_argument("--port", type=typed.port, default=8470)
    verb.add_argument("--workers", type=typed.workers, default=1, help="processes that answer")
    verb.add_argument(
        "--metrics-port", type=typed.port, help="where Prometheus reads, on this machine alone"
    )
    verb.add_argument("--migrate", action="store_true", help="bring the database up to date first")
    verb.set_defaults(run=commands.serve_http)

    _add_carried(verbs, shared)

    verb = verbs.add_parser(
        "open-diagnostics", parents=[shared], help="print what a station wrote about itself"
    )
    verb.add_argument("file", type=Path, metavar="FILE")
    verb.set_defaults(run=diagnostics_commands.open_diagnostics)

    verb = verbs.add_parser("events", parents=[shared], help="list what a station sent")
    verb.add_argument("--station", required=True)
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=commands.list_events)
    add_trying(verbs)
    return parser


def _add_carried(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser
) -> None:
    """Add what goes by a stick instead of the line."""
    verb = verbs.add_parser(
        "snapshot", parents=[shared], help="write a centre's data into a folder for a stick"
    )
    verb.add_argument("--centre", required=True)
    verb.add_argument("--out", type=Path, required=True, metavar="DIR", help="an empty folder")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=snapshot_commands.write_snapshot)

    verb = verbs.add_parser("import-batches", parents=[shared], help="take in batches from a file")
    verb.add_argument("file", type=Path, help="what `clerk-station export` wrote")
    verb.add_argument("--receipts", type=Path, help="the answer; FILE.receipts by default")
    verb.set_defaults(run=commands.import_batches)

    verb = verbs.add_parser(
        "prune", parents=[shared], help="take out of the feeds what is long past"
    )
    verb.add_argument("--days", type=typed.number, default=pruning.DAYS, help="that stay whole")
    verb.set_defaults(run=commands.prune_feeds)

    verb = verbs.add_parser("audit", parents=[shared], help="check chains, counts and standings")
    verb.add_argument("--station", help="only this one")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=audit_commands.audit_events)


def _add_backups(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser
) -> None:
    verb = verbs.add_parser("backup", parents=[shared], help="copy it while it is served")
    verb.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="a new folder")
    verb.add_argument("--with-keys", action="store_true", help="also the private keys")
    verb.set_defaults(alone=backup_commands.backup)

    verb = verbs.add_parser(
        "restored", parents=[shared], help="go on with a database from a backup, before serving"
    )
    verb.set_defaults(run=backup_commands.restored)


def _add_centres(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser
) -> None:
    centre = verbs.add_parser("centre", help="add, change and list centres")
    verbs = centre.add_subparsers(required=True, metavar="COMMAND")
    verb = verbs.add_parser("add", parents=[shared], help="a new centre; again, and it is changed")
    verb.add_argument("--id", type=typed.centre_id, required=True, help="such as KA-11")
    for option in ("--name", "--name-latin", "--governorate", "--district", "--address"):
        verb.add_argument(option, type=typed.name, required=True)
    for option in ("--opens", "--closes"):
        verb.add_argument(option, type=typed.hour, required=True, metavar="HH:MM")
    verb.add_argument(
        "--weekdays",
        type=typed.weekdays,
        required=True,
        help="0-6 for all, or 0-3,5,6; Monday is 0",
        metavar="DAYS",
    )
    verb.add_argument(
        "--capacity",
        type=typed.capacity,
        required=True,
        dest="capacity_per_hour",
        metavar="N",
        help="households in an hour",
    )
    verb.add_argument(
        "--walk-ins",
        choices=list(WalkIns),
        type=WalkIns,
        default=WalkIns.WHEN_ROOM,
        help="households without an appointment: never, when the hour has room, or always",
    )
    verb.add_argument(
        "--offline-minutes",
        type=typed.minutes,
        default=180,
        metavar="MINUTES",
        help="how long a station may be offline before it asks for attention",
    )
    verb.set_defaults(run=people_commands.add_centre)
    verb = verbs.add_parser("list", parents=[shared], help="all centres")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=people_commands.list_centres)


def _add_clerks(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser
) -> None:
    clerk = verbs.add_parser("clerk", help="add, retire and list who may sign in")
    verbs = clerk.add_subparsers(required=True, metavar="COMMAND")
    verb = verbs.add_parser("add", parents=[shared], help="a new clerk and their PIN")
    verb.add_argument("--centre", required=True)
    verb.add_argument("--name", type=typed.name, required=True)
    verb.add_argument("--role", choices=[str(role) for role in Role], required=True)
    verb.add_argument("--id", type=typed.clerk_id, help="the next free one of the centre")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=people_commands.add_clerk)
    verb = verbs.add_parser("pin", parents=[shared], help="another PIN; the old one ends")
    verb.add_argument("clerk")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=people_commands.change_pin)
    verb = verbs.add_parser("retire", parents=[shared], help="let a clerk sign in no more")
    verb.add_argument("clerk")
    verb.set_defaults(run=people_commands.retire_clerk)
    verb = verbs.add_parser("list", parents=[shared], help="all clerks")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=people_commands.list_clerks)


def _add_stations(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser
) -> None:
    station = verbs.add_parser("station", help="create and list stations")
    verbs = station.add_subparsers(required=True, metavar="COMMAND")
    verb = verbs.add_parser("create", parents=[shared], help="a new station and its code")
    verb.add_argument("--centre", required=True)
    verb.add_argument("--name", type=typed.name, required=True)
    verb.add_argument("--id", type=typed.station_id, help="of one that was forgotten in a restore")
    verb.add_argument("--json", action="store_true")
    verb.add_argument("--qr", action="store_true", help="draw the code as a QR too")
    verb.set_defaults(run=commands.create_station)
    verb = verbs.add_parser("code", parents=[shared], help="another code, for another machine")
    verb.add_argument("station")
    verb.add_argument("--json", action="store_true")
    verb.add_argument("--qr", action="store_true", help="draw the code as a QR too")
    verb.set_defaults(run=commands.renew_code)
    verb = verbs.add_parser("list", parents=[shared], help="all stations")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=commands.list_stations)
    for name, state, words in (
        ("suspend", State.SUSPENDED, "let it send, and begin no new work"),
        ("lost", State.LOST, "keep aside what it sends, and give it nothing"),
        ("retire", State.RETIRED, "the same, for good"),
        ("activate", State.ACTIVE, "let it work again"),
    ):
        verb = verbs.add_parser(name, parents=[shared], help=words)
        verb.add_argument("station")
        _name_and_reason(verb)
        verb.set_defaults(run=station_commands.change_state, state=state)
    verb = verbs.add_parser("move", parents=[shared], help="to another centre, when it sent all")
    verb.add_argument("station")
    verb.add_argument("--centre", required=True)
    _name_and_reason(verb)
    verb.set_defaults(run=station_commands.move_station)


def _add_alarms(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser
) -> None:
    verb = verbs.add_parser("require", parents=[shared], help="the oldest program for new work")
    verb.add_argument("--app", type=typed.version, required=True, help="such as 0.3.0")
    verb.add_argument("--since", type=typed.day, metavar="DAY", help="from this day on; today")
    verb.set_defaults(run=station_commands.require_app)
    verb = verbs.add_parser("raw", parents=[shared], help="what came that is no batch")
    verb.add_argument("--out", type=Path, metavar="DIR", help="write the bytes into a folder")
    verb.set_defaults(run=station_commands.list_raw)
    verb = verbs.add_parser("alarms", parents=[shared], help="restored and copied stations")
    verb.add_argument("--station", help="of one station alone")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=station_commands.list_alarms)


def _add_forms(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser
) -> None:
    verb = verbs.add_parser("book", parents=[shared], help="give a household a slot")
    verb.add_argument("--household", required=True, help="its id or ration card number")
    verb.add_argument("--centre", help="another than its own")
    verb.add_argument("--day", type=typed.day, required=True, metavar="DAY")
    verb.add_argument("--hour", type=typed.hour, required=True, metavar="HH:MM")
    verb.set_defaults(run=commands.book_slot)
    verb = verbs.add_parser("form", parents=[shared], help="draw one form as PDF")
    verb.add_argument("number")
    verb.add_argument("--out", type=Path, default=Path())
    verb.set_defaults(run=commands.print_one)
    verb = verbs.add_parser("forms", parents=[shared], help="draw a centre's forms of a day")
    verb.add_argument("--centre", required=True)
    verb.add_argument("--day", type=typed.day, required=True, metavar="DAY")
    verb.add_argument("--out", type=Path, default=Path())
    verb.set_defaults(run=commands.print_day)


def _add_cases(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser
) -> None:
    case = verbs.add_parser("case", help="claims that cannot all be true")
    verbs = case.add_subparsers(required=True, metavar="COMMAND")
    verb = verbs.add_parser("list", parents=[shared], help="the open ones, or all")
    _narrow(verb)
    verb.set_defaults(run=case_commands.list_cases)
    verb = verbs.add_parser("show", parents=[shared], help="one, with all that was decided of it")
    verb.add_argument("case")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=case_commands.show_case)
    for name, run, words in (
        ("resolve", case_commands.resolve_case, "close one, in a supervisor's name"),
        ("reopen", case_commands.reopen_case, "open a resolved one again"),
    ):
        verb = verbs.add_parser(name, parents=[shared], help=words)
        verb.add_argument("case")
        _name_and_reason(verb)
        verb.add_argument("--json", action="store_true")
        verb.set_defaults(run=run)


def _add_quarantine(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser
) -> None:
    aside = verbs.add_parser("quarantine", help="events that are stored and do not count")
    verbs = aside.add_subparsers(required=True, metavar="COMMAND")
    verb = verbs.add_parser("list", parents=[shared], help="those that wait, or all")
    _narrow(verb)
    verb.set_defaults(run=case_commands.list_quarantine)
    for name, run, words in (
        ("release", case_commands.release_events, "let events count, in a supervisor's name"),
        ("reject", case_commands.reject_events, "let events never count; they stay stored"),
    ):
        verb = verbs.add_parser(name, parents=[shared], help=words)
        verb.add_argument("events", nargs="+", type=typed.event, metavar="STATION/LIFE/SEQ")
        _name_and_reason(verb)
        verb.set_defaults(run=run)


def _add_corrections(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser
) -> None:
    asked = verbs.add_parser("correction", help="changes of the register that families ask for")
    verbs = asked.add_subparsers(required=True, metavar="COMMAND")
    verb = verbs.add_parser("list", parents=[shared], help="those that wait, or all")
    _narrow(verb)
    verb.set_defaults(run=correction_commands.list_corrections)
    for name, run, words in (
        ("accept", correction_commands.accept_corrections, "change the register as asked"),
        ("reject", correction_commands.reject_corrections, "leave the register as it is"),
    ):
        verb = verbs.add_parser(name, parents=[shared], help=words)
        verb.add_argument("corrections", nargs="+", metavar="CORRECTION")
        _name_and_reason(verb)
        verb.set_defaults(run=run)


def _narrow(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--centre", help="of one centre alone")
    verb.add_argument("--all", action="store_true", help="the decided ones too")
    verb.add_argument("--json", action="store_true")


def _name_and_reason(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--by", required=True, help="a supervisor, by id or name")
    verb.add_argument("--reason", type=typed.reason, required=True, help="why, in words")


if __name__ == "__main__":
    sys.exit(main())
