"""A morning at the real window: papers under the camera, keys, and what the journal then holds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pytestqt.qtbot import QtBot

from clerk_station.app.talks import filming
from clerk_station.app.window import Station
from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.people import Household, Member
from clerk_station.domain.records import ServedForm
from clerk_station.domain.visits import Outcome
from clerk_station.paper.form import form_pdf
from clerk_station.rehearsal.frames import Conditions, film, write_clip
from clerk_station.rehearsal.hands import Hands
from clerk_station.rehearsal.papers import card_clip, card_lines, form_clip
from clerk_station.scan.camera import Clip
from clerk_station.scan.cameras import Device
from clerk_station.settings import Settings, read_settings
from clerk_station.tokens import seal_form
from clerk_station.ui.gallery.sample import Sample
from clerk_station.ui.screens.sign_in import SignInScreen
from clerk_station.ui.views import CompareView, DeskView, RefusalView, RosterView, WaitingView
from clerk_station.ui.widgets.choice_list import ChoiceList
from clerk_station.words import Words
from tests.world import DAY, PIN, World, form, household, page

HEAD, WIFE, SON, _ = household(1).members


@dataclass
class Morning:
    """A station at work in a folder, and somebody's hands."""

    world: World
    hands: Hands
    clips: Path

    def form(self, paper: AppointmentForm, key: Ed25519PrivateKey | None = None) -> Path:
        """Print a form, sealed by the authority or by another key, and film it."""
        pdf = form_pdf(
            paper,
            household=household(1),
            centre_name="مركز حي الحسين",
            centre_address="شارع الحسين",
            token=seal_form(paper, key or self.world.authority_key),
            words=Words("ar"),
        )
        return form_clip(pdf, self.clips / f"{paper.hour[:2]}.avi", seed=3)

    def show(self, clip: Path, kind: type[DeskView]) -> None:
        """Hold a paper under the camera until the desk shows a kind of view."""
        self.hands.show(clip, until=lambda view: isinstance(view, kind), what=kind.__name__)

    def show_card(self, member: Member, *, number: str | None = None) -> None:
        """Hold a card under the camera."""
        clip = self.clips / f"{member.id}.avi"
        card_clip(card_lines(member, national_number=number), clip, seed=5)
        self.hands.station.camera.switch(Clip(clip, loop=True))

    def is_answered(self, member: Member) -> Callable[[], bool]:
        """Ask whether the roster has an answer for a member."""
        return lambda: (
            (visit := self.hands.station.talk.open_visit) is not None and member.id in visit.answers
        )

    def recorded(self) -> list[str]:
        """Name the kinds in the journal."""
        return [link.kind for link in self.hands.station.ask(lambda s: s.journal.links())]


@pytest.fixture
def morning(world: World, qtbot: QtBot) -> Iterator[Morning]:
    """Open the window of a filled station without a line; nobody has signed in."""
    world.filled().close()
    clips = world.folder / "clips"
    desk = write_clip(film(None, Conditions(seed=1), frames=1), clips / "desk.avi")
    station = Station(
        world.folder,
        opening=world.open,
        settings=Settings(sounds=False),
        camera=Clip(desk, loop=True),
    )
    qtbot.addWidget(station.window)
    station.start()
    yield Morning(world, Hands(station, pictures=world.folder / "pictures", desk=desk), clips)
    station.close()


def test_a_family_is_served_at_the_window(morning: Morning) -> None:
    """Form, two cards, papers by hand, Enter: the visit is closed and its slip is there."""
    hands = morning.hands
    hands.sign_in("C1", PIN)
    morning.show(morning.form(form(1)), RosterView)
    hands.press("Enter")
    assert isinstance(hands.desk.view, RosterView), "the control: it cannot end yet"
    for member in (HEAD, WIFE):
        morning.show_card(member)
        hands.until(morning.is_answered(member), what=f"the card of {member.id}")
    hands.press("F8", "1", "2", "7", "Enter")
    hands.until(morning.is_answered(SON), what="the son's papers")
    hands.press("Enter")
    assert hands.station.talk.open_visit is not None, "a second Enter at once ends nothing"
    hands.breathe()
    hands.press("Enter")
    hands.until(lambda: isinstance(hands.desk.view, WaitingView), what="the end of the visit")
    assert morning.recorded() == [
        "clerk.signed_in/1",
        "visit.opened/1",
        "member.attended/1",
        "member.attended/1",
        "member.attended/1",
        "visit.closed/1",
    ]
    assert len(list((morning.world.folder / "slips").glob("*.pdf"))) == 1


def test_an_altered_form_is_refused_and_the_real_one_is_not(morning: Morning) -> None:
    """A seal that does not match opens nothing, though the paper carries a good number."""
    hands = morning.hands
    hands.sign_in("C1", PIN)
    altered = replace(form(1), hour="08:00")
    morning.show(morning.form(altered, Ed25519PrivateKey.generate()), RefusalView)
    hands.press("Esc")
    hands.until(lambda: isinstance(hands.desk.view, WaitingView), what="the desk to be free")
    assert morning.recorded() == ["clerk.signed_in/1", "form.refused/1"]
    hands.put_away()
    morning.show(morning.form(form(1)), RosterView)
    assert morning.recorded()[-1] == "visit.opened/1"


