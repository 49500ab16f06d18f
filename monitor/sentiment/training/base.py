"""`samimi train --base`: any transformers encoder, taught our four labels on the corpus, written as an ONNX model.

The folder it writes is named in config as `sentiment.model`; topics, urgency and relevance stay with the shipped
judge. The encoder reads the brand and the post as a pair, so that it knows who is being talked to.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers

from models.errors import ConfigError
from monitor.sentiment.corpus import FOLDER, Example, of_split, read_examples
from monitor.sentiment.heads import LABELS

_LONGEST = 192
_KIT: Any = transformers


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
    revision: str | None = None,
    corpus: Path = FOLDER,
    recipe: BaseRecipe | None = None,
    progress: Callable[[str], None] = print,
) -> float:
    """Writes a model folder to `out`; returns the share of the dev split it labels rightly.

    `base` is a Hub id or a folder; ConfigError where it cannot be read. Repository code is never run.
    """
    recipe = recipe or BaseRecipe()
    torch.manual_seed(recipe.seed)
    tokenizer, network = _loaded(base, revision)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network.to(device)
    examples = list(read_examples(corpus))
    learning, checking = of_split(examples, "train"), of_split(examples, "dev")
    optimizer = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=0.01)
    steps = recipe.passes * -(-len(learning) // recipe.batch)
    fading = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, total_iters=steps)
    right = 0.0
    for done in range(recipe.passes):
        loss = _pass(
            network, tokenizer, learning, optimizer, fading, recipe, np.random.default_rng([recipe.seed, done])
        )
        right = _right(network, tokenizer, checking)
        progress(f"pass {done + 1} of {recipe.passes}: loss {loss:.3f}, right on dev {right:.3f}")
    _write(network.cpu().eval().requires_grad_(False), tokenizer, out)
    return right


def _loaded(base: str, revision: str | None) -> tuple[Any, Any]:
    names = dict(enumerate(LABELS))
    options: dict[str, Any] = {"revision": revision, "trust_remote_code": False}
    try:
        tokenizer = _KIT.AutoTokenizer.from_pretrained(base, **options)
        network = _KIT.AutoModelForSequenceClassification.from_pretrained(
            base, id2label=names, label2id={name: place for place, name in names.items()},
            ignore_mismatched_sizes=True, attn_implementation="eager", **options,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        raise ConfigError(f"--base: {base} is no encoder transformers can read, or cannot be reached") from error
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
    fading: torch.optim.lr_scheduler.LRScheduler,
    recipe: BaseRecipe,
    chance: np.random.Generator,
) -> float:
    network.train()
    total, order = 0.0, chance.permutation(len(learning))
    for first in range(0, order.size, recipe.batch):
        examples = [learning[place] for place in order[first : first + recipe.batch]]
        gold = torch.tensor([LABELS.index(e.label) for e in examples], device=network.device)
        step = network(**_tokens(tokenizer, examples, network.device), labels=gold).loss
        optimizer.zero_grad()
        step.backward()
        optimizer.step()
        fading.step()
        total += step.item() * len(examples)
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
    out.mkdir(parents=True, exist_ok=True)
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
