"""The command line. Each command's work is elsewhere; here are its name, its options and its exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from models.errors import ConfigError
from samimi import logs
from samimi.bench_commands import bench

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
connect = typer.Typer(no_args_is_help=True, help="Bind a chat without typing ids.")
app.add_typer(connect, name="connect")
app.add_typer(bench, name="bench")

ConfigPath = Annotated[Path, typer.Option("--config", help="The settings file.")]


@contextmanager
def _clear_errors() -> Iterator[None]:
    """A fault of the operator's is told in plain lines, without a traceback, exit 1."""
    try:
        yield
    except Exception as error:
        told = str(error) if isinstance(error, ConfigError) else _database_fault(error)
        if told is None:
            raise
        for line in told.splitlines():
            typer.secho(line, err=True, fg=typer.colors.RED)
        raise typer.Exit(1) from error


def _database_fault(error: Exception) -> str | None:
    """Loaded only where something went wrong: SQLAlchemy takes 25 MB, and judging needs none of it."""
    from sqlalchemy.exc import DatabaseError

    from samimi.unreachable import fault_of

    return fault_of(error) if isinstance(error, DatabaseError) else None


def _there(context: typer.Context, parameter: typer.CallbackParam, path: Path) -> Path:
    """A file that was named must be there; without --config, and without config.yaml, the shipped judge speaks."""
    source = context.get_parameter_source(parameter.name or "")
    with _clear_errors():
        if source is not None and source.name != "DEFAULT" and not path.exists():
            raise ConfigError(f"{path}: no such file; name one that is there, or leave --config out")
    return path


JudgeConfig = Annotated[
    Path, typer.Option("--config", help="The settings file; without any, the shipped judge.", callback=_there)
]
Lines = Annotated[str, typer.Argument(help="A file of JSON lines, or - for standard input.")]
DEFAULT = Path("config.yaml")


@app.callback()
def main(verbose: Annotated[bool, typer.Option("--verbose", help="Log every step.")] = False) -> None:
    """Listens for mentions of your brand, drafts short human replies, posts them once a person has approved."""
    logs.configure(verbose)


@app.command()
def demo(
    auto: Annotated[bool, typer.Option("--auto", help="A scripted team decides; ends by itself.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON.")] = False,
    shipped_defaults: Annotated[
        bool, typer.Option("--shipped-defaults", help="The default routing: X and Reddit by hand.")
    ] = False,
    replay: Annotated[
        Path | None, typer.Option("--replay", help="JSON lines (text, lang, author, platform, created_at) to feed.")
    ] = None,
    port: Annotated[int, typer.Option("--port", help="Of the chat page; 0: any free one.")] = 8765,
) -> None:
    """The whole loop on stand-ins for the platforms and Telegram: no credentials, nothing leaves this machine."""
    from samimi.demo import day

    with _clear_errors():
        ok = day.run(auto=auto, as_json=as_json, shipped_defaults=shipped_defaults, replay=replay, port=port)
    raise typer.Exit(0 if ok else 1)


@app.command()
def init(
    name: Annotated[str | None, typer.Option("--brand", help="Your brand's name.")] = None,
    folder: Annotated[Path, typer.Option("--folder", help="Where to write.")] = Path(),
) -> None:
    """Write a commented config.yaml, .env.example and an .env with a key of its own."""
    from samimi import starter

    with _clear_errors():
        if name is None:
            name = typer.prompt("Your brand's name", default=starter.SAMPLE) if sys.stdin.isatty() else starter.SAMPLE
        key = "ornek" if name == starter.SAMPLE else starter.brand_key(name)
        folder.mkdir(parents=True, exist_ok=True)
        written = starter.write(folder, name, key)
    for path in (folder / each for each in ("config.yaml", ".env.example", ".env")):
        typer.echo(f"wrote {path}" if path in written else f"{path} is there already, left as it is")
    typer.echo("Next: fill in .env, read config.yaml, then: samimi check")


@app.command()
def check(config: ConfigPath = DEFAULT) -> None:
    """Verify config, secrets, model, database, platforms and Telegram: a line each, exit 1 on a fault."""
    from samimi import checking

    ok = True
    for line in checking.check(config):
        mark = "!" if line.advice else "✓" if line.ok else "✗"
        typer.secho(f"{mark} {line.text}", fg={"!": typer.colors.YELLOW, "✗": typer.colors.RED}.get(mark))
        ok = ok and line.ok
    raise typer.Exit(0 if ok else 1)


@app.command()
def run(config: ConfigPath = DEFAULT) -> None:
    """The bot: listens, judges, drafts, asks, posts, reports. Ends cleanly on SIGTERM or Ctrl-C."""
    from samimi import running

    with _clear_errors():
        running.run(config)


