"""Reads every scope to its end: page by page, or by a snapshot where that would take long."""

from collections.abc import Sequence

from sync.backoff import Portion
from sync.errors import Garbled, SyncError
from sync.ports import Inbox, Server
from sync.wire import Page

MOST_RECORDS, FIRST_RECORDS, FAR = 4000, 1000, 5000


class Receiving:
    """The receiving half of a cycle. `far` is how many records have to be missing for a snapshot.

    `records` is how many a page asks for; `is_caught_up` tells whether the feeds were read to their
    ends in this run, and lead on.
    """

    def __init__(self, inbox: Inbox, server: Server) -> None:
        self._inbox, self._server = inbox, server
        self._unread: list[str] = []
        self.records = Portion(MOST_RECORDS, FIRST_RECORDS)
        # The scope of which a snapshot would help, and whether its cursor is on no feed.
        self._wanted: tuple[str, bool] | None = None
        self._takes_snapshots = True
        self.far, self.is_caught_up = FAR, False

    def begin(self, scopes: Sequence[str]) -> None:
        """Begin a round over the scopes that the greeting named, or the centre's where none."""
        if scopes:
            self._inbox.keep_only(scopes)
        self._unread, self._wanted = list(scopes) or [""], None

    def step(self) -> bool:
        """Do one exchange; tell whether all scopes are read to their ends."""
        if self._inbox.arriving():
            self._fetch()
        elif self._wanted is not None:
            scope, is_lost = self._wanted
            self._begin(scope, anew=is_lost)
        else:
            return self._pull(next(iter(self._unread), ""))
        return False

    def _pull(self, scope: str) -> bool:
        """Read on in a scope; where that would take long, want its snapshot instead."""
        cursor = self._inbox.cursor(scope)
        try:
            page = self._server.pull(cursor, most=self.records.now)
        except SyncError:
            self.records.failed()
            raise
        if page is None and (cursor.position or self._takes_snapshots):
            self._is_on_no_feed(scope)
        elif page is None or (page.until < page.end and not page.records):
            self._takes_snapshots = True  # of a feed that was pruned there is nothing else
            msg = "the central gives no page where there should be one"
            raise Garbled(msg)
        elif page.end - cursor.position > self.far and self._takes_snapshots:
            self._wanted = scope, False
        else:
            return self._apply(page, scope)
        return False

    def _is_on_no_feed(self, scope: str) -> None:
        self.is_caught_up = False
        if self._takes_snapshots:
            self._wanted = scope, True
        else:
            self._inbox.start_over(scope)

    def _apply(self, page: Page, scope: str) -> bool:
        self._inbox.apply(page)
        self.records.succeeded()
        if page.until < page.end:
            return False
        self._unread = [other for other in self._unread if other != scope]
        self.is_caught_up = not self._unread
        return self.is_caught_up

    def _begin(self, scope: str, *, anew: bool) -> None:
        """Begin with a snapshot; where that leads nowhere, pages do, for this run."""
        signed = self._server.snapshot(scope)
        self._wanted, self._takes_snapshots = None, False
        if signed is not None and self._inbox.begin(signed, scope=scope, anew=anew):
            self._takes_snapshots = True
        elif anew:
            self._inbox.start_over(scope)

    def _fetch(self) -> None:
        """Fetch the next part of the snapshot that is arriving, or adopt it when all are here."""
        chunk = self._inbox.missing()
        if chunk is None:
            self._inbox.adopt()
            return
        data = self._server.chunk(chunk.digest)
        if data is None:  # the central has made another one since
            self._inbox.give_up()
            return
        try:
            self._inbox.keep(chunk, data)
        except Garbled:
            self._inbox.give_up()
            self._takes_snapshots = False
            raise
