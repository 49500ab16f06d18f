"""The recurrent half as ONNX nodes: int8 tables, one GRU node that knows each text's length, attention and maximum."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper
from torch import nn

from monitor.sentiment.heads import SIZES
from monitor.sentiment.training.words import SAY, WordNetwork

Floats = NDArray[np.float32]
Constants = dict[str, NDArray[np.generic]]
WORD_INPUTS = ("pieces", "classes", "order", "lengths", "cues")
_GATES = (1, 0, 2)
"""ONNX orders a GRU's gates update, reset, new; PyTorch reset, update, new."""


def quantised(table: Floats) -> tuple[NDArray[np.int8], Floats]:
    """int8 with one scale per column."""
    scale = np.maximum(np.abs(table).max(axis=0), 1e-9) / 127
    return np.round(table / scale).astype(np.int8), scale.astype(np.float32)


def head_weights(head: Callable[[str], nn.Linear]) -> Floats:
    """Hidden × logits, in the order of `heads.columns`."""
    return np.concatenate([head(name).weight.detach().numpy().T for name in SIZES], axis=1)


def head_offsets(head: Callable[[str], nn.Linear]) -> Floats:
    """One per logit, in the same order."""
    return np.concatenate([head(name).bias.detach().numpy() for name in SIZES])


def word_inputs() -> list[onnx.NodeProto]:
    """What all networks share: how many pieces a word has, and which places hold a word."""
    node = helper.make_node
    return [
        node("Cast", ["pieces"], ["pieces_f"], to=TensorProto.FLOAT),
        node("Sign", ["pieces_f"], ["piece_there"]),
        node("ReduceSum", ["piece_there", "axis_1"], ["piece_count"], keepdims=1),
        node("Shape", ["order"], ["order_shape"]),
        node("Gather", ["order_shape", "one"], ["most_words"]),
        node("Range", ["zero", "most_words", "one"], ["place"]),
        node("Cast", ["lengths"], ["lengths_l"], to=TensorProto.INT64),
        node("Unsqueeze", ["lengths_l", "axis_1"], ["ends"]),
        node("Less", ["place", "ends"], ["there_b"]),
        node("Cast", ["there_b"], ["there_f"], to=TensorProto.FLOAT),
        node("Unsqueeze", ["there_f", "axis_2"], ["there"]),
        node("Sub", ["there", "one_f"], ["absent"]),
        node("Mul", ["absent", "far"], ["masked"]),
    ]


def word_input_constants() -> Constants:
    """What `word_inputs` and every `word_graph` name."""
    return {
        "axis_1": np.array([1], np.int64),
        "axis_2": np.array([2], np.int64),
        "zero": np.array(0, np.int64),
        "one": np.array(1, np.int64),
        "one_f": np.array(1, np.float32),
        "far": np.array(1e9, np.float32),
        "flat": np.array([0, 0, -1], np.int64),
    }


def word_graph(network: WordNetwork, name: str, members: int) -> tuple[list[onnx.NodeProto], Constants, str]:
    """Nodes, constants and the output's name; the logits are this network's share of the mean over `members`."""
    return _nodes(name, network.gru.hidden_size), _word_constants(network, name, members), f"{name}logits"


def _nodes(name: str, state: int) -> list[onnx.NodeProto]:
    def node(kind: str, inputs: str, output: str, **attributes: Any) -> onnx.NodeProto:
        own = [each[1:] if each.startswith("=") else name + each if each else "" for each in inputs.split(",")]
        return helper.make_node(kind, own, [name + output], **attributes)

    return [
        node("Gather", "pieces8,=pieces", "piece8"),
        node("Cast", "piece8", "piece", to=TensorProto.FLOAT),
        node("ReduceSum", "piece,=axis_1", "piece_sum", keepdims=0),
        node("Mul", "piece_sum,pieces_scale", "piece_scaled"),
        node("Div", "piece_scaled,=piece_count", "piece_mean"),
        node("Gather", "classes8,=classes", "class8"),
        node("Cast", "class8", "class", to=TensorProto.FLOAT),
        node("ReduceSum", "class,=axis_1", "class_sum", keepdims=0),
        node("Mul", "class_sum,classes_scale", "class_scaled"),
        node("Concat", "piece_mean,class_scaled", "vectors", axis=1),
        node("Gather", "vectors,=order", "row"),
        node("Transpose", "row", "steps", perm=[1, 0, 2]),
        node(
            "GRU", "steps,W,R,B,=lengths", "states", hidden_size=state, direction="bidirectional", linear_before_reset=1
        ),
        node("Transpose", "states", "states_by_text", perm=[2, 0, 1, 3]),
        node("Reshape", "states_by_text,=flat", "read"),
        node("MatMul", "read,attention", "score"),
        node("Add", "score,=masked", "score_masked"),
        node("Softmax", "score_masked", "share", axis=1),
        node("Mul", "share,read", "shared"),
        node("ReduceSum", "shared,=axis_1", "attended", keepdims=0),
        node("Add", "read,=masked", "read_masked"),
        node("ReduceMax", "read_masked", "highest", axes=[1], keepdims=0),
        node("Gather", "classes8,=cues", "cue8"),
        node("Cast", "cue8", "cue", to=TensorProto.FLOAT),
        node("ReduceSum", "cue,=axis_1", "cue_sum", keepdims=0),
        node("Mul", "cue_sum,classes_scale", "cue_scaled"),
        node("Concat", "attended,highest,cue_scaled", "pooled", axis=1),
        node("Gemm", "pooled,hidden_weights,hidden_bias", "hidden_raw"),
        node("Relu", "hidden_raw", "hidden"),
        node("Gemm", "hidden,heads,offsets", "logits"),
    ]


def _word_constants(network: WordNetwork, name: str, members: int) -> Constants:
    pieces8, pieces_scale = quantised(network.pieces.weight.detach().numpy())
    classes8, classes_scale = quantised(network.classes.weight.detach().numpy())
    found: Constants = {
        "pieces8": pieces8,
        "pieces_scale": pieces_scale,
        "classes8": classes8,
        "classes_scale": classes_scale,
        "attention": network.attention.weight.detach().numpy().T,
        "hidden_weights": network.hidden.weight.detach().numpy().T,
        "hidden_bias": network.hidden.bias.detach().numpy(),
        "heads": np.asarray(SAY * head_weights(network.head) / members, np.float32),
        "offsets": np.asarray(SAY * head_offsets(network.head) / members, np.float32),
        **_gru(network.gru),
    }
    return {name + key: value for key, value in found.items()}


def _gru(gru: nn.GRU) -> Constants:
    """Both directions stacked, gates in ONNX's order, the two biases side by side."""

    def stacked(kind: str) -> Floats:
        ways = [getattr(gru, f"{kind}_l0{way}").detach().numpy() for way in ("", "_reverse")]
        return np.stack([np.concatenate([np.split(values, 3)[gate] for gate in _GATES]) for values in ways])

    biases = np.concatenate([stacked("bias_ih"), stacked("bias_hh")], axis=1)
    return {"W": stacked("weight_ih"), "R": stacked("weight_hh"), "B": biases}
