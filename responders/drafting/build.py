"""From settings to a drafter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from models import Brand
from prompts import BUILT_IN, Library
from responders.drafting.request import Drafter
from responders.drafting.settings import ResponderSettings
from responders.drafting.template import TemplateDrafter


def build_drafter(settings: ResponderSettings, prompts_dir: Path | None = None) -> Drafter:
    """The drafter `settings` describe. `prompts_dir` replaces the built-in words."""
    return TemplateDrafter(libraries(settings, prompts_dir))


def libraries(settings: ResponderSettings, prompts_dir: Path | None) -> Callable[[Brand], Library]:
    """A brand's words: its own folder first, read once each."""
    base = prompts_dir or BUILT_IN
    made: dict[str, Library] = {"": Library(base)}
    for key, folder in settings.templates.items():
        made[key] = Library(folder, base)
    return lambda brand: made.get(brand.key, made[""])
