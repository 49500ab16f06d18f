"""A transformers model's folder: one on this machine, or one commit of a Hub repository, downloaded once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import ConfigError

if TYPE_CHECKING:
    from huggingface_hub import ModelInfo

GRAPHS = ("model.onnx", "onnx/model_quantized.onnx", "onnx/model_int8.onnx", "onnx/model.onnx")
"""Where a repository keeps its ONNX file; the first that is there is read."""
_COMMIT = re.compile(r"[0-9a-f]{40}")
_BESIDE = ("*.json", "*.txt", "*.model")
_LAST = "config.json"
_SECONDS = 10.0


def fetch(model: str, revision: str | None) -> Path:
    """A folder as it is; of a Hub id the pinned commit, from the cache without any network, else downloaded.

    Only a commit pins a model: a branch, and a tag too, can be moved to other weights by whoever owns the repository,
    and the bot would then judge by something nobody here has tried. Raises ConfigError.
    """
    if Path(model).is_dir():
        return Path(model)
    _check_id(model, "sentiment.model")
    if revision is None or not _COMMIT.fullmatch(revision):
        raise ConfigError(_unpinned(model, revision))
    return _cached(model, revision) or _downloaded(model, revision)


def fetch_encoder(base: str, progress: Callable[[str], None]) -> Path:
    """What `samimi train --base` begins with: a folder as it is; of a Hub id today's commit, which is told, or the
    cached one where the Hub does not answer. Raises ConfigError, or what the client raises."""
    if Path(base).is_dir():
        return Path(base)
    _check_id(base, "--base")
    from huggingface_hub import snapshot_download

    now = _today(base, None)
    progress(f"{base} at commit {now.sha}" if now else f"{base} from the local cache: the Hub does not answer")
    old = now and not any(name.endswith(".safetensors") for name in _files(now))
    wanted = [*_BESIDE, "pytorch_model*.bin" if old else "*.safetensors"]
    return Path(snapshot_download(base, allow_patterns=wanted, local_files_only=now is None))


def _check_id(name: str, key: str) -> None:
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]  # it is, lazily

    try:
        validate_repo_id(name)
    except HFValidationError as error:
        raise ConfigError(f"{key}: there is no folder {name}, and it is no Hub id (ORG/NAME)") from error


def _today(model: str, revision: str | None) -> ModelInfo | None:
    """What `revision` of a Hub id (None: its main branch) is now; None where the Hub does not say."""
    try:
        return _asked(model, revision)
    except client_errors():
        return None


def _asked(model: str, revision: str | None) -> ModelInfo:
    """Asked first of all: it gives up at once where there is no network, the client's other calls after 23 s."""
    from huggingface_hub import model_info

    return model_info(model, revision=revision, timeout=_SECONDS)


def _files(info: ModelInfo) -> list[str]:
    return [entry.rfilename for entry in info.siblings or ()]


def client_errors() -> tuple[type[Exception], ...]:
    """What the Hub's client raises: its HTTP library's errors are no OSError, and a name that is no id, or a login
    page in place of an answer, is a ValueError."""
    from huggingface_hub.utils import httpx  # type: ignore[attr-defined]  # kept there across the client's versions

    return (OSError, ValueError, httpx.HTTPError)


def _unpinned(model: str, revision: str | None) -> str:
    given = "is missing" if revision is None else f"{revision!r} is no commit"
    now = _today(model, revision)
    page = f"copy the 40 hex digits from https://huggingface.co/{model}/commits/main"
    mend = f"write {now.sha}, today's, once you have tried it" if now else page
    return (
        f"sentiment.revision {given}: there is no folder {model}, so sentiment.model is taken for a Hub id, and of "
        f"those one commit is pinned; {mend}"
    )


def _cached(model: str, revision: str) -> Path | None:
    """The commit's folder if all of it is there: of a broken-off download config.json is missing."""
    from huggingface_hub import try_to_load_from_cache

    last = try_to_load_from_cache(model, _LAST, revision=revision)
    if not isinstance(last, str):
        return None
    folder = Path(last).parent
    weights = any((folder / name).is_file() for name in GRAPHS) or any(folder.glob("*.safetensors"))
    return folder if weights else None


def _downloaded(model: str, revision: str) -> Path:
    try:
        _download(model, revision)
    except client_errors() as error:
        raise ConfigError(_failed(model, revision, error)) from error
    folder = _cached(model, revision)
    if folder is None:
        raise ConfigError(
            f"sentiment.model: {model} at {revision} has no config.json with an ONNX file or *.safetensors beside it; "
            "choose another model or commit"
        )
    return folder


def _download(model: str, revision: str) -> None:
    """config.json comes last, so that its presence says that the rest is there."""
    from huggingface_hub import snapshot_download

    files = _files(_asked(model, revision))
    graph = next((name for name in GRAPHS if name in files), None)
    weights = f"{graph}*" if graph else "*.safetensors"
    snapshot_download(model, revision=revision, allow_patterns=[*_BESIDE, weights], ignore_patterns=_LAST)
    snapshot_download(model, revision=revision, allow_patterns=_LAST)


def _failed(model: str, revision: str, error: Exception) -> str:
    from huggingface_hub.errors import HfHubHTTPError

    start = (
        f"sentiment.model: there is no folder {model}, its revision {revision} is not in the local cache, and the Hub"
    )
    leave = "or leave the key out to use the shipped model"
    origin = error if isinstance(error, HfHubHTTPError) else error.__cause__ or error
    if isinstance(origin, HfHubHTTPError):
        status = origin.response.status_code
        return f"{start} answers {status}; check name and sentiment.revision, set HF_TOKEN if it is private, {leave}"
    return f"{start} cannot be reached ({type(origin).__name__}); connect once (the cache serves from then on), {leave}"
