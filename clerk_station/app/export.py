"""The daily report as files, and the outbox as a file: both leave a trace in the journal."""

from datetime import date
from pathlib import Path

from clerk_station.desk.session import save
from clerk_station.domain.events import BatchesExported, ReportExported
from clerk_station.errors import StationError
from clerk_station.store.journal import Draft
from clerk_station.store.opening import Store
from clerk_station.words import Words
from sync import export as post_file
from sync.envelope import pack


def export_day(
    store: Store, day: date, folder: Path, *, words: Words, clerk: str, session: str
) -> tuple[Path, ...]:
    """Write every report of a day in every format; give the paths.

    Raises:
        StationError: the folder cannot be written; nothing was recorded.
    """
    from clerk_station.reports import REPORTS  # noqa: PLC0415 - paper is not needed to start

    facts = store.queries.day_facts(day)
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for report in REPORTS:
            for suffix, data in report.files(facts, words).items():
                path = folder / f"{report.name}-{day.isoformat()}.{suffix}"
                path.write_bytes(data)
                written.append(path)
    except OSError as error:
        raise _cannot_write(folder) from error
    formats = tuple(path.suffix.removeprefix(".") for path in written)
    body = ReportExported(day=day, formats=formats)
    save(store, Draft(body=body, clerk=clerk, session=session))
    return tuple(written)


def export_batches(store: Store, path: Path) -> int:
    """Write every event without a receipt as sealed batches; give how many events.

    The export itself is recorded first, so it travels in the file.

    Raises:
        StationError: there is no such folder, and nothing was recorded; or the file cannot be
            written.
    """
    if not path.parent.is_dir():
        raise StationError(
            "There is no folder {folder}",
            "Put the stick in, or make the folder first, then type the command again",
            folder=str(path.parent),
        )
    up_to = store.journal.head().seq
    save(store, Draft(body=BatchesExported(up_to=up_to), clerk="", session="command-line"))
    batches = store.outbox.batches_for_export()
    try:
        post_file.write(path, (pack(batch) for batch in batches))
    except OSError as error:
        raise _cannot_write(path) from error
    return sum(len(batch.events) for batch in batches)


def _cannot_write(path: Path) -> StationError:
    return StationError(
        "The file cannot be written",
        "Choose another folder than {path}, or free some space",
        path=str(path),
    )
