"""What can go wrong between a station and the central, translated once at the edge."""

UNREADABLE = (
    *(ValueError, KeyError, TypeError, AttributeError),
    # Infinity is JSON to Python and no whole number; brackets may be nested without an end.
    *(OverflowError, RecursionError),
)
"""What reading foreign JSON may raise; none of it means more than that it is no letter of ours."""


class SyncError(Exception):
    """The parent of all trouble here. `advice` is an English source text that says what to do."""

    advice = "The station keeps the data and tries again by itself"


class Unreachable(SyncError):
    """No answer: the line is down, the central is off, or the answer took too long."""


class Busy(SyncError):
    """The central asks to come back later; `retry_after` is in seconds, 0 where it did not say."""

    def __init__(self, message: str, *, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class OverQuota(Busy):
    """The central keeps no more of this station today."""

    advice = (
        "The station keeps the data and sends it from tomorrow on. "
        "In a hurry, export the batches and hand the file in"
    )

    def __init__(self, *, retry_after: float) -> None:
        super().__init__("the central keeps no more of this station today", retry_after=retry_after)


class Garbled(SyncError):
    """The answer is not of this protocol, or its signature does not hold."""

    advice = (
        "Something between the station and the central answers in its place, "
        "tell the centre's manager"
    )


class Diverged(Garbled):
    """The central knows another past of this life: an old copy was put back, here or there.

    `reason` is `behind` where it knows more than the journal, `fork` where it knows otherwise.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Rejected(SyncError):
    """The central knows the station and says no; `reason` is its code."""

    advice = "Tell the centre's manager, the station has to be enrolled again or released"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BadEnvelope(SyncError):
    """Bytes that are not a sealed batch, a receipt or a page, or whose seal does not hold."""
