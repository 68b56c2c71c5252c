"""Compile every catalogue `resources/translations/<language>/<room>.po` to an `.mo` beside it.

Both are kept in the repository, so that the program runs from a bare checkout; a test holds them
equal. Run `python installer/catalogues.py` after changing a translation.
"""

import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).resolve().parent.parent / "resources" / "translations"

_DATED = datetime(2026, 1, 1, tzinfo=UTC)
"""A fixed date in the header, so that the same translation gives the same bytes."""


def compiled(source: Path) -> bytes:
    """Give the bytes of the `.mo` of one `.po`; untranslated and fuzzy entries are left out."""
    with source.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    catalogue.creation_date = catalogue.revision_date = _DATED
    target = BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def main() -> int:
    """Compile all catalogues and name those that changed."""
    for source in sorted(TRANSLATIONS.glob("*/*.po")):
        target = source.with_suffix(".mo")
        content = compiled(source)
        if not target.exists() or target.read_bytes() != content:
            target.write_bytes(content)
            print(target.relative_to(TRANSLATIONS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
