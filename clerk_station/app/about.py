"""What this program is made of: versions, and the terms under which each part is passed on."""

import platform
import re
from collections.abc import Iterator
from importlib import metadata

from PySide6.QtCore import qVersion

from clerk_station import __version__

_KNOWN = {
    "pyside6-essentials": "LGPL-3.0",
    "shiboken6": "LGPL-3.0",
    "pypdfium2": "BSD-3-Clause, Apache-2.0",
    "python-bidi": "LGPL-3.0",
    "sqlcipher3": "zlib, BSD-3-Clause",
}
"""Terms that the packages' own metadata does not tell in short."""


LONGEST = 40
"""Characters of a licence's name; what is longer is its whole text."""


def versions() -> tuple[tuple[str, str], ...]:
    """Give the names of what runs here, and their versions."""
    return (
        ("clerk-station", __version__),
        ("Python", platform.python_version()),
        ("Qt", qVersion()),
    )


def licences() -> Iterator[tuple[str, str, str]]:
    """Give name, version and terms of each package that comes with the station, by name.

    Nothing of a package that is not there; a frozen program carries its packages' metadata.
    """
    for name in sorted(_needed(), key=str.casefold):
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        yield name, about["Version"], _KNOWN.get(name) or _terms(about)


def _needed() -> frozenset[str]:
    try:
        wanted = metadata.requires("clerk-station") or []
    except metadata.PackageNotFoundError:
        return frozenset()
    ours = (one for one in wanted if "extra ==" not in one or "desktop" in one)
    names = (re.match(r"[A-Za-z0-9._-]+", one) for one in ours)
    return frozenset(found.group() for found in names if found)


def _terms(about: metadata.PackageMetadata) -> str:
    if expression := about.json.get("license_expression"):
        return str(expression)
    first = (str(about.json.get("license") or "").splitlines() or [""])[0]
    classifiers = about.get_all("Classifier") or []
    told = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License ::")]
    return first if first and len(first) <= LONGEST else ", ".join(told)
