"""The conversation with the desk's screen: what lies on the desk, and who takes which intent."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from clerk_station.card_seal import PREFIX as CARD_PREFIX
from clerk_station.desk import forms, visits
from clerk_station.desk.queue import called_here
from clerk_station.desk.roles import Act, may
from clerk_station.desk.session import Desk
from clerk_station.domain.day_list import DayList, Line
from clerk_station.domain.forms import Refused
from clerk_station.domain.identity import IdentityDocument
from clerk_station.domain.ids import read_form_number
from clerk_station.domain.people import Member
from clerk_station.domain.records import Centre, Clerk
from clerk_station.domain.visits import How, Visit
from clerk_station.errors import StationError
from clerk_station.scan.reading import Reading, Symbology
from clerk_station.store.opening import Store
from clerk_station.ui.intents import ActChosen, Dismissed
from clerk_station.ui.phrasing import roster
from clerk_station.ui.phrasing.waiting import waiting_view
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.sounds import Sound
from clerk_station.ui.views import BandView, ClockView, CompareView, Pair, RefusalView, UnsureView
from clerk_station.ui.worker import Worker
from clerk_station.words import Words

T = TypeVar("T")
Acts = Mapping[type[Any], Callable[[Any], object]]
"""Which function takes an intent of which kind."""


@dataclass(frozen=True, slots=True)
class FormShown:
    """The code or number of a form came to the desk."""

    text: str
    how: How = How.SCANNED


@dataclass(frozen=True, slots=True)
class CardShown:
    """An identity document came to the desk."""

    document: IdentityDocument
    how: How = How.SCANNED


@dataclass(frozen=True, slots=True)
class CardCodeShown:
    """The code of a temporary card came to the desk."""

    text: str


@dataclass(frozen=True, slots=True)
class FormAnswered:
    """The desk answered to what was to begin a visit."""

    answer: forms.Opened | Refused | forms.Mistyped | forms.StillOpen


@dataclass(slots=True)
class Lying:
    """What lies on the desk now.

    `asked` is a card that waits to be compared, `refused` the number of the form that was just
    refused, `said` what the waiting screen tells of the last act, `slip` the last one that can be
    opened, `answered_at` the monotonic second of the last answer.
    """

    opened: forms.Opened | None = None
    asked: tuple[Member, IdentityDocument, How] | None = None
    band: BandView | None = None
    said: str = ""
    refused: str = ""
    slip: Path | None = None
    answered_at: float = 0.0


@dataclass(frozen=True, slots=True)
class _Idle:
    """What there is to show when nothing lies on the desk."""

    day: DayList
    called: Line | None
    unfinished: int


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What there is to know when a clerk sits down."""

    opened: forms.Opened | None
    centres: tuple[Centre, ...]
    clerks: tuple[Clerk, ...]


def _beginning(desk: Desk) -> _Beginning:
    queries = desk.store.queries
    return _Beginning(forms.resume(desk), queries.all_records(Centre), queries.clerks())


