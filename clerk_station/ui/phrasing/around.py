"""What stands around every screen: the post, the clock, who works here, and the sign-in."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from clerk_station.clock import BAGHDAD
from clerk_station.desk.roles import Act, may
from clerk_station.domain.records import Centre, Clerk, Role
from clerk_station.ui.views import ClerkView, SignInView, SyncView, Tone, TopView
from clerk_station.words import LANGUAGES, Words
from sync.status import Phase, Status

_LONG_AGO = timedelta(days=3660)

OFFLINE_TOO_LONG = 3 * 3600
"""Seconds without the line after which the light asks for attention, where no centre is known."""


def sync_view(
    words: Words, status: Status, *, now: float, returned: int = 0, late: int = OFFLINE_TOO_LONG
) -> SyncView:
    """Say how far the central has confirmed what this desk did.

    Green only when every event has a receipt that counts it, and the central answered in this run.

    Args:
        words: the reader's language.
        status: what the post reports.
        now: Unix seconds by this machine's clock.
        returned: events that the central holds and keeps aside.
        late: seconds without the line that the centre finds usual.
    """
    waiting = status.waiting
    match status.phase:
        case Phase.SETTLED:
            return _settled(words, status, returned)
        case Phase.SENDING:
            text = words.count("Sending {n}", "Sending {n}", waiting)
            return SyncView(tone=Tone.ACCENT, sign="sync", text=text, short=words.say("Sending"))
        case Phase.RECEIVING:
            text = words.say(
                "Receiving {percent}%", percent=words.isolate(int(status.progress * 100))
            )
            return SyncView(tone=Tone.ACCENT, sign="sync", text=text, short=words.say("Receiving"))
        case Phase.TROUBLE:
            text = words.count(
                "The post is stopped, {n} waits, work goes on",
                "The post is stopped, {n} wait, work goes on",
                waiting,
            )
            return SyncView(tone=Tone.TODO, sign="mail", text=text, short=words.say("Post stopped"))
        case Phase.OFFLINE | Phase.NEVER_CONNECTED:
            return _offline(words, status, now, late=late)


def _settled(words: Words, status: Status, returned: int) -> SyncView:
    if status.alarm:
        text = words.say("An old copy was found, tell the manager")
        return SyncView(tone=Tone.TODO, sign="mail", text=text, short=words.say("Old copy"))
    if returned:
        text = words.count("Returned mail {n}", "Returned mail {n}", returned)
        return SyncView(tone=Tone.TODO, sign="mail", text=text, short=text)
    text = words.say("All sent and received")
    return SyncView(tone=Tone.OK, sign="receipt", text=text, short=words.say("Sent"))


def _offline(words: Words, status: Status, now: float, *, late: int) -> SyncView:
    short = words.say("Offline")
    away = now - status.last_contact if status.last_contact is not None else 0.0
    if away < late:
        text = words.say("Offline, work goes on")
        return SyncView(tone=Tone.QUIET, sign="unlink", text=text, short=short)
    text = words.say(
        "Offline for {hours}, {waiting}",
        hours=words.count("{n} hour", "{n} hours", int(away // 3600))
        if away >= 3600
        else words.count("{n} minute", "{n} minutes", int(away // 60)),
        waiting=words.count("{n} waits to be sent", "{n} wait to be sent", status.waiting),
    )
    return SyncView(tone=Tone.TODO, sign="unlink", text=text, short=short)


def top_view(
    words: Words,
    *,
    centre: Centre | None,
    station: str,
    clerk: Clerk | None,
    sync: SyncView,
    now: datetime,
    place: str,
    counts: Mapping[str, int] | None = None,
) -> TopView:
    """Say where this is, who works here and how late it is; managers see their own place.

    `counts` says how much waits at a place: of mail and cases, and of what is left to others.
    """
    letters, left = ((counts or {}).get(place, 0) for place in ("letters", "matters"))
    mail = words.count("Mail {n}", "Mail {n}", letters) if letters else words.say("Mail")
    others = words.count("Follow-up {n}", "Follow-up {n}", left) if left else words.say("Follow-up")
    places = [("desk", words.say("Desk"))]
    if clerk is not None and may(clerk.role, Act.CALL_NEXT):
        places.append(("today", words.say("Today")))
    places += [("matters", others), ("letters", mail)]
    if clerk is not None and may(clerk.role, Act.SEE_DAY):
        places.append(("day", words.say("Manager")))
    return TopView(
        centre=centre_name(words, centre),
        station=station,
        clerk=clerk.name if clerk else "",
        sync=sync,
        clock=words.time(now),
        places=tuple(places),
        place=place,
    )


def centre_name(words: Words, centre: Centre | None) -> str:
    """Name a centre in the script of the language, once with the word for it."""
    if centre is None:
        return words.say("Update centre")
    name = centre.name if words.rtl else centre.name_latin
    word = words.say("centre")
    return name if word in name.casefold() else words.say("{name} centre", name=name)


def sign_in_view(
    words: Words,
    *,
    clerks: Sequence[Clerk],
    selected: str,
    last: Mapping[str, datetime],
    centre: Centre | None,
    station: str,
    status: Status,
    now: datetime,
) -> SignInView:
    """Show who may sign in here; `last` holds when each did so last, as far as is known.

    Who signed in last stands first: handing over between two who work here is one arrow.
    """
    before = now - _LONG_AGO
    clerks = sorted(clerks, key=lambda one: last.get(one.id, before), reverse=True)
    return SignInView(
        clerks=tuple(
            ClerkView(
                id=clerk.id,
                name=clerk.name,
                initial=clerk.name[:1],
                last_sign_in=_last(words, clerk, last.get(clerk.id), now),
            )
            for clerk in clerks
        ),
        selected=selected or (clerks[0].id if clerks else ""),
        centre=centre_name(words, centre),
        station=station,
        clock=words.time(now),
        languages=tuple(LANGUAGES.items()),
        language=words.language,
        offline=_state_of_line(words, status, is_filling=_is_filling(status, clerks)),
        received=status.progress if _is_filling(status, clerks) else None,
    )


def _last(words: Words, clerk: Clerk, moment: datetime | None, now: datetime) -> str:
    parts = [words.say("manager")] if clerk.role is Role.MANAGER else []
    if moment is not None:
        days = (now.astimezone(BAGHDAD).date() - moment.astimezone(BAGHDAD).date()).days
        time = words.isolate(words.time(moment))
        match days:
            case 0:
                parts.append(words.say("today {time}", time=time))
            case 1:
                parts.append(words.say("yesterday"))
            case _:
                parts.append(words.isolate(words.date(moment.astimezone(BAGHDAD).date())))
    return " · ".join(parts)


def _is_filling(status: Status, clerks: Sequence[Clerk]) -> bool:
    """Tell whether the centre's data is still on its way to a new station."""
    return not clerks or (status.phase is Phase.RECEIVING and status.progress < 1)


def _state_of_line(words: Words, status: Status, *, is_filling: bool) -> tuple[str, ...]:
    """Say that the line is down and that work goes on; nothing when it is up."""
    if is_filling:
        return (
            words.say("The centre's data is not all here yet"),
            words.say("Connect this machine once, it fetches the households and clerks by itself."),
            words.say("Received {percent}%", percent=words.isolate(int(status.progress * 100))),
        )
    if status.phase not in {Phase.OFFLINE, Phase.NEVER_CONNECTED, Phase.TROUBLE}:
        return ()
    contact = words.say("No contact since the start")
    if status.last_contact is not None:
        at = words.isolate(words.time(moment_of(status.last_contact)))
        contact = words.say("Last contact {time}", time=at)
    waiting = words.count(
        "{n} entry waits to be sent", "{n} entries wait to be sent", status.waiting
    )
    return (
        words.say("The station is offline, and work goes on"),
        words.say(
            "Sign in and serve as usual. What you record is kept here and sent "
            "when the line is back."
        ),
        f"{contact} · {waiting}",
    )


def moment_of(seconds: float) -> datetime:
    """Give the moment of Unix seconds in Baghdad."""
    return datetime.fromtimestamp(seconds, BAGHDAD)
