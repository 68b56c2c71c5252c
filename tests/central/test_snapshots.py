"""Snapshots at the central: what a scope's feed says, made once for whoever asks."""

import pytest
from sqlalchemy import func, select

from sync.central.feed import News, publish, scope_of
from sync.central.registry import put
from sync.central.snapshots import EVERY
from sync.central.tables import chunks
from sync.errors import Rejected
from sync.snapshot import Manifest, open_manifest, unpack_chunk
from sync.wire import NATIONAL, Cursor, Record
from tests.central.karbala import HeldStation, Karbala
from tests.world import CENTRE, OTHER_CENTRE, household

SCOPE = scope_of(CENTRE)


def opened(karbala: Karbala, station: HeldStation, *, scope: str = SCOPE) -> Manifest:
    """Fetch a manifest and check its signature."""
    signed = station.server.snapshot(scope)
    assert signed is not None
    return open_manifest(signed, karbala.keys.central.public_key())


def held(station: HeldStation, manifest: Manifest) -> dict[tuple[str, str], Record]:
    """Fetch all parts; give their records by what they are of."""
    found: dict[tuple[str, str], Record] = {}
    for chunk in manifest.chunks:
        data = station.server.chunk(chunk.digest)
        assert data is not None
        for record in unpack_chunk(data, chunk):
            assert (record.kind, record.id) not in found
            found[record.kind, record.id] = record
    return found


def read(station: HeldStation, scope: str) -> tuple[Cursor, dict[tuple[str, str], Record]]:
    """Follow the feed page by page instead."""
    there: dict[tuple[str, str], Record] = {}
    page = station.server.pull(Cursor(scope=scope), most=4000)
    assert page is not None
    assert page.until == page.end
    for record in page.records:
        there.pop((record.kind, record.id), None)
        if record.data is not None:
            there[record.kind, record.id] = record
    cursor = Cursor(scope=page.scope, epoch=page.epoch, position=page.until, hash=page.hash)
    return cursor, there


def plain(there: dict[tuple[str, str], Record]) -> dict[tuple[str, str], tuple[int, str | None]]:
    """Leave the positions out: a snapshot has none."""
    return {key: (r.revision, r.data) for key, r in there.items()}


@pytest.mark.parametrize("scope", [SCOPE, NATIONAL])
def test_a_snapshot_is_what_the_pages_lead_to(karbala: Karbala, scope: str) -> None:
    """Records, revisions and cursor are those of a station that read every page."""
    station = karbala.station()
    with karbala.database.writing() as connection:
        put(connection, [household(1, centre=OTHER_CENTRE)])  # leaves
        put(connection, [household(6)])  # enters
        put(connection, [household(2)])
    manifest = opened(karbala, station, scope=scope)
    cursor, there = read(station, scope)
    assert plain(held(station, manifest)) == plain(there)
    assert (manifest.position, manifest.hash, manifest.epoch) == (
        cursor.position,
        cursor.hash,
        cursor.epoch,
    )
    assert manifest.at == karbala.now


def test_a_snapshot_serves_until_it_is_too_old(karbala: Karbala) -> None:
    """The same one is given again; some thousand positions later another, and the parts change."""
    station = karbala.station()
    first = opened(karbala, station)
    karbala.now += 60
    tell(karbala, EVERY - 1)
    assert opened(karbala, station) == first
    tell(karbala, 1)
    second = opened(karbala, station)
    assert second.position == first.position + EVERY
    assert all(station.server.chunk(chunk.digest) for chunk in (*first.chunks, *second.chunks))
    tell(karbala, EVERY)
    third = opened(karbala, station)
    gone = {chunk.digest for chunk in first.chunks} - {chunk.digest for chunk in third.chunks}
    assert [station.server.chunk(digest) for digest in gone] == [None] * len(gone)
    with karbala.database.reading() as connection:
        kept = connection.scalar(select(func.count()).select_from(chunks))
    assert kept is not None
    assert kept <= len(second.chunks) + len(third.chunks)


def tell(karbala: Karbala, count: int) -> None:
    """Publish this many notes."""
    with karbala.database.writing() as connection:
        told = [News("note", f"n{n % 50}", 1, "{}") for n in range(count)]
        publish(connection, {SCOPE: told})


def test_another_centre_s_snapshot_is_refused(karbala: Karbala) -> None:
    """Neither its manifest nor a part of it whose name somebody knows."""
    own, other = karbala.station(), karbala.station(at=OTHER_CENTRE)
    manifest = opened(karbala, own)
    with pytest.raises(Rejected, match="other_scope"):
        other.server.snapshot(SCOPE)
    assert other.server.chunk(manifest.chunks[0].digest) is None
    assert own.server.chunk(manifest.chunks[0].digest) is not None
    assert own.server.chunk("0" * 64) is None


def test_a_clock_that_was_ahead_makes_no_snapshot_look_old(karbala: Karbala) -> None:
    """Stations take none older than the last: the next is as late at least, whatever the clock."""
    station = karbala.station()
    karbala.now += 365 * 86_400
    ahead = opened(karbala, station)
    karbala.now -= 365 * 86_400
    news = [News("note", f"n{n}", 1, "{}") for n in range(EVERY)]
    with karbala.database.writing() as connection:
        publish(connection, {SCOPE: news})
    after = opened(karbala, station)
    assert after.position > ahead.position
    assert after.at == ahead.at
    karbala.now += 366 * 86_400
    with karbala.database.writing() as connection:
        publish(connection, {SCOPE: news})
    assert opened(karbala, station).at == karbala.now
