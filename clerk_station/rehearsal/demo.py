"""The demo: one day at a made-up centre, by itself or for a person to work at."""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication

from clerk_station.app.folder import open_station
from clerk_station.app.opening import open_window
from clerk_station.app.window import Station
from clerk_station.clock import BAGHDAD, real_clock
from clerk_station.errors import StationError
from clerk_station.rehearsal.account import compare
from clerk_station.rehearsal.centre import CENTRE, PASSPHRASE, RehearsalCentre
from clerk_station.rehearsal.clock import StoryClock
from clerk_station.rehearsal.day import Day, Family, families_of_today, has_all_numbers
from clerk_station.rehearsal.frames import Conditions, film, write_clip
from clerk_station.rehearsal.hands import Hands
from clerk_station.rehearsal.papers import SIZE, card_frames, card_lines, form_frames
from clerk_station.scan.camera import Clip
from clerk_station.settings import Settings, keep_settings
from clerk_station.ui import theme
from clerk_station.ui.intents import PlaceChosen
from clerk_station.ui.screens.day import DayScreen
from clerk_station.ui.theme import Look
from clerk_station.words import Words
from sync.http import HttpServer
from sync.status import Phase
from sync.wire import NATIONAL

CLERK, MANAGER = f"{CENTRE}-C1", f"{CENTRE}-M1"
_ACCOUNT = "account.txt"
BLANK_FRAMES, HELD_FRAMES = 25, 30
AGAIN_S = 5.0


def by_itself(out: Path) -> int:
    """Play the day through the real window and leave pictures, slips, reports and an account.

    Returns:
        0 when the central holds what the desk recorded, event by event; 1 when they differ.
    """
    began = time.monotonic()
    _make_room(out)
    clock = StoryClock(_today())
    _application()
    with _centre(clock.day) as centre:
        told, same = _course_of_the_day(centre, clock, out)
    text = "\n".join([*told, f"{time.monotonic() - began:.0f} seconds. See {out}/"])
    (out / _ACCOUNT).write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0 if same else 1


def _make_room(out: Path) -> None:
    """Empty the folder of a former demo; one that holds anything else is left alone.

    Raises:
        StationError: the folder is not the demo's own.
    """
    account = out / _ACCOUNT
    if out.exists() and not account.exists() and any(out.iterdir()):
        raise StationError(
            "The folder {folder} holds other things",
            "Choose an empty folder for what the demo leaves",
            folder=str(out),
        )
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    account.touch()


def by_hand() -> int:
    """Open the window on the rehearsal centre with a clip as webcam, and say what to press."""
    app = _application()
    print("Making the centre and filming its papers, half a minute.", flush=True)
    with _centre(_today()) as centre:
        clip = _sample_clip(centre)
        told = (
            f"1. Choose a name and type its PIN: {_pins(centre)}.",
            "2. The clip shows a form, then its family's cards, again and again: watch the roster.",
            "3. Enter ends the visit, F6 says why somebody is absent, F12 locks.",
        )
        print("\n".join(told), flush=True)
        station = open_window(
            centre.station_folder,
            passphrase=PASSPHRASE,
            clock=real_clock(),
            camera=Clip(clip, loop=True),
        )
        station.start()
        code = app.exec()
        station.close()
    return code


def _course_of_the_day(
    centre: RehearsalCentre, clock: StoryClock, out: Path
) -> tuple[list[str], bool]:
    """Bootstrap while the line is up, work without it until noon, then sync, report, compare."""
    desk = write_clip(film(None, Conditions(seed=1, size=SIZE), frames=1), out / "clips/desk.avi")
    station = open_window(
        centre.station_folder,
        passphrase=PASSPHRASE,
        clock=clock.as_clock(),
        camera=Clip(desk, loop=True),
    )
    hands = Hands(station, pictures=out / "pictures", desk=desk)
    try:
        station.start()
        hands.until(lambda: _is_settled(station), what="the centre's households to arrive")
        centre.cut_line()
        clock.at(8)
        station.post.send_now()
        hands.until(lambda: station.status.phase is Phase.OFFLINE, what="the line to be down")
        hands.picture("sign-in")
        hands.sign_in(CLERK, centre.pins[CLERK])
        day = Day(hands, centre, clock, clips=out / "clips")
        day.play()
        waiting = station.ask(lambda store: store.outbox.waiting())
        told = ["A day at the rehearsal centre", "", *day.told]
        clock.at(12)
        told += [f"{clock.moment:%H:%M}  the line returns, {waiting} events wait"]
        centre.open_line()
        _in_english(hands, centre, day)
        _manager(hands, centre, out)
        shutil.copytree(centre.station_folder / "slips", out / "slips")
        here = station.ask(lambda store: store.journal.links())
    except StationError:
        hands.picture("where-it-stopped")
        raise
    finally:
        station.close()
    lines, same = compare(here, centre.events())
    return [*told, "", *lines], same


