"""A clerk's shift at the real window: `python -m tests.benchmarks.shift [--cached N] [--serve N]`.

A scripted clerk serves one household after the other: the form, the card of each adult (or the
papers by hand where there is no unified card), Enter. Readings come as the scanner gives them, keys
as a keyboard does. Beside it a heart beats on the window's thread: how late a beat is says how long
that thread was held up. With a virtual display where one is installed, else offscreen. The clerk
waits between the last card and Enter as people do; that wait is not in the figures.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from clerk_station.app.window import Station
from clerk_station.domain.identity import DocumentKind, IdentityDocument
from clerk_station.domain.people import Household, Member
from clerk_station.rehearsal.frames import Conditions, film, write_clip
from clerk_station.rehearsal.hands import Hands
from clerk_station.scan.camera import Clip
from clerk_station.scan.reading import Reading, Symbology
from clerk_station.settings import Settings
from clerk_station.ui import theme
from clerk_station.ui.theme import Look
from clerk_station.ui.views import RosterView, WaitingView
from clerk_station.words import Words
from tests.benchmarks.people import fill, tokens
from tests.benchmarks.started.paint import memory_mb
from tests.benchmarks.table import Line, show, spread
from tests.world import DAY, PIN, World

CACHED, SERVED, BEAT_MS, HELD_UP_MS = 30_000, 300, 5, 50
PEOPLE_A_HOUSEHOLD = 4.8
"""About, among the made-up families."""
WARM = 30
"""After so many households everything that is loaded late has been loaded."""


class Heart(QObject):
    """Beats on the window's thread and keeps how late each beat was, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._last) * 1000 - BEAT_MS))
        self._last = now


class Clerk:
    """Serves households and keeps how many acts and milliseconds each took."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self.acts: list[int] = []
        self.ms: list[float] = []
        self.memory: list[float] = []

    def serve(self, form: str) -> None:
        """Serve one household from its form to the free desk."""
        self._acts, self._ms = 0, 0.0
        self._read(Reading(kind=Symbology.QR, text=form, ours=True), "a household")
        for member in self._adults():
            self._attend(member)
        self._hands.breathe()
        self._do(lambda: self._hands.press("Enter"), self._is_free, "a free desk")
        self.acts.append(self._acts)
        self.ms.append(self._ms)
        self.memory.append(memory_mb())

    def _adults(self) -> tuple[Member, ...]:
        opened = self._hands.station.talk.lying.opened
        assert opened is not None
        home: Household = opened.household
        return tuple(m for m in home.members if m.is_adult_on(DAY) and m.stated is None)

    def _attend(self, member: Member) -> None:
        if member.national_number is not None:
            self._read(_card(member), member.id)
            return
        for key in ("F8", "1"):
            self._acts += 1
            self._hands.press(key)
        self._do(lambda: self._hands.press("Enter"), lambda: self._has(member), member.id)

    def _read(self, reading: Reading, what: str) -> None:
        before = self._hands.desk.view
        self._do(
            lambda: self._hands.station.talk.read(reading),
            lambda: (
                isinstance(self._hands.desk.view, RosterView)
                and self._hands.desk.view is not before
            ),
            what,
        )

    def _do(self, act: Callable[[], object], holds: Callable[[], bool], what: str) -> None:
        self._acts += 1
        began = time.perf_counter()
        act()
        self._hands.until(holds, what=what)
        self._ms += (time.perf_counter() - began) * 1000

    def _has(self, member: Member) -> bool:
        visit = self._hands.station.talk.open_visit
        return visit is not None and member.id in visit.answers

    def _is_free(self) -> bool:
        return isinstance(self._hands.desk.view, WaitingView)


def _card(member: Member) -> Reading:
    """Make what the scanner says of a member's unified card."""
    document = IdentityDocument(
        kind=DocumentKind.UNIFIED_CARD,
        issuer="IRQ",
        document_number="AA0000001",
        national_number=member.national_number,
        birth=member.birth,
        sex=member.sex,
        expiry=None,
        surname="",
        given="",
    )
    return Reading(kind=Symbology.MRZ, text=member.id, ours=True, document=document)


def measure(*, cached: int = CACHED, serve: int = SERVED) -> Iterator[Line]:
    """Fill a station, open its window, and work a shift."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme.apply(Look(Words("ar")), app)
    with tempfile.TemporaryDirectory(prefix="bench", ignore_cleanup_errors=True) as folder:
        world = World(Path(folder))
        store, filled = fill(world, people=int(cached * PEOPLE_A_HOUSEHOLD), a_day=serve)
        store.close()
        households, beside = len(filled.households), f"{len(filled.households):,} households"
        del store, filled
        blank = write_clip(film(None, Conditions(seed=1), frames=1), world.folder / "blank.avi")
        station = Station(
            world.folder,
            opening=world.open,
            settings=Settings(sounds=False),
            camera=Clip(blank, loop=True, frame_ms=33),
        )
        station.start()
        try:
            yield from _worked(station, world, blank, serve=serve, beside=beside)
        finally:
            station.close()
        assert households >= serve


def _worked(
    station: Station, world: World, blank: Path, *, serve: int, beside: str
) -> Iterator[Line]:
    hands = Hands(station, pictures=world.folder / "pictures", desk=blank)
    hands.sign_in("C1", PIN)
    forms, clerk, heart = tokens(world.folder)[:serve], Clerk(hands), Heart()
    began = time.perf_counter()
    for form in forms:
        clerk.serve(form)
    passed = time.perf_counter() - began
    warm, last = clerk.memory[min(WARM, serve) - 1], median(clerk.memory[-10:])
    late = sorted(heart.late)
    over = sum(ms > HELD_UP_MS for ms in late)
    yield Line("shift", "households served", f"{len(forms)} in {passed:,.0f} s", beside)
    yield Line("shift", "acts a household", f"median {median(clerk.acts):.0f}", _by_adults(clerk))
    yield Line("shift", "milliseconds a household", spread(clerk.ms, 50, 95), "all its acts")
    yield Line("shift", "the window's thread held up", spread(late, 50, 99), _worst(late, over))
    grown = f"{last / warm:.3f} of that after {min(WARM, serve)} households, {warm:.0f} MB"
    yield Line("shift", "memory at the end", f"{last:.0f} MB", grown)


def _by_adults(clerk: Clerk) -> str:
    few, most = min(clerk.acts), max(clerk.acts)
    return f"{few} to {most}; form, one an adult with a card, Enter"


def _worst(late: list[float], over: int) -> str:
    return f"longest {late[-1]:.0f} ms; {over} of {len(late):,} beats over {HELD_UP_MS} ms"


def main() -> int:
    """Measure on a virtual display where there is one, and print."""
    parser = argparse.ArgumentParser(description="A clerk's shift at the real window.")
    parser.add_argument("--cached", type=int, default=CACHED, help="households; 400000 for Karbala")
    parser.add_argument("--serve", type=int, default=SERVED, help="households of the shift")
    asked = parser.parse_args()
    has_display = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if not has_display and sys.platform == "linux" and not os.environ.get("QT_QPA_PLATFORM"):
        virtual = shutil.which("xvfb-run")
        if virtual is not None:
            command = [virtual, "-a", sys.executable, "-m", __spec__.name, *sys.argv[1:]]
            return subprocess.call(command, env=os.environ | {"QT_QPA_PLATFORM": "xcb"})
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    show(measure(cached=asked.cached, serve=asked.serve))
    return 0


if __name__ == "__main__":
    sys.exit(main())
