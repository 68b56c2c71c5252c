"""Original papers of a member and of the household: seen, or to be brought."""

from PySide6.QtWidgets import QWidget

from clerk_station.ui.dates import read_day
from clerk_station.ui.intents import PapersTicked
from clerk_station.ui.panels.task import OnDesk, TaskSheet
from clerk_station.ui.theme import Look
from clerk_station.ui.views import MemberRow, PaperView, RosterView, Tick
from clerk_station.ui.widgets.choice_list import ChoiceList
from clerk_station.ui.widgets.field import Field

_TEMPORARY = "temporary card"


class PapersTask(TaskSheet):
    """Means a `PapersTicked`: the attendance by hand of who was not seen yet, else ticks alone."""

    key = "F8"

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._choices = ChoiceList(look, many=True)
        self._choices.chosen.connect(self._ticked)
        self._day = Field(look, look.words.say("Day of return: YYYY/MM/DD"))
        self._day.setMaximumWidth(460)
        self._day.entered.connect(self.confirm)
        for widget in (self._choices, self._day, self.fault):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self._member: MemberRow | None = None
        self._papers: tuple[PaperView, ...] = ()

    def can_begin(self, on: OnDesk) -> bool:
        """It is about a member of the household in front."""
        return on.row is not None

    def begin(self, on: OnDesk) -> None:
        """Ask about one member and the household, as their papers stand."""
        words, member = self.look.words, on.row
        if member is None or not isinstance(on.view, RosterView):
            return
        self._member = member
        self._papers = tuple(p for p in on.view.documents if p.member in {member.id, ""})
        name = words.isolate_name(member.name)
        self.title.say(words.say("Papers of {name}", name=name))
        self.line.say(
            words.say("Tick each original that you hold in your hand; twice: it is to be brought.")
        )
        self._day.clear()
        self._day.hide()
        self._show(member)
        self.say_fault("")

    def _show(self, member: MemberRow) -> None:
        due = (_TEMPORARY, self.look.words.say("No unified card: a temporary card is due"))
        choices = tuple((paper.code, paper.label) for paper in self._papers)
        self._choices.show_ticked(
            (*choices, due) if member.may_attend else choices,
            ticked=self._codes(Tick.YES),
            owed=self._codes(Tick.OWED),
            may_be_owed=frozenset(paper.code for paper in self._papers),
        )

    def _codes(self, tick: Tick) -> frozenset[str]:
        return frozenset(paper.code for paper in self._papers if paper.tick is tick)

    def starts_at(self) -> QWidget:
        """The papers."""
        return self._choices

    def confirm_label(self) -> str:
        """Enter records."""
        words = self.look.words
        if self._attends:
            return words.say("Record the attendance")
        return words.say("Record the papers")

    @property
    def _attends(self) -> bool:
        may = self._member is not None and self._member.may_attend
        return may and bool(self._of(self._choices.ticked, shared=False))

    def _of(self, codes: frozenset[str], *, shared: bool) -> tuple[str, ...]:
        of = (paper for paper in self._papers if (not paper.member) is shared)
        return tuple(paper.code for paper in of if paper.code in codes)

    def _ticked(self, _code: str) -> None:
        self.say_fault("")
        self._day.setVisible(bool(self._choices.owed))
        self.changed.emit()

    def confirm(self) -> None:
        """Record, when something was ticked anew and the day of return can be read."""
        if self._member is None:
            return
        seen, owed = self._choices.ticked, self._choices.owed
        words = self.look.words
        if (seen - {_TEMPORARY}, owed) == (self._codes(Tick.YES), self._codes(Tick.OWED)):
            self.say_fault(words.say("Tick at least one paper. Nothing has been recorded."))
            return
        typed = self._day.text().strip() if owed else ""
        day = read_day(typed)
        if typed and day is None:
            example = words.isolate("2026/12/01")
            self.say_fault(
                words.say("There is no such day. Write it like {example}", example=example)
            )
            self._day.setFocus()
            return
        self.meant.emit(
            PapersTicked(
                member=self._member.id,
                seen=self._of(seen, shared=False),
                missing=self._of(owed, shared=False),
                shared_seen=self._of(seen, shared=True),
                shared_missing=self._of(owed, shared=True),
                attends=self._attends,
                temporary_card=self._attends and _TEMPORARY in seen,
                returns=day,
            )
        )
        self.done.emit()
