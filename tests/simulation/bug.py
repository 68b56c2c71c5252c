"""What a planted bug is."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from tests.simulation.plan import Plan


@dataclass(frozen=True, slots=True)
class Bug:
    """One way to be wrong: `patches` give what stands where instead, as (place, name, instead).

    `needs` tells whether a seed has anything in store in which the bug could show; one that has
    not counts as lived without finding it.
    """

    name: str
    what: str
    patches: tuple[tuple[Any, str, Any], ...]
    needs: Callable[[Plan], bool] = lambda _plan: True

    @contextmanager
    def planted(self) -> Iterator[None]:
        """Let production be wrong until the block ends."""
        with ExitStack() as stack:
            for place, name, instead in self.patches:
                stack.enter_context(patch.object(place, name, instead))
            yield
