"""The story of an assessment, in the order that the data goes:

reports → claims → quantities → scenario → campaigns → assimilation → forecast → decisions → answers.

`assess` is the main job; an `Assessment` is what comes of it.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyrrhus.errors import InputError, Problem
from pyrrhus.judge.findings import Findings
from pyrrhus.scenario.load import load
from pyrrhus.scenario.schema import Scenario

if TYPE_CHECKING:
    import xarray

    from pyrrhus.claims.options import FusionContext
    from pyrrhus.claims.result import Fusion
    from pyrrhus.control_map.sector import Sector
    from pyrrhus.decide.compare import Comparison

DEFAULT_DRAWS = 10_000
DEFAULT_SEED = 7
STAGES = ("read", "ground", "claims", "history", "forecast", "decisions", "answers")

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class Assessment:
    """What an assessment found. `data` is the content of assessment.json; `forecast` an xarray Dataset with units."""

    findings: Findings
    fusion: Fusion
    comparison: Comparison

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
            for o in self.comparison.outcomes
        }

    def to_html(self) -> str:
        """The report as one page that works offline."""
        from pyrrhus.present.report import render_report

        return render_report(self.findings)

    def to_json(self) -> str:
        """The content of assessment.json as text."""
        return self._file("assessment.json").decode("utf-8")

    def to_hub(self) -> bytes:
        """The forecast as a Parquet file with hubverse columns."""
        return self._file("forecast.parquet")

    def write(self, folder: str | Path) -> Path:
        """Write all files of the assessment, made whole beside and swapped in; returns the folder."""
        from pyrrhus.present.outputs import write_outputs

        return write_outputs(self.findings, folder)

    def _file(self, name: str) -> bytes:
        from pyrrhus.present.outputs import render_files

        return render_files(self.findings)[name]


def assess(
    scenario: Scenario | str | Path,
    *,
    as_of: date | str | None = None,
    horizon_days: int | None = None,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    threads: int | None = None,
    chunk: int | None = None,
    progress: Progress | None = None,
    command: str = "",
) -> Assessment:
    """Assess a battle as it stood on a date, from what was public by then.

    `scenario` is a loaded one, a folder or the name of a bundled one; `as_of` defaults to the scenario's date and
    `horizon_days` to its horizon. The result depends on scenario, date, horizon, draws and seed alone, never on
    `threads` or `chunk`. Raises InputError with every problem of the input.
    """
    from pyrrhus.campaign.compile import compile_campaign, contact_measure
    from pyrrhus.campaign.draws import draw_parameters, with_claims
    from pyrrhus.campaign.forecast import forecast, fresh_start
    from pyrrhus.campaign.maps import first_shown
    from pyrrhus.claims.fuse import fuse
    from pyrrhus.decide.compare import compare, default_policies, defender_choices
    from pyrrhus.filter.assimilate import assimilate
    from pyrrhus.filter.resample import take_states
    from pyrrhus.judge.answers import answer_all
    from pyrrhus.judge.case import Case
    from pyrrhus.judge.document import build_document, build_findings
    from pyrrhus.scenario.as_of import as_of as gate
    from pyrrhus.scenario.parameters import resolve

    clock = _Clock(progress)
    _check_numbers(draws=draws, seed=seed, horizon_days=horizon_days)
    clock.begin("read")
    whole = scenario if isinstance(scenario, Scenario) else load(scenario)
    day = _as_date(as_of) or whole.file.as_of
    known = gate(whole, day)
    days = horizon_days or known.file.horizon_days

    clock.begin("ground")
    written = resolve(known.file)
    campaign = compile_campaign(known, written, as_of=day)

    clock.begin("claims")
    context = fusion_context(known, first_shown(campaign.maps, campaign.terrain))
    fusion = fuse(known.claims, {s.id: s for s in known.sources}, as_of=day, context=context)
    priors, from_claims = with_claims(written, fusion, centre=known.file.centre)
    prior = draw_parameters(priors, draws=draws, seed=seed, contact=contact_measure(campaign), from_claims=from_claims)

    clock.begin("history", draws)
    assimilated = assimilate(campaign, prior, seed=seed, threads=threads, chunk=chunk, progress=clock.advance)

    clock.begin("forecast", draws)
    population = known.centre.population or 0.0
    state = take_states(assimilated.state, _all_rows(draws), first_history=0)
    state.history[:] = assimilated.state.history
    run = forecast(
        campaign, fresh_start(state, assimilated.draws, population=population), assimilated.draws, days=days, seed=seed,
        policies=default_policies(campaign), threads=threads, chunk=chunk, progress=clock.advance,
    )  # fmt: skip

    clock.begin("decisions", len(defender_choices(campaign)) * min(draws, 1000))
    comparison = compare(
        campaign, assimilated, days=days, seed=seed, threads=threads, chunk=chunk, progress=clock.advance,
        population=population,
    )  # fmt: skip

    clock.begin("answers")
    case = Case(known, campaign, assimilated, run, comparison, fusion)
    from pyrrhus import __version__

    meta = {"draws": draws, "seed": seed, "version": __version__, "vintage": "literature"}
    document = build_document(case, answer_all(case), meta=meta, warnings=_warnings(case), priors=priors)
    lineage = _lineage(whole, document, command, clock)
    return Assessment(build_findings(case, document, priors, lineage), fusion, comparison)


def fuse_claims(scenario: Scenario | str | Path, *, as_of: date | str | None = None) -> Fusion:
    """Fuse the claims of a scenario that were public by a date (its own as-of date if none is given)."""
    from pyrrhus.campaign.ground import build_terrain
    from pyrrhus.campaign.maps import first_shown, map_series
    from pyrrhus.claims.fuse import fuse
    from pyrrhus.scenario.as_of import as_of as gate

    whole = scenario if isinstance(scenario, Scenario) else load(scenario)
    day = _as_date(as_of) or whole.file.as_of
    known = gate(whole, day)
    terrain = build_terrain(known)
    shown = first_shown(map_series(known, terrain, until=day), terrain)
    return fuse(known.claims, {s.id: s for s in known.sources}, as_of=day, context=fusion_context(known, shown))


def sector(
    town: str,
    control: str | Path,
    *,
    places_csv: str | Path | None = None,
    radius_km: float = 12.0,
    as_of: date | str | None = None,
    out: str | Path | None = None,
) -> Sector:
    """Build a scenario folder for any town from a folder of dated control maps; `out` defaults to the town's name."""
    from pyrrhus.control_map.sector import build_sector

    name = "".join(c if c.isalnum() else "_" for c in town.lower()).strip("_") or "sector"
    return build_sector(
        town, Path(control), out=Path(out) if out else Path(name), places_csv=Path(places_csv) if places_csv else None,
        radius_km=radius_km, as_of=_as_date(as_of),
    )  # fmt: skip


