"""The post's engine: hello, push until nothing waits, pull until the end, rest, and again.

Where the greeting shows that the journal is an old copy or has a twin, the engine looks for the
place where the two part, asks for a new life that goes on from there, and fetches back what is
missing here (`sync/parting.py`).

A plain state machine without a thread, a sleep or a clock of its own. Whoever drives it calls
`step()` when the seconds have passed that the last one gave, or earlier when something was
recorded. Whatever goes wrong, events stay in the outbox until a receipt settles them.
"""

from collections.abc import Callable

from sync.backoff import Portion, wait
from sync.condition import work
from sync.envelope import MOST_EVENTS, Batch, pack
from sync.errors import Busy, Diverged, Garbled, Rejected, SyncError, Unreachable
from sync.hello import State
from sync.parting import Parting
from sync.ports import Inbox, Lives, Outbox, Server
from sync.receiving import Receiving
from sync.status import Phase, Status
from sync.wire import Receipt, Word, read_receipt

HALTED_ADVICE = "Keep working, nothing is lost. Export the batches and tell the centre's manager"
_PARTING = frozenset({"superseded", "unknown_station", "bad_signature"})
"""Refusals of a hello after which the station looks for where the journals part."""
_GREET_AGAIN = frozenset({"superseded", "other_scope", "lost", "retired"})
"""Refusals of a push or pull after which a hello tells what has changed."""
_FORM = frozenset({"bad_request", "too_large"})
"""Refusals of a batch for its form; a single event that is refused so takes the raw lane."""
_PARTED = _PARTING | {"behind", "fork"}
"""Reasons for which sending stops until a hello is answered well."""
_BARRED = frozenset({State.LOST, State.RETIRED})


