"""The station at work: window, camera, post and databases, each on its thread, joined here."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from clerk_station.app.place import Place, read_place
from clerk_station.app.post import make_post
from clerk_station.app.slips import purge_slips
from clerk_station.app.talks import DESK_PARTS
from clerk_station.app.talks.around import PLACES, AroundTalk
from clerk_station.app.talks.day import DayTalk
from clerk_station.app.talks.desk import DeskTalk
from clerk_station.app.talks.filming import Filming
from clerk_station.app.talks.hall import HallTalk
from clerk_station.app.talks.letters import LettersTalk
from clerk_station.app.talks.matters import MattersTalk
from clerk_station.app.talks.signing_in import SigningIn
from clerk_station.app.talks.today import TodayTalk
from clerk_station.app.troubles import Troubles
from clerk_station.clock import BAGHDAD
from clerk_station.desk.session import Desk
from clerk_station.errors import StationError
from clerk_station.scan.camera import Camera
from clerk_station.scan.cameras import Device
from clerk_station.scan.mrz import check_lines, clean_typed
from clerk_station.scan.watching import CameraThread
from clerk_station.settings import Settings, keep_settings
from clerk_station.store.opening import Store
from clerk_station.store.purging import purge
from clerk_station.ui.idle import Idle
from clerk_station.ui.intents import (
    HallAsked,
    HomeVisitChosen,
    LanguageChosen,
    Locked,
    PlaceChosen,
    ReopenAsked,
    SendAsked,
)
from clerk_station.ui.main_window import MainWindow
from clerk_station.ui.phrasing.around import OFFLINE_TOO_LONG, sync_view, top_view
from clerk_station.ui.phrasing.card import line_faults
from clerk_station.ui.phrasing.post import sync_rows
from clerk_station.ui.rubbish import Rubbish
from clerk_station.ui.screens.day import DayScreen
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.screens.letters import LettersScreen
from clerk_station.ui.screens.matters import MattersScreen
from clerk_station.ui.screens.sign_in import SignInScreen
from clerk_station.ui.screens.today import TodayScreen
from clerk_station.ui.sounds import Sound, Sounds, machine_player
from clerk_station.ui.theme import Look, look_of
from clerk_station.ui.views import SyncView
from clerk_station.ui.worker import Worker
from sync.http import HttpServer
from sync.status import Status

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
        self._look = look_of(settings)
        self.window = MainWindow(self._look)
        self._worker = Worker(trouble=self.window.tell_error, unexpected=self._surprised)
        try:
            self._store = store = self._worker.call(opening)
        except StationError:
            self._worker.close()
            raise
        self._clock = store.journal.clock
        self._troubles = Troubles(folder)
        self._desk: Desk | None = None
        self._is_closed = self.reopens = False
        self._rubbish: Rubbish | None = None
        self._place = Place(centre=None, clerks=(), last={})
        self._status = Status()
        self._sounds = Sounds(machine_player(), is_on=settings.sounds)
        self._make_talks(camera)
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

    def _make_talks(self, camera: Camera) -> None:
        window, worker, store, words = self.window, self._worker, self._store, self._look.words
        self._desk_screen = window.screen_of(DeskScreen)
        self.filming = Filming(
            window, camera=camera, worker=worker, settings=lambda: self._settings
        )
        self.signing_in = SigningIn(window.screen_of(SignInScreen), worker=worker, store=store)
        self.talk = DeskTalk(
            self._desk_screen,
            parts=DESK_PARTS,
            worker=worker,
            store=store,
            words=words,
            folder=self._folder,
        )
        self.today = TodayTalk(
            window.screen_of(TodayScreen), worker=worker, store=store, words=words
        )
        self.hall = HallTalk(window, worker=worker, store=store)
        self.letters = LettersTalk(window.screen_of(LettersScreen), worker=worker, store=store)
        self.matters = MattersTalk(window.screen_of(MattersScreen), worker=worker, store=store)
        self.day = DayTalk(
            window.screen_of(DayScreen),
            worker=worker,
            store=store,
            folder=self._folder,
            words=words,
            sync=self._sync_rows,
        )

        self.around = AroundTalk(
            window,
            worker=worker,
            store=store,
            folder=self._folder,
            settings=lambda: self._settings,
            clerk=lambda: self._desk.clerk if self._desk else None,
        )
        self._idle = Idle(minutes=self._settings.idle_minutes, now=time.monotonic)

    def _join(self) -> None:
        self.window.meant.connect(self._meant)
        self.window.closing.connect(self.close)
        self._desk_screen.minutes_passed.connect(lambda _minutes: self._sounds.play(Sound.TAP))
        self._check_cards()
        self.filming.read.connect(self.talk.read)
        self.filming.unsure.connect(lambda: self._sounds.play(Sound.UNSURE))
        self.filming.chosen.connect(self._camera_chosen)
        self.signing_in.signed_in.connect(self._signed_in)
        self.signing_in.tried.connect(self.post.wake)
        self.signing_in.changed.connect(self._show_around)
        self.talk.changed.connect(self._changed)
        self.talk.heard.connect(self._sounds.play)
        self.window.screen_of(TodayScreen).meant.connect(self.talk.take)
        self.hall.heard.connect(lambda: self._sounds.play(Sound.CALLED))
        self.letters.changed.connect(self._show_letters)
        self.day.changed.connect(self._changed)
        self.matters.changed.connect(self._show_matters)
        self.matters.done.connect(self._changed)
        self.matters.going.connect(self._go_there)
        self.around.chosen.connect(self._settle)
        self.around.going.connect(self._go)
        self.filming.read.connect(self._idle.touch)
        self._idle.passed.connect(self._lock_idle)
        self._second.timeout.connect(self._idle.tick)
        talks = (self.talk, self.day, self.today, self.signing_in, self.around, self.matters)
        for talk in talks:
            talk.troubled.connect(self.window.tell_error)
        self._told.connect(self._post_says)
        self._applied.connect(self.reload)
        self._second.timeout.connect(self._show_around)

    @property
    def camera(self) -> CameraThread:
        """The thread that owns the camera."""
        return self.filming.camera

    @property
    def status(self) -> Status:
        """How the post stands."""
        return self._status

    # The course of a day

    def start(self) -> None:
        """Show the sign-in, then start camera and post after the first paint."""
        self.reload()
        self.window.go(SignInScreen.place)
        self.window.show()
        self.filming.watch_keys()
        _application().installEventFilter(self._idle)
        self._second.start()
        QTimer.singleShot(0, self._begin)

    def _begin(self) -> None:
        """Start what may take its time, unless the window was closed in the same moment."""
        if self._is_closed:
            return
        self._rubbish = Rubbish()
        self._purge()
        self.camera.start()
        self.post.start()

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
        self.hall.close()
        _application().removeEventFilter(self._idle)
        self.camera.close()
        self.post.close()
        self._server.close()
        if not self._is_closed:
            self._is_closed = True
            self._worker.call(self._store.close)
            self._worker.close()
            purge_slips(self._folder)
            if self._rubbish is not None:
                self._rubbish.close()

    def ask(self, question: Callable[[Store], T]) -> T:
        """Ask the store and wait: for a rehearsal or a test, never from a slot."""
        return self._worker.call(lambda: question(self._store))

    # What the clerk meant of the window itself

    def _meant(self, intent: object) -> None:
        match intent:
            case Locked():
                self.lock()
            case LanguageChosen(language):
                self.speak(language)
            case PlaceChosen(place):
                self._go(place)
            case HallAsked():
                self.hall.toggle()
            case SendAsked():
                self.post.send_now()
            case ReopenAsked():
                self.reopens = True
                self.window.close()
            case _:
                pass

    def lock(self) -> None:
        """Leave the desk as it is and show who may sign in."""
        self.talk.leave()
        self._desk_screen.clear()
        self._desk = self.day.desk = self.today.desk = self.matters.desk = None
        self.signing_in.clear()
        self.reload()
        self.window.go(SignInScreen.place)

    def _lock_idle(self) -> None:
        """Lock a desk that nobody touches."""
        if self._desk is not None:
            self.lock()

    def speak(self, language: str) -> None:
        """Go on in another language, and remember it."""
        self._settle(replace(self._settings, language=language))

    def _settle(self, settings: Settings) -> None:
        """Let settings hold from now on, and remember them."""
        before, look = self._look, look_of(settings)
        self._keep(settings)
        self._sounds.is_on, self._idle.minutes = settings.sounds, settings.idle_minutes
        if (look.words.language, look.theme, look.still) != (
            before.words.language,
            before.theme,
            before.still,
        ):
            self._dress(look)

    def _dress(self, look: Look) -> None:
        self._look = look
        self.window.dress(self._look)
        self._check_cards()
        self.talk.speak(self._look.words)
        self.day.words = self.today.words = self._look.words
        self._show_letters()
        self._show_matters()
        if self.window.place in PLACES:
            self.around.show()
            self.window.go(self.window.place)

    def _camera_chosen(self, device: Device) -> None:
        """Go on with another camera, and remember it by its name."""
        self._keep(replace(self._settings, camera=device.name, camera_place=device.place))
        self.filming.switch(self._settings)

    def _keep(self, settings: Settings) -> None:
        self._settings = settings
        try:
            keep_settings(self._folder, settings)
        except StationError as trouble:
            self.window.tell_error(trouble)

    def _go(self, place: str) -> None:
        """Go to a screen; without a clerk there are only the sign-in and what is around it."""
        if self._desk is None and place not in PLACES:
            place = SignInScreen.place
        self.around.leave_from(self.window.place)
        self.window.go(place)
        if place in PLACES:
            self.around.arrive()
            self.window.go(place)
        if place == LettersScreen.place:
            self._reload_letters()
        if place == MattersScreen.place:
            self.matters.reload()
        if place == DayScreen.place:
            self.day.arrive(self._today())
        if place == TodayScreen.place:
            self.today.load()
        self._show_around()

    def _signed_in(self, desk: Desk) -> None:
        self._desk = self.day.desk = self.today.desk = self.matters.desk = desk
        self._reload_letters()
        self.talk.begin(desk)
        self.window.go(DeskScreen.place)
        self._show_around()
        if self._settings.guide:
            self._keep(replace(self._settings, guide=False))
            self.around.guide()

    def _go_there(self, chosen: HomeVisitChosen) -> None:
        """The field team is at a door: its visit begins at the desk's screen."""
        self._go(DeskScreen.place)
        self.talk.take(chosen)

    # What is read anew, and what stands around the screens

    def reload(self) -> None:
        """Read again what stands around the screens."""
        today = self._today()
        self._worker.do(
            lambda: read_place(self._store, today),
            then=self._placed,
            failed=self.window.tell_error,
        )

    def _placed(self, place: Place) -> None:
        self._place = self.day.place = self.today.place = place
        self._reload_letters()
        self.matters.reload()
        self._show_around()
        self.talk.refresh()
        self._reload_queue()

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
        self.day.mail = self.letters.shown
        if self.window.place == DayScreen.place:
            self.day.load(self._today())

    def _show_matters(self) -> None:
        self.matters.show(self._look.words)
        self._show_around()

    def _reload_queue(self) -> None:
        """Show who is where, wherever the queue is in sight."""
        self.hall.reload()
        if self.window.place == TodayScreen.place:
            self.today.load()

    def _changed(self) -> None:
        self.post.wake()
        self._reload_queue()
        self.matters.reload()
        self._show_around()

    def _surprised(self, error: BaseException) -> None:
        log.error("nobody expected this", exc_info=error)
        self._troubles.note(error, at=self._clock.now())
        self.window.tell_error(
            StationError(
                "Something in the program went wrong",
                "What was saved is safe. Do the last step again, and tell the manager if it stays",
            )
        )

    def _show_around(self) -> None:
        words, now, name = self._look.words, self._clock.now(), self._store.enrolment.name
        if self.window.place == SignInScreen.place:
            self.signing_in.show(
                words, place=self._place, station=name, status=self._status, now=now
            )
        self.window.show_top(
            top_view(
                words,
                centre=self._place.centre,
                station=name,
                clerk=self._desk.clerk if self._desk else None,
                sync=self._sync(),
                now=now,
                place=self.window.place,
                counts={
                    LettersScreen.place: self.letters.shown.waiting + self.letters.shown.open,
                    MattersScreen.place: self.matters.left.waiting,
                },
            )
        )

    def _sync(self) -> SyncView:
        now = self._clock.now().timestamp()
        return sync_view(
            self._look.words,
            self._status,
            now=now,
            returned=self.letters.mine.waiting,
            late=self._late,
        )

    def _sync_rows(self) -> tuple[tuple[SyncView, str], ...]:
        return sync_rows(
            self._look.words,
            self._status,
            now=self._clock.now().timestamp(),
            returned=self.letters.mine.waiting,
            late=self._late,
        )

    @property
    def _late(self) -> int:
        """Seconds without the line that this centre finds usual."""
        centre = self._place.centre
        return centre.offline_minutes * 60 if centre else OFFLINE_TOO_LONG

    def _check_cards(self) -> None:
        words = self._look.words
        self._desk_screen.check_card = lambda lines: line_faults(
            words, check_lines(clean_typed("\n".join(lines))), lines=len(lines)
        )

    def _today(self) -> date:
        return self._clock.now().astimezone(BAGHDAD).date()


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)  # noqa: S101 - a window lives inside one
    return app
