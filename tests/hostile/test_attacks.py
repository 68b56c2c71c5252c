"""Every attack of the table meets its check, and with the check taken out it gets through."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clerk_station.paths import resources
from tests.central.karbala import Karbala, sqlite_karbala
from tests.hostile.attacks import ATTACKS, Attack, Scene

PROTOCOL = resources().parent / "sync" / "PROTOCOL.md"
WITHOUT = [attack for attack in ATTACKS if attack.without]


@pytest.fixture
def karbala(tmp_path: Path) -> Iterator[Karbala]:
    """Give a small central."""
    made = sqlite_karbala(tmp_path)
    yield made
    made.database.close()


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_meets_its_check(karbala: Karbala, attack: Attack) -> None:
    """What the table calls an attack does not get through."""
    assert not attack.attempt(Scene(karbala))


@pytest.mark.parametrize("attack", WITHOUT, ids=lambda attack: attack.name)
def test_control_without_its_check_it_gets_through(
    karbala: Karbala, attack: Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: with the one check taken out, the same attempt succeeds."""
    scene = Scene(karbala)
    assert attack.without is not None
    monkeypatch.setattr(*attack.without)
    assert attack.attempt(scene)


def test_an_honest_station_meets_none_of_them(karbala: Karbala) -> None:
    """Control: what the attacks bend is taken in when nobody bends it."""
    scene = Scene(karbala)
    assert scene.took(scene.fresh())


def test_the_table_of_attacks_is_in_the_protocol() -> None:
    """PROTOCOL.md names each attack with what it meets."""
    rows = {f"| {attack.name} | {attack.meets} |" for attack in ATTACKS}
    assert rows <= set(PROTOCOL.read_text(encoding="utf-8").splitlines())
