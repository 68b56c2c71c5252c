"""A second person at the clerk's desk: a manager types their PIN, the clerk stays signed in."""

from dataclasses import replace

from clerk_station.app.talks.desk import Acts, Part
from clerk_station.desk.session import WrongSecret
from clerk_station.desk.statements import confirm_at_desk
from clerk_station.domain.people import Member
from clerk_station.domain.visits import Visit
from clerk_station.ui.intents import ConfirmedByPin
from clerk_station.ui.phrasing import roster
from clerk_station.ui.sounds import Sound
from clerk_station.words import mark


class Seconds(Part):
    """Takes the confirmation of what was just stated."""

    def acts(self) -> Acts:
        """By PIN."""
        return {ConfirmedByPin: self._confirm}

    def _confirm(self, typed: ConfirmedByPin) -> None:
        opened = self.talk.lying.opened
        who = opened.household.member(typed.member) if opened else None
        if who is not None:
            self.with_visit(
                lambda desk, visit: confirm_at_desk(
                    desk, visit, member=who, manager=typed.manager, secret=typed.secret
                ),
                lambda answer: self._confirmed(answer, who),
            )

    def _confirmed(self, answer: Visit | WrongSecret, who: Member) -> None:
        talk, opened = self.talk, self.talk.lying.opened
        if isinstance(answer, WrongSecret):
            if answer.wait:
                seconds = talk.words.count("{n} second", "{n} seconds", answer.wait)
                talk.note(
                    mark("The PIN was wrong too often"),
                    mark("Wait {seconds}. Nothing was confirmed"),
                    seconds=seconds,
                )
            else:
                talk.note(
                    mark("This is not the manager's PIN"), mark("Nothing was confirmed, press F4")
                )
            talk.changed.emit()
        elif opened is not None:
            talk.lying.opened = replace(opened, visit=answer)
            talk.lying.band = roster.confirmed_band(
                talk.words, opened.household, answer, who, talk.today()
            )
            talk.heard.emit(Sound.ATTENDED)
            talk.again()
            talk.changed.emit()
