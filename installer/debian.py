"""Adds the system packages that a bare Debian lacks, or says the exact line to type.

With `--screen`, only what the window needs; with `--rivals`, the data of engines that are only
measured. Elsewhere than on Debian it names the packages.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

QT = (
    *("libglib2.0-0", "libgl1", "libegl1", "libfontconfig1", "libxkbcommon0", "libdbus-1-3"),
    *("libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxkbcommon-x11-0", "libxcb-shape0"),
    *("libxcb-randr0", "libxcb-sync1", "libxcb-xfixes0", "libxcb-xkb1", "libx11-xcb1"),
)
PYZBAR = ("libzbar0",)
VIRTUAL_DISPLAY = ("xvfb", "xauth")
READING_PDF = ("poppler-utils",)
PROXY = ("nginx-light",)
SCREEN_READING = ("at-spi2-core", "dbus", "python3-gi")
RIVALS = ("tesseract-ocr-eng",)


def wanted(*, screen: bool) -> tuple[str, ...]:
    """Give the packages that the window on a screen needs, or all that demo and tests need."""
    window = (*QT, *PYZBAR)
    return window if screen else (*window, *VIRTUAL_DISPLAY, *READING_PDF, *PROXY, *SCREEN_READING)


def missing(packages: Iterable[str], *, listing: str) -> list[str]:
    """Give the packages that `listing` neither names nor provides as installed.

    Each line of the listing is a status word, a package and what it provides (dpkg-query's words).
    """
    present: set[str] = set()
    for line in listing.splitlines():
        status, _, names = line.partition(" ")
        if status == "installed":
            present.update(re.findall(r"[a-z0-9][a-z0-9+.-]+", names))
    return [name for name in packages if name not in present]


def commands(packages: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Give the commands that install packages on Debian."""
    install = ("apt-get", "install", "-y", "--no-install-recommends", *packages)
    return (("apt-get", "update"), install)


def add(packages: Iterable[str], *, root: bool) -> int:
    """Install what is missing as root, else say the line; 1 when something is still missing."""
    query = shutil.which("dpkg-query")
    if query is None:
        print("This is no Debian; if a library is missing, install your system's form of these:")
        print(" ".join(packages))
        return 0
    form = "-f=${db:Status-Status} ${Package} ${Provides}\n"
    known = subprocess.run([query, "-W", form], capture_output=True, text=True, check=True)
    lacking = missing(packages, listing=known.stdout)
    if not lacking:
        return 0
    if not root:
        line = " && ".join(" ".join(("sudo", *command)) for command in commands(lacking))
        print(f"System packages are missing. Type this line, then try again:\n{line}")
        return 1
    print(f"Installing system packages: {' '.join(lacking)}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in commands(lacking):
        if subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, check=False).returncode:
            print(f"This did not succeed: {' '.join(command)}")
            return 1
    return 0


if __name__ == "__main__":
    asked = sys.argv[1:]
    chosen = RIVALS if "--rivals" in asked else wanted(screen="--screen" in asked)
    sys.exit(add(chosen, root=os.geteuid() == 0))
