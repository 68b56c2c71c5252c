"""Cameras and clips, and what becomes of trouble with them."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import cv2
import numpy as np
import pytest

from clerk_station.errors import StationError
from clerk_station.rehearsal.draw_code import draw_code
from clerk_station.rehearsal.frames import Conditions, film, photograph, write_clip
from clerk_station.scan.camera import Camera, Clip, Webcam
from clerk_station.scan.pace import COUNTED
from clerk_station.scan.reading import Frame, Reading, Sight, Symbology
from clerk_station.scan.watching import MOST_LOST, CameraThread
from tests.scan.conftest import any_form

PATIENCE_S = 60


class Desk:
    """Hears everything that a camera thread tells, and waits for what a test expects."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.readings: list[Reading] = []
        self.troubles: list[StationError | None] = []
        self._heard = threading.Condition()

    def on_frame(self, frame: Frame, sight: Sight) -> None:
        """Keep a frame."""
        assert isinstance(sight, Sight)
        self._keep(self.frames, frame)

    def on_reading(self, reading: Reading) -> None:
        """Keep a reading."""
        self._keep(self.readings, reading)

    def on_trouble(self, trouble: StationError | None) -> None:
        """Keep a trouble or its end."""
        self._keep(self.troubles, trouble)

    def wait_for(self, what: str, count: int = 1) -> None:
        """Wait until so many were heard."""
        assert self.hears(what, count, seconds=PATIENCE_S), f"no {what} in {PATIENCE_S} s"

    def hears(self, what: str, count: int, *, seconds: float) -> bool:
        """Tell whether so many are heard within a time."""
        with self._heard:
            return self._heard.wait_for(lambda: len(getattr(self, what)) >= count, seconds)

    def _keep(self, heard: list[Any], item: object) -> None:
        with self._heard:
            heard.append(item)
            self._heard.notify_all()


@pytest.fixture
def desk() -> Desk:
    """A desk that hears what the camera tells."""
    return Desk()


