"""The commands that outgrow a machine. Thin, as `pyrrhus.cli`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pyrrhus.cli_engines import EngineName, EngineOption, Scheduler, Workers
from pyrrhus.cli_forms import Format, show
from pyrrhus.present.characters import say


def add_scale_commands(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.command()(watch)


def watch(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of dated control maps.")],
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Use what the maps showed by this day; their last if not given."),
    ] = None,
    places: Annotated[
        Path | None, typer.Option("--places", metavar="CSV", help="Watch every place of this list beside the towns.")
    ] = None,
    horizon: Annotated[int, typer.Option("--horizon", metavar="DAYS", help="Days to look ahead.")] = 120,
    reach_km: Annotated[float, typer.Option("--reach-km", help="How near the attacker's ground must be.")] = 12.0,
    draws: Annotated[int, typer.Option("--draws", metavar="N", help="Simulated campaigns for each town.")] = 2000,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Seed of the random numbers, 0 to 4294967295.")] = 7,
    engine: EngineOption = EngineName.threads,
    workers: Workers = None,
    scheduler: Scheduler = None,
    threads: Annotated[
        int | None,
        typer.Option("--threads", metavar="T", min=1, help="Threads of the engine `threads`; all if not given."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="table, json or csv.")] = Format.table,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the page and the assessments go.")] = Path(
        "watch"
    ),
) -> None:
    """Assess every town near the front of a map and rank them; stopped, the same command goes on where it was."""
    from pyrrhus.present.progress import show_progress
    from pyrrhus.present.watch_table import print_watch, watch_csv
    from pyrrhus.scale.engines import Engine
    from pyrrhus.watch.watching import WatchOptions
    from pyrrhus.watch.watching import watch as look

    options = WatchOptions(as_of, places, horizon, reach_km, draws, seed)
    with show_progress(form is not Format.table) as told:
        found = look(
            folder, out=out, options=options, engine=Engine(engine.value, workers, scheduler, threads), progress=told
        )
    document = found.document
    if kept := len(found.rows) - found.made:
        say(f"{kept} of {len(found.rows)} assessments stood there already", err=True)
    show(form, document, lambda: watch_csv(document), lambda console: print_watch(document, found.folder, console))
    if found.failed:
        raise typer.Exit(3)
