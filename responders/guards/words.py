"""Word lists beside the guards, and the Turkish endings a listed word may carry."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_NOUN_ENDING = (
    r"(?:l[ae]r)?(?:[iu]?m[iu]z|[iu]?n[iu]z|[iu]m|[iu]n|l[ae]r[iu]|s[iu]|[iu])?"
    r"(?:n?[dt][ae]n?(?:k[iu](?:l[ae]r)?)?|n[iu]n|n?[ae]|n[iu]|y[aeiu]|yl[ae]|l[ae]|c[ae]|l[iu]k|s[iu]z|l[iu])?"
    r"(?:[dt][iu]r|y[iu]z|s[iu]n(?:[iu]z)?|y[dt][iu]|m[iu]s)?"
)
ENDING = rf"(?:['’]?{_NOUN_ENDING})?"
"""Turkish endings after a folded noun or name, with or without an apostrophe; an approximation, wide on purpose."""
_NAMED = re.compile(r"^([A-Z_]+) = (.+)$")
_USE = re.compile(r"<([A-Z_]+)>")


@cache
def listed(path: Path) -> tuple[str, ...]:
    """The lines of a list, without comments and blank lines."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("# "))


def beside(name: str) -> Path:
    """The list `name` among the guards' own."""
    return Path(__file__).with_name(f"{name}.txt")


def expanded(path: Path) -> list[str]:
    """The regular expressions of a list. A line `NAME = …` defines a part, `<NAME>` in a later line uses it."""
    parts: dict[str, str] = {}
    patterns = []
    for line in listed(path):
        spelt = _USE.sub(lambda use: f"(?:{parts[use[1]]})", line)
        definition = _NAMED.match(spelt)
        if definition:
            parts[definition[1]] = definition[2]
        else:
            patterns.append(spelt)
    return patterns


@cache
def phrases(name: str, *, mild: bool = False) -> re.Pattern[str]:
    """One pattern for the guards' list `name`: whole words of folded text; a space is any run of white space.

    `mild`: of the lines that begin with "~", and of those alone; otherwise of the others.
    """
    lines = expanded(beside(name))
    either = "|".join(line.replace("~", "") for line in lines if line.startswith("~") is mild) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)".replace(" ?", r"\s*").replace(" ", r"\s+"))
