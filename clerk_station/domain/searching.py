"""What was typed to find a household by, and how near a member comes to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache
from itertools import pairwise

from clerk_station.domain.identity import ascii_digits, join, loosened, name_key
from clerk_station.domain.people import Household, Member, Name

MOST_PARTS, LONGEST_PART = 6, 40
"""More than this of what was typed says nothing about a name."""
_ARABIC_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_LATIN_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST_SLIP = 3
"""Letters of a part in which a slip of the fingers still leaves something to go by."""
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015_/.()+]")
_MARKS = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_FORM = re.compile(r"[A-Z]{2}\d{2,11}")


class Nearness(IntEnum):
    """How near a part of a name comes to what was typed, nearest first."""

    EXACT = 0
    BEGINS = 1
    SOUNDS = 2
    SLIP = 3
    APART = 4


class By(StrEnum):
    """By what a household was found."""

    NAME = "name"
    CARD = "card"
    OLD_CARD = "old_card"
    PHONE = "phone"
    NATIONAL = "national"
    FORM = "form"


@dataclass(frozen=True, slots=True, order=True)
class Rank:
    """How well a member fits: by the worst part, by all parts, by their order."""

    worst: Nearness
    sum: int
    out_of_order: bool


def name_parts(name: Name) -> tuple[str, ...]:
    """Fold a name into the parts by which it is found: given, father, grandfather, laqab."""
    return join(
        word
        for part in (name.given, name.father, name.grandfather, name.laqab)
        for word in _words(part)
    )


def typed_parts(text: str) -> tuple[str, ...]:
    """Fold what was typed into parts of a name; of a whole page the first few."""
    return tuple(part[:LONGEST_PART] for part in _words(text[:400])[:MOST_PARTS])


def typed_number(text: str) -> str:
    """Give the digits of a typed card, phone or national number; nothing where it is none.

    Digits of three sets, with blanks, hyphens or the country's code of a phone.
    """
    plain = _SEPARATORS.sub("", _MARKS.sub("", ascii_digits(text)))
    return phone_digits(plain) if plain.isascii() and plain.isdigit() else ""


def phone_digits(text: str) -> str:
    """Give a phone number as people dial it here: 0770…, whether or not with the country's code."""
    plain = "".join(c for c in ascii_digits(text) if c in "0123456789")
    return re.sub(r"^(?:00)?964(?=7\d)", "0", plain)


def typed_form(text: str) -> str:
    """Give the beginning of a form number as it is printed; nothing where it is none."""
    plain = _SEPARATORS.sub("", _MARKS.sub("", ascii_digits(text))).upper()
    if _FORM.fullmatch(plain) is None:
        return ""
    return "-".join(filter(None, (plain[:4], plain[4:9], plain[9:])))


@lru_cache(maxsize=256)
def slips(part: str) -> frozenset[str]:
    """Give every text that one slip of the fingers makes of a part, or makes into it.

    One letter too many, too few or another, or two neighbours swapped. Too short a part has none.
    """
    if len(part) < _SHORTEST_SLIP:
        return frozenset()
    letters = _LATIN_LETTERS if part.isascii() else _ARABIC_LETTERS
    cuts = [(part[:at], part[at:]) for at in range(len(part) + 1)]
    fewer = {before + after[1:] for before, after in cuts if after}
    swapped = {before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1}
    other = {before + c + after[1:] for before, after in cuts if after for c in letters}
    more = {before + c + after for before, after in cuts for c in letters}
    return frozenset(fewer | swapped | other | more) - {part}


def nearest_member(household: Household, parts: Sequence[str]) -> tuple[Rank, Member]:
    """Give the member whose name comes nearest to the parts that were typed; the head of equals."""
    head = household.head
    order = (head, *(member for member in household.members if member is not head))
    ranked = ((_rank(parts, name_parts(member.name)), member) for member in order)
    return min(ranked, key=lambda each: each[0])


def found_by(household: Household, number: str) -> tuple[By, Member | None]:
    """Say which of a household's numbers begins with the one that was typed, and whose it is."""
    if household.address.phone and phone_digits(household.address.phone).startswith(number):
        return By.PHONE, None
    for member in household.members:
        if member.national_number and ascii_digits(member.national_number).startswith(number):
            return By.NATIONAL, member
    old = ascii_digits(household.old_card_number).startswith(number)
    new = ascii_digits(household.card_number).startswith(number)
    return By.OLD_CARD if old and not new else By.CARD, None


def _rank(typed: Sequence[str], own: Sequence[str]) -> Rank:
    """Compare part by part: each that was typed with the one of the name that is nearest."""
    nearest = [min(((_nearness(part, each), n) for n, each in enumerate(own))) for part in typed]
    levels = [level for level, _ in nearest]
    places = [place for _, place in nearest]
    in_order = places[:1] == [0] and all(b == a + 1 for a, b in pairwise(places))
    return Rank(max(levels), sum(levels), not in_order)


def _nearness(typed: str, part: str) -> Nearness:
    if part == typed:
        return Nearness.EXACT
    if part.startswith(typed):
        return Nearness.BEGINS
    sound, sounds = loosened(part), loosened(typed)
    if sound.startswith(sounds):
        return Nearness.SOUNDS
    near = slips(sounds)
    if any(sound[: len(sounds) + more] in near for more in (-1, 0, 1)) or sound in near:
        return Nearness.SLIP
    return Nearness.APART


@lru_cache(maxsize=65536)
def _words(text: str) -> tuple[str, ...]:
    """Fold a text; what is neither letter nor digit parts no words and is left out."""
    words = ("".join(filter(str.isalnum, word)) for word in name_key(text).split())
    return tuple(filter(None, words))
