"""A household at the desk: its facts, a row for each member, and the band above them."""

from dataclasses import replace
from datetime import date, datetime

from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.papers import HOUSEHOLD
from clerk_station.domain.people import Household, Member, Sex, age_on
from clerk_station.domain.visits import (
    ASKS_EVIDENCE,
    AbsenceReason,
    Absent,
    Answer,
    Asked,
    Attended,
    Entry,
    Evidence,
    Outcome,
    Visit,
    outcome,
    unanswered,
)
from clerk_station.ui.phrasing.papers import household_papers, owes, papers, ticks
from clerk_station.ui.phrasing.register import asked_of, register_view
from clerk_station.ui.views import (
    BandView,
    ClockView,
    MemberRow,
    Pair,
    ReasonView,
    RosterView,
    Tone,
)
from clerk_station.words import Words, mark, sentences

WHOLE_VISIT = "visit"
"""Stands among what may be taken back for the visit itself."""

_VOID_REASONS = (
    mark("The wrong person was chosen"),
    mark("The wrong reason was chosen"),
    mark("The card was another person's"),
    mark("The family corrected itself"),
)


def roster_view(
    words: Words,
    *,
    household: Household,
    visit: Visit,
    form: AppointmentForm | None,
    day: date,
    band: BandView,
    clock: ClockView,
    managers: tuple[Pair, ...] = (),
) -> RosterView:
    """Show a visit: who was seen, who is missing, and what each still needs."""
    lacking = unanswered(household.members, visit, day=day)
    turn = lacking[0].id if lacking else ""
    return RosterView(
        title=words.say("Household of {name}", name=words.isolate_name(household.head.name.full)),
        form_state=_entry(words, visit.entry),
        facts=_facts(words, household, form),
        rows=tuple(
            with_asked(
                member_row(words, m, visit, day=day, is_turn=m.id == turn),
                asked_of(words, visit.asked, m.id),
            )
            for m in household.members
        ),
        ready=not lacking,
        band=band,
        clock=clock,
        close_label=_close_label(words, visit),
        camera_hint=words.say("Hold the card inside the frame")
        if lacking
        else words.say("Every adult has an answer"),
        reasons=tuple(
            ReasonView(
                code=reason.value,
                label=sentences.reason(words, reason),
                asks_evidence=reason in ASKS_EVIDENCE,
                asks_return=reason in {AbsenceReason.ABSENT, AbsenceReason.DOCUMENTS_MISSING},
                asks_home=reason is AbsenceReason.HOME_VISIT,
            )
            for reason in AbsenceReason
        ),
        papers=household_papers(words, visit),
        documents=papers(words, household, visit),
        voidable=_voidable(words, household, visit),
        void_reasons=tuple((text, words.say(text)) for text in _VOID_REASONS),
        confirmable=_confirmable(words, household, visit),
        managers=managers,
        address=sentences.address(household),
        phone=household.address.phone,
        register=register_view(words, household),
    )


def _confirmable(words: Words, household: Household, visit: Visit) -> tuple[Pair, ...]:
    """Name the members of whom something is stated that nobody confirmed, in roster order."""
    pending = ((member, visit.answers.get(member.id)) for member in household.members)
    return tuple(
        (member.id, sentences.statement(words, member, answer.reason))
        for member, answer in pending
        if isinstance(answer, Absent) and answer.is_pending and not answer.former
    )


def admitted_band(words: Words, household: Household, visit: Visit, day: date) -> BandView:
    """Say that the household may be served, and who is to come."""
    headlines = {
        Entry.FORM: mark("The form is accepted"),
        Entry.WALK_IN: mark("The visit began without an appointment"),
        Entry.RETURN: mark("The return visit began"),
        Entry.HOME: mark("The visit at home began"),
    }
    line = words.say("Household of {name}", name=words.isolate_name(household.head.name.short))
    return _band(words, household, visit, day, words.say(headlines[visit.entry]), line, "form")


def recorded_band(
    words: Words, household: Household, visit: Visit, member: Member, day: date
) -> BandView:
    """Say what was recorded for a member, and who is next."""
    answer = visit.answers.get(member.id)
    name = words.isolate_name(member.name.short)
    place = household.members.index(member) + 1
    where = words.say("member {n} of {total}", n=place, total=len(household.members))
    if isinstance(answer, Absent):
        headline = words.say("Recorded for {name}", name=name)
        line = sentences.reason(words, answer.reason, member.sex)
        return _band(words, household, visit, day, headline, f"{line} · {where}", "check")
    headline = words.say("Attendance recorded: {name}", name=name)
    line = sentences.how(words, answer.how) if answer else ""
    return _band(words, household, visit, day, headline, f"{line} · {where}", "check")


