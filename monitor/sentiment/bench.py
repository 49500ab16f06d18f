"""`samimi bench classify`: how many posts a second, beside the usual way to do it and beside the bare graph."""

from __future__ import annotations

import json
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from monitor.sentiment.corpus import FOLDER, read_examples
from monitor.sentiment.lines import classify_lines
from monitor.sentiment.reading import read
from monitor.sentiment.shipped import Shipped

_WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
_BATCH = 32


class Speed(BaseModel):
    """One way of judging, on one number of threads."""

    model_config = ConfigDict(frozen=True)

    way: str
    threads: int
    posts_per_second: float


class Bench(BaseModel):
    """One run; ratios are ours over the other's, on the same number of threads."""

    model_config = ConfigDict(frozen=True)

    posts: int
    speeds: list[Speed]
    ratios: dict[str, float]
    peak_megabytes: int


def bench(posts: int = 2000, threads: Sequence[int] = (1, 2), seconds: float = 3.0) -> Bench:
    """Measures each way for about `seconds`. Without PyTorch, the pipeline's rows are left out."""
    lines = _lines(posts)
    speeds: list[Speed] = []
    for count in threads:
        judge = Shipped(threads=count)
        ways: dict[str, Callable[[], int]] = {
            "classify": lambda judge=judge: sum(1 for _ in classify_lines(lines, judge, {})),  # type: ignore[misc]
            "graph alone": _graph_alone(judge),
        }
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        ways |= _pipelines(lines, count)
        speeds += [Speed(way=way, threads=count, posts_per_second=_rate(run, seconds)) for way, run in ways.items()]
    return Bench(posts=posts, speeds=speeds, ratios=_ratios(speeds), peak_megabytes=peak)


def _lines(posts: int) -> list[str]:
    examples = list(read_examples(FOLDER))
    kept = islice(cycle(examples), posts)
    return [json.dumps({"id": e.id, "text": e.text, "brand": e.brand}, ensure_ascii=False) for e in kept]


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


def _graph_alone(judge: Shipped) -> Callable[[], int]:
    """The same graph on batches made ready beforehand."""
    every = sorted(read_examples(FOLDER), key=lambda e: len(e.text))
    examples = every[:: max(1, len(every) // 1000)]
    readings = [read(e.text, e.as_text().brand, e.lang) for e in examples]
    batches = [judge.prepared(readings[at : at + _BATCH]) for at in range(0, len(readings), _BATCH)]

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
    except ImportError:
        return {}
    torch.set_num_threads(threads)
    texts = [json.loads(line)["text"] for line in lines[:256]]
    kit: Any = transformers
    with tempfile.TemporaryDirectory() as folder:
        letters = sorted({c for text in texts for c in text.lower() if not c.isspace()})
        words = "\n".join(_WORDS + letters + [f"##{c}" for c in letters])
        (Path(folder) / "vocab.txt").write_text(words, encoding="utf-8")
        (Path(folder) / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer"}', encoding="utf-8")
        tokenizer = kit.AutoTokenizer.from_pretrained(folder)
    config = kit.BertConfig(
        vocab_size=12_000, hidden_size=256, num_hidden_layers=4, num_attention_heads=4, intermediate_size=1024,
        num_labels=4,
    )  # fmt: skip
    encoder = kit.BertForSequenceClassification(config).eval()
    judge = kit.pipeline("text-classification", model=encoder, tokenizer=tokenizer)

    def run(batch: int) -> int:
        return len(judge(texts if batch > 1 else texts[:32], batch_size=batch, truncation=True, max_length=128))

    return {f"pipeline, batch {batch}": lambda batch=batch: run(batch) for batch in (1, 32)}  # type: ignore[misc]
