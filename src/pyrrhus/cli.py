"""The command line: thin, every command is one call of the library.

Exit codes: 0 done, 2 the input is wrong, 3 the run failed, 130 interrupted, 143 ended. Results go to stdout,
progress and notes to stderr; with `--format json` stdout holds JSON alone.
"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pyrrhus.cli_engines import EngineName, EngineOption, Scheduler, Workers
from pyrrhus.cli_first import first_answer
from pyrrhus.cli_forms import Format
from pyrrhus.cli_forms import show as _show
from pyrrhus.cli_page import add_page_command
from pyrrhus.cli_scale import add_scale_commands
from pyrrhus.cli_week import add_week_commands
from pyrrhus.present.characters import say, write_json_text

app = typer.Typer(
    name="pyrrhus",
    help="Contested reports in, a calibrated, sourced assessment of a battle of attrition out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class DraftFormat(StrEnum):
    """How drafts are written to stdout."""

    table = "table"
    jsonl = "jsonl"


ScenarioArgument = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A folder with a scenario.yaml, or a bundled name.")
]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Use what was public by this day.")]
Horizon = Annotated[int | None, typer.Option("--horizon", metavar="DAYS", help="Days to look ahead.")]
DrawCount = Annotated[int, typer.Option("--draws", metavar="N", help="Simulated campaigns.")]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="Seed of the random numbers, 0 to 4294967295.")]
Form = Annotated[Format, typer.Option("--format", help="table, json or csv.")]
Threads = Annotated[
    int | None, typer.Option("--threads", metavar="T", min=1, help="Threads; all processors if not given.")
]
AskModel = Annotated[bool, typer.Option("--llm", help="Ask the model at PYRRHUS_LLM_URL too; the text is sent there.")]
Chunk = Annotated[int | None, typer.Option("--chunk", metavar="N", min=1, help="Draws in a block; changes no result.")]
Force = Annotated[
    bool, typer.Option("--force", help="Set a file that is in the way aside as NAME.bak instead of stopping.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no page, only files and errors.")]


def _version(wanted: bool) -> None:
    if wanted:
        from pyrrhus import __version__

        say(f"pyrrhus {__version__}")
        raise typer.Exit


validate = typer.Typer(no_args_is_help=True, help="Laws against published battles.", rich_markup_mode=None)
app.add_typer(validate, name="validate")


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Campaign assessment for battles of attrition."""


@app.command()
def assess(
    scenario: ScenarioArgument,
    as_of: AsOf = None,
    horizon: Horizon = None,
    draws: DrawCount = 10_000,
    seed: Seed = 7,
    threads: Threads = None,
    chunk: Chunk = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Have the guards look at every stretch; changes no result.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where files go; out/SCENARIO if not given.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Have the report print all of it, not the brief.")] = False,
    quiet: Quiet = False,
    brief: Annotated[bool, typer.Option("--brief", help="Write brief.md too, two pages.")] = False,
    figures: Annotated[bool, typer.Option("--figures", help="Write every figure too, as SVG and CSV.")] = False,
    record: Annotated[
        bool, typer.Option("--record/--no-record", help="Keep this run in your own record (`pyrrhus runs`).")
    ] = True,
) -> None:
    """Assess a battle as it stood on a date: answers here, files in a folder."""
    from pyrrhus import pipeline
    from pyrrhus.present.outputs import check_replaceable
    from pyrrhus.present.progress import show_progress
    from pyrrhus.scenario.load import find, load

    loaded = load(scenario)
    folder = out or Path("out") / loaded.name
    check_replaceable(folder)
    first = first_answer(loaded, quiet=quiet, as_of=as_of, horizon=horizon, draws=draws, seed=seed, threads=threads)
    with first, show_progress(quiet) as told:
        found = pipeline.assess(
            loaded, as_of=as_of, horizon_days=horizon, draws=draws, seed=seed, threads=threads, chunk=chunk,
            verify=verify, progress=told, command=" ".join(["pyrrhus", *sys.argv[1:]]),
        )  # fmt: skip
    written = found.write(folder, full=full, brief=brief, figures=figures)
    if record:
        from pyrrhus.commands import record_assessment

        if note := record_assessment(found, find(scenario), written):
            say(note, err=True)
    if not quiet:
        from rich.console import Console

        from pyrrhus.present.terminal import print_assessment

        print_assessment(found.data, Console(), written)


@app.command()
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


@app.command("list")
def list_bundled() -> None:
    """The scenarios that come with Pyrrhus."""
    from pyrrhus.scenario.load import bundled

    rows = bundled()
    width = max((len(row.name) for row in rows), default=0)
    for row in rows:
        say(f"{row.name:<{width}}  {row.start} to {row.as_of}  {row.title}")


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the new folder.")],
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Write a workbook, NAME.xlsx, with drop-downs.")] = False,
) -> None:
    """Write a commented folder, or a workbook, that passes `check`."""
    from pyrrhus.scenario.template import write_new, write_new_workbook

    folder = write_new_workbook(name) if xlsx else write_new(name)
    say(f"{folder}: edit it, then run: pyrrhus check {folder}")


