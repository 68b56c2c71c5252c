"""What may be shipped with the product, and under which terms."""

import re
from importlib.metadata import metadata

import pytest

from installer.develop import ROOT
from tests.installer.test_locks import here, pins

PERMISSIVE = re.compile(
    r"\b(MIT|MIT-0|MIT-CMU|BSD|BSD-[23]-Clause|0BSD|Apache(-2\.0)?|PSF-2\.0|ISC)\b"
)
RESERVED = re.compile(r"\b(A?GPL|LGPL|MPL|Lesser General|Mozilla)\b")
# Not permissive, or silent in their metadata; each one is here for a reason.
NAMED = {
    "PySide6-Essentials": "LGPL-3.0: used unchanged, as libraries that a user can replace",
    "shiboken6": "LGPL-3.0: comes with PySide6",
    "psycopg": "LGPL-3.0: used unchanged by a central that stores into PostgreSQL",
    "psycopg-binary": "LGPL-3.0: the same",
    "python-bidi": "LGPL-3.0: used unchanged to order Arabic on paper",
    "certifi": "MPL-2.0: a list of certificates, used unchanged",
    "hypothesis": "MPL-2.0: tests only, not shipped",
    "pathspec": "MPL-2.0: checks and builds only, not shipped",
    "sqlcipher3": "zlib, with SQLCipher under BSD-3-Clause; its metadata says nothing",
    "tomlkit": "MIT; builds only, not shipped",
}


def terms(name: str) -> str:
    """Give what a package says of its licence, in one line."""
    about = metadata(name)
    spoken = [*about.get_all("License-Expression", []), *about.get_all("License", [])]
    classifiers = [c for c in about.get_all("Classifier", []) if c.startswith("License")]
    return "; ".join([line[:80] for line in spoken] + classifiers)


def is_permissive(said: str) -> bool:
    """Tell whether terms ask for no more than a notice."""
    return bool(PERMISSIVE.search(said)) and not RESERVED.search(said)


def test_every_dependency_is_permissive_or_named() -> None:
    """Nothing under other than permissive terms comes in without being named with its reason."""
    packages = {pin.name for pin in [*pins("develop"), *pins("build")] if here(pin)}
    named = {name.lower() for name in NAMED}
    assert [p for p in sorted(packages - named) if not is_permissive(terms(p))] == []
    assert named <= packages


@pytest.mark.parametrize(
    "said", ["GPL-3.0-only", "MIT; License :: OSI Approved :: AGPL", "", "Proprietary"]
)
def test_other_terms_are_caught(said: str) -> None:
    """Control: copyleft, silence and private terms do not pass as permissive."""
    assert not is_permissive(said)


def test_every_font_carries_its_licence() -> None:
    """Beside every font lies the text under which it may be passed on."""
    for folder in (ROOT / "resources" / "fonts").iterdir():
        assert [*folder.glob("OFL*"), *folder.glob("LICEN?E*")], folder.name


def test_the_project_carries_its_own_licence() -> None:
    """The product is under Apache-2.0 and the text is in the tree."""
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
