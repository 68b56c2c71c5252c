"""Under many writers and a sequencer that is killed each second the feed has no hole."""

from collections.abc import Iterator

import pytest

from sync.central.database import Database
from tests.central import gap, postgres

pytestmark = pytest.mark.skipif(bool(postgres.why_not()), reason=postgres.why_not())
SECONDS = 6.0


@pytest.fixture
def seen() -> Iterator[gap.Seen]:
    """Give what was seen on a server of its own."""
    with postgres.running() as server:
        url = postgres.fresh(server)
        database = Database(url)
        database.migrate()
        database.close()
        yield gap.run(url, seconds=SECONDS)


def test_no_news_are_skipped_or_told_twice(seen: gap.Seen) -> None:
    """Twelve writers, two readers: each gets all news, each once, whoever was killed meanwhile.

    The control reads the same rows by `id > cursor`, and has to lose more than one in a hundred.
    """
    assert seen.is_tried
    assert len(seen.written) > 100
    assert (seen.missing, seen.doubled) == (0, 0)
    assert seen.naive_lost > 0.01
