"""Trains the models in resources/models: `python installer/train [reader] [locator] [--check]`.

Needs the extra `train`. Stopped and started again, it goes on at its last checkpoint.
"""

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import locator  # noqa: E402 - the root must be importable first: nothing is installed here
import reader  # noqa: E402 - likewise
import torch  # noqa: E402 - likewise

TRAININGS = {"reader": reader.run, "locator": locator.run}


def main() -> None:
    """Train what was asked for, or check for a minute that the loss falls."""
    parser = argparse.ArgumentParser(description="Train the models that read identity cards.")
    parser.add_argument("names", nargs="*", default=list(TRAININGS), help="reader, locator")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "train")
    parser.add_argument("--out", type=Path, default=ROOT / "resources" / "models")
    parser.add_argument("--check", action="store_true", help="a minute only; the loss must fall")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    for name in chosen.names:
        if chosen.check:
            _check(name, chosen.seed)
            continue
        chosen.work.mkdir(parents=True, exist_ok=True)
        TRAININGS[name](chosen.seed, chosen.work, chosen.out)


def _check(name: str, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        losses = TRAININGS[name](seed, Path(folder), Path(folder), steps=80)
    if not losses[-1] < losses[0]:
        sys.exit(f"{name}: the loss did not fall: {losses}")
    print(f"{name}: the loss fell from {losses[0]:.3f} to {losses[-1]:.3f}")


if __name__ == "__main__":
    main()
