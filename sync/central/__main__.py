"""The command line of the central: `clerk-central`."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from clerk_station.clock import BAGHDAD
from clerk_station.errors import StationError
from clerk_station.words import LANGUAGES, Words
from sync.central import commands
from sync.central.folder import Folder, trouble_told


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 where it did what was asked, 1 where something has to be done first."""
    asked = _parser().parse_args(arguments)
    words, folder = Words(asked.language), Folder(asked.data)
    try:
        office = folder.create(asked.database) if asked.run is commands.init else folder.open()
        with closing(office.database), trouble_told():
            return int(asked.run(office, asked, words))
    except StationError as error:
        title, message = (words.say(text, **error.values) for text in (error.title, error.message))
        print(f"{title}. {message}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", type=Path, default=Path("central-data"), help="its folder")
    shared.add_argument("--language", choices=tuple(LANGUAGES), default="en", help="of messages")
    parser = argparse.ArgumentParser(prog="clerk-central", description="The central server.")
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    verb = verbs.add_parser("init", parents=[shared], help="make keys and an empty database")
    verb.add_argument("--database", metavar="URL", help="any SQLAlchemy URL; SQLite in --data")
    verb.set_defaults(run=commands.init)

    verb = verbs.add_parser("sample", parents=[shared], help="fill it with a made-up Karbala")
    verb.add_argument("--seed", type=int, default=1)
    verb.add_argument("--households", type=int, default=2000)
    verb.add_argument("--day", type=_day, default=datetime.now(BAGHDAD).date(), metavar="DAY")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=commands.sample)

    verb = verbs.add_parser("import", parents=[shared], help="read a registry file")
    verb.add_argument("file", type=Path, help="CSV, or JSON lines; REGISTRY.md says which columns")
    verb.set_defaults(run=commands.import_registry)

    _add_stations(verbs, shared)
    _add_forms(verbs, shared)

    verb = verbs.add_parser("serve", parents=[shared], help="answer the stations over HTTP")
    verb.add_argument("--host", default="127.0.0.1")
    verb.add_argument("--port", type=int, default=8470)
    verb.set_defaults(run=commands.serve_http)

    verb = verbs.add_parser("import-batches", parents=[shared], help="take in batches from a file")
    verb.add_argument("file", type=Path, help="what `clerk-station export` wrote")
    verb.add_argument("--receipts", type=Path, help="the answer; FILE.receipts by default")
    verb.set_defaults(run=commands.import_batches)

    verb = verbs.add_parser("events", parents=[shared], help="list what a station sent")
    verb.add_argument("--station", required=True)
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=commands.list_events)
    return parser


def _add_stations(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser
) -> None:
    station = verbs.add_parser("station", help="create and list stations")
    verbs = station.add_subparsers(required=True, metavar="COMMAND")
    verb = verbs.add_parser("create", parents=[shared], help="a new station and its code")
    verb.add_argument("--centre", required=True)
    verb.add_argument("--name", required=True)
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=commands.create_station)
    verb = verbs.add_parser("code", parents=[shared], help="another code, for another machine")
    verb.add_argument("station")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=commands.renew_code)
    verb = verbs.add_parser("list", parents=[shared], help="all stations")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=commands.list_stations)


def _add_forms(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser
) -> None:
    verb = verbs.add_parser("book", parents=[shared], help="give a household a slot")
    verb.add_argument("--household", required=True, help="its id or ration card number")
    verb.add_argument("--centre", help="another than its own")
    verb.add_argument("--day", type=_day, required=True, metavar="DAY")
    verb.add_argument("--hour", required=True, metavar="HH:MM")
    verb.set_defaults(run=commands.book_slot)
    verb = verbs.add_parser("form", parents=[shared], help="draw one form as PDF")
    verb.add_argument("number")
    verb.add_argument("--out", type=Path, default=Path())
    verb.set_defaults(run=commands.print_one)
    verb = verbs.add_parser("forms", parents=[shared], help="draw a centre's forms of a day")
    verb.add_argument("--centre", required=True)
    verb.add_argument("--day", type=_day, required=True, metavar="DAY")
    verb.add_argument("--out", type=Path, default=Path())
    verb.set_defaults(run=commands.print_day)


def _day(text: str) -> object:
    return datetime.strptime(text, "%Y-%m-%d").astimezone(BAGHDAD).date()


if __name__ == "__main__":
    sys.exit(main())
