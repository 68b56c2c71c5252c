"""The window on a display: the same pictures through the real platform of the desktop."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.display
@pytest.mark.skipif(sys.platform == "win32", reason="Xvfb is a display of X11")
@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="xvfb-run is not installed")
def test_the_window_opens_on_a_real_display(tmp_path: Path) -> None:
    """Every state is drawn through X11 as well, by one command."""
    command = [
        "xvfb-run", "-a", sys.executable, "-m", "clerk_station.ui.gallery", "--out", str(tmp_path),
    ]  # fmt: skip
    done = subprocess.run(
        command,
        env=os.environ | {"QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.glob("*.png"))) == len(done.stdout.splitlines()) >= 18
