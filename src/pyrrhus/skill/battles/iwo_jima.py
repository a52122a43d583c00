"""Iwo Jima 1945: laws against the American strength ashore, as a course exercise approximates it by steps.

Engel (1954) gives the landings, 21,500 defenders without reinforcement, 36 days and two coefficients of the square law;
his daily series is not openly at hand. So this is a weak test: nearly any law that ends when the defenders do fits it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pyrrhus.skill.battles.cdb90 import read_rows
from pyrrhus.skill.battles.loss_forms import EXPONENTS

PARAMETERS, STRENGTH = "iwo_jima_1945_parameters.csv", "iwo_jima_1945_us_strength_approx.csv"
STEPS_A_DAY = 20


@dataclass(frozen=True)
class IwoFit:
    """A form with the coefficients that fit best, the error of American strength (persons) and the defenders left."""

    form: str
    rms_error: float
    defenders_left: float
    a: float
    b: float


def fit_iwo_jima(folder: Path) -> tuple[IwoFit, ...]:
    """Every form by least squares on the steps and on no defender left at the end; Engel's own coefficients first."""
    from scipy.optimize import minimize

    given = {row["quantity"]: float(row["value"]) for row in read_rows(folder, PARAMETERS, ("quantity", "value"))}
    rows = read_rows(folder, STRENGTH, ("day_from", "day_to_exclusive", "us_strength_approx"))
    spans = [(int(row["day_from"]), int(row["day_to_exclusive"])) for row in rows]
    seen = np.array([float(row["us_strength_approx"]) for row in rows])

    def gap(form: str, a: float, b: float) -> tuple[NDArray[np.float64], float]:
        americans, japanese = _fight(given, *EXPONENTS[form], a, b)
        mean = [americans[first * STEPS_A_DAY : last * STEPS_A_DAY].mean() for first, last in spans]
        return np.array(mean) - seen, float(japanese[-1])

    engel = given["A_per_japanese_per_day"], given["B_per_us_per_day"]
    error, left = gap("square", *engel)
    fits = [IwoFit("square (Engel's)", math.sqrt(float(np.mean(error**2))), left, *engel)]
    for form, (p, q) in EXPONENTS.items():
        size = 55_000.0, 10_000.0
        begin = [math.log(500.0 / (size[1] ** p * size[0] ** q)), math.log(600.0 / (size[0] ** p * size[1] ** q))]

        def cost(x: NDArray[np.float64], form: str = form) -> float:
            away, remain = gap(form, math.exp(float(x[0])), math.exp(float(x[1])))
            return float(np.mean(away**2)) + remain**2

        best = minimize(cost, begin, method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-3, "maxiter": 2000}).x
        a, b = math.exp(float(best[0])), math.exp(float(best[1]))
        error, left = gap(form, a, b)
        fits.append(IwoFit(form, math.sqrt(float(np.mean(error**2))), left, a, b))
    return tuple(fits)


def _fight(
    given: dict[str, float], p: float, q: float, a: float, b: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both strengths through the days, by small steps."""
    days = int(given["duration_days"])
    landed = {1: given["us_landed_day_1"], 3: given["us_landed_day_3"], 6: given["us_landed_day_6"]}
    americans, japanese = np.zeros(days * STEPS_A_DAY), np.zeros(days * STEPS_A_DAY)
    us, jp = 0.0, given["japanese_initial"]
    for i in range(days * STEPS_A_DAY):
        if i % STEPS_A_DAY == 0:
            us += landed.get(i // STEPS_A_DAY + 1, 0.0)
        americans[i], japanese[i] = us, jp
        us, jp = (
            max(0.0, us - a * jp**p * max(us, 1e-9) ** q / STEPS_A_DAY),
            max(0.0, jp - b * us**p * max(jp, 1e-9) ** q / STEPS_A_DAY),
        )
    return americans, japanese
