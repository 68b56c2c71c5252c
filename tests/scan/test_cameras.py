"""Cameras by name: listed, remembered, told apart."""

from pathlib import Path

import pytest

from clerk_station.app.camera import named_camera
from clerk_station.errors import StationError
from clerk_station.scan import camera as camera_module
from clerk_station.scan.camera import Clip, Webcam
from clerk_station.scan.cameras import Device, devices, find, of_linux, told_apart


def device(name: str, place: str, number: int = 0) -> Device:
    """Make up a camera that is plugged in."""
    return Device(name=name, place=place, ways=((200, number),))


def node(folder: Path, number: int, name: str, *, port: str, index: int = 0) -> None:
    """Make up what the kernel says of a camera."""
    there, plugged = folder / f"video{number}", folder.parent / "usb" / port
    there.mkdir(parents=True)
    plugged.mkdir(parents=True, exist_ok=True)
    (there / "name").write_text(f"{name}\n")
    (there / "index").write_text(f"{index}\n")
    (there / "device").symlink_to(plugged)


def test_the_kernels_cameras_are_listed_by_name(tmp_path: Path) -> None:
    """Each camera once, with the number by which it is opened; its second node is passed over."""
    folder = tmp_path / "video4linux"
    node(folder, 0, "Desk Cam", port="1-2")
    node(folder, 1, "Desk Cam", port="1-2", index=1)
    node(folder, 4, "لوحة", port="1-4")
    found = of_linux(folder)
    assert [(one.name, one.ways[0][1]) for one in found] == [("Desk Cam", 0), ("لوحة", 4)]
    assert of_linux(tmp_path / "nothing") == ()


def test_this_machine_lists_its_cameras_without_trouble() -> None:
    """Where there is no camera the list is empty, never an exception."""
    assert all(one.name and one.ways for one in devices())


def test_twins_are_told_apart_by_where_they_are_plugged_in() -> None:
    """Two cameras of one name have two names, in an order that numbers do not change."""
    one, two = device("Cam", "port 1", 2), device("Cam", "port 2", 0)
    first, second = told_apart([two, one])
    assert [(first.name, first.ways), (second.name, second.ways)] == [
        ("Cam", ((200, 2),)),
        ("Cam (2)", ((200, 0),)),
    ]
    assert find("Cam", "port 2", among=(first, second)) is second
    assert find("Cam (2)", "", among=(first, second)) is second
    assert find("Cam", "", among=(first, second)) is first


def test_a_camera_is_known_again_by_name_wherever_it_is_plugged_in() -> None:
    """A changed number or port makes no stranger of it; another name does."""
    moved = device("Cam", "port 7", 5)
    assert find("Cam", "port 1", among=(device("Other", "port 1"), moved)) is moved
    assert find("Cam (2)", "port 2", among=(moved,)) is moved
    assert find("Gone", "port 7", among=(moved,)) is None


def test_an_absent_camera_is_named_and_another_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever remembered a camera that is away learns which others are there."""
    monkeypatch.setattr(camera_module, "devices", lambda: (device("Lid", "a"), device("Arm", "b")))
    with pytest.raises(
        StationError, match=r"Camera Desk is not plugged in.*choose another: Lid, Arm"
    ):
        Webcam("Desk").open()
    monkeypatch.setattr(camera_module, "devices", lambda: ())
    with pytest.raises(StationError, match="No other camera is there either"):
        Webcam("Desk").open()


def test_a_word_of_old_settings_still_means_what_it_did(tmp_path: Path) -> None:
    """Numbers are webcams, paths are clips, and any other word is the name of a camera."""
    for word in ("0", "2", "/dev/video2", "HD Webcam", "كاميرا المكتب"):
        assert isinstance(named_camera(word), Webcam)
    for word in ("clip.avi", str(tmp_path), "films/of today"):
        assert isinstance(named_camera(word), Clip)
    assert isinstance(named_camera("a/b: HD", place="usb 1"), Webcam)
