"""The model against what happened: `backtest`, `calibrate` and `validate losses`. Thin, as all of `pyrrhus.cli`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from pyrrhus.cli.output_forms import Format, say_set_aside, show
from pyrrhus.cli.shared_options import DEFAULT_SEED, EngineOptions, Force, Seed
from pyrrhus.present.characters import say

MapFolder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of dated control maps.")]


@dataclass(frozen=True)
class GridOptions:
    """When and how far ahead the question is asked."""

    since: Annotated[
        str,
        typer.Option("--since", metavar="DATE", help="First as-of date that is written; all before is learnt from."),
    ]
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="Last day that may be looked at.")]
    every: Annotated[int, typer.Option("--every", metavar="DAYS", help="Days between as-of dates.")] = 14
    horizons: Annotated[str, typer.Option("--horizons", help="Horizons in days, joined by commas.")] = "30,60,90"
    protocol: Annotated[str, typer.Option("--protocol", help="R (what was known) or S (leave a sector out).")] = "R"
    score_since: Annotated[
        str | None,
        typer.Option("--score-since", metavar="DATE", help="First as-of date that is scored; --since if not given."),
    ] = None


def backtest(
    folder: MapFolder,
    grid: GridOptions,
    draws: Annotated[
        int | None, typer.Option("--draws", metavar="N", help="Simulated campaigns; as in the record if not given.")
    ] = None,
    seed: Seed = DEFAULT_SEED,
    out: Annotated[Path, typer.Option("--out", metavar="F.csv", help="Where rows go; scores go beside it.")] = Path(
        "backtest.csv"
    ),
    force: Force = False,
    *,
    engine: EngineOptions,
) -> None:
    """Ask the standing question of every town of a map, and score the answers against history and baselines; stopped,
    the same command goes on where it was."""
    from pyrrhus.present.progress import show_progress
    from pyrrhus.skill.backtest import backtest as ask
    from pyrrhus.skill.backtest_options import BacktestFiles, BacktestModel, read_questions
    from pyrrhus.skill.mechanism import DRAWS

    questions = read_questions(grid.since, grid.until, grid.every, grid.horizons, grid.protocol, grid.score_since)
    with show_progress(False) as told:
        done = ask(
            folder,
            questions,
            model=BacktestModel(DRAWS if draws is None else draws, seed, engine.threads),
            files=BacktestFiles(out, force=force),
            engine=engine.to_engine(),
            on_progress=told,
        )
    for town in done.uncovered:
        say(f"{town}: not covered by the maps, skipped", err=True)
    say(f"{out}: {len(done.rows)} rows; scores beside it")


def calibrate(
    folder: MapFolder,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the vintages go.")] = Path("vintages"),
    seed: Seed = DEFAULT_SEED,
    *,
    engine: EngineOptions,
) -> None:
    """Fit the vintages of the default table, each from maps up to its date alone."""
    from pyrrhus.present.progress import show_progress
    from pyrrhus.skill.calibrate import calibrate as fit

    with show_progress(False) as told:
        done = fit(folder, out=out, seed=seed, engine=engine.to_engine(), on_progress=told)
    for vintage in done:
        say(f"{out}/{vintage.date}.csv")


def validate_losses(
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="Folder with the tables of battles.")],
    form: Annotated[Format, typer.Option("--format", help="table or json; csv is the list of battles.")] = Format.table,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="F.svg", help="Draw rates and scores into a file.")
    ] = None,
    force: Force = False,
) -> None:
    """What a day of battle cost in CDB90, and forms of the law against CDB90, the Ardennes and Iwo Jima."""
    from pyrrhus.files.writer import check_files, write_files
    from pyrrhus.present.loss_picture import losses_picture
    from pyrrhus.present.loss_table import print_losses, rates_csv
    from pyrrhus.skill.battles.validation import validate_losses as validate

    if picture is not None:
        check_files([picture], force=force, fix="name another file with --picture, or add --force")
    found = validate(data)
    if picture is not None:
        say_set_aside(write_files({picture: losses_picture(found).encode("utf-8")}, force=force))
    show(form, found.to_dict(), lambda: rates_csv(found), lambda console: print_losses(found, console))
