"""Any transformers text-classification model, from the Hub or a folder, in place of the shipped label head.

Its labels are mapped to ours. What it has no labels for (a plain polarity model knows no questions), and every
other question (topics, urgency, relevance), the shipped model answers. Code from a repository is never run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models import Brand, Judgement
from models.errors import ConfigError
from models.judgement import Label
from monitor.sentiment import Text
from monitor.sentiment.batching import by_size
from monitor.sentiment.damage import PLAIN, knows_words, sound, told
from monitor.sentiment.decide import decide, label_odds, softmax
from monitor.sentiment.fetching import GRAPHS, fetch
from monitor.sentiment.heads import LABELS
from monitor.sentiment.shipped import Shipped, language

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

Floats = NDArray[np.float32]
USUAL: dict[str, Label] = {
    "negative": "complaint", "neg": "complaint", "olumsuz": "complaint", "complaint": "complaint",
    "positive": "praise", "pos": "praise", "olumlu": "praise", "praise": "praise",
    "neutral": "other", "neu": "other", "notr": "other", "nötr": "other", "other": "other",
    "question": "question",
}  # fmt: skip
"""Label names that need no mapping in config."""
_LONGEST = 256
"""Subwords read of a post."""
_DAMAGED = "the folder is damaged or not whole; copy, fetch or export it again"


class Engine(Protocol):
    """Token arrays to logits."""

    def __call__(self, tokens: Mapping[str, NDArray[np.int64]]) -> Floats: ...


class HubModel:
    """Loaded once; raises ConfigError where the model cannot be had, is damaged, or its labels are not mapped."""

    def __init__(self, model: str, *, revision: str | None, labels: Mapping[str, Label], threads: int) -> None:
        folder = fetch(model, revision)
        self.name = Path(model).name
        if revision and not Path(model).is_dir():
            self.name, model = f"{self.name}@{revision[:12]}", f"{model} ({folder})"  # where to mend it
        config, self._tokenizer = _described(folder, model)
        self._paired = bool(getattr(config, "samimi_paired", False))
        self._mapped = mapped(_names(config, model), labels, model)
        self._engine = _engine(folder, threads, model)
        self._try(model)
        self._shipped = Shipped(threads=threads)

    def _try(self, model: str) -> None:
        texts = [Text(text=text, brand=Brand(name="Nane")) for text in PLAIN]
        with told(f"sentiment.model: {model} fails on a plain post: {_DAMAGED}"):
            found = self._engine(self._tokens(texts))
        sound(found, len(texts), len(self._mapped), f"sentiment.model: {model}")

    def judge(self, texts: Sequence[Text]) -> list[Judgement]:
        """One judgement per text, in the same order; similar lengths share a batch."""
        langs = [language(text) for text in texts]
        logits = self._shipped.answers(texts, langs)
        deciding = self._shipped.settings.deciding
        odds = self.odds(texts, label_odds(logits, deciding))
        return decide(logits, [text.text for text in texts], langs, deciding, self.name, odds)

    def odds(self, texts: Sequence[Text], shipped: Floats) -> Floats:
        """Our four labels: the model's own where it has them, the shipped share for those it lacks.

        Where its numbers are none (NaN), every label is as likely: that costs more than any judge may be unsure of.
        """
        found = np.zeros((len(texts), len(LABELS)), np.float32)
        for places in by_size([len(text.text) for text in texts]):
            with np.errstate(invalid="ignore"):
                theirs = softmax(self._engine(self._tokens([texts[place] for place in places])))
            for column, label in enumerate(self._mapped):
                found[places, LABELS.index(label)] += theirs[:, column]
        lacking = [place for place, label in enumerate(LABELS) if label not in self._mapped]
        kept = shipped[:, lacking]
        found *= 1 - kept.sum(axis=1, keepdims=True)
        found[:, lacking] = kept
        found[~np.isfinite(found).all(axis=1)] = 1 / len(LABELS)
        return found

    def _tokens(self, texts: Sequence[Text]) -> dict[str, NDArray[np.int64]]:
        said = [text.text for text in texts]
        pair = ([text.brand.name for text in texts], said) if self._paired else (said,)
        found = self._tokenizer(*pair, padding=True, truncation=True, max_length=_LONGEST, return_tensors="np")
        return {name: np.asarray(values, np.int64) for name, values in found.items()}


def mapped(names: Sequence[str], labels: Mapping[str, Label], model: str) -> list[Label]:
    """Our label for each of the model's, in its order; ConfigError lists those nobody mapped."""
    known = USUAL | {name.lower(): label for name, label in labels.items()}
    missing = [name for name in names if name.lower() not in known]
    if missing:
        raise ConfigError(
            f"sentiment.labels: say what {', '.join(missing)} of {model} mean, each one of {', '.join(LABELS)}"
        )
    return [known[name.lower()] for name in names]


def _described(folder: Path, model: str) -> tuple[Any, PreTrainedTokenizerBase]:
    from transformers import AutoConfig, AutoTokenizer

    with told(f"sentiment.model: {model} is not a text-classification model transformers can read: {_DAMAGED}"):
        config = AutoConfig.from_pretrained(folder, trust_remote_code=False)
        tokenizer = AutoTokenizer.from_pretrained(folder, trust_remote_code=False)
    knows_words(tokenizer, f"sentiment.model: {model}")
    return config, tokenizer


def _names(config: Any, model: str) -> list[str]:
    with told(f"sentiment.model: config.json of {model} does not number its labels from 0 (id2label)"):
        return [config.id2label[place] for place in range(len(config.id2label))]


def _engine(folder: Path, threads: int, model: str) -> Engine:
    graph = next((folder / name for name in GRAPHS if (folder / name).is_file()), None)
    if graph is None:
        return _torch(folder, threads, model)
    with told(f"sentiment.model: {graph} is no ONNX model: {_DAMAGED}"):
        return _onnx(graph, threads)


def _onnx(graph: Path, threads: int) -> Engine:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    wanted = [
        name
        for name in ("CUDAExecutionProvider", "CPUExecutionProvider")
        if name in onnxruntime.get_available_providers()
    ]
    session = onnxruntime.InferenceSession(str(graph), options, wanted)
    takes = {entry.name for entry in session.get_inputs()}

    def run(tokens: Mapping[str, NDArray[np.int64]]) -> Floats:
        return np.asarray(session.run(None, {k: v for k, v in tokens.items() if k in takes})[0], np.float32)

    return run


def _torch(folder: Path, threads: int, model: str) -> Engine:
    try:
        import torch
    except ImportError as error:
        raise ConfigError(
            f"sentiment.model: {model} has no ONNX file; install samimi[torch] or choose one that has"
        ) from error
    from transformers import AutoModelForSequenceClassification

    torch.set_num_threads(threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    with told(f"sentiment.model: {model} has no weights PyTorch can read: {_DAMAGED}"):
        network, report = AutoModelForSequenceClassification.from_pretrained(
            folder, trust_remote_code=False, output_loading_info=True
        )
    if lacking := sorted(report["missing_keys"])[:3]:  # transformers fills them with random numbers
        raise ConfigError(
            f"sentiment.model: {model} lacks weights ({', '.join(lacking)}, …); if it is a mere encoder, teach it "
            "first: samimi train FOLDER --base MODEL"
        )
    network.to(device).eval()

    def run(tokens: Mapping[str, NDArray[np.int64]]) -> Floats:
        with torch.inference_mode():
            found = network(**{k: torch.from_numpy(v).to(device) for k, v in tokens.items()})
        return np.asarray(found.logits.float().cpu().numpy(), np.float32)

    return run
