"""What the command line says of pictures, folders and clips."""

from pathlib import Path

import cv2

from clerk_station.rehearsal.draw_card import draw_card
from clerk_station.rehearsal.draw_code import draw_code
from clerk_station.rehearsal.frames import Conditions, film, photograph, write_clip
from clerk_station.scan.inspect import scan_paths
from clerk_station.scan.reading import Symbology
from tests.scan.conftest import LINES, any_form


def picture(path: Path, text: str) -> Path:
    """Save a frame that shows a code."""
    cv2.imwrite(str(path), photograph(draw_code(Symbology.QR, text), Conditions(seed=1)).picture)
    return path


def test_a_folder_gives_a_line_for_each_picture(tmp_path: Path) -> None:
    """Pictures come in name order, each on its own; a file that is none has an error in words."""
    picture(tmp_path / "b.png", "F-2")
    picture(tmp_path / "a.jpg", "F-1")
    (tmp_path / "c.jpeg").write_bytes(b"no picture")
    (tmp_path / "read.me").write_text("not a picture")
    lines = list(scan_paths([tmp_path], ours=any_form))
    assert [Path(line["file"]).name for line in lines] == ["a.jpg", "b.png", "c.jpeg"]
    assert lines[0]["readings"] == [{"kind": "qr", "text": "F-1", "certain": True, "ours": True}]
    assert lines[0]["ms"] > 0
    assert "error" not in lines[1]
    assert "c.jpeg is not a picture" in lines[2]["error"]
    assert lines[2]["readings"] == []


def test_a_clip_gives_one_line(tmp_path: Path) -> None:
    """A clip of a card is one line with one certain reading of the whole zone."""
    frames = film(draw_card(LINES, seed=5), Conditions(seed=9))
    (line,) = scan_paths([write_clip(frames, tmp_path / "card.avi")], ours=any_form)
    assert [(r["kind"], r["text"], r["certain"], r["ours"]) for r in line["readings"]] == [
        ("mrz", "|".join(LINES), True, True)
    ]


def test_foreign_codes_only_on_request(tmp_path: Path) -> None:
    """Without `any_code` a foreign code is not listed; with it, as not ours."""
    path = picture(tmp_path / "a.png", "other")
    assert [line["readings"] for line in scan_paths([path], ours=any_form)] == [[]]
    (line,) = scan_paths([path], ours=any_form, any_code=True)
    assert [(r["text"], r["ours"]) for r in line["readings"]] == [("other", False)]


def test_a_path_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    """A missing file has a line like any other, and those after it are read."""
    good = picture(tmp_path / "a.png", "F-1")
    lines = list(scan_paths([tmp_path / "gone.jpg", tmp_path / "gone.avi", good], ours=any_form))
    assert ["error" in line for line in lines] == [True, True, False]
