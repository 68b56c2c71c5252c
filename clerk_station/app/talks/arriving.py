"""How a visit begins: a form, a search, a household without an appointment."""

from clerk_station.app.talks.desk import Acts, FormAnswered, FormShown, Part
from clerk_station.desk import forms
from clerk_station.desk.searching import Searched, search
from clerk_station.domain.forms import AppointmentForm, Refused
from clerk_station.domain.ids import looks_like_form_number
from clerk_station.domain.visits import How
from clerk_station.errors import StationError
from clerk_station.ui.intents import (
    FormTyped,
    HomeVisitChosen,
    HouseholdChosen,
    SearchAsked,
    WalkInAsked,
)
from clerk_station.ui.phrasing import roster, verdicts
from clerk_station.ui.phrasing.found import found_note, found_rows
from clerk_station.ui.sounds import Sound
from clerk_station.words import mark, sentences

Answer = forms.Opened | Refused | forms.Mistyped | forms.StillOpen


class Arriving(Part):
    """Takes what begins a visit."""

    def acts(self) -> Acts:
        """Forms, searches, walk-ins."""
        return {
            FormShown: self._show_form,
            FormAnswered: lambda told: self._answered(told.answer),
            FormTyped: self._typed,
            SearchAsked: self._search,
            HouseholdChosen: self._household_chosen,
            WalkInAsked: self._walk_in,
            HomeVisitChosen: self._visit_home,
        }

    def _show_form(self, form: FormShown) -> None:
        """Take what the code of a form says, or its number."""
        desk = self.talk.desk
        if form.how is How.SCANNED and self.talk.screen.takes_form(form.text):
            return
        if desk is not None:
            self.talk.do(lambda: forms.show_form(desk, form.text, how=form.how), self._answered)

    def _typed(self, typed: FormTyped) -> None:
        """Take what was typed into the band's field: a form, or something to search for."""
        if forms.is_form_code(typed.text) or looks_like_form_number(typed.text):
            self._show_form(FormShown(typed.text, How.TYPED))
        elif typed.text.strip():
            self.talk.screen.search_for(typed.text)

    def _answered(self, answer: Answer) -> None:
        match answer:
            case forms.Opened() as opened:
                self._opened(opened)
            case Refused() as refused:
                self._refused(refused)
            case forms.Mistyped(text):
                self.talk.heard.emit(Sound.UNSURE)
                self.talk.tell(
                    StationError(
                        "The form number is mistyped",
                        "Compare {number} with the paper, its check digits do not hold",
                        number=self.talk.words.isolate(text),
                    )
                )
            case forms.StillOpen() if self.talk.lying.opened is None and self.talk.desk is not None:
                self.talk.begin(self.talk.desk)
            case forms.StillOpen():
                self.talk.note(
                    mark("This visit is still open"),
                    mark("End it before the next form. Nothing was recorded"),
                )

    def _opened(self, opened: forms.Opened) -> None:
        talk, lying = self.talk, self.talk.lying
        if lying.opened is not None and lying.opened.visit.id == opened.visit.id:
            return
        lying.opened, lying.asked, lying.refused = opened, None, ""
        lying.band = roster.admitted_band(talk.words, opened.household, opened.visit, talk.today())
        talk.heard.emit(Sound.ADMITTED)
        talk.again()
        talk.changed.emit()

    def _refused(self, refused: Refused) -> None:
        talk = self.talk
        if talk.lying.opened is not None:
            talk.note(
                sentences.refusal(talk.words, refused.reason),
                mark("The visit goes on by the register. This paper is recorded"),
            )
        else:
            talk.lying.asked, talk.lying.refused = None, refused.number
            now = talk.store.journal.clock.now()
            talk.screen.show_view(
                verdicts.refusal_view(talk.words, refused, centres=talk.centres, now=now)
            )
            talk.heard.emit(Sound.REFUSED)
        talk.changed.emit()

    def _search(self, asked: SearchAsked) -> None:
        desk = self.talk.desk
        if desk is not None:
            self.talk.do(lambda: search(desk, asked.text), self._found)

    def _found(self, searched: Searched) -> None:
        words = self.talk.words
        rows = found_rows(words, searched.found)
        self.talk.screen.show_found(rows, found_note(words, searched))

    def _household_chosen(self, chosen: HouseholdChosen) -> None:
        """Serve the household that was searched for, if it is due today."""
        queries = self.talk.store.queries
        self.talk.do(lambda: queries.forms_of(chosen.household), self._serve_found)

    def _serve_found(self, booked: tuple[AppointmentForm, ...]) -> None:
        words = self.talk.words
        if not booked:
            self.talk.tell(
                StationError(
                    "This household has no appointment",
                    "Record a walk-in with F4 by the rule of the centre",
                )
            )
            return
        today = self.talk.today()
        form = next((form for form in booked if form.day == today), booked[-1])
        if form.day == today:
            self._show_form(FormShown(form.number, How.TYPED))
            return
        self.talk.tell(
            StationError(
                "This household's day is {day} at {hour}",
                "Tell them, or record a walk-in with F4 by the rule of the centre",
                day=words.isolate(words.date(form.day)),
                hour=words.isolate(form.hour),
            )
        )

    def _visit_home(self, chosen: HomeVisitChosen) -> None:
        """Begin a visit of the field team, which is at the door."""
        desk = self.talk.desk
        if desk is not None:
            self.talk.do(lambda: forms.visit_home(desk, chosen.household), self._answered)

    def _walk_in(self, asked: WalkInAsked) -> None:
        desk = self.talk.desk
        if desk is not None:
            self.talk.do(lambda: forms.walk_in(desk, asked.household), self._answered)
