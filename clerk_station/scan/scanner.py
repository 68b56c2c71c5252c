"""The scanner: one picture to its readings, or a stream of frames to steady ones."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import cv2
import numpy as np

from clerk_station.scan import barcode, glimpse
from clerk_station.scan.decode import likeliest
from clerk_station.scan.documents import recognise
from clerk_station.scan.gather import Gathering, accepted
from clerk_station.scan.light import Watch, calmed
from clerk_station.scan.locate import WIDTH
from clerk_station.scan.ocr import ZoneRead, ZoneReader, both
from clerk_station.scan.picture import Grey, grey_of
from clerk_station.scan.reading import Box, Frame, Mark, Reading, Sight, Symbology
from clerk_station.scan.steady import Steady

Ours = Callable[[Symbology, str], bool]

_OTHER_WIDTHS = (960, 416)
"""Sizes in which a picture is looked at for small and large zones when none was found."""
_TRIES = 2
"""Places where a zone may be that are read in a frame of a stream, which has little time."""
_SMALL, _LARGE = _OTHER_WIDTHS
_TURNS: tuple[barcode.Stage | int | None, ...] = (
    _SMALL,
    *barcode.RESCUES[:2],
    _SMALL,
    *barcode.RESCUES[2:],
    _LARGE,
    None,
)
"""What is tried in turn: stages for codes, sizes in which zones are looked for, and by texture.

