"""Ways in which a station could be wrong."""

from typing import Any
from unittest.mock import patch

from clerk_station.desk import cards
from clerk_station.domain.cards import numbers
from clerk_station.errors import StationError
from clerk_station.store import arrivals, opening, outbox, records
from clerk_station.store.database import open_database, translated
from clerk_station.store.journal import Journal
from clerk_station.store.lineage import Lineage, Segment
from clerk_station.store.lives import Lives
from clerk_station.store.outbox import Outbox
from clerk_station.store.projections import Projections
from clerk_station.store.records import Inbox
from clerk_station.store.tables import applied, cursors, receipts
from clerk_station.store.tables import records as kept_records
from sync import cycle
from sync.backoff import wait
from sync.cycle import Cycle
from sync.errors import Rejected
from sync.status import Phase
from sync.wire import Cursor, Word, check_page, read_receipt
from tests.simulation.bug import Bug


def _row(incarnation: int, seq: int) -> dict[str, object]:
    word = Word.ACCEPTED.value
    return {"incarnation": incarnation, "seq": seq, "word": word, "reason": "", "at": 0}


def _settle_unseen(box: Any, batch: Any) -> None:
    """Count a batch as settled without any receipt."""
    given = [_row(batch.incarnation, seq) for seq in range(batch.first, batch.last + 1)]
    with translated(), box._engine.begin() as connection:
        connection.execute(receipts.insert().prefix_with("OR IGNORE"), given)


def _deletes_on_refusal(self: Cycle, push: Any = Cycle._push) -> None:
    try:
        push(self)
    except Rejected:
        batch = self._outbox.next_batch(most=self._events.now)
        if batch is not None:
            _settle_unseen(self._outbox, batch)


def _exported_is_sent(self: Outbox, export: Any = Outbox.batches_for_export) -> Any:
    given = export(self)
    for batch in given:
        _settle_unseen(self, batch)
    return given


def _cursor_first(self: Inbox, page: Any, apply: Any = Inbox.apply) -> None:
    """Move the cursor in a transaction of its own, before the records come."""
    before = self.cursor(page.scope)
    check_page(page, before)
    moved = {"epoch": page.epoch, "position": page.until, "hash": page.hash, "end": page.end}
    with translated(), self._engine.begin() as connection:
        connection.execute(cursors.delete().where(cursors.c.scope == page.scope))
        connection.execute(cursors.insert().values(scope=page.scope, **moved))
    with patch.object(Inbox, "cursor", lambda _self, _scope: before):
        apply(self, page)


def _any_page(page: Any, _cursor: Any) -> Cursor:
    return Cursor(scope=page.scope, epoch=page.epoch, position=page.until, hash=page.hash)


def _keeps_what_left(self: Inbox, page: Any, apply: Any = Inbox.apply) -> None:
    with translated(), self._engine.begin() as connection:
        rows = connection.execute(kept_records.select()).mappings().all()
    apply(self, page)
    gone = {(r.kind, r.id) for r in page.records if r.data is None}
    stay = [dict(row) for row in rows if (row["kind"], row["id"]) in gone]
    if stay:
        with translated(), self._engine.begin() as connection:
            connection.execute(kept_records.insert().prefix_with("OR IGNORE"), stay)


def _forgets_cursor_alone(self: Inbox, scope: str) -> None:
    with translated(), self._engine.begin() as connection:
        connection.execute(cursors.delete().where(cursors.c.scope == scope))


def _take_all_along(
    connection: Any, _scope: str, projections: Any, *, take: Any = arrivals._take_along
) -> None:
    """Let what a snapshot has not stay, whichever scope had brought it."""
    take(connection, "", projections)


def _nothing(*_: Any, **__: Any) -> None:
    """Do nothing where something is due."""


def _one_life(self: Lineage, seq: int, owner: Any = Lineage.owner) -> Segment:
    """Take every event for one of the present life."""
    return Segment(life=self.present.number, start=owner(self, seq).start, end=1 << 62)


def _unread_receipt(self: Outbox, signed: Any) -> None:
    """Believe any receipt without its signature."""
    receipt = read_receipt(signed.body)
    with translated(), self._engine.begin() as connection:
        rows = self._settled(connection, receipt)
        if rows:
            connection.execute(receipts.insert(), rows)


def _settles_all(receipt: Any, *, after: int, last: int = 1 << 62) -> list[dict[str, object]]:
    """Settle all that was sent, whatever the word on it."""
    sent = max((j.seq for j in receipt.judgements), default=0)
    return [_row(receipt.incarnation, seq) for seq in range(after + 1, min(sent, last) + 1)]


def _no_cap(failures: int, *, random: Any, retry_after: float = 0.0) -> float:
    return max(retry_after, 2.0 ** min(failures, 24) * (0.5 + float(random()) / 2))


def _obeys_for_ever(failures: int, *, random: Any, retry_after: float = 0.0) -> float:
    return retry_after or wait(failures, random=random)


def _lazily_synced(file: Any, **named: Any) -> Any:
    return open_database(file, **named | {"synchronous": "NORMAL"})


