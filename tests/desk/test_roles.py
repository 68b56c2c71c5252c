"""The table of roles: who may do what at a station, and that nothing is done without asking it."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

import clerk_station.desk
from clerk_station.desk.cards import issue_card
from clerk_station.desk.forms import show_form, walk_in
from clerk_station.desk.roles import MAY, Act, may
from clerk_station.desk.session import Desk, WrongSecret, sign_in
from clerk_station.desk.visits import void_visit
from clerk_station.domain.records import Role
from clerk_station.errors import StationError
from clerk_station.store.opening import Store
from tests.desk.acts import opened, sealed
from tests.store.test_inbox import next_page
from tests.world import PIN, World, clerk, desk_of

ROOM = Path(clerk_station.desk.__file__).parent
STATION = ROOM.parent

PLANTED = """
def give_away(desk: Desk, household: str) -> None:
    _note(desk, household)

def _note(desk, household):
    desk.save(Anything(), household=household)
"""


def sources() -> dict[str, str]:
    """Give what stands in the modules of the desk."""
    return {path.stem: path.read_text(encoding="utf-8") for path in ROOM.glob("*.py")}


def functions(texts: dict[str, str]) -> dict[str, ast.FunctionDef]:
    """Give the functions of the desk's modules by their names."""
    bodies = (ast.parse(text).body for text in texts.values())
    return {one.name: one for body in bodies for one in body if isinstance(one, ast.FunctionDef)}


def called(function: ast.FunctionDef) -> Iterator[str]:
    """Name what a function calls; a method by its name after a dot."""
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Name(name)):
                yield name
            case ast.Call(func=ast.Attribute(attr=name)):
                yield f".{name}"
            case _:
                pass


def asked(function: ast.FunctionDef) -> set[str]:
    """Name the acts for which a function asks the table."""
    return {
        node.args[0].attr
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "must"
        and isinstance(node.args[0], ast.Attribute)
    }


def saves_unasked(name: str, known: dict[str, ast.FunctionDef]) -> bool:
    """Tell whether a function of a desk reaches the journal without asking the table."""
    function = known.get(name)
    if function is None or asked(function):
        return False
    return ".save" in called(function) or any(
        saves_unasked(other, known) for other in called(function) if other != name
    )


def unasked(texts: dict[str, str]) -> set[str]:
    """Name the public acts of a desk that record something for whoever calls them."""
    known = functions(texts)
    acts = {
        name
        for name, one in known.items()
        if not name.startswith("_")
        and one.args.args
        and isinstance(one.args.args[0].annotation, ast.Name)
        and one.args.args[0].annotation.id == "Desk"
    }
    return {name for name in acts if saves_unasked(name, known)}


def test_every_act_of_the_desk_asks_the_table() -> None:
    """Nothing is recorded for somebody of whom the table was not asked."""
    assert unasked(sources()) == set()


def test_an_act_that_asks_nobody_is_found() -> None:
    """The control: an act that records without asking is named, also through another function."""
    assert unasked(sources() | {"planted": PLANTED}) == {"give_away"}


def test_an_act_asks_for_itself() -> None:
    """The line of the table that a function asks for is the one with its name."""
    for name, function in functions(sources()).items():
        assert asked(function) <= {name.upper()}, name


def test_the_table_is_whole_and_each_line_is_asked_for() -> None:
    """Every act has its line, and no line stands there for nothing."""
    assert set(MAY) == set(Act)
    table = ROOM / "roles.py"
    rooms = (p.read_text(encoding="utf-8") for p in STATION.rglob("*.py") if p != table)
    code = "\n".join(rooms)
    assert {act for act in Act if f"Act.{act.name}" not in code} == set()


@pytest.mark.parametrize(("role", "act"), list(product(Role, Act)))
def test_who_may_not_is_told_who_may(store: Store, role: Role, act: Act) -> None:
    """An act goes on for those of its line; all others are stopped, in words."""
    desk = Desk(store=store, clerk=clerk(role=role), session="s")
    if role in MAY[act]:
        desk.must(act)
        return
    with pytest.raises(StationError, match=r"nothing was recorded"):
        desk.must(act)


def test_a_manager_may_all_that_a_clerk_may() -> None:
    """Nobody has to sign in twice to help out at a window, and a supervisor does nothing there."""
    for act in Act:
        assert may(Role.MANAGER, act) >= may(Role.CLERK, act), act
        assert not may(Role.SUPERVISOR, act), act


@pytest.mark.parametrize(
    "act",
    [
        lambda desk, world: show_form(desk, sealed(2, world.authority_key)),
        lambda desk, _world: walk_in(desk, "H0002"),
    ],
)
def test_a_field_team_begins_no_visit_at_a_window(
    store: Store, world: World, act: Callable[[Desk, World], object]
) -> None:
    """It is told so, and nothing is recorded; a clerk's same act goes on."""
    team = Desk(store=store, clerk=clerk("F1", role=Role.FIELD_TEAM), session="s")
    before = store.journal.head()
    with pytest.raises(StationError, match="window of the centre"):
        act(team, world)
    assert store.journal.head() == before
    act(desk_of(store), world)
    assert store.journal.head() != before


def test_a_field_team_gives_out_no_cards(store: Store, world: World) -> None:
    """Cards are printed at the centre; taking back what it recorded is its own."""
    begun = opened(desk_of(store), sealed(1, world.authority_key))
    team = Desk(store=store, clerk=clerk("F1", role=Role.FIELD_TEAM), session="s")
    with pytest.raises(StationError, match="window of the centre"):
        issue_card(team, begun.visit, member=begun.household.members[2])
    void_visit(team, begun.visit, reason="خطأ")
    assert store.queries.open_visit() is None


@pytest.mark.parametrize("role", list(Role))
def test_a_supervisor_signs_in_at_no_station(store: Store, role: Role) -> None:
    """Whoever has work at a station signs in; who decides at the central does not."""
    store.inbox.apply(next_page(store, replace(clerk("X9"), role=role)))
    found = sign_in(store, clerk="X9", secret=PIN)
    assert isinstance(found, WrongSecret if role is Role.SUPERVISOR else Desk)
