"""One truth about all inputs each: a target takes any bytes and asserts.

What is tried is an argument, so that a planted bug shows that the target would find it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from clerk_station import tokens
from clerk_station.domain.forms import AppointmentForm, Refused
from clerk_station.domain.identity import IdentityDocument
from clerk_station.domain.ids import read_form_number
from clerk_station.scan import arabic, barcode, mrz, zone
from clerk_station.scan.belief import Belief
from clerk_station.scan.decode import Guess, likeliest
from clerk_station.scan.decode import decode as _decode
from clerk_station.scan.documents import recognise as _recognise
from clerk_station.scan.keyboards import Keyboard
from clerk_station.scan.layout import Lines
from clerk_station.scan.wedge import LONGEST, Burst, Key, Wedge
from tests.fuzz import oracles, post
from tests.fuzz.inputs import AUTHORITY, belief_of, code_of, keys_of, lines_of, text_of

Target = Callable[[bytes], None]
Reads = Callable[[Sequence[str]], IdentityDocument | None]
Opens = Callable[[str], AppointmentForm | Refused]
Types = Callable[[Sequence[Key]], Sequence[Burst]]


def documents(data: bytes, *, recognise: Reads = _recognise) -> None:
    """A document is recognised only where every check digit holds, and says what stands there."""
    lines = lines_of(data)
    document = recognise(lines)
    if document is None:
        return
    assert oracles.holds(lines), lines
    assert zone.parse(lines) is not None
    top = lines[0][5:] if len(lines) == 3 else lines[1]
    printed = document.document_number
    assert printed[:9] == top[:9].rstrip("<")
    assert len(printed) <= 9 or top[10:].startswith(printed[9:])
    assert document.issuer == lines[0][2:5].strip("<")
    number = document.national_number
    assert number is None or (len(number) == 12 and number.isascii() and number.isdigit())
    names = document.surname + document.given
    assert names.isprintable()
    assert "<" not in names


def zones(data: bytes) -> None:
    """What is wrong with any lines is told, in places that exist; nothing told means it holds."""
    lines = lines_of(data) if len(data) % 2 else tuple(text_of(data).split("\n"))
    faults = mrz.check_lines(lines)
    assert faults or oracles.holds(lines), lines
    for fault in faults:
        width = len(lines[fault.line]) if fault.line < len(lines) else 0
        assert 0 <= fault.start <= fault.stop
        assert fault.stop <= width
    if oracles.shaped(lines) and len(lines) == 3 and (long := mrz.long_number(lines)):
        assert lines[0][5:].replace("<", "", 1).startswith(long[0])
    parsed = zone.parse(lines)
    assert parsed is None or not faults


def typed(data: bytes, *, clean: Callable[[str], Lines] = mrz.clean_typed) -> None:
    """A zone comes out whole however it was typed; anything else comes out as lines of its own."""
    lines = clean(text_of(data))
    assert all(lines)
    assert not any(character.isspace() for line in lines for character in line)
    good = lines_of(b"\x0e" + data)
    ends = ("\n", "\r\n", "\t", "", " \r")
    end = ends[len(data) % len(ends)]
    written = end.join(good).lower().replace("<", "‹" if len(data) % 2 else "<")
    assert clean(written) == good, written


def decodes(data: bytes, *, decode: Callable[[Belief], Guess | None] = _decode) -> None:
    """What is decoded from doubts holds, is as sure as a share can be, and tells its changes."""
    belief = belief_of(data)
    guess = decode(belief)
    if guess is None:
        return
    assert oracles.holds(guess.lines)
    assert 0 <= guess.sure <= guess.checked + 1e-3 <= 1.01
    assert (guess.mended or guess.spelled) == (guess.lines != likeliest(belief))


def names(data: bytes, *, to_arabic: Callable[[str], str] = arabic.to_arabic) -> None:
    """Arabic comes back from its Latin form, and of a name cut off, the beginning does."""
    letters = list(arabic.CODES)
    name = "".join(letters[byte % len(letters)] for byte in data[:40])
    written = arabic.to_latin(name)
    assert set(written) <= oracles.ZONE
    assert to_arabic(written) == name, (name, written)
    cut = written[: data[-1] % (len(written) + 1)] if data else ""
    assert name.startswith(to_arabic(cut)), (name, cut)
    foreign = arabic.to_latin(text_of(data))
    assert set(foreign) <= oracles.ZONE - set("0123456789")
    assert "<<" not in foreign
    assert len(to_arabic(text_of(data))) <= len(text_of(data))


# --- codes ---------------------------------------------------------------------------------


def opened(text: str) -> AppointmentForm | Refused:
    """Open a form with the authority's key."""
    return tokens.open_form(text, (AUTHORITY.public_key(),))


def forms(data: bytes, *, opens: Opens = opened) -> None:
    """Only what the authority signed is a form, whatever the code says."""
    text = code_of(data)
    found = opens(text)
    if isinstance(found, Refused):
        return
    assert oracles.signed_by(text, tokens.PREFIX, AUTHORITY.public_key()), text
    assert read_form_number(found.number) == found.number
    assert (found.household + found.centre).encode()


def tame(data: bytes, *, tamed: Callable[[str], str] = barcode.tamed) -> None:
    """A code's text has only printable characters and is no book; a plain one stays as it was."""
    text = text_of(data) * (1 + len(data) % 3 * 200)
    shown = tamed(text)
    assert shown.isprintable(), ascii(shown)
    assert len(shown) <= barcode.LARGEST_TEXT + 1
    assert tamed(shown)[: barcode.LARGEST_TEXT] == shown[: barcode.LARGEST_TEXT]
    plain = text.isprintable() and len(text) <= barcode.LARGEST_TEXT
    assert (shown == text) == plain


# --- readers that type ---------------------------------------------------------------------


def pressed(keys: Sequence[Key]) -> list[Burst]:
    """Press all keys, each ending what it does not follow, and end what is held at last."""
    wedge = Wedge(Keyboard.X11)
    ended: list[Burst | None] = []
    for key in keys:
        if not wedge.follows(key.at_ms):
            ended.append(wedge.end())
            if wedge.is_suffix(key):
                continue
        wedge.press(key)
    ended.append(wedge.end())
    return [burst for burst in ended if burst]


def bursts(data: bytes, *, press: Types = pressed) -> None:
    """Bursts come in order, bounded and tame, and the layout does not change what keys say."""
    keys = keys_of(data, texts="aZ0<|\r\n ")
    found = press(keys)
    assert [burst.at_ms for burst in found] == sorted({burst.at_ms for burst in found})
    for burst in found:
        assert all(len(text) <= 2 * LONGEST for text in burst.texts)
        assert all(c.isprintable() or c in "\n\t" for text in burst.texts for c in text)
        assert len(set(burst.texts)) == len(burst.texts) > 0
    known = [key for key in keys if _on_the_keyboard(key)]
    arabic_keys = [replace(key, text="ض") for key in known]
    said = [[burst.texts[0] for burst in press(typed)] for typed in (known, arabic_keys)]
    assert said[0] == said[1]


def _on_the_keyboard(key: Key) -> bool:
    """Tell keys that write: the main block of a keyboard, which ends no line in any layout."""
    code = key.scan_code - Keyboard.X11
    if key.text in {"\r", "\n"}:
        return False
    return 2 <= code <= 13 or 16 <= code <= 27 or 30 <= code <= 41 or 43 <= code <= 53


TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (documents, zones, typed, decodes, names, forms, tame, bursts)
} | post.TARGETS