@app.command()
def fuse(scenario: ScenarioArgument, as_of: AsOf = None, form: Form = Format.table) -> None:
    """What the claims add up to: quantities with intervals, conflicts, echoes, flags."""
    from pyrrhus import commands
    from pyrrhus.present.fusion import fusion_csv, print_fusion

    fusion = commands.fuse_claims(scenario, as_of=as_of)
    _tell_held_back(commands.count_held_back(scenario, as_of=as_of))
    _show(form, fusion.to_dict(), lambda: fusion_csv(fusion), lambda console: print_fusion(fusion, console))


@app.command()
def sources(scenario: ScenarioArgument, as_of: AsOf = None, form: Form = Format.table) -> None:
    """Whom to believe: what each source said, how late, how far off, and how it did against what came out later."""
    from pyrrhus import commands
    from pyrrhus.present.sources import print_sources, sources_csv

    report = commands.judge_sources(scenario, as_of=as_of)
    _tell_held_back(commands.count_held_back(scenario, as_of=as_of))
    _show(form, report.to_dict(), lambda: sources_csv(report), lambda console: print_sources(report, console))


@app.command()
def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An article: text in UTF-8, or HTML.")],
    published: Annotated[
        str | None, typer.Option("--published", metavar="DATE", help="Its day, against which 'on Sunday' is read.")
    ] = None,
    outlet: Annotated[str | None, typer.Option("--outlet", metavar="NAME", help="Who printed it.")] = None,
    scenario: Annotated[
        str | None, typer.Option("--scenario", metavar="SCENARIO", help="Whose places, sides and sources it is about.")
    ] = None,
    form: Annotated[DraftFormat, typer.Option("--format", help="table or jsonl.")] = DraftFormat.table,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.csv", help="Rows for claims.csv, none of them confirmed.")
    ] = None,
    llm: AskModel = False,
    force: Force = False,
) -> None:
    """Draft claims from an article, for a person to confirm."""
    import json

    from pyrrhus import commands
    from pyrrhus.present import reading as shown

    if out is not None:
        shown.check_new_csv(out, force=force)
    found = commands.read_article(file, published=published, outlet=outlet, scenario=scenario, llm=llm)
    for note in found.notes:
        say(note, err=True)
    if out is not None:
        for kept in shown.write_rows(found, out, force=force):
            say(f"{kept}: what was there before", err=True)
        rows = "1 row" if len(found.drafts) == 1 else f"{len(found.drafts)} rows"
        say(f"{out}: {rows}, none confirmed; complete them and write yes under confirmed", err=True)
    if form is DraftFormat.jsonl:
        for draft in found.drafts:
            write_json_text(json.dumps(draft.to_dict(), ensure_ascii=False))
        return
    from rich.console import Console

    shown.print_drafts(found, Console())


@app.command()
def review(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Articles to read, or one file.")],
    scenario: Annotated[
        str | None, typer.Option("--scenario", metavar="SCENARIO", help="Whose claims.csv the confirmed rows go into.")
    ] = None,
    llm: AskModel = False,
) -> None:
    """Confirm drafts of claims at the keyboard: each beside its sentence, one key a decision, undone and resumed."""
    from rich.console import Console

    from pyrrhus import commands
    from pyrrhus.review_loop import review as decide_drafts

    def told(done: int, of: int) -> None:
        say(f"read {done} of {of} articles", err=True)

    decide_drafts(commands.open_desk(folder, scenario=scenario, llm=llm, progress=told), Console())


@app.command()
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


@app.command()
def decide(
    scenario: ScenarioArgument,
    as_of: AsOf = None,
    horizon: Horizon = None,
    draws: DrawCount = 2000,
    seed: Seed = 7,
    threads: Threads = None,
    form: Form = Format.table,
    engine: EngineOption = EngineName.threads,
    workers: Workers = None,
    scheduler: Scheduler = None,
) -> None:
    """Every pair of policies of both sides: regret, equilibrium, the best date to leave, what it is worth to know."""
    from pyrrhus import commands
    from pyrrhus.present.progress import show_progress
    from pyrrhus.scale.engines import Engine

    with show_progress(form is not Format.table) as told:
        found = commands.decide(
            scenario, as_of=as_of, horizon_days=horizon, draws=draws, seed=seed, threads=threads, progress=told,
            engine=Engine(engine.value, workers, scheduler, threads),
        )  # fmt: skip
    from pyrrhus.present.decision import decision_csv, print_decision

    document = found.to_dict()
    _show(form, document, lambda: decision_csv(document),
          lambda console: print_decision(document, found.explain(), found.about(), console))  # fmt: skip


