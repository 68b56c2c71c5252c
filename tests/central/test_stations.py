"""How a machine becomes a station."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from sync.central.stations import CODE_LIVES, issue_code, listing
from sync.central.tables import enrolments, incarnations
from sync.enrol import EnrolmentAsk, ask
from sync.envelope import GENESIS, pack
from sync.errors import Rejected
from sync.loopback import LoopbackServer
from sync.wire import Cursor
from tests.central.karbala import Karbala, event
from tests.sync.held import HeldOutbox
from tests.world import OTHER_CENTRE


def letter(code: str, key: Ed25519PrivateKey | None = None) -> EnrolmentAsk:
    """Write the first letter of a machine."""
    key = key or Ed25519PrivateKey.generate()
    return ask(code, public_key=key.public_key(), sign=key.sign)


def test_a_code_makes_a_station_of_its_centre(karbala: Karbala) -> None:
    """The answer names station, incarnation and centre, and its token opens the doors."""
    enrolment = karbala.office.enrol(letter(karbala.code(at=OTHER_CENTRE)))
    assert (enrolment.station, enrolment.incarnation) == (f"{OTHER_CENTRE}-S1", 1)
    assert enrolment.centre == OTHER_CENTRE
    page = LoopbackServer(karbala.office, token=enrolment.token).pull(Cursor(), most=5)
    assert page is not None
    assert page.scope == f"centre:{OTHER_CENTRE}"


def test_a_used_code_is_of_no_use_to_another_machine(karbala: Karbala) -> None:
    """Who finds the note with the code after it was used gets nothing."""
    code = karbala.code()
    karbala.office.enrol(letter(code))
    with pytest.raises(Rejected, match="code_used"):
        karbala.office.enrol(letter(code))


def test_a_lost_answer_does_not_waste_the_code(karbala: Karbala) -> None:
    """The same machine may ask again: the same incarnation, a fresh token, the old one dead."""
    code, key = karbala.code(), Ed25519PrivateKey.generate()
    first = karbala.office.enrol(letter(code, key))
    second = karbala.office.enrol(letter(code, key))
    assert (second.station, second.incarnation) == (first.station, first.incarnation)
    karbala.office.pull(second.token, Cursor(), most=1)
    with pytest.raises(Rejected, match="superseded"):
        karbala.office.pull(first.token, Cursor(), most=1)


def test_a_letter_that_was_overheard_gives_nothing(karbala: Karbala) -> None:
    """Once the machine has said hello its letter begins nothing more, and it is not disturbed."""
    code, key = karbala.code(), Ed25519PrivateKey.generate()
    overheard = letter(code, key)
    box = HeldOutbox(karbala.office.enrol(overheard), key)
    box.greeted(karbala.office.hello(box.hello()))
    with pytest.raises(Rejected, match="code_used"):
        karbala.office.enrol(overheard)
    box.greeted(karbala.office.hello(box.hello()))


def test_a_fresh_code_lets_a_machine_be_enrolled_again(karbala: Karbala) -> None:
    """What said hello is known again by a new code, also where that answer is lost once."""
    code, key = karbala.code(), Ed25519PrivateKey.generate()
    first = karbala.office.enrol(letter(code, key))
    box = HeldOutbox(first, key)
    karbala.office.hello(box.hello())
    with karbala.database.writing() as connection:
        fresh = issue_code(connection, station=first.station, now=karbala.now)
    assert karbala.office.enrol(letter(fresh, key)).incarnation == first.incarnation
    with pytest.raises(Rejected, match="code_expired"):
        karbala.office.enrol(letter(code, key))
    again = karbala.office.enrol(letter(fresh, key))
    box.shown = again.token
    box.greeted(karbala.office.hello(box.hello()))
    with pytest.raises(Rejected, match="code_used"):
        karbala.office.enrol(letter(fresh, key))


def test_a_code_expires(karbala: Karbala) -> None:
    """After a day a code that was not used is dead; until then it lives."""
    code = karbala.code()
    karbala.now += CODE_LIVES + 1
    with pytest.raises(Rejected, match="code_expired"):
        karbala.office.enrol(letter(code))
    karbala.now -= 1
    karbala.office.enrol(letter(code))


@pytest.mark.parametrize("code", ["", "1234", "00000000000097", "48210937556200"])
def test_a_code_that_was_never_given_is_refused(karbala: Karbala, code: str) -> None:
    """Mistyped and guessed codes are told as such and change nothing."""
    with pytest.raises(Rejected, match="bad_code"):
        karbala.office.enrol(letter(code))


def test_a_key_that_is_not_held_is_refused(karbala: Karbala) -> None:
    """A code is not spent on somebody who names another's key."""
    code, key = karbala.code(), Ed25519PrivateKey.generate()
    forged = ask(code, public_key=Ed25519PrivateKey.generate().public_key(), sign=key.sign)
    with pytest.raises(Rejected, match="bad_proof"):
        karbala.office.enrol(forged)
    karbala.office.enrol(letter(code))


def test_a_second_machine_is_a_new_incarnation(karbala: Karbala) -> None:
    """A station that got another machine counts from 1 again beside its old events."""
    old = karbala.station()
    old.outbox.record_many(event, 3)
    batch = old.outbox.seal(1, 3)
    assert batch is not None
    old.server.push(pack(batch))
    with karbala.database.writing() as connection:
        code = issue_code(connection, station=old.enrolment.station, now=karbala.now)
    key = Ed25519PrivateKey.generate()
    new = karbala.office.enrol(letter(code, key))
    assert (new.station, new.incarnation) == (old.enrolment.station, 2)
    outbox = HeldOutbox(new, key)
    greeting = outbox.greeted(karbala.office.hello(outbox.hello()))
    assert (greeting.acknowledged, greeting.head) == (0, GENESIS)
    assert karbala.held() == 3


def test_secrets_are_not_in_the_database(karbala: Karbala) -> None:
    """Codes and tokens are kept as hashes: who reads the database cannot use them."""
    code = karbala.code()
    enrolment = karbala.office.enrol(letter(code))
    with karbala.database.reading() as connection:
        rows = [
            *connection.execute(select(enrolments)).all(),
            *connection.execute(select(incarnations)).all(),
        ]
    assert code not in str(rows)
    assert enrolment.token not in str(rows)


def test_the_list_shows_what_each_station_said_last(karbala: Karbala) -> None:
    """A manager sees which station was seen when, and how far its journal went."""
    station = karbala.station()
    station.outbox.record_many(event, 4)
    station.server.hello(station.outbox.hello())
    with karbala.database.reading() as connection:
        row = listing(connection)[0]
    assert (row.id, row.seen_at, row.last, row.incarnations) == ("KA-01-S1", karbala.now, 4, 1)
