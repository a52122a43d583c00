"""The command `watch`, which outgrows a machine. Thin, as all of `pyrrhus.cli`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from pyrrhus.cli.output_forms import Format, show
from pyrrhus.cli.shared_options import DEFAULT_SEED, EngineOptions, Form, Seed
from pyrrhus.present.characters import say


@dataclass(frozen=True)
class WatchRunOptions:
    """What a watch looks at, and how its campaigns are run."""

    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Use what the maps showed by this day; their last if not given."),
    ] = None
    places: Annotated[
        Path | None, typer.Option("--places", metavar="CSV", help="Watch every place of this list beside the towns.")
    ] = None
    horizon: Annotated[int, typer.Option("--horizon", metavar="DAYS", help="Days to look ahead.")] = 120
    reach_km: Annotated[float, typer.Option("--reach-km", help="How near the attacker's ground must be.")] = 12.0
    draws: Annotated[int, typer.Option("--draws", metavar="N", help="Simulated campaigns for each town.")] = 2000
    seed: Seed = DEFAULT_SEED


def watch(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of dated control maps.")],
    asked: WatchRunOptions,
    engine: EngineOptions,
    form: Form = Format.table,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the page and the assessments go.")] = Path(
        "watch"
    ),
) -> None:
    """Assess every town near the front of a map and rank them; stopped, the same command goes on where it was."""
    from pyrrhus.present.progress import show_progress
    from pyrrhus.present.watch_table import print_watch, watch_csv
    from pyrrhus.watch.watching import WatchOptions
    from pyrrhus.watch.watching import watch as look

    options = WatchOptions(asked.as_of, asked.places, asked.horizon, asked.reach_km, asked.draws, asked.seed)
    with show_progress(form is not Format.table) as told:
        found = look(folder, out=out, options=options, engine=engine.to_engine(), on_progress=told)
    document = found.document
    if kept := len(found.rows) - found.made:
        say(f"{kept} of {len(found.rows)} assessments stood there already", err=True)
    show(form, document, lambda: watch_csv(document), lambda console: print_watch(document, found.folder, console))
    if found.failed:
        raise typer.Exit(3)
