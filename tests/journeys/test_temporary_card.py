"""A temporary card at the real window: given and printed, printed again, taken back, scanned."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from clerk_station.app.talks import temporary
from clerk_station.app.window import Station
from clerk_station.card_seal import TemporaryCard, certify, open_card, seal_card
from clerk_station.domain.cards import numbers
from clerk_station.domain.records import lease_name
from clerk_station.rehearsal.hands import Hands
from clerk_station.scan.camera import Clip
from clerk_station.scan.reading import Reading, Symbology
from clerk_station.settings import Settings
from clerk_station.store.journal import Link
from clerk_station.ui.views import MemberRow, RosterView
from tests.desk.test_cards import lease, lent
from tests.world import DAY, PIN, World, form, household

HEAD = household(1).members[0]


@pytest.fixture
def hands(world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    """Open the window of a station that has numbers, and serve a head by their papers."""
    store = world.filled()
    key = store.enrolment.key.public_key()
    certificate = certify(lease_name(lease()), key, authority=world.authority_key.sign)
    lent(store, replace(lease(), certificate=certificate.hex()))
    store.close()
    station = Station(
        world.folder,
        opening=world.open,
        settings=Settings(sounds=False),
        camera=Clip(world.folder / "no clip"),
    )
    qtbot.addWidget(station.window)
    station.start()
    monkeypatch.setattr(temporary, "_opened", Path.is_file)
    hands = Hands(station, pictures=world.folder / "pictures", desk=world.folder / "no clip")
    hands.sign_in("C1", PIN)
    hands.type(form(1).number)
    hands.until(lambda: isinstance(hands.desk.view, RosterView), what="the household")
    hands.press("F8", "1", "2", "7", "Enter")
    hands.until(lambda: _head(hands).card_due, what="the head's papers")
    yield hands
    station.close()


def _head(hands: Hands) -> MemberRow:
    view = hands.desk.view
    assert isinstance(view, RosterView)
    return view.rows[0]


def test_a_card_is_given_printed_again_and_taken_back(hands: Hands, world: World) -> None:
    """F10 and Enter give it, F10 and 1 print it again, F10 and 2 take it back with a reason."""
    number = next(numbers(lease()))
    hands.press("Up", "F10", "Enter")
    hands.until(lambda: _head(hands).card == number, what="the card")
    assert number in _head(hands).need
    before = hands.desk.view
    hands.press("Up", "F10", "1")
    slips = world.folder / "slips"
    hands.until((slips / f"{number}-1.pdf").is_file, what="the second sheet")
    hands.until(lambda: hands.desk.view is not before, what="the word of it")
    assert (slips / f"{number}-0.pdf").read_bytes() != (slips / f"{number}-1.pdf").read_bytes()
    hands.press("Up", "F10", "2", "1")
    hands.until(lambda: not _head(hands).card, what="the card taken back")
    kinds = [link.kind for link in hands.station.ask(lambda s: s.journal.links())]
    assert kinds[-3:] == ["card.issued/1", "card.reprinted/1", "card.revoked/1"]


def test_who_is_due_no_card_is_offered_none(hands: Hands) -> None:
    """The control: at a member who was not recorded so the key does nothing."""
    hands.press("Down", "F10", "Enter")
    hands.breathe()
    assert not any(link.kind == "card.issued/1" for link in _links(hands))


def test_a_scanned_card_says_whose_it_is_and_records_nothing(hands: Hands, world: World) -> None:
    """A temporary card under the camera is no form: it is checked, and no refusal is recorded."""
    certificate = certify(
        lease_name(lease()), world.authority_key.public_key(), authority=world.authority_key.sign
    )
    card = TemporaryCard(
        number=next(numbers(lease())),
        name=HEAD.name.full,
        birth=HEAD.birth,
        ration_card="2419001",
        given=DAY,
    )
    token = seal_card(card, certificate=certificate, station=world.authority_key.sign)
    assert open_card(token, [world.authority_key.public_key()]) == card
    before = len(_links(hands))
    told: list[str] = []
    hands.station.talk.troubled.connect(lambda trouble: told.append(trouble.title))
    hands.station.talk.read(Reading(kind=Symbology.QR, text=token))
    hands.until(lambda: bool(told), what="the notice")
    assert told == ["A temporary card, its seals hold: {name}"]
    assert len(_links(hands)) == before


def _links(hands: Hands) -> list[Link]:
    return list(hands.station.ask(lambda s: s.journal.links()))
