"""Claims that cannot all be true: both desks see them, the manager too, and people decide."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clerk_station.domain.cases import CaseKind
from clerk_station.domain.mail import Mail
from clerk_station.domain.people import Stated
from clerk_station.domain.records import Case, CaseState
from clerk_station.domain.visits import Attended
from clerk_station.store.mail import read_mail
from clerk_station.ui.phrasing.around import sync_view
from clerk_station.ui.phrasing.letters import letters_view
from clerk_station.ui.views import Tone
from clerk_station.words import Words
from sync.central import resolving
from sync.central.registry import put
from sync.status import Phase
from tests.central.karbala import Karbala, sqlite_karbala
from tests.desk.acts import sealed, serve
from tests.journeys.joined import Joined, join
from tests.sync.held import down, phase
from tests.world import DAY, desk_of, household

HEAD = household(1).members[0]


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Joined, Joined]]:
    """Give two stations of one centre that have fetched its data."""
    for name in ("central", "one", "two"):
        (tmp_path / name).mkdir()
    karbala = sqlite_karbala(tmp_path / "central")
    pair = join(karbala, tmp_path / "one"), join(karbala, tmp_path / "two")
    for station in pair:
        rest(station)
    yield pair
    for station in pair:
        station.store.close()
    karbala.database.close()


def rest(station: Joined) -> Phase:
    """Let the post run until there is nothing to do."""
    cycle = station.cycle()
    station.time.run(cycle, within=600)
    station.clock.pass_by(seconds=1)
    return phase(cycle)


def mail(station: Joined, *, manager: bool = False) -> Mail:
    """Read what a clerk, or the manager, is shown at a station."""
    return read_mail(station.store, everyone=manager)


def light(station: Joined) -> Tone:
    """Give the colour of the light after everything was sent."""
    cycle = station.cycle()
    station.time.run(cycle, within=600)
    waiting = mail(station).waiting
    return sync_view(Words("ar"), cycle.status, now=0, returned=waiting).tone


def kinds(found: tuple[Case, ...]) -> dict[CaseKind, CaseState]:
    """Give the state of each case by its kind."""
    return {case.kind: case.state for case in found}


def test_one_family_is_served_at_two_desks_without_a_line(both: tuple[Joined, Joined]) -> None:
    """Both visits stay, both desks and the manager see the case, and a named person resolves it."""
    karbala = both[0].karbala
    for station in both:
        station.line.before = down
        serve(desk_of(station.store), sealed(1, karbala.keys.authority))
        rest(station)
        assert mail(station).cases == (), "alone, nobody can know"
        station.line.before = lambda _call: None
    for station in (*both, *both):
        assert rest(station) is Phase.SETTLED
    double = next(c for c in mail(both[0]).cases if c.kind is CaseKind.DOUBLE_ATTENDANCE)
    for station in both:
        assert kinds(mail(station).cases) == {
            CaseKind.DOUBLE_ATTENDANCE: CaseState.OPEN,
            CaseKind.FORM_TWICE: CaseState.OPEN,
        }
        assert mail(station, manager=True).cases == mail(station).cases
        assert len(station.store.queries.day_facts(DAY).visits) == 1, "both entries stay"
        for language in ("ar", "en"):
            shown = letters_view(Words(language), mail(station), sync=()).letters
            assert any(HEAD.name.short in row.title and row.next_act for row in shown)

    with karbala.database.writing() as connection:
        resolving.resolve(
            connection,
            double.id,
            by="زينب كاظم",
            reason="الزيارة الأولى هي الصحيحة",
            now=karbala.now,
        )
    for station in both:
        rest(station)
        case = station.store.queries.record(Case, double.id)
        assert case is not None
        assert (case.state, case.by) == (CaseState.RESOLVED, ("زينب كاظم",))
        assert case.reason == "الزيارة الأولى هي الصحيحة"
        assert mail(station).open == 1, "the other is still open"


def test_a_desk_sees_its_own_cases_and_the_manager_all(
    both: tuple[Joined, Joined], tmp_path: Path
) -> None:
    """A third desk that has no part in a case does not tell its clerk of it."""
    karbala = both[0].karbala
    for station in both:
        serve(desk_of(station.store), sealed(1, karbala.keys.authority))
        rest(station)
    (tmp_path / "three").mkdir()
    third = join(karbala, tmp_path / "three")
    rest(third)
    assert mail(third).cases == ()
    assert len(mail(third, manager=True).cases) == 2
    third.store.close()


@pytest.fixture
def abroad(both: tuple[Joined, Joined]) -> Joined:
    """Let the register state that the head of a household is abroad, and serve them here."""
    station = both[0]
    home = household(1)
    stated = replace(home, members=(replace(HEAD, stated=Stated.ABROAD), *home.members[1:]))
    with station.karbala.database.writing() as connection:
        put(connection, [stated])
    serve(desk_of(station.store), sealed(1, station.karbala.keys.authority))
    return station


def test_present_against_the_register_is_released_by_two(abroad: Joined) -> None:
    """The light tells of returned mail until two people agreed; then the attendance counts."""
    karbala = abroad.karbala
    assert light(abroad) is Tone.TODO
    (waiting,) = mail(abroad).returned
    assert waiting.aside == "stated_abroad"
    assert kinds(mail(abroad).cases) == {CaseKind.AGAINST_REGISTER: CaseState.OPEN}
    decide(karbala, waiting.seq, by="زينب كاظم")
    assert light(abroad) is Tone.TODO, "one is not enough"
    decide(karbala, waiting.seq, by="سعاد جاسم")
    assert light(abroad) is Tone.OK
    assert mail(abroad).returned == ()
    assert kinds(mail(abroad).cases) == {CaseKind.AGAINST_REGISTER: CaseState.RESOLVED}
    assert HEAD.id in answered(abroad)


def test_what_is_rejected_leaves_the_visit_and_says_by_whom(abroad: Joined) -> None:
    """The journal keeps the entry; the station's visit goes without it, like the central's."""
    light(abroad)
    (waiting,) = mail(abroad).returned
    before = abroad.recorded()
    assert HEAD.id in answered(abroad), "until somebody decides the desk shows what it saw"
    with abroad.karbala.database.writing() as connection:
        key = (waiting.station, waiting.incarnation, waiting.seq)
        resolving.reject(connection, key, by="زينب كاظم", reason="شخص آخر", now=abroad.karbala.now)
    assert light(abroad) is Tone.OK
    (told,) = mail(abroad).returned
    assert (told.by, told.reason) == (("زينب كاظم",), "شخص آخر")
    assert HEAD.id not in answered(abroad)
    assert abroad.recorded() == before


def decide(karbala: Karbala, seq: int, *, by: str) -> None:
    """Release an event of the first station in somebody's name."""
    with karbala.database.writing() as connection:
        station = "KA-01-S1"
        resolving.release(connection, (station, 1, seq), by=by, reason="رأيته", now=karbala.now)


def answered(station: Joined) -> set[str]:
    """Give who counts as seen in the one visit of the day."""
    (visit,) = station.store.queries.day_facts(DAY).visits
    return {who for who, answer in visit.answers.items() if isinstance(answer, Attended)}
