"""From two histories to two branches: where do they part, and under which number is the new one.

One exchange a step, so that the cycle stays a plain state machine.
"""

from sync.errors import Rejected
from sync.ports import Lives, Server
from sync.search import Search

_NOT_KNOWN = frozenset({"unknown_station", "bad_signature"})


class Parting:
    """One search and its wish. `why` is what led here."""

    def __init__(self, lives: Lives, server: Server, *, why: str) -> None:
        self._lives, self._server, self._why = lives, server, why
        self._search = Search(low=0, high=lives.length() + 1)
        self._signers = list(lives.signers())
        self._has_new_key = False
        self.failure = ""

    def step(self) -> bool:
        """Do one exchange; True when the new life began or nothing more can be asked."""
        try:
            return self._asked()
        except Rejected as rejected:
            if rejected.reason == "other_common":
                # What the central holds changed meanwhile: look again.
                self._search = Search(low=0, high=self._lives.length() + 1)
                return False
            if rejected.reason == "key_used" and not self._has_new_key:
                # Another copy of this machine was given the life that this one asked for.
                self._lives.key_is_used()
                self._has_new_key = True
                return False
            if rejected.reason not in _NOT_KNOWN:
                raise
            return self._try_older()

    def _asked(self) -> bool:
        signer = self._signers[0]
        if self._search.is_over:
            wish = self._lives.branch(self._search.low, signer=signer, why=self._why)
            self._lives.branched(self._server.branch(wish))
            return True
        probes = self._lives.compare(self._search.probes(), signer=signer)
        self._search = self._search.heard(self._lives.compared(self._server.compare(probes)))
        return False

    def _try_older(self) -> bool:
        """Sign with the key of an older life: a central that was restored may know that one."""
        del self._signers[0]
        if self._signers:
            return False
        self._lives.unknown()
        self.failure = "unknown_station"
        return True
