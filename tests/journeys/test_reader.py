"""A morning with a reader that types: what it reads counts, and the fields stay as they were."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clerk_station.app.window import Station
from clerk_station.paper.form import form_pdf
from clerk_station.rehearsal.frames import Conditions, film, write_clip
from clerk_station.rehearsal.hands import Hands
from clerk_station.rehearsal.papers import card_lines, form_clip
from clerk_station.scan.camera import Clip
from clerk_station.settings import Settings
from clerk_station.tokens import seal_form
from clerk_station.ui.messages import Notice
from clerk_station.ui.screens.sign_in import SignInScreen
from clerk_station.ui.views import RefusalView, RosterView, WaitingView
from clerk_station.ui.widgets.field import Field
from clerk_station.ui.widgets.pin_cells import PinCells
from clerk_station.words import Words
from tests.ui.fingers import Fingers
from tests.world import PIN, World, form, household

HEAD, WIFE, *_ = household(1).members


@dataclass
class Morning:
    """A station at work, somebody's hands, and a reader."""

    world: World
    hands: Hands
    fingers: Fingers

    def seal(self, number: int = 1, key: Ed25519PrivateKey | None = None) -> str:
        """Give what the QR of a form says."""
        return seal_form(form(number), key or self.world.authority_key)

    def film(self, token: str) -> Path:
        """Print a form with this seal and film it."""
        pdf = form_pdf(
            form(1),
            household=household(1),
            centre_name="مركز حي الحسين",
            centre_address="شارع الحسين",
            token=token,
            words=Words("ar"),
        )
        return form_clip(pdf, self.world.folder / "form.avi", seed=3)

    def notice(self) -> str:
        """Give what the notice says, empty where there is none."""
        notices = self.hands.station.window.findChildren(Notice)
        shown = next((notice for notice in notices if notice.isVisible()), None)
        return shown.accessibleName() if shown else ""

    def field(self) -> Field:
        """Give the field that has the focus."""
        at = QApplication.focusWidget()
        assert isinstance(at, Field)
        return at

    def answered(self) -> set[str]:
        """Name the members of the open visit who have an answer."""
        visit = self.hands.station.talk.open_visit
        return set(visit.answers) if visit else set()

    def until_recorded(self, *kinds: str) -> None:
        """Wait until the journal ends with these kinds."""
        self.hands.until(lambda: self.recorded()[-len(kinds) :] == list(kinds), what=str(kinds))

    def recorded(self) -> list[str]:
        """Name the kinds in the journal."""
        return [link.kind for link in self.hands.station.ask(lambda s: s.journal.links())]


@pytest.fixture
def morning(world: World, qtbot: QtBot) -> Iterator[Morning]:
    """Open the window of a filled station without a line; its camera sees an empty desk."""
    world.filled().close()
    desk = write_clip(film(None, Conditions(seed=1), frames=1), world.folder / "desk.avi")
    station = Station(
        world.folder,
        opening=world.open,
        settings=Settings(sounds=False),
        camera=Clip(desk, loop=True, frame_ms=500),
    )
    qtbot.addWidget(station.window)
    station.start()
    station.window.activateWindow()
    hands = Hands(station, pictures=world.folder / "pictures", desk=desk)
    yield Morning(world, hands, Fingers(station.window))
    station.close()


def test_a_family_is_read_in_under_an_arabic_layout(morning: Morning) -> None:
    """Form and card by reader, the focus in a field with text: admitted, recorded, field clean."""
    hands = morning.hands
    hands.sign_in("C1", PIN)
    field = morning.field()
    field.setText("2419")
    morning.fingers.fire(morning.seal() + "\n", layout="ara", gap_ms=4)
    morning.until_recorded("visit.opened/1")
    hands.until(lambda: isinstance(hands.desk.view, RosterView), what="the household")
    assert field.text() == "2419"
    morning.fingers.fire("\n".join(card_lines(HEAD)) + "\n", layout="ara", gap_ms=4)
    morning.until_recorded("visit.opened/1", "member.attended/1")
    morning.fingers.fire("".join(card_lines(WIFE)), layout="iq(ku_ara)", gap_ms=12)
    hands.until(lambda: morning.answered() == {HEAD.id, WIFE.id}, what="both answers")
    hands.breathe()
    assert "visit.closed/1" not in morning.recorded(), "the reader's Enter ends nothing"


