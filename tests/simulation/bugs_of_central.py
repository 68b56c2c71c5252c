"""Ways in which a central could be wrong."""

from dataclasses import replace
from typing import Any

from sqlalchemy import insert, select, update

from clerk_station.domain import fold
from sync.central import (
    database,
    feed,
    greeting,
    ingest,
    leases,
    lives,
    office,
    raw_lane,
    sequencer,
    standings,
    states,
    tokens,
)
from sync.central import visits as folded
from sync.central.database import Database
from sync.central.office import Office
from sync.central.stations import by_name
from sync.central.tables import feed as rows_of_feed
from sync.central.tables import feeds
from sync.errors import BadEnvelope
from sync.wire import Judgement, Record, Word, feed_hash, sign_receipt
from tests.simulation.bug import Bug

_open: list[Any] = []
_writing = Database.writing


def _answers_first(self: Office, batch: Any, sealer: Any, **_: Any) -> Any:
    """Answer, and leave the commit to whoever writes next."""
    connection = self.database._writer.connect()
    connection.begin()
    _open.append(connection)
    life = by_name(connection, batch.station, batch.incarnation)
    receipt = ingest.ingest(connection, batch, life, now=self.now(), sealer=sealer.public_key)
    return sign_receipt(receipt, self.keys.central.sign)


def _commits_late(self: Database) -> Any:
    while _open:
        _open.pop().close()
    return _writing(self)


def _not_synced(connection: Any, _: object, prepare: Any = database._prepare_sqlite) -> None:
    prepare(connection, None)
    connection.execute("PRAGMA synchronous=NORMAL")


def _knows_for_a_day(connection: Any, batch: Any, stored: Any = ingest._stored) -> Any:
    """Know events again that came within a day of the last, and no others."""
    last = "SELECT max(received_at) FROM events WHERE station = ?"
    since = (connection.exec_driver_sql(last, (batch.station,)).scalar() or 0) - 86_400
    old = "SELECT seq FROM events WHERE station = ? AND incarnation = ? AND received_at < ?"
    named = (batch.station, batch.incarnation, since)
    forgotten = set(connection.exec_driver_sql(old, named).scalars()) - {batch.first - 1}
    return {seq: row for seq, row in stored(connection, batch).items() if seq not in forgotten}


def _refuses_poison(*args: Any, ingest: Any = ingest.ingest, **named: Any) -> Any:
    receipt = ingest(*args, **named)
    if any(j.word is Word.QUARANTINED for j in receipt.judgements):
        raise BadEnvelope("a bad record")
    return receipt


def _stops_at_poison(
    connection: Any, fresh: Any, who: Any, *, store: Any = ingest._store, **named: Any
) -> Any:
    """Lose what follows the first bad record, and say that all is stored."""
    opinions = store(connection, fresh, who, **named)
    bad = [o.letter.key for o in opinions if o.reason]
    if bad:
        after = "DELETE FROM events WHERE station = ? AND incarnation = ? AND seq > ?"
        connection.exec_driver_sql(after, bad[0])
    return opinions


def _numbers_by_id(connection: Any, scope: str, items: Any) -> None:
    """Take the id of the news, which all scopes share, for the position."""
    sequencer.open_scope(connection, scope)
    stand = connection.execute(select(feeds).where(feeds.c.scope == scope)).one()
    current, position, given = stand.hash, stand.position, []
    for item in items:
        position = max(position + 1, item.number)
        told = {
            "position": position,
            "kind": item.kind,
            "id": item.id,
            "revision": item.revision,
            "data": item.data,
        }
        current = feed_hash(current, [Record(**told)])
        given.append({"scope": scope, "hash": current, **told})
    connection.execute(insert(rows_of_feed), given)
    moved = update(feeds).where(feeds.c.scope == scope)
    connection.execute(moved.values(position=position, hash=current))


def _begins_late(*args: Any, page: Any = feed.page, **named: Any) -> Any:
    given = page(*args, **named)
    if given is None or len(given.records) < 2:
        return given
    return replace(given, records=given.records[1:])


def _folds_fresh_alone(connection: Any, station: str, fresh: Any, **_: Any) -> Any:
    its = {event.key: event for event in fresh if event.visit}
    touched = sorted({event.visit for event in its.values()})
    if touched:
        folded._replace(connection, station, touched, fold.fold_visits(its.values()))
    return {}


