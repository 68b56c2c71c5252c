"""The command line of the station: `clerk-station`."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from clerk_station import __version__
from clerk_station.domain.identity import ascii_digits
from clerk_station.errors import StationError, unless_unheard
from clerk_station.settings import default_folder, passphrase_from_environment
from clerk_station.words import LANGUAGES, Words


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, the window by default.

    Returns:
        0 when it did what was asked, 1 when something has to be done first, 2 for wrong words.
    """
    before = argparse.Namespace(data=None, language="en")
    asked = _parser().parse_args(arguments, before)
    words = Words(asked.language)
    return unless_unheard(lambda: _run(asked, words))


def _run(asked: argparse.Namespace, words: Words) -> int:
    try:
        if asked.run == "demo":
            from clerk_station.rehearsal import demo  # noqa: PLC0415 - nobody else needs it

            return demo.by_hand() if asked.window else demo.by_itself(asked.out)
        if asked.run == "window":
            from clerk_station.app.start import run  # noqa: PLC0415 - the others need no Qt

            return run(asked.data or default_folder(), passphrase=passphrase_from_environment())
        from clerk_station.app import commands  # noqa: PLC0415 - `--help` needs none of it

        return int(getattr(commands, asked.run)(asked, words))
    except StationError as error:
        title, message = (words.say(text, **error.values) for text in (error.title, error.message))
        print(f"{title}. {message}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    # The same options stand before and after the command; after it they must not reset the former.
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--data", type=Path, help="the station's folder")
    shared.add_argument("--language", choices=tuple(LANGUAGES), help="of messages")
    parser = argparse.ArgumentParser(
        prog="clerk-station",
        description="The desk of an update centre. Without a command it opens the window.",
        parents=[shared],
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.set_defaults(run="window")
    verbs = parser.add_subparsers(metavar="COMMAND")

    _add_enrolment(verbs, shared)

    verb = verbs.add_parser("scan", parents=[shared], help="read pictures, clips or a camera")
    what = verb.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "paths",
        nargs="*",
        default=[],
        type=Path,
        metavar="PATH",
        help="a picture, a clip, or a folder of them; folders within it are not entered",
    )
    _add_camera(what)
    verb.add_argument("--seconds", type=_positive, help="film so long; else until Ctrl-C")
    verb.add_argument("--readings", type=_whole, metavar="N", help="film until N were read")
    verb.add_argument("--json", action="store_true", help="one JSON object a line")
    verb.add_argument("--any", action="store_true", help="also what is not ours")
    verb.set_defaults(run="scan")

    verb = verbs.add_parser("cameras", parents=[shared], help="list the cameras by name")
    verb.set_defaults(run="cameras")

    verb = verbs.add_parser(
        "camera-check", parents=[shared], help="judge the camera by a printed chart"
    )
    what = verb.add_mutually_exclusive_group()
    what.add_argument("--chart", type=Path, metavar="FILE", help="write the chart as PDF")
    what.add_argument("--clip", type=Path, metavar="FILE", help="a clip in place of a camera")
    _add_camera(what)
    verb.add_argument("--seconds", type=_positive, default=20.0, help="film so long at most")
    verb.add_argument("--json", action="store_true", help="one JSON object")
    verb.set_defaults(run="camera_check")

    verb = verbs.add_parser("verify", parents=[shared], help="check a ledger's chain and seals")
    verb.add_argument("ledger", type=Path, metavar="LEDGER")
    verb.set_defaults(run="verify")

    verb = verbs.add_parser(
        "check-card", parents=[shared], help="check a temporary card's code without a line"
    )
    verb.add_argument("code", metavar="CODE", help="what its QR says")
    verb.add_argument("--key", metavar="HEX", help="the authority's public key; else the station's")
    verb.set_defaults(run="check_card")

    verb = verbs.add_parser("report", parents=[shared], help="write the daily report")
    verb.add_argument("--day", type=_day, required=True, metavar="YYYY-MM-DD")
    verb.add_argument("--out", type=Path, required=True, metavar="DIR")
    verb.set_defaults(run="report")

    verb = verbs.add_parser(
        "diagnostics", parents=[shared], help="write a sealed file for whoever helps"
    )
    verb.add_argument("--out", type=Path, default=Path(), metavar="FILE", help="or a folder")
    verb.set_defaults(run="diagnostics")

    _add_carried(verbs, shared)

    verb = verbs.add_parser("demo", parents=[shared], help="a made-up day at a made-up centre")
    verb.add_argument("--window", action="store_true", help="open it for a person to work at")
    verb.add_argument("--out", type=Path, default=Path("demo-output"), metavar="DIR")
    verb.set_defaults(run="demo")
    return parser


def _add_carried(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser
) -> None:
    """Add what needs no line."""
    verb = verbs.add_parser("export", parents=[shared], help="write what waits as sealed batches")
    verb.add_argument("--out", type=Path, required=True, metavar="FILE")
    verb.set_defaults(run="export")

    verb = verbs.add_parser("carry", parents=[shared], help="hand in another station's export")
    verb.add_argument("file", type=Path, metavar="FILE")
    verb.add_argument("--receipts", type=Path, help="the answer; FILE.receipts by default")
    verb.set_defaults(run="carry")

    verb = verbs.add_parser("receipts", parents=[shared], help="take in the answer to an export")
    verb.add_argument("file", type=Path, metavar="FILE")
    verb.set_defaults(run="receipts")

    verb = verbs.add_parser("snapshot", parents=[shared], help="take in data from a stick")
    verb.add_argument("folder", type=Path, metavar="DIR", help="what the central wrote")
    verb.add_argument("--code", required=True, help="the code that came another way")
    verb.set_defaults(run="snapshot")


def _add_enrolment(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser
) -> None:
    verb = verbs.add_parser("enrol", parents=[shared], help="make this machine a station")
    verb.add_argument("--central", required=True, help="address of the central")
    verb.add_argument("--code", required=True, help="one-time code from the manager")
    verb.add_argument("--name", required=True, help='for people, for example "Window 3"')
    verb.set_defaults(run="enrol")

    verb = verbs.add_parser(
        "enrol-again", parents=[shared], help="be known to a central that was put back"
    )
    verb.add_argument("--code", required=True, help="one-time code from the manager")
    verb.set_defaults(run="enrol_again")

    verb = verbs.add_parser("alarm", parents=[shared], help="say what was found of old copies")
    verb.add_argument("--seen", action="store_true", help="put it away: somebody was told")
    verb.set_defaults(run="alarm")


def _add_camera(verb: "argparse._MutuallyExclusiveGroup") -> None:
    verb.add_argument(
        "--camera",
        nargs="?",
        const="",
        metavar="NAME",
        help="its name or number, or the one in use",
    )


def _positive(text: str) -> float:
    seconds = float(ascii_digits(text))
    if not 0 < seconds < 1e6:
        msg = f"{text} is no number of seconds"
        raise argparse.ArgumentTypeError(msg)
    return seconds


def _whole(text: str) -> int:
    number = int(ascii_digits(text))
    if number < 1:
        msg = f"{text} is no number above 0"
        raise argparse.ArgumentTypeError(msg)
    return number


def _day(text: str) -> date:
    try:
        return date.fromisoformat(ascii_digits(text))
    except ValueError as error:
        msg = f"{text} is no day, write it like 2026-11-23"
        raise argparse.ArgumentTypeError(msg) from error


if __name__ == "__main__":
    sys.exit(main())
