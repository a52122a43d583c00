"""The commands of an analyst's week: compare, import, track, runs, replay, hub. Thin, as all of `pyrrhus.cli`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pyrrhus.cli.output_forms import Format, say_set_aside, show
from pyrrhus.cli.shared_options import (
    DEFAULT_SEED,
    DrawCount,
    EngineOptions,
    Force,
    Form,
    Horizon,
    ScenarioArgument,
    Seed,
    Threads,
)
from pyrrhus.present.characters import say

ENDS = "SCENARIO, SCENARIO@DATE, a folder of results, or run:NUMBER."


def compare(
    before: Annotated[str, typer.Argument(metavar="A", help=ENDS)],
    after: Annotated[str | None, typer.Argument(metavar="B", help="The same; not needed with --set.")] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="What if: change a setting of scenario.yaml in B."),
    ] = None,
    horizon: Horizon = None,
    draws: DrawCount = 2000,
    seed: Seed = DEFAULT_SEED,
    threads: Threads = None,
    form: Form = Format.table,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.html", help="Write the page; nothing is written without.")
    ] = None,
    force: Force = False,
) -> None:
    """What moved between two assessments, and why: which part of the inputs did how much."""
    from pyrrhus import commands
    from pyrrhus.files.writer import check_files, write_files
    from pyrrhus.present.comparison_page import render_comparison
    from pyrrhus.present.comparison_table import comparison_csv, print_comparison
    from pyrrhus.present.progress import show_progress

    if out is not None:
        check_files([out], force=force)
    with show_progress(form is not Format.table) as told:
        found = commands.compare(
            before,
            after,
            settings=settings or (),
            horizon_days=horizon,
            draws=draws,
            seed=seed,
            threads=threads,
            on_progress=told,
        )
    if out is not None:
        say_set_aside(write_files({out: render_comparison(found).encode("utf-8")}, force=force))
    document = found.to_dict()
    show(form, document, lambda: comparison_csv(document), lambda console: print_comparison(found, console))
    if out is not None:
        say(f"Page: {out}", err=form is not Format.table)


def import_files(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="acled, ucdp, viina, general-staff, equipment, displacement or map.")
    ],
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="As the makers export it; for map, a folder.")],
    into: Annotated[Path, typer.Option("--into", metavar="FOLDER", help="A scenario folder, made if absent.")],
    attacker: Annotated[str | None, typer.Option("--attacker", metavar="NAME", help="Of a new folder.")] = None,
    defender: Annotated[str | None, typer.Option("--defender", metavar="NAME", help="Of a new folder.")] = None,
    centre: Annotated[
        str | None,
        typer.Option("--centre", metavar="PLACE", help="Of a new folder; else the most named."),
    ] = None,
    within_km: Annotated[
        float | None, typer.Option("--within-km", metavar="KM", help="How far from the centre; twice the map's radius.")
    ] = None,
    published: Annotated[
        str | None,
        typer.Option(
            "--published", metavar="DATE", help="When rows without a date were published; of a map, the last day."
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="First day of running totals, where it is not told.")
    ] = None,
    side: Annotated[
        str | None, typer.Option("--side", metavar="SIDE", help="Whose losses are counted: attacker or defender.")
    ] = None,
) -> None:
    """Bring a file of the field into a scenario folder: rows are added, none twice, none changed."""
    from pyrrhus import commands
    from pyrrhus.present.imported import tell_import

    report = commands.import_into(
        kind,
        files,
        into,
        attacker=attacker,
        defender=defender,
        centre=centre,
        within_km=within_km,
        published=published,
        since=since,
        side=side,
    )
    for line in tell_import(report):
        say(line, err=True)
    say(f"{report.folder}: run: pyrrhus check {report.folder}")


def quantities(
    form: Form = Format.table,
) -> None:
    """What can be claimed: every quantity with its unit, whose it is and what it means."""
    from pyrrhus import commands
    from pyrrhus.present.imported import print_quantities
    from pyrrhus.present.output_tables import csv_text

    rows = commands.list_quantities()
    show(form, rows, lambda: csv_text(rows, tuple(rows[0])), lambda console: print_quantities(rows, console))


def track(
    scenario: ScenarioArgument,
    every: Annotated[int, typer.Option("--every", metavar="DAYS", min=1, help="Days between dates.")] = 7,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="First date; else the start.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Last date; else its as-of.")] = None,
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="DATE", help="When it fell, where no map of the folder shows it.")
    ] = None,
    draws: DrawCount = 400,
    seed: Seed = DEFAULT_SEED,
    form: Form = Format.table,
    *,
    engine: EngineOptions,
) -> None:
    """The probability through time, replayed from the folder, and scored where the outcome is known."""
    from pyrrhus import commands
    from pyrrhus.present.progress import show_progress
    from pyrrhus.present.tracked import print_track, track_csv

    with show_progress(form is not Format.table) as told:
        found = commands.track(
            scenario,
            every_days=every,
            since=since,
            until=until,
            outcome=outcome,
            draws=draws,
            seed=seed,
            engine=engine.to_engine(),
            on_progress=told,
        )
    show(form, found.to_dict(), lambda: track_csv(found), lambda console: print_track(found, console))


def runs(
    scenario: Annotated[str | None, typer.Argument(metavar="[SCENARIO]", help="Only the runs of that name.")] = None,
    form: Form = Format.table,
) -> None:
    """The assessments that you have run, kept on this machine alone."""
    from pyrrhus.present.output_tables import csv_text
    from pyrrhus.present.tracked import RUN_COLUMNS, print_runs, run_rows
    from pyrrhus.runs.store import list_runs

    found = list_runs(scenario)
    if not found and form is Format.table:
        say("no run is on record yet", err=True)
        return
    rows = run_rows(found)
    show(form, rows, lambda: csv_text(rows, RUN_COLUMNS), lambda console: print_runs(found, console))


def replay(
    number: Annotated[int, typer.Argument(metavar="RUN", help="The number of a run, as `pyrrhus runs` lists it.")],
    threads: Threads = None,
) -> None:
    """Make a run again from the inputs on record: equal, or what differs."""
    from pyrrhus import __version__
    from pyrrhus.present.progress import show_progress
    from pyrrhus.runs.replay import MOST_NAMED
    from pyrrhus.runs.replay import replay as again

    with show_progress(False) as told:
        found = again(number, threads=threads, on_progress=told)
    if found.is_same:
        say(f"run {number}: the same, byte for byte")
        return
    named = ", ".join(found.differs[:MOST_NAMED]) + (" and others" if len(found.differs) > MOST_NAMED else "")
    say(f"run {number}: {len(found.differs)} values differ: {named}")
    if "--update" in found.run.command.split():
        say(
            "it was made with --update and went on from kept draws, which are not on record; this was run from the "
            "first day: the two agree within chance, not to the byte",
            err=True,
        )
    if found.run.version != __version__:
        say(f"it was run by version {found.run.version}, this is {__version__}", err=True)
    raise typer.Exit(3)


def hub(
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="A folder that assess wrote.")],
    into: Annotated[Path, typer.Option("--into", metavar="HUB", help="The hub's folder.")],
    team: Annotated[str, typer.Option("--team", metavar="NAME", help="Abbreviation of your team.")],
    licence: Annotated[str, typer.Option("--licence", metavar="ID", help="Of the forecast, as hubs write it.")],
    team_name: Annotated[str, typer.Option("--team-name", metavar="NAME", help="Your team in full.")] = "",
    contributors: Annotated[
        list[str] | None, typer.Option("--contributor", metavar="PERSON", help='"Name, affiliation"; may be repeated.')
    ] = None,
    force: Force = False,
) -> None:
    """Put a forecast into a forecast hub (hubverse), under its name and with the model's metadata."""
    from pyrrhus.files.writer import write_files
    from pyrrhus.present.hub_files import hub_files

    made = hub_files(results, team=team, team_name=team_name, contributors=contributors or (), licence=licence)
    say_set_aside(write_files({into / path: content for path, content in made.items()}, force=force))
    for path in made:
        say(str(into / path))
