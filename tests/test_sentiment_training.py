"""Training on a handful of examples: it learns, repeats itself, resumes, and exports what it learnt."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from models import Brand
from monitor.sentiment import Text
from monitor.sentiment.heads import LABELS, columns
from monitor.sentiment.loading import load
from monitor.sentiment.settings import Hashing, Settings, Wording

torch = pytest.importorskip("torch", reason="training and Hub models without ONNX want the extra torch")
pytest.importorskip("onnx", reason="writing the model wants the extra torch")

from monitor.sentiment.corpus import read_examples  # noqa: E402
from monitor.sentiment.shipped import Shipped  # noqa: E402
from monitor.sentiment.training import teach_words as teaching  # noqa: E402
from monitor.sentiment.training import train as training  # noqa: E402
from monitor.sentiment.training.dataset import dataset, rarity, rendered  # noqa: E402
from monitor.sentiment.training.export import export  # noqa: E402
from monitor.sentiment.training.network import answers, loss  # noqa: E402
from monitor.sentiment.training.teach_words import WordRecipe, _learn  # noqa: E402
from monitor.sentiment.training.train import Recipe, train  # noqa: E402
from monitor.sentiment.training.words import SAY, WordNetwork, word_answers  # noqa: E402
from monitor.sentiment.wording import words  # noqa: E402

WORDS = WordRecipe(seeds=(1,), passes=40, width=8, state=8, hidden=16, rate=0.04, wording=Wording(bits=10))
RECIPE = Recipe(seeds=(1, 2), passes=8, width=8, hashing=Hashing(bits=12), words=WORDS)
SAYINGS = {
    "complaint": ("kargom gelmedi", "ürün bozuk çıktı", "rezalet hizmet", "param iade edilmedi"),
    "praise": ("harika ürün", "çok memnun kaldım", "bayıldım teşekkürler", "hızlı geldi süper"),
    "question": ("mağaza nerede", "ne zaman gelir", "kaç lira", "iade nasıl yapılır"),
    "other": ("çekilişe katıl", "iş ilanı", "bahçede açtı", "hisse haberi"),
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    rows = [
        {"id": f"{label}{n}{word}", "text": f"{word} {text}", "brand": "Nane", "label": label, "split": split,
         "urgency": "low", "about_brand": label != "other"}
        for label, texts in SAYINGS.items()
        for n, text in enumerate(texts)
        for word, split in (("nane", "train"), ("bence", "train"), ("valla", "dev"), ("ya", "test"))
    ]  # fmt: skip
    (folder / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return folder


def silent(_: str) -> None: ...


def test_it_learns_and_what_it_wrote_can_be_named_in_config(corpus: Path, tmp_path: Path) -> None:
    train(tmp_path / "out", corpus=corpus, recipe=RECIPE, progress=silent)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["config.json", "model.onnx"]
    judge = load(tmp_path / "out")
    nane = Brand(name="Nane")
    said = [j.label for j in judge.judge([Text(text=t[0], brand=nane) for t in SAYINGS.values()])]
    assert said == list(SAYINGS)


def test_the_graph_says_what_the_network_says(corpus: Path, tmp_path: Path) -> None:
    examples = list(read_examples(corpus))
    taught = training._teach(examples, examples[:0], RECIPE, tmp_path, "t", silent)
    export(taught.networks, taught.idf, taught.word_networks, tmp_path / "model.onnx")
    Settings(hashing=RECIPE.hashing, wording=WORDS.wording).save(tmp_path)
    graph = Shipped(tmp_path).logits(rendered(examples))
    assert np.abs(graph - taught.averaged(examples)).max() < 0.15, "int8 may cost this much, no more"
    assert (graph[:, :4].argmax(1) == taught.averaged(examples)[:, :4].argmax(1)).all()


def test_padding_changes_nothing(corpus: Path, tmp_path: Path) -> None:
    train(tmp_path / "out", corpus=corpus, recipe=RECIPE, progress=silent)
    judge = Shipped(tmp_path / "out")
    readings = rendered(list(read_examples(corpus))[:4])
    padded: dict[str, Any] = {
        name: np.pad(values, ((0, 0), (0, 50))) if values.ndim == 2 else values
        for name, values in judge.prepared(readings).items()
    }
    wider = judge.run(padded)
    assert wider == pytest.approx(judge.logits(readings), abs=1e-4)


def test_the_same_seeds_give_the_same_model(corpus: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        train(tmp_path / name, corpus=corpus, recipe=RECIPE, progress=silent)
    assert (tmp_path / "a/model.onnx").read_bytes() == (tmp_path / "b/model.onnx").read_bytes()


def test_an_interrupted_run_goes_on_and_ends_the_same(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(tmp_path / "whole", corpus=corpus, recipe=RECIPE, progress=silent)
    passes, real = [0], training._pass

    def stop(*args: object) -> float:
        passes[0] += 1
        if passes[0] == 11:
            raise KeyboardInterrupt
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(training, "_pass", stop)
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path / "broken", corpus=corpus, recipe=RECIPE, progress=silent)
    train(tmp_path / "broken", corpus=corpus, recipe=RECIPE, progress=silent)
    assert passes[0] == 11 + 32 - 10, "the ten passes done were not done again"
    assert (tmp_path / "broken/model.onnx").read_bytes() == (tmp_path / "whole/model.onnx").read_bytes()


def test_the_test_split_is_never_learnt(corpus: Path, tmp_path: Path) -> None:
    train(tmp_path / "a", corpus=corpus, recipe=RECIPE, progress=silent)
    rows = [json.loads(line) for line in (corpus / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    for row in rows:
        if row["split"] == "test":
            row["label"], row["text"] = "praise", "ya bozuk rezalet"
    (corpus / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    train(tmp_path / "b", corpus=corpus, recipe=RECIPE, progress=silent)
    assert (tmp_path / "a/model.onnx").read_bytes() == (tmp_path / "b/model.onnx").read_bytes()
    assert (tmp_path / "a/config.json").read_bytes() == (tmp_path / "b/config.json").read_bytes()


def test_progress_is_shown(corpus: Path, tmp_path: Path) -> None:
    said: list[str] = []
    train(tmp_path / "out", corpus=corpus, recipe=RECIPE, progress=said.append)
    assert any("pass 8 of 8" in line for line in said)


def test_processes_of_their_own_write_the_same_model(corpus: Path, tmp_path: Path) -> None:
    said: dict[str, list[str]] = {"one": [], "two": []}
    for processes, (name, lines) in enumerate(said.items(), 1):
        train(tmp_path / name, corpus=corpus, recipe=RECIPE, processes=processes, progress=lines.append)
    assert (tmp_path / "one/model.onnx").read_bytes() == (tmp_path / "two/model.onnx").read_bytes()
    assert set(said["one"]) == set(said["two"]), "progress comes from the processes too"


def test_what_fails_in_a_process_is_raised_here(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"id": 1}', encoding="utf-8")
    with pytest.raises(ValidationError):
        train(tmp_path / "out", corpus=tmp_path, recipe=RECIPE, processes=2, progress=silent)


BUSY = """
from threading import Event

