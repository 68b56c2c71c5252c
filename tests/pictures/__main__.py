"""Draw every kept picture anew and keep those that changed: `python -m tests.pictures`."""

import os
import sys

import cv2
import numpy as np
from PySide6.QtWidgets import QApplication

from tests.pictures.compared import changed_blocks
from tests.pictures.sets import DRESSES, FOLDER

_LOSSLESS = (cv2.IMWRITE_WEBP_QUALITY, 101)


def main() -> int:
    """Keep what changed, name it, and take away what is drawn no more."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _app = QApplication(sys.argv[:1])
    drawn = set()
    for dress in DRESSES:
        for name, picture in dress.pictures():
            path = FOLDER / f"{name}.webp"
            drawn.add(path)
            kept = cv2.imread(str(path)) if path.exists() else None
            if kept is None or changed_blocks(kept.astype(np.uint8), picture):
                cv2.imwrite(str(path), picture, _LOSSLESS)
                print(f"kept {path.name}")
    for path in set(FOLDER.glob("*.webp")) - drawn:
        path.unlink()
        print(f"gone {path.name}")
    print(f"{len(drawn)} pictures in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
