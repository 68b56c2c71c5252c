"""What may differ from desk to desk."""

from pathlib import Path

import pytest

from clerk_station.errors import StationError
from clerk_station.settings import Settings, keep_settings, read_settings


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    """A new station is in Arabic, light, with its first webcam and its sounds."""
    assert read_settings(tmp_path) == Settings(
        language="ar", theme="light", camera="0", sounds=True
    )


def test_settings_come_back_as_they_were_kept(tmp_path: Path) -> None:
    """What was chosen is there at the next start, and nothing else lies in the folder."""
    chosen = Settings(language="en", theme="dark", camera="كاميرا/clip.mp4", sounds=False)
    keep_settings(tmp_path, chosen)
    keep_settings(tmp_path, chosen)
    assert read_settings(tmp_path) == chosen
    assert [file.name for file in tmp_path.iterdir()] == ["settings.json"]


def test_unknown_names_and_wrong_types_are_passed_over(tmp_path: Path) -> None:
    """A file of another version, or one with a slip, keeps what is good in it."""
    (tmp_path / "settings.json").write_text('{"theme": "dark", "sounds": "yes", "moon": 1}')
    assert read_settings(tmp_path) == Settings(theme="dark")


@pytest.mark.parametrize("days", ["0", "-3", "99999", "true", "30.5", '"30"'])
def test_a_span_that_cannot_be_meant_gives_way_to_the_default(tmp_path: Path, days: str) -> None:
    """Nobody's data goes at once, or stays for ever, by a slip in the file."""
    (tmp_path / "settings.json").write_text(f'{{"purge_days": {days}}}')
    assert read_settings(tmp_path).purge_days == 30
    (tmp_path / "settings.json").write_text('{"purge_days": 7}')
    assert read_settings(tmp_path).purge_days == 7


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xff"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes) -> None:
    """The sentence says which file to correct or delete."""
    file = tmp_path / "settings.json"
    file.write_bytes(content)
    with pytest.raises(StationError, match="cannot be read") as caught:
        read_settings(tmp_path)
    assert str(file) in str(caught.value)


def test_settings_that_cannot_be_written_are_told_in_words(tmp_path: Path) -> None:
    """A folder that is gone loses no settings silently."""
    with pytest.raises(StationError, match="were not saved"):
        keep_settings(tmp_path / "gone", Settings())
