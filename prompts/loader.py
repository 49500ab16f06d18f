"""Prompt and reply files: front matter, version, hash, and a sandboxed rendering that forgives nothing.

prompts/<id>/<lang>.md.j2            a prompt for a model: YAML front matter, Jinja body
prompts/replies/<topic>/<lang>.yaml  the pieces replies are put together from
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import frontmatter
import yaml
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field, ValidationError

BUILT_IN = Path(__file__).parent

_ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False)


class PromptError(ValueError):
    """A prompt or reply file is missing, malformed, or given the wrong variables."""


class Head(BaseModel):
    """What stands above the words of every file."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9_.]*$")
    version: int = Field(ge=1)
    language: Literal["tr", "en"]
    variables: list[str] = []
    changelog: list[str] = Field(min_length=1)


@dataclass(frozen=True)
class Prompt:
    """A prompt for a model. `render` wants exactly the variables its front matter names."""

    head: Head
    body: str
    sha: str

    @property
    def ref(self) -> str:
        """What a draft records: reply.draft@3+811beb37ff15."""
        return reference(self.head, self.sha)

    @cached_property
    def _template(self) -> Any:
        return _ENVIRONMENT.from_string(self.body)

    def render(self, **values: object) -> str:
        """The prompt with its variables filled in, as plain text.

        Raises PromptError for a variable too many or too few, or for a body the sandbox refuses.
        """
        if set(values) != set(self.head.variables):
            wrong = sorted(set(values) ^ set(self.head.variables))
            raise PromptError(f"{self.head.id}: missing or unknown variables: {', '.join(wrong)}")
        try:
            return str(self._template.render(values)).strip()
        except TemplateError as error:
            raise PromptError(f"{self.head.id}: {error}") from error


@dataclass(frozen=True)
class Words:
    """A file of reply pieces: its head, and the rest as plain data."""

    head: Head
    data: dict[str, Any]
    sha: str

    @property
    def ref(self) -> str:
        return reference(self.head, self.sha)


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def reference(head: Head, sha: str) -> str:
    """id@version+hash, the name under which a draft remembers the words it came from."""
    return f"{head.id}@{head.version}+{sha}"


class Library:
    """Finds files by id and language; the first folder that has one wins, so a brand's own go first."""

    def __init__(self, *folders: Path) -> None:
        self.folders: Sequence[Path] = folders or (BUILT_IN,)
        self._prompts: dict[Path, Prompt] = {}
        self._words: dict[Path, Words] = {}

    def prompt(self, name: str, language: str) -> Prompt:
        """The prompt `name` (its folder). Raises PromptError when it is missing or malformed."""
        path = self._find(f"{name}/{language}.md.j2")
        return self._prompts.get(path) or self._prompts.setdefault(path, read_prompt(path))

    def replies(self, topic: str, language: str) -> Words:
        """The reply pieces of `topic`. Raises PromptError when they are missing or malformed."""
        path = self._find(f"replies/{topic}/{language}.yaml")
        return self._words.get(path) or self._words.setdefault(path, read_words(path))

    def _find(self, relative: str) -> Path:
        for folder in self.folders:
            if (folder / relative).is_file():
                return folder / relative
        raise PromptError(f"no file {relative} in {', '.join(str(f) for f in self.folders)}")


def read_prompt(path: Path) -> Prompt:
    """A .md.j2 file. Raises PromptError naming the file."""
    raw = path.read_text(encoding="utf-8")
    try:
        post = frontmatter.loads(raw)
        head = Head.model_validate(post.metadata)
        _ENVIRONMENT.parse(post.content)
    except (ValidationError, yaml.YAMLError, TemplateError) as error:
        raise PromptError(f"{path}: {told(error)}") from error
    return Prompt(head, post.content, short_hash(raw))


def read_words(path: Path) -> Words:
    """A .yaml file of reply pieces. Raises PromptError naming the file."""
    raw = path.read_text(encoding="utf-8")
    try:
        data = yaml.load(raw, _LOADER)  # noqa: S506  (a safe loader, in C where PyYAML was built with it)
        if not isinstance(data, dict):
            raise PromptError(f"{path}: not a mapping; write keys and values, as the built-in file does")
        head = Head.model_validate({key: data.pop(key) for key in list(data) if key in Head.model_fields})
    except (ValidationError, yaml.YAMLError) as error:
        raise PromptError(f"{path}: {told(error)}") from error
    return Words(head, data, short_hash(raw))


def told(error: Exception) -> str:
    """A reader's complaint in one line: where, and what to write."""
    if isinstance(error, ValidationError):
        return "; ".join(_told_of(fault["type"], fault["loc"], fault["msg"]) for fault in error.errors())
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return f"line {mark.line + 1}, column {mark.column + 1}: {getattr(error, 'problem', error)}; mend the YAML"
    return " ".join(str(error).split())


def _told_of(kind: str, place: tuple[int | str, ...], message: str) -> str:
    key = ".".join(map(str, place))
    mends = {"missing": "is missing; add it", "extra_forbidden": "unknown key; take it out or mend its spelling"}
    return f"{key}: {mends.get(kind, f'{message[0].lower()}{message[1:]}; mend it')}"


def short_hash(raw: str) -> str:
    """The first 12 hex digits of sha256 of a file's text, whatever its line ends."""
    return hashlib.sha256(raw.replace("\r\n", "\n").encode()).hexdigest()[:12]
