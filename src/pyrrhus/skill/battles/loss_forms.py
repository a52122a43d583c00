"""Forms of the law of losses, fitted and scored: own losses = c x enemy^p x own^q (Bracken 1995).

constant p = q = 0; linear 1, 1; square 1, 0; logarithmic 0, 1; Hartley's mixed law 0.4, 0.75. The form of the engine
has q = 1 - p, so that everything threefold costs threefold; with h the elasticity of the exchange, p = (1 - h) / 2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.claims.ledger import SIDES
from pyrrhus.skill.battles.cdb90 import Battle, column

Floats = NDArray[np.float64]
#: Exponents of the enemy's and of the own strength.
EXPONENTS: dict[str, tuple[float, float]] = {
    "constant": (0.0, 0.0),
    "linear": (1.0, 1.0),
    "square": (1.0, 0.0),
    "logarithmic": (0.0, 1.0),
    "hartley": (0.4, 0.75),
}
ENGINE, FREE = "engine", "free"
FORMS = (*EXPONENTS, ENGINE, FREE)


@dataclass(frozen=True)
class FormScore:
    """A form's score on battles of wars that it was not fitted on, by side.

    `crps` is in log units (0.1 is a tenth); `factor_error` the median factor by which the middle of the forecast was
    off; `r2` of log casualties per head against the mean of the training wars, below 0 where it is worse than that.
    """

    form: str
    side: str
    battles: int
    wars: int
    crps: float
    factor_error: float
    r2: float


@dataclass(frozen=True)
class Elasticity:
    """Elasticity of a side's losses to its enemy's strength at equal sums (p), with an error by war (clustered)."""

    side: str
    battles: int
    value: float
    error: float


def crps_normal(mean: Floats, sd: Floats | float, seen: Floats) -> Floats:
    """Continuous ranked probability score of normal forecasts (Gneiting & Raftery 2007, eq. 5 for the normal)."""
    from scipy.special import ndtr

    z = (seen - mean) / sd
    density = np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
    return sd * (z * (2.0 * ndtr(z) - 1.0) + 2.0 * density - 1.0 / math.sqrt(math.pi))


def score_leave_one_war_out(battles: tuple[Battle, ...]) -> tuple[FormScore, ...]:
    """Every form on every war when it was fitted on the others; battles whole (`Battle.whole`), repeats in one fold.

    All forms also know the days (log) that the battle lasted, since no one forecasts a day and a month alike.
    """
    war = np.array([battle.fold for battle in battles])
    days = np.log([battle.days for battle in battles])
    scores = []
    for side, name in enumerate(SIDES):
        own, enemy = np.log(column(battles, "strength", side)), np.log(column(battles, "strength", 1 - side))
        lost = np.log(column(battles, "casualties", side))
        plain = np.zeros(len(lost))
        for fold in np.unique(war):
            plain[war == fold] = (lost - own)[war != fold].mean()
        for form in FORMS:
            mean, sd = _forecast_by_war(form, own, enemy, days, lost, war)
            gone = float(np.sum((lost - mean) ** 2)), float(np.sum((lost - own - plain) ** 2))
            scores.append(
                FormScore(
                    form,
                    name,
                    len(lost),
                    len(np.unique(war)),
                    float(crps_normal(mean, sd, lost).mean()),
                    float(np.exp(np.median(np.abs(lost - mean)))),
                    1.0 - gone[0] / gone[1],
                )
            )
    return tuple(scores)


def _forecast_by_war(
    form: str, own: Floats, enemy: Floats, days: Floats, lost: Floats, war: NDArray[np.str_]
) -> tuple[Floats, Floats]:
    """Means and standard deviations (log) of each battle by a fit on the other wars."""
    mean, sd = np.zeros(len(lost)), np.zeros(len(lost))
    target, design = design_of(form, own, enemy, lost, days)
    for fold in np.unique(war):
        out = war == fold
        found, *_ = np.linalg.lstsq(design[~out], target[~out], rcond=None)
        left = target[~out] - design[~out] @ found
        mean[out] = design[out] @ found + (lost - target)[out]
        sd[out] = math.sqrt(float(left @ left) / max(1, len(left) - design.shape[1]))
    return mean, sd


def design_of(form: str, own: Floats, enemy: Floats, lost: Floats, *more: Floats) -> tuple[Floats, Floats]:
    """What is left to explain (log) once the form's fixed exponents are taken off, and the columns that may do it."""
    one = np.ones(len(lost))
    if form == ENGINE:
        return lost - own, np.column_stack([one, enemy - own, *more])
    if form == FREE:
        return lost, np.column_stack([one, enemy, own, *more])
    p, q = EXPONENTS[form]
    return lost - p * enemy - q * own, np.column_stack([one, *more])


def fit_elasticity(battles: tuple[Battle, ...], side: int) -> Elasticity:
    """How a side's losses per head go with enemy over own strength, days held: least squares, errors by war."""
    own, enemy = np.log(column(battles, "strength", side)), np.log(column(battles, "strength", 1 - side))
    lost = np.log(column(battles, "casualties", side))
    target, design = design_of(ENGINE, own, enemy, lost, np.log([b.days for b in battles]))
    found, error = _clustered(target, design, np.array([b.fold for b in battles]))
    return Elasticity(SIDES[side], len(battles), float(found[1]), float(error[1]))


def fit_exchange(battles: tuple[Battle, ...]) -> tuple[Elasticity, float]:
    """The elasticity of attacker's over defender's casualties to the force ratio, and their ratio at equal forces."""
    lost = np.log(column(battles, "casualties", 0) / column(battles, "casualties", 1))
    force = np.log(column(battles, "strength", 0) / column(battles, "strength", 1))
    design = np.column_stack([np.ones(len(lost)), force])
    found, error = _clustered(lost, design, np.array([b.fold for b in battles]))
    return Elasticity("exchange", len(battles), float(found[1]), float(error[1])), float(np.exp(found[0]))


def fit_guns(battles: tuple[Battle, ...], side: int) -> Elasticity | None:
    """The elasticity of a side's losses per head to enemy over own guns, force ratio and days held; None where few."""
    guns = [column(battles, "guns", s) for s in (side, 1 - side)]
    known = (guns[0] > 0) & (guns[1] > 0)
    if known.sum() < 30:
        return None
    some = tuple(battle for battle, keep in zip(battles, known, strict=True) if keep)
    own, enemy = np.log(column(some, "strength", side)), np.log(column(some, "strength", 1 - side))
    target, design = design_of(
        ENGINE,
        own,
        enemy,
        np.log(column(some, "casualties", side)),
        np.log([b.days for b in some]),
        np.log(guns[1][known] / guns[0][known]),
    )
    found, error = _clustered(target, design, np.array([b.fold for b in some]))
    return Elasticity(SIDES[side], len(some), float(found[-1]), float(error[-1]))


def _clustered(target: Floats, design: Floats, group: NDArray[np.str_]) -> tuple[Floats, Floats]:
    """Least squares, and standard errors with the errors of a group free to go together (Liang & Zeger 1986)."""
    inverse = np.linalg.inv(design.T @ design)
    found = inverse @ design.T @ target
    left = target - design @ found
    middle = np.zeros_like(inverse)
    for name in np.unique(group):
        pull = design[group == name].T @ left[group == name]
        middle += np.outer(pull, pull)
    return found, np.sqrt(np.diag(inverse @ middle @ inverse))
