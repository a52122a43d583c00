"""The Ardennes by day (Fricker 1998, from the ACSDB), both sides: Lanchester's forms fitted, and forecast day by day.

Strengths and losses are weighed sums (Bracken 1995): man 1, armoured carrier 5, tank 20, gun 40. A factor d multiplies
the losses of who defends that day and 1 / d those of who attacks.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pyrrhus.skill.battles.cdb90 import read_rows
from pyrrhus.skill.battles.loss_forms import ENGINE, EXPONENTS, FORMS, crps_normal, design_of

Floats = NDArray[np.float64]
FILE = "ardennes_1944_daily.csv"
SIDES = ("allied", "german")
WEIGHTS = {"tanks": 20.0, "apc": 5.0, "artillery": 40.0}
SAMPLES = tuple((kind, last) for kind in ("combat", "total") for last in (10, 32))
LABELS = {"hartley": "hartley_mixed"}
STARTS = ((0.0, 0.0), (1.0, 1.0), (1.0, -1.0), (-2.0, 1.0))
FIRST_FORECAST = 10


@dataclass(frozen=True)
class Days:
    """Strength and losses (weighed) of both sides by day, [side, day], and who attacks (0 allied, 1 german)."""

    strength: Floats
    lost: Floats
    attacks: NDArray[np.int64]


@dataclass(frozen=True)
class LanchesterFit:
    """Least squares of both sides' daily losses together: a d^-+1 G^p A^q and b d^+-1 A^p G^q."""

    model: str
    kind: str
    days: str
    p: float
    q: float
    d: float
    a: float
    b: float
    ssr: float
    r2: float


@dataclass(frozen=True)
class RollingScore:
    """Mean CRPS (log units) of next-day forecasts of a form from all days before, both sides.

    `independent` takes days as independent, `autocorrelated` lets yesterday's departure carry on, as the engine does.
    """

    form: str
    kind: str
    forecasts: int
    independent: float
    autocorrelated: float


def read_ardennes(folder: Path, kind: str, last: int) -> Days:
    """Days 1 to `last`; `kind` combat or total."""
    needed = ("day", "attacker", *(f"{s}_{kind}_manpower" for s in SIDES), *(f"{s}_{kind}_killed" for s in SIDES))
    rows = [row for row in read_rows(folder, FILE, needed) if 1 <= int(row["day"]) <= last]

    def weighed(side: str, men: str, tail: str) -> Floats:
        parts = {f"{side}_{kind}_{men}": 1.0, **{f"{side}_{what}{tail}": w for what, w in WEIGHTS.items()}}
        return np.array([sum(w * float(row[name]) for name, w in parts.items()) for row in rows])

    return Days(
        np.array([weighed(side, "manpower", "") for side in SIDES]),
        np.array([weighed(side, "killed", "_lost") for side in SIDES]),
        np.array([SIDES.index(row["attacker"]) for row in rows]),
    )


def fit_published_forms(folder: Path) -> tuple[LanchesterFit, ...]:
    """Every published form on every sample, with and without d; free exponents by Nelder and Mead."""
    fits = []
    for kind, last in SAMPLES:
        days = read_ardennes(folder, kind, last)
        for form in ("linear", "square", "logarithmic", "hartley", "constant"):
            for with_d in (False, True):
                p, q = EXPONENTS[form]
                d = _best_d(days, p, q) if with_d else 1.0
                fits.append(_fit(LABELS.get(form, form) + ("+d" if with_d else ""), kind, last, days, p, q, d))
        for with_d in (False, True):
            p, q, d = _free(days, with_d=with_d)
            fits.append(_fit("free p,q,d" if with_d else "free p,q", kind, last, days, p, q, d))
    return tuple(fits)


def _losses(days: Days, p: float, q: float, d: float) -> tuple[float, Floats]:
    """Sum of squares at the best a and b, and those."""
    ssr, best = 0.0, []
    for side in (0, 1):
        factor = np.where(days.attacks == side, 1.0 / d, d)
        x = factor * np.exp(p * np.log(days.strength[1 - side]) + q * np.log(days.strength[side]))
        best.append(float(days.lost[side] @ x / (x @ x)))
        ssr += float(np.sum((days.lost[side] - best[-1] * x) ** 2))
    return ssr, np.array(best)


