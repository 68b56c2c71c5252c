"""Commands that need no central of ours: they try another one, or stand in for one."""

import argparse
import sys
import time
from contextlib import suppress

from clerk_station.errors import StationError
from clerk_station.words import LANGUAGES, Words
from sync.central import typed
from sync.conformance import vectors
from sync.conformance.counter import open_counter
from sync.conformance.fake import FakeCentral
from sync.conformance.kit import Finding, Ground, Outcome, tried
from sync.conformance.line import Line
from sync.enrol import show_code

_LOOK = 0.2
"""Seconds between two looks at what was observed."""


def add_trying(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands; `alone` is what they do."""
    verb = verbs.add_parser("conformance", help="try a central against PROTOCOL.md")
    verb.add_argument("url", help="of a central that is for trying, such as http://127.0.0.1:8470")
    verb.add_argument("--code", action="append", default=[], help="of a new station; five or more")
    verb.add_argument(
        "--hand-in", default="", metavar="COMMAND", help="takes {file} in, as import-batches does"
    )
    verb.add_argument("--language", choices=tuple(LANGUAGES), default="en", help="of messages")
    verb.set_defaults(alone=conformance)
    verb = verbs.add_parser("fake-central", help="try a station against faults of a central")
    verb.add_argument("--host", default="127.0.0.1")
    verb.add_argument("--port", type=typed.port, default=8471)
    verb.add_argument("--minutes", type=float, default=60.0, help="how long to wait for it")
    verb.add_argument("--language", choices=tuple(LANGUAGES), default="en", help="of messages")
    verb.set_defaults(alone=fake_central)
    verb = verbs.add_parser("vectors", help="print the protocol's vectors as JSON")
    verb.add_argument("--language", choices=tuple(LANGUAGES), default="en", help="of messages")
    verb.set_defaults(alone=print_vectors)


def conformance(asked: argparse.Namespace, words: Words) -> int:
    """Try a central; 0 where every promise that could be tried was kept."""
    if not asked.url.startswith(("http://", "https://")):
        raise StationError(
            "The address cannot be used",
            "Write it as in http://127.0.0.1:8470.",
        )
    ground = Ground(Line(asked.url), list(asked.code), asked.hand_in)
    counts = dict.fromkeys(Outcome, 0)
    for finding in tried(ground):
        counts[finding.outcome] += 1
        print("\n".join(_told(finding, words)), flush=True)
    kept, broken, untried = (counts[outcome] for outcome in Outcome)
    print(_counted(words, kept=kept, broken=broken, untried=untried))
    return int(counts[Outcome.BROKEN] > 0 or not counts[Outcome.KEPT])


def _told(finding: Finding, words: Words) -> list[str]:
    marks = {
        Outcome.KEPT: words.say("kept"),
        Outcome.BROKEN: words.say("BROKEN"),
        Outcome.NOT_TRIED: words.say("not tried"),
    }
    lines = [f"{marks[finding.outcome]}: {finding.promise}"]
    return [*lines, f"    {finding.seen}"] if finding.seen else lines


def fake_central(asked: argparse.Namespace, words: Words) -> int:
    """Stand in for a central until a station went through all faults; 0 where it did right."""
    try:
        with open_counter(host=asked.host, port=asked.port) as (address, central):
            print(words.say("A made-up central serves on {address}", address=address))
            shown = show_code(central.memory.code)
            print(
                words.say(
                    "Enrol the station with {code}, record something and leave it running",
                    code=shown,
                ),
                flush=True,
            )
            return _watched(central, words, until=time.monotonic() + 60 * asked.minutes)
    except OSError as error:
        raise StationError(
            "The address cannot be used",
            "Another program may serve on {host}:{port}. Choose another with --port.",
            host=asked.host,
            port=asked.port,
        ) from error


def _watched(central: FakeCentral, words: Words, *, until: float) -> int:
    """Tell of each fault as soon as the station is through with it."""
    told = 0
    with suppress(KeyboardInterrupt):
        while not central.is_over and time.monotonic() < until:
            time.sleep(_LOOK)
            told = _tell(central, words, told)
    told = _tell(central, words, told)
    for fault in central.programme[told:]:
        print(f"{words.say('not tried')}: {fault}")
    for what in central.memory.wrong:
        print(f"    {what}")
    wrong = sum(bool(seen.wrong) for seen in central.observed)
    left = len(central.programme) - told
    print(_counted(words, kept=told - wrong, broken=wrong, untried=left), flush=True)
    return int(wrong > 0 or left > 0 or bool(central.memory.wrong))


def _tell(central: FakeCentral, words: Words, told: int) -> int:
    """Tell of what was observed since; give how many are told."""
    for seen in central.observed[told:]:
        mark = words.say("BROKEN") if seen.wrong else words.say("kept")
        print("\n".join([f"{mark}: {seen.fault}", *(f"    {what}" for what in seen.wrong)]))
    sys.stdout.flush()
    return len(central.observed)


def _counted(words: Words, *, kept: int, broken: int, untried: int) -> str:
    return words.say(
        "{kept} kept, {broken} broken, {untried} not tried",
        kept=kept,
        broken=broken,
        untried=untried,
    )


def print_vectors(_: argparse.Namespace, __: Words) -> int:
    """Print the vectors as they are."""
    sys.stdout.write(vectors.FILE.read_text(encoding="utf-8"))
    return 0
