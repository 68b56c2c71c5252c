"""What a planted bug is."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch


@dataclass(frozen=True, slots=True)
class Bug:
    """One way to be wrong: `patches` give what stands where instead, as (place, name, instead)."""

    name: str
    what: str
    patches: tuple[tuple[Any, str, Any], ...]

    @contextmanager
    def planted(self) -> Iterator[None]:
        """Let production be wrong until the block ends."""
        with ExitStack() as stack:
            for place, name, instead in self.patches:
                stack.enter_context(patch.object(place, name, instead))
            yield
