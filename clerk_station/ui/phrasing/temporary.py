"""What a temporary card says of itself when its code is scanned."""

from clerk_station.card_seal import TemporaryCard, Unsealed
from clerk_station.desk.cards import Revoked
from clerk_station.errors import StationError
from clerk_station.words import Words


def checked(words: Words, answer: TemporaryCard | Unsealed | Revoked) -> StationError:
    """Say whose card it is and whether its seals hold, as a notice."""
    match answer:
        case TemporaryCard(number=number, name=name):
            return StationError(
                "A temporary card, its seals hold: {name}",
                "Number {number}, given on {day}. It shows who its holder is; nothing was recorded",
                name=words.isolate_name(name),
                number=words.isolate(number),
                day=words.isolate(words.date(answer.given)),
            )
        case Revoked(card=card, reason=reason):
            return StationError(
                "This temporary card was taken back here: {reason}",
                "Number {number}. Keep the card, and give a new one where it is due",
                reason=reason,
                number=words.isolate(card.number),
            )
        case Unsealed():
            return StationError(
                "The seal of this temporary card does not hold",
                "Compare it with the papers of its holder, and tell the manager",
            )
