"""Keys by the names that stand on their caps."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_NAMES = {
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Escape: "Esc",
    **{Qt.Key(Qt.Key.Key_F1 + n): f"F{n + 1}" for n in range(12)},
}


def cap_of(event: QKeyEvent) -> str:
    """Give the name of the pressed key, or nothing for a key that is not one of ours."""
    try:
        return _NAMES.get(Qt.Key(event.key()), "")
    except ValueError:
        return ""
