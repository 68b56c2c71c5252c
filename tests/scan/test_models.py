"""The networks that ship: small, and described."""

import hashlib
import re

import pytest

from clerk_station.paths import resources
from installer.develop import ROOT

MODELS = resources() / "models"


def test_the_networks_are_small_enough_for_any_line() -> None:
    """Both together are one megabyte at most, so that an update goes over a slow line."""
    sizes = [path.stat().st_size for path in MODELS.glob("*.onnx")]
    assert len(sizes) == 2
    assert sum(sizes) <= 1_000_000


def test_every_network_has_a_card() -> None:
    """The page beside the networks says of each how it was made and what it scores."""
    card = (MODELS / "README.md").read_text(encoding="utf-8")
    for path in MODELS.glob("*.onnx"):
        (row,) = (line for line in card.splitlines() if line.startswith(f"| `{path.name}` ("))
        assert row.endswith(f"| {path.stat().st_size:,} |")
        assert hashlib.sha256(path.read_bytes()).hexdigest()[:12] in row


@pytest.mark.parametrize("name", ["reader", "locator"])
def test_the_card_tells_the_steps_of_the_training(name: str) -> None:
    """How long each network learns is the same in the card and in the code that trains it."""
    code = (ROOT / "installer" / "train" / f"{name}.py").read_text(encoding="utf-8")
    steps, batch = (
        int(re.findall(rf"^{what} = (\d+)", code, re.MULTILINE)[0]) for what in ("STEPS", "BATCH")
    )
    card = (MODELS / "README.md").read_text(encoding="utf-8")
    assert f"| {name} | {steps:,} × {batch} " in card
