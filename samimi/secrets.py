"""Secrets: from the environment or a `.env` beside config.yaml, never from config.yaml, masked wherever shown.

SAMIMI_<PLATFORM>_<BRAND>_<NAME> wins over SAMIMI_<PLATFORM>_<NAME>.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from models.errors import ConfigError


class Secrets:
    """What the environment holds, and what was asked for and missing."""

    def __init__(self, environment: Mapping[str, str], source: str = "the environment or .env") -> None:
        self._environment = environment
        self._source = source

    @classmethod
    def read(cls, folder: Path) -> Secrets:
        """The process's environment over `folder/.env`."""
        filed = {name: value for name, value in dotenv_values(folder / ".env").items() if value}
        return cls({**filed, **os.environ}, f"the environment or {folder / '.env'}")

    def platform(self, platform: str, brand: str, names: tuple[str, ...]) -> dict[str, str]:
        """The credentials of one platform and brand. Raises ConfigError naming every missing one."""
        found, missing = {}, []
        for name in names:
            own, shared = _names(platform, brand, name)
            value = self._environment.get(own) or self._environment.get(shared)
            if value:
                found[name] = value
            else:
                missing.append(f"{shared} is missing; set it (or {own}) in {self._source}")
        if missing:
            raise ConfigError("\n".join(missing))
        return found

    def places(self, platform: str, brand: str, names: tuple[str, ...]) -> str:
        """What the credentials of one platform and brand are called, and where they stand."""
        called = (_names(platform, brand, name) for name in names)
        return f"{', '.join(own if self._environment.get(own) else shared for own, shared in called)} in {self._source}"

    def one(self, name: str) -> str:
        """SAMIMI_<NAME>. Raises ConfigError when it is missing."""
        value = self.get(name)
        if not value:
            raise ConfigError(f"SAMIMI_{name.upper()} is missing; set it in {self._source}")
        return value

    def get(self, name: str) -> str | None:
        return self._environment.get(f"SAMIMI_{name}".upper()) or None


def _names(platform: str, brand: str, name: str) -> tuple[str, str]:
    """Of the brand's own credential, and of the one that brands share."""
    return f"SAMIMI_{platform}_{brand}_{name}".upper(), f"SAMIMI_{platform}_{name}".upper()


def masked(secret: str) -> str:
    """The secret as it may be shown: "81…4f" for long ones, "…" for short ones."""
    return f"{secret[:2]}…{secret[-2:]}" if len(secret) >= 12 else "…"
