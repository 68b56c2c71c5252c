"""The conversation between the desk and its screen: intents in, one view out.

Runs on the UI thread; every act runs on the store thread and comes home with a frozen answer.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from clerk_station.app.slips import keep_slip
from clerk_station.desk import forms, visits
from clerk_station.desk.session import Desk, seconds_since
from clerk_station.desk.typed import type_card
from clerk_station.domain.forms import AppointmentForm, Refused
from clerk_station.domain.identity import DocumentKind, IdentityDocument
from clerk_station.domain.ids import looks_like_form_number, read_form_number
from clerk_station.domain.people import BirthDate, Member
from clerk_station.domain.records import Centre
from clerk_station.domain.visits import AbsenceReason, Evidence, How, Visit
from clerk_station.errors import StationError
from clerk_station.scan.documents import recognise
from clerk_station.scan.mrz import clean_typed
from clerk_station.scan.reading import Reading, Symbology
from clerk_station.store.opening import Store
from clerk_station.store.queries import FormSlot, Found
from clerk_station.ui.phrasing import roster, verdicts
from clerk_station.ui.phrasing.found import found_rows
from clerk_station.ui.phrasing.waiting import waiting_view
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.sounds import Sound
from clerk_station.ui.views import BandView, ClockView
from clerk_station.ui.worker import Worker
from clerk_station.words import Words, mark, sentences

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Idle:
    """What there is to show when nothing lies on the desk."""

    slots: tuple[FormSlot, ...]
    served: int


TWICE_S = 0.4
"""Enter pressed again so soon after an answer was recorded is a double press, not an end."""


class DeskTalk(QObject):
    """Holds what lies on the desk; emits `changed` after each act and `heard` for each sound."""

    changed = Signal()
    heard = Signal(object)
    troubled = Signal(object)

    def __init__(
        self, screen: DeskScreen, *, worker: Worker, store: Store, words: Words, folder: Path
    ) -> None:
        super().__init__()
        self._screen, self._worker, self._store = screen, worker, store
        self._words, self._folder = words, folder
        self._clock = store.journal.clock
        self._desk: Desk | None = None
        self._open: forms.Opened | None = None
        self._asked: tuple[Member, IdentityDocument, How] | None = None
        self._band: BandView | None = None
        self._centres: dict[str, Centre] = {}
        self._said = self._refused = ""
        self._slip: Path | None = None
        self._closing, self._answered_at = False, 0.0
        screen.form_typed.connect(self._typed)
        screen.card_typed.connect(self._card_typed)
        screen.number_typed.connect(self._number_typed)
        screen.search_asked.connect(self._search)
        screen.household_chosen.connect(self._household_chosen)
        screen.walk_in_asked.connect(self._walk_in)
        screen.absence_chosen.connect(self._absence)
        screen.attended_by_hand.connect(self._by_hand)
        screen.void_asked.connect(self._void)
        screen.match_confirmed.connect(self._confirmed)
        screen.close_asked.connect(self._close)
        screen.dismissed.connect(self.again)
        screen.slip_asked.connect(self._open_slip)
        screen.act_chosen.connect(self._act)

    @property
    def open_visit(self) -> Visit | None:
        """The visit at the desk."""
        return self._open.visit if self._open else None

    # Who is at the desk

    def begin(self, desk: Desk) -> None:
        """A clerk sits down; a visit that was open goes on."""
        self._desk, self._said = desk, ""
        self._do(lambda: (forms.resume(desk), desk.store.queries.all_records(Centre)), self._begun)

    def leave(self) -> None:
        """The clerk locks the desk; what lies on it stays in the journal."""
        self._desk = self._open = self._asked = self._slip = None

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self._words = words
        if self._desk is not None:
            self.begin(self._desk)

    def _begun(self, found: tuple[forms.Opened | None, tuple[Centre, ...]]) -> None:
        opened, centres = found
        self._centres = {centre.id: centre for centre in centres}
        self._open = opened
        if opened is not None:
            self._band = roster.admitted_band(
                self._words, opened.household, opened.visit, self._today()
            )
        self.again()

    def refresh(self) -> None:
        """Read the household at the desk anew: the feed may have brought or taken somebody."""
        desk, opened = self._desk, self._open
        if desk is None:
            return
        if opened is None:
            self.again()
            return
        self._do(lambda: forms.resume(desk), self._refreshed)

    def _refreshed(self, found: forms.Opened | None) -> None:
        if self._open is None:
            return
        if found is None:
            self._open = self._band = None
            self._said = self._words.say("The household left this centre's records")
        elif found.visit.id == self._open.visit.id:
            self._open = found
        self.again()

    # What the scanner saw, or somebody typed

    def read(self, reading: Reading) -> None:
        """Take a steady reading: a form, or the card of somebody at the desk."""
        if self._desk is None:
            return
        if reading.document is not None:
            self._show_card(reading.document, How.SCANNED)
        elif reading.kind is Symbology.QR or not self._is_known(reading.text):
            self.show_form(reading.text)

    def _is_known(self, text: str) -> bool:
        """Tell whether this bar code lies on the paper that was just admitted or refused."""
        number = read_form_number(text)
        return number is not None and number in {
            self._refused,
            self._open.visit.form if self._open else "",
        }

    def show_form(self, text: str, *, how: How = How.SCANNED) -> None:
        """Take what the code of a form says, or its number."""
        desk = self._desk
        if desk is not None:
            self._do(lambda: forms.show_form(desk, text, how=how), self._form_answered)

    def _typed(self, text: str) -> None:
        """Take what was typed into the band's field: a form, or something to search for."""
        if forms.is_form_code(text) or looks_like_form_number(text):
            self.show_form(text, how=How.TYPED)
        elif text.strip():
            self._screen.search_for(text)

    def _form_answered(self, answer: object) -> None:
        match answer:
            case forms.Opened() as opened:
                self._opened(opened)
            case Refused() as refused if self._open is not None:
                self._note(
                    sentences.refusal(self._words, refused.reason),
                    mark("The visit goes on by the register. This paper is recorded"),
                )
                self.changed.emit()
            case Refused() as refused:
                self._asked, self._refused = None, refused.number
                view = verdicts.refusal_view(
                    self._words, refused, centres=self._centres, now=self._clock.now()
                )
                self._screen.show_view(view)
                self.heard.emit(Sound.REFUSED)
                self.changed.emit()
            case forms.Mistyped(text):
                self.heard.emit(Sound.UNSURE)
                self.troubled.emit(
                    StationError(
                        "The form number is mistyped",
                        "Compare {number} with the paper, its check digits do not hold",
                        number=self._words.isolate(text),
                    )
                )
            case forms.StillOpen() if self._open is None and self._desk is not None:
                self.begin(self._desk)
            case forms.StillOpen():
                self._note(
                    mark("This visit is still open"),
                    mark("End it before the next form. Nothing was recorded"),
                )
            case _:
                pass

    def _opened(self, opened: forms.Opened) -> None:
        if self._open is not None and self._open.visit.id == opened.visit.id:
            return
        self._open, self._asked, self._refused = opened, None, ""
        self._band = roster.admitted_band(
            self._words, opened.household, opened.visit, self._today()
        )
        self.heard.emit(Sound.ADMITTED)
        self.again()
        self.changed.emit()

    def _show_card(self, document: IdentityDocument, how: How) -> None:
        desk, opened = self._desk, self._open
        if desk is None:
            return
        if opened is None:
            self.heard.emit(Sound.UNSURE)
            self.troubled.emit(
                StationError(
                    "A card was read, but no visit is open",
                    "Scan the appointment form first, nothing was recorded",
                )
            )
            return
        self._do(
            lambda: visits.show_card(
                desk, opened.visit, household=opened.household, document=document, how=how
            ),
            lambda answer: self._card_answered(answer, how),
        )

    def _card_answered(self, answer: object, how: How) -> None:
        match answer:
            case visits.Recorded() as recorded:
                self._recorded(recorded)
            case visits.AlreadyThere(member):
                name = self._words.isolate_name(member.name.short)
                self._note(mark("{name} was recorded before"), mark("Nothing was added"), name=name)
            case visits.ToConfirm(member, document):
                self._asked = (member, document, how)
                view = verdicts.confirm_view(
                    self._words, member, document, clock=self._visit_clock()
                )
                self._screen.show_view(view)
                self.heard.emit(Sound.UNSURE)
            case visits.NotOnRoster(document, nearest):
                self._asked = None
                view = verdicts.nobody_view(
                    self._words, nearest, document, clock=self._visit_clock()
                )
                self._screen.show_view(view)
                self.heard.emit(Sound.UNSURE)
                self.changed.emit()
            case _:
                pass

    def _card_typed(self, text: str) -> None:
        document = recognise(clean_typed(text))
        if document is not None:
            self._show_card(document, How.TYPED)

    def _number_typed(self, number: str, birth: date) -> None:
        desk, opened = self._desk, self._open
        if desk is None or opened is None:
            return
        born = BirthDate(birth.year, birth.month, birth.day)
        self._do(
            lambda: type_card(
                desk, opened.visit, household=opened.household, number=number, birth=born
            ),
            lambda answer: self._card_answered(answer, How.TYPED),
        )

    def _confirmed(self, yes: bool) -> None:  # noqa: FBT001 - the shape of the signal
        desk, opened, asked = self._desk, self._open, self._asked
        self._asked = None
        if not yes or desk is None or opened is None or asked is None:
            self.again()
            return
        member, document, how = asked
        self._do(
            lambda: visits.confirm_card(
                desk, opened.visit, member=member, document=document, how=how
            ),
            lambda answer: self._card_answered(answer, how),
        )

    # What the clerk records of a member

    def _by_hand(self, member: str, documents: tuple[str, ...], temporary: bool) -> None:  # noqa: FBT001 - the shape of the signal
        kinds = tuple(DocumentKind(code) for code in documents)
        self._with_member(
            member,
            lambda desk, visit, who: visits.attend_by_hand(
                desk, visit, member=who, documents=kinds, temporary_card=temporary
            ),
            lambda answer: self._card_answered(answer, How.BY_HAND),
        )

    def _absence(
        self, member: str, reason: str, evidence: str, returns: date | None, note: str
    ) -> None:
        self._with_member(
            member,
            lambda desk, visit, who: visits.mark_absent(
                desk,
                visit,
                member=who,
                reason=AbsenceReason(reason),
                evidence=Evidence(evidence),
                returns=returns,
                note=note,
            ),
            self._recorded,
        )

    def _void(self, event: str, reason: str) -> None:
        desk, opened = self._desk, self._open
        if desk is None or opened is None:
            return
        text = self._words.say(reason)
        if event == roster.WHOLE_VISIT:
            self._do(lambda: visits.void_visit(desk, opened.visit, reason=text), self._visit_voided)
            return
        answers = opened.visit.answers
        member = next((key for key, answer in answers.items() if answer.event == event), "")
        text = self._words.say(reason)
        self._do(
            lambda: visits.void_answer(desk, opened.visit, member=member, reason=text),
            self._voided,
        )

    def _recorded(self, recorded: visits.Recorded) -> None:
        if self._open is None:
            return
        self._asked, self._answered_at = None, time.monotonic()
        self._open = replace(self._open, visit=recorded.visit)
        self._band = roster.recorded_band(
            self._words, self._open.household, recorded.visit, recorded.member, self._today()
        )
        self.heard.emit(Sound.ATTENDED)
        self.again()
        self.changed.emit()

    def _visit_voided(self, _nothing: None) -> None:
        self._open = self._band = self._slip = None
        self._said = self._words.say("The visit was taken back, the desk is free")
        self.again()
        self.changed.emit()

    def _voided(self, visit: Visit) -> None:
        if self._open is None:
            return
        self._open = replace(self._open, visit=visit)
        self._band = roster.voided_band(self._words, self._open.household, visit, self._today())
        self.again()
        self.changed.emit()

    # How a visit begins without a form, and how it ends

    def _search(self, text: str) -> None:
        self._do(lambda: self._store.queries.search(text), self._found)

    def _found(self, found: tuple[Found, ...]) -> None:
        self._screen.show_found(found_rows(self._words, found))

    def _household_chosen(self, household: str) -> None:
        """Serve the household that was searched for, if it is due today."""
        self._do(lambda: self._store.queries.forms_of(household), self._serve_found)

    def _serve_found(self, booked: tuple[AppointmentForm, ...]) -> None:
        if not booked:
            self.troubled.emit(
                StationError(
                    "This household has no appointment",
                    "Record a walk-in with F4 by the rule of the centre",
                )
            )
            return
        today = self._today()
        form = next((form for form in booked if form.day == today), booked[-1])
        if form.day == today:
            self.show_form(form.number, how=How.TYPED)
            return
        self.troubled.emit(
            StationError(
                "This household's day is {day} at {hour}",
                "Tell them, or record a walk-in with F4 by the rule of the centre",
                day=self._words.isolate(self._words.date(form.day)),
                hour=self._words.isolate(form.hour),
            )
        )

    def _walk_in(self, household: str) -> None:
        desk = self._desk
        if desk is not None:
            self._do(lambda: forms.walk_in(desk, household), self._form_answered)

    def _close(self) -> None:
        desk, opened = self._desk, self._open
        too_soon = time.monotonic() - self._answered_at < TWICE_S
        if desk is None or opened is None or self._closing or too_soon:
            return
        words, self._closing = self._words, True

        def close() -> tuple[visits.Closed | visits.NotYet, Path | None]:
            answer = visits.close_visit(desk, opened.visit, household=opened.household)
            if isinstance(answer, visits.NotYet):
                return answer, None
            return answer, keep_slip(self._folder, desk, opened.household, answer, words=words)

        self._worker.do(close, then=self._closed, failed=self._not_closed)

    def _not_closed(self, trouble: StationError) -> None:
        self._closing = False
        self.troubled.emit(trouble)

    def _closed(self, ended: tuple[visits.Closed | visits.NotYet, Path | None]) -> None:
        self._closing = False
        answer, self._slip = ended
        if isinstance(answer, visits.NotYet):
            name = self._words.isolate_name(answer.members[0].name.short)
            self._note(
                mark("The visit cannot end yet"),
                mark("{name} still has no answer: scan the card or press F6"),
                name=name,
            )
            return
        closing = answer.visit.closing
        outcome = sentences.outcome(self._words, closing.outcome) if closing else ""
        witness = self._words.isolate(answer.witness)
        if self._slip is None:
            self._said = self._words.say(
                "The last visit ended: {outcome}. Its slip could not be written, mark {witness}",
                outcome=outcome,
                witness=witness,
            )
        else:
            self._said = self._words.say(
                "The last visit ended: {outcome}. Its slip is ready, mark {witness}",
                outcome=outcome,
                witness=witness,
            )
        self._open = self._band = None
        self.heard.emit(Sound.ADMITTED)
        self.again()
        self.changed.emit()

    def _open_slip(self) -> None:
        """Give the last slip to the machine's own program for PDF, which prints it."""
        if self._slip is None:
            return
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._slip))):
            self.troubled.emit(
                StationError(
                    "This machine has no program that opens a PDF",
                    "Install one, or print the file {path} elsewhere",
                    path=str(self._slip),
                )
            )

    # What is shown

    def again(self) -> None:
        """Show what lies on the desk now."""
        if self._desk is None:
            return
        if self._open is not None and self._band is not None:
            self._screen.show_view(
                roster.roster_view(
                    self._words,
                    household=self._open.household,
                    visit=self._open.visit,
                    form=self._open.form,
                    day=self._today(),
                    band=self._band,
                    clock=self._visit_clock(),
                )
            )
            return
        today, queries = self._today(), self._store.queries
        self._do(
            lambda: Idle(queries.forms_of_day(today), queries.served_on(today)), self._show_waiting
        )

    def _show_waiting(self, idle: Idle) -> None:
        if self._open is not None or self._desk is None:
            return
        view = waiting_view(self._words, day=self._today(), slots=idle.slots, served=idle.served)
        has_slip = self._slip is not None
        self._screen.show_view(replace(view, hint=self._said or view.hint, has_slip=has_slip))

    def _note(self, headline: str, line: str, **values: object) -> None:
        """Say in amber that nothing was recorded, and why."""
        if self._open is None:
            return
        self._band = roster.note_band(
            self._words,
            self._open.household,
            self._open.visit,
            self._today(),
            headline=self._words.say(headline, **values),
            line=self._words.say(line, **values),
        )
        self.heard.emit(Sound.UNSURE)
        self.again()

    def _act(self, key: str) -> None:
        """Go back to the household and do there what the act's key means."""
        self.again()
        if self._open is not None:
            self._screen.press(key)

    def _visit_clock(self) -> ClockView:
        """Say since when the visit runs, by the clock that the window itself reads."""
        visit, now = self._open.visit if self._open else None, time.monotonic()
        if visit is None:
            return ClockView(opened=now)
        passed = seconds_since(
            self._clock, visit.opened_at, boot=visit.opened_boot, mono=visit.opened_mono_ms
        )
        return ClockView(opened=now - passed, accurate=visit.opened_boot == self._clock.boot)

    def _today(self) -> date:
        return self._desk.today() if self._desk else self._clock.now().date()

    # How acts run

    def _with_member(
        self,
        member: str,
        act: Callable[[Desk, Visit, Member], T],
        then: Callable[[T], None],
    ) -> None:
        desk, opened = self._desk, self._open
        who = opened.household.member(member) if opened else None
        if desk is not None and opened is not None and who is not None:
            self._do(lambda: act(desk, opened.visit, who), then)

    def _do(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        self._worker.do(work, then=then, failed=self.troubled.emit)
