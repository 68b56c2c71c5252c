"""Writes a trained network as ONNX, its weights in half precision, which halves the file."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

_FEW = 64
"""Weights below which halving a tensor is not worth a node."""


def export(
    net: nn.Module,
    example: Tensor,
    path: Path,
    *,
    names: tuple[str, str],
    sizes: Mapping[str, Mapping[int, str]],
) -> None:
    """Write a network for onnxruntime.

    Args:
        net: what was trained.
        example: an input of the right shape.
        path: of the file.
        names: of the input and the output.
        sizes: the dimensions of each that may vary, by number and name.
    """
    net.eval()
    torch.onnx.export(
        net,
        (example,),
        str(path),
        input_names=[names[0]],
        output_names=[names[1]],
        dynamic_axes={name: dict(axes) for name, axes in sizes.items()},
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(str(path))
    _halve(model.graph)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def _halve(graph: onnx.GraphProto) -> None:
    """Keep weights in 16 bits, with a node that widens each; that runs once, on loading."""
    for weights in graph.initializer:
        full = numpy_helper.to_array(weights)
        if weights.data_type != TensorProto.FLOAT or full.size < _FEW:
            continue
        name = weights.name
        half = numpy_helper.from_array(full.astype(np.float16), name + "_half")
        weights.CopyFrom(half)
        graph.node.insert(0, helper.make_node("Cast", [half.name], [name], to=TensorProto.FLOAT))
