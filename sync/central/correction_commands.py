"""What `clerk-central correction` does."""

from argparse import Namespace
from collections.abc import Callable

from clerk_station.domain.codec import plain
from clerk_station.domain.corrections import Correction
from clerk_station.words import Words
from sync.central import correcting
from sync.central.clerks import supervisor
from sync.central.office import Office
from sync.central.telling import print_json


def list_corrections(office: Office, asked: Namespace, _words: Words) -> int:
    """List the corrections that wait, or all: whose, what is there, what it shall be."""
    with office.database.reading() as connection:
        found = correcting.listing(connection, centre=asked.centre, all_=asked.all)
    if asked.json:
        print_json([plain(one) for one in found])
        return 0
    for one in found:
        print(one.id, one.word, one.centre, one.household, _what(one))
    return 0


def _what(one: Correction) -> str:
    asked = one.asked
    about = asked.member or one.household
    if asked.newcomer is not None:
        who = asked.newcomer
        return f"{asked.change} {asked.why}: {who.name.full} {who.birth} ({asked.evidence})"
    if asked.field is None:
        return f"{about} {asked.change} {asked.why} ({asked.evidence})"
    return f"{about} {asked.field}: {asked.old} -> {asked.new} ({asked.evidence})"


def accept_corrections(office: Office, asked: Namespace, words: Words) -> int:
    """Change the register as it was asked for, in a supervisor's name."""
    for key in _each(office, asked, correcting.accept):
        print(words.say("Correction {id} stands in the register.", id=key))
    return 0


def reject_corrections(office: Office, asked: Namespace, words: Words) -> int:
    """Leave the register as it is, in a supervisor's name."""
    for key in _each(office, asked, correcting.reject):
        print(words.say("Correction {id} was not accepted.", id=key))
    return 0


def _each(office: Office, asked: Namespace, decide: Callable[..., Correction]) -> list[str]:
    """Decide of all corrections that were named, or of none."""
    with office.database.writing() as connection:
        by = supervisor(connection, asked.by).name
        for key in asked.corrections:
            decide(connection, key, by=by, reason=asked.reason, now=office.now())
    return list(asked.corrections)
