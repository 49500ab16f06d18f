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
def listed(name: str) -> tuple[str, ...]:
    """The lines of `name`.txt beside this file, without comments and blank lines."""
    lines = Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def phrases(name: str) -> re.Pattern[str]:
    """One pattern for the listed lines: each a regular expression over folded text, whole words only.

    A line `NAME = …` defines a part, `<NAME>` in a later line uses it. A space stands for any run of white space.
    """
    parts: dict[str, str] = {}
    lines = []
    for line in listed(name):
        spelt = _USE.sub(lambda use: f"(?:{parts[use[1]]})", line)
        definition = _NAMED.match(spelt)
        if definition:
            parts[definition[1]] = definition[2]
        else:
            lines.append(spelt)
    return re.compile(rf"(?<!\w)(?:{'|'.join(lines)})(?!\w)".replace(" ?", r"\s*").replace(" ", r"\s+"))
