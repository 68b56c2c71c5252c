"""Where files lie: resources in the source tree, the wheel and the frozen application."""

import sys
from pathlib import Path


def resources() -> Path:
    """Give the folder of fonts, icons, sounds, translations and models.

    In the wheel it lies inside the package, in the source tree beside it, in the frozen
    application below the folder that the bootloader unpacked.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    package = Path(frozen) / "clerk_station" if frozen else Path(__file__).parent
    inside = package / "_resources"
    return inside if inside.is_dir() else package.parent / "resources"


def package_parent() -> Path:
    """Give the folder from which the packages are imported, for processes that this one starts."""
    return Path(__file__).resolve().parents[1]
