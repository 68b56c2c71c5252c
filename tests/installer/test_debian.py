"""The system packages: what is missing, and the exact line that installs it."""

import re
import shutil

import pytest

from installer import debian

INSTALLED = """\
installed libegl1 libegl-vendor (= 1)
config-files libzbar0\x20
installed libglib2.0-0t64 libglib2.0-0 (= 2.80.0-6), libglib2.0-shared
not-installed xvfb\x20
"""


def test_what_is_missing_is_known() -> None:
    """Installed and provided packages count as there; removed ones with left-over files do not."""
    wanted = ("libegl1", "libglib2.0-0", "libzbar0", "xvfb", "xauth")
    assert debian.missing(wanted, listing=INSTALLED) == ["libzbar0", "xvfb", "xauth"]


def test_the_debian_line_is_exact() -> None:
    """Debian is asked for the named packages, their needs, and nothing that is merely useful."""
    assert debian.commands(["xvfb", "xauth"]) == (
        ("apt-get", "update"),
        ("apt-get", "install", "-y", "--no-install-recommends", "xvfb", "xauth"),
    )


def test_the_names_are_debian_names() -> None:
    """Every system package is named once and spelt as Debian spells packages."""
    names = debian.wanted(screen=False)
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9.+-]+", name) for name in names)


def test_the_window_needs_no_virtual_display() -> None:
    """Who has a screen and wants the window is not asked for what only tests need."""
    less = set(debian.wanted(screen=False)) - set(debian.wanted(screen=True))
    tests_alone = {"xvfb", "xauth", "poppler-utils", "nginx-light"}
    assert less == tests_alone | {"at-spi2-core", "dbus", "python3-gi"}


@pytest.mark.skipif(
    shutil.which("dpkg-query") is None, reason="only Debian has Debian's packages to ask about"
)
def test_without_root_the_line_to_type_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Who may not install packages is told the exact line to type, and nothing is tried."""
    assert debian.add(["clerk-station-no-such-package"], root=False) == 1
    assert capsys.readouterr().out.splitlines()[-1] == (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends"
        " clerk-station-no-such-package"
    )


@pytest.mark.skipif(
    shutil.which("dpkg-query") is None, reason="only Debian has Debian's packages to ask about"
)
def test_what_is_there_is_not_installed_again(capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing is missing, nothing is said or done."""
    assert debian.add(["dpkg"], root=True) == 0
    assert capsys.readouterr().out == ""
