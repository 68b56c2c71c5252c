"""The catalogues: whole, compiled, and each spelled with its own letters."""

import gettext
import re
import runpy
import string
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from clerk_station.paths import resources
from tests.words.source_texts import ROOT, Said, all_said, literals, said_in

compiled: Callable[[Path], bytes] = runpy.run_path(str(ROOT / "installer" / "catalogues.py"))[
    "compiled"
]
_SOURCES = sorted((resources() / "translations").glob("*/*.po"))
_MISSPELLED = {
    "ar": re.compile(r"[یکەۀھڕڵێۆ٠-٩۰-۹]|ـ(?!\{)"),
    "ckb": re.compile(r"[يكىةۀھ٠-٩۰-۹\u064b-\u0652ـ]|\b[ەێۆ]"),
}
_PLURALS = {"ar": 6, "ckb": 2}
_JUDGEMENTS = re.compile("محجوب|ممنوع|مزور|مزوّر|مخالف|قەدەغە|ساختە|سەرپێچی")


def messages(source: Path) -> Iterator[Message]:
    """Give the messages of a catalogue, without its header."""
    with source.open("rb") as file:
        yield from (message for message in read_po(file, abort_invalid=True) if message.id)


def forms(message: Message) -> tuple[str, ...]:
    """Give a translation's forms: one, or one for each plural."""
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(said)


def ids(message: Message) -> tuple[str, ...]:
    """Give a message's source texts: one, or singular and plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def braces(text: str) -> set[str]:
    """Name the values that a text wants."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def translations(language: str) -> gettext.NullTranslations:
    """Chain the catalogues of a language by themselves."""
    chain = gettext.NullTranslations()
    for source in (path for path in _SOURCES if path.parent.name == language):
        room = gettext.GNUTranslations(BytesIO(compiled(source)))
        room.add_fallback(chain)
        chain = room
    return chain


def untranslated(texts: list[Said], known: gettext.NullTranslations) -> list[Said]:
    """Give the texts for which the catalogues of a language have nothing."""

    def has(said: Said) -> bool:
        if said.plural:
            return all(
                known.ngettext(said.text, said.plural, n) not in {said.text, said.plural}
                for n in (0, 1, 2, 3, 11, 100)
            )
        contexts = {"male", "female"} if said.context is None else {said.context}
        return all(
            (known.pgettext(context, said.text) if context else known.gettext(said.text))
            != said.text
            for context in contexts
        )

    return [said for said in texts if re.search("[A-Za-z]", _bare(said.text)) and not has(said)]


def _bare(text: str) -> str:
    """Take the names of values out of a text."""
    return re.sub(r"\{\w*\}", "", text)


@pytest.mark.parametrize("source", _SOURCES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_runs_is_what_was_translated(source: Path) -> None:
    """Each compiled catalogue is made of the one beside it."""
    assert source.with_suffix(".mo").read_bytes() == compiled(source)


@pytest.mark.parametrize("language", ["ar", "ckb"])
def test_every_text_of_the_code_is_translated(language: str) -> None:
    """No clerk and no citizen meets an English sentence in an Arabic or a Sorani station."""
    assert untranslated(all_said(), translations(language)) == []


def test_a_text_without_arabic_is_found() -> None:
    """The control: a sentence that nobody translated, an error too, would be named."""
    source = 'words.say("Untold {x}", x=1); raise StationError("Not known", "Never said.")'
    source += '; raise Damaged("Of its own kind", "Not told either.")'
    found = untranslated(list(said_in(source, where="control")), translations("ar"))
    assert [said.text for said in found] == [
        *("Untold {x}", "Not known", "Never said."),
        *("Of its own kind", "Not told either."),
    ]


@pytest.mark.parametrize("source", _SOURCES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_translation_outlives_its_text(source: Path) -> None:
    """What stands in a catalogue stands in the code."""
    known = literals()
    assert [message.id for message in messages(source) if not {*ids(message)} <= known] == []


@pytest.mark.parametrize("source", _SOURCES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_form_is_there_with_its_values(source: Path) -> None:
    """Six plurals stand in Arabic, two in Sorani; a translation names the values of its source.

    Arabic words for none, one and two may leave the number out.
    """
    plurals = _PLURALS[source.parent.name]
    for message in messages(source):
        wanted = set().union(*map(braces, ids(message)))
        many = len(ids(message)) > 1
        assert len(forms(message)) == (plurals if many else 1), message.id
        for place, form in enumerate(forms(message)):
            assert form, message.id
            named = braces(form) | (
                {"n"} if many and place < plurals // 2 and plurals > 2 else set()
            )
            assert named == wanted, (message.id, form)


@pytest.mark.parametrize("source", _SOURCES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_each_language_is_spelled_with_its_own_letters(source: Path) -> None:
    """No letter of a neighbour, no stretched one, Western digits, no marks of direction."""
    for message in messages(source):
        for form in forms(message):
            assert not _MISSPELLED[source.parent.name].search(form), form
            assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", form), form


@pytest.mark.parametrize(
    ("language", "wrong"),
    [
        ("ar", "کاظم"),
        ("ar", "علی"),
        ("ar", "١٨"),
        ("ar", "رســم"),
        ("ckb", "كارت"),
        ("ckb", "ئازادي"),
        ("ckb", "ێوارە"),
        ("ckb", "١٨"),
    ],
)
def test_a_misspelling_is_found(language: str, wrong: str) -> None:
    """The control: the letters of a neighbour, its digits and stretched words are noticed."""
    assert _MISSPELLED[language].search(wrong)


@pytest.mark.parametrize("source", _SOURCES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_nobody_is_judged(source: Path) -> None:
    """No sentence says blocked, forbidden, forged or offender: a desk records statements."""
    for message in messages(source):
        for form in forms(message):
            assert not _JUDGEMENTS.search(form), form


def test_a_text_has_one_translation() -> None:
    """Rooms that share a text agree on its Arabic."""
    seen: dict[tuple[str, str | None, tuple[str, ...]], tuple[str, ...]] = {}
    for source in _SOURCES:
        for message in messages(source):
            key = (source.parent.name, message.context, ids(message))
            assert seen.setdefault(key, forms(message)) == forms(message), (source.stem, key)
