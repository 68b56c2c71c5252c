"""Has a sentence read out by a screen reader at once, whatever has the focus."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str) -> None:
    """Tell of an alert on a widget, and what it says.

    Windows' readers hear the alert; AT-SPI on Linux carries announcements alone.
    """
    QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Alert))
    spoken = QAccessibleAnnouncementEvent(widget, text)
    spoken.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(spoken)
