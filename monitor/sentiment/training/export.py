"""The trained networks as one small ONNX graph: int8 tables side by side, their logits averaged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from monitor.sentiment.heads import SIZES, WIDTH
from monitor.sentiment.training.network import GAIN, Network

Floats = NDArray[np.float32]


def export(networks: Sequence[Network], idf: Floats, path: Path) -> None:
    """Writes `path`. Inputs, texts × longest: buckets and weights (1 + ln count; 0 pads). Output: logits."""
    table = np.concatenate([n.table.weight.detach().numpy() for n in networks], axis=1)
    scale = np.abs(table).max(axis=0) / 127
    bias = np.concatenate([n.bias.detach().numpy() for n in networks])
    step = float(idf.max()) / 255
    constants = {
        "table": np.round(table / scale).astype(np.int8),
        "gain": (GAIN * scale).astype(np.float32),
        "bias": bias.astype(np.float32),
        "idf": np.round(idf / step).astype(np.uint8),
        "idf_step": np.array([step], np.float32),
        "heads": _heads(networks),
        "offsets": np.mean([_offsets(n) for n in networks], axis=0).astype(np.float32),
        "middle": np.array([1], np.int64),
        "tiny": np.array([1e-9], np.float32),
    }
    model = helper.make_model(_graph(constants), opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def _heads(networks: Sequence[Network]) -> Floats:
    """Hidden × logits, each network's share of the average folded in."""
    parts = [np.concatenate([n.head(name).weight.detach().numpy().T for name in SIZES], axis=1) for n in networks]
    return np.asarray(np.concatenate(parts) / len(networks), np.float32)


def _offsets(network: Network) -> Floats:
    return np.concatenate([network.head(name).bias.detach().numpy() for name in SIZES])


def _graph(constants: dict[str, NDArray[np.generic]]) -> onnx.GraphProto:
    node = helper.make_node
    nodes = [
        node("Gather", ["idf", "buckets"], ["rarity8"]),
        node("Cast", ["rarity8"], ["rarity"], to=TensorProto.FLOAT),
        node("Mul", ["rarity", "idf_step"], ["idf_of"]),
        node("Mul", ["idf_of", "weights"], ["raw"]),
        node("ReduceL2", ["raw"], ["length"], axes=[1], keepdims=1),
        node("Max", ["length", "tiny"], ["safe"]),
        node("Div", ["raw", "safe"], ["unit"]),
        node("Unsqueeze", ["unit", "middle"], ["row"]),
        node("Gather", ["table", "buckets"], ["vectors8"]),
        node("Cast", ["vectors8"], ["vectors"], to=TensorProto.FLOAT),
        node("MatMul", ["row", "vectors"], ["summed3"]),
        node("Squeeze", ["summed3", "middle"], ["summed"]),
        node("Mul", ["summed", "gain"], ["scaled"]),
        node("Add", ["scaled", "bias"], ["shifted"]),
        node("Relu", ["shifted"], ["hidden"]),
        node("Gemm", ["hidden", "heads", "offsets"], ["logits"]),
    ]
    inputs = [
        helper.make_tensor_value_info("buckets", TensorProto.INT32, ["texts", "longest"]),
        helper.make_tensor_value_info("weights", TensorProto.FLOAT, ["texts", "longest"]),
    ]
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["texts", WIDTH])]
    kept = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    return helper.make_graph(nodes, "judge", inputs, outputs, kept)
