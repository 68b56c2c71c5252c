"""The cards that are shown during a visit: whose they are, and what is not sure."""

from clerk_station.app.talks.answers import show_recorded
from clerk_station.app.talks.desk import Acts, CardShown, Part
from clerk_station.desk import visits
from clerk_station.desk.typed import type_card
from clerk_station.domain.people import BirthDate
from clerk_station.domain.visits import How
from clerk_station.errors import StationError
from clerk_station.scan.documents import recognise
from clerk_station.scan.mrz import clean_typed
from clerk_station.ui.intents import CardTyped, MatchConfirmed, NumberTyped
from clerk_station.ui.phrasing import verdicts
from clerk_station.ui.sounds import Sound
from clerk_station.words import mark

Answer = visits.Recorded | visits.AlreadyThere | visits.ToConfirm | visits.NotOnRoster


class Cards(Part):
    """Takes identity documents, scanned or typed, and the clerk's word on a match."""

    def acts(self) -> Acts:
        """Cards, and whether one was compared."""
        return {
            CardShown: self._show,
            CardTyped: self._typed,
            NumberTyped: self._number_typed,
            MatchConfirmed: self._confirmed,
        }

    def _show(self, card: CardShown) -> None:
        opened, talk = self.talk.lying.opened, self.talk
        if opened is None:
            talk.heard.emit(Sound.UNSURE)
            talk.tell(
                StationError(
                    "A card was read, but no visit is open",
                    "Scan the appointment form first, nothing was recorded",
                )
            )
            return
        self.with_visit(
            lambda desk, visit: visits.show_card(
                desk, visit, household=opened.household, document=card.document, how=card.how
            ),
            lambda answer: self._answered(answer, card.how),
        )

    def _answered(self, answer: Answer, how: How) -> None:
        talk = self.talk
        match answer:
            case visits.Recorded() as recorded:
                show_recorded(talk, recorded)
            case visits.AlreadyThere(member):
                name = talk.words.isolate_name(member.name.short)
                talk.note(mark("{name} was recorded before"), mark("Nothing was added"), name=name)
            case visits.ToConfirm(member, document):
                talk.lying.asked = (member, document, how)
                talk.screen.show_view(
                    verdicts.confirm_view(talk.words, member, document, clock=talk.visit_clock())
                )
                talk.heard.emit(Sound.UNSURE)
            case visits.NotOnRoster(document, nearest):
                talk.lying.asked = None
                talk.screen.show_view(
                    verdicts.nobody_view(talk.words, nearest, document, clock=talk.visit_clock())
                )
                talk.heard.emit(Sound.UNSURE)
                talk.changed.emit()

    def _typed(self, typed: CardTyped) -> None:
        document = recognise(clean_typed(typed.lines))
        if document is not None:
            self._show(CardShown(document, How.TYPED))

    def _number_typed(self, typed: NumberTyped) -> None:
        opened = self.talk.lying.opened
        if opened is None:
            return
        born = BirthDate(typed.birth.year, typed.birth.month, typed.birth.day)
        self.with_visit(
            lambda desk, visit: type_card(
                desk, visit, household=opened.household, number=typed.number, birth=born
            ),
            lambda answer: self._answered(answer, How.TYPED),
        )

    def _confirmed(self, word: MatchConfirmed) -> None:
        asked, self.talk.lying.asked = self.talk.lying.asked, None
        if not word.yes or asked is None:
            self.talk.again()
            return
        member, document, how = asked
        self.with_visit(
            lambda desk, visit: visits.confirm_card(
                desk, visit, member=member, document=document, how=how
            ),
            lambda answer: self._answered(answer, how),
        )
