"""What several commands say: of things that are not there, and JSON for programs."""

import json
from datetime import datetime
from typing import Any, TypeVar

from clerk_station.clock import BAGHDAD
from clerk_station.errors import StationError
from clerk_station.words import Words

T = TypeVar("T")
NO_CENTRE = "There is no centre {id}. Look for it with: clerk-central centre list"
NO_CLERK = "There is no clerk {id}. Look for it with: clerk-central clerk list"
NO_STATION = "There is no station {id}. Look for it with: clerk-central station list"
NO_HOUSEHOLD = "There is no household {id}. Give its id or its ration card number."
NO_CASE = "There is no case {id}. Look for it with: clerk-central case list"
NO_FORM = "There is no form {id}. Compare the number with the paper."


def known(thing: T | None, message: str, identity: str) -> T:
    """Give a thing that is there.

    Raises:
        StationError: it is None.
    """
    if thing is None:
        raise StationError("Not known here", message, id=identity)
    return thing


def moment(at: int, words: Words) -> str:
    """Write a time (Unix seconds) as day and hour in Baghdad."""
    when = datetime.fromtimestamp(at, BAGHDAD)
    return f"{words.date(when.date())} {words.time(when)}"


def print_json(value: Any) -> None:
    """Print a value for a program."""
    print(json.dumps(value, ensure_ascii=False))
