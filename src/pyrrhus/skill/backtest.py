"""The standing question put to history: every covered town, every fortnight, with what was known then.

    backtest("shared/data/deepstate_control", since=..., until=..., out="F.csv")

Rows are those of `control_map.events.standing_rows`. A row computed on a whole folder equals the row computed on the
folder cut at its as-of date, since every part sees `maps.up_to(as_of)` alone.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from pyrrhus.arguments import wrong_argument
from pyrrhus.control_map.maps import ControlMaps
from pyrrhus.control_map.read import read_maps
from pyrrhus.errors import InputError, Problem
from pyrrhus.files.writer import check_files, write_files
from pyrrhus.scale.engines import Engine
from pyrrhus.skill.baselines.models import BASELINES
from pyrrhus.skill.baselines.protocols import Protocol
from pyrrhus.skill.gains import Gain, coverage, gain_rows, widened
from pyrrhus.skill.mechanism import DRAWS, GAIN_LEVELS, CampaignModel, Mechanism
from pyrrhus.skill.outlooks import find_outlooks
from pyrrhus.skill.published import MEMBERS, Predicted, quantile_day, say
from pyrrhus.skill.questions import Questions, TownDate, ask, resolved_on
from pyrrhus.skill.refit import Refit
from pyrrhus.skill.scorecard import date_scores, horizon_scores, rounded
from pyrrhus.skill.scores import CUT_DAYS, published
from pyrrhus.skill.sidecar import Sidecar, check_sidecar, fingerprint_of, hash_folder

Progress = Callable[[str, int, int], None]
COLUMNS = (
    "town", "as_of", "horizon_days", "probability", "outcome", "mechanism", *BASELINES, "fall_q10", "fall_q50",
    "fall_q90",
)  # fmt: skip
GAIN_COLUMNS = (
    "town", "as_of", "horizon_days", *(f"q{level:g}".replace("0.", "") for level in GAIN_LEVELS), "seen_km2",
    "before_km2",
)  # fmt: skip
QUANTILES = (0.1, 0.5, 0.9)
# What a change of makes finished curves worthless.
MODEL_ROOMS = ("engine", "campaign", "filter", "terrain", "control_map", "scenario")
MODEL_FILES = ("scenario/parameters.csv", "decide/compare.py", *(
    f"skill/{name}.py" for name in ("mechanism", "outlooks", "refit", "calibrate", "tempo", "garrisons", "sector_weeks")
))  # fmt: skip


@dataclass(frozen=True)
class BacktestRow:
    """One row of F.csv. Dates of quantiles are None where the curve does not reach them within the horizons.

    `resolved_on` is the first day on which the map told the outcome; None where it has not by the end of the data.
    """

    town: str
    as_of: date
    horizon_days: int
    outcome: bool
    probabilities: dict[str, float]
    fall: tuple[date | None, date | None, date | None]
    resolved_on: date | None = None


@dataclass(frozen=True)
class Backtest:
    """Rows by horizon, date and town; `scores` is the content of F.json; towns that the maps do not cover.

    `gains` are forecasts of ground gained on the same rows, where the mechanism speaks of them.
    """

    rows: tuple[BacktestRow, ...]
    gains: tuple[Gain, ...]
    scores: dict[str, Any]
    uncovered: tuple[str, ...]
    said: Predicted = field(repr=False, compare=False)

    def to_csv(self) -> str:
        """F.csv as text; equal rows give equal bytes."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for r in self.rows:
            numbers = {name: f"{value:.4f}" for name, value in r.probabilities.items()}
            writer.writerow(
                [r.town, r.as_of, r.horizon_days, numbers["probability"], int(r.outcome), numbers["mechanism"],
                 *(numbers[b] for b in BASELINES), *(d or "" for d in r.fall)]
            )  # fmt: skip
        return out.getvalue()

    def gains_csv(self) -> str:
        """F.gains.csv as text: quantiles of the ground gained within 12 km, km2, and what was seen."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(GAIN_COLUMNS)
        for g in self.gains:
            numbers = (f"{v:.3f}" for v in (*g.said_km2, g.seen_km2, g.before_km2))
            writer.writerow([g.town, g.as_of, g.horizon_days, *numbers])
        return out.getvalue()

    def to_json(self) -> str:
        """F.json as text."""
        return json.dumps(self.scores, indent=1, ensure_ascii=False) + "\n"


def backtest(
    folder: str | Path | ControlMaps,
    *,
    since: date,
    until: date,
    every_days: int = 14,
    horizons: Sequence[int] = (30, 60, 90),
    protocol: Protocol = "R",
    out: str | Path | None = None,
    draws: int = DRAWS,
    seed: int = 7,
    threads: int | None = None,
    progress: Progress | None = None,
    resume: bool = True,
    mechanism: Mechanism | None = None,
    refit: bool = False,
    progress_file: str | Path | None = None,
    force: bool = False,
    engine: Engine | None = None,
) -> Backtest:
    """Ask the standing question of every covered town on every date of the grid, and score the answers.

    With `out` (F.csv), rows go there, scores to F.json and gains of ground to F.gains.csv beside it, finished work to
    F.progress.jsonl or `progress_file` (`resume` goes on from it; protocols R and S can share one). The mechanism
    stands on the literature's priors, as assessments do; `refit` fits them on the folder, under the same protocol,
    instead. What was not written by an earlier run, or was changed since, is never replaced; `force` sets it aside as
    NAME.bak. `engine` says where towns are run, and changes no result. Raises InputError where a number or the folder
    is wrong, something is in the way, or no row can be asked, RunError where an engine loses a town for good.
    """
    _check(since, until, every_days, horizons, protocol)
    target = Path(out) if out is not None else None
    beside = Path(progress_file) if progress_file else target.with_suffix(".progress.jsonl") if target else None
    if target is not None:
        _check_places(target, force)
    if beside is not None:
        check_sidecar(beside)
    maps = folder if isinstance(folder, ControlMaps) else read_maps(folder)
    adjust = Refit(maps, protocol) if refit else None
    model = mechanism or CampaignModel(draws=draws, seed=seed, threads=threads, adjust=adjust)

    asked = ask(maps, since=since, until=until, every_days=every_days)
    last = min(until, maps.last)
    use = [c for c in asked.cases if c.as_of + timedelta(min(horizons)) <= last]
    if not use:
        raise InputError([_nothing_to_ask(maps, asked, since, until)])
    path = Path(maps.folder)
    print_of = fingerprint_of(
        hash_folder(path) if path.exists() else maps,
        maps.until,
        sorted(horizons),
        protocol if refit else "the priors of the table",
        _model_print(model, draws, seed),
    )
    sidecar = Sidecar(beside, print_of, resume=resume, days=max(horizons))
    outlooks = find_outlooks(maps, use, model, horizons=horizons, sidecar=sidecar, progress=progress, engine=engine)
    curves = np.array([found.fall for found in outlooks])
    gains = gain_rows(maps, use, [found.gain_km2 for found in outlooks], horizons=horizons, last=last)
    said = say(use, asked.records, curves, horizons=horizons, protocol=protocol, known_on=last)
    rows = _rows(use, asked, said, last)
    scores = {
        "format": "pyrrhus-backtest/1",
        "folder": path.name,
        "since": since.isoformat(), "until": until.isoformat(), "every_days": every_days,
        "protocol": protocol, "draws": draws, "seed": seed,
        "uncovered_towns": list(asked.uncovered),
        "members": list(MEMBERS),
        "weights": {key: rounded(list(w)) for key, w in said.weights.items()},
        **_scores(use, asked, said, last),
        **_gain_scores("gains", gains, horizons),
        **_gain_scores("gains_published", widened(gains, {c.town: c.sector for c in use}, protocol), horizons),
    }  # fmt: skip
    result = Backtest(rows, gains, scores, asked.uncovered, said)
    if target is not None:
        texts = {target: result.to_csv(), target.with_suffix(".json"): result.to_json()}
        if gains:
            texts[target.with_suffix(".gains.csv")] = result.gains_csv()
        write_files({path: text.encode("utf-8") for path, text in texts.items()}, force=force)
    return result


def _check_places(target: Path, force: bool) -> None:
    names = [target, target.with_suffix(".json"), target.with_suffix(".gains.csv")]
    if len(set(names)) < len(names):
        fix = "name a file that ends in .csv"
        raise InputError([Problem(str(target), None, "would be written over by its own scores", fix, "output")])
    check_files(names, force=force)


def _rows(cases: Sequence[TownDate], asked: Questions, said: Predicted, last: date) -> tuple[BacktestRow, ...]:
    out = []
    for h in said.horizons:
        for n, case in enumerate(cases):
            if case.as_of + timedelta(h) > last:
                continue
            days = [quantile_day(said.curves["probability"][n], q) for q in QUANTILES]
            dates = [None if d is None else case.as_of + timedelta(d) for d in days]
            numbers = {name: float(published(p[n])) for name, p in said.probability[h].items()}
            out.append(BacktestRow(case.town, case.as_of, h, _fell(asked, case, h), numbers,
                                   (dates[0], dates[1], dates[2]),
                                   resolved_on(asked.records[case.town], case.as_of, h)))  # fmt: skip
    return tuple(out)


def _fell(asked: Questions, case: TownDate, horizon_days: int) -> bool:
    fell = asked.records[case.town].fell_on
    return fell is not None and fell <= case.as_of + timedelta(horizon_days)


def _scores(cases: Sequence[TownDate], asked: Questions, said: Predicted, last: date) -> dict[str, Any]:
    by_horizon = {}
    for h in said.horizons:
        rows = [n for n, c in enumerate(cases) if c.as_of + timedelta(h) <= last]
        if rows:
            outcome = [_fell(asked, cases[n], h) for n in rows]
            numbers = {name: published(p[rows]) for name, p in said.probability[h].items()}
            by_horizon[str(h)] = horizon_scores(numbers, outcome, [cases[n].town for n in rows])
    cut = min(CUT_DAYS, max(said.horizons))
    rows = [n for n, c in enumerate(cases) if c.as_of + timedelta(cut) <= last]
    fell_day = [(f - cases[n].as_of).days if (f := asked.records[cases[n].town].fell_on) else np.inf for n in rows]
    when = np.where(np.array(fell_day, dtype=float) <= cut, fell_day, np.nan)
    dates = date_scores(
        {name: c[rows] for name, c in said.curves.items()}, when, [cases[n].town for n in rows], cut_days=cut
    ) if rows else {}  # fmt: skip
    return {"horizons": by_horizon, "fall_date": dates}


def _gain_scores(name: str, gains: Sequence[Gain], horizons: Sequence[int]) -> dict[str, Any]:
    if not gains:
        return {}
    return {name: {str(h): rounded(coverage([g for g in gains if g.horizon_days == h])) for h in sorted(horizons)}}


def _model_print(model: Mechanism, draws: int, seed: int) -> str:
    """What a mechanism's curves depend on besides the maps: its name, its numbers and the sources behind it."""
    from pyrrhus.engine.cache import sources_hash

    package = Path(__file__).parents[1]
    sources = [sources_hash(package / room) for room in MODEL_ROOMS]
    sources += [hash_folder(package / file) for file in MODEL_FILES]
    name = getattr(model, "__qualname__", type(model).__qualname__)
    return f"{name} {draws} {seed} {getattr(model, 'history_weeks', '')} {' '.join(sources)}"


