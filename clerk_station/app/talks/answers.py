"""What the clerk records of a member, and takes back."""

import time
from dataclasses import replace

from clerk_station.app.talks.desk import Acts, DeskTalk, Part
from clerk_station.desk import visits
from clerk_station.desk.corrections import void_asked
from clerk_station.domain.identity import DocumentKind
from clerk_station.domain.visits import AbsenceReason, Evidence, Visit
from clerk_station.ui.intents import AbsenceStated, AttendedByHand, HomeVisitAsked, VoidAsked
from clerk_station.ui.phrasing import roster
from clerk_station.ui.sounds import Sound
from clerk_station.words import mark


class Answers(Part):
    """Takes attendance by hand, absences, and what is taken back."""

    def acts(self) -> Acts:
        """By hand, absent, void."""
        return {
            AttendedByHand: self._by_hand,
            AbsenceStated: self._absence,
            HomeVisitAsked: self._home_visit,
            VoidAsked: self._void,
        }

    def _by_hand(self, seen: AttendedByHand) -> None:
        kinds = tuple(DocumentKind(code) for code in seen.documents)
        self.with_member(
            seen.member,
            lambda desk, visit, who: visits.attend_by_hand(
                desk, visit, member=who, documents=kinds, temporary_card=seen.temporary_card
            ),
            self._attended,
        )

    def _attended(self, answer: visits.Recorded | visits.AlreadyThere) -> None:
        if isinstance(answer, visits.Recorded):
            show_recorded(self.talk, answer)
            return
        name = self.talk.words.isolate_name(answer.member.name.short)
        self.talk.note(mark("{name} was recorded before"), mark("Nothing was added"), name=name)

    def _absence(self, stated: AbsenceStated) -> None:
        self.with_member(
            stated.member,
            lambda desk, visit, who: visits.mark_absent(
                desk,
                visit,
                member=who,
                reason=AbsenceReason(stated.reason),
                evidence=Evidence(stated.evidence),
                returns=stated.returns,
                note=stated.note,
            ),
            lambda recorded: show_recorded(self.talk, recorded),
        )

    def _home_visit(self, asked: HomeVisitAsked) -> None:
        self.with_member(
            asked.member,
            lambda desk, visit, who: visits.request_home_visit(
                desk, visit, member=who, address=asked.address, phone=asked.phone, note=asked.note
            ),
            lambda recorded: show_recorded(self.talk, recorded),
        )

    def _void(self, asked: VoidAsked) -> None:
        visit = self.talk.open_visit
        if visit is None:
            return
        text = self.talk.words.say(asked.reason)
        if asked.event == roster.WHOLE_VISIT:
            self.with_visit(
                lambda desk, visit: visits.void_visit(desk, visit, reason=text), self._visit_voided
            )
            return
        if asked.event in {one.event for one in visit.asked}:
            self.with_visit(
                lambda desk, visit: void_asked(desk, visit, event=asked.event, reason=text),
                self._voided,
            )
            return
        answers = visit.answers
        member = next((key for key, answer in answers.items() if answer.event == asked.event), "")
        self.with_visit(
            lambda desk, visit: visits.void_answer(desk, visit, member=member, reason=text),
            self._voided,
        )

    def _visit_voided(self, _nothing: None) -> None:
        lying = self.talk.lying
        lying.opened = lying.band = lying.slip = None
        lying.said = self.talk.words.say("The visit was taken back, the desk is free")
        self.talk.again()
        self.talk.changed.emit()

    def _voided(self, visit: Visit) -> None:
        talk, opened = self.talk, self.talk.lying.opened
        if opened is None:
            return
        talk.lying.opened = replace(opened, visit=visit)
        talk.lying.band = roster.voided_band(talk.words, opened.household, visit, talk.today())
        talk.again()
        talk.changed.emit()


def show_recorded(talk: DeskTalk, recorded: visits.Recorded) -> None:
    """Show that an answer was saved, in the band and on the roster."""
    opened = talk.lying.opened
    if opened is None:
        return
    talk.lying.asked, talk.lying.answered_at = None, time.monotonic()
    talk.lying.opened = replace(opened, visit=recorded.visit)
    talk.lying.band = roster.recorded_band(
        talk.words, opened.household, recorded.visit, recorded.member, talk.today()
    )
    talk.heard.emit(Sound.ATTENDED)
    talk.again()
    talk.changed.emit()