@app.command()
def explain(
    scenario: ScenarioArgument,
    as_of: AsOf = None,
    horizon: Horizon = None,
    draws: DrawCount = 2000,
    seed: Seed = 7,
    threads: Threads = None,
) -> None:
    """What drives the answer, and what would change it."""
    from rich.console import Console

    from pyrrhus import commands
    from pyrrhus.present.decision import print_explanation
    from pyrrhus.present.progress import show_progress

    with show_progress(False) as told:
        found = commands.explain(
            scenario, as_of=as_of, horizon_days=horizon, draws=draws, seed=seed, threads=threads, progress=told
        )
    print_explanation(found, Console())


@app.command()
def backtest(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of dated control maps.")],
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="First as-of date.")],
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="Last day that may be looked at.")],
    every: Annotated[int, typer.Option("--every", metavar="DAYS", help="Days between as-of dates.")] = 14,
    horizons: Annotated[str, typer.Option("--horizons", help="Horizons in days, joined by commas.")] = "30,60,90",
    protocol: Annotated[str, typer.Option("--protocol", help="R (what was known) or S (leave a sector out).")] = "R",
    draws: Annotated[
        int | None, typer.Option("--draws", metavar="N", help="Simulated campaigns; as in the record if not given.")
    ] = None,
    seed: Seed = 7,
    threads: Threads = None,
    out: Annotated[Path, typer.Option("--out", metavar="F.csv", help="Where rows go; scores go beside it.")] = Path(
        "backtest.csv"
    ),
    force: Force = False,
    engine: EngineOption = EngineName.threads,
    workers: Workers = None,
    scheduler: Scheduler = None,
) -> None:
    """Ask the standing question of every town of a map, and score the answers against history and baselines."""
    from pyrrhus import commands
    from pyrrhus.present.progress import show_progress
    from pyrrhus.scale.engines import Engine

    with show_progress(False) as told:
        done = commands.backtest(
            folder, since=since, until=until, every_days=every, horizons=horizons, protocol=protocol, draws=draws,
            seed=seed, threads=threads, out=out, force=force, progress=told,
            engine=Engine(engine.value, workers, scheduler, threads),
        )  # fmt: skip
    for town in done.uncovered:
        say(f"{town}: not covered by the maps, skipped", err=True)
    say(f"{out}: {len(done.rows)} rows; scores beside it")


@app.command()
def calibrate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of dated control maps.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the vintages go.")] = Path("vintages"),
    seed: Seed = 7,
    engine: EngineOption = EngineName.threads,
    workers: Workers = None,
    scheduler: Scheduler = None,
) -> None:
    """Fit the vintages of the default table, each from maps up to its date alone."""
    from pyrrhus.present.progress import show_progress
    from pyrrhus.scale.engines import Engine
    from pyrrhus.skill.calibrate import calibrate as fit

    with show_progress(False) as told:
        done = fit(folder, out=out, seed=seed, engine=Engine(engine.value, workers, scheduler), progress=told)
    for vintage in done:
        say(f"{out}/{vintage.date}.csv")


@validate.command("losses")
def validate_losses(
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="Folder with the tables of battles.")],
    form: Annotated[Format, typer.Option("--format", help="table or json; csv is the list of battles.")] = Format.table,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="F.svg", help="Draw rates and scores into a file.")
    ] = None,
    force: Force = False,
) -> None:
    """What a day of battle cost in CDB90, and forms of the law against CDB90, the Ardennes and Iwo Jima."""
    from pyrrhus import commands
    from pyrrhus.files.writer import check_files, write_files
    from pyrrhus.present.loss_picture import losses_picture
    from pyrrhus.present.loss_table import print_losses, rates_csv

    if picture is not None:
        check_files([picture], force=force, fix="name another file with --picture, or add --force")
    found = commands.validate_losses(data)
    if picture is not None:
        for kept in write_files({picture: losses_picture(found).encode("utf-8")}, force=force):
            say(f"{kept}: what was there before", err=True)
    _show(form, found.to_dict(), lambda: rates_csv(found), lambda console: print_losses(found, console))


add_week_commands(app)
add_page_command(app)
add_scale_commands(app)


def _tell_held_back(count: int) -> None:
    """A note on stderr: the answer itself must not know how much came later."""
    if count:
        what = "1 claim of the folder was" if count == 1 else f"{count} claims of the folder were"
        say(f"{what} not public by the as-of date and left out", err=True)


def main(arguments: list[str] | None = None) -> None:
    """Entry point: turns errors into messages and exit codes."""
    import os

    from pyrrhus.exits import run_to_exit_code
    from pyrrhus.present.characters import never_fail_to_show

    never_fail_to_show()

    # small matrices only: threads of the linear algebra cost more than they bring, and their number must not matter
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.exit(run_to_exit_code(lambda: app(arguments, standalone_mode=False)))


if __name__ == "__main__":
    main()
