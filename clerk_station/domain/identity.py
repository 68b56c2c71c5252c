"""What an identity document says of its holder, and whether that is a member of a roster."""

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from clerk_station.domain.people import BirthDate, Member, Sex

IRAQ = "IRQ"


class DocumentKind(StrEnum):
    """A document that a member may hand over; codes are stable and stand in events."""

    UNIFIED_CARD = "unified_card"
    CIVIL_STATUS_ID = "civil_status_id"
    NATIONALITY_CERTIFICATE = "nationality_certificate"
    PASSPORT = "passport"
    FOREIGN_CARD = "foreign_card"
    RESIDENCE_CARD = "residence_card"
    OLD_RATION_CARD = "old_ration_card"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityDocument:
    """The fields of a machine-readable zone that the programme needs, and no others.

    The raw zone is never kept. Names are hints for matching: decoded from ICAO's transliteration
    where it decodes, cut at what 30 characters held, and never a replacement of the typed name.
    """

    kind: DocumentKind
    issuer: str
    document_number: str
    national_number: str | None
    birth: BirthDate | None
    sex: Sex
    expiry: date | None
    surname: str
    given: str


def national_mark(number: str) -> str:
    """Give what a national number is known again by, where the number itself is not kept."""
    return _mark("national", number)


def marks_of(document: IdentityDocument) -> tuple[str, ...]:
    """Give what a card is known again by: a mark for each number that it bears.

    A mark is the first 16 hex digits of a SHA-256. It spares the reader the number and hides it
    from nobody who sets out to guess it.
    """
    number, national = document.document_number, document.national_number
    marks = (_mark("document", f"{document.issuer} {number}"),) if number else ()
    return marks if national is None else (*marks, national_mark(national))


def _mark(what: str, number: str) -> str:
    return hashlib.sha256(f"clerk-station/{what}/1\0{number}".encode()).hexdigest()[:16]


class Match(StrEnum):
    """How a document was found to belong to a member."""

    NATIONAL_NUMBER = "national_number"
    BIRTH_AND_NAME = "birth_and_name"


@dataclass(frozen=True, slots=True)
class Matched:
    """The document belongs to this member; `certain` needs no word from the clerk.

    A national number is proof where birth date and sex do not speak against it; all else wants
    the clerk's confirmation.
    """

    member: Member
    by: Match
    certain: bool


@dataclass(frozen=True, slots=True)
class Nobody:
    """No member fits; the nearest is named so that the clerk can compare."""

    nearest: Member | None


_DROPPED = {
    *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF,
    0x0640, *range(0x064B, 0x0660), 0x0670,
}  # fmt: skip
_DIGITS = {ord(zero) + n: str(n) for zero in ("\u0660", "\u06f0") for n in range(10)}
_FOLDED = (
    str.maketrans(
        dict.fromkeys("أإآٱ", "ا")
        | {"ء": "", "ؤ": "و", "ۆ": "و", "ئ": "ي"}
        | dict.fromkeys("ىیێې", "ي")
        | dict.fromkeys("کڪ", "ك")
        | dict.fromkeys("ةەھہ", "ه")
    )
    | dict.fromkeys(_DROPPED, "")
    | _DIGITS
)
_LOOSELY = str.maketrans({"گ": "ك", "چ": "ج", "پ": "ب", "ڤ": "ف", "ژ": "ز", "ڕ": "ر", "ڵ": "ل"})
_JOINED = {"عبد", "ابو", "ام"}


def ascii_digits(text: str) -> str:
    """Replace Arabic-Indic (٠–٩) and extended (۰–۹) digits by 0–9 and leave the rest."""
    return text.translate(_DIGITS)


def name_key(text: str) -> str:
    """Fold a name in Arabic, Sorani or Latin for comparing; the text itself is kept as typed.

    Spellings that people use for the same name (أحمد and احمد, فاطمة and فاطمه) get one key.
    """
    return " ".join(join(unicodedata.normalize("NFKC", text).translate(_FOLDED).casefold().split()))


def join(words: Iterable[str]) -> tuple[str, ...]:
    """Join folded words that are one name in two: عبد and الله, ابو and تراب, ام and كلثوم."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in _JOINED:
            joined[-1] += word
        else:
            joined.append(word)
    return tuple(joined)


def loose_name_key(text: str) -> str:
    """Fold further: گوران and كوران, الغانمي and غانمي get one key."""
    return loosened(name_key(text))


def loosened(key: str) -> str:
    """Fold the key of a name further, to what `loose_name_key` gives of the name."""
    words = key.translate(_LOOSELY).split()
    return " ".join(w.removeprefix("ال") if len(w) > 4 else w for w in words)


def match(document: IdentityDocument, roster: Sequence[Member]) -> Matched | Nobody:
    """Find whose document this is among the members of one household.

    By national number where both sides have one: then nothing else can match, and a birth date or
    sex that differs is for the clerk to look at. Else by date of
    birth together with the decoded given name, which the clerk has to confirm; of twins whose
    names begin alike, the one whose whole name and sex the card states.
    """
    if document.national_number is not None:
        for member in roster:
            if member.national_number == document.national_number:
                agrees = _agrees(document, member)
                return Matched(member, Match.NATIONAL_NUMBER, certain=agrees)
    candidates = [m for m in roster if not (document.national_number and m.national_number)]
    fitting = [m for m in candidates if _same_birth(document, m) and _same_name(document, m)]
    if fitting:
        closest = max(fitting, key=partial(_closeness, document))
        return Matched(closest, Match.BIRTH_AND_NAME, certain=False)
    near = (m for m in roster if _same_birth(document, m) or _same_name(document, m))
    return Nobody(next(near, None))


def _agrees(document: IdentityDocument, member: Member) -> bool:
    """Tell whether birth date and sex, where both sides state them, are the same."""
    sexes = {document.sex, member.sex} - {Sex.UNSTATED}
    born = document.birth is None or document.birth.could_be(member.birth)
    return born and len(sexes) < 2


def _same_birth(document: IdentityDocument, member: Member) -> bool:
    return document.birth is not None and document.birth.could_be(member.birth)


def _same_name(document: IdentityDocument, member: Member) -> bool:
    """Compare given names; a transliteration cut at 30 characters matches by what was left."""
    card, known = loose_name_key(document.given), loose_name_key(member.name.given)
    return len(min(card, known, key=len)) >= 2 and (
        known.startswith(card) or card.startswith(known)
    )


def _closeness(document: IdentityDocument, member: Member) -> tuple[bool, bool]:
    same = loose_name_key(document.given) == loose_name_key(member.name.given)
    return same, document.sex is member.sex
