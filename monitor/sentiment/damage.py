"""A model folder's damage is told when it is loaded: not at the first post, and never as a judgement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import ConfigError

PLAIN = ("Nane harika", "Nane'den aldığım mont iki haftadır gelmedi")
"""Judged once when a model is loaded; of two lengths, since there are graphs that take but one."""


@contextmanager
def told(wrong: str) -> Iterator[None]:
    """ConfigError saying `wrong` for whatever a reader of files raises.

    onnxruntime, safetensors and tokenizers have no error class in common, and some raise a plain Exception.
    """
    try:
        yield
    except ConfigError:
        raise
    except Exception as error:
        raise ConfigError(f"{wrong} ({type(error).__name__})") from error


def knows_words(tokenizer: Any, model: str) -> None:
    """ConfigError for one that knows its special tokens only: that is what transformers makes of no files at all."""
    if len(tokenizer) <= len(set(tokenizer.all_special_ids)):
        files = "tokenizer.json, vocab.txt or *.model"
        raise ConfigError(f"{model} has no tokenizer files ({files}), or empty ones; add them to the folder")


def sound(found: NDArray[np.float32], posts: int, width: int, model: str) -> None:
    """ConfigError unless these are `width` numbers for each post."""
    if found.shape != (posts, width):
        given = found.shape[-1] if found.ndim == 2 and len(found) == posts else f"an array of {found.shape}"
        raise ConfigError(
            f"{model} gives {given} where its config.json wants {width} numbers for each post: weights and config.json "
            "are of different models; fetch or export the folder again"
        )
    if not np.isfinite(found).all():
        raise ConfigError(
            f"{model} gives numbers that are none (NaN) for a plain post: its weights are damaged; fetch or export "
            "the folder again"
        )
