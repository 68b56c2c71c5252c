"""How the post stands, line by line: what waits, what was found out, is the clock off."""

from collections.abc import Iterator

from clerk_station.ui.phrasing.around import OFFLINE_TOO_LONG, moment_of, sync_view
from clerk_station.ui.views import SyncView, Tone
from clerk_station.words import Words
from sync.condition import ALARMS, MOST_DAYS, MOST_UNHEARD, WORDS
from sync.status import Status

CLOCK_OFF = 60
"""Seconds by which this machine's clock may differ from the central's before it is said."""


def sync_rows(
    words: Words, status: Status, *, now: float, returned: int, late: int = OFFLINE_TOO_LONG
) -> tuple[tuple[SyncView, str], ...]:
    """Say how the post stands, and after a failure how often it tried and when it tries again."""
    rows = [(sync_view(words, status, now=now, returned=returned, late=late), str(status.waiting))]
    if status.attempts:
        tried = words.count("Tried {n} time", "Tried {n} times", status.attempts)
        advice = words.say(status.advice) if status.advice else ""
        due = "" if status.next_try is None else words.time(moment_of(status.next_try))
        text = words.say("{tried}. {advice}", tried=tried, advice=advice)
        rows.append((SyncView(tone=Tone.QUIET, sign="clock", text=text), due))
    rows += [(row, "") for row in (*_standing(words, status, now=now), *_drift(words, status))]
    return tuple(rows)


def _standing(words: Words, status: Status, *, now: float) -> Iterator[SyncView]:
    """Say what a person has to know of the journal, of new work and of a move, row by row."""
    silent = int((now - (status.last_contact or now)) // 86_400)
    what_follows = {"days": max(silent, MOST_DAYS), "events": MOST_UNHEARD}
    known = filter(None, (ALARMS[status.alarm], WORDS[status.work]))
    told = [words.say(text, **what_follows) for text in known]
    if status.move_to:
        moves = words.say(
            "This station moves to centre {centre}. Finish what is open, let everything be sent, "
            "then start the program again",
            centre=words.isolate(status.move_to),
        )
        told.append(moves)
    for text in told:
        first, *more = text.split(". ")
        yield SyncView(tone=Tone.TODO, sign="warn", text=first)
        yield from (SyncView(tone=Tone.QUIET, sign="", text=sentence) for sentence in more)


def _drift(words: Words, status: Status) -> Iterator[SyncView]:
    """Say by how much this machine's clock is off; it stops nothing and decides nothing."""
    drift = status.drift
    if drift is None or abs(drift) < CLOCK_OFF:
        return
    yield SyncView(tone=Tone.TODO, sign="clock", text=_clock(words, drift))
    advice = words.say("Set the clock of this machine when there is time")
    yield SyncView(tone=Tone.QUIET, sign="", text=advice)


def _clock(words: Words, drift: float) -> str:
    """Say it in minutes, from two hours on in hours."""
    minutes, hours = round(abs(drift) / 60), round(abs(drift) / 3600)
    match hours < 2, drift > 0:
        case True, True:
            return words.count(
                "This machine's clock is {n} minute ahead, nothing is blocked",
                "This machine's clock is {n} minutes ahead, nothing is blocked",
                minutes,
            )
        case True, False:
            return words.count(
                "This machine's clock is {n} minute behind, nothing is blocked",
                "This machine's clock is {n} minutes behind, nothing is blocked",
                minutes,
            )
        case False, True:
            return words.count(
                "This machine's clock is {n} hour ahead, nothing is blocked",
                "This machine's clock is {n} hours ahead, nothing is blocked",
                hours,
            )
        case _:
            return words.count(
                "This machine's clock is {n} hour behind, nothing is blocked",
                "This machine's clock is {n} hours behind, nothing is blocked",
                hours,
            )