def test_a_burst_in_the_search_serves_and_types_nothing(morning: Morning) -> None:
    """The bar code of a form, read while a name is being searched, opens that form's visit."""
    hands = morning.hands
    hands.sign_in("C1", PIN)
    hands.press("F2")
    field = morning.field()
    morning.fingers.type("fbg", layout="ara")
    hands.until(lambda: field.text() == "بلال", what="the name")
    morning.fingers.fire(form(2).number + "\t", layout="ara")
    morning.until_recorded("visit.opened/1")
    hands.until(lambda: hands.station.talk.open_visit is not None, what="the visit")
    assert field.text() == "بلال"
    visit = hands.station.talk.open_visit
    assert visit is not None
    assert visit.form == form(2).number


def test_a_double_fire_is_one_refusal(morning: Morning) -> None:
    """A form with a strange seal, read twice in a second, is refused and recorded once."""
    hands = morning.hands
    hands.sign_in("C1", PIN)
    forged = morning.seal(key=Ed25519PrivateKey.generate())
    morning.fingers.fire(forged + "\n", layout="ara")
    hands.until(lambda: isinstance(hands.desk.view, RefusalView), what="the refusal")
    morning.fingers.fire(forged + "\n", layout="ara")
    hands.breathe()
    assert morning.recorded() == ["clerk.signed_in/1", "form.refused/1"]
    hands.press("Esc")
    hands.until(lambda: isinstance(hands.desk.view, WaitingView), what="the desk to be free")


def test_a_paper_that_the_camera_just_read_is_not_shown_again(morning: Morning) -> None:
    """Camera and reader on one paper make one refusal; the control is read later, and makes two."""
    hands = morning.hands
    hands.sign_in("C1", PIN)
    forged = morning.seal(key=Ed25519PrivateKey.generate())
    hands.show(morning.film(forged), until=lambda v: isinstance(v, RefusalView), what="the camera")
    morning.fingers.fire(forged, layout="ara")
    hands.put_away()
    for _ in range(5):
        hands.breathe()
    assert morning.recorded().count("form.refused/1") == 1
    morning.fingers.fire(forged, layout="ara")
    morning.until_recorded("form.refused/1", "form.refused/1")


def test_strange_and_damaged_bursts_are_answered(morning: Morning) -> None:
    """A product's code is no form; half a seal is not whole; a holed card is asked for again."""
    hands = morning.hands
    hands.sign_in("C1", PIN)
    for refused, text in enumerate(("6291041500213\n", morning.seal()[:120] + "\n"), 1):
        morning.fingers.fire(text, layout="ara")
        morning.until_recorded("clerk.signed_in/1", *["form.refused/1"] * refused)
        hands.until(lambda: isinstance(hands.desk.view, RefusalView), what="the refusal")
    hands.press("Esc")
    holed = "".join(card_lines(HEAD)).replace("<", "", 1)
    morning.fingers.fire(holed + "\n", layout="ara")
    hands.until(lambda: "F7" in morning.notice(), what="the sentence on the card")
    assert morning.recorded() == ["clerk.signed_in/1", "form.refused/1", "form.refused/1"]


def test_a_burst_at_the_locked_desk_types_no_pin(morning: Morning) -> None:
    """Digits of a card are no PIN: nothing is typed, nobody is signed in, and the clerk is told."""
    hands = morning.hands
    hands.until(lambda: isinstance(QApplication.focusWidget(), PinCells), what="the PIN")
    cells = QApplication.focusWidget()
    assert isinstance(cells, PinCells)
    morning.fingers.fire(PIN + "\n", layout="ara")
    hands.until(lambda: morning.notice() != "", what="the sentence")
    assert cells.digits == ""
    assert hands.station.window.place == SignInScreen.place
    assert morning.recorded() == []
    morning.fingers.type(PIN + "\n")
    hands.until(lambda: hands.station.window.place != SignInScreen.place, what="the desk")


def test_typed_numbers_still_work(morning: Morning) -> None:
    """A number typed by a person is served as typed."""
    hands = morning.hands
    hands.sign_in("C1", PIN)
    morning.fingers.type(form(3).number + "\n")
    morning.until_recorded("visit.opened/1")
