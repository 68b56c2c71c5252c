"""Choose the camera of this desk by its name; the choice is remembered."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clerk_station.ui.panels.task import TaskSheet
from clerk_station.ui.theme import Look
from clerk_station.ui.views import Pair
from clerk_station.ui.widgets.choice_list import KEYS, ChoiceList


class CameraTask(TaskSheet):
    """Emits `asked` when it begins, and `chosen` with the code of a camera."""

    asked = Signal()
    chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(look, title=look.words.say("Choose the camera"))
        self._choices = ChoiceList(look)
        self._choices.chosen.connect(self._choose)
        self.column.addWidget(self._choices)
        self.column.addStretch(1)

    def begin(self) -> None:
        """Ask which cameras are plugged in; whoever knows answers by `show_cameras`."""
        self.line.say(self.look.words.say("Looking for cameras"))
        self._choices.show_choices(())
        self.asked.emit()

    def show_cameras(self, cameras: tuple[Pair, ...], *, current: str) -> None:
        """Offer these as (code, name) and say which one is in use."""
        say = self.look.words.say
        used = dict(cameras).get(current, "")
        line = say("In use: {name}", name=used) if used else say("Your camera is not plugged in")
        none = say("No camera is plugged in. Plug one in, then open this page again.")
        self.line.say(line if cameras else none)
        self._choices.show_choices(cameras[: len(KEYS)])
        self.changed.emit()

    def starts_at(self) -> QWidget:
        """The choices."""
        return self._choices

    def _choose(self, code: str) -> None:
        self.chosen.emit(code)
        self.done.emit()
