"""The post's engine: hello, push until nothing waits, pull until the end, rest, and again.

A plain state machine without a thread, a sleep or a clock of its own. Whoever drives it calls
`step()` when the seconds have passed that the last one gave, or earlier when something was
recorded. Whatever goes wrong, events stay in the outbox until a receipt settles them.
"""

from collections.abc import Callable

from sync.backoff import Portion, wait
from sync.envelope import MOST_EVENTS, pack
from sync.errors import Busy, Diverged, Garbled, SyncError, Unreachable
from sync.ports import Inbox, Outbox, Server
from sync.status import Phase, Status
from sync.wire import Cursor, Greeting, Hello, Page, Receipt, Word, read_receipt

MOST_RECORDS, FIRST_RECORDS = 4000, 1000
HALTED_ADVICE = "Keep working, nothing is lost. Export the batches and tell the centre's manager"


class Cycle:
    """One station's post.

    `monotonic` and `wall` give seconds, `random` a number from 0 up to 1, `rest` is how many
    seconds pass between two rounds when all is well.
    """

    def __init__(
        self,
        *,
        outbox: Outbox,
        inbox: Inbox,
        server: Server,
        monotonic: Callable[[], float],
        wall: Callable[[], float],
        random: Callable[[], float],
        rest: float = 30.0,
    ) -> None:
        self._outbox, self._inbox, self._server = outbox, inbox, server
        self._monotonic, self._wall, self._random = monotonic, wall, random
        self._rest, self._due = rest, monotonic()
        self._hurry = False
        # Where this round stands, and which scopes are not read to their ends yet.
        self._greeted = self._drained = False
        self._unread: list[str] = []
        # What went wrong since the last success.
        self._failures = 0
        self._error: Exception | None = None
        # Why sending has stopped, and how often the central missed something before a batch.
        self._halted, self._holes = "", 0
        # What was achieved in this run.
        self._last_contact: float | None = None
        self._caught_up = False
        self._events, self._records = Portion(MOST_EVENTS), Portion(MOST_RECORDS, FIRST_RECORDS)

    def step(self) -> float:
        """Do at most one exchange with the central; give the seconds until the next, 0 for now."""
        left, waiting = self._due - self._monotonic(), self._outbox.waiting()
        if self._hurry:
            self._hurry, self._halted, self._greeted, self._drained = False, "", False, False
        elif left > 0 and (self._failures or self._is_at_rest(waiting)):
            return left
        elif left <= 0 and self._greeted and self._drained:
            self._greeted = self._drained = False
        try:
            self._exchange(waiting)
        except SyncError as error:
            self.failed(error)
        else:
            self._failures, self._error = 0, None
            self._last_contact = self._wall()
        return self._until_next(self._outbox.waiting())

    def send_now(self) -> None:
        """Wait no longer, and try again what was halted. Any thread may ask for it."""
        self._hurry = True

    def failed(self, error: Exception) -> None:
        """Note that something went wrong; the next try is due after a while."""
        self._failures += 1
        self._error = error
        asked = error.retry_after if isinstance(error, Busy) else 0.0
        pause = wait(self._failures, random=self._random, retry_after=asked)
        self._due = self._monotonic() + pause

    @property
    def status(self) -> Status:
        """Say how the post stands."""
        (position, end), waiting = self._inbox.progress(), self._outbox.waiting()
        left = self._until_next(waiting)
        return Status(
            phase=self._phase(waiting=waiting, is_new=not end),
            waiting=waiting,
            last_contact=self._last_contact,
            error=f"{self._error}" if self._error is not None else self._halted,
            advice=self._advice(),
            attempts=self._failures,
            next_try=self._wall() + left if left > 0 else None,
            halted=self._halted,
            position=position,
            end=end,
        )

    def _phase(self, *, waiting: int, is_new: bool) -> Phase:
        connected = self._last_contact is not None
        phases = (
            (self._halted or self._is_trouble(), Phase.TROUBLE),
            (not connected and is_new, Phase.NEVER_CONNECTED),
            (not connected or self._failures, Phase.OFFLINE),
            (waiting, Phase.SENDING),
            (not self._caught_up, Phase.RECEIVING),
        )
        return next((phase for applies, phase in phases if applies), Phase.SETTLED)

    def _advice(self) -> str:
        if self._halted:
            return HALTED_ADVICE
        if self._error is None:
            return ""
        return self._error.advice if isinstance(self._error, SyncError) else SyncError.advice

    def _is_trouble(self) -> bool:
        """Tell a fault that somebody has to look at from a line that is down."""
        return self._error is not None and not isinstance(self._error, Unreachable | Busy)

    def _is_at_rest(self, waiting: int) -> bool:
        return self._greeted and self._drained and bool(self._halted or not waiting)

    def _until_next(self, waiting: int) -> float:
        waits = self._failures or self._is_at_rest(waiting)
        return max(0.0, self._due - self._monotonic()) if waits and not self._hurry else 0.0

    def _exchange(self, waiting: int) -> None:
        """Do the one thing that is due."""
        if not self._greeted:
            self._greet()
        elif waiting and not self._halted:
            self._push()
        else:
            self._pull()

    def _greet(self) -> None:
        hello = self._outbox.hello()
        greeting = self._server.hello(hello)
        self._halted = self._halted or _objection(hello, greeting)
        if not self._halted:
            try:
                self._outbox.greeted(greeting)
            except Diverged:
                self._halted = "fork"
        if greeting.scopes:
            self._inbox.keep_only(greeting.scopes)
        self._unread = list(greeting.scopes) or [""]
        self._greeted = True

    def _push(self) -> None:
        batch = self._outbox.next_batch(most=self._events.now)
        if batch is None:
            msg = "events wait that no batch can carry"
            raise SyncError(msg)
        try:
            signed = self._server.push(pack(batch))
        except SyncError:
            self._events.failed()
            raise
        receipt = read_receipt(signed.body)
        if receipt.batch != batch.id:
            msg = "the receipt is for another batch"
            raise Garbled(msg)
        self._outbox.settle(signed)
        self._events.succeeded()
        self._heed(receipt, batch.last)

    def _heed(self, receipt: Receipt, last: int) -> None:
        """Act on the central's words: go on, come back later, greet again, or stop sending."""
        halts = {j.reason for j in receipt.judgements if j.word is Word.HALTED}
        if halts - {"hole"}:
            self._halted = min(halts - {"hole"})
        elif any(j.word is Word.DEFERRED for j in receipt.judgements):
            msg = "the central put the batch off"
            raise Busy(msg, retry_after=_seconds(receipt))
        elif receipt.acknowledged >= last:
            self._holes = 0
        elif self._holes:
            self._halted = "hole"
        else:
            # The central lost what it had acknowledged: its greeting says from where to go on.
            self._greeted, self._holes = False, 1

    def _pull(self) -> None:
        scope = self._unread[0]
        page = self._page(scope)
        self._inbox.apply(page)
        if page.until < page.end:
            return
        self._unread.remove(scope)
        self._drained = self._caught_up = not self._unread
        if self._drained:
            self._due = self._monotonic() + self._rest

    def _page(self, scope: str) -> Page:
        """Fetch the page after a scope's cursor, the first where that is on no feed any more."""
        cursor = self._inbox.cursor(scope)
        try:
            page = self._server.pull(cursor, most=self._records.now)
        except SyncError:
            self._records.failed()
            raise
        if page is None and cursor.position:
            self._caught_up = False
            page = self._server.pull(Cursor(scope=scope), most=self._records.now)
            if page is not None:
                self._inbox.start_over(scope)
        if page is None or (page.until < page.end and not page.records):
            msg = "the central gives no page where there should be one"
            raise Garbled(msg)
        self._records.succeeded()
        return page


def _objection(hello: Hello, greeting: Greeting) -> str:
    """Say why a station must not send: its journal is not the one that the central knows."""
    if greeting.acknowledged > hello.last:
        return "behind"
    if greeting.acknowledged == hello.last and greeting.head != hello.head:
        return "fork"
    return ""


def _seconds(receipt: Receipt) -> float:
    """Read how long deferred events are put off, from their reasons."""
    asked = (j.reason for j in receipt.judgements if j.word is Word.DEFERRED)
    return max((float(text) for text in asked if text.isascii() and text.isdigit()), default=0.0)