A small zone is the likeliest to be missed, so it comes twice.
"""
_WHOLE_FRAME_EVERY = 4
"""While a code is held, only its surroundings are read, but for every fourth frame."""


class Scanner:
    """Reads codes and zones. Owned by one thread; the models are loaded when it is built."""

    def __init__(self, ours: Ours, *, any_code: bool = False) -> None:
        """Take what tells our own forms, and whether readings that are not ours are wanted too.

        Args:
            ours: says whether a code's text has the form of our own.
            any_code: also give what is not ours, as the command line does with `--any`.
        """
        cv2.setNumThreads(1)
        self._ours = ours
        self._any = any_code
        self._zones = ZoneReader()
        self._steady = Steady()
        self._gathering = Gathering()
        self._held: Box = ()
        self._turn = 0
        self._watch = Watch()
        self.sight = Sight()

    def read(self, image: object) -> tuple[Reading, ...]:
        """Read one picture for itself, with every means; empty for what is no picture."""
        taken = grey_of(image)
        if taken is None:
            return ()
        grey, scale = taken
        zones = self._zones.read(grey, widths=(WIDTH, *_OTHER_WIDTHS))
        codes = _codes(grey)
        if not any(zone.is_likely for zone in zones):
            codes = _every_code(grey, codes)
        if not codes and not any(zone.is_likely for zone in zones):
            zones = self._zones.search(grey) or zones
        shown = (zone for zone in zones if zone.is_likely or zone.is_clear)
        return self._wanted((*codes, *map(_reading, shown)), scale)

    def see(self, frame: Frame) -> tuple[Reading, ...]:
        """Take the next frame of a stream and give what became steady by it.

        A text that is held is given once. Of codes that are not ours only a QR is given, because
        a person shows it on purpose; the desk answers it with a verdict.
        """
        told = self._look(frame)
        shown = (r for r in told if r.ours or self._any or r.kind is Symbology.QR)
        return self._steady.add(tuple(shown), at_ms=frame.at_ms)

    def watch(self, frames: Iterable[Frame]) -> tuple[Reading, ...]:
        """Read a clip as one: what became steady, and else what was seen but never surely.

        Of a zone that is the last guess alone, in which all frames before it have a part.
        """
        self.forget()
        seen: dict[tuple[Symbology, str], Reading] = {}
        for frame in frames:
            told = tuple(r for r in self._look(frame) if r.ours or self._any)
            for reading in told:
                text = "" if reading.kind is Symbology.MRZ else reading.text
                seen[reading.kind, text] = replace(reading, certain=False)
            for steady in self._steady.add(told, at_ms=frame.at_ms):
                seen[steady.kind, steady.text] = steady
        sure = {reading.kind for reading in seen.values() if reading.certain}
        return tuple(r for r in seen.values() if r.certain or r.kind not in sure)

    def forget(self) -> None:
        """Forget what is in view: another camera looks now."""
        self._steady, self._gathering = Steady(), Gathering()
        self._watch = Watch()
        self._held = ()

    def _look(self, frame: Frame) -> tuple[Reading, ...]:
        """Read a frame in the time that a frame has: one rescue where nothing was found."""
        taken = grey_of(frame.image)
        if taken is None:
            return ()
        grey, scale = taken
        codes = self._codes(grey, frame.number)
        zone = self._zone(grey, at_ms=frame.at_ms)
        if not codes and (zone is None or zone.guess is None):
            codes, zone = self._rescued(grey, zone)
        gathered = [self._gathering.add(zone, at_ms=frame.at_ms)] if zone else []
        found = codes + tuple(map(_reading, gathered))
        self.sight = self._sight(grey, found, number=frame.number, scale=scale)
        return self._told(found, scale)

    def _sight(self, grey: Grey, found: tuple[Reading, ...], *, number: int, scale: float) -> Sight:
        """Say what the preview shows of a frame: outlines, and a hint where nothing is certain."""
        read = any(reading.certain for reading in found)
        unread: tuple[glimpse.Glimpse, ...] = ()
        if not read:
            zones = tuple(glimpse.zone(grey, strips) for strips in self._zones.glimpsed[:1])
            unread = zones or glimpse.codes(grey)
        hint = self._watch.look(grey, read=read, unsure=bool(found) and not read, glimpses=unread)
        marks = [(r.box, r.certain) for r in found] or [(g.box, False) for g in unread]
        outlined = tuple(Mark(_larger(box, scale), sure) for box, sure in marks if box)
        return Sight(number=number, hint=hint, marks=outlined)

    def _codes(self, grey: Grey, number: int) -> tuple[Reading, ...]:
        """Read codes, first where one was last."""
        found: tuple[Reading, ...] = ()
        if self._held and number % _WHOLE_FRAME_EVERY:
            found = barcode.around(grey, self._held)
        found = found or _codes(grey)
        self._held = found[0].box if found else ()
        return found

    def _zone(self, grey: Grey, *, at_ms: float) -> ZoneRead | None:
        """Read a zone, first where one was last; give the likelier of that and any other."""
        there = None
        if last := self._gathering.place(at_ms=at_ms):
            corners = np.asarray(last.box, np.float32)
            there = self._zones.read_at(grey, corners, known=last.belief.layout)
        if there and there.is_likely:
            return there
        return both(there, self._zones.first(grey, tries=1 if there else _TRIES))

    def _rescued(
        self, grey: Grey, zone: ZoneRead | None
    ) -> tuple[tuple[Reading, ...], ZoneRead | None]:
        """Try one of the slower means, another in every frame until one reads; then that again."""
        self._turn = (self._turn + 1) % len(_TURNS)
        turn = _TURNS[self._turn]
        codes: tuple[Reading, ...] = ()
        if isinstance(turn, int):
            zone = self._zones.first(grey, tries=_TRIES, width=turn) or zone
        elif turn is None:
            zone = next(iter(self._zones.search(grey)), zone)
        else:
            codes = turn(grey)
        self._turn -= bool(codes) or (zone is not None and zone.is_likely)
        return codes, zone

    def _wanted(self, readings: tuple[Reading, ...], scale: float) -> tuple[Reading, ...]:
        told = self._told(readings, scale)
        return told if self._any else tuple(reading for reading in told if reading.ours)

    def _told(self, readings: tuple[Reading, ...], scale: float) -> tuple[Reading, ...]:
        """Say of each reading whether it is ours, and where it is in the picture as it came."""
        return tuple(
            replace(
                reading,
                ours=reading.document is not None
                if reading.kind is Symbology.MRZ
                else self._ours(reading.kind, reading.text),
                box=_larger(reading.box, scale),
            )
            for reading in readings
        )


def _codes(grey: Grey) -> tuple[Reading, ...]:
    """Read codes as they are, and in a dim frame also with its grain smoothed, never certain."""
    found = barcode.fast(grey)
    calm = None if found else calmed(grey)
    return found if calm is None else barcode.fast(calm, certain=False)


def _larger(box: Box, scale: float) -> Box:
    """Bring a box from the shrunk picture to the one that came."""
    return tuple((x / scale, y / scale) for x, y in box)


def _every_code(grey: Grey, found: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Go on by slower means until both codes of a form were read, or all means were tried."""
    by_text = {(reading.kind, reading.text): reading for reading in found}
    for rescue in barcode.RESCUES:
        if {kind for kind, _ in by_text} < {Symbology.QR, Symbology.CODE128}:
            new = {(reading.kind, reading.text): reading for reading in rescue(grey)}
            by_text = new | by_text
    return tuple(by_text.values())


def _reading(zone: ZoneRead) -> Reading:
    """Make a reading of a zone, certain where its guess is accepted."""
    guess = zone.guess
    lines = guess.lines if guess else likeliest(zone.belief)
    document = recognise(lines) if zone.is_likely else None
    return Reading(
        kind=Symbology.MRZ,
        text="|".join(lines),
        certain=document is not None and accepted(zone),
        box=zone.box,
        document=document,
    )
