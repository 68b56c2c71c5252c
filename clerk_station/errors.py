"""Expected trouble, told in words that a clerk can act on."""


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
