"""Opens what a station wrote about itself, sealed for this central."""

import json
from argparse import Namespace

from clerk_station.errors import StationError
from clerk_station.words import Words
from sync.central.office import Office
from sync.central.telling import print_json
from sync.errors import Garbled
from sync.sealed import unseal


def open_diagnostics(office: Office, asked: Namespace, _words: Words) -> int:
    """Print what stands in a file of diagnostics."""
    try:
        told = json.loads(unseal(asked.file.read_bytes(), office.keys.central))
    except OSError as error:
        raise StationError(
            "The file cannot be read", "Check that {file} is there.", file=asked.file
        ) from error
    except (Garbled, ValueError) as error:
        raise StationError(
            "This central cannot open the file",
            "Open it at the central that the station belongs to, or ask for a new one.",
        ) from error
    print_json(told)
    return 0
