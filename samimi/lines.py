"""`draft` and `guard`: JSON lines in, JSON lines out. They work without a config.yaml too."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from pathlib import Path

from models import Brand, Judgement
from models.errors import ConfigError
from monitor.sentiment import Text
from responders.drafting import Drafter
from responders.drafting.build import build_drafter
from responders.drafting.lines import Line, draft_lines
from responders.drafting.preview import preview as preview_text
from responders.drafting.settings import ResponderSettings
from responders.guards.lines import guard_lines
from samimi.clock import utc_now
from samimi.config import Config, SentimentSettings, brand_of, load
from samimi.secrets import Secrets
from samimi.streaming import Answer
from samimi.wiring import load_judge


def draft(path: Path) -> Answer:
    config = _config(path)
    judge = load_judge(config.sentiment if config else SentimentSettings())
    drafter = drafter_of(config, path) if config else build_drafter(ResponderSettings())

    def judged(text: str, brand: Brand, line: Line) -> Judgement:
        asked = Text(text=text, brand=brand, lang_hint=line.lang, platform=line.platform, author_name=line.author_name)
        return judge.judge([asked])[0]

    return lambda chunks: draft_lines(chain.from_iterable(chunks), drafter, judged, _brands(config), utc_now())


def guard(path: Path) -> Answer:
    config = _config(path)
    return lambda chunks: guard_lines(chain.from_iterable(chunks), _brands(config), utc_now().date())


def preview(path: Path, brand: str | None) -> str:
    """Twelve samples in each address form. Raises ConfigError for an unknown brand."""
    config = load(path)
    return preview_text(brand_of(config, path, brand), drafter_of(config, path), utc_now())


def drafter_of(config: Config, path: Path) -> Drafter:
    """The drafter the config describes, with the model's key from the environment or .env. Raises ConfigError."""
    try:
        return build_drafter(config.responder, key=Secrets.read(path.parent).get("llm_key") or "")
    except ValueError as error:
        raise ConfigError(f"{path}: responder: {error}") from error


def _config(path: Path) -> Config | None:
    """The config where there is one: a missing file is fine here, a broken one is not."""
    return load(path) if path.exists() else None


def _brands(config: Config | None) -> Mapping[str, Brand]:
    return config.brands if config else {}