def _by_clock(events: Any, standing: Any = fold.standing) -> Any:
    return sorted(standing(events), key=lambda event: event.at)


def _never_retired(*args: Any, age: Any = tokens.age, **named: Any) -> Any:
    found = age(*args, **named)
    return tokens.Age.PRESENT if found is tokens.Age.RETIRED else found


def _counts_blocks(connection: Any, lease: Any, *, now: int, keep: Any = leases._keep) -> bool:
    """Lease the block after the last that is known here, whatever the clock says."""
    last = connection.exec_driver_sql("SELECT max(block) FROM leases").scalar() or 0
    object.__setattr__(lease, "block", last + 1)
    return bool(keep(connection, lease, now=now))


def _moves_at_once(connection: Any, station: str, centre: str, let: Any = states.let_move) -> None:
    """Change the centre under a station that has not heard of it."""
    let(connection, station, centre)
    moved = "UPDATE incarnations SET centre = ? WHERE station = ?"
    connection.exec_driver_sql(moved, (centre, station))


def _raw_forgotten(connection: Any, signed: Any, *, now: int, keep: Any = raw_lane.keep) -> Any:
    kept = keep(connection, signed, now=now)
    connection.exec_driver_sql("DELETE FROM raw_letters WHERE digest = ?", (kept.digest,))
    return kept


BUGS = (
    Bug("ack_before_commit", "a receipt leaves before its transaction ends", (
        (Office, "_take_in", _answers_first), (Database, "writing", _commits_late),
    )),
    Bug("central_normal", "the central commits with synchronous=NORMAL", (
        (database, "_prepare_sqlite", _not_synced),
    ), lambda plan: plan.central_cut > 0),
    Bug("identity_expires", "what was taken in is known again for a day only", (
        (ingest, "_stored", _knows_for_a_day),
    )),
    Bug("refuses_poison", "a batch with one bad record is refused", (
        (office, "ingest", _refuses_poison),
    ), lambda plan: plan.poison > 0),
    Bug("stops_at_poison", "what follows the first bad record is not stored", (
        (ingest, "_store", _stops_at_poison),
    ), lambda plan: plan.poison > 0),
    Bug("quarantine_lost", "a replay of what was quarantined is called a duplicate", (
        (ingest, "_again", lambda seq, _: Judgement(seq=seq, word=Word.DUPLICATE)),
    ), lambda plan: plan.poison > 0),
    Bug("clone_accepted", "another event under the same number is called a duplicate", (
        (ingest, "_forks", lambda *_: False),
    ), lambda plan: plan.parts),
    Bug("standing_trusted", "a hello believes the count and does not look at the events", (
        (greeting, "standing", standings.kept),
    ), lambda plan: plan.loses),
    Bug("token_for_ever", "a token that was followed by another still opens the doors", (
        (tokens, "age", _never_retired),
    ), lambda plan: plan.parts),
    Bug("cursor_by_id", "positions are ids, which grow and are not dense", (
        (sequencer, "_append", _numbers_by_id),
    )),
    Bug("page_begins_late", "a page leaves out the record after the cursor", (
        (office, "page", _begins_late),
    )),
    Bug("folds_fresh_alone", "a visit is folded from what arrived last", (
        (ingest, "refold", _folds_fresh_alone),
    )),
    Bug("order_by_clock", "events are folded in the order of their clocks", (
        (fold, "standing", _by_clock),
    ), lambda plan: plan.clock_jump > 0),
    Bug("leases_counted", "card numbers are leased by counting on, not by the central's clock", (
        (leases, "_keep", _counts_blocks),
    ), lambda plan: plan.restored_central and plan.cards > 0),
    Bug("branch_moved_along", "a branch stands where the life that it left has moved since", (
        (lives, "_stood_at", lambda _connection, life, _seq: life.centre),
    ), lambda plan: plan.moved_station and plan.parts),
    Bug("moves_at_once", "a station's centre is changed under it, without its own move", (
        (states, "let_move", _moves_at_once),
    ), lambda plan: plan.moved_station),
    Bug("raw_forgotten", "raw bytes are answered for and not kept", (
        (office, "keep", _raw_forgotten),
    ), lambda plan: plan.picky > 0 or plan.befalls("refused")),
)  # fmt: skip
