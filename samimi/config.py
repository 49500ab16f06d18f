"""config.yaml → Config: every fault at once, each with file, line, key and the mend."""

from __future__ import annotations

import difflib
import importlib.util
import re
from contextlib import suppress
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from models import Brand
from models.errors import ConfigError
from models.hours import ClockTime
from reports.settings import AlarmSettings
from responders.desk.settings import DeskSettings
from responders.drafting.settings import ResponderSettings
from samimi import marked_yaml
from samimi.cross_faults import cross_faults
from samimi.llm_faults import llm_faults
from samimi.marked_yaml import Loc, Marked
from samimi.prices import Prices

DEFAULT_PATH = Path("config.yaml")


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SentimentSettings(Section):
    """Which judge: the shipped one, or any transformers text-classification model."""

    model: str | None = None
    """A Hub id or a folder; None: the shipped model."""
    revision: str | None = None
    labels: dict[str, Literal["complaint", "praise", "question", "other"]] = {}
    """The model's own label names → ours (Hub models only)."""
    threads: Annotated[int, Field(ge=1, le=64)] = 1
    second_opinion: bool = False
    """Whether mentions the judge is unsure of are put to the model of `responder.llm`, within its budget."""


class DigestSettings(Section):
    """When managers hear from us."""

    at: ClockTime = time(9)
    """Local time of the brand's calendar."""
    email_to: list[Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]] = []
    """Who gets it by e-mail too; needs `smtp`."""
    email_from: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")] | None = None
    """The sender's address; None: the user of `smtp` at its host."""
    smtp: Annotated[str, Field(pattern=r"^smtps?://[^\s/]+$")] | None = None
    """smtp://user@host:587; the password is SAMIMI_SMTP_PASSWORD."""

    @model_validator(mode="after")
    def _readers_need_a_server(self) -> DigestSettings:
        if self.email_to and self.smtp is None:
            raise ValueError("email_to needs smtp; write smtp://user@host:587")
        return self


def _database_url(url: str) -> str:
    if url.startswith("sqlite:///"):
        return url  # without SQLAlchemy, which who only judges has no use for
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError as error:
        raise ValueError("write sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME") from error
    if backend not in ("sqlite", "postgresql"):
        raise ValueError(f"{backend} is not supported; write sqlite:///FILE or postgresql+psycopg://…")
    return url


class DatabaseSettings(Section):
    url: Annotated[str, AfterValidator(_database_url)] = "sqlite:///samimi.db"


class RetentionSettings(Section):
    """How long personal data stays (docs/kvkk.md)."""

    days: Annotated[int, Field(ge=1, le=3650)] = 180
    """Texts and authors of mentions older than this are erased; numbers and hashes stay."""


class HealthSettings(Section):
    heartbeat_url: Annotated[str, Field(pattern=r"^https?://[^\s/]")] | None = None
    """Called after every good minute; whoever watches it hears when the calls stop."""


class Config(Section):
    """The whole of config.yaml."""

    brands: dict[str, Brand] = Field(min_length=1)
    database: DatabaseSettings = DatabaseSettings()
    sentiment: SentimentSettings = SentimentSettings()
    responder: ResponderSettings = ResponderSettings()
    desk: DeskSettings = DeskSettings()
    digest: DigestSettings = DigestSettings()
    alarm: AlarmSettings = AlarmSettings()
    retention: RetentionSettings = RetentionSettings()
    health: HealthSettings = HealthSettings()
    prices: Prices = Prices()

    @model_validator(mode="before")
    @classmethod
    def _name_the_brands(cls, data: Any) -> Any:
        """A brand knows its own key."""
        brands = data.get("brands") if isinstance(data, dict) else None
        if not isinstance(brands, dict):
            return data
        named = {
            str(key): {**value, "key": str(key)} if isinstance(value, dict) else value for key, value in brands.items()
        }
        return {**data, "brands": named}


def brand_of(config: Config, path: Path, key: str | None) -> Brand:
    """The brand with this key; without one the first. Raises ConfigError for an unknown key."""
    if key is None:
        return next(iter(config.brands.values()))
    if key not in config.brands:
        raise ConfigError(f"{path}: no brand has the key {key!r}; known: {', '.join(config.brands)}")
    return config.brands[key]


