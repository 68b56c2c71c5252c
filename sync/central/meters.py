"""What a worker counts, for Prometheus. Names carry no station and no person."""

from collections import Counter as Tally
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from sync.wire import Judgement

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Meters:
    """The counters of one worker.

    With `PROMETHEUS_MULTIPROC_DIR` set before this module is imported they lie in files there, so
    that another process can add up those of all workers, also of those that died.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "clerk_central_requests",
            "Answered requests.",
            ["door", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "clerk_central_request_seconds",
            "Seconds from a request's head to the end of its answer.",
            ["door"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._events = Counter(
            "clerk_central_events",
            "Events that were handed in, by the central's word on them.",
            ["word"],
            registry=self.registry,
        )
        self.running = Gauge(
            "clerk_central_requests_running",
            "Requests that are being answered.",
            multiprocess_mode="livesum",
            registry=self.registry,
        )

    def answered(self, door: str, status: int, *, seconds: float) -> None:
        """Count an answer."""
        self._requests.labels(door, str(status)).inc()
        self._seconds.labels(door).observe(seconds)

    def judged(self, judgements: Iterable[Judgement]) -> None:
        """Count the words of a receipt."""
        for word, count in Tally(str(j.word) for j in judgements).items():
            self._events.labels(word).inc(count)
