"""A live camera for the command line: read until there was enough."""

import json
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from clerk_station.__main__ import main
from clerk_station.errors import StationError
from clerk_station.rehearsal.draw_code import draw_code
from clerk_station.rehearsal.frames import Conditions, photograph
from clerk_station.scan.camera import Camera
from clerk_station.scan.live import frames
from clerk_station.scan.reading import Symbology


class Endless:
    """A live camera that never ends, and counts its pictures."""

    name, live, frame_ms = "endless", True, 0.0
    large: bool | None = None

    def __init__(self) -> None:
        self.given, self.closed = 0, threading.Event()

    def open(self) -> None:
        """Begin."""

    def read(self) -> np.ndarray:
        """Give a picture that says which it is."""
        self.given += 1
        return np.full((24, 24, 3), self.given % 250, np.uint8)

    def close(self) -> None:
        """Say that it was let go."""
        self.closed.set()

    def again(self) -> Camera:
        """Give another."""
        return Endless()


class Deaf(Endless):
    """A live camera whose driver never answers."""

    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()

    def read(self) -> np.ndarray:
        """Hang until the test lets go."""
        assert self.released.wait(60)
        return super().read()


def test_the_newest_frame_is_given_and_the_camera_let_go() -> None:
    """Whoever is slow gets fewer frames, not older ones; whoever stops leaves no camera open."""
    camera = Endless()
    filmed = frames(camera)
    first = next(filmed)
    threading.Event().wait(0.05)
    second = next(filmed)
    assert second.number == first.number + 1
    assert camera.given > 2
    filmed.close()
    assert camera.closed.wait(60)


def test_so_many_seconds_are_filmed() -> None:
    """With a time given, the film ends by itself."""
    assert len(list(frames(Endless(), seconds=0.05))) >= 1


def test_a_camera_that_does_not_answer_is_told_in_words() -> None:
    """A hanging driver ends the command with a sentence; the control above has none."""
    camera = Deaf()
    with pytest.raises(StationError, match="endless does not answer"):
        next(frames(camera, hangs_s=0.05))
    camera.released.set()


def test_the_command_reads_a_camera_until_enough_was_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line of JSON for each reading, once while it is held; a clip stands in for the camera."""
    for number, text in enumerate(("F-1", "F-1", "F-2", "F-3")):
        sheet = draw_code(Symbology.QR, text)
        picture = photograph(sheet, Conditions(seed=4, fill=0.7)).picture
        cv2.imwrite(str(tmp_path / f"{number}.png"), picture)
    command = ["scan", "--camera", str(tmp_path), "--any", "--json"]
    assert main([*command, "--readings", "2"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["readings"][0]["text"] for line in told] == ["F-1", "F-2"]
    assert {line["camera"] for line in told} == {tmp_path.name}
    assert main(command[:-1]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_foreign_codes_of_a_camera_are_listed_only_on_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without `--any` what is not ours has no line."""
    sheet = draw_code(Symbology.QR, "https://example.org")
    cv2.imwrite(str(tmp_path / "a.png"), photograph(sheet, Conditions(seed=4, fill=0.7)).picture)
    assert main(["scan", "--camera", str(tmp_path)]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("words", [["scan"], ["scan", "a.png", "--camera", "0"]])
def test_paths_or_a_camera_but_not_both(words: list[str]) -> None:
    """Wrong words end with 2 and the usage."""
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2


def test_an_unknown_camera_is_told_in_the_language_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A name that no camera has, in Arabic."""
    assert main(["scan", "--camera", "Nobody's Cam", "--language", "ar"]) == 1
    assert "الكاميرا Nobody's Cam غير موصولة" in capsys.readouterr().err


def test_cameras_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The list names what is plugged in, or says that nothing is and ends with 1."""
    code = main(["cameras", "--data", str(tmp_path)])
    assert (code, "No camera is plugged in" in capsys.readouterr().out) in {(0, False), (1, True)}
