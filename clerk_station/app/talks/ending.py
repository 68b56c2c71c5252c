"""How a visit ends, and the slip that the family takes home."""

import time
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from clerk_station.app.slips import keep_slip
from clerk_station.app.talks.desk import Acts, DeskTalk, Part
from clerk_station.desk import visits
from clerk_station.domain.stages import Overrun
from clerk_station.errors import StationError
from clerk_station.ui.intents import CloseAsked, SlipAsked
from clerk_station.ui.sounds import Sound
from clerk_station.words import mark, sentences

_Ended = visits.Closed | visits.NotYet | visits.TookLong

TWICE_S = 0.4
"""Enter pressed again so soon after an answer was recorded is a double press, not an end."""


class Ending(Part):
    """Takes the end of a visit, and the wish to see its slip."""

    def __init__(self, talk: DeskTalk) -> None:
        super().__init__(talk)
        self._is_closing = False

    def acts(self) -> Acts:
        """Close, slip."""
        return {CloseAsked: self._close, SlipAsked: self._open_slip}

    def _close(self, asked: CloseAsked) -> None:
        talk, desk, opened = self.talk, self.talk.desk, self.talk.lying.opened
        too_soon = time.monotonic() - talk.lying.answered_at < TWICE_S
        if desk is None or opened is None or self._is_closing or too_soon:
            return
        words, folder, self._is_closing = talk.words, talk.folder, True
        why = Overrun(asked.overrun) if asked.overrun else None

        def close() -> tuple[_Ended, Path | None]:
            answer = visits.close_visit(desk, opened.visit, household=opened.household, overrun=why)
            if not isinstance(answer, visits.Closed):
                return answer, None
            return answer, keep_slip(folder, desk, opened.household, answer, words=words)

        talk.do(close, self._closed, self._not_closed)

    def _not_closed(self, trouble: StationError) -> None:
        self._is_closing = False
        self.talk.tell(trouble)

    def _closed(self, ended: tuple[_Ended, Path | None]) -> None:
        self._is_closing = False
        talk, lying = self.talk, self.talk.lying
        answer, slip = ended
        if isinstance(answer, visits.TookLong):
            talk.screen.ask_overrun()
            return
        lying.slip = slip
        if isinstance(answer, visits.NotYet):
            name = talk.words.isolate_name(answer.members[0].name.short)
            talk.note(
                mark("The visit cannot end yet"),
                mark("{name} still has no answer: scan the card or press F6"),
                name=name,
            )
            return
        lying.said = self._said(answer, has_slip=lying.slip is not None)
        lying.opened = lying.band = None
        talk.heard.emit(Sound.ADMITTED)
        talk.again()
        talk.changed.emit()

    def _said(self, closed: visits.Closed, *, has_slip: bool) -> str:
        """Say how the visit ended and what became of its slip."""
        words, closing = self.talk.words, closed.visit.closing
        outcome = sentences.outcome(words, closing.outcome) if closing else ""
        witness = words.isolate(closed.witness)
        if has_slip:
            return words.say(
                "The last visit ended: {outcome}. Its slip is ready, mark {witness}",
                outcome=outcome,
                witness=witness,
            )
        return words.say(
            "The last visit ended: {outcome}. Its slip could not be written, mark {witness}",
            outcome=outcome,
            witness=witness,
        )

    def _open_slip(self, _asked: SlipAsked) -> None:
        """Give the last slip to the machine's own program for PDF, which prints it."""
        slip = self.talk.lying.slip
        if slip is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(slip))):
            self.talk.tell(
                StationError(
                    "This machine has no program that opens a PDF",
                    "Install one, or print the file {path} elsewhere",
                    path=str(slip),
                )
            )
