"""`samimi train --base`: any transformers encoder, taught our four labels on the corpus, written as an ONNX model.

The folder it writes is named in config as `sentiment.model`; topics, urgency and relevance stay with the shipped
judge. The encoder reads the brand and the post as a pair, so that it knows who is being talked to. After each pass a
checkpoint is kept, and an interrupted run goes on from there.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers

from monitor.sentiment.corpus import FOLDER, Example, of_split, read_examples
from monitor.sentiment.damage import knows_words, told
from monitor.sentiment.fetching import fetch_encoder
from monitor.sentiment.heads import LABELS
from monitor.sentiment.training.checkpoint import resume, save

_LONGEST = 192
_KIT: Any = transformers
_TELL = 200
"""Batches between two lines of progress."""
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BaseRecipe:
    """Usual settings for a small encoder; not tuned here, where no pretrained one can be had."""

    passes: int = 3
    rate: float = 3e-5
    batch: int = 16
    seed: int = 1


def train_base(
    base: str,
    out: Path,
    *,
    corpus: Path = FOLDER,
    recipe: BaseRecipe | None = None,
    progress: Progress = print,
) -> None:
    """Writes a model folder to `out`, which is there already; each pass's share of dev labelled rightly is told.

    `base` is a folder or a Hub id, of which today's commit is taken and told; ConfigError where it cannot be read.
    Repository code is never run.
    """
    recipe = recipe or BaseRecipe()
    torch.manual_seed(recipe.seed)
    tokenizer, network = _loaded(base, progress)
    network.to("cuda" if torch.cuda.is_available() else "cpu")
    examples = list(read_examples(corpus))
    learning, checking = of_split(examples, "train"), of_split(examples, "dev")
    optimizer = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=0.01)
    kept = out / f"checkpoint-{_run(base, network, recipe, learning)}.pt"
    first = resume(kept, network, [optimizer])
    if first:
        progress(f"going on after pass {first} of {recipe.passes}")
    for done in range(first, recipe.passes):
        loss = _pass(network, tokenizer, learning, optimizer, recipe, done, progress)
        right = _right(network, tokenizer, checking)
        progress(f"pass {done + 1} of {recipe.passes}: loss {loss:.3f}, right on dev {right:.3f}")
        save(kept, done + 1, network, [optimizer])
    _write(network.cpu().eval().requires_grad_(False), tokenizer, out)
    kept.unlink()


def _run(base: str, network: Any, recipe: BaseRecipe, learning: Sequence[Example]) -> str:
    """The same for runs that may go on from one another's checkpoints: same base, recipe and lines."""
    told = repr((base, network.config.to_json_string(), recipe, learning))
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _loaded(base: str, progress: Progress) -> tuple[Any, Any]:
    names = dict(enumerate(LABELS))
    mend = "give a folder with config.json, weights and tokenizer files, or the id of one on the Hub"
    with told(f"--base: {base} is no encoder transformers can read, or cannot be reached; {mend}"):
        folder = fetch_encoder(base, progress)
        tokenizer = _KIT.AutoTokenizer.from_pretrained(folder, trust_remote_code=False)
        network = _KIT.AutoModelForSequenceClassification.from_pretrained(
            folder, id2label=names, label2id={name: place for place, name in names.items()},
            ignore_mismatched_sizes=True, attn_implementation="eager", trust_remote_code=False,
        )  # fmt: skip
    knows_words(tokenizer, f"--base: {base}")
    network.config.samimi_paired = True
    return tokenizer, network


def _tokens(tokenizer: Any, examples: Sequence[Example], device: Any) -> dict[str, torch.Tensor]:
    pair = [e.brand for e in examples], [e.text for e in examples]
    found = tokenizer(*pair, padding=True, truncation=True, max_length=_LONGEST, return_tensors="pt")
    return {name: values.to(device) for name, values in found.items()}


def _pass(
    network: Any,
    tokenizer: Any,
    learning: Sequence[Example],
    optimizer: torch.optim.Optimizer,
    recipe: BaseRecipe,
    done: int,
    progress: Progress,
) -> float:
    """The mean loss; the rate falls with every step from `recipe.rate` to nothing at the last pass's end."""
    network.train()
    torch.manual_seed(recipe.seed * 1000 + done)  # a run that went on is the same as one that was not interrupted
    order = np.random.default_rng([recipe.seed, done]).permutation(len(learning))
    total, batches = 0.0, -(-order.size // recipe.batch)
    for batch in range(batches):
        examples = [learning[place] for place in order[batch * recipe.batch : (batch + 1) * recipe.batch]]
        optimizer.param_groups[0]["lr"] = recipe.rate * (1 - (done + batch / batches) / recipe.passes)
        gold = torch.tensor([LABELS.index(e.label) for e in examples], device=network.device)
        step = network(**_tokens(tokenizer, examples, network.device), labels=gold).loss
        optimizer.zero_grad()
        step.backward()
        optimizer.step()
        total += step.item() * len(examples)
        if (batch + 1) % _TELL == 0:
            mean = total / (recipe.batch * (batch + 1))
            progress(f"pass {done + 1} of {recipe.passes}: batch {batch + 1:,} of {batches:,}, loss {mean:.3f}")
    return total / max(1, len(learning))


@torch.no_grad()
def _right(network: Any, tokenizer: Any, checking: Sequence[Example]) -> float:
    network.eval()
    hits = 0
    for first in range(0, len(checking), 64):
        examples = checking[first : first + 64]
        said = network(**_tokens(tokenizer, examples, network.device)).logits.argmax(dim=1).tolist()
        hits += sum(LABELS[place] == e.label for place, e in zip(said, examples, strict=True))
    return hits / max(1, len(checking))


def _write(network: Any, tokenizer: Any, out: Path) -> None:
    """config.json, the tokenizer's files and model.onnx; texts and length are free dimensions."""
    network.config.save_pretrained(out)
    tokenizer.save_pretrained(out)
    sample = tokenizer(["a", "b"], ["c", "d e"], padding=True, return_tensors="pt")
    names = list(sample)

    class Logits(torch.nn.Module):
        """Positional arguments for the exporter, whatever the encoder's are called."""

        def forward(self, *values: torch.Tensor) -> torch.Tensor:
            found: torch.Tensor = network(**dict(zip(names, values, strict=True))).logits
            return found

    free = {name: {0: "texts", 1: "longest"} for name in names} | {"logits": {0: "texts"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Logits(), tuple(sample[name] for name in names), str(out / "model.onnx"), input_names=names,
            output_names=["logits"], dynamic_axes=free, opset_version=17, dynamo=False,
        )  # fmt: skip
