"""`samimi classify`: the judge alone. What no judgement needs (tables, drafts, charts) is not loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from monitor.sentiment.lines import classify_lines
from monitor.sentiment.loading import load as load_classifier


def classify(path: Path) -> Callable[[Iterator[str]], Iterator[str]]:
    """Lines to lines, with the config's judge and brands where there is one.

    Raises ConfigError for a broken config; without any, the shipped judge knows each brand by its name.
    """
    if not path.exists():
        judge = load_classifier()
        return lambda lines: classify_lines(lines, judge, {})
    from samimi.config import load

    config = load(path)
    wanted = config.sentiment
    judge = load_classifier(wanted.model, revision=wanted.revision, labels=wanted.labels, threads=wanted.threads)
    return lambda lines: classify_lines(lines, judge, config.brands)
