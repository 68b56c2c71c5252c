"""The line reader: a small convolutional network with CTC, from 24 pixels high to characters."""

from pathlib import Path

import cv2
import lines
import numpy as np
import torch
from export import export
from schedule import train
from torch import Tensor, nn

from clerk_station.scan.layout import CHARACTERS

BATCH = 48
STEPS = 7200
Lines = tuple[np.ndarray, list[str]]


class Reader(nn.Module):
    """Grey lines (n, 1, 24, width) to log-probabilities (n, width / 4, 1 + characters)."""

    def __init__(self) -> None:
        super().__init__()
        self.eyes = nn.Sequential(
            _layer(1, 24, (3, 3), (1, 1)),
            _layer(24, 40, (3, 3), (2, 2)),
            _layer(40, 40, (3, 3), (1, 1)),
            _layer(40, 64, (3, 3), (2, 2)),
            _layer(64, 64, (3, 3), (1, 1)),
            nn.Conv2d(64, 88, (6, 3), padding=(0, 1), bias=False),
            nn.BatchNorm2d(88),
            nn.ReLU(),
        )
        self.along = nn.ModuleList(_layer(88, 88, (1, 5), (1, 1)) for _ in range(3))
        self.say = nn.Conv2d(88, 1 + len(CHARACTERS), 1)

    def forward(self, seen: Tensor) -> Tensor:
        """Read lines that are normalised to mean 0 and deviation 1 each."""
        features = self.eyes(seen)
        for layer in self.along:
            features = features + layer(features)
        return self.say(features).squeeze(2).transpose(1, 2).log_softmax(2)


def _layer(inputs: int, outputs: int, size: tuple[int, int], stride: tuple[int, int]) -> nn.Module:
    padding = (size[0] // 2, size[1] // 2)
    convolution = nn.Conv2d(inputs, outputs, size, stride, padding, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU())


def draw(place: tuple[int, int]) -> Lines:
    """Draw the batch of a (seed, step)."""
    cv2.setNumThreads(1)
    rng = np.random.default_rng(place)
    drawn = [lines.draw(rng) for _ in range(BATCH)]
    return np.stack([image for image, _ in drawn]), [text for _, text in drawn]


def normalised(images: np.ndarray) -> Tensor:
    """Bring each line to mean 0 and deviation 1, as `clerk_station.scan.ocr` does."""
    grey = torch.from_numpy(images).float()
    mean, deviation = grey.mean((1, 2), keepdim=True), grey.std((1, 2), keepdim=True)
    return ((grey - mean) / (deviation + 1)).unsqueeze(1)


def loss_of(net: nn.Module, batch: Lines) -> Tensor:
    """Give the CTC loss a character."""
    images, texts = batch
    seen = normalised(images).to(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16):
        said = net(seen)
    said = said.float().transpose(0, 1)
    target = torch.tensor([[CHARACTERS.index(c) + 1 for c in text] for text in texts])
    lengths = torch.full((len(texts),), target.shape[1])
    times = torch.full((len(texts),), said.shape[0])
    return nn.functional.ctc_loss(said, target, times, lengths, zero_infinity=True)


def run(seed: int, work: Path, out: Path, *, steps: int = STEPS) -> list[float]:
    """Train the reader and write it as ONNX."""
    torch.manual_seed(seed)
    net = Reader().to(memory_format=torch.channels_last)
    losses = train(
        net,
        loss_of,
        draw,
        steps=steps,
        peak_rate=3e-3,
        seed=seed,
        checkpoint=work / "reader.pt",
        every=min(200, max(1, steps // 4)),
    )
    export(
        net,
        torch.zeros(2, 1, lines.HEIGHT, lines.WIDTH),
        out / "mrz-reader.onnx",
        names=("lines", "said"),
        sizes={"lines": {0: "lines", 3: "width"}, "said": {0: "lines", 1: "times"}},
    )
    return losses