class Cycle:
    """One station's post.

    `monotonic` and `wall` give seconds, `random` a number from 0 up to 1, `rest` is how many
    seconds pass between two rounds when all is well.
    """

    def __init__(
        self,
        *,
        outbox: Outbox,
        lives: Lives,
        inbox: Inbox,
        server: Server,
        monotonic: Callable[[], float],
        wall: Callable[[], float],
        random: Callable[[], float],
        rest: float = 30.0,
    ) -> None:
        self._outbox, self._inbox, self._server = outbox, inbox, server
        self._lives = lives
        self._monotonic, self._wall, self._random = monotonic, wall, random
        self._rest, self._due = rest, monotonic()
        self._hurry = False
        # Where this round stands.
        self._greeted = self._drained = False
        self.receiving = Receiving(inbox, server)
        # What went wrong since the last success.
        self._failures = 0
        self._error: Exception | None = None
        # Whether the last exchange was a push, whether a push that failed lets all else go first,
        # and whether none has gone well since.
        self._sending = self._gives_way = self._unsent = False
        # How many hellos in a row got no answer, and whether records have their turn meanwhile.
        self._unheard, self._reads_on = 0, False
        # Why sending has stopped, and how often the central missed something before a batch.
        self._halted, self._holes = "", 0
        # The search for where the journals part, and how often in a row they did.
        self._parting: Parting | None = None
        self._parted, self._met = 0, False
        # Whether the central gives this station nothing but receipts, and how clocks differ.
        self._barred = False
        self._kept_raw: set[str] = set()
        self._drift: float | None = None
        # What was achieved in this run.
        self._last_contact: float | None = None
        self._events = Portion(MOST_EVENTS)

    def step(self) -> float:
        """Do at most one exchange with the central; give the seconds until the next, 0 for now."""
        left, waiting = self._due - self._monotonic(), self._outbox.waiting()
        if self._hurry:
            self._hurry, self._halted, self._greeted, self._drained = False, "", False, False
            self._parted, self._gives_way = 0, False
        elif left > 0 and (self._failures or self._is_at_rest(waiting)):
            return left
        elif left <= 0 and self._greeted and self._drained:
            self._greeted = self._drained = False
        try:
            self._exchange(waiting)
        except SyncError as error:
            if isinstance(error, Rejected) and error.reason in _GREET_AGAIN:
                self._greeted = False
            self.failed(error)
        else:
            if not self._unsent and not self._unheard:
                self._failures, self._error = 0, None
            self._last_contact = self._wall()
        return self._until_next(self._outbox.waiting())

    def send_now(self) -> None:
        """Wait no longer, and try again what was halted. Any thread may ask for it."""
        self._hurry = True

    def failed(self, error: Exception) -> None:
        """Note that something went wrong; the next try is due after a while.

        After a push a round of receiving comes first, after anything else a push: whatever it is
        that fails for ever, it does not stop the other.
        """
        self._failures += 1
        self._gives_way = self._sending
        self._unsent |= self._sending
        self._error = error
        asked = error.retry_after if isinstance(error, Busy) else 0.0
        pause = wait(self._failures, random=self._random, retry_after=asked)
        self._due = self._monotonic() + pause

    @property
    def status(self) -> Status:
        """Say how the post stands."""
        (position, end), waiting = self._inbox.progress(), self._outbox.waiting()
        left = self._until_next(waiting)
        condition = self._lives.condition()
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
            drift=self._drift,
            state=condition.state,
            alarm=condition.alarm,
            work=work(condition, now=self._wall()),
            move_to=condition.move_to,
        )

    def _phase(self, *, waiting: int, is_new: bool) -> Phase:
        connected = self._last_contact is not None
        phases = (
            (self._halted or self._parting or self._is_trouble(), Phase.TROUBLE),
            (not connected and is_new, Phase.NEVER_CONNECTED),
            (not connected or self._failures, Phase.OFFLINE),
            (waiting, Phase.SENDING),
            (not self.receiving.is_caught_up, Phase.RECEIVING),
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
        done = self._greeted and self._drained and self._parting is None
        return done and bool(self._halted or not waiting)

    def _until_next(self, waiting: int) -> float:
        waits = self._failures or self._is_at_rest(waiting)
        return max(0.0, self._due - self._monotonic()) if waits and not self._hurry else 0.0

    def _exchange(self, waiting: int) -> None:
        """Do the one thing that is due."""
        self._sending = False
        if self._parting is not None:
            self._part(self._parting)
        elif not self._greeted and self._reads_on and not self._barred:
            self._read_on()
        elif not self._greeted:
            self._greet()
        elif waiting and not self._halted and not self._gives_way:
            self._push_again()
        elif self._barred:
            self._rest_now()
        elif missing := self._lives.missing():
            self._fetch_back(*missing)
        else:
            self._drained = self.receiving.step()
            if self._drained:
                self._rest_now()

    def _greet(self) -> None:
        asked, self._met = self._wall(), False
        try:
            greeting = self._lives.greeted(self._server.hello(self._lives.hello()))
        except Diverged as diverged:
            self._begin_parting(diverged.reason)
        except Rejected as rejected:
            if self._halted or rejected.reason not in _PARTING:
                raise
            self._begin_parting(rejected.reason)
        except (Garbled, Unreachable):
            self._go_unheard()
            raise
        else:
            self._unheard, self._reads_on = 0, False
            self._drift = (asked + self._wall()) / 2 - greeting.at
            self._barred, self._met = greeting.state in _BARRED, True
            self._halted = "" if self._halted in _PARTED else self._halted
            self._server.authorise(self._lives.token())
            self.receiving.begin(greeting.scopes)
        self._greeted = True

    def _go_unheard(self) -> None:
        """Let records have the next turn where hellos get no answer again and again.

        Something between may spoil what is sent and pass on what is asked for.
        """
        self._unheard += 1
        if self._unheard > 1:
            self._reads_on = True
            self.receiving.begin(self._inbox.scopes())

    def _read_on(self) -> None:
        """Read the scopes that were named last; then, and where that fails, a hello is next."""
        self._reads_on = False
        self._reads_on = not self.receiving.step()

    def _begin_parting(self, why: str) -> None:
        """Look for where the journals part, unless that has just been done and did not help."""
        if self._halted:
            return
        if self._parted:
            self._halted = why
        else:
            self._parting = Parting(self._lives, self._server, why=why)

    def _part(self, parting: Parting) -> None:
        """Ask one thing more; at the end the new life says hello."""
        if not parting.step():
            return
        self._parting, self._parted = None, self._parted + 1
        self._halted = parting.failure
        self._greeted = self._barred = bool(parting.failure)
        self._server.authorise(self._lives.token())

    def _fetch_back(self, incarnation: int, after: int) -> None:
        self._lives.take_back(
            self._server.returned(incarnation, after=after, most=self._events.now)
        )

    def _rest_now(self) -> None:
        self._drained = True
        if self._gives_way:
            self._gives_way = False  # the events' turn again, after a hello
            return
        self._unsent = False
        self._parted = 0 if self._met and not self._halted else self._parted
        self._due = self._monotonic() + self._rest

    def _push_again(self) -> None:
        """Push; until that goes well its waits grow, whatever else goes well between."""
        self._sending = True
        self._push()
        self._unsent = False

    def _push(self) -> None:
        batch = self._outbox.next_batch(most=self._events.now)
        if batch is None:
            msg = "events wait that no batch can carry"
            raise SyncError(msg)
        try:
            signed = self._server.push(pack(batch))
        except SyncError as error:
            self._events.failed()
            if isinstance(error, Rejected) and error.reason in _FORM and len(batch.events) == 1:
                self._send_raw(batch, error.reason)
            raise
        receipt = read_receipt(signed.body)
        if receipt.batch != batch.id:
            msg = "the receipt is for another batch"
            raise Garbled(msg)
        try:
            self._outbox.settle(signed)
        except Diverged as diverged:
            self._begin_parting(diverged.reason)
            return
        self._events.succeeded()
        self._heed(receipt, batch.last)

    def _send_raw(self, batch: Batch, why: str) -> None:
        """Let the central keep what it cannot take in, once; the events go on waiting."""
        if batch.id not in self._kept_raw:
            letter = self._lives.raw(pack(batch), why=why)
            self._lives.raw_kept(self._server.keep_raw(letter))
            self._kept_raw.add(batch.id)

    def _heed(self, receipt: Receipt, last: int) -> None:
        """Act on the central's words: go on, come back later, greet again, or stop sending."""
        halts = {j.reason for j in receipt.judgements if j.word is Word.HALTED}
        if "fork" in halts:
            self._begin_parting("fork")
        elif halts - {"hole"}:
            self._halted = min(halts - {"hole"})
        elif any(j.word is Word.DEFERRED for j in receipt.judgements):
            msg = "the central put the batch off"
            raise Busy(msg, retry_after=_seconds(receipt))
        elif receipt.acknowledged >= last:
            self._holes = self._parted = 0
        elif self._holes:
            self._halted = "hole"
        else:
            # The central lost what it had acknowledged: its greeting says from where to go on.
            self._greeted, self._holes = False, 1


def _seconds(receipt: Receipt) -> float:
    """Read how long deferred events are put off, from their reasons."""
    asked = (j.reason for j in receipt.judgements if j.word is Word.DEFERRED)
    return max((float(text) for text in asked if text.isascii() and text.isdigit()), default=0.0)
