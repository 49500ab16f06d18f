"""A damaged model folder is told when it is loaded, with the mend; numbers that are none are never a sure judgement."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from models.errors import ConfigError
from monitor.sentiment import Text
from monitor.sentiment.loading import load
from monitor.sentiment.shipped import FOLDER
from tests.test_sentiment_hub import LATE, NANE, tiny, with_onnx

LABELS = ["NEG", "POS"]


def fair(folder: Path) -> Path:
    return with_onnx(tiny(folder, LABELS), {"berbat": [9, 0], "harika": [0, 9]})


def shrink(folder: Path) -> None:
    with_onnx(folder, {"berbat": [9]})


def widen(folder: Path) -> None:
    with_onnx(folder, {"berbat": [9, 0, 0]})


def spoil(folder: Path) -> None:
    with_onnx(folder, {"[UNK]": [np.nan, 0], "harika": [np.nan, 0]})


def unknit(folder: Path) -> None:
    """The graph of another tokenizer: its table has one row."""
    graph = onnx.load(str(folder / "model.onnx"))
    graph.graph.initializer[0].CopyFrom(numpy_helper.from_array(np.zeros((1, 2), np.float32), "table"))
    onnx.save(graph, str(folder / "model.onnx"))


def writes(name: str, said: bytes) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        (folder / name).write_bytes(said)

    return damage


def loses(*names: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        for name in names:
            (folder / name).unlink()

    return damage


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (shrink, r"folder gives 1 where its config\.json wants 2 numbers"),
        (widen, r"folder gives 3 where its config\.json wants 2 numbers"),
        (spoil, r"folder gives numbers that are none \(NaN\)"),
        (unknit, "fails on a plain post"),
        (writes("model.onnx", b"garbage"), r"model\.onnx is no ONNX model"),
        (writes("config.json", b"\xff\xfe{"), "not a text-classification model"),
        (writes("tokenizer.json", b'{"version": "1.0"}'), "not a text-classification model"),
        (writes("vocab.txt", b""), "has no tokenizer files"),
        (loses("vocab.txt"), "has no tokenizer files"),
        (loses("vocab.txt", "tokenizer_config.json"), "has no tokenizer files"),
    ],
)
def test_a_damaged_folder_is_told_when_it_is_loaded(tmp_path: Path, damage: Callable[[Path], None], told: str) -> None:
    folder = fair(tmp_path / "folder")
    damage(folder)
    with pytest.raises(ConfigError, match=f"^sentiment\\.model: .*{told}"):
        load(folder)


def test_labels_that_are_not_numbered_are_told(tmp_path: Path) -> None:
    folder = fair(tmp_path / "folder")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"id2label": {"1": "NEG", "2": "POS"}}), encoding="utf-8")
    with pytest.raises(ConfigError, match="id2label"):
        load(folder)


def _too_few_heads(folder: Path) -> None:
    """The label head alone."""
    graph = onnx.load(str(folder / "model.onnx"))
    (logits,) = graph.graph.output
    for name, values in (("from", [0]), ("to", [4]), ("axis", [1])):
        graph.graph.initializer.append(numpy_helper.from_array(np.array(values, np.int64), name))
    graph.graph.node.append(onnx.helper.make_node("Slice", [logits.name, "from", "to", "axis"], ["few"]))
    logits.name = "few"
    del logits.type.tensor_type.shape.dim[:]
    onnx.save(graph, str(folder / "model.onnx"))


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (loses("model.onnx"), r"config\.json or model\.onnx is missing or damaged"),
        (writes("model.onnx", b"garbage"), r"config\.json or model\.onnx is missing or damaged"),
        (writes("config.json", b'{"format": "samimi-ngrams", "name": "\xff"}'), r"config\.json .* damaged"),
        (writes("config.json", b'{"format": "samimi-ngrams", "hashing": {"bits": 18}}'), "damaged"),
        (_too_few_heads, r"gives 4 where its config\.json wants"),
    ],
)
def test_a_damaged_folder_of_our_own_is_told_when_it_is_loaded(
    tmp_path: Path, damage: Callable[[Path], None], told: str
) -> None:
    folder = tmp_path / "ours"
    shutil.copytree(FOLDER, folder)
    damage(folder)
    with pytest.raises(ConfigError, match=f"ours.*{told}"):
        load(folder)


@pytest.mark.parametrize("value", ["0", "NaN", "-1", "1e999"])
def test_a_temperature_that_makes_numbers_none_is_refused(tmp_path: Path, value: str) -> None:
    folder = tmp_path / "ours"
    shutil.copytree(FOLDER, folder)
    (folder / "config.json").write_text(
        f'{{"format": "samimi-ngrams", "deciding": {{"temperature": {value}}}}}', encoding="utf-8"
    )
    with pytest.raises(ConfigError, match=r"ours/config\.json: deciding\.temperature is not what this version writes"):
        load(folder)


def test_a_number_that_is_none_leaves_the_post_to_a_person(tmp_path: Path) -> None:
    folder = with_onnx(tiny(tmp_path / "folder", LABELS), {"eh": [np.nan, 0], "berbat": [np.inf, np.inf]})
    said = load(folder).judge([Text(text=f"{LATE} {word}", brand=NANE) for word in ("eh", "berbat", "")])
    assert [(judgement.unsure, judgement.confidence) for judgement in said[:2]] == [(True, 0.25)] * 2
    assert "NaN" not in "".join(judgement.model_dump_json() for judgement in said)
