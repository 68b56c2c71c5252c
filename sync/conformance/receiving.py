"""Promises of pull: dense positions, a hash that vouches for all before it, nothing else."""

from dataclasses import replace

from sync.conformance.line import Broken, must
from sync.conformance.machine import Machine
from sync.errors import Garbled
from sync.wire import Cursor, Page, check_page

_PAGES = 200


def dense(machine: Machine) -> None:
    """Every scope can be read to its end in pages that follow one another without a hole."""
    scopes = machine.greet().scopes
    must(scopes, "the greeting names no scope")
    for scope in scopes:
        cursor = Cursor(scope=scope)
        for _ in range(_PAGES):
            cursor, page = _followed(machine, cursor, most=1000)
            if page.until >= page.end:
                break


def same_in_any_size(machine: Machine) -> None:
    """Pages of one record lead to the same hashes as large ones, and none is over its size."""
    for scope in machine.greet().scopes:
        _, large = _followed(machine, Cursor(scope=scope), most=20)
        cursor = Cursor(scope=scope)
        while cursor.position < large.until:
            cursor, page = _followed(machine, cursor, most=1)
            must(len(page.records) == 1, f"a page of one has {len(page.records)} records")
        must(cursor.hash == large.hash, f"the hash at {cursor.position} depends on the page")


def strange_cursors(machine: Machine) -> None:
    """A cursor that is not of this feed is gone; a scope that was not named is refused."""
    scope = machine.greet().scopes[0]
    cursor, page = _followed(machine, Cursor(scope=scope), most=5)
    if not page.records:
        return
    strange = replace(cursor, hash=bytes(32))
    machine.pull(strange, most=5).refused(410, "epoch_gone", when="another hash")
    beyond = replace(cursor, position=page.end + 1000)
    machine.pull(beyond, most=5).refused(410, "epoch_gone", when="a position that never was")
    foreign = Cursor(scope="centre:of-somebody-else")
    machine.pull(foreign, most=5).refused(403, "other_scope", when="a scope of others")
    _followed(machine, cursor, most=5)


def moved_epoch(machine: Machine) -> None:
    """The hash vouches, not the epoch: a cursor of an earlier life of the same feed goes on."""
    scope = machine.greet().scopes[0]
    cursor, page = _followed(machine, Cursor(scope=scope), most=5)
    if page.records:
        _followed(machine, replace(cursor, epoch="an-earlier-one"), most=5)


def _followed(machine: Machine, cursor: Cursor, *, most: int) -> tuple[Cursor, Page]:
    """Fetch the page after a cursor and check that it goes on exactly there."""
    page = machine.page(cursor, most=most)
    must(page.until <= page.end, f"{page.until} lies beyond the end {page.end}")
    must(page.records or page.until >= page.end, "an empty page before the end")
    must(len(page.records) <= most, f"{len(page.records)} records where {most} were asked for")
    try:
        return check_page(page, cursor), page
    except Garbled as error:
        raise Broken(str(error)) from error