def fusion_context(known: Scenario, shown: dict[str, dict[str, date]]) -> FusionContext:
    """What the fusion may know besides the claims: the battle's start, strengths, and what the maps showed when."""
    from pyrrhus.claims.options import FusionContext

    strength = {
        side: sum(f.high or f.personnel for f in known.forces if f.side == side) for side in ("attacker", "defender")
    }
    return FusionContext(
        start=known.file.start,
        map_taken_on=shown,
        map_places=frozenset(shown) or None,
        map_seen_to=max((row.date for row in known.control), default=None),
        personnel={side: total for side, total in strength.items() if total > 0},
        side_words={"attacker": known.file.sides.attacker.name, "defender": known.file.sides.defender.name},
    )


def _all_rows(draws: int) -> Any:
    import numpy as np

    return np.arange(draws, dtype=np.int64)


def _as_date(value: date | str | None) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        fix = "write a day as YYYY-MM-DD, for one 2023-03-01"
        raise InputError([Problem("--as-of", None, f"'{value[:40]}' is not a date", fix, "as_of_date")]) from None


def _check_numbers(*, draws: int, seed: int, horizon_days: int | None) -> None:
    problems = []
    if not 20 <= draws <= 10_000_000:
        problems.append(Problem("--draws", None, f"{draws} draws", "write a number from 20 to 10000000", "draws"))
    if not 0 <= seed <= 2**32 - 1:
        problems.append(Problem("--seed", None, f"the seed is {seed}", "write a number from 0 to 4294967295", "seed"))
    if horizon_days is not None and not 1 <= horizon_days <= 1000:
        problems.append(
            Problem(
                "--horizon", None, f"the horizon is {horizon_days} days", "write a number from 1 to 1000", "horizon"
            )
        )
    if problems:
        raise InputError(problems)


