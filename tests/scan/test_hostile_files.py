"""Files that are broken, move, or claim to be larger than memory: refused in words."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import pytest
from PIL import Image

from clerk_station.__main__ import main
from clerk_station.domain.ids import form_number
from tests.scan import hostile

NUMBER = form_number("KA", 2026, 441)
FORM = hostile.code(NUMBER)


def scanned(capsys: pytest.CaptureFixture[str], *paths: Path) -> list[dict[str, Any]]:
    """Run the command on files; give its answers."""
    main(["scan", "--json", *map(str, paths)])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def packed(ending: str) -> bytes:
    """Write the form's picture as a file of this kind."""
    return bytes(cv2.imencode(ending, FORM)[1])


FILES: dict[str, bytes] = {
    "empty.jpg": b"",
    "text.jpg": b"This is no picture but a letter.\n" * 40,
    "header.png": packed(".png")[:33],
    "cut.png": packed(".png")[:3000],
    "cut.jpg": packed(".jpg")[:900],
    "holes.jpg": packed(".jpg")[:6000] + b"\xff\xd9" * 400,
    "zeros.webp": bytes(5000),
    "script.png": b"<svg onload=alert(1)>" * 50,
}


@pytest.mark.parametrize("name", list(FILES))
def test_a_broken_file_is_refused_in_words_or_shows_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    """A broken file is one line with its reason or without readings; the next file is read."""
    (tmp_path / name).write_bytes(FILES[name])
    (tmp_path / "sound.png").write_bytes(packed(".png"))
    broken, sound = scanned(capfd, tmp_path / name, tmp_path / "sound.png")
    assert broken["readings"] == []
    assert [reading["text"] for reading in sound["readings"]] == [NUMBER]


@pytest.mark.parametrize("ending", ["webp", "gif"])
def test_a_picture_that_moves_is_a_form_or_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], ending: str
) -> None:
    """A moving picture shows one form, or is refused in words."""
    still = Image.fromarray(FORM)
    path = tmp_path / f"moves.{ending}"
    still.save(path, save_all=True, append_images=[still.rotate(180), still], duration=60)
    (line,) = scanned(capfd, path)
    texts = {reading["text"] for reading in line["readings"]}
    assert texts == {NUMBER} or "error" in line


@pytest.mark.parametrize("side", [60_000, 30_000])
def test_a_picture_that_claims_gigabytes_is_refused_before_it_has_them(
    tmp_path: Path, side: int
) -> None:
    """A small file that would unfold to gigabytes is refused in words, in ordinary memory."""
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(hostile.png(side, side))
    program = (
        "import sys; from clerk_station.__main__ import main;"
        "from tests.benchmarks.scanning.run import resident;"
        "main(['scan', *sys.argv[1:]]); print(resident())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(bomb)], capture_output=True, text=True, check=True
    )
    said, _, memory = done.stdout.strip().rpartition("\n")
    assert "bomb.png" in said + done.stderr
    assert "too large" in said + done.stderr
    assert int(memory) < 700 * 2**20


def test_a_large_picture_in_earnest_is_read(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Control: a photograph of fifty million pixels is no bomb."""
    large = cv2.resize(FORM[:, :, 0], (8600, 5800), interpolation=cv2.INTER_NEAREST)
    cv2.imwrite(str(tmp_path / "large.png"), large, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    (line,) = scanned(capfd, tmp_path / "large.png")
    assert [reading["text"] for reading in line["readings"]] == [NUMBER]
