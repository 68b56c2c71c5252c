"""The vectors of PROTOCOL.md as a file: `python -m sync.conformance.vectors` writes it anew."""

import json
import sys
from pathlib import Path

FILE = Path(__file__).with_name("vectors.json")
DOCUMENT = Path(__file__).parent.parent / "PROTOCOL.md"
_CHAPTER = "## 5. Vectors"


def from_document(text: str) -> dict[str, str]:
    """Read the vectors of the document: a name, and what follows at the twentieth column."""
    lines = text.partition(_CHAPTER)[2].splitlines()
    return {line[4:20].strip(): line[20:] for line in lines if line.startswith("    ")}


def read() -> dict[str, str]:
    """Read the file."""
    found: dict[str, str] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def write() -> None:
    """Write the file from the document."""
    found = from_document(DOCUMENT.read_text(encoding="utf-8"))
    text = json.dumps(found, ensure_ascii=False, indent=2)
    FILE.write_text(f"{text}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
    sys.exit(0)
