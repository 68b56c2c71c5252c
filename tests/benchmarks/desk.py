"""How fast the desk answers: `python -m tests.benchmarks.desk [--people N]`.

A station's real encrypted store knows this many made-up people; whoever is asked for is drawn at
random among them. Saving is compared with a bare file of the same disk, window and memory with an
empty PySide6 window. It prints a table and judges nothing.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from random import Random

from clerk_station.domain.events import MemberAttended, VisitClosed, VisitOpened
from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.identity import DocumentKind, Match, loose_name_key, name_key
from clerk_station.domain.people import Household
from clerk_station.domain.visits import Entry, How, Outcome
from clerk_station.store.opening import Store
from tests.benchmarks.people import SEED, Filled, fill
from tests.benchmarks.table import Line, show, spread
from tests.benchmarks.window import measure_window
from tests.world import World, desk_of

PEOPLE, ALL_PEOPLE = 130_000, 1_300_000
ASKED, SAVED = 200, 300
EVENT_BYTES = 600
"""About what one event weighs in the journal."""
_SOUNDS_LIKE = str.maketrans("كجفز", "گچڤژ")


def measure(*, people: int = PEOPLE, rounds: int = 5) -> Iterator[Line]:
    """Fill a station and measure everything with it."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        world = World(Path(folder))
        store, filled = fill(world, people=people)
        rate = 2 * len(filled.households) / filled.seconds
        beside = f"{len(filled.households):,} households"
        yield Line("desk", f"records kept, until {filled}", f"{rate:,.0f} a second", beside)
        yield from _looking_up(store, filled)
        yield from _saving(store, filled, folder=world.folder)
        store.close()
        yield from measure_window(world.folder, people=str(filled), rounds=rounds)


def _looking_up(store: Store, filled: Filled) -> Iterator[Line]:
    """Ask as the desk does: by the form's number, by the card's, by names of every kind."""
    random = Random(SEED)  # noqa: S311 - a repeatable choice
    homes = random.choices(filled.households, k=ASKED)
    forms = random.choices(filled.forms, k=ASKED)
    names = [home.head.name for home in homes]
    members = [random.choice(home.members) for home in homes]
    numbers = [who.national_number for who in members if who.national_number]
    phones = [home.address.phone for home in homes if home.address.phone]
    spelt = list(filter(None, (_spelt_otherwise(name.full) for name in names)))
    asked: dict[str, list[Callable[[], object]]] = {
        "form and household by form number": [_by_form(store, form) for form in forms],
        "search, card number": [_search(store, home.card_number) for home in homes],
        "search, form number": [_search(store, paper.number) for paper in forms],
        "search, national number": [_search(store, number) for number in numbers],
        "search, phone": [_search(store, phone) for phone in phones],
        "search, number half typed": [_search(store, home.card_number[:4]) for home in homes],
        "search, whole name": [_search(store, name.full) for name in names],
        "search, first name": [_search(store, name.given) for name in names],
        "search, two letters": [_search(store, name.given[:2]) for name in names],
        "search, a member's name": [_search(store, who.name.short) for who in members],
        "search, father and laqab half typed": [
            _search(store, f"{name.laqab[:4]} {name.father[:3]}") for name in names
        ],
        "search, one slip of the fingers": [
            _search(store, _slipped(name.short, random)) for name in names
        ],
        "search, ten thousand characters": [_search(store, name.full * 400) for name in names],
        "search, name that sounds like it": [_search(store, name) for name in spelt],
        "search, name that nobody has": [_search(store, name.full[::-1]) for name in names],
    }
    for what, calls in asked.items():
        yield Line("desk", what, spread([_ms(call) for call in calls], 50, 95), str(filled))


def _by_form(store: Store, form: AppointmentForm) -> Callable[[], object]:
    def read() -> Household:
        known = store.queries.record(AppointmentForm, form.number)
        assert known is not None
        household = store.queries.record(Household, known.household)
        assert household is not None
        return household

    return read


def _search(store: Store, text: str) -> Callable[[], object]:
    return lambda: store.queries.search(text)


def _spelt_otherwise(name: str) -> str:
    """Spell a name so that it is found by its sound alone; empty where no letter allows that."""
    other = name.translate(_SOUNDS_LIKE)
    sounds = loose_name_key(other) == loose_name_key(name)
    return other if sounds and name_key(other) != name_key(name) else ""


def _slipped(name: str, random: Random) -> str:
    at = random.randrange(1, len(name) - 1)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _saving(store: Store, filled: Filled, *, folder: Path) -> Iterator[Line]:
    """Save visits event by event as the desk does, in turn with a bare file on the same disk."""
    desk = desk_of(store)
    attended = MemberAttended(
        how=How.SCANNED, documents=(DocumentKind.UNIFIED_CARD,), match=Match.NATIONAL_NUMBER
    )
    closed = VisitClosed(outcome=Outcome.COMPLETED, seconds=600)
    bodies = cycle((VisitOpened(entry=Entry.WALK_IN), attended, attended, closed))
    saved: list[float] = []
    bare: list[float] = []
    with (folder / "bare").open("wb", buffering=0) as file:
        for number, body in enumerate(islice(bodies, SAVED)):
            visit, home = f"visit-{number // 4}", filled.households[number // 4]
            member = home.head.id if body is attended else ""
            started = time.perf_counter()
            desk.save(body, household=home.id, visit=visit, member=member)
            saved.append((time.perf_counter() - started) * 1000)
            file.write(bytes(EVENT_BYTES))
            bare.append(_ms(partial(os.fsync, file.fileno())))
    beside = f"a bare fsync: {spread(bare, 50, 95, 99)}"
    yield Line("desk", "saving an event, on the disk", spread(saved, 50, 95, 99), beside)


def _ms(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How fast the desk answers.")
    parser.add_argument("--people", type=int, default=PEOPLE, help=f"{ALL_PEOPLE} for Karbala")
    parser.add_argument("--rounds", type=int, default=5, help="starts of each window")
    asked = parser.parse_args()
    show(measure(people=asked.people, rounds=asked.rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
