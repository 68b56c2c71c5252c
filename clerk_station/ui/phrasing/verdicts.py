"""What is not accepted, and what is not sure: said without blame, and with a way on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from clerk_station.clock import BAGHDAD
from clerk_station.domain.forms import Refusal, Refused
from clerk_station.domain.identity import IdentityDocument, loose_name_key
from clerk_station.domain.people import Member, Sex
from clerk_station.domain.records import Centre
from clerk_station.ui.phrasing.around import centre_name
from clerk_station.ui.views import (
    ActView,
    BandView,
    ClockView,
    CompareRow,
    CompareView,
    Pair,
    RefusalView,
    Tone,
)
from clerk_station.words import Words, mark, sentences

_SIGNS = {
    Refusal.WRONG_CENTRE: "pin",
    Refusal.WRONG_DAY: "clock",
    Refusal.EXPIRED: "clock",
    Refusal.FOREIGN: "scan",
    Refusal.DAMAGED: "scan",
    Refusal.UNKNOWN: "search",
    Refusal.HOUR_IS_FULL: "clock",
    Refusal.NO_WALK_INS: "form",
}
_LINES = {
    Refusal.FORGED: mark("Something on it was changed, or it does not come from the system"),
    Refusal.DAMAGED: mark("A part of the code is missing or cannot be read"),
    Refusal.FOREIGN: mark("It belongs to something else"),
    Refusal.EXPIRED: mark("It was good until {expires}"),
    Refusal.WRONG_CENTRE: mark("The appointment is right, the centre is another one"),
    Refusal.WRONG_DAY: mark("The appointment is on {day} at {hour}"),
    Refusal.ALREADY_SERVED: mark("The family was served with this form before"),
    Refusal.UNKNOWN: mark("Its data may not have reached this centre yet"),
    Refusal.NO_WALK_INS: mark("So says the rule of the centre"),
    Refusal.HOUR_IS_FULL: mark("Forms of this hour and those who wait fill it"),
}
_ALOUD = {
    Refusal.FORGED: mark("I shall look for your appointment by the number of your ration card."),
    Refusal.DAMAGED: mark("Please smooth the paper, or read the form number to me."),
    Refusal.FOREIGN: mark("Please show the appointment form that you were given at registration."),
    Refusal.EXPIRED: mark("This form is too old. I shall see whether you can be served today."),
    Refusal.WRONG_CENTRE: mark(
        "Your appointment is right, it is at {centre}. Please go there with this form."
    ),
    Refusal.WRONG_DAY: mark("Please come on {day} at {hour}, your appointment stays."),
    Refusal.ALREADY_SERVED: mark(
        "You need not do anything, your visit is recorded. I can show you what was written."
    ),
    Refusal.UNKNOWN: mark("I shall look for your family by the number of your ration card."),
    Refusal.NO_WALK_INS: mark("Please take an appointment first, at home or by phone."),
    Refusal.HOUR_IS_FULL: mark("This hour is full. You can come again in the next hour, or wait."),
}


_DAY_PASSED = mark("The appointment was on {day} at {hour}")
_ALOUD_DAY_PASSED = mark("Your day was {day}. I shall see whether you can be served today.")
_SEXES = {
    Sex.MALE: mark("male"),
    Sex.FEMALE: mark("female"),
    Sex.UNSTATED: mark("not stated"),
}


def refusal_view(
    words: Words, refused: Refused, *, centres: Mapping[str, Centre], now: datetime
) -> RefusalView:
    """Show why a form is not accepted here and what to do about it."""
    form = refused.form
    late = form is not None and form.day < now.astimezone(BAGHDAD).date()
    there = centres.get(form.centre) if form else None
    values: dict[str, object] = {
        "day": words.isolate(words.date(form.day)) if form else "",
        "hour": words.isolate(form.hour) if form else "",
        "expires": words.isolate(words.date(form.expires)) if form else "",
        "centre": centre_name(words, there) if there else form.centre if form else "",
    }
    headline = sentences.refusal(words, refused.reason)
    line, aloud = _LINES[refused.reason], _ALOUD[refused.reason]
    if refused.reason is Refusal.WRONG_CENTRE:
        headline = words.say("This form is for {centre}", **values)
    if refused.reason is Refusal.WRONG_DAY and late:
        line, aloud = _DAY_PASSED, _ALOUD_DAY_PASSED
    return RefusalView(
        sign=_SIGNS.get(refused.reason, "stop"),
        what=words.say(
            "No visit without an appointment now"
            if refused.reason in {Refusal.NO_WALK_INS, Refusal.HOUR_IS_FULL}
            else "The form was not accepted"
        ),
        headline=headline,
        line=words.say("{line}. No visit began.", line=words.say(line, **values)),
        acts=_acts(words, refused.reason, late=late),
        say_aloud=words.say(aloud, **values),
        facts=_read(words, refused, values, there, now),
    )


def _acts(words: Words, reason: Refusal, *, late: bool) -> tuple[ActView, ...]:
    """Name the ways on, the likeliest first and filled."""
    search = ActView(
        key="F2",
        title=words.say("Search for the household"),
        line=words.say("By ration card number or name. If it is due today, serve it"),
    )
    walk_in = ActView(
        key="F4",
        title=words.say("No appointment? Record a walk-in"),
        line=words.say("By the rule of the centre"),
    )
    back = ActView(
        key="Esc",
        title=words.say("Give the paper back and wait for the next form"),
        line=words.say("The refusal is recorded, the manager sees it"),
    )
    match reason:
        case Refusal.ALREADY_SERVED | Refusal.NO_WALK_INS | Refusal.HOUR_IS_FULL:
            acts: tuple[ActView, ...] = (back, search)
        case Refusal.WRONG_CENTRE:
            acts = (back, search)
        case Refusal.WRONG_DAY if not late:
            acts = (back, walk_in, search)
        case Refusal.WRONG_DAY | Refusal.EXPIRED:
            acts = (walk_in, search, back)
        case _:
            acts = (search, walk_in, back)
    return replace(acts[0], filled=True), *acts[1:]


def confirm_view(
    words: Words,
    member: Member,
    document: IdentityDocument,
    *,
    clock: ClockView,
) -> CompareView:
    """Ask whether the card is this member's: birth date and name fit, no number proves it."""
    return CompareView(
        band=BandView(
            tone=Tone.TODO,
            sign="card",
            headline=words.say("Is this {name}?", name=words.isolate_name(member.name.short)),
            line=words.say("Birth date and name fit. Nothing is recorded yet"),
            next_act=words.say("Compare, then press Enter"),
            next_line=words.say("Esc if it is somebody else"),
            next_sign="card",
        ),
        rows=_rows(words, member, document),
        acts=(
            ActView(
                key="Enter",
                title=words.say("Yes, record the attendance"),
                line=words.say("The face, the card and the record are one person"),
                filled=True,
            ),
            ActView(
                key="Esc",
                title=words.say("No, go back to the household"),
                line=words.say("Nothing is recorded"),
            ),
        ),
        question=True,
        clock=clock,
        camera_hint=words.say("The card was read"),
    )


