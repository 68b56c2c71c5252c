"""The station at work: window, camera, post and databases, each on its thread, joined here."""

import logging
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from clerk_station.app.camera import camera_of
from clerk_station.app.commands import is_ours
from clerk_station.app.export import export_day
from clerk_station.app.folder import open_station
from clerk_station.app.letters import LettersTalk
from clerk_station.app.place import Place, read_place
from clerk_station.app.post import make_post
from clerk_station.app.slips import purge_slips
from clerk_station.app.talk import DeskTalk
from clerk_station.app.typed import trouble_of
from clerk_station.clock import BAGHDAD, Clock, real_clock
from clerk_station.desk.roles import Act
from clerk_station.desk.session import Desk, WrongSecret, sign_in
from clerk_station.domain.days import DayFacts
from clerk_station.errors import StationError
from clerk_station.scan.camera import Camera
from clerk_station.scan.cameras import Device, devices, find
from clerk_station.scan.mrz import check_lines, clean_typed
from clerk_station.scan.reading import Frame, Reading, Sight
from clerk_station.scan.typed import Showing, reading_of
from clerk_station.scan.watching import CameraThread
from clerk_station.scan.wedge import Burst
from clerk_station.settings import Settings, keep_settings, read_settings
from clerk_station.store.opening import Store
from clerk_station.store.purging import purge
from clerk_station.ui import theme
from clerk_station.ui.bridge import Bridge
from clerk_station.ui.main_window import MainWindow
from clerk_station.ui.palette import Theme
from clerk_station.ui.phrasing.around import sign_in_view, sync_view, top_view
from clerk_station.ui.phrasing.card import hint_words, line_faults
from clerk_station.ui.phrasing.day import day_view
from clerk_station.ui.phrasing.post import sync_rows
from clerk_station.ui.reader_keys import ReaderKeys
from clerk_station.ui.screens.day import DayScreen
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.screens.letters import LettersScreen
from clerk_station.ui.screens.sign_in import SignInScreen
from clerk_station.ui.sounds import Sound, Sounds, machine_player
from clerk_station.ui.theme import Look
from clerk_station.ui.views import SyncView
from clerk_station.ui.worker import Worker
from clerk_station.words import Words
from sync.http import HttpServer
from sync.status import Status

if TYPE_CHECKING:
    from clerk_station.scan.reading import Image

log = logging.getLogger(__name__)

T = TypeVar("T")
SECOND_MS = 1000


