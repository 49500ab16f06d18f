"""`train --base` on a tiny encoder made on the spot: taught, exported, and named in config."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models import Brand
from models.errors import ConfigError
from monitor.sentiment import Text
from monitor.sentiment.loading import load

torch = pytest.importorskip("torch", reason="training and Hub models without ONNX want the extra torch")

from monitor.sentiment.training.base import BaseRecipe, train_base  # noqa: E402

WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "nane",
    "kargom",
    "gelmedi",
    "bozuk",
    "rezalet",
    "harika",
    "super",
    "sevdim",
]
RECIPE = BaseRecipe(passes=12, rate=5e-3, batch=4)


@pytest.fixture
def encoder(tmp_path: Path) -> Path:
    from transformers import BertConfig, BertModel

    folder = tmp_path / "tiny"
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        initializer_range=0.2, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    torch.manual_seed(0)
    BertModel(config).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "BertTokenizer", "do_lower_case": True}), encoding="utf-8"
    )
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    texts = {"complaint": ("kargom gelmedi", "bozuk rezalet", "gelmedi"), "praise": ("harika super", "sevdim", "super")}
    rows = [
        {"id": f"{label}{n}{split}", "text": text, "brand": "Nane", "label": label, "split": split}
        for label, said in texts.items()
        for n, text in enumerate(said)
        for split in ("train", "train", "dev")
    ]
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return folder


def test_an_encoder_is_taught_exported_and_judges(encoder: Path, corpus: Path, tmp_path: Path) -> None:
    said: list[str] = []
    right = train_base(str(encoder), tmp_path / "out", corpus=corpus, recipe=RECIPE, progress=said.append)
    assert right == 1.0
    assert len(said) == RECIPE.passes
    assert (tmp_path / "out/model.onnx").is_file()
    nane = Brand(name="Nane")
    judge = load(tmp_path / "out")
    texts = [Text(text=text, brand=nane) for text in ("rezalet kargom gelmedi", "harika", "super sevdim harika harika")]
    assert [j.label for j in judge.judge(texts)] == ["complaint", "praise", "praise"]


def test_what_is_no_encoder_is_said_plainly(tmp_path: Path, corpus: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match="--base"):
        train_base(str(tmp_path / "empty"), tmp_path / "out", corpus=corpus)
