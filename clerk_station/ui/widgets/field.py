"""The typed field: starts at the start edge in either direction, and keeps Enter to itself."""

from unicodedata import category

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QInputMethodQueryEvent, QKeyEvent, QValidator
from PySide6.QtWidgets import QLineEdit

from clerk_station.ui.theme import Look, font

LONGEST = 200
"""More characters than any number or name has; the rest of a paste is dropped."""
_JOINERS = "\u200c\u200d"
"""Part and join letters; Kurdish and Persian are written with them."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Plain(QValidator):
    """Lets through what can be seen: no marks that steer the direction, no control characters."""

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Take out of a paste what cannot be seen; line ends become blanks."""
        kept = _visible(text)
        return QValidator.State.Acceptable, kept, len(_visible(text[:place]))


def _visible(text: str) -> str:
    return "".join(c for c in map(_blank, text) if c in _JOINERS or category(c) not in _UNSEEN)


def _blank(character: str) -> str:
    return " " if character in "\t\n\v\f\r\x85\u2028\u2029" else character


class Field(QLineEdit):
    """Emits `entered` with what was typed; Enter in it presses nothing else.

    It takes plain keys and no input method: Arabic and Kurdish need none, and X11's swallows the
    keys of لا, or brings them in another order, before it is known whether a reader typed them.
    """

    entered = Signal(str)

    def __init__(self, look: Look, hint: str = "", *, name: str = "", codes: bool = False) -> None:
        super().__init__()
        self._codes = codes
        self.setFont(font(17))
        self.setFixedHeight(52)
        self.setMaxLength(LONGEST)
        self.setValidator(_Plain(self))
        side = Qt.AlignmentFlag.AlignRight if look.rtl else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        if codes:
            self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        self.hint(hint, name=name)

    def hint(self, text: str, *, name: str = "") -> None:
        """Say what may be typed here; a no-break space keeps the caret off the first letter."""
        self.setPlaceholderText(f"\u00a0{text}" if text and not self._codes else text)
        self.setAccessibleName(name or text)

    def event(self, event: QEvent) -> bool:
        """Tell input methods that this is no place for them."""
        taken = super().event(event)
        if isinstance(event, QInputMethodQueryEvent):
            event.setValue(Qt.InputMethodQuery.ImEnabled, False)  # noqa: FBT003 - Qt's own shape
        return taken

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give out what was typed on Enter; leave Escape and the function keys to the screen."""
        if event.key() in _ENTER and self.text().strip():
            self.entered.emit(self.text().strip())
            event.accept()
            return
        super().keyPressEvent(event)
