"""The networks that ship: small, and described."""

from clerk_station.paths import resources

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
        assert f"`{path.name}`" in card
