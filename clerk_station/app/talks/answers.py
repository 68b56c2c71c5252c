"""What the clerk records of a member, and takes back."""

import time
from dataclasses import replace

from clerk_station.app.talks.desk import Acts, DeskTalk, Part
from clerk_station.desk import visits
from clerk_station.desk.corrections import void_asked
from clerk_station.desk.papers import Ticks, tick_papers
from clerk_station.domain.identity import DocumentKind
from clerk_station.domain.visits import AbsenceReason, Evidence, Visit
from clerk_station.ui.intents import AbsenceStated, HomeVisitAsked, PapersTicked, VoidAsked
from clerk_station.ui.phrasing import roster
from clerk_station.ui.sounds import Sound


class Answers(Part):
    """Takes attendance by hand, absences, and what is taken back."""

    def acts(self) -> Acts:
        """By hand, absent, void."""
        return {
            PapersTicked: self._papers,
            AbsenceStated: self._absence,
            HomeVisitAsked: self._home_visit,
            VoidAsked: self._void,
        }

    def _papers(self, ticked: PapersTicked) -> None:
        own = _ticks(ticked.seen, ticked.missing)
        shared = _ticks(ticked.shared_seen, ticked.shared_missing)
        self.with_member(
            ticked.member,
            lambda desk, visit, who: tick_papers(
                desk,
                visit,
                member=who,
                own=own,
                shared=shared,
                attends=ticked.attends,
                temporary_card=ticked.temporary_card,
                returns=ticked.returns,
            ),
            lambda recorded: show_recorded(self.talk, recorded, papers=not ticked.attends),
        )

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
        if asked.event not in {answer.event for answer in answers.values()}:
            self.with_visit(
                lambda desk, visit: visits.void_entry(desk, visit, event=asked.event, reason=text),
                self._voided,
            )
            return
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


def _ticks(seen: tuple[str, ...], missing: tuple[str, ...]) -> Ticks:
    return Ticks(seen=tuple(map(DocumentKind, seen)), missing=tuple(map(DocumentKind, missing)))


def show_recorded(talk: DeskTalk, recorded: visits.Recorded, *, papers: bool = False) -> None:
    """Show that an answer was saved, in the band and on the roster."""
    opened = talk.lying.opened
    if opened is None:
        return
    talk.lying.asked, talk.lying.answered_at = None, time.monotonic()
    talk.lying.opened = replace(opened, visit=recorded.visit)
    talk.lying.band = roster.recorded_band(
        talk.words, opened.household, recorded.visit, recorded.member, talk.today()
    )
    if papers:
        talk.lying.band = roster.papers_band(
            talk.words, opened.household, recorded.visit, recorded.member, talk.today()
        )
    talk.heard.emit(Sound.ATTENDED)
    talk.again()
    talk.changed.emit()
