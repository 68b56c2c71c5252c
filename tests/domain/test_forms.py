"""The desk's verdict on a form whose seal holds."""

from datetime import date, timedelta

import pytest

from clerk_station.domain.forms import Admitted, Refusal, Refused, judge
from tests.world import CENTRE, DAY, OTHER_CENTRE, form

ONE, WEEK = timedelta(days=1), timedelta(days=7)


def verdict(
    *,
    today: date = DAY,
    centre: str = CENTRE,
    served: bool = False,
    returns: date | None = None,
    known: bool = True,
) -> Refusal | None:
    """Judge the first form; None where it is admitted."""
    shown = form()
    found = judge(shown, centre=centre, today=today, served=served, returns=returns, known=known)
    assert found == Admitted(shown) or isinstance(found, Refused)
    return found.reason if isinstance(found, Refused) else None


def test_a_good_form_is_admitted_on_its_day() -> None:
    """Here, today, unused, of a household that is known."""
    assert verdict() is None


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (DAY - ONE, Refusal.WRONG_DAY),
        (DAY + ONE, Refusal.WRONG_DAY),
        (DAY + 2 * WEEK, Refusal.WRONG_DAY),
        (DAY + 2 * WEEK + ONE, Refusal.EXPIRED),
    ],
)
def test_another_day_is_the_wrong_day_until_it_expires(today: date, expected: Refusal) -> None:
    """The last day of a form still names the wrong day, the day after it has expired."""
    assert verdict(today=today) is expected


def test_the_first_thing_that_is_wrong_is_named() -> None:
    """A form of elsewhere that was used and has expired is first of all of elsewhere."""
    late = DAY + 3 * WEEK
    assert (
        verdict(centre=OTHER_CENTRE, today=late, served=True, known=False) is Refusal.WRONG_CENTRE
    )
    assert verdict(today=late, served=True, known=False) is Refusal.ALREADY_SERVED
    assert verdict(today=late, known=False) is Refusal.EXPIRED
    assert verdict(known=False) is Refusal.UNKNOWN


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (DAY, Refusal.ALREADY_SERVED),
        (DAY + WEEK - ONE, Refusal.ALREADY_SERVED),
        (DAY + WEEK, None),
        (DAY + 3 * WEEK, None),
    ],
)
def test_who_was_asked_to_come_again_comes_with_the_same_form(
    today: date, expected: Refusal | None
) -> None:
    """From the day of return on the form is good again, past its own day and expiry."""
    assert verdict(today=today, served=True, returns=DAY + WEEK) is expected


def test_a_refusal_keeps_what_could_be_read() -> None:
    """The clerk sees whose form it is and where it belongs."""
    shown = form()
    found = judge(shown, centre="X", today=DAY, served=False, returns=None, known=True)
    assert found == Refused(Refusal.WRONG_CENTRE, shown.number, shown)
