"""Which brand a line of input calls by its key, its name or a spelling, whatever the case and the diacritics."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from language.folding import fold
from models import Brand


def by_name(brands: Mapping[str, Brand]) -> dict[str, Brand]:
    """The config's brands by every name a line may call them; a key goes before a name."""
    known = {fold(name): brand for brand in brands.values() for name in brand.names}
    return known | {fold(key): brand for key, brand in brands.items()}


def called(name: str, known: Mapping[str, Brand]) -> Brand:
    """One of those `by_name` knows, else one known by its name alone."""
    return known.get(fold(name.strip())) or _stranger(name.strip())


def called_or_first(name: str | None, brands: Mapping[str, Brand]) -> Brand:
    """The brand a line calls; the first of the config's where it calls none."""
    if name is not None:
        return called(name, by_name(brands))
    return next(iter(brands.values()), None) or _stranger("Samimi")


@lru_cache(maxsize=4096)
def _stranger(name: str) -> Brand:
    return Brand(name=name)
