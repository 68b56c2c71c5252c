"""Choose the camera of this desk by its name; the choice is remembered."""

from PySide6.QtWidgets import QWidget

from clerk_station.ui.intents import CameraChosen, CamerasAsked
from clerk_station.ui.panels.task import OnDesk, TaskSheet
from clerk_station.ui.theme import Look
from clerk_station.ui.views import Pair, WaitingView
from clerk_station.ui.widgets.choice_list import KEYS, ChoiceList


class CameraTask(TaskSheet):
    """Means `CamerasAsked` when it begins, and `CameraChosen`."""

    key = "F10"

    def __init__(self, look: Look) -> None:
        super().__init__(look, title=look.words.say("Choose the camera"))
        self._choices = ChoiceList(look)
        self._choices.chosen.connect(self._choose)
        self.column.addWidget(self._choices)
        self.column.addStretch(1)

    def can_begin(self, on: OnDesk) -> bool:
        """While nothing lies on the desk: with a household there the key is that of its cards."""
        return isinstance(on.view, WaitingView)

    def begin(self, on: OnDesk) -> None:  # noqa: ARG002 - it is the same for every household
        """Ask which cameras are plugged in; whoever knows answers by `show_cameras`."""
        self.line.say(self.look.words.say("Looking for cameras"))
        self._choices.show_choices(())
        self.meant.emit(CamerasAsked())

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
        self.meant.emit(CameraChosen(code))
        self.done.emit()