def _warnings(case: Any) -> list[str]:
    """What a reader must know before using the numbers."""
    out = []
    verdict = case.assimilated.verdict
    if verdict is None:
        out.append("No history was assimilated: the as-of date is the scenario's first day.")
    elif verdict.contradicted:
        out.append(f"The observations contradict the model, most of all {verdict.worst}; the intervals are widened.")
    if case.campaign.maps.assumed:
        out.append("Nobody says who held what: the front is assumed from the sides' supply sources.")
    else:
        age = (case.as_of - case.campaign.maps.dates[-1]).days
        if age > 10:
            out.append(f"The last map is {age} days older than the as-of date.")
    for side, assumed in zip(("attacker", "defender"), case.campaign.troops.assumed, strict=True):
        if assumed:
            out.append(f"No strength of {case.name(side)} is given: a wide default stands in.")
    if not case.campaign.terrain.network.known:
        out.append("No roads are given: the clearance of corridors stands for them.")
    for i, event in enumerate(case.campaign.terrain.events):
        if case.campaign.terrain.event_ground[i].covered_0_1 < 0.99:
            out.append(f"The ground of {event.id} lies in part outside the map; the rest stands for it.")
    out.extend(str(warning) for warning in case.fusion.warnings if warning.kind == "WeakEvidence")
    return out


def _lineage(scenario: Scenario, document: dict[str, Any], command: str, clock: _Clock) -> dict[str, Any]:
    import numba
    import numpy

    return {
        "format": "pyrrhus-lineage/1",
        "scenario": scenario.name,
        "inputs_sha256": document["inputs_sha256"],
        "versions": {
            "pyrrhus": document["version"], "python": platform.python_version(), "numpy": numpy.__version__,
            "numba": numba.__version__,
        },
        "machine": f"{platform.system()} {platform.machine()}",
        "vintage": document["vintage"], "seed": document["seed"], "draws": document["draws"],
        "as_of": document["as_of"], "horizon_days": document["horizon_days"],
        "command": command or "pyrrhus.assess",
        "seconds_by_stage": clock.finish(),
    }  # fmt: skip


class _Clock:
    """Times the stages and passes progress on; nothing of it enters a result but lineage.json."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress = progress
        self.stage = ""
        self.total = self.done = 0
        self.started = time.perf_counter()
        self.seconds: dict[str, float] = {}

    def begin(self, stage: str, total: int = 1) -> None:
        self._end()
        self.stage, self.total, self.done, self.started = stage, total, 0, time.perf_counter()
        if self.progress:
            self.progress(stage, 0, total)

    def advance(self, amount: int) -> None:
        self.done += amount
        if self.progress:
            self.progress(self.stage, self.done, self.total)

    def _end(self) -> None:
        if self.stage:
            self.seconds[self.stage] = round(time.perf_counter() - self.started, 3)
            if self.progress:
                self.progress(self.stage, self.total, self.total)

    def finish(self) -> dict[str, float]:
        self._end()
        return self.seconds
