"""`samimi bench …`: measurements anyone can repeat."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from models.errors import ConfigError

bench = typer.Typer(no_args_is_help=True, help="Measure: what it prints is what was measured on this machine.")


@bench.command()
def classify() -> None:
    """Posts a second of the judge beside the transformers pipeline and the bare graph."""
    from samimi import measuring

    try:
        typer.echo(measuring.bench_classify())
    except ConfigError as error:
        typer.secho(str(error), err=True, fg=typer.colors.RED)
        raise typer.Exit(1) from error


@bench.command()
def desk(cards: int = 5000, taps: int = 1000, people: int = 20) -> None:
    """Thousands of cards, then honest, forged, stale and strangers' taps."""
    from samimi import bench_desk

    typer.echo(json.dumps(bench_desk.run(cards, taps, people), indent=1))


@bench.command()
def digest(
    mentions: Annotated[int, typer.Option(help="Stored in all, for four brands over two years.")] = 1_000_000,
    parts: Annotated[int, typer.Option(help="Steps of growing history, timed after each.")] = 4,
    database: Annotated[
        str | None, typer.Option(help="An empty database of its own; default: a new SQLite file.")
    ] = None,
) -> None:
    """Seconds of a digest as history grows; ten million take some ten minutes to store and 6 GB of disk."""
    from samimi import bench_digest

    try:
        typer.echo(json.dumps(bench_digest.run(mentions, parts, database), indent=1))
    except ConfigError as error:
        typer.secho(str(error), err=True, fg=typer.colors.RED)
        raise typer.Exit(1) from error


@bench.command("desk-day")
def desk_day(mentions: int = 1500, people: int = 4) -> None:
    """11.11 on the desk in simulated time: what was pushed, the longest wait, taps per person."""
    from samimi import bench_desk_day

    typer.echo(json.dumps(bench_desk_day.run(mentions, people), indent=1))


@bench.command()
def motion() -> None:
    """Taps and characters on the screen for each decision, pressed through the desk, in Turkish and English."""
    from samimi import bench_motion

    typer.echo(bench_motion.table(bench_motion.run()))


@bench.command()
def spikes(years: int = 1) -> None:
    """False alarms and recall of the alarm beside simpler rules, on simulated traffic of three kinds."""
    from reports import bench_spikes

    for title, traffic in bench_spikes.VIEWS.items():
        typer.echo(f"{title}\n\n{bench_spikes.report(bench_spikes.table(years, **traffic))}\n")


@bench.command()
def crash(
    replies: int = 3000,
    kills: int = 200,
    lost_answers: Annotated[float, typer.Option(help="Share of the posts whose answer gets lost.")] = 0.05,
    seed: int = 1,
    blind_replies: Annotated[int, typer.Option(help="Replies of the last run, which never looks; 0: none.")] = 300,
    sqlite: Annotated[bool, typer.Option(help="Run on SQLite.")] = True,
    postgres: Annotated[str, typer.Option(help="An empty database's URL, auto (a throwaway cluster) or no.")] = "auto",
) -> None:
    """kill -9 again and again while replies go out: SQLite, two workers on PostgreSQL, and once without looking."""
    from samimi import bench_crash

    plan = bench_crash.Plan(replies, kills, lost_answers, seed)
    try:
        ok = bench_crash.report(plan, sqlite, postgres, blind_replies, typer.echo, lambda t: typer.echo(t, err=True))
    except ConfigError as error:
        typer.secho(str(error), err=True, fg=typer.colors.RED)
        ok = False
    raise typer.Exit(0 if ok else 1)


@bench.command()
def month(days: int = 30, mentions: int = 300, replies: int = 60, seed: int = 1) -> None:
    """A month on X: the ledger beside the stand-in's own bill, then again with half the money."""
    from samimi import bench_month

    plan = bench_month.Plan(days=days, mentions=mentions, replies=replies, seed=seed)
    ok = bench_month.report(plan, typer.echo, lambda text: typer.echo(text, err=True))
    raise typer.Exit(0 if ok else 1)
