"""What `clerk-central backup` and `clerk-central restored` do."""

import sqlite3
from argparse import Namespace

from clerk_station.errors import StationError
from clerk_station.words import Words
from sync.central.backup import DATABASE, Spoilt, copy, take_over
from sync.central.office import Office


def backup(asked: Namespace, words: Words) -> int:
    """Copy the central into a folder, while it may be served, and of whatever version it is."""
    if not (asked.data / DATABASE).exists():
        raise StationError(
            "This central is not on SQLite",
            "Back PostgreSQL up with its own programs, as installer/central/README.md says.",
        )
    try:
        size = copy(asked.data.resolve(), asked.to.resolve(), with_keys=asked.with_keys)
    except FileExistsError as error:
        raise StationError(
            "The folder is there already", "Choose another name than {folder}.", folder=asked.to
        ) from error
    except Spoilt as error:
        raise StationError(
            "The database does not hold together",
            "The copy was thrown away. Stop the central and go back to the last good backup.",
        ) from error
    except (OSError, sqlite3.Error) as error:
        raise StationError(
            "The backup was not written",
            "Check that the disk of {folder} has room and that you may write there.",
            folder=asked.to,
        ) from error
    print(words.say("{bytes} bytes copied into {folder}, and whole.", bytes=size, folder=asked.to))
    if not asked.with_keys:
        print(
            words.say(
                "The keys are not in it. Keep a copy of {folder} in another safe place.",
                folder=asked.data / "keys",
            )
        )
    return 0


def restored(office: Office, _asked: Namespace, words: Words) -> int:
    """Let a database that was put back from a backup go on."""
    if office.database.is_served():
        raise StationError(
            "The central is being served",
            "Stop every clerk-central that uses this database, then type this again.",
        )
    with office.database.writing() as connection:
        void = take_over(connection, now=office.now())
    print(words.say("The feeds begin anew, and the stations send again what is missing."))
    print(words.count("{n} code is void.", "{n} codes are void.", void))
    print(words.say("Stations that were enrolled since the backup have to be enrolled again."))
    return 0
