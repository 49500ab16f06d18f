"""`samimi bench classify`: how many posts a second, beside the usual way to do it and beside the bare graph."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from monitor.sentiment.batching import by_size
from monitor.sentiment.corpus import FOLDER, Example, read_examples
from monitor.sentiment.lines import classify_lines
from monitor.sentiment.reading import read
from monitor.sentiment.shipped import Shipped

_PIECES = 12_000
_TWELVE = ("kargom dört gündür gelmedi", "the jacket fits, thank you") * 6
_CHUNK = 800
"""Lines that `samimi classify` reads of a file at once, about."""


class Speed(BaseModel):
    """One way of judging, on one number of threads."""

    model_config = ConfigDict(frozen=True)

    way: str
    threads: int
    posts_per_second: float


class Cold(BaseModel):
    """A `samimi classify` of its own, from nothing to its last line."""

    model_config = ConfigDict(frozen=True)

    posts: int
    cpu_seconds: float


class Bench(BaseModel):
    """One run; ratios are ours over the other's, on the same number of threads."""

    model_config = ConfigDict(frozen=True)

    posts: int
    speeds: list[Speed]
    ratios: dict[str, float]
    cold: Cold


def bench(posts: int = 2000, threads: Sequence[int] = (1, 2), seconds: float = 3.0) -> Bench:
    """Measures each way for about `seconds`. Without PyTorch, the pipeline's rows are left out."""
    cold = _cold()
    examples = _spread(posts)
    lines = [json.dumps({"id": e.id, "text": e.text, "brand": e.brand}, ensure_ascii=False) for e in examples]
    chunks = [lines[at : at + _CHUNK] for at in range(0, len(lines), _CHUNK)]
    speeds: list[Speed] = []
    for count in threads:
        judge = Shipped(threads=count)
        ways: dict[str, Callable[[], int]] = {
            "classify": lambda judge=judge: sum(1 for _ in classify_lines(chunks, judge, {})),  # type: ignore[misc]
            "graph alone": _graph_alone(judge, examples),
        }
        ways |= _pipelines(lines, count)
        speeds += [Speed(way=way, threads=count, posts_per_second=_rate(run, seconds)) for way, run in ways.items()]
    return Bench(posts=posts, speeds=speeds, ratios=_ratios(speeds), cold=cold)


def _cold() -> Cold:
    lines = "\n".join(json.dumps({"text": text, "brand": "Nane"}) for text in _TWELVE)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as nowhere:
        command = [sys.executable, "-m", "samimi", "classify"]
        subprocess.run(command, input=lines, text=True, cwd=nowhere, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - our own command
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cold(posts=len(_TWELVE), cpu_seconds=round(spent, 2))


def _spread(posts: int) -> list[Example]:
    """Mentions from all over the corpus, both languages, long and short."""
    every = list(read_examples(FOLDER))
    return [every[place * len(every) // posts] for place in range(posts)]


def _rate(run: Callable[[], int], seconds: float) -> float:
    """Posts a second, after one round to warm up."""
    run()
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        done += run()
    return round(done / (time.perf_counter() - start), 1)


def _ratios(speeds: Sequence[Speed]) -> dict[str, float]:
    own = {speed.threads: speed.posts_per_second for speed in speeds if speed.way == "classify"}
    others = (speed for speed in speeds if speed.way != "classify")
    return {
        f"classify / {speed.way}, threads {speed.threads}": round(own[speed.threads] / speed.posts_per_second, 2)
        for speed in others
    }


def _graph_alone(judge: Shipped, examples: Sequence[Example]) -> Callable[[], int]:
    """The same graph on batches of the same posts made ready beforehand."""
    readings = [read(e.text, e.as_text().brand, e.lang) for e in examples]
    places = by_size([len(reading.body) for reading in readings])
    batches = [judge.prepared([readings[place] for place in batch]) for batch in places]

    def run() -> int:
        for batch in batches:
            judge.run(batch)
        return len(readings)

    return run


def _pipelines(lines: Sequence[str], threads: int) -> dict[str, Callable[[], int]]:
    """transformers' own pipeline over a 4-layer encoder of width 256 made on the spot; empty without PyTorch."""
    try:
        import torch
        import transformers
        from tokenizers import BertWordPieceTokenizer
    except ImportError:
        return {}
    torch.set_num_threads(threads)
    texts = [json.loads(line)["text"] for line in lines]
    kit: Any = transformers
    with tempfile.TemporaryDirectory() as folder:
        pieces = BertWordPieceTokenizer()
        pieces.train_from_iterator(texts, vocab_size=_PIECES, show_progress=False)
        pieces.save_model(folder)
        (Path(folder) / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer"}', encoding="utf-8")
        tokenizer = kit.AutoTokenizer.from_pretrained(folder)
    config = kit.BertConfig(
        vocab_size=_PIECES, hidden_size=256, num_hidden_layers=4, num_attention_heads=4, intermediate_size=1024,
        num_labels=4,
    )  # fmt: skip
    encoder = kit.BertForSequenceClassification(config).eval()
    judge = kit.pipeline("text-classification", model=encoder, tokenizer=tokenizer)

    some = texts[:: max(1, len(texts) // 256)]

    def run(batch: int) -> int:
        return len(judge(some, batch_size=batch, truncation=True, max_length=128))

    return {f"pipeline, batch {batch}": lambda batch=batch: run(batch) for batch in (1, 32)}  # type: ignore[misc]