class DeskTalk(QObject):
    """Holds what lies on the desk; emits `changed` after each act and `heard` for each sound."""

    changed = Signal()
    heard = Signal(object)
    troubled = Signal(object)

    def __init__(
        self,
        screen: DeskScreen,
        *,
        parts: Sequence[type["Part"]],
        worker: Worker,
        store: Store,
        words: Words,
        folder: Path,
    ) -> None:
        super().__init__()
        self.screen, self.store, self.words, self.folder = screen, store, words, folder
        self.lying = Lying()
        self.desk: Desk | None = None
        self.centres: Mapping[str, Centre] = {}
        self.managers: tuple[Pair, ...] = ()
        self._worker, self._clock = worker, store.journal.clock
        self._acts: dict[type[Any], Callable[[Any], object]] = {
            Dismissed: lambda _: self.again(),
            ActChosen: self._act_chosen,
        }
        for part in parts:
            self._acts.update(part(self).acts())
        screen.meant.connect(self.take)

    def take(self, intent: object) -> None:
        """Do what was meant, if somebody is at the desk and it is the desk's to do."""
        act = self._acts.get(type(intent))
        if act is not None and self.desk is not None:
            act(intent)

    @property
    def open_visit(self) -> Visit | None:
        """The visit at the desk."""
        return self.lying.opened.visit if self.lying.opened else None

    # Who is at the desk

    def begin(self, desk: Desk) -> None:
        """A clerk sits down; a visit that was open goes on."""
        self.desk, self.lying.said = desk, ""
        self.do(lambda: _beginning(desk), self._begun)

    def leave(self) -> None:
        """The clerk locks the desk; what lies on it stays in the journal."""
        self.desk, self.lying = None, Lying()

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self.words = words
        if self.desk is not None:
            self.begin(self.desk)

    def _begun(self, found: "_Beginning") -> None:
        opened = found.opened
        self.centres = {centre.id: centre for centre in found.centres}
        self.managers = tuple(
            (clerk.id, clerk.name)
            for clerk in found.clerks
            if may(clerk.role, Act.CONFIRM_STATEMENT)
        )
        self.lying.opened = opened
        if opened is not None:
            self.lying.band = roster.admitted_band(
                self.words, opened.household, opened.visit, self.today()
            )
        self.again()

    def refresh(self) -> None:
        """Read the household at the desk anew: the feed may have brought or taken somebody."""
        desk = self.desk
        if desk is None:
            return
        if self.lying.opened is None:
            if not isinstance(self.screen.view, RefusalView):
                self.again()
            return
        self.do(lambda: forms.resume(desk), self._refreshed)

    def _refreshed(self, found: forms.Opened | None) -> None:
        opened = self.lying.opened
        if opened is None:
            return
        if found is None:
            self.lying.opened = self.lying.band = None
            self.lying.said = self.words.say("The household left this centre's records")
        elif found.visit.id == opened.visit.id:
            self.lying.opened = found
            if isinstance(self.screen.view, CompareView | UnsureView):
                return  # a question stays until it was answered
        self.again()

    def read(self, reading: Reading) -> None:
        """Take a steady reading: a form, or the card of somebody at the desk."""
        if reading.document is not None:
            self.take(CardShown(reading.document))
        elif reading.text.startswith(CARD_PREFIX):
            self.take(CardCodeShown(reading.text))
        elif reading.kind is Symbology.QR or not self._is_known(reading.text):
            self.take(FormShown(reading.text))

    def _is_known(self, text: str) -> bool:
        """Tell whether this bar code lies on the paper that was just admitted or refused."""
        number, visit = read_form_number(text), self.open_visit
        return number is not None and number in {self.lying.refused, visit.form if visit else ""}

    # What is shown

    def again(self) -> None:
        """Show what lies on the desk now."""
        if self.desk is None:
            return
        opened, band = self.lying.opened, self.lying.band
        if opened is not None and band is not None:
            self.screen.show_view(
                roster.roster_view(
                    self.words,
                    household=opened.household,
                    visit=opened.visit,
                    form=opened.form,
                    day=self.today(),
                    band=band,
                    clock=self.visit_clock(),
                    managers=self.managers,
                )
            )
            return
        desk, today, lists = self.desk, self.today(), self.store.day_lists

        def read() -> _Idle:
            day = lists.of(today)
            left = len(self.store.unfinished.waiting(today))
            return _Idle(day, called_here(day, desk), left)

        self.do(read, self._show_waiting)

    def _show_waiting(self, idle: _Idle) -> None:
        if self.lying.opened is not None or self.desk is None:
            return
        self.screen.show_view(
            waiting_view(
                self.words,
                idle.day,
                called=idle.called,
                window=self.store.day_lists.window,
                said=self.lying.said,
                has_slip=self.lying.slip is not None,
                unfinished=idle.unfinished,
            )
        )

    def note(self, headline: str, line: str, **values: object) -> None:
        """Say in amber that nothing was recorded, and why."""
        opened = self.lying.opened
        if opened is None:
            return
        self.lying.band = roster.note_band(
            self.words,
            opened.household,
            opened.visit,
            self.today(),
            headline=self.words.say(headline, **values),
            line=self.words.say(line, **values),
        )
        self.heard.emit(Sound.UNSURE)
        self.again()

    def tell(self, trouble: StationError) -> None:
        """Say in a notice what cannot be done, and what to do next."""
        self.troubled.emit(trouble)

    def _act_chosen(self, act: ActChosen) -> None:
        """Go back to the household and do there what the act's key means."""
        self.again()
        if self.lying.opened is not None:
            self.screen.press(act.key)

    def visit_clock(self) -> ClockView:
        """Say since when the visit runs, by the clock that the window itself reads."""
        visit, now = self.open_visit, time.monotonic()
        if visit is None:
            return ClockView(opened=now)
        took = visits.lengths_now(self._clock, visit)
        return ClockView(opened=now - took.served, accurate=took.accurate)

    def today(self) -> date:
        """Give the day by the station's clock."""
        return self.desk.today() if self.desk else self._clock.now().date()

    def do(
        self,
        work: Callable[[], T],
        then: Callable[[T], object],
        failed: Callable[[StationError], object] | None = None,
    ) -> None:
        """Do work on the store thread; its trouble is told in a notice."""
        self._worker.do(work, then=then, failed=failed or self.troubled.emit)


class Part:
    """One topic of the desk's conversation."""

    def __init__(self, talk: DeskTalk) -> None:
        self.talk = talk

    def acts(self) -> Acts:
        """Say which intents this part takes."""
        raise NotImplementedError

    def with_visit(self, act: Callable[[Desk, Visit], T], then: Callable[[T], object]) -> None:
        """Do something with the visit at the desk; nothing where there is none."""
        desk, visit = self.talk.desk, self.talk.open_visit
        if desk is not None and visit is not None:
            self.talk.do(lambda: act(desk, visit), then)

    def with_member(
        self,
        member: str,
        act: Callable[[Desk, Visit, Member], T],
        then: Callable[[T], object],
    ) -> None:
        """Do something with a member of the household at the desk."""
        opened = self.talk.lying.opened
        who = opened.household.member(member) if opened else None
        if who is not None:
            self.with_visit(lambda desk, visit: act(desk, visit, who), then)