def _about_the_mean(days: Days) -> float:
    return float(np.sum((days.lost - days.lost.mean(axis=1, keepdims=True)) ** 2))


def _fit(model: str, kind: str, last: int, days: Days, p: float, q: float, d: float) -> LanchesterFit:
    ssr, (a, b) = _losses(days, p, q, d)
    return LanchesterFit(model, kind, f"1-{last}", p, q, d, float(a), float(b), ssr, 1.0 - ssr / _about_the_mean(days))


def _best_d(days: Days, p: float, q: float) -> float:
    from scipy.optimize import minimize_scalar

    def cost(log_d: float) -> float:
        return _losses(days, p, q, math.exp(log_d))[0]

    found = minimize_scalar(cost, bounds=(-1.5, 1.5), method="bounded", options={"xatol": 1e-8})
    return math.exp(float(found.x))


def _free(days: Days, *, with_d: bool) -> tuple[float, float, float]:
    from scipy.optimize import minimize

    scale = _about_the_mean(days)

    def cost(x: Floats) -> float:
        return _losses(days, float(x[0]), float(x[1]), math.exp(float(x[2])) if with_d else 1.0)[0] / scale

    options = {"xatol": 1e-9, "fatol": 1e-14, "maxiter": 20_000, "maxfev": 20_000}
    runs = [
        minimize(cost, [*start, 0.2] if with_d else [*start], method="Nelder-Mead", options=options) for start in STARTS
    ]
    best = min(runs, key=lambda run: float(run.fun)).x
    return float(best[0]), float(best[1]), math.exp(float(best[2])) if with_d else 1.0


def score_rolling_origin(folder: Path, engine_exponent: float) -> tuple[RollingScore, ...]:
    """Next-day forecasts from day 11 on; the engine's form with its own p, all forms with a factor of who attacks."""
    scores = []
    for kind in ("combat", "total"):
        days = read_ardennes(folder, kind, 32)
        for form in FORMS:
            plain, carried = _roll(days, form, engine_exponent, _no_carry), _roll(days, form, engine_exponent, _carry)
            scores.append(RollingScore(form, kind, len(plain), float(plain.mean()), float(carried.mean())))
    return tuple(scores)


def _roll(days: Days, form: str, engine_exponent: float, carry: Callable[[Floats], tuple[float, float]]) -> Floats:
    """CRPS of every forecast, side by side."""
    found = []
    for side in (0, 1):
        own, enemy, lost = np.log(days.strength[side]), np.log(days.strength[1 - side]), np.log(days.lost[side])
        attacks = (days.attacks == side).astype(float)
        target, design = design_of(form, own, enemy, lost, attacks)
        if form == ENGINE:
            target, design = target - engine_exponent * (enemy - own), np.delete(design, 1, axis=1)
        for day in range(FIRST_FORECAST, len(lost)):
            # a little weight towards nought (not on the level) keeps what ten days cannot tell from running away
            penalty = 1e-6 * np.eye(design.shape[1])
            penalty[0, 0] = 1e-12
            past = design[:day]
            best = np.linalg.solve(past.T @ past + penalty, past.T @ target[:day])
            left = target[:day] - past @ best
            kept, sd = carry(left)
            mean = float(design[day] @ best) + kept * float(left[-1])
            found.append(crps_normal(np.array([mean]), sd, target[day : day + 1])[0])
    return np.array(found)


def _no_carry(left: Floats) -> tuple[float, float]:
    return 0.0, math.sqrt(float(left @ left) / max(1, len(left) - 2))


def _carry(left: Floats) -> tuple[float, float]:
    """Share of yesterday's departure that carries on (0..0.95), and the spread of what is new."""
    kept = float(np.clip(left[1:] @ left[:-1] / max(float(left[:-1] @ left[:-1]), 1e-12), 0.0, 0.95))
    new = left[1:] - kept * left[:-1]
    return kept, math.sqrt(float(new @ new) / max(1, len(new) - 2))
