"""The command line of the gallery.

python -m clerk_station.ui.gallery --out DIR [--language ar] [--theme light] [--size 1366x768]
"""

import argparse
import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from clerk_station.ui.gallery.drawing import draw
from clerk_station.ui.palette import Theme


def main(arguments: list[str] | None = None) -> int:
    """Draw the pictures that were asked for and name them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--language", default="ar")
    parser.add_argument("--theme", type=Theme, default=Theme.LIGHT)
    parser.add_argument("--size", default="1366x768")
    asked = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _app = QApplication(sys.argv[:1])
    width, height = (int(part) for part in asked.size.split("x"))
    made = draw(asked.out, language=asked.language, chosen=asked.theme, size=(width, height))
    for path in made:
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