@app.command()
def digest(
    day: Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Default: yesterday.")] = None,
    brand: Annotated[str | None, typer.Option("--brand", help="A brand's key; default: all.")] = None,
    form: Annotated[Literal["text", "html", "json"], typer.Option("--format")] = "text",
    lang: Annotated[Literal["tr", "en"] | None, typer.Option("--lang", help="Default: the brand's chat.")] = None,
    period: Annotated[
        Literal["day", "week", "month"], typer.Option("--period", help="The day, or the week or month that holds it.")
    ] = "day",
    config: ConfigPath = DEFAULT,
) -> None:
    """What managers read in the morning, about one day, a week or a month; without a date the last one closed."""
    from samimi import telling

    with _clear_errors():
        wanted: date | None = day.date() if day else None
        for text in telling.digests(config, wanted, brand, form, lang, period):
            typer.echo(text)


@app.command()
def classify(source: Lines = "-", config: JudgeConfig = DEFAULT) -> None:
    """Judge JSON lines: label, sentiment, topics, urgency, …; one line out for each line in."""
    from samimi import classifying
    from samimi.streaming import stream

    with _clear_errors():
        stream(source, classifying.classify(config))


@app.command()
def draft(
    source: Lines = "-",
    config: JudgeConfig = DEFAULT,
    preview: Annotated[bool, typer.Option("--preview", help="Twelve samples in each address form.")] = False,
    brand: Annotated[str | None, typer.Option("--brand", help="Whose samples (with --preview).")] = None,
) -> None:
    """Draft replies to JSON lines; or show what this brand's replies sound like (--preview)."""
    from samimi import lines
    from samimi.streaming import stream

    with _clear_errors():
        if preview:
            typer.echo(lines.preview(config, brand))
        else:
            stream(source, lines.draft(config))


@app.command()
def guard(source: Lines = "-", config: JudgeConfig = DEFAULT) -> None:
    """Check drafts (JSON lines): level, flags, spans."""
    from samimi import lines
    from samimi.streaming import stream

    with _clear_errors():
        stream(source, lines.guard(config))


@app.command()
def evaluate(
    file: Annotated[
        Path | None, typer.Argument(help="Labelled JSON lines, as in monitor/sentiment/data; a file, a folder, or -.")
    ] = None,
    drafts: Annotated[
        Path | None, typer.Option("--drafts", help="Cases with expectations (YAML) for the drafts instead.")
    ] = None,
    brand: Annotated[str | None, typer.Option("--brand", help="Who answers the cases (with --drafts).")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    config: JudgeConfig = DEFAULT,
) -> None:
    """Score card of the judge, per language, with 95 % intervals; or of the drafts (--drafts), exit 1 on a fault."""
    from samimi import measuring

    with _clear_errors():
        if drafts is not None:
            text, ok = measuring.drafts(config, drafts, brand)
            typer.echo(text)
            raise typer.Exit(0 if ok else 1)
        if file is None:
            raise ConfigError("name a file of labelled lines, or --drafts CASES.yaml")
        typer.echo(measuring.score_card(config, file, as_json))


@app.command()
def train(
    out: Annotated[Path, typer.Argument(help="The folder to write the model into.")],
    base: Annotated[str | None, typer.Option("--base", help="A Hub id or a folder to fine-tune.")] = None,
) -> None:
    """Train the judge on the shipped corpus (needs the extra `torch`); name the folder in config.yaml."""
    from samimi import measuring

    with _clear_errors():
        measuring.train(out, base)


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="JSON lines or CSV: text, author, platform, created_at, …")],
    brand: Annotated[str | None, typer.Option("--brand", help="Default: the only brand, or each line's own.")] = None,
    config: ConfigPath = DEFAULT,
) -> None:
    """Take in mentions found elsewhere (a complaint site, an e-mail): they are judged and get cards."""
    from samimi import moving

    with _clear_errors():
        typer.echo(moving.import_file(config, file, brand))


@app.command()
def export(
    what: Annotated[Literal["mentions", "decisions", "drafts", "dossier"], typer.Option("--what")] = "mentions",
    form: Annotated[Literal["jsonl", "csv"], typer.Option("--format")] = "jsonl",
    config: ConfigPath = DEFAULT,
) -> None:
    """Write mentions, the audit trail, what became of drafts, or the dossier for a platform to standard output."""
    from samimi import moving

    with _clear_errors():
        for line in moving.export(config, what, form):
            typer.echo(line)


@app.command()
def forget(platform: str, handle: str, config: ConfigPath = DEFAULT) -> None:
    """Erase an author: rows, drafts, cards. A keyed hash stays, so that they are not collected again."""
    from samimi import moving

    with _clear_errors():
        typer.echo(moving.forget(config, platform, handle))


@connect.command()
def telegram(
    role: Annotated[Literal["viewer", "approver", "lead", "admin"], typer.Option("--role")] = "admin",
    brand: Annotated[str | None, typer.Option("--brand", help="Default: the only brand.")] = None,
    config: ConfigPath = DEFAULT,
) -> None:
    """Print a one-time code; send /katil CODE in the group (or privately) to bind it."""
    from samimi import moving

    with _clear_errors():
        typer.echo(moving.join_code(config, brand, role))