def load(path: Path = DEFAULT_PATH) -> Config:
    """Read and check `path`. Raises ConfigError whose text has one line per fault."""
    marked = marked_yaml.read(path)
    faults: list[tuple[int, str]] = []
    config = None
    try:
        config = Config.model_validate(marked.data)
    except ValidationError as error:
        faults += [_fault(marked, dict(found)) for found in error.errors(include_url=False)]
    faults += [*_cross_faults(marked), *cross_faults(marked), *llm_faults(marked)]
    if faults or config is None:
        raise ConfigError("\n".join(f"{path}:{line}: {text}" for line, text in sorted(set(faults))))
    return config


def _fault(marked: Marked, error: dict[str, Any]) -> tuple[int, str]:
    loc = tuple(part for part in error["loc"] if part != "[key]")
    key = ".".join(str(part) for part in loc) or "(top)"
    return marked.line(loc), f"{key}: {_mend(error, loc)}"


def _mend(error: dict[str, Any], loc: Loc) -> str:
    kind, message = error["type"], error["msg"].removeprefix("Value error, ")
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(loc[-1]), _known_keys(loc), n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(_known_keys(loc))}"
        return f"unknown key; {hint}"
    if kind == "missing":
        return "is missing; add it"
    if kind == "value_error":
        return str(message)
    if kind == "too_short" and loc[-1] in ("hours", "languages"):
        return "is empty; write at least one, or leave the key out"
    if kind == "string_pattern_mismatch" and loc[-1] in ("heartbeat_url", "base_url"):
        return f"write the whole address, with https:// before it (found {error['input']!r})"
    if kind.startswith("date_"):
        return f"write {_as_date(str(error['input']))} (found {str(error['input'])!r})"
    given = error.get("input")
    shown = f" (found {given!r})" if isinstance(given, str | int | float | bool) else ""
    return f"{message[0].lower()}{message[1:]}{shown}"


_DAY = re.compile(r"(\d{1,2})[./ -]+(\d{1,2})[./ -]+(\d{4})")


def _as_date(written: str) -> str:
    """31.12.2026 as it is to be written; where it is no such day, how one is."""
    found = _DAY.fullmatch(written.strip())
    with suppress(ValueError):
        day, month, year = (int(part) for part in found.groups()) if found else (0, 0, 0)
        return date(year, month, day).isoformat()
    return "the day as 2026-12-31 (year, month, day)"


def _known_keys(loc: Loc) -> list[str]:
    """The keys allowed where `loc` was written, found by walking the models."""
    here: Any = Config
    for part in loc[:-1]:
        if isinstance(here, type) and issubclass(here, BaseModel) and part in here.model_fields:
            here = here.model_fields[str(part)].annotation
        here = _model_inside(here)
    if not (isinstance(here, type) and issubclass(here, BaseModel)):
        return []
    return sorted((info.alias or name) for name, info in here.model_fields.items() if name != "key")


def _model_inside(annotation: Any) -> Any:
    """The pydantic model in X, X | None, list[X] or dict[str, X]; else the annotation itself."""
    for inner in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return inner
    return annotation


_BRAND_KEY = re.compile(r"[a-z][a-z0-9_]*")


def _cross_faults(marked: Marked) -> list[tuple[int, str]]:
    """Faults no single field can see; written against the raw data, so that they show beside the others."""
    brands = marked.data.get("brands")
    if not isinstance(brands, dict):
        return []
    faults = []
    for key, brand in brands.items():
        if not _BRAND_KEY.fullmatch(str(key)):
            faults.append(
                (marked.line(("brands", key)), f"brands.{key}: a brand's key is made of a-z, 0-9 and _; rename it")
            )
        platforms = brand.get("platforms") if isinstance(brand, dict) else None
        for name in platforms if isinstance(platforms, dict) else ():
            if not collector_exists(str(name)):
                line = marked.line(("brands", key, "platforms", name))
                known = ", ".join(known_platforms())
                faults.append((line, f"brands.{key}.platforms.{name}: no such platform; known: {known}"))
    return faults


def collector_exists(platform: str) -> bool:
    return platform.isidentifier() and importlib.util.find_spec(f"monitor.collectors.{platform}") is not None


def known_platforms() -> list[str]:
    """The platforms there is a collector for: the file names."""
    import monitor.collectors as package

    folder = Path(package.__path__[0])
    return sorted(file.stem for file in folder.glob("*.py") if not file.stem.startswith("_"))
