"""Find a platform's two sides by its name: the file name is the registry."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import datetime
from importlib.util import find_spec
from types import ModuleType
from typing import cast

from models import Brand
from models.errors import ConfigError
from monitor.collectors import Collector
from responders.publishers import Publisher
from samimi.secrets import Secrets

Now = Callable[[], datetime]


def secret_names(platform: str) -> tuple[str, ...]:
    """The credentials both sides of a platform ask for, each once."""
    sides = [
        side for side in (_module("monitor.collectors", platform), _module("responders.publishers", platform)) if side
    ]
    return tuple(dict.fromkeys(name for side in sides for name in side.SECRETS))


def collector(brand: Brand, platform: str, secrets: Secrets, sandbox: str | None, now: Now) -> Collector:
    """Raises ConfigError when credentials are missing."""
    side = _module("monitor.collectors", platform)
    if side is None:
        raise ConfigError(f"brands.{brand.key}.platforms.{platform}: there is no such platform")
    found = secrets.platform(platform, brand.key, side.SECRETS)
    return cast(Collector, side.build(brand, found, sandbox, now))


def publisher(brand: Brand, platform: str, secrets: Secrets, sandbox: str | None, now: Now) -> Publisher | None:
    """None for a platform that can only be read."""
    side = _module("responders.publishers", platform)
    if side is None:
        return None
    found = secrets.platform(platform, brand.key, side.SECRETS)
    return cast(Publisher, side.build(brand, found, sandbox, now))


def _module(side: str, platform: str) -> ModuleType | None:
    name = f"{side}.{platform}"
    return importlib.import_module(name) if find_spec(name) else None
