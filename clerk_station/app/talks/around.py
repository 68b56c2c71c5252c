"""The conversation with the settings, the help and the guide: what stands around the work."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from clerk_station.app.about import licences, versions
from clerk_station.app.diagnostics import write_diagnostics
from clerk_station.domain.records import Clerk
from clerk_station.settings import Settings
from clerk_station.store.opening import Store
from clerk_station.ui.intents import (
    DiagnosticsAsked,
    Left,
    PageAsked,
    SettingChosen,
    StepAsked,
)
from clerk_station.ui.main_window import MainWindow
from clerk_station.ui.phrasing.help import GUIDE, about_page, guide_page, help_page
from clerk_station.ui.phrasing.settings import changed, settings_view
from clerk_station.ui.screens.help import HelpScreen
from clerk_station.ui.screens.settings import SettingsScreen
from clerk_station.ui.views import Pair
from clerk_station.ui.views_around import Page
from clerk_station.ui.worker import Worker

PLACES = frozenset({HelpScreen.place, SettingsScreen.place})
"""Screens to which one goes from any other, and comes back."""


class AroundTalk(QObject):
    """Emits `chosen` with settings that shall hold, and `going` with the screen to go to."""

    chosen = Signal(object)
    going = Signal(str)
    troubled = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        *,
        worker: Worker,
        store: Store,
        folder: Path,
        settings: Callable[[], Settings],
        clerk: Callable[[], Clerk | None],
    ) -> None:
        super().__init__()
        self._window, self._worker, self._store = window, worker, store
        self._folder, self._settings, self._clerk = folder, settings, clerk
        self._running = settings().text_size
        self._help = window.screen_of(HelpScreen)
        self._from, self._keys = "", tuple[Pair, ...]()
        self._page, self._step, self._said = Page.HELP, 1, ""
        window.meant.connect(self._meant)

    def leave_from(self, place: str) -> None:
        """Remember where help or settings were asked for, and which keys meant something there."""
        if place not in PLACES:
            self._from, self._keys = place, self._window.keys()

    def arrive(self) -> None:
        """Show what lies on the screen that came to the front."""
        if self._window.place == SettingsScreen.place:
            self.show()
        elif self._window.place == HelpScreen.place:
            self._page, self._said = Page.HELP, ""
            self.show()

    def guide(self) -> None:
        """Begin the first-run guide."""
        self.going.emit(HelpScreen.place)
        self._turn(Page.GUIDE)

    def show(self) -> None:
        """Show it again, in the words and settings of now."""
        words = self._window.look.words
        if self._window.place == SettingsScreen.place:
            view = settings_view(
                words, self._settings(), clerk=self._clerk(), running=self._running
            )
            self._window.screen_of(SettingsScreen).show_view(view)
            return
        match self._page:
            case Page.GUIDE:
                page = guide_page(words, self._step)
            case Page.ABOUT:
                me = self._store.enrolment
                facts = (
                    (words.say("Station"), me.station),
                    (words.say("Centre"), me.centre),
                    (words.say("Central"), me.central),
                )
                page = about_page(words, versions=versions(), licences=licences(), facts=facts)
            case Page.HELP:
                page = help_page(words, self._from, keys=self._keys, said=self._said)
        self._help.show_view(page)

    def _meant(self, intent: object) -> None:
        match intent:
            case SettingChosen(name, value):
                self.chosen.emit(changed(self._settings(), name, value))
                self.show()
            case PageAsked(page):
                self._turn(page)
            case StepAsked(by) if self._step + by > len(GUIDE):
                self._back()
            case StepAsked(by):
                self._step = max(1, self._step + by)
                self.show()
            case DiagnosticsAsked():
                self._write()
            case Left():
                self._back()
            case _:
                pass

    def _turn(self, page: Page) -> None:
        self._page, self._step, self._said = page, 1, ""
        self.show()

    def _back(self) -> None:
        """Go back to the help from its pages, and from there to where it was asked for."""
        if self._window.place == HelpScreen.place and self._page is Page.ABOUT:
            self._turn(Page.HELP)
        else:
            self.going.emit(self._from)

    def _write(self) -> None:
        folder = self._folder / "diagnostics"
        settings = self._settings()

        def write() -> Path:
            folder.mkdir(exist_ok=True)
            return write_diagnostics(self._store, self._folder, folder, settings=settings)

        self._worker.do(write, then=self._written, failed=self.troubled.emit)

    def _written(self, path: Path) -> None:
        words = self._window.look.words
        self._said = words.say(
            "Written to {path}. It names nobody, and only the central can open it",
            path=words.isolate(path),
        )
        self.show()
