"""The temporary ration card on paper: who, until when, and a seal that anyone can check offline."""

from reportlab.lib.pagesizes import A6, landscape
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from clerk_station.card_seal import TemporaryCard
from clerk_station.paper.codes import Qr
from clerk_station.paper.fonts import Weight
from clerk_station.paper.layout import Sheet, gap, rule
from clerk_station.paper.text import INK2, Style
from clerk_station.words import Words

SIZE = landscape(A6)
_MARGIN = 8 * mm
_QR = 52 * mm
_WIDTH = SIZE[0] - 2 * _MARGIN

_TITLE = Style(size=15, line=1.4, weight=Weight.BOLD)
_LABEL = Style(size=8, line=1.45, colour=INK2)
_VALUE = Style(size=11, line=1.4, weight=Weight.SEMIBOLD)
_SMALL = Style(size=8, line=1.4, colour=INK2)


def card_pdf(
    card: TemporaryCard, *, token: str, centre_name: str, reprints: int, words: Words
) -> bytes:
    """Draw the card on a sheet of A6; the same bytes for the same card. `token` is the QR's."""
    sheet = Sheet(words)
    title = words.say("Temporary ration card")
    column = _facts(sheet, card)
    if reprints:
        copy = words.count("Printed again {n} time", "Printed again {n} times", reprints)
        column.append(sheet.text(copy, _SMALL))
    story = [
        sheet.text(title, _TITLE),
        sheet.text(words.isolate_name(centre_name), _SMALL),
        rule(weight=1.2),
        sheet.row([column, Qr(token, side=_QR)], [_WIDTH - _QR, _QR]),
        gap(4),
        sheet.text(words.say("Valid until the unified national card is issued."), _SMALL),
    ]
    return sheet.pdf(
        story,
        size=SIZE,
        title=f"{title} {card.number}",
        foot=words.isolate(card.number),
        margin=_MARGIN,
    )


def _facts(sheet: Sheet, card: TemporaryCard) -> list[Flowable]:
    words = sheet.words
    facts = (
        (words.say("Name"), words.isolate_name(card.name)),
        (words.say("Card number"), words.isolate(card.number)),
        (words.say("Date of birth"), words.isolate(card.birth)),
        (words.say("Ration card number"), words.isolate(card.ration_card)),
        (words.say("Given on"), words.isolate(words.date(card.given))),
    )
    return [
        part
        for label, value in facts
        for part in (sheet.text(label, _LABEL), sheet.text(value, _VALUE))
    ]
