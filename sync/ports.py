"""What the post office needs from both ends, by shape; nothing here knows who provides it."""

from collections.abc import Sequence
from typing import Protocol

from sync.condition import Condition
from sync.envelope import Batch
from sync.hello import Greeting
from sync.signed import SignedLetter
from sync.snapshot import Chunk
from sync.wire import Cursor, Page, SignedReceipt


class Outbox(Protocol):
    """The station's side of sending: events without a receipt."""

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
            Garbled: it is not the central's, or another station's.
            Diverged: it is the central's word on another chain.
        """
        ...


class Lives(Protocol):
    """Which lives of the journal there are here, and what the central said of each."""

    def hello(self) -> SignedLetter:
        """Say who this is and where each life of the journal stands, signed."""
        ...

    def greeted(self, signed: SignedLetter) -> Greeting:
        """Check a greeting, keep what it says, and compare both ends.

        Where the central holds less than it acknowledged, receipts above stop counting.

        Raises:
            Garbled: it is not the central's answer to the last hello.
            Diverged: the central knows more of the present life, or something else.
        """
        ...

    def token(self) -> str:
        """Give the token to show at the central's doors."""
        ...

    def condition(self) -> Condition:
        """Say what is known of this station's standing."""
        ...

    def unknown(self) -> None:
        """Note that the central knows none of the lives here."""
        ...

    def length(self) -> int:
        """Give the last seq of the journal."""
        ...

    def signers(self) -> tuple[int, ...]:
        """Name the lives with whose keys this machine can sign, the present one first."""
        ...

    def compare(self, seqs: tuple[int, ...], *, signer: int) -> SignedLetter:
        """Write probes of the journal."""
        ...

    def compared(self, signed: SignedLetter) -> int:
        """Check the answer to the last probes and give the highest common seq; 0 for none.

        Raises:
            Garbled: it is not the central's answer to them.
        """
        ...

    def branch(self, common: int, *, signer: int, why: str) -> SignedLetter:
        """Ask for a new life after an event; asking again names the same new key."""
        ...

    def key_is_used(self) -> None:
        """Note that the key of the last wish has a life elsewhere: the next names another."""
        ...

    def branched(self, signed: SignedLetter) -> None:
        """Begin the new life: from now on events are recorded and sent under it.

        Raises:
            Garbled: it is not the central's answer to the last wish.
        """
        ...

    def raw(self, data: bytes, *, why: str) -> SignedLetter:
        """Write bytes for the raw lane, signed."""
        ...

    def raw_kept(self, signed: SignedLetter) -> None:
        """Check the central's word that it keeps them.

        Raises:
            Garbled: it is not the central's answer to the last raw letter.
        """
        ...

    def missing(self) -> tuple[int, int] | None:
        """Name a life of which the central held more when this one began, and how far it is here.

        None where nothing is missing.
        """
        ...

    def take_back(self, signed: SignedLetter) -> None:
        """Keep events that the central gives back, verbatim.

        Raises:
            Garbled: they are not the central's, or do not follow what is here.
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

    def scopes(self) -> tuple[str, ...]:
        """Name the scopes of which anything was read, as the central named them last."""
        ...

    def keep_only(self, scopes: Sequence[str]) -> bool:
        """Forget every scope but these, which alone may be read; tell whether there were others."""
        ...

    def progress(self) -> tuple[int, int]:
        """Give the applied and the last known positions, each summed over the scopes.

        Of a scope that is arriving as a snapshot the share that is here counts as its position.
        """
        ...

    def arriving(self) -> str:
        """Name the scope of which a snapshot is arriving, an empty text where none is."""
        ...

    def begin(self, signed: SignedLetter, *, scope: str, anew: bool) -> bool:
        """Check a snapshot's manifest and begin with it, or go on; tell whether it leads anywhere.

        `anew` where the scope's cursor is of no feed any more, and so nothing to compare with.

        Raises:
            Garbled: it is not the central's, of another scope, or older than what is here.
        """
        ...

    def missing(self) -> Chunk | None:
        """Name the next part that is not here, None where all are."""
        ...

    def keep(self, chunk: Chunk, data: bytes) -> None:
        """Check a part and keep it beside what is in use.

        Raises:
            Garbled: it is not what the manifest names; nothing of it was kept.
        """
        ...

    def adopt(self) -> None:
        """Put the whole snapshot and its cursor in the place of the scope, in one transaction."""
        ...

    def give_up(self) -> None:
        """Forget what arrived of a snapshot."""
        ...


class Server(Protocol):
    """The central as a station sees it.

    Every call raises `Unreachable`, `Busy`, `Garbled` or `Rejected` and nothing else.
    """

    def authorise(self, token: str) -> None:
        """Show this token at the doors from now on."""
        ...

    def hello(self, hello: SignedLetter) -> SignedLetter:
        """Greet; learn the central's time and what it holds."""
        ...

    def compare(self, probes: SignedLetter) -> SignedLetter:
        """Learn the highest probe that the central holds too."""
        ...

    def branch(self, wish: SignedLetter) -> SignedLetter:
        """Ask for a new life that goes on where the journals parted."""
        ...

    def returned(self, incarnation: int, *, after: int, most: int) -> SignedLetter:
        """Fetch events of this station back, from the one after a seq on."""
        ...

    def push(self, packed: bytes) -> SignedReceipt:
        """Hand in one packed batch."""
        ...

    def keep_raw(self, letter: SignedLetter) -> SignedLetter:
        """Let bytes be kept that were refused for their form; settles nothing."""
        ...

    def pull(self, cursor: Cursor, *, most: int) -> Page | None:
        """Fetch the page after the cursor; None where the cursor is not of this feed."""
        ...

    def snapshot(self, scope: str) -> SignedLetter | None:
        """Fetch the manifest of a snapshot of a scope; None where the central has none."""
        ...

    def chunk(self, digest: str) -> bytes | None:
        """Fetch a part of a snapshot; None where the central has it no more."""
        ...
