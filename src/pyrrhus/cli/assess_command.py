"""The command `assess`. Thin, as all of `pyrrhus.cli`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pyrrhus.cli.first_answer import first_answer
from pyrrhus.cli.shared_options import (
    DEFAULT_SEED,
    AsOf,
    DrawCount,
    Horizon,
    Quiet,
    ScenarioArgument,
    Seed,
    Threads,
)
from pyrrhus.present.characters import say

if TYPE_CHECKING:
    from pyrrhus.pipeline import Assessment
    from pyrrhus.scenario.schema import Scenario
    from pyrrhus.stages import Progress


@dataclass(frozen=True)
class AssessOptions:
    """How the campaigns are run."""

    as_of: AsOf = None
    horizon: Horizon = None
    draws: DrawCount = 10_000
    seed: Seed = DEFAULT_SEED
    threads: Threads = None
    chunk: Annotated[
        int | None, typer.Option("--chunk", metavar="N", min=1, help="Draws in a block; changes no result.")
    ] = None
    verify: Annotated[
        bool, typer.Option("--verify", help="Have the guards look at every stretch; changes no result.")
    ] = False
    update: Annotated[
        bool,
        typer.Option("--update", help="Go on from the draws kept of the last run, where inputs only grew."),
    ] = False


@dataclass(frozen=True)
class OutputOptions:
    """What is written and shown of an assessment."""

    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where files go; out/SCENARIO if not given.")
    ] = None
    full: Annotated[bool, typer.Option("--full", help="Have the report print all of it, not the brief.")] = False
    quiet: Quiet = False
    brief: Annotated[bool, typer.Option("--brief", help="Write brief.md too, two pages.")] = False
    figures: Annotated[bool, typer.Option("--figures", help="Write every figure too, as SVG, PNG and CSV.")] = False
    record: Annotated[
        bool, typer.Option("--record/--no-record", help="Keep this run in your own record (`pyrrhus runs`).")
    ] = True


def assess(scenario: ScenarioArgument, how: AssessOptions, output: OutputOptions) -> None:
    """Assess a battle as it stood on a date: answers here, files in a folder."""
    from pyrrhus.present.outputs import check_replaceable
    from pyrrhus.present.progress import show_progress
    from pyrrhus.present.raster import MISSING, can_raster
    from pyrrhus.scenario.load import find, load

    loaded = load(scenario)
    folder = output.out or Path("out") / loaded.name
    check_replaceable(folder)
    first = first_answer(
        loaded,
        quiet=output.quiet,
        as_of=how.as_of,
        horizon=how.horizon,
        draws=how.draws,
        seed=how.seed,
        threads=how.threads,
    )
    with first, show_progress(output.quiet) as told:
        found, notes = _run(loaded, how, told)
    for note in notes:
        say(note, err=True)
    written = found.write(folder, full=output.full, brief=output.brief, figures=output.figures)
    if output.figures and not can_raster():
        say(MISSING, err=True)
    if output.record:
        from pyrrhus.commands import record_assessment

        if note := record_assessment(found, find(scenario), written):
            say(note, err=True)
    if not output.quiet:
        from rich.console import Console

        from pyrrhus.present.terminal import print_assessment

        print_assessment(found.data, Console(), written)


def _run(loaded: Scenario, how: AssessOptions, told: Progress | None) -> tuple[Assessment, tuple[str, ...]]:
    """The assessment, and what is to be said of where its history began."""
    from pyrrhus import pipeline
    from pyrrhus.weekly_update import assess_update

    asked: dict[str, Any] = {
        "as_of": how.as_of,
        "horizon_days": how.horizon,
        "draws": how.draws,
        "seed": how.seed,
        "threads": how.threads,
        "verify": how.verify,
        "on_progress": told,
        "command": " ".join(["pyrrhus", *sys.argv[1:]]),
    }
    if how.update:
        updated = assess_update(loaded, **asked)
        return updated.assessment, updated.notes
    return pipeline.assess(loaded, chunk=how.chunk, **asked), ()
