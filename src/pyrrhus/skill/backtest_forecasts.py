"""What is said of each case under a protocol: mechanism, baselines and the published stack of them, per horizon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from pyrrhus.control_map.share_events import TownRecord
from pyrrhus.skill.baselines.models import BASELINES, curve
from pyrrhus.skill.baselines.protocols import Protocol, baseline_probabilities, groups_of, rows_of_group
from pyrrhus.skill.questions import TownDate
from pyrrhus.skill.scores import published
from pyrrhus.skill.stack import combine, fit_weights

Floats = NDArray[np.float64]
# Measured on open maps: with trend and logistic too the stack is worse at 30 and 60 days (docs/explanation/skill.md).
MEMBERS = ("mechanism", "need_rate")


@dataclass(frozen=True)
class Predicted:
    """Probabilities [case] by horizon and name ("probability" is the published one), curves [case, day] by name.

    `weights` by as-of date or sector: weight of each of MEMBERS in the published probability.
    """

    horizons: tuple[int, ...]
    probability: dict[int, dict[str, Floats]]
    curves: dict[str, Floats]
    weights: dict[str, tuple[float, ...]]


def say(
    cases: Sequence[TownDate],
    records: Mapping[str, TownRecord],
    mechanism: Floats,
    *,
    horizons: Sequence[int],
    protocol: Protocol,
    known_on: date,
) -> Predicted:
    """Everything said of the cases. `mechanism` [case, day 0..] holds its curves. A case's own future is never used.

    The stack learns from all horizons of resolved rows at once: R by each case's date, S from the other sectors up to
    `known_on` (whose members, in turn, had learnt from this sector: S is a diagnosis, R is the one that is judged).
    """
    asked = tuple(sorted(horizons))
    towns = dict(records)
    names = {
        h: {
            "mechanism": published(mechanism[:, h]),
            **baseline_probabilities(cases, towns, horizon_days=h, protocol=protocol, known_on=known_on),
        }
        for h in asked
    }
    stacked = {h: np.column_stack([names[h][m] for m in MEMBERS]) for h in asked}
    said = {h: np.zeros(len(cases)) for h in asked}
    weights = {}
    for key, members in groups_of(cases, protocol).items():
        learnt: list[Floats] = []
        outcome: list[bool] = []
        for h in asked:
            rows, happened = rows_of_group(key, cases, towns, horizon_days=h, known_on=known_on)
            learnt.append(stacked[h][rows])
            outcome += happened
        w = fit_weights(np.concatenate(learnt), outcome)
        weights[str(key)] = tuple(float(v) for v in w)
        at_least = np.zeros(len(members))
        for h in asked:
            at_least = np.maximum(at_least, combine(stacked[h][members], w))
            said[h][members] = at_least
    probability = {h: {"probability": said[h], **names[h]} for h in asked}
    days = max(asked)
    curves = {"mechanism": mechanism[:, : days + 1]}
    for name in ("probability", *BASELINES):
        at = np.column_stack([probability[h][name] for h in asked])
        curves[name] = np.array([curve(row, asked, days) for row in at]).reshape(len(cases), days + 1)
    return Predicted(asked, probability, curves, weights)


def quantile_day(cumulative: Floats, level: float) -> int | None:
    """First day on which the curve has reached a level; None where it does not within its days."""
    reached = np.flatnonzero(cumulative >= level)
    return int(reached[0]) if len(reached) else None