def confirmed_band(
    words: Words, household: Household, visit: Visit, member: Member, day: date
) -> BandView:
    """Say that a second person confirmed what is stated of a member, and who is next."""
    headline = words.say("Confirmed for {name}", name=words.isolate_name(member.name.short))
    line = words.say("The manager's name stands beside the clerk's in the journal")
    return _band(words, household, visit, day, headline, line, "receipt")


def asked_band(
    words: Words, household: Household, visit: Visit, asked: Asked, day: date
) -> BandView:
    """Say what is asked to be changed, and who decides."""
    headline = words.say("Asked: {what}", what=sentences.asked_what(words, asked))
    line = words.say("It is decided centrally, the register is as before")
    return _band(words, household, visit, day, headline, line, "edit")


def card_band(
    words: Words, household: Household, visit: Visit, day: date, *, headline: str, name: str
) -> BandView:
    """Say what became of a temporary card."""
    return _band(words, household, visit, day, headline, name, "card")


def papers_band(
    words: Words, household: Household, visit: Visit, member: Member, day: date
) -> BandView:
    """Say whose papers were ticked, what is to be brought, and who is next."""
    headline = words.say("Papers noted: {name}", name=words.isolate_name(member.name.short))
    owed = owes(words, visit, member.id) or owes(words, visit, HOUSEHOLD)
    line = owed or words.say("Nothing of theirs is missing")
    return _band(words, household, visit, day, headline, line, "check")


def voided_band(words: Words, household: Household, visit: Visit, day: date) -> BandView:
    """Say that an entry was taken back."""
    return _band(
        words,
        household,
        visit,
        day,
        words.say("The entry was taken back"),
        words.say("It stays in the journal with its reason"),
        "undo",
    )


def note_band(
    words: Words, household: Household, visit: Visit, day: date, *, headline: str, line: str
) -> BandView:
    """Say something that records nothing, in amber, and who is next."""
    band = _band(words, household, visit, day, headline, line, "warn")
    return BandView(
        tone=Tone.TODO,
        sign=band.sign,
        headline=band.headline,
        line=band.line,
        next_act=band.next_act,
        next_line=band.next_line,
        next_sign=band.next_sign,
    )


def with_asked(row: MemberRow, asked: str) -> MemberRow:
    """Show beside what the register has what is asked to be there."""
    return replace(row, facts=f"{asked} · {row.facts}") if asked else row


def member_row(
    words: Words, member: Member, visit: Visit, *, day: date, is_turn: bool
) -> MemberRow:
    """Show one member and what is still needed of them."""
    answer, card = visit.answers.get(member.id), visit.cards.get(member.id, "")
    is_adult = member.is_adult_on(day)
    age = age_on(member.birth, day)
    facts = (
        sentences.relation(words, member.relation, member.sex),
        words.count("{n} year", "{n} years", age),
        words.isolate(member.birth),
    )
    tone, sign, state, need = _standing(words, member, answer, is_adult=is_adult)
    if card:
        need = words.say("Temporary card {number}", number=words.isolate(card))
    return MemberRow(
        id=member.id,
        name=member.name.full,
        facts=" · ".join(facts),
        ticks=ticks(member, visit, is_adult=is_adult),
        tone=tone,
        sign=sign,
        state=state,
        need=owes(words, visit, member.id) or need,
        is_turn=is_turn,
        card=card,
        card_due=isinstance(answer, Attended) and answer.temporary_card,
        may_attend=is_adult and answer is None,
    )


def _standing(
    words: Words, member: Member, answer: Answer | None, *, is_adult: bool
) -> tuple[Tone, str, str, str]:
    gender = "female" if member.sex is Sex.FEMALE else "male"
    match answer:
        case Attended():
            need = words.say(
                "{how} {time}",
                how=sentences.how(words, answer.how),
                time=words.isolate(words.time(answer.at)),
            )
            if answer.former:
                need = words.say_as(gender, "Seen on an earlier visit")
            if answer.temporary_card:
                need = words.say("A temporary card is due")
            return Tone.OK, "check", words.say_as(gender, "Present"), need
        case Absent():
            state = sentences.reason(words, answer.reason, member.sex)
            return *_absent_tone(answer), state, _absent_need(words, answer)
        case None if not is_adult:
            return (
                Tone.QUIET,
                "minus",
                words.say("Under 18"),
                words.say_as(gender, "Need not come"),
            )
        case None:
            return (
                Tone.TODO,
                "person",
                words.say_as(gender, "Not seen yet"),
                words.say_as(gender, "To come in person with the original card"),
            )