def _hides_trouble(self: Journal, *drafts: Any, append: Any = Journal.append, **named: Any) -> Any:
    """Tell the desk that all is saved although the disk was full."""
    try:
        return append(self, *drafts, **named)
    except StationError:
        seq, known = self.head().seq, named["known"]
        return tuple(self._dress(d, seq + n, known)[0] for n, d in enumerate(drafts, 1))


def _green_by_answer(self: Cycle, **_: Any) -> Phase:
    return Phase.OFFLINE if self._failures else Phase.SETTLED


def _never_folds_back(self: Projections, catch_up: Any = Projections.catch_up) -> None:
    """Leave an older ledger under a newer cache as it is."""
    with translated(), self._engine.begin() as connection:
        done = connection.execute(applied.select().order_by(applied.c.incarnation)).first()
    if done is None or done.seq <= self._journal.head().seq:
        catch_up(self)


def _numbers_of_all(leases: Any, *, issued: Any, **_: Any) -> str | None:
    """Give out whatever number of the centre was not given out here."""
    of_all = (number for lease in leases for number in numbers(lease))
    return next((number for number in of_all if number not in issued), None)


def _state_unheard(self: Lives, *args: Any, change: Any = Lives._change, **changed: Any) -> None:
    changed.pop("state", None)
    change(self, *args, **changed)


BUGS = (
    Bug("ledger_normal", "the ledger commits with synchronous=NORMAL", (
        (opening, "open_database", _lazily_synced),
    ), lambda plan: plan.power_cut > 0),
    Bug("delete_on_400", "a refusal settles the batch", (
        (Cycle, "_push", _deletes_on_refusal),
    ), lambda plan: plan.befalls("refused", "truncated_request")),
    Bug("export_settles", "what lies on a stick counts as sent", (
        (Outbox, "batches_for_export", _exported_is_sent),
    ), lambda plan: plan.stick > 0 or plan.cloned_station),
    Bug("cursor_before_data", "the cursor moves in a transaction of its own, first", (
        (Inbox, "apply", _cursor_first),
    ), lambda plan: plan.power_cut > 0 or plan.full_disk > 0),
    Bug("page_hole_accepted", "the station does not check that a page follows", (
        (records, "check_page", _any_page),
    ), lambda plan: plan.befalls("altered", "stale")),
    Bug("tombstone_ignored", "what left the centre stays at the desk", (
        (Inbox, "apply", _keeps_what_left),
    )),
    Bug("scope_keeps_records", "a feed that begins anew forgets the cursor and not the records", (
        (Inbox, "start_over", _forgets_cursor_alone), (arrivals, "_take_along", _take_all_along),
    ), lambda plan: plan.restored_central),
    Bug("receipts_not_void", "receipts stay although the central lost the events", (
        (Outbox, "rewind", _nothing),
    ), lambda plan: plan.loses),
    Bug("tail_not_sent_again", "what came back is not sent again where the central lost it too", (
        (Outbox, "rewind_tail", _nothing),
    ), lambda plan: plan.parts and plan.loses),
    Bug("not_given_back", "a restored station does not fetch what it lost", (
        (Lives, "missing", _nothing),
    ), lambda plan: plan.restored_station),
    Bug("restored_goes_on", "a restored station goes on under its old numbers", (
        (Lives, "_meet", _nothing), (Cycle, "_begin_parting", _nothing),
    ), lambda plan: plan.parts),
    Bug("sealed_across_lives", "a batch is sealed under the present life, whosever it is", (
        (Lineage, "owner", _one_life),
    ), lambda plan: plan.parts),
    Bug("receipt_unchecked", "a receipt is believed without its signature", (
        (Outbox, "settle", _unread_receipt),
    ), lambda plan: plan.befalls("altered", "stale")),
    Bug("settles_beyond", "all that was sent is settled, whatever the word on it", (
        (outbox, "_settled", _settles_all),
    ), lambda plan: plan.loses or plan.parts or plan.poison > 0),
    Bug("no_cap", "the pause doubles without an end", (
        (cycle, "wait", _no_cap),
    ), lambda plan: plan.outage > 0),
    Bug("obeys_for_ever", "the central's Retry-After is obeyed however long it is", (
        (cycle, "wait", _obeys_for_ever),
    ), lambda plan: plan.befalls("busy")),
    Bug("full_disk_hidden", "the desk is told that all is saved although the disk is full", (
        (Journal, "append", _hides_trouble),
    ), lambda plan: plan.full_disk > 0),
    Bug("green_by_answer", "the light is green as soon as the central answers", (
        (Cycle, "_phase", _green_by_answer),
    )),
    Bug("cache_not_folded_back", "an older ledger stands under a newer cache", (
        (Projections, "catch_up", _never_folds_back),
    ), lambda plan: plan.restored_station),
    Bug("cards_of_others", "a desk gives out numbers that were leased to another machine", (
        (cards, "next_free", _numbers_of_all),
    ), lambda plan: plan.cards > 0),
    Bug("state_unheard", "a station does not heed that it was suspended", (
        (Lives, "_change", _state_unheard),
    ), lambda plan: plan.suspended_station),
)  # fmt: skip
