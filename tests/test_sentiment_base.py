"""`train --base` on a tiny encoder made on the spot: taught, exported, and named in config."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models import Brand
from models.errors import ConfigError
from monitor.sentiment import Text
from monitor.sentiment.loading import load
from samimi.measuring import train
from tests.hub_on_loopback import COMMIT, REPO, hub_of, point

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


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Sums in one order."""
    usual = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(usual)


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


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def test_an_encoder_is_taught_exported_and_judges(encoder: Path, corpus: Path, out: Path) -> None:
    said: list[str] = []
    train_base(str(encoder), out, corpus=corpus, recipe=RECIPE, progress=said.append)
    assert len(said) == RECIPE.passes
    assert said[-1].endswith("right on dev 1.000")
    assert list(out.glob("checkpoint-*")) == []
    nane = Brand(name="Nane")
    judge = load(out)
    texts = [Text(text=text, brand=nane) for text in ("rezalet kargom gelmedi", "harika", "super sevdim harika harika")]
    assert [j.label for j in judge.judge(texts)] == ["complaint", "praise", "praise"]


def test_progress_is_told_within_a_pass(
    encoder: Path, corpus: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("monitor.sentiment.training.base._TELL", 2)
    train_base(str(encoder), out, corpus=corpus, recipe=replace(RECIPE, passes=1), progress=said.append)
    assert [line.partition("loss")[0] for line in said] == ["pass 1 of 1: batch 2 of 3, ", "pass 1 of 1: "]


def test_an_interrupted_run_goes_on_to_the_same_model(encoder: Path, corpus: Path, out: Path, tmp_path: Path) -> None:
    recipe = replace(RECIPE, passes=3)
    with pytest.raises(KeyboardInterrupt):
        train_base(str(encoder), out, corpus=corpus, recipe=recipe, progress=_stop_in_the_second_pass)
    said: list[str] = []
    train_base(str(encoder), out, corpus=corpus, recipe=recipe, progress=said.append)
    assert [line.partition(":")[0] for line in said] == ["going on after pass 1 of 3", "pass 2 of 3", "pass 3 of 3"]
    whole = tmp_path / "whole"
    whole.mkdir()
    train_base(str(encoder), whole, corpus=corpus, recipe=recipe, progress=said.append)
    assert (out / "model.onnx").read_bytes() == (whole / "model.onnx").read_bytes()


def _stop_in_the_second_pass(line: str) -> None:
    if line.startswith("pass 2 "):
        raise KeyboardInterrupt


def test_another_recipe_begins_anew(encoder: Path, corpus: Path, out: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        train_base(str(encoder), out, corpus=corpus, recipe=RECIPE, progress=_stop_in_the_second_pass)
    said: list[str] = []
    train_base(str(encoder), out, corpus=corpus, recipe=replace(RECIPE, passes=1), progress=said.append)
    assert [line.partition(":")[0] for line in said] == ["pass 1 of 1"]


def test_what_is_no_encoder_is_said_plainly(tmp_path: Path, corpus: Path, out: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match="--base"):
        train_base(str(tmp_path / "empty"), out, corpus=corpus)


def test_damaged_weights_are_said_plainly(encoder: Path, corpus: Path, out: Path) -> None:
    (encoder / "model.safetensors").write_bytes(b"garbage")
    with pytest.raises(ConfigError, match=r"--base: .*\(SafetensorError\)"):
        train_base(str(encoder), out, corpus=corpus)


def test_an_encoder_without_its_tokenizer_is_not_taught(encoder: Path, corpus: Path, out: Path) -> None:
    (encoder / "vocab.txt").unlink()
    with pytest.raises(ConfigError, match=r"--base: .* has no tokenizer files"):
        train_base(str(encoder), out, corpus=corpus)


def test_a_mistyped_folder_is_not_looked_for_on_the_hub(corpus: Path, out: Path) -> None:
    with pytest.raises(ConfigError, match=r"--base: there is no folder \./encoders/tr"):
        train_base("./encoders/tr", out, corpus=corpus)


def test_a_base_on_a_hub_that_does_not_answer_is_said_at_once(
    tmp_path: Path, corpus: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    point("http://127.0.0.1:9", tmp_path / "cache", monkeypatch)
    said: list[str] = []
    with pytest.raises(ConfigError, match="--base: nane/encoder"):
        train_base("nane/encoder", out, corpus=corpus, progress=said.append)
    assert said == ["nane/encoder from the local cache: the Hub does not answer"]


def test_a_base_from_the_hub_is_told_by_its_commit_and_next_time_needs_no_network(
    encoder: Path, corpus: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    once = replace(RECIPE, passes=1)
    with hub_of(encoder, tmp_path / "cache", monkeypatch):
        train_base(REPO, out, corpus=corpus, recipe=once, progress=said.append)
    assert said[0] == f"{REPO} at commit {COMMIT}"
    train_base(REPO, out, corpus=corpus, recipe=once, progress=said.append)
    assert said[2] == f"{REPO} from the local cache: the Hub does not answer"
    assert said[3] == said[1]


@pytest.mark.parametrize("base", [None, "nane/encoder"])
@pytest.mark.parametrize("place", ["file", "file/below", "/proc/samimi"])
def test_a_place_that_cannot_be_written_is_said_before_any_work(tmp_path: Path, place: str, base: str | None) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"no folder that can be written into \("):
        train(tmp_path / place, base)
