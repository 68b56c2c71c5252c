"""Zones are straightened: lines that run together at one end, and blocks that are a line off."""

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
import pytest

from clerk_station.rehearsal.draw_card import Sheet
from clerk_station.scan import comb, ocr, rectify
from clerk_station.scan.gather import accepted
from clerk_station.scan.layout import Layout
from clerk_station.scan.locate import Block
from clerk_station.scan.ocr import ZoneReader
from tests.scan.conftest import LINES

Card = Callable[..., Sheet]


def fanned(sheet: Sheet, share: float) -> tuple[np.ndarray, np.ndarray]:
    """See a card whose zone is by such a share higher at the right end than at the left one.

    Returns:
        The grey picture, 1280 × 720, and the level block in which the zone stands there.
    """
    low, high = (1 - share / 2) * 36, (1 + share / 2) * 36
    there = np.array([[390, 360 - low], [890, 360 - high], [890, 360 + high], [390, 360 + low]])
    matrix = cv2.getPerspectiveTransform(sheet.zone, there.astype(np.float32))
    grey = cv2.cvtColor(sheet.picture, cv2.COLOR_BGR2GRAY)
    small = cv2.warpPerspective(grey, matrix, (1280, 720), flags=cv2.INTER_AREA, borderValue=90)
    block = np.array([[390, 324], [890, 324], [890, 396], [390, 396]], np.float32)
    return small, block


@pytest.mark.parametrize("share", [-0.35, 0.0, 0.35])
def test_lines_that_fan_out_are_read(card: Card, share: float) -> None:
    """A card of which one end is nearer shows lines that run apart; each is cut along its own."""
    grey, block = fanned(card(), share)
    read = ZoneReader().read_at(grey, block)
    assert read is not None
    assert accepted(read)
    assert read.guess is not None
    assert read.guess.lines == LINES


def test_taken_for_parallel_they_would_not_be(card: Card, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the fan the same card is not certain, so the test above shows something."""
    monkeypatch.setattr(comb, "_FANNED", ((0.0, 0.0),))
    grey, block = fanned(card(), 0.35)
    read = ZoneReader().read_at(grey, block)
    assert read is None or not accepted(read)


@pytest.mark.parametrize("lines", [1, -1])
def test_a_zone_that_was_cut_a_line_off_is_read(
    card: Card, monkeypatch: pytest.MonkeyPatch, lines: int
) -> None:
    """Where two lines were read beside an empty one, the third is found on the other side."""
    monkeypatch.setattr(ocr, "straighten", partial(a_line_off, lines=lines))
    grey, block = fanned(card(), 0.0)
    read = ZoneReader().read_at(grey, block)
    assert read is not None
    assert read.guess is not None
    assert read.guess.lines == LINES
    monkeypatch.setattr(ocr, "moved", lambda _grey, strips, _lines: strips)
    assert ZoneReader().read_at(grey, block) is None


@pytest.mark.parametrize("lines", [1, -1])
def test_three_full_lines_may_yet_be_a_line_off(
    card: Card, monkeypatch: pytest.MonkeyPatch, lines: int
) -> None:
    """Print beside a zone that looks like a line of it is found out by what cannot stand there."""
    monkeypatch.setattr(ocr, "straighten", partial(a_line_off, lines=lines))
    monkeypatch.setattr(ocr, "_lines_off", lambda _lines, _width: 0)
    monkeypatch.setattr(ocr, "_FULL", 0.0)
    grey, block = fanned(card(), 0.0)
    read = ZoneReader().read_at(grey, block)
    assert read is not None
    assert read.guess is not None
    assert read.guess.lines == LINES
    monkeypatch.setattr(ocr, "FITS", -99.0)
    off = ZoneReader().read_at(grey, block)
    assert off is None or off.guess is None or off.guess.lines != LINES


def a_line_off(
    grey: np.ndarray, block: Block, *, lines: int, known: Layout | None = None
) -> rectify.Strips:
    """Straighten a zone, but begin a line too low or too high."""
    return rectify.moved(grey, rectify.straighten(grey, block, known=known), lines)
