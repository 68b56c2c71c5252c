"""What every room's tests may ask for."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from clerk_station.store.opening import Store
from tests.world import World

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# No test touches the key store of the machine it runs on, nor another test's made-up one, which
# `keyring` would find by itself; those who want one put it in.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
# A busy machine is no counterexample.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Give an empty folder and the keys of everybody."""
    return World(tmp_path)


@pytest.fixture
def store(world: World) -> Iterator[Store]:
    """Give an enrolled station with three households that are due today."""
    opened = world.filled()
    yield opened
    opened.close()
