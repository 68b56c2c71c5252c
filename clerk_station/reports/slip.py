"""The slip a household takes home: what was recorded for each member, and how to object."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from clerk_station.domain.identity import DocumentKind
from clerk_station.domain.papers import shown
from clerk_station.domain.people import Household, Member
from clerk_station.domain.visits import (
    AbsenceReason,
    Absent,
    Attended,
    Evidence,
    Outcome,
    Visit,
    to_bring,
)
from clerk_station.paper.fonts import Weight
from clerk_station.paper.layout import Sheet, gap, rule
from clerk_station.paper.text import INK2, Style
from clerk_station.words import Words, sentences

_MARGIN = 11 * mm
_WIDTH = A5[0] - 2 * _MARGIN

_TITLE = Style(size=18, line=1.4, weight=Weight.BOLD)
_LABEL = Style(size=8.5, line=1.5, colour=INK2)
_VALUE = Style(size=11, line=1.45, weight=Weight.MEDIUM)
_NAME = Style(size=11, line=1.45, weight=Weight.SEMIBOLD)
_BODY = Style(size=10, line=1.5)
_LOUD = Style(size=14, line=1.5, weight=Weight.BOLD)
_SMALL = Style(size=8, line=1.4, colour=INK2)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipFacts:
    """What a slip tells of.

    `witness` is `station-incarnation-seq` of the closing event and the first eight hex digits of
    the journal's head: whoever holds the journal can check that the slip belongs to it.
    """

    household: Household
    visit: Visit
    centre_name: str
    clerk_name: str
    day: date
    witness: str


def slip_pdf(facts: SlipFacts, words: Words) -> bytes:
    """Draw the slip on A5; the same bytes for the same visit."""
    sheet = Sheet(words)
    title = words.say("Visit slip")
    story: list[Flowable] = [
        sheet.text(title, _TITLE),
        sheet.text(words.isolate_name(facts.centre_name), _BODY),
        rule(weight=1.6),
        _head(sheet, facts),
        rule(),
        _members(sheet, facts),
        *_asked(sheet, facts),
        gap(6),
        *_next(sheet, facts),
        rule(),
        *_objection(sheet),
    ]
    foot = words.say("Journal mark: {witness}", witness=words.isolate(facts.witness))
    return sheet.pdf(story, size=A5, title=title, foot=foot, margin=_MARGIN)


def _head(sheet: Sheet, facts: SlipFacts) -> Flowable:
    """When, by whom, under which form, for which household."""
    words, visit = sheet.words, facts.visit
    day = f"{words.weekday(facts.day)} {words.isolate(words.date(facts.day))}"
    form = words.isolate(visit.form) if visit.form else sentences.entry(words, visit.entry)
    pairs = [
        (words.say("Day"), day),
        (words.say("Begin"), words.isolate(words.time(visit.opened_at))),
        (words.say("Length"), _length(visit, words)),
        (words.say("Form number"), form),
        (words.say("Ration card number"), words.isolate(facts.household.card_number)),
        (words.say("Clerk"), words.isolate_name(facts.clerk_name)),
    ]
    cells: list[list[Flowable]] = [
        [sheet.text(label, _LABEL), sheet.text(value, _VALUE)] for label, value in pairs
    ]
    widths = [_WIDTH * share for share in (0.4, 0.3, 0.3)]
    return sheet.table([cells[:3], cells[3:]], widths, pad=1, lines=False)


def _length(visit: Visit, words: Words) -> str:
    if visit.closing is None:
        return words.say("Still open")
    return words.count("{n} minute", "{n} minutes", max(1, round(visit.closing.seconds / 60)))


def _members(sheet: Sheet, facts: SlipFacts) -> Flowable:
    rows: list[list[list[Flowable]]] = []
    for member in facts.household.members:
        recorded = _recorded(member, facts, sheet.words)
        relation = sentences.relation(sheet.words, member.relation, member.sex)
        rows.append(
            [
                [
                    sheet.text(sheet.words.isolate_name(member.name.full), _NAME),
                    sheet.text(relation, _SMALL),
                ],
                [sheet.text(line, _BODY) for line in recorded],
            ]
        )
    return sheet.table(rows, [_WIDTH * 0.46, _WIDTH * 0.54], pad=2)


def _recorded(member: Member, facts: SlipFacts, words: Words) -> Iterator[str]:
    """Say what stands in the journal for one member; statements, never judgements."""
    match facts.visit.answers.get(member.id):
        case Attended() as seen:
            papers = [sentences.document(words, kind) for kind in _seen(seen, facts, member)]
            before = [words.say("Recorded on an earlier visit")] if seen.former else []
            yield " \u00b7 ".join([_as(member, words, "Came in person"), *before, *papers])
            if seen.temporary_card:
                yield words.say("A temporary card is due until the unified card is issued")
        case Absent() as absent:
            yield sentences.reason(words, absent.reason, member.sex)
            if absent.evidence is not Evidence.NOT_ASKED:
                yield sentences.evidence(words, absent.evidence)
            if absent.note:
                yield words.isolate_name(absent.note)
            if absent.second is not None:
                yield sentences.second(words, absent.second)
            if absent.phone:
                yield words.say(
                    "A team calls {phone} before it comes to: {address}",
                    phone=words.isolate(absent.phone),
                    address=words.isolate_name(absent.address),
                )
        case None if member.is_adult_on(facts.day):
            yield words.say("Nothing recorded")
        case None:
            yield _as(member, words, "Younger than 18, need not come")


def _asked(sheet: Sheet, facts: SlipFacts) -> Iterator[Flowable]:
    """What the family asks to have changed in the register; it is as before until then."""
    words = sheet.words
    if facts.visit.asked:
        yield gap(4)
        yield sheet.text(words.say("Asked to be changed, decided centrally:"), _NAME)
    for asked in facts.visit.asked:
        member = facts.household.member(asked.member)
        parts = (
            words.isolate_name(member.name.short) if member else "",
            sentences.asked_what(words, asked),
            sentences.asked_change(words, asked),
        )
        yield sheet.text(" \u00b7 ".join(part for part in parts if part), _BODY)


def _seen(seen: Attended, facts: SlipFacts, member: Member) -> Iterator[DocumentKind]:
    """Give the papers that were seen of a member, in a fixed order."""
    known = shown(facts.visit.papers.get(member.id), at_attendance=seen.documents)
    return (kind for kind in DocumentKind if kind in known)


def _next(sheet: Sheet, facts: SlipFacts) -> Iterator[Flowable]:
    """How the visit ended, when to come again and with what."""
    words, closing = sheet.words, facts.visit.closing
    if closing is None:
        yield sheet.text(words.say("The visit is not closed yet"), _LOUD)
        return
    yield sheet.text(sentences.outcome(words, closing.outcome), _LOUD)
    if closing.outcome is Outcome.COMPLETED:
        yield sheet.text(words.say("Nothing is missing. You need not come again."), _BODY)
    if closing.outcome is Outcome.REFERRED:
        yield sheet.text(words.say("Nothing more is asked of you now."), _BODY)
    if closing.return_day:
        day = f"{words.weekday(closing.return_day)} {words.isolate(words.date(closing.return_day))}"
        yield sheet.text(words.say("Come again on {day}.", day=day), _VALUE)
    for member in facts.household.members:
        answer = facts.visit.answers.get(member.id)
        if isinstance(answer, Absent) and answer.asks_return:
            yield sheet.text(_missing(member, answer, words), _BODY)
        if owed := to_bring(facts.visit, member.id):
            name = words.isolate_name(member.name.short)
            yield sheet.text(
                words.say("{name}: {papers}", name=name, papers=_named(words, owed)), _BODY
            )
    if owed := to_bring(facts.visit):
        said = words.say("For the whole household: {papers}", papers=_named(words, owed))
        yield sheet.text(said, _BODY)


def _named(words: Words, papers: tuple[DocumentKind, ...]) -> str:
    comma = "، " if words.rtl else ", "
    return comma.join(sentences.document(words, kind) for kind in papers)


def _missing(member: Member, absent: Absent, words: Words) -> str:
    name = words.isolate_name(member.name.short)
    match absent.reason:
        case AbsenceReason.ABSENT:
            return words.say("{name}: in person, with the original documents", name=name)
        case AbsenceReason.DOCUMENTS_MISSING:
            return words.say("{name}: the documents that were missing", name=name)
        case AbsenceReason.REPORTED_DECEASED:
            return words.say("{name}: the death certificate", name=name)
        case _:
            return words.say("{name}: a paper that supports the statement", name=name)


def _objection(sheet: Sheet) -> Iterator[Flowable]:
    say = sheet.words.say
    yield sheet.text(
        say("This slip says what was recorded. Decisions are made centrally, not at the desk."),
        _BODY,
    )
    yield sheet.text(
        say(
            "If something recorded here is wrong, bring this slip to the manager of the centre, "
            "who corrects the record or passes your objection on."
        ),
        _BODY,
    )


def _as(member: Member, words: Words, text: str) -> str:
    return sentences.of_person(words, text, member.sex)
