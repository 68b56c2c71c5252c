"""What the command line says of pictures, folders and clips."""

import json
import os
from pathlib import Path

import cv2
import pytest

from clerk_station.__main__ import main
from clerk_station.rehearsal.draw_card import draw_card
from clerk_station.rehearsal.draw_code import draw_code
from clerk_station.rehearsal.frames import Conditions, film, photograph, write_clip
from clerk_station.scan.inspect import scan_paths
from clerk_station.scan.reading import Symbology
from clerk_station.words import Words
from tests.scan.conftest import LINES, any_form

_AR, _EN = Words("ar"), Words("en")


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
    lines = list(scan_paths([tmp_path], ours=any_form, words=_EN))
    assert [Path(line["file"]).name for line in lines] == ["a.jpg", "b.png", "c.jpeg"]
    assert lines[0]["readings"] == [{"kind": "qr", "text": "F-1", "certain": True, "ours": True}]
    assert lines[0]["ms"] > 0
    assert "error" not in lines[1]
    assert "c.jpeg is not a picture" in lines[2]["error"]
    assert lines[2]["readings"] == []


def test_a_clip_gives_one_line(tmp_path: Path) -> None:
    """A clip of a card is one line with one certain reading of the whole zone."""
    frames = film(draw_card(LINES, seed=5), Conditions(seed=9))
    (line,) = scan_paths([write_clip(frames, tmp_path / "card.avi")], ours=any_form, words=_EN)
    assert [(r["kind"], r["text"], r["certain"], r["ours"]) for r in line["readings"]] == [
        ("mrz", "|".join(LINES), True, True)
    ]


def test_a_folder_gives_a_line_for_each_clip_too(tmp_path: Path) -> None:
    """Clips stand among the pictures by name; what lies in a folder within it is left alone."""
    write_clip(film(draw_card(LINES, seed=5), Conditions(seed=9)), tmp_path / "b.AVI")
    picture(tmp_path / "a.png", "F-1")
    picture(tmp_path / "c.png", "F-2")
    (tmp_path / "notes.txt").write_text("neither")
    (tmp_path / "deeper.avi").mkdir()
    picture(tmp_path / "deeper.avi" / "d.png", "F-3")
    lines = list(scan_paths([tmp_path], ours=any_form, words=_EN))
    assert [Path(line["file"]).name for line in lines] == ["a.png", "b.AVI", "c.png"]
    assert [r["text"] for line in lines for r in line["readings"]] == [
        "F-1",
        "|".join(LINES),
        "F-2",
    ]


def test_foreign_codes_only_on_request(tmp_path: Path) -> None:
    """Without `any_code` a foreign code is not listed; with it, as not ours."""
    path = picture(tmp_path / "a.png", "other")
    assert [line["readings"] for line in scan_paths([path], ours=any_form, words=_EN)] == [[]]
    (line,) = scan_paths([path], ours=any_form, words=_EN, any_code=True)
    assert [(r["text"], r["ours"]) for r in line["readings"]] == [("other", False)]


@pytest.mark.parametrize("gone", ["gone.jpg", "gone.avi", "gone", "g" * 5000])
def test_a_path_that_is_not_there_is_told_in_words(tmp_path: Path, gone: str) -> None:
    """A missing file has a line like any other, and those after it are read."""
    good = picture(tmp_path / "a.png", "F-1")
    lines = list(scan_paths([tmp_path / gone, good], ours=any_form, words=_EN))
    assert ["error" in line for line in lines] == [True, False]
    assert lines[0]["error"].startswith(f"{gone} cannot be read. ")
    assert lines[0]["readings"] == []


def test_a_folder_that_cannot_be_listed_has_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that only its owner may list is told of, and the next path is read."""
    good = picture(tmp_path / "a.png", "F-1")
    (tmp_path / "closed").mkdir()

    def refuse(folder: Path) -> list[Path]:
        raise PermissionError(13, os.strerror(13), str(folder))

    monkeypatch.setattr(Path, "iterdir", refuse)
    lines = list(scan_paths([tmp_path / "closed", good], ours=any_form, words=_EN))
    assert ["error" in line for line in lines] == [True, False]


def test_trouble_is_told_in_the_language_of_the_words(tmp_path: Path) -> None:
    """An Arabic reader gets no English sentence."""
    (tmp_path / "c.jpeg").write_bytes(b"no picture")
    (line,) = scan_paths([tmp_path], ours=any_form, words=_AR)
    assert line["error"].startswith("c.jpeg ليس صورة. احفظه")


def test_the_command_reads_on_and_then_says_that_something_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing path has its line in the asked language, the rest is read, the exit code is 1."""
    good = picture(tmp_path / "a.png", "F-1")
    paths = [str(tmp_path / "gone.jpg"), str(good)]
    assert main(["scan", "--json", "--any", "--language", "ar", *paths]) == 1
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert told[0]["error"].startswith("تعذرت قراءة gone.jpg")
    assert [r["text"] for r in told[1]["readings"]] == ["F-1"]
    assert main(["scan", "--any", *paths]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert "gone.jpg cannot be read" in first
    assert second.endswith("a.png: qr F-1")


def test_the_command_ends_well_when_all_was_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The control: a picture on which nothing is ours is no error."""
    assert main(["scan", str(picture(tmp_path / "a.png", "other"))]) == 0
    assert capsys.readouterr().out.endswith("a.png: nothing read\n")


def test_help_says_that_folders_within_are_not_entered(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whoever asks for help learns how deep a folder is read."""
    with pytest.raises(SystemExit):
        main(["scan", "--help"])
    assert "folders within it are not entered" in " ".join(capsys.readouterr().out.split())