@pytest.fixture
def watch(desk: Desk) -> Iterator[Any]:
    """Starts camera threads for the desk, and closes them after the test."""
    started: list[CameraThread] = []

    def start(camera: Camera, *, hangs_s: float = 60.0) -> CameraThread:
        thread = CameraThread(
            camera,
            ours=any_form,
            on_frame=desk.on_frame,
            on_reading=desk.on_reading,
            on_trouble=desk.on_trouble,
            retry_s=0.01,
            hangs_s=hangs_s,
        )
        thread.start()
        started.append(thread)
        return thread

    yield start
    for thread in started:
        thread.close()


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A clip of twelve frames in which a form is pushed under the camera."""
    sheet = draw_code(Symbology.QR, "F-0441")
    return write_clip(film(sheet, Conditions(seed=3, fill=0.7)), tmp_path / "form.avi")


def save(path: Path, text: str) -> Path:
    """Save a picture of a form."""
    shot = photograph(draw_code(Symbology.QR, text), Conditions(seed=4, fill=0.7))
    cv2.imwrite(str(path), shot.picture)
    return path


def test_a_clip_is_read_like_a_camera(clip: Path, desk: Desk, watch: Any) -> None:
    """Every frame is shown, the form is read once, and the end is like a camera pulled out."""
    watch(Clip(clip, frame_ms=0))
    desk.wait_for("troubles")
    assert [reading.text for reading in desk.readings] == ["F-0441"]
    assert desk.readings[0].ours
    assert len(desk.frames) == 12
    assert [frame.number for frame in desk.frames] == list(range(1, 13))
    trouble = desk.troubles[0]
    assert trouble is not None
    assert "form.avi" in str(trouble)


def test_a_clip_that_ended_does_not_start_again(clip: Path, desk: Desk, watch: Any) -> None:
    """A camera pulled out stays pulled out: what it showed is not shown twice."""
    watch(Clip(clip, frame_ms=0))
    desk.wait_for("troubles", 2)
    assert len(desk.frames) == 12
    assert "has ended" in str(desk.troubles[1])


def test_a_looping_clip_goes_on(tmp_path: Path, desk: Desk, watch: Any) -> None:
    """One picture that loops is a form held still: many frames, one reading, no trouble."""
    watch(Clip(save(tmp_path / "a.png", "F-1"), loop=True, frame_ms=0))
    desk.wait_for("frames", 8)
    desk.wait_for("readings")
    assert [reading.text for reading in desk.readings] == ["F-1"]
    assert desk.troubles == []


def test_a_folder_is_shown_in_name_order_and_a_bad_picture_is_named(
    tmp_path: Path, desk: Desk, watch: Any
) -> None:
    """A file that is no picture is named with what to do, and the pictures after it are read."""
    save(tmp_path / "1.png", "F-1")
    (tmp_path / "2.jpg").write_bytes(b"\xff\xd8\xff no picture")
    (tmp_path / "2b.png").write_bytes(b"")
    save(tmp_path / "3.png", "F-3")
    (tmp_path / "notes.txt").write_text("not looked at")
    watch(Clip(tmp_path, frame_ms=0))
    desk.wait_for("troubles", 4)
    assert [reading.text for reading in desk.readings] == ["F-1", "F-3"]
    told = [str(trouble) for trouble in desk.troubles]
    assert "2.jpg is not a picture" in told[0]
    assert "2b.png is not a picture" in told[1]
    assert told[2] == "None"


def test_another_camera_may_be_chosen_at_any_time(tmp_path: Path, desk: Desk, watch: Any) -> None:
    """After a switch the new camera is read, also when it shows the same form."""
    first = save(tmp_path / "a.png", "F-1")
    thread = watch(Clip(first, loop=True, frame_ms=0))
    desk.wait_for("readings")
    thread.switch(Clip(first, loop=True, frame_ms=0))
    desk.wait_for("readings", 2)
    thread.switch(Clip(save(tmp_path / "b.png", "F-2"), loop=True, frame_ms=0))
    desk.wait_for("readings", 3)
    assert [reading.text for reading in desk.readings] == ["F-1", "F-1", "F-2"]


def test_a_camera_that_is_not_there_is_trouble_until_it_is(
    tmp_path: Path, desk: Desk, watch: Any
) -> None:
    """A missing camera is told once; when it comes, the trouble ends and reading goes on."""
    path = tmp_path / "later.png"
    watch(Clip(path, loop=True, frame_ms=0))
    desk.wait_for("troubles")
    save(path.with_suffix(".part.png"), "F-7").replace(path)
    desk.wait_for("readings")
    assert [trouble is None for trouble in desk.troubles] == [False, True]


def test_a_live_camera_is_never_waited_for(desk: Desk, watch: Any) -> None:
    """Of a live camera the newest frame is read; frames that nobody took are dropped."""
    camera = Torrent(200)
    watch(camera)
    desk.wait_for("troubles")
    assert len(desk.frames) == 200
    assert camera.opened >= 1


@pytest.mark.parametrize("which", ["97", "/dev/video97", 97])
def test_no_such_webcam_is_told_in_words(which: str | int) -> None:
    """A webcam that this machine has not is no traceback but a sentence."""
    with pytest.raises(StationError) as told:
        Webcam(which).open()
    assert "was not found" in str(told.value)


@pytest.mark.parametrize("name", ["x.avi", "x.mp4", "x"])
def test_a_file_that_is_no_clip_is_told_in_words(tmp_path: Path, name: str) -> None:
    """Any other file is refused with a sentence when it is opened."""
    path = tmp_path / name
    path.write_bytes(b"nothing to see" * 100)
    with pytest.raises(StationError) as told:
        Clip(path).open()
    assert "neither a picture nor a clip" in told.value.title


def test_closing_twice_and_before_the_start_is_harmless(tmp_path: Path, desk: Desk) -> None:
    """A window may close before its camera ever began."""
    thread = CameraThread(
        Clip(tmp_path),
        ours=any_form,
        on_frame=desk.on_frame,
        on_reading=desk.on_reading,
        on_trouble=desk.on_trouble,
    )
    thread.close()
    thread.close()


def test_the_camera_room_costs_nothing_before_it_is_used() -> None:
    """Importing the camera does not load OpenCV; the window paints first."""
    code = "import sys, clerk_station.scan.watching as w; sys.exit('cv2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class Torrent:
    """A live camera that gives frames faster than anybody reads, and then is pulled out."""

    name, live, frame_ms = "torrent", True, 0.0
    large: bool | None = None

    def __init__(self, frames: int) -> None:
        self.left, self.opened = frames, 0

    def open(self) -> None:
        """Count how often it was opened."""
        self.opened += 1

    def read(self) -> np.ndarray | None:
        """Give a grey frame until none is left."""
        self.left -= 1
        return np.full((120, 160, 3), 90, np.uint8) if self.left >= 0 else None

    def close(self) -> None:
        """Nothing to let go of."""

    def again(self) -> "Torrent":
        """Give what is left."""
        return Torrent(self.left)


class Stuck:
    """A live camera whose driver never answers one question, until the test lets go of it."""

    name, live, frame_ms = "stuck", True, 0.0
    large: bool | None = None

    def __init__(self, *, at: str, pictures: int = 1) -> None:
        self.at, self.left = at, pictures
        self.asked, self.released, self.gone = Event(), Event(), Event()

    def open(self) -> None:
        """Open, or hang."""
        if self.at == "open":
            self._hang()

    def read(self) -> np.ndarray | None:
        """Give a few pictures, then hang."""
        self.left -= 1
        if self.left < 0:
            self._hang()
        return np.full((120, 160, 3), 90, np.uint8)

    def close(self) -> None:
        """Say that the driver let go."""
        self.gone.set()

    def again(self) -> Camera:
        """The driver, asked anew, works."""
        return Torrent(5)

    def _hang(self) -> None:
        self.asked.set()
        assert self.released.wait(PATIENCE_S)


@pytest.mark.parametrize("at", ["open", "read"])
def test_a_driver_that_hangs_is_given_up_and_asked_anew(at: str, desk: Desk, watch: Any) -> None:
    """The clerk is told, a new thread films, and what the lost one says later is not heard."""
    camera = Stuck(at=at)
    watch(camera, hangs_s=0.02)
    desk.wait_for("troubles")
    assert "stuck does not answer" in str(desk.troubles[0])
    desk.wait_for("frames", 5 if at == "open" else 6)
    desk.wait_for("troubles", 3)
    assert "torrent gives no more pictures" in str(desk.troubles[2])
    shown = len(desk.frames)
    camera.released.set()
    assert camera.gone.wait(PATIENCE_S)
    assert len(desk.frames) == shown


def test_without_the_watchdog_a_hanging_driver_is_silence(desk: Desk, watch: Any) -> None:
    """The control: while the driver has time to answer, nothing is told and nothing filmed."""
    camera = Stuck(at="read")
    watch(camera, hangs_s=PATIENCE_S)
    assert camera.asked.wait(PATIENCE_S)
    assert not desk.hears("troubles", 1, seconds=0.3)
    assert len(desk.frames) == 1
    camera.released.set()


def test_a_hanging_driver_does_not_keep_the_window_open(watch: Any) -> None:
    """Closing waits a moment for the camera and then goes on without it."""
    camera = Stuck(at="read")
    thread = watch(camera, hangs_s=PATIENCE_S)
    assert camera.asked.wait(PATIENCE_S)
    thread.close()
    assert not camera.gone.is_set()
    camera.released.set()
    assert camera.gone.wait(PATIENCE_S)


def test_no_more_threads_are_risked_than_three(desk: Desk, watch: Any) -> None:
    """A driver that hangs each time costs a few threads, not one every few seconds."""
    made: list[Stuck] = []

    class Worse(Stuck):
        def again(self) -> Camera:
            made.append(Worse(at="open"))
            return made[-1]

    first = Worse(at="open")
    watch(first, hangs_s=0.01)
    desk.wait_for("troubles")
    assert not desk.hears("troubles", 2, seconds=0.5)
    assert len(made) == MOST_LOST
    for camera in (first, *made):
        camera.released.set()


def test_a_camera_put_back_is_taken_up_again(desk: Desk, watch: Any) -> None:
    """Pulled out, it is told of; put back, its pictures go on and the trouble is over."""
    camera = Returning(3)
    watch(camera)
    desk.wait_for("troubles")
    assert "gives no more pictures" in str(desk.troubles[0])
    assert len(desk.frames) == 3
    camera.left = 3
    desk.wait_for("frames", 6)
    assert None in desk.troubles


class TooLarge(Torrent):
    """A live camera that gives ten frames a second at 1080p, and keeps each size it was asked."""

    def __init__(self, opened: list[bool | None], *, large: bool | None) -> None:
        super().__init__(10_000)
        self.large, self.sizes, self.clock = large, opened, Event()

    def open(self) -> None:
        """Keep the size."""
        self.sizes.append(self.large)

    def read(self) -> np.ndarray | None:
        """Wait a tenth of a second at 1080p."""
        self.clock.wait(0.1)
        return super().read()

    def again(self) -> "TooLarge":
        """Give the same, closed."""
        return TooLarge(self.sizes, large=self.large)


def test_a_camera_too_slow_at_1080p_goes_back_to_720p(desk: Desk, watch: Any) -> None:
    """It is opened anew at the smaller size, no trouble is told, and the preview goes on."""
    sizes: list[bool | None] = []
    watch(TooLarge(sizes, large=True))
    desk.wait_for("frames", COUNTED + 5)
    assert sizes == [True, False]
    assert desk.troubles == []


def test_a_camera_without_a_choice_is_left_alone(desk: Desk, watch: Any) -> None:
    """The control: however slow it is, a camera of one size is not opened anew."""
    sizes: list[bool | None] = []
    watch(TooLarge(sizes, large=None))
    desk.wait_for("frames", COUNTED + 5)
    assert sizes == [None]


class Returning(Torrent):
    """A camera that can be put back: while it is away, it cannot be opened."""

    def open(self) -> None:
        """Open it while it has pictures."""
        if self.left <= 0:
            raise StationError("Camera {name} was not found", "Plug it in.", name=self.name)
