"""What codes are called: each has its words, in both languages."""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum

import pytest

from clerk_station.domain.forms import Refusal
from clerk_station.domain.identity import DocumentKind
from clerk_station.domain.people import Relation, Sex
from clerk_station.domain.visits import AbsenceReason, Entry, Evidence, How, Outcome
from clerk_station.words import Words, sentences

_ALL: list[tuple[Callable[..., str], Iterable[StrEnum]]] = [
    (sentences.refusal, Refusal),
    (sentences.reason, AbsenceReason),
    (sentences.outcome, Outcome),
    (sentences.relation, Relation),
    (sentences.document, DocumentKind),
    (sentences.entry, Entry),
    (sentences.evidence, Evidence),
    (sentences.how, How),
]


@pytest.mark.parametrize(("sentence", "codes"), _ALL, ids=lambda v: getattr(v, "__name__", ""))
def test_every_code_has_its_words(sentence: Callable[..., str], codes: Iterable[StrEnum]) -> None:
    """A code without a name fails here and not before a citizen; no code shows through."""
    for code in codes:
        assert sentence(Words("en"), code)[0].isupper()
        assert not re.search("[A-Za-z_]", sentence(Words("ar"), code))


@pytest.mark.parametrize(("sentence", "codes"), _ALL, ids=lambda v: getattr(v, "__name__", ""))
def test_two_codes_never_share_their_words(
    sentence: Callable[..., str], codes: Iterable[StrEnum]
) -> None:
    """Whoever reads a sentence knows which code it stands for."""
    for language in ("ar", "en"):
        assert len({sentence(Words(language), code) for code in codes}) == len(list(codes))


@pytest.mark.parametrize("sex", Sex)
def test_every_person_has_every_word(sex: Sex) -> None:
    """Reasons and relations are worded for a woman, a man, and where the sex is not stated."""
    for text in (
        *(sentences.reason(Words("ar"), reason, sex) for reason in AbsenceReason),
        *(sentences.relation(Words("ar"), relation, sex) for relation in Relation),
    ):
        assert not re.search("[A-Za-z]", text)


def test_grammar_follows_the_person() -> None:
    """A mother is reported deceased in the feminine."""
    deceased = AbsenceReason.REPORTED_DECEASED
    assert sentences.reason(Words("ar"), deceased, Sex.FEMALE).startswith("متوفاة")
    assert sentences.reason(Words("ar"), deceased, Sex.MALE).startswith("متوفى")
