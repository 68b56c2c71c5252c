"""The story of one day at the rehearsal centre: who comes, with what papers, and what is said."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.people import Household, Member
from clerk_station.domain.records import Centre
from clerk_station.paper.form import form_pdf
from clerk_station.rehearsal.centre import CENTRE, OTHER_CENTRE, RehearsalCentre
from clerk_station.rehearsal.clock import StoryClock
from clerk_station.rehearsal.hands import Hands
from clerk_station.rehearsal.papers import card_clip, card_lines, form_clip
from clerk_station.store.opening import Store
from clerk_station.tokens import seal_form
from clerk_station.ui.views import (
    CompareView,
    DeskView,
    RefusalView,
    RosterView,
    WaitingView,
)
from clerk_station.words import Words

FOREIGN_NUMBER = "198000000099"


@dataclass(frozen=True, slots=True)
class Family:
    """A household with its form of the day."""

    household: Household
    form: AppointmentForm

    def adults(self) -> list[Member]:
        """Give those who have to come."""
        return [m for m in self.household.members if m.is_adult_on(self.form.day)]


@dataclass
class Day:
    """Plays the day at one window and keeps what is to be told of it."""

    hands: Hands
    centre: RehearsalCentre
    clock: StoryClock
    clips: Path
    told: list[str] = field(default_factory=list)
    _seed: int = 0
    _families: list[Family] = field(default_factory=list)
    _taken: list[Family] = field(default_factory=list)
    _cards: "dict[str, Future[Path]]" = field(default_factory=dict)
    _studio: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    def play(self) -> None:
        """Serve everybody who comes before noon."""
        self._families = self.hands.station.ask(families_of_today(self.centre))
        stories: Sequence[tuple[str, Callable[[], None]]] = (
            ("a family with unified cards", self._plain),
            ("an adult of whom the family says that he died", self._deceased),
            ("an adult who studies abroad", self._abroad),
            ("a family without unified cards", self._no_unified_card),
            ("a card that is typed", self._typed_card),
            ("a family without an appointment", self._walk_in),
            ("a form that was altered", self._forged),
            ("a form of another centre", self._wrong_centre),
            ("a form shown twice", self._shown_twice),
            ("a form of another day", self._wrong_day),
            ("a card of nobody in the family, and an entry taken back", self._nobodys_card),
            ("a card without a number in the record", self._confirmed),
            ("an adult who comes another day", self._comes_again),
            ("one who needs a visit at home", self._home_visit),
            ("a form number that is typed", self._typed_form),
        )
        for number, (title, story) in enumerate(stories):
            self.clock.at(8 + (number * 14) // 60, (number * 14) % 60)
            story()
            self.hands.put_away()
            self.told.append(f"{self.clock.moment:%H:%M}  {title}")
            self.clock.let_pass(timedelta(minutes=2))

    def play_in_english(self) -> None:
        """Serve one more family and show an old form once more; then nobody comes any longer."""
        family = self._take(has_all_numbers)
        self._show_form(family)
        *others, last = family.adults()
        self._show_cards(others)
        self.hands.picture("roster-en")
        self._absent(last, "5", "1")
        self._end()
        self._refused(self._form(self._taken[0].form.number), "refused-en")
        self.told.append(f"{self.clock.moment:%H:%M}  a family before an English reader")
        self._studio.shutdown(cancel_futures=True)

    # The stories

    def _plain(self) -> None:
        family = self._take(has_all_numbers)
        self.hands.picture("waiting")
        self._show_form(family)
        adults = family.adults()
        self._show_cards(adults[:-1])
        self.hands.picture("roster")
        self._show_cards(adults[-1:])
        self.hands.picture("roster-ready")
        self._end()

    def _deceased(self) -> None:
        family = self._take(has_all_numbers)
        self._show_form(family)
        *others, last = family.adults()
        self._show_cards(others)
        self._absent(last, "4", "1")
        self.hands.picture("roster-deceased")
        self._end()

    def _abroad(self) -> None:
        family = self._take(has_all_numbers)
        self._show_form(family)
        *others, last = family.adults()
        self._show_cards(others)
        self.hands.press("F6")
        self.hands.picture("absence")
        self.hands.press("Esc")
        self._absent(last, "5", "2")
        self.hands.picture("roster-abroad")
        self._end()

    def _no_unified_card(self) -> None:
        family = self._take(_one_unnumbered)
        self._show_form(family)
        for _ in family.adults():
            self._by_hand("1", "2", "7")
        self.hands.picture("roster-temporary-card")
        self._end()

    def _typed_card(self) -> None:
        family = self._take(has_all_numbers)
        self._show_form(family)
        first, *others = family.adults()
        self.hands.press("F7")
        for line in card_lines(first):
            self.hands.type(line)
        self._until_answered(first)
        self._show_cards(others)
        self._end()

    def _walk_in(self) -> None:
        household = self.hands.station.ask(_without_form)[0]
        self.hands.press("F4")
        self.hands.type_only(household.card_number)
        self.hands.until(
            lambda: self.hands.finds(household.id), what="the household without an appointment"
        )
        self.hands.picture("walk-in")
        self.hands.press("Enter")
        self.hands.until(lambda: isinstance(self.hands.desk.view, RosterView), what="the walk-in")
        self._all_here(household)
        self._end()

    def _forged(self) -> None:
        family = self._take(has_all_numbers)
        centre = self.hands.station.ask(lambda store: store.queries.record(Centre, CENTRE))
        altered = replace(family.form, hour="09:00")
        pdf = form_pdf(
            altered,
            household=family.household,
            centre_name=centre.name if centre else "",
            centre_address=centre.address if centre else "",
            token=seal_form(altered, Ed25519PrivateKey.generate()),
            words=Words("ar"),
        )
        self._refused(form_clip(pdf, self._clip("forged"), seed=self._next()), "refused-seal")

    def _wrong_centre(self) -> None:
        household = self.hands.station.ask(_without_form)[-1]
        number = self.centre.book(
            household.id, centre=OTHER_CENTRE, day=self.centre.day, hour="11:00"
        )
        self._refused(self._form(number), "refused-centre")

    def _shown_twice(self) -> None:
        number = self._taken[0].form.number
        self._refused(self._form(number), "refused-served")

    def _wrong_day(self) -> None:
        tomorrow = self.centre.day + timedelta(days=1)
        number = self.centre.book(
            self._families[-2].household.id, centre=CENTRE, day=tomorrow, hour="10:00"
        )
        self._refused(self._form(number), "refused-day")

    def _nobodys_card(self) -> None:
        family = self._take(has_all_numbers)
        self._show_form(family)
        first, *others = family.adults()
        lines = card_lines(first, national_number=FOREIGN_NUMBER)
        self.hands.show(
            card_clip(lines, self._clip("nobody"), seed=self._next()),
            until=lambda view: isinstance(view, CompareView) and not view.question,
            what="a card of nobody",
        )
        self.hands.picture("card-of-nobody")
        self.hands.press("Esc")
        self._absent(first, "1")
        self.hands.press("F9")
        self.hands.picture("take-back")
        self.hands.press("1", "1", "Enter")
        self.hands.until(lambda: self._is_turn_of(first), what="the entry taken back")
        self._show_cards([first, *others])
        self._end()

    def _confirmed(self) -> None:
        family = self._take(_one_unnumbered)
        self._show_form(family)
        for member in family.adults():
            if member.national_number:
                self._show_cards([member])
                continue
            lines = card_lines(member, national_number=f"{member.birth.year}{self._next():08}")
            self.hands.show(
                card_clip(lines, self._clip("confirm"), seed=self._next()),
                until=lambda view: isinstance(view, CompareView) and view.question,
                what="the question whether it is this member",
            )
            self.hands.picture("confirm")
            self.hands.press("Enter")
            self._until_answered(member)
        self._end()

    def _comes_again(self) -> None:
        family = self._take(has_all_numbers)
        self._show_form(family)
        *others, last = family.adults()
        self._show_cards(others)
        day = self.centre.day + timedelta(days=5)
        self._absent(last, "1", after=f"{day:%Y/%m/%d}")
        self._end()

    def _home_visit(self) -> None:
        family = self._take(has_all_numbers)
        self._show_form(family)
        *others, last = family.adults()
        self._show_cards(others)
        self._absent(last, "2")
        self._end()

    def _typed_form(self) -> None:
        family = self._take(has_all_numbers)
        self.hands.type(family.form.number.lower())
        self.hands.until(lambda: self._is_roster_of(family), what="the typed form")
        self._show_cards(family.adults())
        self._end()

    # What the stories are made of

    def _take(self, fits: Callable[[Family], bool]) -> Family:
        """Call the next family of a kind."""
        family = next(f for f in self._families if fits(f))
        self._families.remove(family)
        self._taken.append(family)
        return family

    def _show_form(self, family: Family) -> None:
        for member in family.adults():
            self._card(member)
        self.hands.show(
            self._form(family.form.number),
            until=lambda _view: self._is_roster_of(family),
            what=f"the form {family.form.number}",
        )
        self.clock.let_pass(timedelta(minutes=2))

    def _refused(self, clip: Path, name: str) -> None:
        self.hands.show(clip, until=lambda view: isinstance(view, RefusalView), what=name)
        self.hands.picture(name)
        self.hands.press("Esc")
        self.hands.until(self._is_waiting, what="the desk to be free again")

    def _show_cards(self, members: Sequence[Member]) -> None:
        films = [self._card(member) for member in members]
        for member, filmed in zip(members, films, strict=True):
            self.hands.show(
                filmed.result(),
                until=partial(self._is_answered_on, member),
                what=f"the card of {member.id}",
            )
            self.clock.let_pass(timedelta(minutes=1, seconds=20))

    def _all_here(self, household: Household) -> None:
        for member in household.members:
            if not member.is_adult_on(self.centre.day):
                continue
            if member.national_number:
                self._show_cards([member])
            else:
                self._by_hand("1", "2", "7")

    def _by_hand(self, *papers: str) -> None:
        """Tick the papers of the member whose turn it is."""
        before = self.hands.desk.view
        self.hands.press("F8", *papers, "Enter")
        self.hands.until(lambda: self.hands.desk.view is not before, what="the papers recorded")
        self.clock.let_pass(timedelta(minutes=3))

    def _absent(self, member: Member, *choices: str, after: str = "") -> None:
        """Record why the member whose turn it is was not seen."""
        self.hands.press("F6", *choices)
        if after:
            self.hands.type_only(after)
        self.hands.press("Enter")
        self._until_answered(member)
        self.clock.let_pass(timedelta(minutes=2))

    def _end(self) -> None:
        self.hands.breathe()
        self.hands.press("Enter")
        self.hands.until(self._is_waiting, what="the end of the visit")

    def _until_answered(self, member: Member) -> None:
        self.hands.until(lambda: self._is_answered(member), what=f"an answer for {member.id}")

    def _is_answered(self, member: Member) -> bool:
        visit = self.hands.station.talk.open_visit
        return visit is not None and member.id in visit.answers

    def _is_answered_on(self, member: Member, _view: DeskView) -> bool:
        return self._is_answered(member)

    def _is_turn_of(self, member: Member) -> bool:
        view = self.hands.desk.view
        return isinstance(view, RosterView) and any(
            r.id == member.id and r.is_turn for r in view.rows
        )

    def _is_roster_of(self, family: Family) -> bool:
        visit = self.hands.station.talk.open_visit
        return (
            isinstance(self.hands.desk.view, RosterView)
            and visit is not None
            and visit.household == family.household.id
        )

    def _is_waiting(self) -> bool:
        return isinstance(self.hands.desk.view, WaitingView)

    def _card(self, member: Member) -> "Future[Path]":
        """Film a member's card beside the story, once."""
        if member.id not in self._cards:
            path, seed = self.clips / f"{member.id}.avi", self._next()
            self._cards[member.id] = self._studio.submit(
                card_clip, card_lines(member), path, seed=seed
            )
        return self._cards[member.id]

    def _form(self, number: str) -> Path:
        path = self._clip(number)
        if path.exists():
            return path
        return form_clip(self.centre.form_pdf(number).read_bytes(), path, seed=self._next())

    def _clip(self, name: str) -> Path:
        return self.clips / (f"{name}.avi" if name.startswith("KA") else f"{name}-{self._seed}.avi")

    def _next(self) -> int:
        self._seed += 1
        return self._seed


def has_all_numbers(family: Family) -> bool:
    """Tell whether two to four adults all have a unified card."""
    adults = family.adults()
    return 2 <= len(adults) <= 4 and all(m.national_number for m in adults)


def _one_unnumbered(family: Family) -> bool:
    adults = family.adults()
    bare = [m for m in adults if not m.national_number]
    return 2 <= len(adults) <= 5 and len(bare) == 1 and bare[0].birth.day is not None


def families_of_today(centre: RehearsalCentre) -> Callable[[Store], list[Family]]:
    """Give a question to a store: who is due on the day of the rehearsal?"""

    def read(store: Store) -> list[Family]:
        families = []
        for slot in store.queries.forms_of_day(centre.day):
            household = store.queries.record(Household, slot.household)
            form = store.queries.record(AppointmentForm, slot.number)
            if household is not None and form is not None:
                families.append(Family(household, form))
        return families

    return read


def _without_form(store: Store) -> list[Household]:
    booked = {form.household for form in store.queries.all_records(AppointmentForm)}
    homes = store.queries.all_records(Household)
    return [home for home in homes if home.id not in booked]
