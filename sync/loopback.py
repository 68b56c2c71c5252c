"""The central without a network: the same letters, handed over in the same process."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from sync.enrol import Enrolment, EnrolmentAsk
from sync.errors import BadEnvelope, Rejected
from sync.letters import pack_page, unpack_page
from sync.signed import SignedLetter
from sync.wire import Cursor, Page, SignedReceipt

Answer = TypeVar("Answer")


class Office(Protocol):
    """The central's doors below HTTP, by shape."""

    def enrol(self, letter: EnrolmentAsk) -> Enrolment:
        """Turn a machine with a code into a station."""
        ...

    def hello(self, signed: SignedLetter) -> SignedLetter:
        """Greet a station."""
        ...

    def compare(self, signed: SignedLetter) -> SignedLetter:
        """Compare a journal with what is held."""
        ...

    def branch(self, signed: SignedLetter) -> SignedLetter:
        """Begin a new life of a station."""
        ...

    def returned(self, token: str, incarnation: int, *, after: int, most: int) -> SignedLetter:
        """Give a station its own events back."""
        ...

    def push(self, token: str, packed: bytes) -> SignedReceipt:
        """Take in a batch."""
        ...

    def pull(self, token: str, cursor: Cursor, *, most: int) -> Page | None:
        """Give a page."""
        ...

    def carry(self, token: str, packed: bytes) -> SignedReceipt:
        """Take in a batch that another station carries."""
        ...

    def keep_raw(self, signed: SignedLetter) -> SignedLetter:
        """Keep bytes that are no batch."""
        ...

    def snapshot(self, token: str, scope: str) -> SignedLetter:
        """Give the manifest of a snapshot."""
        ...

    def chunk(self, token: str, digest: str) -> bytes:
        """Give a part of a snapshot."""
        ...


class LoopbackServer:
    """A `Server` that calls the office directly."""

    def __init__(self, office: Office, *, token: str = "") -> None:
        self._office = office
        self._token = token

    def authorise(self, token: str) -> None:
        """Show this token from now on."""
        self._token = token

    def enrol(self, letter: EnrolmentAsk) -> Enrolment:
        """Become a station; needs no token."""
        return self._office.enrol(letter)

    def hello(self, hello: SignedLetter) -> SignedLetter:
        """Greet; learn the central's time and what it holds."""
        return self._office.hello(hello)

    def compare(self, probes: SignedLetter) -> SignedLetter:
        """Learn the highest probe that the central holds too."""
        return self._office.compare(probes)

    def branch(self, wish: SignedLetter) -> SignedLetter:
        """Ask for a new life that goes on where the journals parted."""
        return self._office.branch(wish)

    def returned(self, incarnation: int, *, after: int, most: int) -> SignedLetter:
        """Fetch events of this station back."""
        return self._office.returned(self._token, incarnation, after=after, most=most)

    def push(self, packed: bytes) -> SignedReceipt:
        """Hand in one packed batch."""
        try:
            return self._office.push(self._token, packed)
        except BadEnvelope as error:
            reason = "bad_request"
            raise Rejected(reason) from error

    def carry(self, packed: bytes) -> SignedReceipt:
        """Hand in a batch of another station."""
        try:
            return self._office.carry(self._token, packed)
        except BadEnvelope as error:
            reason = "bad_request"
            raise Rejected(reason) from error

    def keep_raw(self, letter: SignedLetter) -> SignedLetter:
        """Let bytes be kept that were refused for their form."""
        return self._office.keep_raw(letter)

    def pull(self, cursor: Cursor, *, most: int) -> Page | None:
        """Fetch the page after the cursor; None where the cursor's epoch is gone."""
        page = self._office.pull(self._token, cursor, most=most)
        return None if page is None else unpack_page(pack_page(page))

    def snapshot(self, scope: str) -> SignedLetter | None:
        """Fetch the manifest of a snapshot; None where the central has none."""
        return _found(lambda: self._office.snapshot(self._token, scope))

    def chunk(self, digest: str) -> bytes | None:
        """Fetch a part of a snapshot; None where the central has it no more."""
        return _found(lambda: self._office.chunk(self._token, digest))


def _found(ask: Callable[[], Answer]) -> Answer | None:
    try:
        return ask()
    except Rejected as rejected:
        if rejected.reason == "no_snapshot":
            return None
        raise
