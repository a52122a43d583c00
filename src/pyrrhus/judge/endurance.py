"""Q5: who can afford it longer?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pyrrhus.judge import words
from pyrrhus.judge.case import Answer, Case, chance, grade, middle, number, sides

LONGEST_DAYS = 1000.0


def days_of_endurance(reserve: NDArray[np.float64], record_days: NDArray[np.float64]) -> NDArray[np.float64]:
    """Days until a side cannot replace its losses, per draw: when its reserve [draw, record] runs out.

    Within the horizon the first recorded day with less than 1 % of the first reserve; beyond it the reserve goes on
    falling as it did on average; at most 1000 days (also where it does not fall).
    """
    first = np.maximum(reserve[:, 0], 1.0)
    empty = reserve <= 0.01 * first[:, None]
    drain = (reserve[:, 0] - reserve[:, -1]) / max(record_days[-1], 1.0)
    beyond = record_days[-1] + np.where(drain > 1e-9, reserve[:, -1] / np.maximum(drain, 1e-9), LONGEST_DAYS)
    within = record_days[np.argmax(empty, axis=1)]
    return np.minimum(LONGEST_DAYS, np.where(empty.any(axis=1), within, beyond))


def judge_endurance(case: Case) -> Answer:
    """Reserves against what the battle takes from them, on both sides."""
    run = case.forecast
    days = np.array(run.record_days, dtype=float)
    lasts = [days_of_endurance(run.record.reserve[:, :, i].astype(float), days) for i in (0, 1)]
    longer = float(np.mean(lasts[0] > lasts[1]) + 0.5 * np.mean(lasts[0] == lasts[1]))
    estimates = [chance("the attacker can replace its losses for longer than the defender", longer)]
    for i, side in enumerate(sides()):
        estimates.append(number("days until losses cannot be replaced (1000: not in sight)", lasts[i], "days", side))
        estimates.append(number("reserve at the horizon", run.record.reserve[:, -1, i], "persons", side))
        estimates.append(number("troops present at the horizon", run.record.personnel[:, -1, i], "persons", side))
        estimates.append(number("rounds fired a day at the horizon", run.record.fired[:, -1, i], "rounds/day", side))
        estimates.append(
            number("will to go on at the horizon (0.8 is neutral)", run.record.will[:, -1, i], "share", side)
        )
    better = "attacker" if longer >= 0.5 else "defender"
    text = (
        f"That {case.name(better)} can replace its losses here for longer is "
        f"{words.likelihood_with_number(max(longer, 1.0 - longer))}. At this pace the reserves within reach last "
        f"{case.name('attacker')} {_last_words(lasts[0])} and {case.name('defender')} {_last_words(lasts[1])}; both "
        f"depend on strengths that neither side publishes."
    )
    return Answer(
        "Q5", "Who can afford it longer?", text,
        grade(case, [case.fused("personnel", side) for side in sides()], rests_on_model=True), estimates,
        case.claims_on(("personnel", "recruited", "recruits_active_share", "shells_per_day", "manpower_reserve",
                        "shells_delivered_per_month", "quality")),
        "Mobilisation, a change in shell deliveries, or units seen to be drawn from elsewhere.",
    )  # fmt: skip


def _last_words(days: NDArray[np.float64]) -> str:
    low, high = np.quantile(days, [0.05, 0.95])
    if middle(days) >= LONGEST_DAYS:
        return f"for more than {LONGEST_DAYS:.0f} days in most campaigns"
    far = f"more than {LONGEST_DAYS:.0f}" if high >= LONGEST_DAYS else words.rounded(float(high))
    return f"about {words.rounded(middle(days))} days ({words.rounded(float(low))} to {far})"