def _in_english(hands: Hands, centre: RehearsalCentre, day: Day) -> None:
    """Serve one more family before an English reader, and refuse a form before them."""
    hands.press("F12")
    hands.station.speak("en")
    hands.picture("sign-in-en")
    hands.sign_in(CLERK, centre.pins[CLERK])
    hands.picture("waiting-en")
    day.play_in_english()


def _manager(hands: Hands, centre: RehearsalCentre, out: Path) -> None:
    """Send what waits, export the day, and send the trace of that: in English, then in Arabic."""
    hands.press("F12")
    hands.sign_in(MANAGER, centre.pins[MANAGER])
    hands.station.window.meant.emit(PlaceChosen(DayScreen.place))
    hands.picture("manager-en")
    hands.press("F12")
    hands.station.speak("ar")
    hands.sign_in(MANAGER, centre.pins[MANAGER])
    hands.station.window.meant.emit(PlaceChosen(DayScreen.place))
    hands.press("F10")
    hands.until(_sent(hands.station), what="a receipt for every event")
    hands.press("F9")
    reports = centre.station_folder / "reports"
    hands.until(lambda: len(list(reports.glob("*"))) == 3, what="the report in three formats")
    hands.press("F10")
    hands.until(_sent(hands.station), what="a receipt for the export as well")
    hands.picture("manager-all-sent")
    shutil.copytree(reports, out / "report")


def _sent(station: Station) -> Callable[[], bool]:
    """Tell whether all was sent; every few seconds somebody asks again, as people do."""
    asked = time.monotonic()

    def is_sent() -> bool:
        nonlocal asked
        if time.monotonic() - asked > AGAIN_S:
            asked = time.monotonic()
            station.post.send_now()
        return _is_settled(station)

    return is_sent


def _is_settled(station: Station) -> bool:
    return station.status.phase is Phase.SETTLED and station.ask(
        lambda store: store.outbox.waiting() == 0 and bool(store.queries.clerks())
    )


@contextmanager
def _centre(day: date) -> Iterator[RehearsalCentre]:
    """Make a centre whose line is open and whose station is enrolled; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="clerk-station-") as folder:
        centre = RehearsalCentre(Path(folder), day)
        centre.prepare()
        centre.open_line()
        try:
            centre.enrol()
            keep_settings(centre.station_folder, Settings(sounds=False))
            yield centre
        finally:
            centre.cut_line()


def _sample_clip(centre: RehearsalCentre) -> Path:
    """Film the papers of three families who are due today, one after another."""
    blank = film(None, Conditions(seed=1, size=SIZE), frames=BLANK_FRAMES)
    frames = [*blank]
    for number, family in enumerate(_first_families(centre)):
        pdf = centre.form_pdf(family.form.number).read_bytes()
        frames += [*form_frames(pdf, seed=10 * number, frames=HELD_FRAMES), *blank]
        for member in family.adults():
            lines = card_lines(member)
            seed = 10 * number + len(frames)
            frames += [*card_frames(lines, seed=seed, frames=HELD_FRAMES), *blank]
    return write_clip(frames, centre.folder / "sample.avi")


def _pins(centre: RehearsalCentre) -> str:
    """Name the PIN of each person at the rehearsal's centre, in the order of the sign-in."""
    store = open_station(centre.station_folder, passphrase=PASSPHRASE, clock=real_clock())
    try:
        return ", ".join(f"{c.name} {centre.pins[c.id]}" for c in store.queries.clerks())
    finally:
        store.close()


def _first_families(centre: RehearsalCentre) -> list[Family]:
    """Fetch the centre's data once and choose three families whose cards are all readable."""
    store = open_station(centre.station_folder, passphrase=PASSPHRASE, clock=real_clock())
    server = HttpServer(store.enrolment.central, token=store.enrolment.token)
    try:
        for scope in (NATIONAL, ""):
            while (page := server.pull(store.inbox.cursor(scope), most=1000)) and page.records:
                store.inbox.apply(page)
        return [f for f in families_of_today(centre)(store) if has_all_numbers(f)][:3]
    finally:
        server.close()
        store.close()


def _today() -> date:
    return datetime.now(BAGHDAD).date()


def _application() -> QApplication:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)  # noqa: S101 - nobody made a bare core application
    theme.apply(Look(Words("ar")), app)
    return app
