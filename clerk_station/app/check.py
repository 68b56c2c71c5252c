"""The opening check of a station's camera: films the chart and says what it found."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from clerk_station.scan.chart import Measured, measure
from clerk_station.scan.judging import Advice, Aspect, Check, Grade, judge, steps_apart
from clerk_station.scan.light import Watch
from clerk_station.scan.ocr import ZoneReader
from clerk_station.scan.picture import grey_of
from clerk_station.scan.reading import Frame, Hint
from clerk_station.words import Words, mark

FRAMES = 5
"""In which the chart must be found; a hand has let go of it by then."""
MOST = 150
"""Frames that are looked at: ten seconds and more."""

_GRADES: Mapping[Grade, str] = {
    Grade.GOOD: mark("good"),
    Grade.USABLE: mark("usable"),
    Grade.NOT_USABLE: mark("not usable"),
}
_ADVICE: Mapping[Advice, str] = {
    Advice.NOTHING: mark("Nothing needs to be done."),
    Advice.SHOW_CHART: mark(
        "Lay the chart flat under the camera, all four corners in the picture, and start again."
    ),
    Advice.MORE_LIGHT: mark("Bring more light to the desk, then start again."),
    Advice.LESS_LIGHT: mark("Turn the lamp away from the paper, then start again."),
    Advice.CLOSER: mark(
        "Bring the camera closer until the chart just fits into the picture, then start again."
    ),
    Advice.FOCUS: mark("Turn the focus ring or wait for the camera to focus, then start again."),
    Advice.EVEN_LIGHT: mark(
        "Light the desk from both sides: one side of the chart is darker. Then start again."
    ),
    Advice.CLEAN: mark("Wipe the lens with a soft cloth and start again, or use another camera."),
}


def check_camera(frames: Iterable[Frame]) -> Check:
    """Look at frames until the chart was measured often enough, and judge the camera."""
    zones, watch = ZoneReader(), Watch()
    hint = Hint.NONE
    seen: list[Measured] = []
    for frame in islice(frames, MOST):
        found = measure(frame.image, zones)
        taken = grey_of(frame.image)
        if found is not None:
            seen.append(found)
        elif taken is not None:
            hint = watch.look(taken[0], read=False, unsure=False, glimpses=())
        if len(seen) == FRAMES:
            break
    return judge(seen, hint=hint)


def as_json(check: Check) -> dict[str, Any]:
    """Give a check as the command line's JSON."""
    seen = check.measured
    numbers: dict[str, Any] = {}
    if seen is not None:
        numbers = {
            "pixels_per_mm": round(seen.pixels_per_mm, 2),
            "edge_spread_px": round(seen.spread, 2),
            "grey_levels": [round(level) for level in seen.levels],
            "grey_steps_apart": steps_apart(seen),
            "noise": round(seen.noise, 1),
            "burnt": round(seen.burnt, 3),
            "evenness": round(seen.evenness, 2),
            "smallest_qr_module_mm": min(seen.qr, default=None),
            "smallest_bar_mm": min(seen.bars, default=None),
            "smallest_capital_mm": min(seen.capitals, default=None),
        }
    grades = {aspect.value: grade.value for aspect, grade in check.grades.items()}
    return {"verdict": check.grade.value, "next": check.advice.value, "grades": grades, **numbers}


def told(check: Check, words: Words) -> Iterator[str]:
    """Give a check in words: the verdict, each aspect, and what to do next."""
    yield words.say("The camera is {grade}", grade=words.say(_GRADES[check.grade]))
    if check.measured is None:
        yield words.say("The chart was not found in its pictures.")
    else:
        for aspect, text in _aspects(check.measured, words).items():
            yield f"  {text}: {words.say(_GRADES[check.grades[aspect]])}"
    yield words.say(_ADVICE[check.advice])


def _aspects(seen: Measured, words: Words) -> dict[Aspect, str]:
    say = words.say
    return {
        Aspect.EXPOSURE: say(
            "Light: {apart} of {steps} steps of grey told apart, white paper at {white} of 255",
            apart=steps_apart(seen),
            steps=len(seen.levels) - 1,
            white=round(seen.levels[-1]),
        ),
        Aspect.DISTANCE: say(
            "Distance: {pixels} pixels to a millimetre", pixels=round(seen.pixels_per_mm, 1)
        ),
        Aspect.FOCUS: say(
            "Focus: edges are smeared over {pixels} pixels", pixels=round(seen.spread, 1)
        ),
        Aspect.EVENNESS: say(
            "Even light: the darkest corner has {share} % of the brightest",
            share=round(100 * seen.evenness),
        ),
        Aspect.READING: say(
            "Read: QR modules of {qr} mm, bars of {bars} mm, capitals of {capital} mm",
            qr=_smallest(seen.qr, words),
            bars=_smallest(seen.bars, words),
            capital=_smallest(seen.capitals, words),
        ),
    }


def _smallest(sizes: frozenset[float], words: Words) -> str:
    return str(min(sizes)) if sizes else words.say("no")
