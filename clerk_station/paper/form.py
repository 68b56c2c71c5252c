"""The appointment form: one A4 page that says who comes where and when, and what to bring."""

from collections.abc import Iterator

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether

from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.people import Household, Member
from clerk_station.paper.codes import Qr, bars
from clerk_station.paper.fonts import Weight
from clerk_station.paper.layout import MARGIN, Sheet, gap, rule
from clerk_station.paper.text import INK2, Style
from clerk_station.words import Words, sentences

_WIDTH = A4[0] - 2 * MARGIN
_QR = 56 * mm
_BARS = 78 * mm

_TITLE = Style(size=26, line=1.35, weight=Weight.BOLD)
_UNDER_TITLE = Style(size=13, line=1.4, colour=INK2)
_LABEL = Style(size=11, line=1.5, colour=INK2)
_LOUD = Style(size=22, line=1.45, weight=Weight.BOLD)
_VALUE = Style(size=15, line=1.5, weight=Weight.SEMIBOLD)
_HEADING = Style(size=15, line=1.6, weight=Weight.BOLD)
_NAME = Style(size=14, line=1.4, weight=Weight.MEDIUM)
_BODY = Style(size=13, line=1.5)


def form_pdf(
    form: AppointmentForm,
    *,
    household: Household,
    centre_name: str,
    centre_address: str,
    token: str,
    words: Words,
) -> bytes:
    """Draw the form; the same bytes for the same form. `token` goes into the QR as it is."""
    sheet = Sheet(words)
    title = words.say("Appointment form")
    adults = [member for member in household.members if member.is_adult_on(form.day)]
    story: list[Flowable] = [
        sheet.text(title, _TITLE),
        sheet.text(words.say("To update the data of the ration card"), _UNDER_TITLE),
        rule(weight=2),
        sheet.row(
            [
                [
                    *_fact(sheet, words.say("Day"), _day(form, words), _LOUD),
                    *_fact(sheet, words.say("Hour"), words.isolate(form.hour), _LOUD),
                    *_fact(sheet, words.say("Update centre"), centre_name, _VALUE),
                    sheet.text(centre_address, _BODY),
                ],
                Qr(token, side=_QR),
            ],
            [_WIDTH - _QR, _QR],
        ),
        rule(),
        _numbers(sheet, form, household),
        rule(),
        *_who_comes(sheet, adults),
        gap(8),
        KeepTogether(list(_advice(sheet))),
    ]
    foot = f"{title} {words.isolate(form.number)}"
    return sheet.pdf(story, size=A4, title=f"{title} {form.number}", foot=foot)


def _day(form: AppointmentForm, words: Words) -> str:
    return f"{words.weekday(form.day)} {words.isolate(words.date(form.day))}"


def _fact(sheet: Sheet, label: str, value: str, style: Style) -> list[Flowable]:
    return [sheet.text(label, _LABEL), sheet.text(value, style)]


def _numbers(sheet: Sheet, form: AppointmentForm, household: Household) -> Flowable:
    """The number, to be read out and scanned, and whose form it is."""
    words = sheet.words
    head = words.isolate_name(household.head.name.full)
    card = words.isolate(household.card_number)
    return sheet.table(
        [
            [
                _fact(sheet, words.say("Form number"), words.isolate(form.number), _LOUD),
                bars(form.number.replace("-", ""), height=14 * mm),
            ],
            [
                _fact(sheet, words.say("Head of household"), head, _VALUE),
                _fact(sheet, words.say("Ration card number"), card, _VALUE),
            ],
        ],
        [_WIDTH - _BARS, _BARS],
        lines=False,
    )


def _who_comes(sheet: Sheet, adults: list[Member]) -> Iterator[Flowable]:
    words = sheet.words
    yield sheet.text(words.say("Who comes in person"), _HEADING)
    rows = [
        [
            sheet.text(str(place), _BODY),
            sheet.text(words.isolate_name(member.name.full), _NAME),
            sheet.text(sentences.relation(words, member.relation, member.sex), _BODY),
        ]
        for place, member in enumerate(adults, start=1)
    ]
    if rows:
        yield sheet.table(rows, [10 * mm, _WIDTH - 56 * mm, 46 * mm], pad=1.5)
    yield gap(4)
    yield sheet.text(words.say("Members younger than 18 need not come."), _BODY)


def _advice(sheet: Sheet) -> Iterator[Flowable]:
    say = sheet.words.say
    yield sheet.text(say("Bring the original documents"), _HEADING)
    yield sheet.text(
        say(
            "Each of those named: the unified national card, or else the civil-status ID and the "
            "nationality certificate."
        ),
        _BODY,
    )
    yield sheet.text(
        say(
            "For the household: the residence card or a mukhtar's letter, and the old ration card."
        ),
        _BODY,
    )
    yield gap(8)
    yield sheet.text(say("At the centre"), _HEADING)
    yield sheet.text(
        say("Come at the hour stated. The visit takes no more than half an hour."), _BODY
    )
    yield sheet.text(
        say("If something on this form is wrong, tell the clerk, who corrects it with you."), _BODY
    )