def _absent_tone(answer: Absent) -> tuple[Tone, str]:
    if answer.is_pending:
        return Tone.PEND, "hourglass"
    if answer.second is not None:
        return Tone.OK, "receipt"
    if answer.reason is AbsenceReason.HOME_VISIT:
        return Tone.PEND, "home"
    return Tone.QUIET, "clock"


def _absent_need(words: Words, answer: Absent) -> str:
    if answer.evidence is Evidence.NOT_SEEN:
        return words.say("The supporting paper is to be brought")
    if answer.second is not None:
        return sentences.second(words, answer.second)
    if answer.reason is AbsenceReason.HOME_VISIT:
        return words.say("Waits for the mobile team")
    if answer.returns is not None:
        return words.say("Comes again on {date}", date=words.isolate(words.date(answer.returns)))
    return words.say("Comes again")


def _band(
    words: Words,
    household: Household,
    visit: Visit,
    day: date,
    headline: str,
    line: str,
    sign: str,
) -> BandView:
    lacking = unanswered(household.members, visit, day=day)
    if not lacking:
        return BandView(
            tone=Tone.OK,
            sign=sign,
            headline=headline,
            line=line,
            next_act=words.say("End the visit"),
            next_line=words.say("Every adult has an answer"),
            next_sign="check",
        )
    names = words.isolate_name(lacking[0].name.short)
    return BandView(
        tone=Tone.OK,
        sign=sign,
        headline=headline,
        line=line,
        next_act=words.say("Scan the next card"),
        next_line=words.count(
            "{n} adult left: {name}", "{n} adults left, next {name}", len(lacking), name=names
        ),
    )


def _entry(words: Words, way: Entry) -> str:
    return words.say("Form accepted") if way is Entry.FORM else sentences.entry(words, way)


def _facts(words: Words, household: Household, form: AppointmentForm | None) -> tuple[Pair, ...]:
    address = household.address
    parts = (address.mahalla, address.zuqaq, address.dar)
    place = words.say(
        "{district}, {place}",
        district=address.district,
        place=words.isolate(" / ".join(part for part in parts if part)),
    )
    of_form = ((words.say("Form"), form.number), (words.say("Slot"), form.hour)) if form else ()
    return (
        (words.say("Ration card"), household.card_number),
        *of_form,
        (words.say("Address"), place),
    )


def _close_label(words: Words, visit: Visit) -> str:
    match outcome(visit):
        case Outcome.RETURN_NEEDED:
            return words.say("End with a return visit")
        case Outcome.REFERRED:
            return words.say("End and refer to the manager")
        case Outcome.COMPLETED:
            return words.say("End the visit")


def _voidable(words: Words, household: Household, visit: Visit) -> tuple[Pair, ...]:
    """Name the entries that may be taken back, the latest first."""
    entries = []
    for member in household.members:
        answer = visit.answers.get(member.id)
        if answer is not None and not answer.former:
            _, _, state, _ = _standing(words, member, answer, is_adult=True)
            name = words.isolate_name(member.name.short)
            entries.append((answer.at, answer.event, f"{name} · {state}"))
        entries += _of_papers(words, visit, member.id, member.name.short)
    entries += [
        (asked.at, asked.event, words.say("Asked: {what}", what=sentences.asked_what(words, asked)))
        for asked in visit.asked
    ]
    entries += _of_papers(words, visit, HOUSEHOLD, words.say("Household papers"))
    latest = [(event, text) for _, event, text in sorted(entries, reverse=True)]
    if visit.continued_by:
        latest.append((visit.continued_by, words.say("All that is known from the earlier visit")))
    return *latest, (WHOLE_VISIT, words.say("The whole visit, the desk becomes free"))


def _of_papers(words: Words, visit: Visit, who: str, name: str) -> list[tuple[datetime, str, str]]:
    """Name what was ticked of somebody in this visit, which may be taken back."""
    said = visit.papers.get(who)
    if said is None or said.at < visit.opened_at:
        return []
    text = words.say("papers that were ticked")
    return [(said.at, said.event, f"{words.isolate_name(name)} · {text}")]
