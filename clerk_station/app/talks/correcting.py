"""What a family asks to have changed in the register, recorded at the desk."""

from dataclasses import replace

from clerk_station.app.talks.desk import Acts, Part
from clerk_station.desk import corrections
from clerk_station.domain.changes import Field, Joining, Leaving, Newcomer
from clerk_station.domain.identity import ascii_digits
from clerk_station.domain.people import BirthDate, Name, Relation, Sex
from clerk_station.domain.visits import Evidence
from clerk_station.errors import StationError
from clerk_station.ui.intents import CorrectionMeant, JoiningMeant, LeavingMeant
from clerk_station.ui.phrasing import roster
from clerk_station.ui.sounds import Sound


class Correcting(Part):
    """Takes values, new members, and members who left."""

    def acts(self) -> Acts:
        """Corrected, joined, left."""
        return {
            CorrectionMeant: self._correct,
            JoiningMeant: self._join,
            LeavingMeant: self._leave,
        }

    def _correct(self, meant: CorrectionMeant) -> None:
        opened = self.talk.lying.opened
        if opened is None:
            return
        home = opened.household
        self.with_visit(
            lambda desk, visit: corrections.ask_correction(
                desk,
                visit,
                household=home,
                member=home.member(meant.member),
                field=Field(meant.field),
                new=meant.new,
                evidence=Evidence(meant.evidence),
            ),
            self._asked,
        )

    def _join(self, meant: JoiningMeant) -> None:
        try:
            birth = BirthDate.parse(ascii_digits(meant.birth))
        except ValueError:
            self.talk.tell(
                StationError(
                    "This person cannot be recorded so",
                    "Compare name, day of birth and number with the paper",
                )
            )
            return
        newcomer = Newcomer(
            name=Name(*meant.name),
            sex=Sex(meant.sex),
            birth=birth,
            relation=Relation(meant.relation),
            national_number=meant.number.strip() or None,
        )
        self.with_visit(
            lambda desk, visit: corrections.ask_joining(
                desk,
                visit,
                why=Joining(meant.why),
                newcomer=newcomer,
                evidence=Evidence(meant.evidence),
            ),
            self._asked,
        )

    def _leave(self, meant: LeavingMeant) -> None:
        self.with_member(
            meant.member,
            lambda desk, visit, who: corrections.ask_leaving(
                desk,
                visit,
                member=who,
                why=Leaving(meant.why),
                evidence=Evidence(meant.evidence),
            ),
            self._asked,
        )

    def _asked(self, done: corrections.AskedFor) -> None:
        talk, opened = self.talk, self.talk.lying.opened
        if opened is None:
            return
        talk.lying.opened = replace(opened, visit=done.visit)
        talk.lying.band = roster.asked_band(
            talk.words, opened.household, done.visit, done.asked, talk.today()
        )
        talk.heard.emit(Sound.ATTENDED)
        talk.again()
        talk.changed.emit()
