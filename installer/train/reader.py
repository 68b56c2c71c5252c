"""The line reader: a small convolutional network with CTC, from 24 pixels high to characters."""

from pathlib import Path

import cv2
import lines
import numpy as np
import torch
from schedule import train
from torch import Tensor, nn

from clerk_station.scan.layout import CHARACTERS

BATCH = 48
STEPS = 3600
Lines = tuple[np.ndarray, list[str]]


class Reader(nn.Module):
    """Grey lines (n, 1, 24, width) to log-probabilities (n, width / 4, 1 + characters)."""

    def __init__(self) -> None:
        super().__init__()
        self.eyes = nn.Sequential(
            _layer(1, 16, (3, 3), (1, 1)),
            _layer(16, 32, (3, 3), (2, 2)),
            _layer(32, 32, (3, 3), (1, 1)),
            _layer(32, 48, (3, 3), (2, 2)),
            _layer(48, 48, (3, 3), (1, 1)),
            nn.Conv2d(48, 64, (6, 3), padding=(0, 1), bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(),
        )
        self.first = _layer(64, 64, (1, 5), (1, 1))
        self.second = _layer(64, 64, (1, 5), (1, 1))
        self.say = nn.Conv2d(64, 1 + len(CHARACTERS), 1)

    def forward(self, seen: Tensor) -> Tensor:
        """Read lines that are normalised to mean 0 and deviation 1 each."""
        features = self.eyes(seen)
        features = features + self.first(features)
        features = features + self.second(features)
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
        peak_rate=4e-3,
        seed=seed,
        checkpoint=work / "reader.pt",
        every=min(200, max(1, steps // 4)),
    )
    export(net, out / "mrz-reader.onnx")
    return losses


def export(net: nn.Module, path: Path) -> None:
    """Write the network for onnxruntime; any number of lines, any width divisible by four."""
    net.eval()
    sizes = {0: "lines", 3: "width"}
    torch.onnx.export(
        net,
        (torch.zeros(2, 1, lines.HEIGHT, lines.WIDTH),),
        str(path),
        input_names=["lines"],
        output_names=["said"],
        dynamic_axes={"lines": sizes, "said": {0: "lines", 1: "times"}},
        opset_version=17,
        dynamo=False,
    )
