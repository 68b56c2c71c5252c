"""A file about the machine and the program for whoever helps, sealed for the central.

It holds versions, numbers and places in the code, and nothing of any person: no name, number,
address, form, note or PIN, no token, and no path, since paths may bear names.
"""

import json
import platform
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from clerk_station import __version__
from clerk_station.app.troubles import Troubles
from clerk_station.errors import StationError
from clerk_station.scan.cameras import devices
from clerk_station.settings import Settings
from clerk_station.store.census import census
from clerk_station.store.opening import Store
from sync.sealed import seal

FORMAT = 1
SUFFIX = ".sealed"
_TOLD = ("language", "theme", "sounds", "purge_days", "text_size", "still", "idle_minutes")
"""The settings that are told; a camera may be a path, and a path may bear a name."""


def gather(store: Store, folder: Path, *, settings: Settings) -> dict[str, Any]:
    """Give what is worth knowing of a station that does not work as it should."""
    me, condition = store.enrolment, store.lives.condition()
    chosen = asdict(settings)
    return {
        "format": FORMAT,
        "at": store.journal.clock.now().isoformat(timespec="seconds"),
        "station": me.station,
        "incarnation": store.journal.life,
        "centre": me.centre,
        "version": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "settings": {name: chosen[name] for name in _TOLD},
        "cameras": len(devices()),
        "files": {file.name: file.stat().st_size for file in sorted(folder.glob("*.db*"))},
        "free": shutil.disk_usage(folder).free,
        "stored": asdict(census(store)),
        "state": str(condition.state),
        "alarm": str(condition.alarm),
        "unheard": condition.unheard,
        "work": str(store.lives.work()),
        "troubles": Troubles(folder).all(),
    }


def write_diagnostics(store: Store, folder: Path, out: Path, *, settings: Settings) -> Path:
    """Write them as a file that the central alone can open; give its path.

    Args:
        store: the databases of the station.
        folder: the station's folder.
        out: a file, or a folder in which the file is named by station and moment.
        settings: as they are now.

    Raises:
        StationError: the file cannot be written.
    """
    told = gather(store, folder, settings=settings)
    if out.is_dir():
        moment = f"{store.journal.clock.now():%Y%m%d-%H%M%S}"
        out /= f"diagnostics-{store.enrolment.station}-{moment}{SUFFIX}"
    data = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(seal(data, store.enrolment.central_key))
    except OSError as error:
        raise StationError(
            "The file cannot be written",
            "Choose another folder than {path}, or free some space",
            path=str(out),
        ) from error
    return out
