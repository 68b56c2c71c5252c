"""A made-up morning in a centre, by the same rules and phrases as a real one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clerk_station.clock import BAGHDAD
from clerk_station.domain.day_list import DayList, Due, day_list
from clerk_station.domain.ids import form_number
from clerk_station.domain.turns import Part, Turn
from clerk_station.domain.visits import Outcome, Priority
from clerk_station.ui.phrasing.today import today_view
from clerk_station.ui.views_today import TodayView
from clerk_station.words import Words

NOW = datetime(2026, 11, 23, 10, 22, tzinfo=BAGHDAD)
_TOTALS = (24, 25, 26, 25, 24, 12, 22, 24, 25, 25, 22, 14)
"""Forms of each hour from eight on."""
_HEADS = (
    "عبد الله سلمان داود", "أمل ناجي خضير", "مصطفى عادل حميد", "سميرة عبد الأمير", "فلاح حسن محيسن",
    "كاظم جواد حسن الخفاجي", "هيام سعد كريم", "عباس فاضل عبود", "رعد جاسم طعمة",
    "عبد المهدي عبد الأمير عبد الحسين الموسوي",
)  # fmt: skip


def made_up_day() -> DayList:
    """Give a day list of a centre at 10:22."""
    due = [
        Due(
            number=form_number("KA", 2026, 4410 + hour * 40 + n),
            hour=f"{hour:02}:{30 * (n % 2):02}",
            household=f"{hour}-{n}",
            head_name=_HEADS[(n * 7 + hour) % len(_HEADS)],
            members=2 + (n * 5 + hour) % 7,
            came=False,
        )
        for hour, total in enumerate(_TOTALS, start=8)
        for n in range(total)
    ]
    told = (_turn(n, form) for n, form in enumerate(due))
    turns = [turn for turn in told if turn is not None]
    return day_list(NOW.date(), NOW, due=due, turns=turns, names={})


def _turn(n: int, form: Due) -> Turn | None:
    """Let the families of the first hours be served, those of now be on their way."""
    hour, nth = (int(part) for part in form.household.split("-"))
    if hour > 11 or (hour == 11 and nth > 3) or (hour == 9 and nth in {5, 11}):
        return None
    if hour == 10 and nth > 19:
        return None
    came = NOW - timedelta(minutes=150 - n)
    told: dict[str, object] = {"arrived_at": came, "number": 100 * (1 + n % 5) + n // 5 + 1}
    if hour < 10 or nth < 9:
        again = nth % 6 == 2
        told |= {
            "opened_at": came,
            "closed_at": came + timedelta(minutes=16),
            "outcome": Outcome.RETURN_NEEDED if again else Outcome.COMPLETED,
            "return_day": date(2026, 12, 2) if again else None,
            "seconds": 60 * (9 + n * 7 % 24),
        }
    elif hour == 10 and nth < 14:
        told |= {
            "called_at": came,
            "opened_at": NOW - timedelta(minutes=(27, 8, 13, 3, 19)[nth - 9]),
        }
    if hour == 10 and nth == 16:
        told["priority"] = Priority.DISABLED
    window = 1 + n % 5
    part = Part(station=f"S{window}", visit=form.household, window=window, **told)  # type: ignore[arg-type]
    return Turn(centre="KA-01", day=NOW.date(), household=form.household, parts=(part,))


@dataclass(frozen=True)
class TodaySample:
    """The day list of the gallery."""

    words: Words

    @property
    def today(self) -> TodayView:
        """A morning at half past ten."""
        return today_view(self.words, made_up_day(), centre=None, called=None)
