"""Which judge: the shipped one, one trained here, or a transformers model from the Hub or a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from models import Brand
from models.errors import ConfigError
from models.judgement import Label
from monitor.sentiment import Classifier
from monitor.sentiment.damage import PLAIN, sound, told
from monitor.sentiment.heads import WIDTH
from monitor.sentiment.reading import read
from monitor.sentiment.settings import FORMAT
from monitor.sentiment.shipped import FOLDER, Shipped


def load(
    model: str | Path | None = None,
    *,
    revision: str | None = None,
    labels: Mapping[str, Label] | None = None,
    threads: int = 1,
) -> Classifier:
    """`model`: None for the shipped one, a folder, or a Hub id; `revision` pins the latter to a commit, `labels` says
    what a transformers model's labels mean.

    Raises ConfigError, worded for the operator, where the model cannot be had.
    """
    folder = Path(model) if model is not None else FOLDER
    if is_ours(folder):
        return _shipped(folder, threads)
    from monitor.sentiment.hub import HubModel

    return HubModel(str(model), revision=revision, labels=labels or {}, threads=threads)


def _shipped(folder: Path, threads: int) -> Shipped:
    again = "copy the folder again, or train it again with `samimi train`"
    with told(f"{folder}: config.json or model.onnx is missing or damaged; {again}"):
        try:
            judge = Shipped(folder, threads=threads)
        except ValidationError as error:
            key = ".".join(map(str, error.errors()[0]["loc"])) or "the file"
            wrong = f"{folder / 'config.json'}: {key} is not what this version writes"
            raise ConfigError(f"{wrong}; train the folder again with `samimi train`") from error
        plain = [read(text, Brand(name="Nane"), "tr") for text in PLAIN]
        found = judge.run(judge.prepared(plain))
    sound(found, len(plain), WIDTH, str(folder / "model.onnx"))
    return judge


def is_ours(folder: Path) -> bool:
    """True for a folder that `samimi train` wrote."""
    config = folder / "config.json"
    if not config.is_file():
        return False
    with told(f"{config}: cannot be read"):
        return f'"format": "{FORMAT}"' in config.read_text(encoding="utf-8", errors="replace")
