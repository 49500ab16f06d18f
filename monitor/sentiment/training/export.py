"""The trained networks as one small ONNX graph: int8 tables side by side, their logits averaged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from monitor.sentiment.heads import WIDTH
from monitor.sentiment.training.export_words import (
    WORD_INPUTS,
    head_offsets,
    head_weights,
    quantised,
    word_graph,
    word_input_constants,
    word_inputs,
)
from monitor.sentiment.training.network import GAIN, Network
from monitor.sentiment.training.words import SAY, WordNetwork

Floats = NDArray[np.float32]


def export(networks: Sequence[Network], idf: Floats, readers: Sequence[WordNetwork], path: Path) -> None:
    """Writes `path`. Inputs: buckets and weights (1 + ln count; 0 pads), texts × longest, and where `readers` are
    given those of `wording.Words`. Output: logits, the mean over all networks, each of `readers` counted SAY times."""
    members = len(networks) + SAY * len(readers)
    constants = _constants(networks, idf, members)
    nodes = _gram_nodes()
    inputs = [_input("buckets", TensorProto.INT32, 2), _input("weights", TensorProto.FLOAT, 2)]
    said = ["gram_logits"]
    for place, reader in enumerate(readers):
        more, more_constants, output = word_graph(reader, f"w{place}_", members)
        nodes, constants = nodes + more, constants | more_constants
        said.append(output)
    if readers:
        nodes = word_inputs() + nodes
        constants |= word_input_constants()
        inputs += [_input(name, TensorProto.INT32, 2 - (name == "lengths")) for name in WORD_INPUTS]
    nodes.append(helper.make_node("Sum", said, ["logits"]))
    model = helper.make_model(
        _graph(nodes, inputs, constants), opset_imports=[helper.make_opsetid("", 17)], ir_version=8
    )
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def _constants(networks: Sequence[Network], idf: Floats, members: int) -> dict[str, NDArray[np.generic]]:
    table = np.concatenate([n.table.weight.detach().numpy() for n in networks], axis=1)
    table8, scale = quantised(table)
    step = float(idf.max()) / 255
    return {
        "table": table8,
        "gain": GAIN * scale,
        "bias": np.concatenate([n.bias.detach().numpy() for n in networks]),
        "idf": np.round(idf / step).astype(np.uint8),
        "idf_step": np.array([step], np.float32),
        "heads": np.asarray(np.concatenate([head_weights(n.head) for n in networks]) / members, np.float32),
        "offsets": np.asarray(np.sum([head_offsets(n.head) for n in networks], axis=0) / members, np.float32),
        "middle": np.array([1], np.int64),
        "tiny": np.array([1e-9], np.float32),
    }


def _gram_nodes() -> list[onnx.NodeProto]:
    node = helper.make_node
    return [
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
        node("Gemm", ["hidden", "heads", "offsets"], ["gram_logits"]),
    ]


def _input(name: str, kind: int, dimensions: int) -> onnx.ValueInfoProto:
    """The last dimension of each input is free for itself."""
    first = "words" if name in ("pieces", "classes") else "texts"
    longest = "longest" if name in ("buckets", "weights") else f"most_{name}"
    return helper.make_tensor_value_info(name, kind, [first, longest][:dimensions])


def _graph(
    nodes: list[onnx.NodeProto], inputs: list[onnx.ValueInfoProto], constants: dict[str, NDArray[np.generic]]
) -> onnx.GraphProto:
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["texts", WIDTH])]
    kept = [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in constants.items()]
    return helper.make_graph(nodes, "judge", inputs, outputs, kept)