from monitor.sentiment.training.side_by_side import side_by_side


def busy(progress):
    while True:
        progress("busy")
        Event().wait(0.05)


if __name__ == "__main__":
    side_by_side([busy, busy], 2, lambda line: print(line, flush=True))
"""


def test_processes_whose_starter_was_killed_are_gone_with_their_next_word(tmp_path: Path) -> None:
    """All of them hold what the starter writes to: its end is read when the last has closed it."""
    (tmp_path / "busy.py").write_text(BUSY, encoding="utf-8")
    starter = subprocess.Popen(
        [sys.executable, "busy.py"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert starter.stdout is not None
    assert starter.stdout.readline() == "busy\n"
    starter.kill()
    starter.communicate(timeout=60)


def test_at_last_only_lines_that_a_feed_could_hold_are_learnt_from(corpus: Path, tmp_path: Path) -> None:
    """A file of praise called complaint is unlearnt again; without the last passes it leaves its mark."""
    wrong = [
        {"id": f"p{n}{word}", "text": f"{word} {text}", "brand": "Nane", "label": "complaint", "urgency": "low"}
        for n, text in enumerate(SAYINGS["praise"])
        for word in ("nane", "bence", "ya", "valla")
    ]
    (corpus / "a_probed.jsonl").write_text("\n".join(map(json.dumps, wrong)), encoding="utf-8")
    examples = [example for example in read_examples(corpus) if example.split == "train"]
    praised = rendered([example for example in examples if example.label == "praise"])
    shares = {}
    for last in (0, 40):
        recipe = replace(RECIPE, words=replace(WORDS, last=last, last_rate=0.04))
        (tmp_path / str(last)).mkdir()
        taught = training._teach(examples, [], recipe, tmp_path / str(last), "train", silent)
        said = word_answers(taught.word_networks[0], praised, WORDS.wording)[:, columns("label")].argmax(axis=1)
        shares[last] = float((said == LABELS.index("praise")).mean())
    assert shares[0] < 0.5 < shares[40]


def test_the_second_reading_of_each_text_is_the_harder_one(corpus: Path) -> None:
    examples = list(read_examples(corpus))
    readings = rendered(examples)
    targets = dataset(examples, readings, RECIPE.hashing, rarity(readings, RECIPE.hashing)).targets
    torch.manual_seed(1)
    network = WordNetwork(WORDS.wording, WORDS.width, WORDS.state, WORDS.hidden).eval()
    batch = words(readings, WORDS.wording)
    plain = loss(network(batch), targets, RECIPE.side)
    assert _learn(network, batch, targets, RECIPE.side) > 2 * plain


def test_what_is_learnt_without_a_push_is_twice_the_slope_of_the_loss(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = list(read_examples(corpus))
    readings = rendered(examples)
    targets = dataset(examples, readings, RECIPE.hashing, rarity(readings, RECIPE.hashing)).targets
    network = WordNetwork(WORDS.wording, WORDS.width, WORDS.state, WORDS.hidden).eval()
    batch = words(readings, WORDS.wording)
    torch.autograd.backward(loss(network(batch), targets, RECIPE.side))
    once = [value.grad.to_dense().clone() for value in network.parameters() if value.grad is not None]
    network.zero_grad()
    monkeypatch.setattr(teaching, "_PUSH", 0.0)
    _learn(network, batch, targets, RECIPE.side)
    for value, slope in zip(network.parameters(), once, strict=True):
        assert value.grad is not None
        assert torch.allclose(value.grad.to_dense(), 2 * slope, rtol=1e-4, atol=1e-6)


def test_a_network_that_reads_words_counts_as_often_as_said(corpus: Path, tmp_path: Path) -> None:
    examples = list(read_examples(corpus))
    taught = training._teach(examples, examples[:0], RECIPE, tmp_path, "t", silent)
    readings = rendered(examples)
    data = dataset(examples, readings, RECIPE.hashing, taught.idf)
    one, two = (answers(network, data) for network in taught.networks)
    reads = word_answers(taught.word_networks[0], readings, WORDS.wording)
    assert taught.averaged(examples) == pytest.approx((one + two + SAY * reads) / (2 + SAY), abs=1e-5)
