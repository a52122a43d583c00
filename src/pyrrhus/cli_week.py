"""The commands of an analyst's week: compare, runs, replay. Thin, as `pyrrhus.cli`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pyrrhus.cli_forms import Format, show
from pyrrhus.present.characters import say

ENDS = "SCENARIO, SCENARIO@DATE, a folder of results, or run:NUMBER."


def add_week_commands(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    for command in (compare,):
        app.command()(command)


def compare(
    before: Annotated[str, typer.Argument(metavar="A", help=ENDS)],
    after: Annotated[str | None, typer.Argument(metavar="B", help="The same; not needed with --set.")] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="What if: change a setting of scenario.yaml in B."),
    ] = None,
    horizon: Annotated[int | None, typer.Option("--horizon", metavar="DAYS", help="Days to look ahead.")] = None,
    draws: Annotated[int, typer.Option("--draws", metavar="N", help="Simulated campaigns.")] = 2000,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Seed of the random numbers.")] = 7,
    threads: Annotated[int | None, typer.Option("--threads", metavar="T", min=1, help="Threads.")] = None,
    form: Annotated[Format, typer.Option("--format", help="table, json or csv.")] = Format.table,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.html", help="Write the page; nothing is written without.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Set a file that is in the way aside as NAME.bak.")] = False,
) -> None:
    """What moved between two assessments, and why: which part of the inputs did how much."""
    from pyrrhus import commands
    from pyrrhus.files.writer import check_files, write_files
    from pyrrhus.present.comparison import comparison_csv, print_comparison
    from pyrrhus.present.progress import show_progress

    if out is not None:
        check_files([out], force=force)
    with show_progress(form is not Format.table) as told:
        found = commands.compare(
            before, after, settings=settings or (), horizon_days=horizon, draws=draws, seed=seed, threads=threads,
            progress=told,
        )  # fmt: skip
    if out is not None:
        _tell_set_aside(write_files({out: found.to_html().encode("utf-8")}, force=force))
    document = found.to_dict()
    show(form, document, lambda: comparison_csv(document), lambda console: print_comparison(found, console))
    if out is not None:
        say(f"Page: {out}", err=form is not Format.table)


def _tell_set_aside(kept: list[Path]) -> None:
    for path in kept:
        say(f"{path}: what was there before", err=True)
