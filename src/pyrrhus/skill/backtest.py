"""The standing question put to history: every covered town, every fortnight, with what was known then.

    backtest("shared/data/deepstate_control", BacktestQuestions(since, until), files=BacktestFiles("F.csv"))

Rows are those of `skill.questions`. A row computed on a whole folder equals the row computed on the
folder cut at its as-of date, since every part sees `maps.up_to(as_of)` alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from pyrrhus.control_map.maps import ControlMaps
from pyrrhus.control_map.read import read_maps
from pyrrhus.errors import InputError, Problem
from pyrrhus.files.writer import write_files
from pyrrhus.scale.engines import Engine
from pyrrhus.skill.backtest_forecasts import MEMBERS, Predicted, quantile_day, say
from pyrrhus.skill.backtest_options import BacktestFiles, BacktestModel, BacktestQuestions
from pyrrhus.skill.backtest_rows import Backtest, BacktestRow
from pyrrhus.skill.gains import Gain, coverage, gain_rows
from pyrrhus.skill.mechanism import CampaignModel, Mechanism, Outlook
from pyrrhus.skill.outlooks import find_outlooks
from pyrrhus.skill.questions import Questions, TownDate, ask, resolved_on
from pyrrhus.skill.refit import Refit
from pyrrhus.skill.scorecard import date_scores, horizon_scores, rounded
from pyrrhus.skill.scores import CUT_DAYS, published
from pyrrhus.skill.sidecar import Sidecar, fingerprint_of, hash_folder
from pyrrhus.stages import Progress

QUANTILES = (0.1, 0.5, 0.9)
# What a change of makes finished curves worthless.
MODEL_ROOMS = ("engine", "campaign", "filter", "terrain", "control_map", "scenario")
FITS = (
    *("mechanism", "outlooks", "refit", "calibrate", "tempo_fit", "pace_fit", "change_rates", "fitted_parameter"),
    *("garrisons", "fall_causes", "withdrawal_fit", "sector_weeks", "sector_groups"),
)
MODEL_FILES = ("scenario/parameters.csv", "decide/compared_policies.py", *(f"skill/{name}.py" for name in FITS))


def backtest(
    folder: str | Path | ControlMaps,
    questions: BacktestQuestions,
    *,
    model: BacktestModel | None = None,
    files: BacktestFiles | None = None,
    engine: Engine | None = None,
    on_progress: Progress | None = None,
) -> Backtest:
    """Ask the standing question of every covered town on every date of the grid, and score the answers.

    `engine` says where towns are run, and changes no result. Raises InputError where a number or the folder is wrong,
    something is in the way, or no row can be asked, RunError where an engine loses a town for good.
    """
    model, files = model or BacktestModel(), files or BacktestFiles()
    questions.check()
    files.check()
    maps = folder if isinstance(folder, ControlMaps) else read_maps(folder)
    learnt_since = questions.begin(maps.first)
    asked = ask(maps, since=learnt_since, until=questions.until, every_days=questions.every_days)
    last = min(questions.until, maps.last)
    use = [c for c in asked.cases if c.as_of + timedelta(min(questions.horizons)) <= last]
    if not any(c.as_of >= questions.since for c in use):
        raise InputError([_nothing_to_ask(maps, asked, questions.since, questions.until)])
    outlooks = _outlooks(maps, use, questions, model, files, engine, on_progress)
    horizons, protocol = questions.horizons, questions.protocol
    curves = np.array([found.fall for found in outlooks])
    gains = gain_rows(maps, use, [found.gain_km2 for found in outlooks], horizons=horizons, last=last)
    predicted = say(use, asked.records, curves, horizons=horizons, protocol=protocol, known_on=last)
    since, scored = questions.since, questions.scored_since
    rows = tuple(row for row in _rows(use, asked, predicted, last) if row.as_of >= since)
    weights = {key: rounded(list(w)) for key, w in predicted.weights.items() if key >= since.isoformat()}
    scores = {
        **_about(maps, questions, model),
        "uncovered_towns": list(asked.uncovered),
        "members": list(MEMBERS),
        "weights": weights,
        **_scores(use, asked, predicted, scored, last),
        **_gain_scores([g for g in gains if g.as_of >= scored], horizons),
    }
    result = Backtest(rows, tuple(g for g in gains if g.as_of >= since), scores, asked.uncovered, predicted)
    if files.target is not None:
        texts = result.files(files.target)
        write_files({path: text.encode("utf-8") for path, text in texts.items()}, force=files.force)
    return result


def _outlooks(
    maps: ControlMaps,
    cases: Sequence[TownDate],
    questions: BacktestQuestions,
    model: BacktestModel,
    files: BacktestFiles,
    engine: Engine | None,
    on_progress: Progress | None,
) -> list[Outlook]:
    """What the mechanism says of each case; finished work of an earlier run is taken from its file."""
    adjust = Refit(maps, questions.protocol) if model.refit else None
    mechanism = model.mechanism or CampaignModel(model.draws, model.seed, model.threads, adjust=adjust)
    horizons, path = questions.horizons, Path(maps.folder)
    print_of = fingerprint_of(
        hash_folder(path) if path.exists() else maps,
        maps.until,
        sorted(horizons),
        questions.protocol if model.refit else "the priors of the table",
        _model_print(mechanism, model.draws, model.seed),
    )
    sidecar = Sidecar(files.sidecar, print_of, resume=files.resume, days=max(horizons))
    return find_outlooks(
        maps, cases, mechanism, horizons=horizons, sidecar=sidecar, on_progress=on_progress, engine=engine
    )


def _about(maps: ControlMaps, questions: BacktestQuestions, model: BacktestModel) -> dict[str, Any]:
    return {
        "format": "pyrrhus-backtest/1",
        "folder": Path(maps.folder).name,
        "since": questions.since.isoformat(),
        "score_since": questions.scored_since.isoformat(),
        "until": questions.until.isoformat(),
        "every_days": questions.every_days,
        "protocol": questions.protocol,
        "draws": model.draws,
        "seed": model.seed,
    }


def _rows(cases: Sequence[TownDate], asked: Questions, predicted: Predicted, last: date) -> tuple[BacktestRow, ...]:
    out = []
    for h in predicted.horizons:
        for n, case in enumerate(cases):
            if case.as_of + timedelta(h) > last:
                continue
            days = [quantile_day(predicted.curves["probability"][n], q) for q in QUANTILES]
            dates = [None if d is None else case.as_of + timedelta(d) for d in days]
            numbers = {name: float(published(p[n])) for name, p in predicted.probability[h].items()}
            out.append(
                BacktestRow(
                    case.town,
                    case.as_of,
                    h,
                    _fell(asked, case, h),
                    numbers,
                    (dates[0], dates[1], dates[2]),
                    resolved_on(asked.records[case.town], case.as_of, h),
                )
            )
    return tuple(out)


def _fell(asked: Questions, case: TownDate, horizon_days: int) -> bool:
    fell = asked.records[case.town].fell_on
    return fell is not None and fell <= case.as_of + timedelta(horizon_days)


def _scores(
    cases: Sequence[TownDate], asked: Questions, predicted: Predicted, since: date, last: date
) -> dict[str, Any]:
    by_horizon = {}
    for h in predicted.horizons:
        rows = [n for n, c in enumerate(cases) if c.as_of >= since and c.as_of + timedelta(h) <= last]
        if rows:
            outcome = [_fell(asked, cases[n], h) for n in rows]
            numbers = {name: published(p[rows]) for name, p in predicted.probability[h].items()}
            by_horizon[str(h)] = horizon_scores(numbers, outcome, [cases[n].town for n in rows])
    cut = min(CUT_DAYS, max(predicted.horizons))
    rows = [n for n, c in enumerate(cases) if c.as_of >= since and c.as_of + timedelta(cut) <= last]
    fell_day = [(f - cases[n].as_of).days if (f := asked.records[cases[n].town].fell_on) else np.inf for n in rows]
    when = np.where(np.array(fell_day, dtype=float) <= cut, fell_day, np.nan)
    dates = (
        date_scores(
            {name: c[rows] for name, c in predicted.curves.items()}, when, [cases[n].town for n in rows], cut_days=cut
        )
        if rows
        else {}
    )
    return {"horizons": by_horizon, "fall_date": dates}


def _gain_scores(gains: Sequence[Gain], horizons: Sequence[int]) -> dict[str, Any]:
    if not gains:
        return {}
    return {"gains": {str(h): rounded(coverage([g for g in gains if g.horizon_days == h])) for h in sorted(horizons)}}


def _model_print(model: Mechanism, draws: int, seed: int) -> str:
    """What a mechanism's curves depend on besides the maps: its name, its numbers and the sources behind it."""
    from pyrrhus.engine.cache import sources_hash

    package = Path(__file__).parents[1]
    sources = [sources_hash(package / room) for room in MODEL_ROOMS]
    sources += [hash_folder(package / file) for file in MODEL_FILES]
    name = getattr(model, "__qualname__", type(model).__qualname__)
    return f"{name} {draws} {seed} {getattr(model, 'history_weeks', '')} {' '.join(sources)}"


def _nothing_to_ask(maps: ControlMaps, asked: Questions, since: date, until: date) -> Problem:
    what = f"no town stands within 5 km of the attacker's ground between {since} and {until}"
    if not maps.towns:
        what = "there is no towns.csv, so there is nobody to ask about"
    elif not asked.records:
        what = f"the maps cover none of the {len(maps.towns)} towns"
    elif since > maps.last:
        what = f"the map ends on {maps.last}, before {since}"
    return Problem(Path(maps.folder).name, None, what, "choose other dates, or maps that cover the towns", "rows")
