"""The scores of a backtest as plain data: each forecast, each against each baseline, and how sure one can be of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pyrrhus.digits import six_digits
from pyrrhus.skill.baselines.models import BASELINES
from pyrrhus.skill.scores import (
    brier,
    by_row,
    by_town,
    censored_pit,
    crps_days,
    log_score,
    paired_difference,
    reliability,
    skill,
)

Floats = NDArray[np.float64]
SCORES: dict[str, Callable[[ArrayLike, ArrayLike], Floats]] = {"brier": brier, "log_score": log_score}
JUDGED = ("probability", "mechanism")
CONFIDENT = 0.02


def horizon_scores(probability: dict[str, Floats], outcome: Sequence[bool], town: Sequence[str]) -> dict[str, Any]:
    """Scores of one horizon, skill and differences against each baseline, reliability, confident errors."""
    y = np.asarray(outcome, dtype=float)
    each = {kind: {name: score(p, y) for name, p in probability.items()} for kind, score in SCORES.items()}
    return {
        "rows": len(y),
        "falls": int(y.sum()),
        "towns": len(set(town)),
        "scores": {name: _means({kind: each[kind][name] for kind in SCORES}, town) for name in probability},
        "skill": {
            name: {
                base: _skills({k: each[k][name] for k in SCORES}, {k: each[k][base] for k in SCORES}, town)
                for base in BASELINES
            }
            for name in JUDGED
        },
        "differences": {
            f"{name} - {base}": {
                f"{kind}{suffix}": _difference(each[kind][name], each[kind][base], town, b)
                for kind in SCORES
                for suffix, b in (("", False), ("_by_town", True))
            }
            for name, base in (*((n, b) for n in JUDGED for b in BASELINES), ("probability", "mechanism"))
        },
        "reliability": {name: [rounded(asdict(row)) for row in reliability(probability[name], y)] for name in JUDGED},
        "confident_errors": {name: _confident(p, y) for name, p in probability.items()},
    }


def date_scores(curves: dict[str, Floats], fell_day: Floats, town: Sequence[str], *, cut_days: int) -> dict[str, Any]:
    """CRPS (days) of the fall date cut at `cut_days` and the histogram of the censored PIT, per forecast."""
    out: dict[str, Any] = {"cut_days": cut_days, "rows": len(fell_day), "crps_days": {}, "pit": {}}
    for name, c in curves.items():
        each = crps_days(c, fell_day, cut_days=cut_days)
        out["crps_days"][name] = rounded({"by_row": by_row(each), "by_town": by_town(each, town)})
        out["pit"][name] = rounded([float(v) for v in censored_pit(c, fell_day, cut_days=cut_days)])
    return out


def _difference(first: Floats, second: Floats, town: Sequence[str], balanced: bool) -> dict[str, float]:
    return rounded(asdict(paired_difference(first, second, town, balanced=balanced)))


def _means(each: dict[str, Floats], town: Sequence[str]) -> dict[str, float]:
    out = {}
    for kind, score in each.items():
        out[kind], out[f"{kind}_by_town"] = by_row(score), by_town(score, town)
    return rounded(out)


def _skills(mine: dict[str, Floats], base: dict[str, Floats], town: Sequence[str]) -> dict[str, float]:
    out = {}
    for kind in mine:
        out[kind] = skill(by_row(mine[kind]), by_row(base[kind]))
        out[f"{kind}_by_town"] = skill(by_town(mine[kind], town), by_town(base[kind], town))
    return rounded(out)


def _confident(probability: Floats, outcome: Floats) -> dict[str, float]:
    """Rows said to be surer than 2 % or 98 %, how many of them went wrong, and how many should have."""
    sure = (probability < CONFIDENT) | (probability > 1 - CONFIDENT)
    wrong = (probability > 0.5) != (outcome > 0.5)
    return rounded(
        {
            "rows": int(sure.sum()),
            "wrong": int((sure & wrong).sum()),
            "expected_wrong": float(np.minimum(probability, 1 - probability)[sure].sum()),
        }
    )


def rounded(value: Any) -> Any:
    """Floats to six significant digits, for files that are compared byte by byte."""
    if isinstance(value, float):
        return None if np.isnan(value) else six_digits(value)
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(v) for v in value]
    return value