def nobody_view(
    words: Words,
    nearest: Member | None,
    document: IdentityDocument,
    *,
    clock: ClockView,
) -> CompareView:
    """Show a card of nobody on the roster beside the nearest member."""
    return CompareView(
        band=BandView(
            tone=Tone.TODO,
            sign="card",
            headline=words.say("This card belongs to nobody in this household"),
            line=words.say("The card was read well. No attendance was recorded"),
            next_act=words.say("Scan another card"),
            next_line=words.say("or choose one of the lines below"),
            next_sign="card",
        ),
        rows=_rows(words, nearest, document),
        acts=(
            ActView(
                key="F8",
                title=words.say("The same person, and the record differs"),
                line=words.say("Record the attendance by the original papers"),
            ),
            ActView(
                key="Esc",
                title=words.say("Somebody else, go back to the household"),
                line=words.say("This visit stays open"),
            ),
        ),
        question=False,
        clock=clock,
        camera_hint=words.say("The card was read"),
    )


def _rows(
    words: Words, member: Member | None, document: IdentityDocument
) -> tuple[CompareRow, ...]:
    none = words.say("none")
    name = member.name.given if member else none
    birth = str(member.birth) if member else none
    number = (member.national_number if member else None) or none
    sex = _sex(words, member.sex) if member else none
    card_number = document.national_number or none
    same_birth = bool(member and document.birth and document.birth.could_be(member.birth))
    return (
        CompareRow(
            label=words.say("Given name"),
            card=document.given or none,
            record=name,
            same=bool(member) and loose_name_key(document.given) == loose_name_key(name),
        ),
        CompareRow(
            label=words.say("Date of birth"),
            card=words.isolate(document.birth) if document.birth else none,
            record=words.isolate(birth) if member else none,
            same=same_birth,
        ),
        CompareRow(
            label=words.say("National number"),
            card=words.isolate(card_number) if document.national_number else none,
            record=words.isolate(number) if member and member.national_number else none,
            same=card_number == number and document.national_number is not None,
        ),
        CompareRow(
            label=words.say("Sex"),
            card=_sex(words, document.sex),
            record=sex,
            same=bool(member) and _sex(words, document.sex) == sex,
        ),
    )


def _sex(words: Words, sex: Sex) -> str:
    return words.say(_SEXES[sex])


def _read(
    words: Words,
    refused: Refused,
    values: Mapping[str, object],
    there: Centre | None,
    now: datetime,
) -> tuple[Pair, ...]:
    """Say what was read of the form."""
    facts: list[Pair] = []
    if refused.number:
        facts.append((words.say("Form number"), words.isolate(refused.number)))
    if refused.form:
        facts += [
            (words.say("Centre on it"), str(values["centre"])),
            (words.say("Appointment on it"), f"{values['day']} · {values['hour']}"),
        ]
    if refused.reason is Refusal.WRONG_CENTRE and there is not None:
        hours = words.isolate(f"{there.opens}–{there.closes}")
        facts += [
            (words.say("Its address"), there.address),
            (words.say("Open"), hours),
            (words.say("Seal"), words.say("matches")),
        ]
    match refused.reason:
        case Refusal.FORGED:
            facts.append((words.say("Seal"), words.say("does not match")))
        case Refusal.FOREIGN | Refusal.DAMAGED:
            facts.append((words.say("Seal"), words.say("none that can be read")))
        case _:
            pass
    facts.append((words.say("Shown at"), words.isolate(words.time(now))))
    return tuple(facts)
