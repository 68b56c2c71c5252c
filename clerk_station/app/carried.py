"""A centre's data from a folder that somebody carried here."""

from collections.abc import Callable
from pathlib import Path

from clerk_station.errors import StationError
from clerk_station.store.opening import Store
from sync import carried
from sync.errors import Garbled
from sync.snapshot import read_manifest
from sync.wire import NATIONAL


def take_snapshot(
    store: Store, folder: Path, *, code: str, told: Callable[[int, int], None]
) -> int:
    """Take in the snapshots of a folder; give how many records they hold.

    What was begun before goes on. What is here already, or newer here, is passed over. `told` is
    called with the number of records that are here and of all after each part.

    Raises:
        StationError: the code is mistyped or does not fit, a file is missing or was changed, or
            it is of another centre.
    """
    plain = carried.typed_code(code)
    if plain is None:
        raise StationError(
            "The code is mistyped", "Compare each digit with the manager's code and type it again"
        )
    if not carried.holds_any(folder):
        raise StationError(
            "There is no snapshot in {folder}",
            "Put the stick in again and name the folder that the central wrote",
            folder=folder,
        )
    try:
        return sum(_take(store, one, told) for one in carried.read(folder, code=plain))
    except Garbled as error:
        raise StationError(
            "This snapshot cannot be taken in",
            "The code does not fit, a file was changed, or it is of another centre. The data that "
            "is here is untouched. Compare the code, or ask for a new folder",
        ) from error
    except OSError as error:
        raise StationError(
            "The folder cannot be read whole",
            "Put the stick in again and type the command again, it goes on where it stopped",
        ) from error


def _take(store: Store, one: carried.Carried, told: Callable[[int, int], None]) -> int:
    manifest = read_manifest(one.signed.body)
    if manifest.scope not in {NATIONAL, f"centre:{store.enrolment.centre}"}:
        msg = f"it is of {manifest.scope}"
        raise Garbled(msg)
    if not store.inbox.begin(one.signed, scope=manifest.scope, anew=False):
        return 0
    count = 0
    while chunk := store.inbox.missing():
        store.inbox.keep(chunk, one.part(chunk))
        count += chunk.records
        told(count, manifest.records)
    store.inbox.adopt()
    return manifest.records
