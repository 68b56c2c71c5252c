"""A day at one station, as facts to report on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from clerk_station.domain.forms import Refusal
from clerk_station.domain.people import Household
from clerk_station.domain.visits import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRefusal:
    """One form that was shown and not admitted."""

    at: datetime
    clerk: str
    reason: Refusal
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts:
    """What one station knows of one day in Baghdad.

    `visits` were opened that day; those without a closing were still open at `taken_at`.
    `cards_refused` counts the cards shown that were of nobody in the household. `due` are the forms
    of the centre for that day, `came` those of them with a visit that the station knows of, here or
    by the central's records. `unsettled` counts events without a receipt. `clerks`
    gives names for ids, `households` the record of each visit's household where it is known.
    `head` is the journal's last seq and the first hex digits of its hash.
    """

    day: date
    taken_at: datetime
    centre: str
    centre_name: str
    centre_name_latin: str
    station: str
    visits: tuple[Visit, ...]
    refusals: tuple[FormRefusal, ...]
    cards_refused: int
    due: int
    came: int
    unsettled: int
    clerks: Mapping[str, str]
    households: Mapping[str, Household]
    head: str
