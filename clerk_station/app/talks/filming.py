"""The camera and the readers that type: what they see goes to the desk."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clerk_station.app.camera import camera_of
from clerk_station.app.commands import is_ours
from clerk_station.app.talks.typed import trouble_of
from clerk_station.errors import StationError
from clerk_station.scan.camera import Camera
from clerk_station.scan.cameras import Device, devices, find
from clerk_station.scan.reading import Frame, Reading, Sight
from clerk_station.scan.typed import Showing, reading_of
from clerk_station.scan.watching import CameraThread
from clerk_station.scan.wedge import Burst
from clerk_station.settings import Settings
from clerk_station.ui.bridge import Bridge
from clerk_station.ui.intents import CameraChosen, CamerasAsked
from clerk_station.ui.main_window import MainWindow
from clerk_station.ui.phrasing.card import hint_words
from clerk_station.ui.reader_keys import ReaderKeys
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.worker import Worker

if TYPE_CHECKING:
    from clerk_station.scan.reading import Image


class Filming(QObject):
    """Owns the camera's thread. Emits `read` with what is new, `unsure` where it goes nowhere.

    `chosen` names the camera that the clerk wants from now on.
    """

    read = Signal(object)
    unsure = Signal()
    chosen = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        *,
        camera: Camera,
        worker: Worker,
        settings: Callable[[], Settings],
    ) -> None:
        super().__init__()
        self._window, self._worker, self._settings = window, worker, settings
        self._desk_screen = window.screen_of(DeskScreen)
        self._devices: tuple[Device, ...] = ()
        self._sight, self._hinted = Sight(), ""
        self._keys, self._showing = ReaderKeys(window), Showing()
        self._bridge = Bridge()
        self.camera = CameraThread(
            camera,
            ours=is_ours,
            on_frame=self._offer_frame,
            on_reading=self._bridge.offer_reading,
            on_trouble=self._bridge.offer_trouble,
        )
        self._bridge.frame.connect(self._show_frame)
        self._bridge.reading.connect(self._read)
        self._bridge.trouble.connect(self._trouble)
        self._keys.burst.connect(self._typed)
        self._desk_screen.meant.connect(self._meant)

    def watch_keys(self) -> None:
        """Hold the keys of readers that type at the window's door, from now on."""
        self._keys.watch()

    def _offer_frame(self, frame: Frame, sight: Sight) -> None:
        """Take a frame on the camera's thread; the window gets the newest."""
        self._sight = sight
        self._bridge.offer_frame(frame.image)

    def _show_frame(self, image: "Image") -> None:
        sight = self._sight
        self._window.show_frame(image, marks=sight.marks)
        said = hint_words(self._window.look.words, sight.hint)
        if said != self._hinted:
            self._desk_screen.camera_live(said)
        self._hinted = said

    def _read(self, reading: Reading) -> None:
        is_new = self._showing.is_new(reading, at_ms=time.monotonic() * 1000)
        if is_new and self._window.place == DeskScreen.place:
            self.read.emit(reading)

    def _typed(self, burst: Burst) -> None:
        """Take what a reader typed as if the camera had read it; none of it reached a field."""
        reading = reading_of(burst, is_ours)
        trouble = trouble_of(reading, at_desk=self._window.place == DeskScreen.place)
        if trouble is None:
            self._read(reading)
        elif self._showing.is_new(reading, at_ms=time.monotonic() * 1000):
            self.unsure.emit()
            self._window.tell_error(trouble)

    def _trouble(self, trouble: StationError | None) -> None:
        if trouble is None:
            self._desk_screen.camera_trouble("")
            return
        say = self._window.look.words.say
        title = say(trouble.title, **trouble.values)
        self._desk_screen.camera_trouble(f"{title}. {say(trouble.message, **trouble.values)}")

    # Which camera

    def _meant(self, intent: object) -> None:
        match intent:
            case CamerasAsked():
                # On the store thread: Windows takes a moment for it.
                self._worker.do(devices, then=self._offer, failed=self._window.tell_error)
            case CameraChosen(name):
                self.chosen.emit(next(one for one in self._devices if one.name == name))
            case _:
                pass

    def _offer(self, found: tuple[Device, ...]) -> None:
        self._devices = found
        settings = self._settings()
        current = find(settings.camera, settings.camera_place, among=found)
        words = self._window.look.words
        self._desk_screen.show_cameras(
            tuple((one.name, words.isolate_name(one.name)) for one in found),
            current=current.name if current else "",
        )

    def switch(self, settings: Settings) -> None:
        """Go on with the camera that the settings name."""
        self.camera.switch(camera_of(settings))
