"""Which judge: the shipped one, one trained here, or a transformers model from the Hub or a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from models.errors import ConfigError
from models.judgement import Label
from monitor.sentiment import Classifier
from monitor.sentiment.settings import FORMAT
from monitor.sentiment.shipped import FOLDER, Shipped


def load(
    model: str | Path | None = None,
    *,
    revision: str | None = None,
    labels: Mapping[str, Label] | None = None,
    threads: int = 1,
) -> Classifier:
    """`model`: None for the shipped one, a folder, or a Hub id. `revision` and `labels` are for Hub models only.

    Raises ConfigError, worded for the operator, where the model cannot be had.
    """
    folder = Path(model) if model is not None else FOLDER
    if is_ours(folder):
        return _shipped(folder, threads)
    from monitor.sentiment.hub import HubModel

    return HubModel(str(model), revision=revision, labels=labels or {}, threads=threads)


def _shipped(folder: Path, threads: int) -> Shipped:
    try:
        return Shipped(folder, threads=threads)
    except ValidationError as error:
        key = ".".join(map(str, error.errors()[0]["loc"])) or "the file"
        wrong = f"{folder / 'config.json'}: {key} is not what this version writes"
        raise ConfigError(f"{wrong}; train the folder again with `samimi train`") from error


def is_ours(folder: Path) -> bool:
    """True for a folder that `samimi train` wrote."""
    config = folder / "config.json"
    return config.is_file() and f'"format": "{FORMAT}"' in config.read_text(encoding="utf-8")
