"""The records of a made-up central: one feed a scope, and pages of it, right and wrong."""

from dataclasses import dataclass, field, replace

from sync.conformance.faults import How
from sync.wire import Cursor, Page, Record, feed_hash


@dataclass
class Feed:
    """One scope's records and the running hash after each."""

    scope: str
    records: list[Record] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=lambda: [bytes(32)])

    def add(self, how_many: int) -> None:
        """Append records of a kind that no station knows."""
        for at in range(len(self.records) + 1, len(self.records) + 1 + how_many):
            record = Record(position=at, kind="made_up", id=f"m{at}", revision=1, data="{}")
            self.records.append(record)
            self.hashes.append(feed_hash(self.hashes[-1], [record]))

    def page(self, cursor: Cursor, most: int) -> Page | None:
        """Give the page after a cursor, None where it is not of this feed."""
        at = cursor.position
        if at > len(self.records) or self.hashes[at] != cursor.hash:
            return None
        records = tuple(self.records[at : at + max(1, most)])
        until = at + len(records)
        return Page(
            scope=self.scope,
            epoch="e1",
            after=at,
            until=until,
            end=len(self.records),
            hash=self.hashes[until],
            records=records,
        )


def spoiled(page: Page, how: How, *, previous: bytes) -> Page:
    """Make a page wrong in one way; what can be right about it stays right."""
    first, *rest = page.records
    if how is How.HASH:
        return replace(page, hash=bytes(32))
    records = (first, *rest[1:]) if how is How.HOLE else (first, first, *rest)
    return replace(page, records=records, hash=feed_hash(previous, records))
