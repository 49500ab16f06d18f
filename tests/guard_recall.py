"""How many of somebody else's paraphrases the guards catch: `python -m tests.guard_recall FILE`.

FILE holds JSON lines: `{"id", "lang": "tr"|"en", "draft", "mention", "expects"}`, where `expects` is the flag a
person would raise (promise, legal_admission or pii_request). Whoever writes it must not have read the word lists,
and the lists must not be changed to fit it: recall is reported as it is.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from responders.guards import check
from tests.guard_cases import context


class Recall(NamedTuple):
    """Of `of` drafts, `caught` got the expected flag, `red` of them a red one, and `warned` any flag at all."""

    caught: int
    red: int
    warned: int
    of: int

    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of caught / of."""
        n, share, z = self.of, self.caught / self.of, 1.96
        middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return middle - half, middle + half


def recall(rows: Iterable[dict[str, Any]]) -> dict[str, Recall]:
    """Recall by "flag lang", and "all"."""
    found: dict[str, Recall] = {}
    for row in rows:
        flags = check(row["draft"], context(row["lang"], row.get("mention", ""), author_handle=""))
        hits = [flag for flag in flags if flag.name == row["expects"]]
        one = (bool(hits), any(flag.level == "red" for flag in hits), bool(flags), 1)
        for key in (f"{row['expects']} {row['lang']}", "all"):
            before = found.get(key, Recall(0, 0, 0, 0))
            found[key] = Recall(*(a + b for a, b in zip(before, one, strict=True)))
    return found


def report(path: Path) -> str:
    """One line per flag and language: caught, red, warned, of, with the interval."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    lines = []
    for key, value in sorted(recall(rows).items()):
        low, high = value.interval()
        share = f"{value.caught / value.of:.0%} ({low:.0%}-{high:.0%})"
        lines.append(f"{key:24} caught {value.caught}/{value.of} {share}, red {value.red}, any flag {value.warned}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(report(Path(sys.argv[1])))
