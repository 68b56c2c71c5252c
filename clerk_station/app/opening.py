"""The station in its folder, opened with its window."""

from pathlib import Path

from clerk_station.app.camera import camera_of
from clerk_station.app.folder import open_station
from clerk_station.app.slips import purge_slips
from clerk_station.app.window import Station
from clerk_station.clock import Clock
from clerk_station.scan.camera import Camera
from clerk_station.settings import read_settings


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
