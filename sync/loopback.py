"""The central without a network: the same letters, handed over in the same process."""

from typing import Protocol

from sync.enrol import Enrolment, EnrolmentAsk
from sync.errors import BadEnvelope, Rejected
from sync.letters import pack_page, unpack_page
from sync.wire import Cursor, Greeting, Hello, Page, SignedReceipt


class Office(Protocol):
    """The central's doors below HTTP, by shape."""

    def enrol(self, letter: EnrolmentAsk) -> Enrolment:
        """Turn a machine with a code into a station."""
        ...

    def hello(self, token: str, hello: Hello) -> Greeting:
        """Greet a station."""
        ...

    def push(self, token: str, packed: bytes) -> SignedReceipt:
        """Take in a batch."""
        ...

    def pull(self, token: str, cursor: Cursor, *, most: int) -> Page | None:
        """Give a page."""
        ...


class LoopbackServer:
    """A `Server` that calls the office directly."""

    def __init__(self, office: Office, *, token: str = "") -> None:
        self._office = office
        self._token = token

    def enrol(self, letter: EnrolmentAsk) -> Enrolment:
        """Become a station; needs no token."""
        return self._office.enrol(letter)

    def hello(self, hello: Hello) -> Greeting:
        """Greet; learn the central's time and what it holds."""
        return self._office.hello(self._token, hello)

    def push(self, packed: bytes) -> SignedReceipt:
        """Hand in one packed batch."""
        try:
            return self._office.push(self._token, packed)
        except BadEnvelope as error:
            reason = "bad_request"
            raise Rejected(reason) from error

    def pull(self, cursor: Cursor, *, most: int) -> Page | None:
        """Fetch the page after the cursor; None where the cursor's epoch is gone."""
        page = self._office.pull(self._token, cursor, most=most)
        return None if page is None else unpack_page(pack_page(page))
