"""Temporary cards at the desk: given, printed again, taken back; and what a scanned one says."""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from clerk_station.app.slips import keep_card
from clerk_station.app.talks.desk import Acts, CardCodeShown, Part
from clerk_station.card_seal import TemporaryCard, Unsealed
from clerk_station.desk import cards
from clerk_station.desk.session import Desk
from clerk_station.domain.people import Household, Member
from clerk_station.domain.visits import Visit
from clerk_station.errors import StationError
from clerk_station.ui.intents import CardAgainAsked, CardBackAsked, TemporaryCardAsked
from clerk_station.ui.phrasing import roster
from clerk_station.ui.phrasing.temporary import checked
from clerk_station.ui.sounds import Sound
from clerk_station.words import Words, mark


@dataclass(frozen=True, slots=True)
class _Printed:
    """What was recorded stands in the visit, whether or not the paper could be written."""

    visit: Visit
    member: Member
    paper: Path | StationError | None


class TemporaryCards(Part):
    """Takes what is asked of temporary cards."""

    def acts(self) -> Acts:
        """Give, again, back, and a card under the camera."""
        return {
            TemporaryCardAsked: lambda asked: self._print(asked.member, again=False),
            CardAgainAsked: lambda asked: self._print(asked.member, again=True),
            CardBackAsked: self._take_back,
            CardCodeShown: self._check,
        }

    def _print(self, member: str, *, again: bool) -> None:
        opened, words, folder = self.talk.lying.opened, self.talk.words, self.talk.folder
        if opened is None:
            return
        home = opened.household

        def give(desk: Desk, visit: Visit, who: Member) -> _Printed:
            if again:
                after = cards.reprint_card(desk, visit, member=who)
            else:
                after = cards.issue_card(desk, visit, member=who).visit
            return _Printed(after, who, _on_paper(desk, after, home, who, folder, words))

        self.with_member(member, give, lambda printed: self._printed(printed, again=again))

    def _printed(self, printed: _Printed, *, again: bool) -> None:
        said = mark("Temporary card printed again") if again else mark("Temporary card given")
        self._show(printed.visit, printed.member, said)
        if isinstance(printed.paper, StationError):
            self.talk.tell(printed.paper)
        elif printed.paper is None or not _opened(printed.paper):
            self.talk.tell(
                StationError(
                    "The card could not be put on paper",
                    "Its number is kept. Free some space, then print it again with F10",
                )
            )

    def _take_back(self, asked: CardBackAsked) -> None:
        reason = self.talk.words.say(asked.reason)
        self.with_member(
            asked.member,
            lambda desk, visit, who: (
                cards.revoke_card(desk, visit, member=who, reason=reason),
                who,
            ),
            lambda after: self._show(*after, mark("Temporary card taken back")),
        )

    def _show(self, visit: Visit, member: Member, said: str) -> None:
        talk, opened = self.talk, self.talk.lying.opened
        if opened is None:
            return
        talk.lying.opened = replace(opened, visit=visit)
        talk.lying.band = roster.card_band(
            talk.words,
            opened.household,
            visit,
            talk.today(),
            headline=talk.words.say(said),
            name=talk.words.isolate_name(member.name.short),
        )
        talk.heard.emit(Sound.ATTENDED)
        talk.again()
        talk.changed.emit()

    def _check(self, shown: CardCodeShown) -> None:
        store = self.talk.store
        self.talk.do(lambda: cards.check_card(store, shown.text), self._checked)

    def _checked(self, answer: TemporaryCard | Unsealed | cards.Revoked) -> None:
        self.talk.heard.emit(Sound.UNSURE)
        self.talk.tell(checked(self.talk.words, answer))


def _on_paper(
    desk: Desk, visit: Visit, home: Household, who: Member, folder: Path, words: Words
) -> Path | StationError | None:
    try:
        printed = cards.printed_card(desk, visit, household=home, member=who)
    except StationError as error:
        return error
    return keep_card(folder, desk, printed, words=words)


def _opened(path: Path) -> bool:
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
