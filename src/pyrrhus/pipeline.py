"""The story of an assessment, in the order that the data goes:

reports → claims → quantities → scenario → campaigns → assimilation → forecast → decisions → answers.

`assess` is the main job; an `Assessment` is what comes of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyrrhus.arguments import DEFAULT_SEED, as_date, check_numbers, renamed
from pyrrhus.judge.findings import Findings
from pyrrhus.lineage import write_lineage
from pyrrhus.scenario.load import load
from pyrrhus.scenario.schema import PolicyChoice, Scenario
from pyrrhus.stages import Clock, Progress

if TYPE_CHECKING:
    import xarray

    from pyrrhus.campaign.forecast import Forecast
    from pyrrhus.claims.result import Fusion
    from pyrrhus.decide.pairs import RunOptions
    from pyrrhus.decide.payoffs import PairTable
    from pyrrhus.filter.prepare import Prepared
    from pyrrhus.present.picture_files import Plots
    from pyrrhus.scenario.parameters import Prior

DEFAULT_DRAWS = 10_000


@dataclass(frozen=True, repr=False)
class Assessment:
    """What an assessment found. `data` is the content of assessment.json; `forecast` an xarray Dataset with units."""

    findings: Findings
    fusion: Fusion
    comparison: PairTable

    def __repr__(self) -> str:
        return f"Assessment({self.data['scenario']} as of {self.data['as_of']}, {self.data['draws']} draws)"

    @property
    def data(self) -> dict[str, Any]:
        return self.findings.document

    @property
    def forecast(self) -> xarray.Dataset:
        return self.findings.forecast

    def summary(self) -> str:
        """The eight answers, one paragraph each."""
        return "\n\n".join(f"{a['id']} {a['question']}\n{a['answer']}" for a in self.data["answers"])

    def compare(self) -> dict[str, dict[str, float]]:
        """Mean outcomes of the defender's policies on common random numbers: casualties by side, chance of the fall."""
        return {
            o.defender.id: {
                "attacker_casualties": float(o.casualties[:, 0].mean()),
                "defender_casualties": float(o.casualties[:, 1].mean()),
                "probability_of_fall": float((o.fall_day >= 0).mean()),
            }
            for o in self.comparison.of_side(1)
        }

    def to_html(self, *, full: bool = False) -> str:
        """The report as one page that works offline; printed it is a brief of two sides, or with `full` all of it."""
        from pyrrhus.present.report_page import render_report

        return render_report(self.findings, full=full)

    def to_json(self) -> str:
        """The content of assessment.json as text."""
        from pyrrhus.present.output_tables import document_json

        return document_json(self.data)

    def to_hub(self) -> bytes:
        """The forecast as a Parquet file with hubverse columns."""
        from pyrrhus.present.output_tables import hub_table, parquet_bytes

        return parquet_bytes(hub_table(self.findings))

    def to_brief(self) -> str:
        """Two pages of Markdown: each question in a paragraph, with its confidence and what would change it."""
        from pyrrhus.present.brief import render_brief

        return render_brief(self.findings)

    def to_pandas(self) -> Any:
        """Every estimate of the eight answers as a table of pandas (which must be installed), a row an estimate."""
        from importlib import import_module

        from pyrrhus.present.notebook import estimate_rows

        return import_module("pandas").DataFrame(estimate_rows(self.data))

    def to_polars(self) -> Any:
        """The table of `to_pandas` as a data frame of polars (which must be installed)."""
        from importlib import import_module

        from pyrrhus.present.notebook import estimate_rows

        return import_module("polars").DataFrame(estimate_rows(self.data), infer_schema_length=None)

    def to_netcdf(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the forecast with its units as a netCDF file (classic, 64-bit offsets); returns the path.

        Raises InputError where a file is in the way, unless `force` sets it aside.
        """
        from pyrrhus.files.writer import write_files
        from pyrrhus.present.output_tables import netcdf_bytes

        target = Path(path)
        write_files({target: netcdf_bytes(self.forecast)}, force=force)
        return target

    @property
    def plot(self) -> Plots:
        """The report's own figures: `plot.fall()`, `plot.map(date)`, `plot.costs()`, `plot.options()`."""
        from pyrrhus.present.picture_files import Plots

        return Plots(self.findings)

    def _repr_html_(self) -> str:
        """What a notebook shows: the answers in short, and the curve of the fall."""
        from pyrrhus.present.notebook import render_cell

        return render_cell(self.findings)

    def write(self, folder: str | Path, *, full: bool = False, brief: bool = False, figures: bool = False) -> Path:
        """Write all files of the assessment, made whole beside and swapped in; returns the folder. With `full` the
        report prints all of it, with `brief` brief.md is written as well, with `figures` every figure as SVG and CSV,
        and as PNG where resvg-py is installed.
        """
        from pyrrhus.present.outputs import write_outputs

        return write_outputs(self.findings, folder, full=full, brief=brief, figures=figures)


@dataclass(frozen=True)
class PublicScenario:
    """A scenario as it was public on a day, with the priors of its parameters and which vintage those are of."""

    known: Scenario
    day: date
    priors: dict[str, Prior]
    vintage: str


def let_through(whole: Scenario, as_of: date | str | None) -> PublicScenario:
    """What was public by a day, the scenario's own if none is given. Raises InputError."""
    from pyrrhus.scenario.as_of import as_of as gate

    day = as_date(as_of) or whole.file.as_of
    known = gate(whole, day)
    return PublicScenario(known, day, *default_priors(known, day))


@renamed(progress="on_progress")
def assess(
    scenario: Scenario | str | Path,
    *,
    as_of: date | str | None = None,
    horizon_days: int | None = None,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    threads: int | None = None,
    chunk: int | None = None,
    verify: bool = False,
    on_progress: Progress | None = None,
    command: str = "",
) -> Assessment:
    """Assess a battle as it stood on a date, from what was public by then.

    `scenario` is a loaded one, a folder or the name of a bundled one; `as_of` defaults to the scenario's date and
    `horizon_days` to its horizon. The result depends on scenario, date, horizon, draws and seed alone, never on
    `threads` or `chunk`. `verify` has the guards look at history and forecast (`pyrrhus.engine.guards`) and changes no
    result. Raises InputError with every problem of the input, and GuardError where a guard finds what cannot be.
    """
    from pyrrhus.decide.pairs import RunOptions
    from pyrrhus.filter.prepare import prepare

    clock = Clock(on_progress)
    check_numbers(draws=draws, seed=seed, horizon_days=horizon_days)
    clock.begin("read")
    whole = load(scenario)
    public = let_through(whole, as_of)
    ready = prepare(
        public.known,
        as_of=public.day,
        priors=public.priors,
        draws=draws,
        seed=seed,
        threads=threads,
        chunk=chunk,
        verify=verify,
        begin=clock.begin,
        advance=clock.advance,
    )
    days = horizon_days or public.known.file.horizon_days
    options = RunOptions(days, seed, ready.population, threads, chunk, clock.advance)
    return assess_prepared(whole, ready, options, vintage=public.vintage, clock=clock, verify=verify, command=command)


def assess_prepared(
    whole: Scenario,
    ready: Prepared,
    options: RunOptions,
    *,
    vintage: str,
    clock: Clock,
    verify: bool = False,
    command: str = "",
) -> Assessment:
    """The second half of an assessment: from assimilated campaigns to answers. The states of `ready` are not touched,
    so that it can be asked again, with other policies or another ground in it.
    """
    import numpy as np

    from pyrrhus import __version__
    from pyrrhus.decide.assumed_ahead import assume_ahead
    from pyrrhus.decide.compared_policies import compare, default_policies, draws_to_run
    from pyrrhus.decide.pairs import run_pair
    from pyrrhus.judge.answers import answer_all
    from pyrrhus.judge.case import Case
    from pyrrhus.judge.document import build_document, build_findings
    from pyrrhus.judge.warnings import list_warnings
    from pyrrhus.skill.baselines.table import baselines_of
    from pyrrhus.skill.leading_curve import bare_curve, publish_fall
    from pyrrhus.skill.record import record_of, shipped_record

    days, draws = options.days, len(ready.assimilated.draws.engine)
    clock.begin("forecast", draws)
    bare = bare_curve(ready, options)
    ready = assume_ahead(ready, days=days)
    campaign, assimilated = ready.campaign, ready.assimilated
    policies = default_policies(campaign)
    check = _guard_forecast(ready, days, options.seed, policies) if verify else None
    run = run_pair(campaign, assimilated, np.arange(draws), policies, options)  # every draw
    if check is not None:
        check(run)

    clock.begin("decisions", draws_to_run(campaign, days=days, draws=draws))
    comparison = compare(campaign, assimilated, options)

    clock.begin("answers")
    case = Case(ready.scenario, campaign, assimilated, run, comparison, ready.fusion)
    meta = {"draws": draws, "seed": options.seed, "version": __version__, "vintage": vintage}
    baselines = baselines_of(campaign, days)
    stacked = publish_fall(case, policies, baselines, bare)
    answers = answer_all(case, stacked)
    document = build_document(
        case,
        answers,
        meta=meta,
        warnings=list_warnings(case),
        priors=ready.priors,
        baselines=baselines,
        record=record_of(shipped_record(), campaign.as_of),
        published=stacked,
    )
    lineage = write_lineage(ready.scenario, document, command, clock)
    return Assessment(build_findings(case, document, ready.priors, lineage), ready.fusion, comparison)


def _guard_forecast(
    ready: Prepared, days: int, seed: int, policies: tuple[PolicyChoice | None, PolicyChoice | None]
) -> Callable[[Forecast], None]:
    """What the guards will ask of a forecast; called before it is run, since the states are moved on in place."""
    from pyrrhus.campaign.compile import record_days, settings, timeline
    from pyrrhus.campaign.forecast import fresh_start
    from pyrrhus.engine.guards import check_run, remember

    campaign = ready.campaign
    start = remember(fresh_start(ready.assimilated.fork(), ready.assimilated.draws, population=ready.population))
    plan = timeline(campaign, first=campaign.as_of, days=days, maps=False, record_days=record_days(days))
    how = settings(campaign, seed=seed, first=campaign.as_of, policies=policies)
    return lambda run: check_run(campaign.ground, plan, how, run.draws.engine, start, run.state, run.record)


def default_priors(known: Scenario, day: date) -> tuple[dict[str, Prior], str]:
    """The priors of a gated scenario, and which vintage their defaults are of.

    The literature's, on any day: measured on open maps, the fitted vintages make forecasts of falls worse
    (docs/decisions/006_vintages.md). `pyrrhus.skill.vintages.newest_vintage(day).apply(priors)` gives the fitted ones.
    """
    from pyrrhus.scenario.parameters import resolve

    return resolve(known.file), "literature"
