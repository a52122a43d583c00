"""Q1: will the town fall, and by when; and will the defender take ground back?"""

from __future__ import annotations

import numpy as np

from pyrrhus.judge import words
from pyrrhus.judge.case import Answer, Case, chance, grade, number

RETAKEN_KM2 = 2.0
LADDER_DAYS = (30, 60, 90)


def judge_fall(case: Case) -> Answer:
    """From the main event's curve and the ground that the defender holds again."""
    cdf = case.forecast.cdf(case.main_event)
    p_fall = float(cdf[-1])
    when = case.forecast.event_day[:, case.main_event]
    estimates = [chance(f"{case.town} falls by {words.date_words(case.until)}", p_fall)]
    for day in LADDER_DAYS:
        if day < case.forecast.days:
            estimates.append(chance(f"{case.town} falls by {words.date_words(case.on(day))}", float(cdf[day])))
    if case.fallen.sum() >= 20:
        estimates.append(number("days until it falls, where it falls", when[case.fallen], "days"))
    retaken = np.maximum.accumulate(case.forecast.record.retaken_km2, axis=1)
    back = {}
    for day in (*LADDER_DAYS, case.forecast.days):
        if day <= case.forecast.days:
            back[day] = float(np.mean(retaken[:, case.forecast.slot(day)] >= RETAKEN_KM2))
            estimates.append(chance(f"the defender retakes at least {RETAKEN_KM2:g} km² within {day} days", back[day]))
    estimates.append(number("ground gained by the attacker", case.forecast.record.gain_km2[:, -1], "km2"))
    ordered = float(np.mean(case.forecast.state.ordered_day[case.fallen] >= 0)) if case.fallen.any() else 0.0
    ahead = max(d for d in back if d <= 90 or d == case.forecast.days)
    fall = words.chance_of(p_fall, f"{case.town} falls by {words.date_words(case.until)}")
    retake = words.chance_of(
        back[ahead], f"{case.name('defender')} retakes at least {RETAKEN_KM2:g} km² within {ahead} days"
    )
    text = f"{words.sentence(fall)}{_median_words(case, cdf)}. {words.sentence(retake)}."
    if case.fallen.sum() >= 20:
        text += f" Where it falls, the garrison is ordered out first in {words.percent(ordered)} of the campaigns."
    return Answer(
        "Q1", f"Will {case.town} fall, and by when? Will {case.name('defender')} take ground back?", text,
        grade(case, [], rests_on_model=True), estimates,
        case.claims_on(("holds", "road_open", "road_under_fire", "main_roads_controlled", "area_gained")),
        "A road reopened or cut for good, a week without change, or ground retaken would move this answer most.",
    )  # fmt: skip


def _median_words(case: Case, cdf: np.ndarray) -> str:
    half = np.flatnonzero(cdf >= 0.5)
    if len(half):
        return f", with even odds by {words.date_words(case.on(int(half[0])))}"
    return f", and it holds out beyond that in {words.percent(1.0 - float(cdf[-1]))} of the campaigns"
