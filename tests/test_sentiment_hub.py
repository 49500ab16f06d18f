"""Any transformers text-classification model in place of ours: tiny ones, made on the spot."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from models import Brand
from models.errors import ConfigError
from monitor.sentiment import Text
from monitor.sentiment.hub import mapped
from monitor.sentiment.loading import load

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "berbat", "harika", "eh", "nane"]
NANE = Brand(name="Nane")
LATE = "iki haftadır kargom gelmedi, kimse cevap vermiyor"
"""A plain complaint: the shipped judge sees neither a question nor chatter in it."""


def tiny(folder: Path, labels: list[str], **more: object) -> Path:
    """A BERT of one layer that knows four words, without weights."""
    folder.mkdir(exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    config = {
        "model_type": "bert", "architectures": ["BertForSequenceClassification"], "vocab_size": len(WORDS),
        "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8,
        "id2label": dict(enumerate(labels)), "label2id": {name: i for i, name in enumerate(labels)}, **more,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "BertTokenizer", "do_lower_case": True}), encoding="utf-8"
    )
    return folder


def with_onnx(folder: Path, votes: dict[str, list[float]]) -> Path:
    """A graph whose logits are the sum of each word's votes."""
    width = len(next(iter(votes.values())))
    table = np.zeros((len(WORDS), width), np.float32)
    for word, vote in votes.items():
        table[WORDS.index(word)] = vote
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["rows"]),
        helper.make_node("ReduceSum", ["rows", "one"], ["logits"], keepdims=0),
    ]
    kept = [numpy_helper.from_array(table, "table"), numpy_helper.from_array(np.array([1], np.int64), "one")]
    takes = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["b", "n"])]
    gives = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["b", width])]
    graph = helper.make_graph(nodes, "votes", takes, gives, kept)
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(folder / "model.onnx")
    )
    return folder


@pytest.fixture
def polarity(tmp_path: Path) -> Path:
    folder = tiny(tmp_path / "polarity", ["NEG", "NEU", "POS"])
    return with_onnx(folder, {"berbat": [9, 0, 0], "eh": [0, 9, 0], "harika": [0, 0, 9]})


def said(model: Path, *texts: str, **options: object) -> list[str]:
    judge = load(model, **options)  # type: ignore[arg-type]
    return [j.label for j in judge.judge([Text(text=text, brand=NANE) for text in texts])]


def test_a_polarity_model_judges_by_its_own_votes_in_the_order_asked(polarity: Path) -> None:
    assert said(polarity, "nane harika", "nane berbat berbat", "harika nane harika") == [
        "praise",
        "complaint",
        "praise",
    ]


def test_it_has_no_word_for_questions_so_the_shipped_judge_answers_those(polarity: Path) -> None:
    assert said(polarity, "Nane'nin İzmir'de mağazası var mı?") == ["question"]


def test_topics_and_urgency_come_from_the_shipped_judge(polarity: Path) -> None:
    text = Text(text="iki haftadır kargom gelmedi berbat", brand=NANE)
    ours, theirs = load().judge([text])[0], load(polarity).judge([text])[0]
    assert (theirs.topics, theirs.urgency, theirs.lang) == (ours.topics, ours.urgency, ours.lang)
    assert theirs.model == "polarity"


def test_odd_label_names_are_mapped_in_config(tmp_path: Path) -> None:
    folder = with_onnx(tiny(tmp_path / "odd", ["LABEL_0", "LABEL_1"]), {"berbat": [0, 9], "harika": [9, 0]})
    assert said(folder, f"{LATE} harika", f"{LATE} berbat", labels={"LABEL_0": "praise", "label_1": "complaint"}) == [
        "praise",
        "complaint",
    ]


def test_unmapped_labels_are_all_named(tmp_path: Path) -> None:
    folder = with_onnx(tiny(tmp_path / "odd", ["LABEL_0", "joy", "NEG"]), {"eh": [0, 0, 0]})
    with pytest.raises(ConfigError, match=r"LABEL_0, joy of .*odd"):
        load(folder)


def test_several_of_its_labels_may_mean_one_of_ours() -> None:
    assert mapped(["anger", "Positive"], {"Anger": "complaint"}, "m") == ["complaint", "praise"]


def test_code_from_the_model_is_never_run(tmp_path: Path) -> None:
    trap = tmp_path / "sprung"
    folder = tiny(tmp_path / "trap", ["NEG", "POS"], auto_map={"AutoConfig": "code.C"}, model_type="trap")
    (folder / "code.py").write_text(f"open({str(trap)!r}, 'w')\n", encoding="utf-8")
    with pytest.raises(ConfigError):
        load(folder)
    assert not trap.exists()


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigError, match="text-classification"):
        load(tmp_path)


def test_without_a_graph_pytorch_runs_the_weights(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="training and Hub models without ONNX want the extra torch")
    from transformers import BertConfig, BertForSequenceClassification

    folder = tiny(tmp_path / "weights", ["NEG", "POS"])
    torch.manual_seed(0)
    network = BertForSequenceClassification(BertConfig.from_pretrained(folder))
    with torch.no_grad():
        network.classifier.weight.zero_()
        network.classifier.bias.copy_(torch.tensor([0.0, 5.0]))
    network.save_pretrained(folder)
    assert not (folder / "model.onnx").exists()
    assert said(folder, LATE) == ["praise"]


def _missing(folder: Path) -> None:
    """No weights at all."""


def _garbage(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"garbage")


def _headless(folder: Path) -> None:
    from transformers import BertConfig, BertModel

    described = (folder / "config.json").read_bytes()
    BertModel(BertConfig.from_pretrained(folder)).save_pretrained(folder)
    (folder / "config.json").write_bytes(described)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (_missing, "has no weights PyTorch can read"),
        (_garbage, "has no weights PyTorch can read"),
        (_headless, r"lacks weights \(classifier\.bias, classifier\.weight, …\).*--base"),
    ],
)
def test_damaged_weights_are_told_when_they_are_loaded(
    tmp_path: Path, damage: Callable[[Path], None], told: str
) -> None:
    pytest.importorskip("torch", reason="training and Hub models without ONNX want the extra torch")
    folder = tiny(tmp_path / "weights", ["NEG", "POS"])
    damage(folder)
    with pytest.raises(ConfigError, match=f"^sentiment\\.model: .*{told}"):
        load(folder)


def test_a_paired_model_is_told_the_brand(tmp_path: Path) -> None:
    folder = with_onnx(tiny(tmp_path / "paired", ["NEG", "POS"], samimi_paired=True), {"nane": [0, 9], "eh": [1, 0]})
    assert said(folder, f"{LATE} eh") == ["praise"]
