"""Appointment forms and the desk's verdict on one."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentForm:
    """What a form says: who may come where and when.

    The hour is the start of the slot in Baghdad, `HH:MM`. After `expires` no desk admits it.
    """

    number: str
    household: str
    centre: str
    day: date
    hour: str
    expires: date


class Refusal(StrEnum):
    """Why a form, or a household without one, was not admitted; codes are stable, in events."""

    FORGED = "forged"
    DAMAGED = "damaged"
    FOREIGN = "foreign"
    EXPIRED = "expired"
    WRONG_CENTRE = "wrong_centre"
    WRONG_DAY = "wrong_day"
    ALREADY_SERVED = "already_served"
    UNKNOWN = "unknown"
    NO_WALK_INS = "no_walk_ins"
    HOUR_IS_FULL = "hour_is_full"


@dataclass(frozen=True, slots=True)
class Admitted:
    """The form is good here and today."""

    form: AppointmentForm


@dataclass(frozen=True, slots=True)
class Refused:
    """The form is not admitted; what could be read of it is kept for the clerk to see."""

    reason: Refusal
    number: str = ""
    form: AppointmentForm | None = None


Verdict = Admitted | Refused


def judge(
    form: AppointmentForm,
    *,
    centre: str,
    today: date,
    served: bool,
    returns: date | None,
    known: bool,
) -> Verdict:
    """Judge a form whose seal holds, or that the register of this centre vouches for.

    Args:
        form: what is printed and sealed.
        centre: where this desk stands.
        today: the day in Baghdad.
        served: whether a visit under this form was closed, here or by the central's record.
        returns: the day on which that visit asked the household to come again, if it did; from
            then on the same form is good, past its own day and expiry.
        known: whether the centre's records have its household.
    """
    comes_again = returns is not None and today >= returns
    checks = (
        (form.centre != centre, Refusal.WRONG_CENTRE),
        (served and not comes_again, Refusal.ALREADY_SERVED),
        (today > form.expires and not comes_again, Refusal.EXPIRED),
        (form.day != today and not comes_again, Refusal.WRONG_DAY),
        (not known, Refusal.UNKNOWN),
    )
    reason = next((reason for applies, reason in checks if applies), None)
    return Admitted(form) if reason is None else Refused(reason, form.number, form)
