"""Expected trouble, told in words that a clerk can act on."""

import os
import sys
from collections.abc import Callable


class StationError(Exception):
    """Something outside the program went wrong and a person can do something about it.

    Raised only at the edges, where foreign exceptions are translated once. Title and message are
    English source texts: whoever shows them passes them through `Words.say(text, **values)`.

    Attributes:
        title: what happened, at most seven words.
        message: what to do next, one or two sentences.
        values: what stands in the braces of the two texts.
    """

    def __init__(self, title: str, message: str, /, **values: object) -> None:
        super().__init__(f"{title}. {message}".format(**values))
        self.title = title
        self.message = message
        self.values = values


def unless_unheard(run: Callable[[], int]) -> int:
    """Run a command; where whoever read its output has had enough (`| head`), end in peace."""
    try:
        code = run()
        if sys.stdout is not None:  # a window on Windows has none
            sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer is for nobody, also when the program ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code
