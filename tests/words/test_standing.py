"""What the post says of a station's standing is said in both languages."""

import pytest

from clerk_station.words import Words
from sync.condition import ALARMS, WORDS


@pytest.mark.parametrize("text", sorted({*ALARMS.values(), *WORDS.values()} - {""}))
def test_every_word_on_the_standing_has_its_arabic(text: str) -> None:
    """An alarm that only English readers understand is none."""
    said = Words("ar").say(text, days=7, events=2000)
    assert said != Words("en").say(text, days=7, events=2000)
    assert not any("a" <= letter.lower() <= "z" for letter in said)
