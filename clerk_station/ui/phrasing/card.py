"""Words on the preview, and on what is wrong with a card that was typed."""

from collections.abc import Mapping

from clerk_station.scan.layout import Field
from clerk_station.scan.mrz import Fault, LineFault
from clerk_station.scan.reading import Hint
from clerk_station.words import Words, mark

_HINTS: Mapping[Hint, str] = {
    Hint.CLOSER: mark("Bring it a little closer"),
    Hint.FURTHER: mark("A part of it is outside, move it back a little"),
    Hint.HOLD_STILL: mark("Hold it still"),
    Hint.TOO_DARK: mark("It is too dark here"),
    Hint.GLARE: mark("Tilt it a little, the light is mirrored"),
}
_FIELDS: Mapping[Field, str] = {
    Field.CODE: mark("the first two letters"),
    Field.ISSUER: mark("the country"),
    Field.NUMBER: mark("the document number"),
    Field.OPTIONAL: mark("the national number"),
    Field.BIRTH: mark("the date of birth"),
    Field.SEX: mark("the sex"),
    Field.EXPIRY: mark("the date of expiry"),
    Field.NATIONALITY: mark("the nationality"),
    Field.MORE: mark("the second line"),
    Field.NAMES: mark("the names"),
    Field.COMPOSITE: mark("one of the first two lines"),
}
_FAULTS: Mapping[Fault, str] = {
    Fault.LENGTH: mark("The line is too short or too long, it has 30 characters"),
    Fault.CHARACTER: mark("Look again at {field}: a character cannot stand there"),
    Fault.CHECK_DIGIT: mark("Look again at {field}: the check digit does not hold"),
    Fault.DATE: mark("Look again at {field}: it is no day of the calendar"),
}


def hint_words(words: Words, hint: Hint) -> str:
    """Say what keeps the camera from reading; empty where nothing does."""
    return words.say(_HINTS[hint]) if hint in _HINTS else ""


def line_faults(words: Words, faults: tuple[LineFault, ...], *, lines: int) -> tuple[str, ...]:
    """Say for each typed line the first thing that is wrong with it; empty where nothing is."""
    said = [""] * lines
    for fault in faults:
        if fault.line < lines and not said[fault.line]:
            field = words.say(_FIELDS[fault.field]) if fault.field else ""
            said[fault.line] = words.say(_FAULTS[fault.fault], field=field)
    return tuple(said)
