"""Which cameras this machine has, by the names that people know them by."""

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

Way = tuple[int, int]
"""A backend of OpenCV and the camera's number there."""

_ANY, _V4L2, _DSHOW, _MSMF = 0, 200, 700, 1400
"""OpenCV's numbers of its backends (videoio.hpp), known without loading it."""
_LINUX = Path("/sys/class/video4linux")


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A camera that is plugged in.

    Attributes:
        name: as its maker wrote it; a second one of the same name is "… (2)".
        place: where it is plugged in, as the system writes it; tells twins apart.
        ways: how to open it, the best first.
    """

    name: str
    place: str
    ways: tuple[Way, ...]


def devices() -> tuple[Device, ...]:
    """List the cameras that are plugged in now, without opening one."""
    if sys.platform == "win32":
        return told_apart(_of_windows())
    return told_apart(of_linux(_LINUX))


def find(name: str, place: str, *, among: Iterable[Device]) -> Device | None:
    """Find a camera by name, of twins the one at its place; None where it is not plugged in.

    A camera that was plugged in elsewhere is still found, because its name is enough.
    """
    plain = _plain(name)
    there = [device for device in among if _plain(device.name) == plain]
    at_place = (device for device in there if device.place == place)
    exact = (device for device in there if device.name == name)
    return next(at_place, None) or next(exact, None) or (there[0] if there else None)


def numbered(number: int) -> tuple[Way, ...]:
    """Give the ways to open a camera of which only the number is known."""
    backends = {"win32": (_DSHOW, _MSMF), "linux": (_V4L2,)}.get(sys.platform, ())
    return tuple((backend, number) for backend in (*backends, _ANY))


def told_apart(found: Iterable[Device]) -> tuple[Device, ...]:
    """Number those of the same name in the order of their places, which outlasts a restart."""
    seen: Counter[str] = Counter()
    named = []
    for device in sorted(found, key=lambda one: (one.name.casefold(), one.place)):
        seen[device.name] += 1
        again = f" ({seen[device.name]})" if seen[device.name] > 1 else ""
        named.append(replace(device, name=device.name + again))
    return tuple(named)


def of_linux(folder: Path) -> tuple[Device, ...]:
    """List the cameras that the kernel names; one may have further nodes that give no pictures."""
    return tuple(
        Device(
            name=_line(node / "name") or node.name,
            place=_place(node),
            ways=numbered(int(node.name.removeprefix("video"))),
        )
        for node in sorted(folder.glob("video*"))
        if node.name.removeprefix("video").isdecimal() and _line(node / "index") in {"0", ""}
    )


def _of_windows() -> tuple[Device, ...]:
    """List the cameras of DirectShow, each with its number at Media Foundation as a second way.

    Without the library that asks Windows, cameras have numbers only.
    """
    try:
        from cv2_enumerate_cameras import (  # noqa: PLC0415 - there on Windows alone
            enumerate_cameras,
        )
    except ImportError:
        return ()
    second = {_usb(info.path): info.index for info in enumerate_cameras(_MSMF)}
    return tuple(
        Device(
            name=info.name.strip(),
            place=_usb(info.path),
            ways=(
                (_DSHOW, info.index),
                *(((_MSMF, second[_usb(info.path)]),) if _usb(info.path) in second else ()),
            ),
        )
        for info in enumerate_cameras(_DSHOW)
    )


def _usb(path: str | None) -> str:
    """Give the part of a device's path that both of Windows' backends write alike."""
    return (path or "").casefold().split("#{")[0]


def _place(node: Path) -> str:
    try:
        return str((node / "device").resolve(strict=True))
    except OSError:
        return node.name


def _line(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def _plain(name: str) -> str:
    """Take the number of a twin off a name."""
    head, bracket, tail = name.rpartition(" (")
    return head if bracket and tail.removesuffix(")").isdecimal() else name
