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

from models import Judgement
from models.errors import ConfigError
from models.judgement import Label
from monitor.sentiment import Text
from monitor.sentiment.decide import decide, label_odds, softmax
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
_ONNX = ("model.onnx", "onnx/model_quantized.onnx", "onnx/model_int8.onnx", "onnx/model.onnx")
_BATCH = 32
_LONGEST = 256
"""Subwords read of a post."""


class Engine(Protocol):
    """Token arrays to logits."""

    def __call__(self, tokens: Mapping[str, NDArray[np.int64]]) -> Floats: ...


class HubModel:
    """Loaded once; raises ConfigError where the model cannot be had or its labels are not mapped."""

    def __init__(self, model: str, *, revision: str | None, labels: Mapping[str, Label], threads: int) -> None:
        folder = fetch(model, revision)
        self.name = f"{Path(model).name}@{revision[:12]}" if revision else Path(model).name
        config, self._tokenizer = _described(folder, model)
        self._paired = bool(getattr(config, "samimi_paired", False))
        names = [config.id2label[place] for place in range(len(config.id2label))]
        self._mapped = mapped(names, labels, model)
        self._engine = _engine(folder, threads, model)
        self._shipped = Shipped(threads=threads)

    def judge(self, texts: Sequence[Text]) -> list[Judgement]:
        """One judgement per text, in the same order; similar lengths share a batch."""
        langs = [language(text) for text in texts]
        logits = self._shipped.answers(texts, langs)
        deciding = self._shipped.settings.deciding
        odds = self.odds(texts, label_odds(logits, deciding))
        return decide(logits, [text.text for text in texts], langs, deciding, self.name, odds)

    def odds(self, texts: Sequence[Text], shipped: Floats) -> Floats:
        """Our four labels: the model's own where it has them, the shipped share for those it lacks."""
        found = np.zeros((len(texts), len(LABELS)), np.float32)
        order = sorted(range(len(texts)), key=lambda place: len(texts[place].text))
        for first in range(0, len(order), _BATCH):
            places = order[first : first + _BATCH]
            theirs = softmax(self._engine(self._tokens([texts[place] for place in places])))
            for column, label in enumerate(self._mapped):
                found[places, LABELS.index(label)] += theirs[:, column]
        lacking = [place for place, label in enumerate(LABELS) if label not in self._mapped]
        kept = shipped[:, lacking]
        found *= 1 - kept.sum(axis=1, keepdims=True)
        found[:, lacking] = kept
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


def fetch(model: str, revision: str | None) -> Path:
    """A folder as it is; a Hub id downloaded (or found in the cache when offline)."""
    if Path(model).is_dir():
        return Path(model)
    from huggingface_hub import list_repo_files, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OfflineModeIsEnabled

    unreachable = (OSError, HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled, HFValidationError)
    wanted = ["*.json", "*.txt", "*.model"]
    try:
        files = list_repo_files(model, revision=revision)
        graph = next((name for name in _ONNX if name in files), None)
        return Path(snapshot_download(model, revision=revision, allow_patterns=[*wanted, graph or "*.safetensors"]))
    except unreachable:
        try:
            return Path(snapshot_download(model, revision=revision, local_files_only=True))
        except unreachable as error:
            raise ConfigError(
                f"sentiment.model: {model} is no folder here, not in the local cache, and huggingface.co cannot be "
                "reached or does not have it; check the name and revision, connect once, or leave the key out to use "
                "the shipped model"
            ) from error


def _described(folder: Path, model: str) -> tuple[Any, PreTrainedTokenizerBase]:
    from transformers import AutoConfig, AutoTokenizer

    try:
        config = AutoConfig.from_pretrained(folder, trust_remote_code=False)
        return config, AutoTokenizer.from_pretrained(folder, trust_remote_code=False)
    except (OSError, ValueError, KeyError) as error:
        raise ConfigError(
            f"sentiment.model: {model} is not a text-classification model transformers can read"
        ) from error


def _engine(folder: Path, threads: int, model: str) -> Engine:
    graph = next((folder / name for name in _ONNX if (folder / name).is_file()), None)
    return _onnx(graph, threads) if graph else _torch(folder, threads, model)


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
    network = AutoModelForSequenceClassification.from_pretrained(folder, trust_remote_code=False).to(device).eval()

    def run(tokens: Mapping[str, NDArray[np.int64]]) -> Floats:
        with torch.inference_mode():
            found = network(**{k: torch.from_numpy(v).to(device) for k, v in tokens.items()})
        return np.asarray(found.logits.float().cpu().numpy(), np.float32)

    return run
