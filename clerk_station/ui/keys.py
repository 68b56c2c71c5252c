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


WINDOW_KEYS = frozenset({"F1", "F11"})
"""Keys that mean the same on every screen; a screen leaves them to the window."""

_COMMA = frozenset({",", "\u060c"})


def is_settings(event: QKeyEvent) -> bool:
    """Tell whether Ctrl and the comma were pressed, under a Latin or an Arabic layout."""
    held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    by_code = event.key() in {Qt.Key.Key_Comma, 0x060C}
    return held and (by_code or event.text() in _COMMA)
