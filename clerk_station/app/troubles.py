"""What nobody expected, kept for whoever mends the program: its kind and its places in the code.

The text of an exception may quote what was typed or stored, so it is not kept.
"""

import json
import traceback
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

MOST = 50
"""How many are kept; the oldest give way."""
DEEPEST = 12
"""How many places of one are kept, from where it happened."""


class Troubles:
    """The last ones, in a small file of the station's folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "troubles.json"

    def note(self, error: BaseException, *, at: datetime) -> None:
        """Keep one. Where it cannot be written it is passed over: worse has happened already."""
        kept = [*self.all(), {"at": at.isoformat(timespec="seconds"), **_told(error)}][-MOST:]
        with suppress(OSError):
            self._file.write_text(json.dumps(kept, indent=1), encoding="utf-8")

    def all(self) -> list[dict[str, Any]]:
        """Give those that are kept, the newest last; none where the file cannot be read."""
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return []
        return kept if isinstance(kept, list) else []


def _told(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    kind = type(error)
    return {
        "what": f"{kind.__module__}.{kind.__qualname__}",
        "where": [f"{_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _place(file: str) -> str:
    """Give the file and its room; the folders above may bear somebody's name."""
    return "/".join(Path(file).parts[-2:])
