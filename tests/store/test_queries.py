"""What the station knows: search, forms of a day, how a form was used, and a day's facts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from clerk_station.desk.forms import show_form, walk_in
from clerk_station.desk.visits import close_visit, mark_absent, show_card
from clerk_station.domain.forms import Refusal
from clerk_station.domain.people import Household, Name
from clerk_station.domain.records import Clerk, Role, ServedForm
from clerk_station.domain.visits import AbsenceReason, Evidence, How, Outcome
from clerk_station.store.opening import Store
from clerk_station.tokens import seal_form
from tests.desk.acts import attend, card_of, opened, sealed, serve
from tests.store.test_inbox import next_page
from tests.world import (
    CENTRE,
    DAY,
    OTHER_CENTRE,
    World,
    clerk,
    desk_of,
    form,
    household,
)


def named(number: int, name: Name) -> Household:
    """Make a household whose head has another name."""
    home = household(number)
    head = replace(home.members[0], name=name)
    return replace(home, members=(head, *home.members[1:]))


@pytest.mark.parametrize("text", ["2419002", "٢٤١٩٠٠٢", "۲۴۱۹۰۰۲", " 2419002 ", "331002", "٣٣١٠٠٢"])
def test_a_household_is_found_by_its_card_number(store: Store, text: str) -> None:
    """Old number or new, in any of three digit sets, the whole number names one household."""
    assert [found.household for found in store.queries.search(text)] == ["H0002"]


@pytest.mark.parametrize("text", ["", "  ", "241900", "9", "\u200f", "%", "_"])
def test_half_a_number_or_nothing_finds_nobody(store: Store, text: str) -> None:
    """A number is whole or it is none, and no sign stands for all names."""
    assert store.queries.search(text) == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (Name("أحمد", "مؤيد"), "احمد"),
        (Name("احمد", "مويد"), "أحمد مؤيد"),
        (Name("عبد الله", "كريم"), "عبدالله ك"),
        (Name("مصطفى"), "مصطفي"),
        (Name("گوران"), "كوران"),
        (Name("الغانمي"), "غانمي"),
        (Name("Karim"), "KAR"),
    ],
)
def test_a_household_is_found_by_the_heads_name_however_spelt(
    store: Store, name: Name, text: str
) -> None:
    """The beginning of the name is enough, in any spelling that people use for it."""
    store.inbox.apply(next_page(store, named(7, name)))
    found = store.queries.search(text)
    assert [(f.household, f.head_name) for f in found] == [("H0007", name.full)]


def test_the_spelling_that_was_typed_comes_first(store: Store) -> None:
    """Exact before loose, and no more than were asked for."""
    store.inbox.apply(
        next_page(store, named(7, Name("گوران")), named(8, Name("كوران")), named(9, Name("كوران")))
    )
    found = store.queries.search("گوران")
    assert found[0].household == "H0007"
    assert len(found) == 3
    assert store.queries.search("كوران")[-1].household == "H0007"
    assert len(store.queries.search("گوران", most=2)) == 2


@pytest.mark.parametrize("text", ["گوران", "كوران", "2419007", "331007"])
def test_a_search_reads_an_index_in_its_order(store: Store, text: str) -> None:
    """However many bear a name, a search looks at no more of them than it shows."""
    store.inbox.apply(next_page(store, named(7, Name("گوران"))))
    asked: list[tuple[str, tuple[object, ...]]] = []

    @event.listens_for(store.cache, "before_cursor_execute")
    def _note(*call: Any) -> None:
        asked.append(call[2:4])

    assert [found.household for found in store.queries.search(text)] == ["H0007"]
    searches = [each for each in asked if each[0].startswith("SELECT")]
    assert searches
    plan = " ".join(row.detail for each in searches for row in _plan(store, *each))
    assert "USING INDEX" in plan
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan


def test_the_plan_tells_of_sorting(store: Store) -> None:
    """The control: names in another order than an index has would all be read and sorted."""
    plan = _plan(store, "SELECT * FROM households ORDER BY head_name LIMIT 1", ())
    assert "TEMP B-TREE" in " ".join(row.detail for row in plan)


def _plan(store: Store, statement: str, values: tuple[object, ...]) -> Sequence[Any]:
    with store.cache.begin() as connection:
        return connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()


def test_the_forms_of_a_day_are_this_centres_by_hour(store: Store, world: World) -> None:
    """Who is due when, who came, and nobody of another day or another centre."""
    early = replace(form(2), hour="08:00")
    later = replace(form(7), day=DAY + timedelta(days=1))
    elsewhere = replace(form(8), centre=OTHER_CENTRE)
    store.inbox.apply(next_page(store, early, household(7), household(8), later, elsewhere))
    serve(desk_of(store), sealed(3, world.authority_key))
    slots = store.queries.forms_of_day(DAY)
    assert [(s.number, s.hour, s.came) for s in slots] == [
        (form(2).number, "08:00", False),
        (form(1).number, "10:00", False),
        (form(3).number, "10:00", True),
    ]
    assert slots[0].head_name == household(2).head.name.full
    assert [s.household for s in store.queries.forms_of_day(later.day)] == ["H0007"]


def test_clerks_are_those_who_may_work_here(store: Store) -> None:
    """Who has left or works at another centre is not offered at the sign-in."""
    gone = replace(clerk("C7"), active=False)
    away = replace(clerk("C8"), centre=OTHER_CENTRE)
    store.inbox.apply(next_page(store, gone, away))
    assert {c.id for c in store.queries.clerks()} == {"C1", "C2", "M1"}
    assert store.queries.record(Clerk, "M1") is not None
    assert [c.id for c in store.queries.all_records(Clerk)] == ["C1", "C2", "C7", "C8", "M1"]
    assert {c.role for c in store.queries.clerks()} == {Role.CLERK, Role.MANAGER}


def test_a_form_that_was_served_elsewhere_is_known_from_the_feed(store: Store) -> None:
    """The central's record of another station's visit counts like one of this desk."""
    assert store.queries.served(form(1).number) is None
    there = ServedForm(
        form=form(1).number,
        household="H0001",
        visit="v",
        centre=CENTRE,
        station="S2",
        day=DAY,
        outcome=Outcome.RETURN_NEEDED,
        return_day=DAY + timedelta(days=3),
    )
    store.inbox.apply(next_page(store, there))
    served = store.queries.served(form(1).number)
    assert served is not None
    assert (served.day, served.return_day) == (DAY, DAY + timedelta(days=3))


def test_the_latest_use_of_a_form_counts_whatever_the_clock_says(
    store: Store, world: World
) -> None:
    """A return visit under a clock that was set back is still the later one."""
    desk = desk_of(store)
    begun = opened(desk, sealed(1, world.authority_key))
    visit = begun.visit
    for member in begun.household.members[:3]:
        visit = mark_absent(
            desk,
            visit,
            member=member,
            reason=AbsenceReason.ABSENT,
            evidence=Evidence.NOT_ASKED,
            returns=DAY + timedelta(days=1),
            note="",
        ).visit
    close_visit(desk, visit, household=begun.household)
    served = store.queries.served(form(1).number)
    assert served is not None
    assert served.return_day == DAY + timedelta(days=1)
    world.clock.moment += timedelta(days=1)
    serve(desk, sealed(1, world.authority_key))
    served = store.queries.served(form(1).number)
    assert served is not None
    assert served.return_day is None


def test_the_latest_of_several_open_visits_is_the_open_one(store: Store, world: World) -> None:
    """Should two be open after a fault, the desk goes on with the one that was begun last."""
    first = desk_of(store)
    begun = opened(first, sealed(1, world.authority_key))
    world.clock.moment -= timedelta(days=1)
    first.save(
        store.journal.events_of_visit(begun.visit.id)[0].body, household="H0002", visit="other"
    )
    found = store.queries.open_visit()
    assert found is not None
    assert found.id == "other"


def test_a_days_facts_count_what_was_done_that_day(store: Store, world: World) -> None:
    """Visits, refusals, forms due and come, and what is not yet sent, as numbers."""
    desk = desk_of(store)
    serve(desk, sealed(1, world.authority_key))
    world.clock.pass_by(minutes=20)
    other = desk_of(store, clerk_id="C2")
    show_form(other, sealed(1, world.authority_key))
    show_form(other, seal_form(form(2, centre=OTHER_CENTRE), world.authority_key))
    show_form(other, "https://example.com")
    walk_in(other, "H0003")
    facts = store.queries.day_facts(DAY)
    head = store.journal.head()
    assert [v.household for v in facts.visits] == ["H0001", "H0003"]
    assert [v.clerk for v in facts.visits] == ["C1", "C2"]
    assert [v.closing is None for v in facts.visits] == [False, True]
    assert [(r.reason, r.clerk) for r in facts.refusals] == [
        (Refusal.ALREADY_SERVED, "C2"),
        (Refusal.WRONG_CENTRE, "C2"),
        (Refusal.FOREIGN, "C2"),
    ]
    assert (facts.due, facts.came) == (3, 2), "who was due and came without the form came"
    assert facts.unsettled == head.seq == store.outbox.waiting()
    assert facts.head == f"{head.seq} · {head.hash.hex()[:8]}"
    assert facts.clerks.keys() == {"C1", "C2", "M1"}
    assert facts.households.keys() == {"H0001", "H0003"}
    assert (facts.centre_name, facts.station) == ("مركز حي الحسين", "شباك 3")
    assert facts.centre_name_latin == "Hayy al-Hussein centre"
    assert facts.taken_at == world.clock.moment


def test_refused_cards_are_counted_on_their_day(store: Store, world: World) -> None:
    """Each time a card of nobody in the household is shown counts, one that is known does not."""
    desk = desk_of(store)
    begun = opened(desk, sealed(1, world.authority_key))
    member = begun.household.members[0]
    assert store.queries.day_facts(DAY).cards_refused == 0
    stranger = replace(card_of(member, national="199099999999"), surname="غريب")
    for card in (stranger, stranger, card_of(member)):
        show_card(desk, begun.visit, household=begun.household, document=card, how=How.SCANNED)
    assert store.queries.day_facts(DAY).cards_refused == 2
    assert store.queries.day_facts(DAY + timedelta(days=1)).cards_refused == 0


def test_who_came_to_another_station_came(store: Store) -> None:
    """Forms that the central knows as served count among those with which somebody came."""
    there = ServedForm(
        form=form(2).number,
        household="H0002",
        visit="v",
        centre=CENTRE,
        station="S2",
        day=DAY,
        outcome=Outcome.COMPLETED,
    )
    store.inbox.apply(next_page(store, there))
    facts = store.queries.day_facts(DAY)
    assert (facts.due, facts.came, facts.visits) == (3, 1, ())


def test_a_visit_belongs_to_the_day_on_which_it_began(store: Store, world: World) -> None:
    """What was closed past midnight stands in the report of the evening before, once."""
    desk = desk_of(store)
    begun = opened(desk, sealed(1, world.authority_key))
    world.clock.pass_by(hours=17)
    visit = begun.visit
    for member in begun.household.members[:3]:
        visit = attend(desk, visit, begun.household, member)
    close_visit(desk, visit, household=begun.household)
    (told,) = store.queries.day_facts(DAY).visits
    assert told.closing is not None
    assert store.queries.day_facts(DAY + timedelta(days=1)).visits == ()


def test_before_the_first_pull_the_station_still_reports(world: World) -> None:
    """Without any record of the centre a day is told by ids."""
    world.enrol()
    store = world.open()
    facts = store.queries.day_facts(DAY)
    assert (facts.centre_name, facts.due, facts.visits) == (CENTRE, 0, ())
    assert facts.centre_name_latin == CENTRE
    assert store.queries.feed_position() == (0, 0)
    store.close()


def test_the_forms_of_a_household_are_given_by_day(store: Store) -> None:
    """Whoever asks when a family is due hears every day that this centre knows."""
    later = replace(form(9, day=DAY + timedelta(days=3)), household="H0001")
    store.inbox.apply(next_page(store, later))
    assert [f.day for f in store.queries.forms_of("H0001")] == [DAY, DAY + timedelta(days=3)]
    assert store.queries.forms_of("H0404") == ()