def test_a_card_of_nobody_records_no_attendance(morning: Morning) -> None:
    """A card whose number is not on the roster says so; F8 goes on with the papers instead."""
    hands = morning.hands
    hands.sign_in("C1", PIN)
    morning.show(morning.form(form(1)), RosterView)
    morning.show_card(HEAD, number="198000000099")
    hands.until(lambda: isinstance(hands.desk.view, CompareView), what="a card of nobody")
    assert morning.recorded()[-1] == "card.refused/1"
    hands.press("F8")
    assert isinstance(hands.desk.view, RosterView)
    hands.press("1", "2", "Enter")
    hands.until(morning.is_answered(HEAD), what="the papers of the same person")


def test_a_camera_that_is_pulled_out_leaves_the_typed_number(morning: Morning) -> None:
    """Without a picture the desk says so and takes the number that is typed."""
    hands = morning.hands
    hands.sign_in("C1", PIN)
    hands.station.camera.switch(Clip(morning.world.folder / "there-is-no-such-camera.avi"))
    hands.type(form(2).number)
    hands.until(lambda: isinstance(hands.desk.view, RosterView), what="the typed form")
    assert "visit.opened/1" in morning.recorded()


def test_a_chosen_camera_is_remembered_by_its_name(
    morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F10 and a digit take another camera; it is in the settings, and the desk works on."""
    plugged = (Device(name="Lid", place="usb 1", ways=()), Device(name="Arm", place="", ways=()))
    monkeypatch.setattr(filming, "devices", lambda: plugged)
    hands, folder = morning.hands, morning.world.folder
    hands.sign_in("C1", PIN)
    hands.press("F10")
    hands.until(
        lambda: any("Lid" in c.accessibleName() for c in hands.desk.findChildren(ChoiceList)),
        what="the cameras",
    )
    hands.press("1")
    hands.until(lambda: read_settings(folder).camera == "Lid", what="the settings")
    assert read_settings(folder).camera_place == "usb 1"
    hands.type(form(2).number)
    hands.until(lambda: isinstance(hands.desk.view, RosterView), what="the typed form")


def test_a_visit_goes_on_after_the_desk_was_locked(morning: Morning) -> None:
    """F12 in the middle of a visit hides it; who signs in next finds it as it was."""
    hands = morning.hands
    hands.sign_in("C1", PIN)
    morning.show(morning.form(form(1)), RosterView)
    hands.press("F12")
    hands.until(lambda: hands.station.window.place == SignInScreen.place, what="the lock")
    hands.put_away()
    hands.sign_in("C2", PIN)
    hands.until(lambda: hands.station.talk.open_visit is not None, what="the same household")
    visit = hands.station.talk.open_visit
    assert visit is not None
    assert visit.form == form(1).number
    assert isinstance(hands.desk.view, RosterView)


def test_a_household_of_today_is_served_by_its_card_number(morning: Morning) -> None:
    """Who forgot the paper is found by the ration card and served under the same appointment."""
    hands = morning.hands
    hands.sign_in("C1", PIN)
    hands.type_only(household(2).card_number)
    hands.press("Enter")
    hands.until(lambda: hands.finds("H0002"), what="the household")
    hands.press("Enter")
    hands.until(lambda: hands.station.talk.open_visit is not None, what="its visit")
    visit = hands.station.talk.open_visit
    assert visit is not None
    assert (visit.household, visit.form) == ("H0002", form(2).number)


def test_a_visit_of_the_wrong_household_is_taken_back(morning: Morning) -> None:
    """F9 frees the desk; the journal keeps the visit and its void."""
    hands = morning.hands
    hands.sign_in("C1", PIN)
    hands.type(form(3).number)
    hands.until(lambda: hands.station.talk.open_visit is not None, what="the typed form")
    hands.press("F9", "1", "Enter")
    hands.until(lambda: hands.station.talk.open_visit is None, what="the desk to be free")
    assert morning.recorded()[-2:] == ["visit.opened/1", "event.voided/1"]


def test_settled_households_are_forgotten_at_the_start(world: World, qtbot: QtBot) -> None:
    """A family that was served a month ago is not known at this machine once it is opened."""
    store = world.filled()
    cursor = store.inbox.cursor("")
    past = DAY - timedelta(days=30)
    served = ServedForm(
        form=form(1).number,
        household="H0001",
        visit="v1",
        centre="KA-01",
        station="S2",
        day=past,
        outcome=Outcome.COMPLETED,
    )
    told = page(form(1, day=past), served, after=cursor.position, previous=cursor.hash)
    store.inbox.apply(told)
    store.close()
    station = Station(
        world.folder,
        opening=world.open,
        settings=Settings(sounds=False),
        camera=Clip(world.folder / "no clip"),
    )
    qtbot.addWidget(station.window)
    station.start()

    def is_known(number: int) -> bool:
        wanted = f"H{number:04}"
        return station.ask(lambda s: s.queries.record(Household, wanted)) is not None

    qtbot.waitUntil(lambda: not is_known(1), timeout=20_000)
    assert is_known(2)
    station.close()


def test_a_page_of_the_feed_wipes_no_question(morning: Morning) -> None:
    """What was asked of the clerk stays until it was answered; a roster alone is shown anew."""
    hands, talk = morning.hands, morning.hands.station.talk
    hands.sign_in("C1", PIN)
    morning.show(morning.form(form(1)), RosterView)
    roster = hands.desk.view
    talk.refresh()
    hands.until(lambda: hands.desk.view is not roster, what="the control: the roster anew")
    question = Sample(talk.words, now=0.0).confirm
    hands.desk.show_view(question)
    talk.refresh()
    hands.station.ask(lambda _store: None)
    hands.breathe()
    assert hands.desk.view is question
