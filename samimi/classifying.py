"""`samimi classify`: the judge alone. What no judgement needs (tables, drafts, charts) is not loaded."""

from __future__ import annotations

from pathlib import Path

from monitor.sentiment.lines import classify_lines
from monitor.sentiment.loading import load as load_classifier
from samimi.streaming import Answer


def classify(path: Path) -> Answer:
    """Lines to lines, with the config's judge and brands where there is one.

    Raises ConfigError for a broken config; without any, the shipped judge knows each brand by its name.
    """
    if not path.exists():
        judge = load_classifier()
        return lambda chunks: classify_lines(chunks, judge, {})
    from samimi.config import load

    config = load(path)
    wanted = config.sentiment
    judge = load_classifier(wanted.model, revision=wanted.revision, labels=wanted.labels, threads=wanted.threads)
    return lambda chunks: classify_lines(chunks, judge, config.brands)
