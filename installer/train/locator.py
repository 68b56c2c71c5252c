"""The locator: a small network that paints where in a frame a zone is, at any angle."""

from pathlib import Path

import cv2
import numpy as np
import scenes
import torch
from export import export
from schedule import train
from torch import Tensor, nn

from clerk_station.scan.picture import levelled

BATCH = 8
STEPS = 5000
Scenes = tuple[np.ndarray, np.ndarray]


class Locator(nn.Module):
    """Levelled frames (n, 1, height, width) to logits (n, 1, height / 4, width / 4)."""

    def __init__(self) -> None:
        super().__init__()
        self.near = nn.Sequential(_layer(1, 16, stride=2), _layer(16, 32, stride=2))
        self.far = nn.Sequential(
            _layer(32, 32, stride=2),
            *(_layer(32, 32, spread=spread) for spread in (1, 2, 4, 8, 2)),
            nn.Conv2d(32, 16, 1),
        )
        self.beside = nn.Conv2d(32, 16, 1)
        self.paint = nn.Sequential(nn.ReLU(), _layer(16, 16), nn.Conv2d(16, 1, 1))

    def forward(self, seen: Tensor) -> Tensor:
        """Paint frames that are normalised to mean 0 and deviation 1 each."""
        near = self.near(seen)
        far = nn.functional.interpolate(self.far(near), scale_factor=2.0, mode="nearest")
        return self.paint(far + self.beside(near))


def _layer(inputs: int, outputs: int, *, stride: int = 1, spread: int = 1) -> nn.Module:
    convolution = nn.Conv2d(inputs, outputs, 3, stride, spread, spread, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU())


def draw(place: tuple[int, int]) -> Scenes:
    """Draw the batch of a (seed, step)."""
    cv2.setNumThreads(1)
    rng = np.random.default_rng(place)
    drawn = [scenes.draw(rng) for _ in range(BATCH)]
    return np.stack([grey for grey, _ in drawn]), np.stack([cells for _, cells in drawn])


def loss_of(net: nn.Module, batch: Scenes) -> Tensor:
    """Give cross-entropy and the overlap that is missing (Dice), half each."""
    images, cells = batch
    seen = torch.from_numpy(np.stack([levelled(grey) for grey in images])).unsqueeze(1)
    seen = seen.to(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16):
        painted = net(seen)
    painted, target = painted.float().squeeze(1), torch.from_numpy(cells).float()
    entropy = nn.functional.binary_cross_entropy_with_logits(painted, target)
    share = painted.sigmoid()
    overlap = (2 * (share * target).sum() + 1) / (share.sum() + target.sum() + 1)
    return entropy + (1 - overlap)


def run(seed: int, work: Path, out: Path, *, steps: int = STEPS) -> list[float]:
    """Train the locator and write it as ONNX."""
    torch.manual_seed(seed)
    net = Locator().to(memory_format=torch.channels_last)
    losses = train(
        net,
        loss_of,
        draw,
        steps=steps,
        peak_rate=3e-3,
        seed=seed,
        checkpoint=work / "locator.pt",
        every=min(100, max(1, steps // 4)),
    )
    export(
        net,
        torch.zeros(1, 1, scenes.HEIGHT, scenes.WIDTH),
        out / "mrz-locator.onnx",
        names=("frame", "painted"),
        sizes={
            "frame": {2: "height", 3: "width"},
            "painted": {2: "rows", 3: "columns"},
        },
    )
    return losses