class Station(QObject):
    """One running station. Made, used and closed on the UI thread."""

    _told = Signal(object)
    _applied = Signal()

    def __init__(
        self,
        folder: Path,
        *,
        opening: Callable[[], Store],
        settings: Settings,
        camera: Camera,
    ) -> None:
        super().__init__()
        self._folder, self._settings = folder, settings
        self._look = Look(Words(settings.language), Theme(settings.theme))
        self.window = MainWindow(self._look)
        self._worker = Worker(trouble=self.window.tell_error, unexpected=self._surprised)
        try:
            self._store = store = self._worker.call(opening)
        except StationError:
            self._worker.close()
            raise
        self._clock = store.journal.clock
        self._desk: Desk | None = None
        self._is_closed = False
        self._devices: tuple[Device, ...] = ()
        self._sight = Sight()
        self._place = Place(centre=None, clerks=(), last={})
        self._status = Status()
        self._selected = self._trouble = self._exported = self._hinted = ""
        self._desk_screen = self.window.screen_of(DeskScreen)
        self._day_screen = self.window.screen_of(DayScreen)
        self._sign_in = self.window.screen_of(SignInScreen)
        self.talk = DeskTalk(
            self._desk_screen,
            worker=self._worker,
            store=store,
            words=self._look.words,
            folder=folder,
        )
        self._letters_screen = self.window.screen_of(LettersScreen)
        self.letters = LettersTalk(self._letters_screen, worker=self._worker, store=store)
        self._sounds = Sounds(machine_player(), is_on=settings.sounds)
        self._keys, self._showing = ReaderKeys(self.window), Showing()
        self._bridge = Bridge()
        self.camera = CameraThread(
            camera,
            ours=is_ours,
            on_frame=self._offer_frame,
            on_reading=self._bridge.offer_reading,
            on_trouble=self._bridge.offer_trouble,
        )
        self._server = HttpServer(store.enrolment.central, token=store.enrolment.token)
        self.post = make_post(
            store,
            worker=self._worker,
            server=self._server,
            clock=self._clock,
            told=self._told.emit,
            applied=self._applied.emit,
        )
        self._second = QTimer(self, interval=SECOND_MS)
        self._join()

    def _join(self) -> None:
        self.window.place_chosen.connect(self._go)
        self.window.closing.connect(self.close)
        self._sign_in.signed_in.connect(self._signing_in)
        self._sign_in.language_chosen.connect(self.speak)
        self._sign_in.clerk_chosen.connect(self._clerk_chosen)
        self._desk_screen.locked.connect(self.lock)
        self._desk_screen.cameras_asked.connect(self._look_for_cameras)
        self._desk_screen.camera_chosen.connect(self._camera_chosen)
        self._desk_screen.minutes_passed.connect(lambda _minutes: self._sounds.play(Sound.TAP))
        self._day_screen.locked.connect(self.lock)
        self._day_screen.send_asked.connect(self.post.send_now)
        self._letters_screen.locked.connect(self.lock)
        self._letters_screen.send_asked.connect(self.post.send_now)
        self.letters.changed.connect(self._show_letters)
        self._day_screen.export_asked.connect(self._export)
        self._check_cards()
        self.talk.changed.connect(self._changed)
        self.talk.heard.connect(self._sounds.play)
        self.talk.troubled.connect(self.window.tell_error)
        self._bridge.frame.connect(self._show_frame)
        self._bridge.reading.connect(self._read)
        self._keys.burst.connect(self._typed)
        self._bridge.trouble.connect(self._camera_trouble)
        self._told.connect(self._post_says)
        self._applied.connect(self.reload)
        self._second.timeout.connect(self._show_around)

    # The course of a day

    def start(self) -> None:
        """Show the sign-in, then start camera and post after the first paint."""
        self.reload()
        self.window.go(SignInScreen.place)
        self.window.show()
        self._keys.watch()
        self._second.start()
        QTimer.singleShot(0, self._purge)
        QTimer.singleShot(0, self.camera.start)
        QTimer.singleShot(0, self.post.start)

    def _purge(self) -> None:
        """Forget whose matter has been settled for long enough."""
        last = self._clock.now().date() - timedelta(days=self._settings.purge_days)
        self._worker.do(lambda: purge(self._store, last=last), then=self._purged)

    def _purged(self, households: int) -> None:
        if households:
            self.reload()

    def close(self) -> None:
        """Put everything away in order: camera, post, worker, databases. Harmless twice."""
        self._second.stop()
        self.camera.close()
        self.post.close()
        self._server.close()
        if not self._is_closed:
            self._is_closed = True
            self._worker.call(self._store.close)
            self._worker.close()
            purge_slips(self._folder)

    def speak(self, language: str) -> None:
        """Go on in another language, and remember it."""
        self._settings = replace(self._settings, language=language)
        self._keep_settings()
        self._look = replace(self._look, words=Words(language))
        self.window.dress(self._look)
        self._check_cards()
        self.talk.speak(self._look.words)
        self._show_letters()
        self._show_around()

    def _keep_settings(self) -> None:
        try:
            keep_settings(self._folder, self._settings)
        except StationError as trouble:
            self.window.tell_error(trouble)

    def lock(self) -> None:
        """Leave the desk as it is and show who may sign in."""
        self.talk.leave()
        self._desk_screen.clear()
        self._desk, self._trouble = None, ""
        self._sign_in.clear()
        self.reload()
        self.window.go(SignInScreen.place)

    def reload(self) -> None:
        """Read again what stands around the screens."""
        today = self._today()
        self._do(lambda: read_place(self._store, today), self._placed)

    def _placed(self, place: Place) -> None:
        self._place = place
        self._reload_letters()
        self._show_around()
        self.talk.refresh()

    def ask(self, question: Callable[[Store], T]) -> T:
        """Ask the store and wait: for a rehearsal or a test, never from a slot."""
        return self._worker.call(lambda: question(self._store))

    # Signing in

    def _clerk_chosen(self, clerk: str) -> None:
        self._selected, self._trouble = clerk, ""

    def _signing_in(self, clerk: str, secret: str) -> None:
        self._do(lambda: sign_in(self._store, clerk=clerk, secret=secret), self._answered)

    def _answered(self, answer: Desk | WrongSecret) -> None:
        self.post.wake()
        self._sign_in.clear()
        if isinstance(answer, WrongSecret):
            words = self._look.words
            self._trouble = words.say("This is not your PIN, type it again")
            if answer.wait:
                self._trouble = words.count(
                    "Wait {n} second, then type it again",
                    "Wait {n} seconds, then type it again",
                    answer.wait,
                )
            self._show_around()
            return
        self._desk, self._selected, self._trouble = answer, answer.clerk.id, ""
        self._reload_letters()
        self.talk.begin(answer)
        self.window.go(DeskScreen.place)
        self._show_around()

    # What comes from the threads

    def _offer_frame(self, frame: Frame, sight: Sight) -> None:
        """Take a frame on the camera's thread; the window gets the newest."""
        self._sight = sight
        self._bridge.offer_frame(frame.image)

    def _show_frame(self, image: "Image") -> None:
        sight = self._sight
        self.window.show_frame(image, marks=sight.marks)
        said = hint_words(self._look.words, sight.hint)
        if said != self._hinted:
            self._desk_screen.camera_live(said)
        self._hinted = said

    def _look_for_cameras(self) -> None:
        """List the cameras on the store thread: Windows takes a moment for it."""
        self._do(devices, self._offer_cameras)

    def _offer_cameras(self, found: tuple[Device, ...]) -> None:
        self._devices = found
        settings = self._settings
        current = find(settings.camera, settings.camera_place, among=found)
        self._desk_screen.show_cameras(
            tuple((one.name, self._look.words.isolate_name(one.name)) for one in found),
            current=current.name if current else "",
        )

    def _camera_chosen(self, name: str) -> None:
        """Go on with another camera, and remember it by its name."""
        device = next(one for one in self._devices if one.name == name)
        self._settings = replace(self._settings, camera=name, camera_place=device.place)
        self._keep_settings()
        self.camera.switch(camera_of(self._settings))

    def _read(self, reading: Reading) -> None:
        is_new = self._showing.is_new(reading, at_ms=time.monotonic() * 1000)
        if is_new and self.window.place == DeskScreen.place:
            self.talk.read(reading)

    def _typed(self, burst: Burst) -> None:
        """Take what a reader typed as if the camera had read it; none of it reached a field."""
        reading = reading_of(burst, is_ours)
        trouble = trouble_of(reading, at_desk=self.window.place == DeskScreen.place)
        if trouble is None:
            self._read(reading)
        elif self._showing.is_new(reading, at_ms=time.monotonic() * 1000):
            self._sounds.play(Sound.UNSURE)
            self.window.tell_error(trouble)

    def _camera_trouble(self, trouble: StationError | None) -> None:
        if trouble is None:
            self._desk_screen.camera_trouble("")
            return
        say = self._look.words.say
        title = say(trouble.title, **trouble.values)
        self._desk_screen.camera_trouble(f"{title}. {say(trouble.message, **trouble.values)}")

    def _post_says(self, status: Status) -> None:
        self._status = status
        self._reload_letters()
        self._show_around()

    def _reload_letters(self) -> None:
        clerk = self._desk.clerk if self._desk else None
        self.letters.reload(clerk, failed=self.window.tell_error)

    def _show_letters(self) -> None:
        """Show what came back wherever it is shown."""
        self._show_around()
        self.letters.show(self._look.words, sync=self._sync_rows())
        if self.window.place == DayScreen.place:
            self._load_day()

    def _changed(self) -> None:
        self.post.wake()
        self._show_around()

    def _surprised(self, error: BaseException) -> None:
        log.error("nobody expected this", exc_info=error)
        self.window.tell_error(
            StationError(
                "Something in the program went wrong",
                "What was saved is safe. Do the last step again, and tell the manager if it stays",
            )
        )

    # What stands around the screens, and the manager's place

    @property
    def status(self) -> Status:
        """How the post stands."""
        return self._status

    def _show_around(self) -> None:
        words, now = self._look.words, self._clock.now()
        name = self._store.enrolment.name
        if self.window.place == SignInScreen.place:
            view = sign_in_view(
                words,
                clerks=self._place.clerks,
                selected=self._selected,
                last=self._place.last,
                centre=self._place.centre,
                station=name,
                status=self._status,
                now=now,
            )
            self._sign_in.show_view(replace(view, trouble=self._trouble))
        self.window.show_top(
            top_view(
                words,
                centre=self._place.centre,
                station=name,
                clerk=self._desk.clerk if self._desk else None,
                sync=self._sync(),
                now=now,
                place=self.window.place,
                letters=self.letters.shown.waiting + self.letters.shown.open,
            )
        )

    def _sync(self) -> SyncView:
        now = self._clock.now().timestamp()
        return sync_view(
            self._look.words, self._status, now=now, returned=self.letters.mine.waiting
        )

    def _sync_rows(self) -> tuple[tuple[SyncView, str], ...]:
        return sync_rows(
            self._look.words,
            self._status,
            now=self._clock.now().timestamp(),
            returned=self.letters.mine.waiting,
        )

    def _go(self, place: str) -> None:
        self.window.go(place)
        if place == LettersScreen.place:
            self._reload_letters()
        if place == DayScreen.place:
            self._exported = ""
            self._load_day()
        self._show_around()

    def _load_day(self) -> None:
        today, store = self._today(), self._store
        self._do(lambda: store.queries.day_facts(today), self._show_day)

    def _show_day(self, facts: DayFacts) -> None:
        self._day_screen.show_view(
            day_view(
                self._look.words,
                facts,
                centre=self._place.centre,
                mail=self.letters.shown,
                sync=self._sync_rows(),
                exported=self._exported,
            )
        )

    def _export(self, day: date) -> None:
        desk, folder, words = self._desk, self._folder / "reports", self._look.words
        if desk is None:
            return

        def write() -> tuple[Path, ...]:
            desk.must(Act.EXPORT_DAY)
            who = desk.clerk.id
            return export_day(
                self._store, day, folder, words=words, clerk=who, session=desk.session
            )

        self._do(write, self._was_exported)

    def _was_exported(self, paths: tuple[Path, ...]) -> None:
        self._exported = self._look.words.say(
            "Written to {folder}", folder=self._look.words.isolate(paths[0].parent)
        )
        self._load_day()
        self._changed()

    def _check_cards(self) -> None:
        words = self._look.words
        self._desk_screen.check_card = lambda lines: line_faults(
            words, check_lines(clean_typed("\n".join(lines))), lines=len(lines)
        )

    def _today(self) -> date:
        return self._clock.now().astimezone(BAGHDAD).date()

    def _do(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        self._worker.do(work, then=then, failed=self.window.tell_error)


def open_window(
    folder: Path,
    *,
    passphrase: str | None,
    clock: Clock,
    camera: Camera | None = None,
) -> Station:
    """Open an enrolled station with its window; the databases belong to the store thread.

    Raises:
        StationError: the station is not enrolled, or its data cannot be opened.
    """
    settings = read_settings(folder)
    purge_slips(folder)
    return Station(
        folder,
        opening=lambda: open_station(folder, passphrase=passphrase, clock=clock),
        settings=settings,
        camera=camera or camera_of(settings),
    )


def run(folder: Path, *, passphrase: str | None) -> int:
    """Run the station until its window is closed."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)  # noqa: S101 - nobody made a bare core application
    theme.apply(Look(Words(read_settings(folder).language)), app)
    station = open_window(folder, passphrase=passphrase, clock=real_clock())
    station.start()
    code = app.exec()
    station.close()
    return code
