"""Commands on a folder of a scenario: `check`, `list`, `new`, `sector`. Thin, as all of `pyrrhus.cli`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pyrrhus.cli.shared_options import AsOf, ScenarioArgument
from pyrrhus.present.characters import say


def check(scenario: ScenarioArgument) -> None:
    """Every problem of a folder, each with its line and its fix."""
    from pyrrhus.scenario.check import check as find_problems
    from pyrrhus.scenario.check import errors_among
    from pyrrhus.scenario.load import find

    problems = find_problems(find(scenario))
    for problem in problems:
        say(f"warning: {problem}" if problem.severity == "warning" else str(problem))
    wrong = len(errors_among(problems))
    notes = len(problems) - wrong
    summary = f"{wrong} {'problem' if wrong == 1 else 'problems'}, {notes} {'warning' if notes == 1 else 'warnings'}"
    say(summary, err=True)
    if wrong:
        raise typer.Exit(2)


def list_bundled() -> None:
    """The scenarios that come with Pyrrhus."""
    from pyrrhus.scenario.load import bundled

    rows = bundled()
    width = max((len(row.name) for row in rows), default=0)
    for row in rows:
        say(f"{row.name:<{width}}  {row.start} to {row.as_of}  {row.title}")


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the new folder.")],
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Write a workbook, NAME.xlsx, with drop-downs.")] = False,
) -> None:
    """Write a commented folder, or a workbook, that passes `check`."""
    from pyrrhus.scenario.template import write_new, write_new_workbook

    folder = write_new_workbook(name) if xlsx else write_new(name)
    say(f"{folder}: edit it, then run: pyrrhus check {folder}")


def sector(
    town: Annotated[str, typer.Argument(metavar="TOWN")],
    control: Annotated[Path, typer.Option("--control", metavar="DIR", help="Folder of dated control maps.")],
    places: Annotated[Path | None, typer.Option("--places", metavar="CSV", help="Gazetteer to use instead.")] = None,
    radius_km: Annotated[float, typer.Option("--radius-km", help="Radius of the map.")] = 12.0,
    as_of: AsOf = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where the folder goes.")] = None,
) -> None:
    """Build a scenario folder for any town from a dated control map."""
    from pyrrhus import commands

    built = commands.sector(town, control, places_csv=places, radius_km=radius_km, as_of=as_of, out=out)
    for note in built.notes:
        say(note, err=True)
    say(f"{built.folder}: run: pyrrhus assess {built.folder}")
