"""`evaluate`, `train` and `bench classify`: the judge measured and trained from the command line."""

from __future__ import annotations

import os
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile

import typer

from models.errors import ConfigError
from models.json_lines import read_file, read_lines
from monitor.sentiment.card import as_text
from monitor.sentiment.corpus import Example
from monitor.sentiment.scorecard import evaluate
from responders.drafting.evaluate import evaluate_cases, read_cases, report
from samimi.clock import utc_now
from samimi.config import SentimentSettings, brand_of, load
from samimi.extras import how_to_install
from samimi.lines import drafter_of
from samimi.streaming import arriving, opened
from samimi.wiring import load_judge


def score_card(path: Path, file: Path, as_json: bool) -> str:
    """The configured judge on a file, on a folder's .jsonl files together, or on standard input (-).

    Raises ConfigError for a file that cannot be read or holds a line that is no labelled mention.
    """
    config = load(path) if path.exists() else None
    judge = load_judge(config.sentiment if config else SentimentSettings())
    examples = _standard_input() if file == Path("-") else _of_files(file)
    if not examples:
        raise ConfigError(f"{file}: holds no lines")
    card = evaluate(examples, judge, config.brands if config else {})
    return card.model_dump_json() if as_json else as_text(card)


def _of_files(file: Path) -> list[Example]:
    files = sorted(file.glob("*.jsonl")) if file.is_dir() else [file]
    return [example for each in files for _, example in read_file(each, Example)]


def _standard_input() -> list[Example]:
    with opened("-") as source:
        return [example for _, example in read_lines(chain.from_iterable(arriving(source)), "-", Example)]


def drafts(path: Path, cases: Path, brand: str | None) -> tuple[str, bool]:
    """The report on drafts for `cases` by the configured mode, and whether all were as expected. Raises ConfigError."""
    config = load(path)
    speaker = brand_of(config, path, brand)
    try:
        wanted = read_cases(cases)
    except OSError as error:
        raise ConfigError(f"{cases}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise ConfigError(str(error)) from error
    results = evaluate_cases(wanted, drafter_of(config, path), speaker, utc_now())
    return report(results), not any(result.faults for result in results)


def train(out: Path, base: str | None) -> None:
    """Raises ConfigError, before any work, where the extra is missing or `out` cannot be written into."""
    try:
        from monitor.sentiment.training.base import train_base
        from monitor.sentiment.training.train import train as train_own
    except ImportError as error:
        raise ConfigError(f"{error.name} is needed; {how_to_install('torch')}") from error
    _writable(out)
    if base is None:
        train_own(out, processes=os.cpu_count() or 1, progress=typer.echo)
    else:
        train_base(base, out, progress=typer.echo)
    typer.echo(f"wrote {out}; to use it: sentiment: {{model: {out}}}")


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ConfigError(f"{folder}: no folder that can be written into ({error.strerror}); name another") from error


def bench_classify() -> str:
    """Raises ConfigError where PyTorch, which it is compared with, is missing."""
    try:
        from monitor.sentiment.bench import bench

        return bench().model_dump_json(indent=1)
    except ImportError as error:
        raise ConfigError(f"{error.name} is needed; {how_to_install('torch')}") from error
