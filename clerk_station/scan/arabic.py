"""ICAO's reversible transliteration of Arabic script (ICAO 9303-3, section 6), both ways."""

import re

CODES = {
    "ء": "XE", "آ": "XAA", "أ": "XAE", "ؤ": "U", "إ": "I", "ئ": "XI", "ا": "A", "ب": "B",
    "ة": "XTA", "ت": "T", "ث": "XTH", "ج": "J", "ح": "XH", "خ": "XKH", "د": "D", "ذ": "XDH",
    "ر": "R", "ز": "Z", "س": "S", "ش": "XSH", "ص": "XSS", "ض": "XDZ", "ط": "XTT", "ظ": "XZZ",
    "ع": "E", "غ": "G", "ف": "F", "ق": "Q", "ك": "K", "ل": "L", "م": "M", "ن": "N", "ه": "H",
    "و": "W", "ى": "XAY", "ي": "Y", "پ": "P", "چ": "XC", "ژ": "XJ", "ک": "XKK", "گ": "XGG",
    "ی": "XYA",
}  # fmt: skip
WORD_END = {"ة": "XAH"}
"""Written so when the letter ends a word."""

_LETTERS = {code: letter for table in (CODES, WORD_END) for letter, code in table.items()}
_BY_LENGTH = sorted(_LETTERS, key=len, reverse=True)
_ONE = re.compile("|".join(_BY_LENGTH) + "|.", re.DOTALL)


def to_arabic(written: str) -> str:
    """Decode one word of a name line, longest code first.

    Letters that are no code stay as they are (Sorani letters have none). A code cut in two at
    the end of the line is dropped: half of it would read as other letters.
    """
    pieces = _ONE.findall(written)
    for tail in (1, 2):
        rest = pieces[-tail:]
        if rest[:1] == ["X"] and any(code.startswith("".join(rest)) for code in _LETTERS):
            pieces = pieces[:-tail]
    return "".join(_LETTERS.get(piece, piece) for piece in pieces)


def to_latin(name: str) -> str:
    """Encode a name; words are parted by `<`, Latin capitals stay, what has no code is left out."""
    return "<".join(filter(None, (_word(word) for word in re.split(r"[\s<-]+", name.upper()))))


def _word(word: str) -> str:
    kept = [letter for letter in word if letter in CODES or "A" <= letter <= "Z"]
    codes = [CODES.get(letter, letter) for letter in kept]
    if kept and kept[-1] in WORD_END:
        codes[-1] = WORD_END[kept[-1]]
    return "".join(codes)
