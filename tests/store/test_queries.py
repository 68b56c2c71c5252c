"""What the station knows: search, forms of a day, how a form was used, and a day's facts."""

import re
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
from clerk_station.domain.searching import By
from clerk_station.domain.stages import Overrun
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


@pytest.mark.parametrize(
    "text", ["", "  ", "9", "24", "0", "\u200f", "%", "_", '"', "*", "NEAR(", "\0"]
)
def test_nothing_finds_nobody(store: Store, text: str) -> None:
    """Two digits are no number yet, and no sign stands for all names."""
    assert store.queries.search(text) == ()


@pytest.mark.parametrize("text", ["241", "24190", "٢٤١٩٠"])
def test_a_number_is_found_as_one_types(store: Store, text: str) -> None:
    """Three digits of a card are enough to show whose it may be."""
    found = store.queries.search(text)
    assert {f.household for f in found} == {"H0001", "H0002", "H0003"}
    assert {f.by for f in found} == {By.CARD}


@pytest.mark.parametrize(
    ("text", "by", "member", "written"),
    [
        ("199000000007", By.NATIONAL, "فاطمة جواد حسن", "199000000007"),
        ("١٩٩٠ ٠٠٠٠ ٠٠٠٧", By.NATIONAL, "فاطمة جواد حسن", "199000000007"),
        ("07700001234", By.PHONE, "", "0770 000 1234"),
        ("+964 770 000 1234", By.PHONE, "", "0770 000 1234"),
        ("0770000", By.PHONE, "", "0770 000 1234"),
        ("331007", By.OLD_CARD, "", "331007"),
        ("KA26-00000-07", By.FORM, "", form(7).number),
        ("ka2600000", By.FORM, "", form(1).number),
    ],
)
def test_a_household_is_found_by_every_number_that_it_has(
    store: Store, text: str, by: By, member: str, written: str
) -> None:
    """Form, old card, phone, national number of any member: and it is said which one it was."""
    home = household(7)
    home = replace(home, address=replace(home.address, phone="0770 000 1234"))
    store.inbox.apply(next_page(store, home, form(7)))
    first = store.queries.search(text)[0]
    assert (first.by, first.member, first.written) == (by, member, written)


def test_a_household_is_found_by_any_of_its_members(store: Store) -> None:
    """Parts of a name may come in any order, and the head of household needs not be among them."""
    son = replace(household(7).members[2], name=Name("نجم", "رعد", "صالح", "الكعبي"))
    home = household(7)
    store.inbox.apply(next_page(store, replace(home, members=(*home.members[:2], son))))
    for text in ("نجم رعد", "رعد نجم", "كعبي", "صال", "نجم رعد صالح الكعبي"):
        (found,) = store.queries.search(text)
        assert (found.household, found.member) == ("H0007", "نجم رعد صالح")
    assert store.queries.search("نجم غائب") == ()


@pytest.mark.parametrize("text", ["سلامن", "سلمن", "سليمان", "سلممان", "سلكان", "سلما كزيم"])
def test_one_slip_of_the_fingers_is_forgiven(store: Store, text: str) -> None:
    """A letter too few, too many, another or swapped still finds, and it is said to be a guess."""
    store.inbox.apply(next_page(store, named(7, Name("سلمان", "كريم"))))
    (found,) = store.queries.search(text)
    assert (found.household, found.guessed) == ("H0007", True)


@pytest.mark.parametrize("text", ["شنمان", "سل كز", "سمل كزبم"])
def test_two_slips_are_another_name(store: Store, text: str) -> None:
    """The control: what is more than one slip away is not found."""
    store.inbox.apply(next_page(store, named(7, Name("سلمان", "كريم"))))
    assert store.queries.search(text) == ()


def test_exact_parts_come_first_then_beginnings_then_sounds_then_slips(store: Store) -> None:
    """The nearest name stands on top, whatever order the register has."""
    given = ("گرزم", "كرزما", "كرزم", "كرزن")
    homes = (named(n, Name(name, "صدام")) for n, name in enumerate(given, 11))
    store.inbox.apply(next_page(store, *homes))
    found = [each.household for each in store.queries.search("كرزم")]
    assert found == ["H0013", "H0012", "H0011", "H0014"]


def test_whose_head_is_so_named_comes_before_others(store: Store) -> None:
    """Of equal names a head of household is what one asks for most."""
    son = replace(household(7).members[2], name=Name("نجم", "رعد"))
    home = household(7)
    store.inbox.apply(
        next_page(store, replace(home, members=(*home.members, son)), named(8, Name("نجم", "رعد")))
    )
    assert [f.household for f in store.queries.search("نجم رعد")] == ["H0008", "H0007"]


def test_a_household_that_changed_is_found_by_what_it_says_now(store: Store) -> None:
    """No former name or number leads to it any more."""
    store.inbox.apply(next_page(store, named(7, Name("نجم"))))
    store.inbox.apply(next_page(store, replace(named(7, Name("رعد")), card_number="5550001")))
    assert store.queries.search("نجم") == store.queries.search("2419007") == ()
    assert [f.household for f in store.queries.search("رعد")] == ["H0007"]
    assert [f.household for f in store.queries.search("5550001")] == ["H0007"]


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
    searches = [each for each in asked if each[0].startswith("select")]
    assert searches
    plan = " ".join(row.detail for each in searches for row in _plan(store, *each))
    assert "VIRTUAL TABLE INDEX" in plan
    assert not re.search(r"SCAN (?!names|numbers|number_terms|slip)", plan)
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
    close_visit(desk, visit, household=begun.household, overrun=Overrun.PAPERS)
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
