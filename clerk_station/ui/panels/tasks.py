"""All small tasks of the desk. A new one is a file beside this and a name in `Tasks`."""

from clerk_station.ui.panels.absence import AbsenceTask
from clerk_station.ui.panels.arrival import ArrivalTask
from clerk_station.ui.panels.cameras import CameraTask
from clerk_station.ui.panels.confirming import ConfirmTask
from clerk_station.ui.panels.correcting import CorrectionTask
from clerk_station.ui.panels.find import SearchTask, WalkInTask
from clerk_station.ui.panels.overrun import OverrunTask
from clerk_station.ui.panels.papers import PapersTask
from clerk_station.ui.panels.task import OnDesk, TaskSheet
from clerk_station.ui.panels.temporary_card import TemporaryCardTask
from clerk_station.ui.panels.typed_card import CheckLines, TypedCardTask
from clerk_station.ui.panels.unfinished import UnfinishedTask
from clerk_station.ui.panels.voiding import VoidTask
from clerk_station.ui.theme import Look
from clerk_station.ui.views import CompareView, RefusalView


class Tasks:
    """One of each task, made for one look. `check` says what is wrong with typed card lines."""

    def __init__(self, look: Look, *, check: CheckLines) -> None:
        self.cameras, self.search = CameraTask(look), SearchTask(look)
        self.arrival, self.overrun = ArrivalTask(look), OverrunTask(look)
        self.unfinished = UnfinishedTask(look)
        self.all: tuple[TaskSheet, ...] = (
            self.search,
            self.cameras,
            self.arrival,
            self.overrun,
            WalkInTask(look),
            TypedCardTask(look, check=check),
            AbsenceTask(look),
            PapersTask(look),
            self.unfinished,
            VoidTask(look),
            ConfirmTask(look),
            CorrectionTask(look),
            TemporaryCardTask(look),
        )

    def for_key(self, key: str, on: OnDesk) -> TaskSheet | None:
        """Give the task that a key means now, or None.

        A question wants its answer first, and a verdict that names ways on by keys goes before
        most tasks.
        """
        if isinstance(on.view, CompareView) and on.view.question:
            return None
        among = isinstance(on.view, RefusalView | CompareView)
        return next(
            (
                task
                for task in self.all
                if task.key == key and (task.over_verdicts or not among) and task.can_begin(on)
            ),
            None,
        )
