"""From many frames one reading."""

from clerk_station.scan.reading import Reading, Symbology
from clerk_station.scan.steady import Steady

QR = Reading(kind=Symbology.QR, text="F-1", ours=True)
UNSURE = Reading(kind=Symbology.QR, text="F-2", certain=False, ours=True)


def zone(text: str, *, certain: bool = True) -> Reading:
    """Make a reading of a zone."""
    return Reading(kind=Symbology.MRZ, text=text, certain=certain, ours=True)


def test_a_held_code_sounds_once() -> None:
    """A code in view for ten seconds is given once."""
    steady = Steady()
    given = [steady.add((QR,), at_ms=at) for at in range(0, 10_000, 66)]
    assert given[0] == (QR,)
    assert not any(given[1:])


def test_a_code_shown_again_sounds_again() -> None:
    """Out of view for longer than a moment, the same code is a new showing."""
    steady = Steady()
    assert steady.add((QR,), at_ms=0)
    assert steady.add((), at_ms=1000) == ()
    assert steady.add((QR,), at_ms=1400) == ()
    assert steady.add((), at_ms=2000) == ()
    assert steady.add((QR,), at_ms=3000) == (QR,)


def test_two_codes_in_one_frame_are_both_given() -> None:
    """Different texts do not hide each other; the same text twice is one."""
    other = Reading(kind=Symbology.QR, text="F-2", ours=True)
    assert Steady().add((QR, other, QR), at_ms=0) == (QR, other)


def test_a_bar_code_waits_for_the_seal_beside_it() -> None:
    """A form's bar code counts only when four frames held it: the sealed code is judged first."""
    bars = Reading(kind=Symbology.CODE128, text="F-1", ours=True)
    steady = Steady()
    assert [steady.add((bars,), at_ms=66.0 * n) for n in range(5)] == [(), (), (), (bars,), ()]


def test_an_uncertain_reading_waits_for_a_frame_that_agrees() -> None:
    """Two frames with the same text make it certain; one never does."""
    steady = Steady()
    assert steady.add((UNSURE,), at_ms=0) == ()
    (reading,) = steady.add((UNSURE,), at_ms=66)
    assert reading.certain
    assert reading.text == UNSURE.text


def test_frames_that_disagree_make_nothing() -> None:
    """Uncertain readings that differ are never given, however many."""
    steady = Steady()
    for number in range(20):
        unsure = Reading(kind=Symbology.CODE128, text=f"F-{number}", certain=False)
        assert steady.add((unsure,), at_ms=number * 66) == ()


def test_an_uncertain_zone_is_never_given() -> None:
    """Frames of a zone are put together before; what is not sure by then is not told, ever."""
    steady = Steady()
    for number in range(20):
        assert steady.add((zone("A|B|NAME", certain=False),), at_ms=number * 66) == ()


def test_agreement_does_not_outlast_the_view() -> None:
    """A misreading now and the same one a minute later are not two frames that agree."""
    steady = Steady()
    assert steady.add((UNSURE,), at_ms=0) == ()
    assert steady.add((UNSURE,), at_ms=60_000) == ()


def test_a_held_card_sounds_once_though_its_name_flickers() -> None:
    """The name line has no check digit; a card is the same by its other lines."""
    steady = Steady()
    assert steady.add((zone("A|B|NAME"),), at_ms=0)
    assert steady.add((zone("A|B|MANE"),), at_ms=66) == ()
    assert steady.add((zone("P<NAME|C"),), at_ms=99)
    assert steady.add((zone("P<MANE|C"),), at_ms=120) == ()
