"""All small tasks of the desk, and which function key begins which of them, and when."""

from collections.abc import Callable

from clerk_station.ui.panels.absence import AbsenceTask
from clerk_station.ui.panels.by_hand import ByHandTask
from clerk_station.ui.panels.cameras import CameraTask
from clerk_station.ui.panels.find import FindTask
from clerk_station.ui.panels.task import TaskSheet
from clerk_station.ui.panels.typed_card import CheckLines, TypedCardTask
from clerk_station.ui.panels.voiding import VoidTask
from clerk_station.ui.theme import Look
from clerk_station.ui.views import CompareView, DeskView, RefusalView, RosterView, WaitingView

_EVERYWHERE = frozenset({"F2", "F4", "F7"})
"""Keys that mean their task even where a refusal names them as a way on."""


class Tasks:
    """One of each task, made for one look."""

    def __init__(self, look: Look, *, check: CheckLines) -> None:
        say = look.words.say
        self.absence = AbsenceTask(look)
        self.voiding = VoidTask(look)
        self.typed = TypedCardTask(look, check=check)
        self.by_hand = ByHandTask(look)
        self.cameras = CameraTask(look)
        self.search = FindTask(
            look,
            title=say("Search"),
            line=say("By ration card or name. If it is due today, its visit begins."),
            confirm=say("Serve the household"),
        )
        self.walk_in = FindTask(
            look,
            title=say("Without an appointment"),
            line=say("Find the household by its ration card number or a name."),
            confirm=say("Begin the visit"),
        )

    @property
    def all(self) -> tuple[TaskSheet, ...]:
        """Every task."""
        return (
            self.absence, self.voiding, self.typed, self.by_hand, self.search, self.walk_in,
            self.cameras,
        )  # fmt: skip

    def for_key(
        self, key: str, view: DeskView | None, *, roster: RosterView | None, member: str
    ) -> tuple[TaskSheet, Callable[[], None]] | None:
        """Give the task that a key means now and what begins it, or None.

        `roster` is the household at the desk, also while a card of it is compared; `member` is
        the id of the member that the clerk is at.
        """
        is_question = isinstance(view, CompareView) and view.question
        names_ways = isinstance(view, RefusalView | CompareView)
        if is_question or (names_ways and key not in _EVERYWHERE):
            return None
        match key:
            case "F2":
                return self.search, self.search.begin
            case "F10" if isinstance(view, WaitingView | RosterView):
                return self.cameras, self.cameras.begin
            case "F4" if roster is None:
                return self.walk_in, self.walk_in.begin
            case "F7" if roster is not None:
                return self.typed, self.typed.begin
            case _:
                return self._for_member(key, view, member)

    def _for_member(
        self, key: str, view: DeskView | None, member: str
    ) -> tuple[TaskSheet, Callable[[], None]] | None:
        """Give a task about one member, or about what was recorded of the household."""
        if not isinstance(view, RosterView):
            return None
        row = next((r for r in view.rows if r.id == member), None)
        match key:
            case "F6" if row is not None:
                return self.absence, lambda: self.absence.begin(row, view.reasons)
            case "F8" if row is not None:
                return self.by_hand, lambda: self.by_hand.begin(row, view.documents)
            case "F9":
                return self.voiding, lambda: self.voiding.begin(view.voidable, view.void_reasons)
            case _:
                return None