def _check(since: date, until: date, every_days: int, horizons: Sequence[int], protocol: str) -> None:
    wrong = []
    if since >= until:
        wrong.append(wrong_argument("since", f"{since} is not before {until}", "choose an earlier day", "dates"))
    if every_days < 1:
        wrong.append(wrong_argument("every_days", f"{every_days} days", "write 1 or more", "every"))
    if not horizons or any(not 1 <= h <= 1000 for h in horizons) or len(set(horizons)) < len(horizons):
        wrong.append(wrong_argument("horizons", f"{list(horizons)}", "write different days from 1 to 1000", "horizons"))
    if protocol not in ("R", "S"):
        wrong.append(wrong_argument("protocol", f"there is no protocol {protocol!r}", "write R or S", "protocol"))
    if wrong:
        raise InputError(wrong)


def _nothing_to_ask(maps: ControlMaps, asked: Questions, since: date, until: date) -> Problem:
    what = f"no town stands within 5 km of the attacker's ground between {since} and {until}"
    if not maps.towns:
        what = "there is no towns.csv, so there is nobody to ask about"
    elif not asked.records:
        what = f"the maps cover none of the {len(maps.towns)} towns"
    elif since > maps.last:
        what = f"the map ends on {maps.last}, before {since}"
    return Problem(Path(maps.folder).name, None, what, "choose other dates, or maps that cover the towns", "rows")
