"""What may differ from desk to desk, read once from `settings.json` in the station's folder."""

import json
import os
from collections.abc import Container
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from platformdirs import user_data_path

from clerk_station.errors import StationError

PASSPHRASE = "CLERK_STATION_PASSPHRASE"  # noqa: S105 - the name of a variable
"""Environment variable with the station passphrase, where the machine has no key store."""

TEXT_SIZES = (100, 125, 150, 175, 200)
"""In per cent of the size in which the window is drawn."""

IDLE_MINUTES = (2, 5, 10, 15, 30)
"""After so many without a key the desk locks itself."""

_CHOICES: dict[str, Container[object]] = {
    "language": ("ar", "ckb", "en"),
    "theme": ("light", "dark", "contrast"),
    "purge_days": range(1, 3651),
    "text_size": TEXT_SIZES,
    "idle_minutes": IDLE_MINUTES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one station.

    Attributes:
        language: `ar` or `en`.
        theme: `light`, `dark` or `contrast`.
        camera: name or number of the webcam, or the path of a clip or a folder of pictures.
        camera_place: where a webcam chosen by name was plugged in; tells it from its twin.
        sounds: whether the desk is heard; everything is seen as well.
        purge_days: how many days a household stays here after its visit was confirmed.
        text_size: of everything in the window, in per cent; holds from the next opening on.
        still: whether nothing in the window moves.
        idle_minutes: after how many minutes without a key the desk locks itself.
        guide: whether the first-run guide is still to be shown.
    """

    language: str = "ar"
    theme: str = "light"
    camera: str = "0"
    camera_place: str = ""
    sounds: bool = True
    purge_days: int = 30
    text_size: int = 100
    still: bool = False
    idle_minutes: int = 10
    guide: bool = False


def default_folder() -> Path:
    """Give the folder that the operating system keeps for this program's data."""
    return user_data_path("clerk-station", appauthor=False)


def passphrase_from_environment() -> str | None:
    """Give the station passphrase, None where the key lies in the machine's key store."""
    return os.environ.get(PASSPHRASE) or None


def read_settings(folder: Path) -> Settings:
    """Read the settings, the defaults where there is no file; unknown names are passed over.

    Raises:
        StationError: the file cannot be read.
    """
    file = folder / "settings.json"
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
        known = {f.name: f.type for f in fields(Settings)}
        values = {name: value for name, value in raw.items() if name in known}
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        raise StationError(
            "The settings cannot be read",
            "Correct or delete the file {file}, then start again",
            file=str(file),
        ) from error
    defaults = asdict(Settings())
    good = {n: v for n, v in values.items() if _is_known(n, v, like=defaults[n])}
    return Settings(**(defaults | good))


def _is_known(name: str, value: object, *, like: object) -> bool:
    """Tell whether a value is one that this version has; another gives way to the default."""
    return type(value) is type(like) and value in _CHOICES.get(name, (value,))


def keep_settings(folder: Path, settings: Settings) -> None:
    """Write the settings beside the databases.

    Raises:
        StationError: the file cannot be written; the settings before are still there.
    """
    text = json.dumps(asdict(settings), ensure_ascii=False, indent=1)
    beside = folder / "settings.json.new"
    try:
        beside.write_text(text + "\n", encoding="utf-8")
        beside.replace(folder / "settings.json")
    except OSError as error:
        raise StationError(
            "The settings were not saved",
            "Free some space on this machine, then change them again",
        ) from error
