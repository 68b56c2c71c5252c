"""Why a member was not seen: the reason, the evidence, the day of return or where to go, a note."""

from PySide6.QtWidgets import QWidget

from clerk_station.domain.written import read_line, read_phone
from clerk_station.ui.dates import read_day
from clerk_station.ui.intents import AbsenceStated, HomeVisitAsked
from clerk_station.ui.panels.task import OnDesk, TaskSheet
from clerk_station.ui.theme import Look
from clerk_station.ui.views import MemberRow, ReasonView, RosterView
from clerk_station.ui.widgets.choice_list import ChoiceList
from clerk_station.ui.widgets.field import Field

SEEN, NOT_SEEN, NOT_ASKED = "seen", "not_seen", "not_asked"
"""Answers about evidence, as they stand in the intent."""


class AbsenceTask(TaskSheet):
    """Means an `AbsenceStated`, or a `HomeVisitAsked` where a team is to go there."""

    key = "F6"

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        words = look.words
        self._choices = ChoiceList(look)
        self._choices.chosen.connect(self._answer)
        self._day = Field(look, words.say("Day of return: YYYY/MM/DD"))
        self._address = Field(look, words.say("Address and landmark"))
        self._phone = Field(look, words.say("Phone: 07 and nine digits"))
        self._note = Field(look, words.say("Note (may stay empty)"))
        for field in (self._day, self._address, self._phone, self._note):
            field.entered.connect(self.confirm)
            field.setMaximumWidth(460)
        where = (self._address, self._phone)
        for widget in (self._choices, self._day, *where, self._note, self.fault):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self._member: MemberRow | None = None
        self._reasons: tuple[ReasonView, ...] = ()
        self._reason: ReasonView | None = None
        self._evidence = ""

    def can_begin(self, on: OnDesk) -> bool:
        """It is about a member of the household in front."""
        return on.row is not None

    def begin(self, on: OnDesk) -> None:
        """Ask about one member."""
        member = on.row
        if member is None or not isinstance(on.view, RosterView):
            return
        self._member, self._reasons = member, on.view.reasons
        self._day.clear()
        self._note.clear()
        self._address.setText(on.view.address)
        self._phone.setText(on.view.phone)
        name = self.look.words.isolate_name(member.name)
        self.title.say(self.look.words.say("Why is {name} absent?", name=name))
        self._ask_reason()

    def starts_at(self) -> QWidget:
        """The choices, then the field that is asked for."""
        if self._choices.isVisibleTo(self):
            return self._choices
        asked = (self._day, self._address)
        return next((field for field in asked if field.isVisibleTo(self)), self._note)

    def confirm_label(self) -> str:
        """Enter records once every question has its answer."""
        if self._choices.isVisibleTo(self) or self._reason is None:
            return ""
        say = self.look.words.say
        return say("Ask for the visit") if self._reason.asks_home else say("Record the absence")

    def back(self) -> bool:
        """Take the last answer back."""
        if self._reason is None:
            return False
        if self._evidence not in {"", NOT_ASKED} and not self._choices.isVisibleTo(self):
            self._ask_evidence()
        else:
            self._ask_reason()
        return True

    def confirm(self) -> None:
        """Record, when the day of return can be read."""
        if self._member is None or self._reason is None or self._choices.isVisibleTo(self):
            return
        if self._reason.asks_home:
            self._ask_for_visit(self._member.id)
            return
        typed = self._day.text().strip() if self._reason.asks_return else ""
        day = read_day(typed)
        if typed and day is None:
            words = self.look.words
            example = words.isolate("2026/12/01")
            self.say_fault(
                words.say("There is no such day. Write it like {example}", example=example)
            )
            self._day.setFocus()
            return
        evidence, note = self._evidence or NOT_ASKED, self._note.text().strip()
        self.meant.emit(
            AbsenceStated(
                member=self._member.id,
                reason=self._reason.code,
                evidence=evidence,
                returns=day,
                note=note,
            )
        )
        self.done.emit()

    def _ask_for_visit(self, member: str) -> None:
        """Ask for it, when the team can find the house and call ahead."""
        say = self.look.words.say
        address, phone = read_line(self._address.text()), read_phone(self._phone.text())
        if not address:
            self.say_fault(say("Write where the team has to go"))
            self._address.setFocus()
            return
        if phone is None:
            self.say_fault(say("Write the eleven digits of a mobile phone, 07 first"))
            self._phone.setFocus()
            return
        note = self._note.text().strip()
        self.meant.emit(HomeVisitAsked(member=member, address=address, phone=phone, note=note))
        self.done.emit()

    def _answer(self, code: str) -> None:
        if self._reason is None:
            self._reason = next(r for r in self._reasons if r.code == code)
            if self._reason.asks_evidence:
                self._ask_evidence()
                return
            self._evidence = NOT_ASKED
        else:
            self._evidence = code
        self._ask_rest()

    def _ask_reason(self) -> None:
        self._reason, self._evidence = None, ""
        words = self.look.words
        self.line.say(words.say("Record what the family states. Nothing is decided here."))
        self._show(tuple((r.code, r.label) for r in self._reasons))

    def _ask_evidence(self) -> None:
        self._evidence, words = "", self.look.words
        self.line.say(words.say("Was a paper seen that supports it?"))
        self._show(
            ((SEEN, words.say("Yes, a paper was seen")), (NOT_SEEN, words.say("No paper was seen")))
        )

    def _ask_rest(self) -> None:
        reason = self._reason
        if reason is None:
            return
        said = {
            SEEN: self.look.words.say("a paper was seen"),
            NOT_SEEN: self.look.words.say("no paper was seen"),
        }.get(self._evidence)
        comma = "، " if self.look.rtl else ", "
        self.line.say(comma.join(part for part in (reason.label, said) if part))
        self._choices.hide()
        self._day.setVisible(reason.asks_return)
        for field in (self._address, self._phone):
            field.setVisible(reason.asks_home)
        self._note.show()
        self.say_fault("")
        self.starts_at().setFocus()
        self.changed.emit()

    def _show(self, choices: tuple[tuple[str, str], ...]) -> None:
        self._choices.show_choices(choices)
        self._choices.show()
        for field in (self._day, self._address, self._phone, self._note):
            field.hide()
        self.say_fault("")
        self._choices.setFocus()
        self.changed.emit()
