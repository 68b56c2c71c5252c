"""The set-up script: what it knows, where it runs, and when it leaves things alone."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from installer import develop


def test_an_unknown_errand_is_refused_with_the_known_ones() -> None:
    """A mistyped errand ends with exit code 2 and a line that names it."""
    asked = subprocess.run(
        [sys.executable, develop.__file__, "dmeo"], capture_output=True, text=True, check=False
    )
    assert asked.returncode == 2
    assert "dmeo" in asked.stderr
    assert "demo" in asked.stderr


def test_every_errand_of_the_makefile_exists() -> None:
    """`make` knows the errands of the script, no more and no fewer."""
    makefile = (develop.ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert set(phony.split()) == set(develop.ERRANDS)


@pytest.mark.parametrize("name", ["develop", "debian", "lock"])
def test_the_scripts_need_the_standard_library_alone(name: str) -> None:
    """What starts before anything is installed imports nothing that is installed."""
    tree = ast.parse((develop.ROOT / "installer" / f"{name}.py").read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    assert names <= sys.stdlib_module_names


def test_an_older_python_can_read_the_script() -> None:
    """Python 3.7 can parse the script far enough to say that it is too old."""
    ast.parse(Path(develop.__file__).read_text(encoding="utf-8"), feature_version=(3, 7))


def test_an_older_python_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An older Python is refused in one sentence that says which one is needed."""
    monkeypatch.setattr(develop, "OLDEST", (99, 0))
    assert develop.main() == 1
    assert capsys.readouterr().out.startswith("Python 3.11 or newer is needed; this is 3.")


def test_an_installed_environment_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the locks have not changed, nothing is installed again."""
    stamp = tmp_path / "set-up-from"
    stamp.write_text(develop.fingerprint(), encoding="ascii")
    monkeypatch.setattr(develop, "STAMP", stamp)
    monkeypatch.setattr(develop, "VENV", tmp_path / "no-environment")
    develop.set_up()
    assert not (tmp_path / "no-environment").exists()


def test_a_changed_lock_changes_the_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A single changed byte in a lock file leads to a new installation."""
    for name in ("develop.txt", "build.txt"):
        (tmp_path / name).write_bytes((develop.LOCKS / name).read_bytes())
    before = develop.fingerprint()
    monkeypatch.setattr(develop, "LOCKS", tmp_path)
    assert develop.fingerprint() == before
    with (tmp_path / "build.txt").open("a", encoding="ascii") as file:
        file.write("\n")
    assert develop.fingerprint() != before
