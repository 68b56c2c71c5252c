"""What the central writes about itself: one JSON object a line, and nothing that names a person.

Texts of exceptions and arguments of other libraries' messages may quote what was sent or stored, so
neither is written: of an exception only its kind and the places in the code, of a message only its
template. What is worth knowing is handed over as `told`, by those who know what is in it.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

LONGEST = 200
"""Characters of a message that are kept."""

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "sync.central.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
"""For `logging.config.dictConfig`: everything goes to stderr."""


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON: `at`, `level`, `from`, `what`, and what was told."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "process": record.process,
            "what": str(record.msg)[:LONGEST],
        }
        if record.exc_info:
            line["why"] = trouble(*record.exc_info)
        return json.dumps(line | getattr(record, "told", {}))


def trouble(
    kind: type[BaseException] | None,
    error: BaseException | None,
    places: TracebackType | None,
) -> list[str]:
    """Give the kinds of an exception and its causes, and where in the code it was raised."""
    told = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(places)]
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    kinds = [type(e).__name__ for e in chain] or [getattr(kind, "__name__", "nothing")]
    return [*kinds, *told]
