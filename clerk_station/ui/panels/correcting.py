"""What shall be changed in the register: a value, who joined, who left; and the paper for it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from clerk_station.domain.changes import Field as Column
from clerk_station.domain.corrections import read_value
from clerk_station.ui.intents import CorrectionMeant, JoiningMeant, LeavingMeant
from clerk_station.ui.panels.absence import NOT_SEEN, SEEN
from clerk_station.ui.panels.task import OnDesk, TaskSheet
from clerk_station.ui.theme import Look
from clerk_station.ui.views import MemberRow, Pair, RegisterView, RosterView
from clerk_station.ui.widgets.choice_list import ChoiceList
from clerk_station.ui.widgets.field import Field

_VALUE, _HOUSEHOLD, _JOINED, _LEFT = "value", "household", "joined", "left"
_PARTS = (Column.GIVEN, Column.FATHER, Column.GRANDFATHER, Column.LAQAB, Column.BIRTH,
          Column.NATIONAL_NUMBER)  # fmt: skip
_Answer = Callable[[str], None]


class CorrectionTask(TaskSheet):
    """Means a `CorrectionMeant`, a `JoiningMeant` or a `LeavingMeant`.

    Each question keeps what Escape goes back to; nothing is meant before the last has its answer.
    """

    key = "F3"

    def __init__(self, look: Look) -> None:
        say = look.words.say
        super().__init__(look, title=say("What shall be changed in the register?"))
        self._choices = ChoiceList(look)
        self._choices.chosen.connect(self._chose)
        self._value = Field(look, say("As it stands on the paper"))
        hints = (
            say("Given name"), say("Father's name"), say("Grandfather's name"), say("Family name"),
            say("Born: YYYY/MM/DD"), say("National number, if there is one"),
        )  # fmt: skip
        self._person = tuple(Field(look, hint) for hint in hints)
        fields = (self._value, *self._person)
        for field, following in zip(fields, (*fields[1:], None), strict=True):
            field.setMaximumWidth(460)
            goes_on = following if field is not self._value else None
            field.entered.connect(lambda _text, to=goes_on: to.setFocus() if to else self.confirm())
        for widget in (self._choices, *fields, self.fault):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self._register: RegisterView | None = None
        self._member: MemberRow | None = None
        self._back: list[Callable[[], None]] = []
        self._answer: _Answer | None = None
        self._typed: Callable[[], None] | None = None
        self._said: dict[str, str] = {}

    def can_begin(self, on: OnDesk) -> bool:
        """It is about the household in front, and the member that the clerk is at."""
        view = on.view
        return isinstance(view, RosterView) and view.register is not None and on.row is not None

    def begin(self, on: OnDesk) -> None:
        """Ask what kind of change it is."""
        if not isinstance(on.view, RosterView):
            return
        self._register, self._member = on.view.register, on.row
        self._back, self._said = [], {}
        for field in self._person:
            field.clear()
        self._ask_kind()

    def starts_at(self) -> QWidget:
        """The choices, then the field that is asked for."""
        places = (self._choices, self._value, self._person[0])
        return next((place for place in places if place.isVisibleTo(self)), self)

    def confirm_label(self) -> str:
        """Enter goes on where something is typed."""
        return self.look.words.say("Go on") if self._typed else ""

    def confirm(self) -> None:
        """Take what was typed."""
        if self._typed is not None:
            self._typed()

    def back(self) -> bool:
        """Take the last answer back."""
        if len(self._back) < 2:
            return False
        self._back.pop()
        self._back.pop()()
        return True

    # The questions, one after another

    def _ask_kind(self) -> None:
        say, member = self.look.words.say, self._member
        name = self.look.words.isolate_name(member.name) if member else ""
        kinds = (
            (_VALUE, say("{name}: name, birth, number", name=name)),
            (_HOUSEHOLD, say("Address, phone or old card of the household")),
            (_JOINED, say("A new member")),
            (_LEFT, say("{name} is in the household no more", name=name)),
        )
        line = say("The family asks, the central decides. The register stays as it is until then.")
        self._ask(self._ask_kind, line, kinds, self._chose_kind)

    def _chose_kind(self, kind: str) -> None:
        register, words = self._register, self.look.words
        self._said = {"kind": kind}
        if register is None:
            return
        choices = {
            _VALUE: register.of_member,
            _HOUSEHOLD: register.of_household,
            _JOINED: register.joinings,
            _LEFT: register.leavings,
        }[kind]
        answer = self._chose_field if kind in {_VALUE, _HOUSEHOLD} else self._chose_why
        line = words.say("Which value?") if kind in {_VALUE, _HOUSEHOLD} else words.say("Why?")
        self._ask(lambda: self._chose_kind(kind), line, choices, answer)

    def _chose_field(self, field: str) -> None:
        register = self._register
        self._said["field"] = field
        if register is None:
            return
        words, member = self.look.words, self._about
        old = register.registered.get((member, field), "")
        line = words.say("In the register: {old}", old=old or words.say("nothing"))
        codes = {Column.SEX: register.sexes, Column.RELATION: register.relations}
        again = lambda: self._chose_field(field)  # noqa: E731 - a question that can be asked again
        if field in codes:
            self._ask(again, line, codes[Column(field)], self._took_value)
        else:
            self._value.clear()
            self._type(again, line, (self._value,), self._read_value)

    @property
    def _about(self) -> str:
        of_household = self._said.get("kind") == _HOUSEHOLD
        return "" if of_household or self._member is None else self._member.id

    def _read_value(self) -> None:
        read = read_value(Column(self._said["field"]), self._value.text())
        if read is None:
            self.say_fault(self.look.words.say("This cannot be. Write it as on the paper."))
        else:
            self._took_value(read)

    def _took_value(self, value: str) -> None:
        self._said["new"] = value
        self._ask_evidence()

    def _chose_why(self, why: str) -> None:
        self._said["why"] = why
        if self._said["kind"] == _LEFT:
            self._ask_evidence()
        elif self._register is not None:
            again = lambda: self._chose_why(why)  # noqa: E731 - a question that can be asked again
            line = self.look.words.say("Sex")
            self._ask(again, line, self._register.sexes, self._chose_sex)

    def _chose_sex(self, sex: str) -> None:
        self._said["sex"] = sex
        if self._register is not None:
            line = self.look.words.say("Relation to the head")
            again = lambda: self._chose_sex(sex)  # noqa: E731 - a question that can be asked again
            self._ask(again, line, self._register.relations, self._chose_relation)

    def _chose_relation(self, relation: str) -> None:
        self._said["relation"] = relation
        line = self.look.words.say("Type the new member as the papers say.")
        self._type(lambda: self._chose_relation(relation), line, self._person, self._read_person)

    def _read_person(self) -> None:
        """Go on when every part can be; else to the first that cannot."""
        for column, field in zip(_PARTS, self._person, strict=True):
            if read_value(column, field.text()) is None:
                self.say_fault(self.look.words.say("This cannot be. Write it as on the paper."))
                field.setFocus()
                return
        self._ask_evidence()

    def _ask_evidence(self) -> None:
        say = self.look.words.say
        answers = ((SEEN, say("Yes, a paper was seen")), (NOT_SEEN, say("No paper was seen")))
        line = say("Was a paper seen that supports it?")
        self._ask(self._ask_evidence, line, answers, self._mean)

    def _mean(self, evidence: str) -> None:
        said, member = self._said, self._member
        if said["kind"] == _JOINED:
            given, father, grandfather, laqab, birth, number = (f.text() for f in self._person)
            self.meant.emit(
                JoiningMeant(
                    why=said["why"],
                    sex=said["sex"],
                    relation=said["relation"],
                    name=(given, father, grandfather, laqab),
                    birth=birth,
                    number=number,
                    evidence=evidence,
                )
            )
        elif said["kind"] == _LEFT:
            who = member.id if member else ""
            self.meant.emit(LeavingMeant(member=who, why=said["why"], evidence=evidence))
        else:
            self.meant.emit(
                CorrectionMeant(
                    member=self._about, field=said["field"], new=said["new"], evidence=evidence
                )
            )
        self.done.emit()

    def _chose(self, code: str) -> None:
        if self._answer is not None:
            self._answer(code)

    def _ask(
        self, again: Callable[[], None], line: str, choices: tuple[Pair, ...], answer: _Answer
    ) -> None:
        """Ask to choose; `again` asks the same once more."""
        self._back.append(again)
        self._answer, self._typed = answer, None
        self.line.say(line)
        self._choices.show_choices(choices)
        self._show(self._choices)

    def _type(
        self,
        again: Callable[[], None],
        line: str,
        fields: tuple[Field, ...],
        typed: Callable[[], None],
    ) -> None:
        """Ask to type."""
        self._back.append(again)
        self._answer, self._typed = None, typed
        self.line.say(line)
        self._show(*fields)

    def _show(self, *wanted: QWidget) -> None:
        for widget in (self._choices, self._value, *self._person):
            widget.setVisible(widget in wanted)
        self.say_fault("")
        wanted[0].setFocus()
        self.changed.emit()
