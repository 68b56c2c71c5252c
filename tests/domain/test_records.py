"""The central's truths come back as they were written."""

import pytest

from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.people import Household
from clerk_station.domain.records import (
    RECORDS,
    Centre,
    Clerk,
    ServedForm,
    from_text,
    id_of,
    kind_name,
    kind_of,
    to_text,
)
from clerk_station.domain.visits import Outcome
from tests.world import CENTRE, DAY, centre, clerk, form, household

SERVED = ServedForm(
    form=form().number,
    household="H0001",
    visit="v",
    centre=CENTRE,
    station="S1",
    day=DAY,
    outcome=Outcome.RETURN_NEEDED,
    return_day=DAY,
)
EACH = (centre(), clerk(), household(), form(), SERVED)


@pytest.mark.parametrize("record", EACH, ids=kind_of)
def test_every_kind_of_record_comes_back_as_it_was_written(record: object) -> None:
    """Text and back gives an equal value, under the kind's own name."""
    cls = RECORDS[kind_of(record)]
    assert from_text(cls, to_text(record)) == record
    assert kind_name(cls) == kind_of(record)


def test_each_kind_has_its_own_id() -> None:
    """Forms and served forms go by the form's number, the rest by their ids."""
    assert [id_of(record) for record in EACH] == [
        CENTRE, "C1", "H0001", form().number, form().number
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cls", "text"),
    [
        (Household, to_text(household()).replace('"head"', '"stepson"')),
        (Household, to_text(household()).replace('"year":1980', '"year":0')),
        (Clerk, "{}"),
        (Centre, "[]"),
        (AppointmentForm, "not json"),
        (AppointmentForm, '{"day": 5}'),
    ],
)
def test_what_is_no_record_is_refused(cls: type[object], text: str) -> None:
    """An unknown code, a missing member or a wrong type is a ValueError and nothing else."""
    with pytest.raises(ValueError, match=r"."):
        from_text(cls, text)


def test_members_of_a_later_version_are_passed_over() -> None:
    """A record may grow without this version losing it."""
    known = clerk()
    text = to_text(known).replace('{"active"', '{"aaa":1,"active"')
    assert from_text(Clerk, text) == known
