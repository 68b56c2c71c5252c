"""What the post office needs from both ends, by shape; nothing here knows who provides it."""

from collections.abc import Sequence
from typing import Protocol

from sync.envelope import Batch
from sync.wire import Cursor, Greeting, Hello, Page, SignedReceipt


class Outbox(Protocol):
    """The station's side of sending: events without a receipt."""

    def hello(self) -> Hello:
        """Say who this is and where the journal stands."""
        ...

    def greeted(self, greeting: Greeting) -> None:
        """Compare both ends; rewind the send pointer where the central is behind.

        Not called where the central knows more than the journal holds.

        Raises:
            Diverged: the central's head is not the journal's at that place.
        """
        ...

    def waiting(self) -> int:
        """Count events without a receipt."""
        ...

    def next_batch(self, *, most: int) -> Batch | None:
        """Give the oldest sealed batch without a receipt, sealing one of at most `most` if none is.

        A sealed batch keeps its id and bounds until a receipt settles it, so that a retry is the
        same letter; one that holds more than `most` is sealed anew, smaller.
        """
        ...

    def settle(self, signed: SignedReceipt) -> None:
        """Check the receipt against the central's key and the journal's chain, and keep it.

        Settled is what lies at or below `acknowledged` and was accepted, quarantined or there
        before; halted and deferred events go on waiting.

        Raises:
            Garbled: it is not the central's, or speaks of another chain.
        """
        ...


class Inbox(Protocol):
    """The station's side of receiving."""

    def cursor(self, scope: str) -> Cursor:
        """Say where the last applied page of a scope ended."""
        ...

    def apply(self, page: Page) -> None:
        """Keep a page that follows its scope's cursor; records and cursor in one transaction."""
        ...

    def start_over(self, scope: str) -> None:
        """Forget a scope: its cursor is not of the central's feed, the next page begins it."""
        ...

    def keep_only(self, scopes: Sequence[str]) -> bool:
        """Forget every scope but these, which alone may be read; tell whether there were others."""
        ...

    def progress(self) -> tuple[int, int]:
        """Give the applied and the last known positions, each summed over the scopes."""
        ...


class Server(Protocol):
    """The central as a station sees it.

    Every call raises `Unreachable`, `Busy`, `Garbled` or `Rejected` and nothing else.
    """

    def hello(self, hello: Hello) -> Greeting:
        """Greet; learn the central's time and what it holds."""
        ...

    def push(self, packed: bytes) -> SignedReceipt:
        """Hand in one packed batch."""
        ...

    def pull(self, cursor: Cursor, *, most: int) -> Page | None:
        """Fetch the page after the cursor; None where the cursor's epoch is gone."""
        ...
