"""Q5: who can afford it longer?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.decide.pyrrhic import prize
from pyrrhus.decide.war_of_attrition import attrition
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


def days_of_patience(worth: NDArray[np.float64], casualties_per_day: NDArray[np.float64]) -> NDArray[np.float64]:
    """Days from now until the further losses of a side exceed what the place is worth to it, per draw; at most 1000."""
    return np.minimum(LONGEST_DAYS, worth / np.maximum(casualties_per_day, 1e-9))


def judge_endurance(case: Case) -> Answer:
    """Reserves against what the battle takes from them, and stakes against what it costs, on both sides."""
    run = case.forecast
    days = np.array(run.record_days, dtype=float)
    lasts = [days_of_endurance(run.record.reserve[:, :, i].astype(float), days) for i in (0, 1)]
    pace = run.record.losses[:, -1].sum(axis=2, dtype=float) / max(run.days, 1)
    worth = _worth(case)
    patience = [days_of_patience(worth[:, i], pace[:, i]) for i in (0, 1)]
    longer = float(np.mean(lasts[0] > lasts[1]) + 0.5 * np.mean(lasts[0] == lasts[1]))
    steadier = float(np.mean(patience[0] > patience[1]) + 0.5 * np.mean(patience[0] == patience[1]))
    weaker = int(steadier > 0.5)  # 0: the attacker's stake is the first to be outrun
    stops_first = chance(f"{case.name(sides()[weaker])} has reason to stop first", max(steadier, 1.0 - steadier))
    estimates = [
        stops_first,
        chance("the attacker can replace its losses for longer than the defender", longer),
        chance("the attacker's stake in the place outlasts the defender's", steadier),
        chance("neither side runs out of replacements within 1000 days", float(np.mean(
            (lasts[0] >= LONGEST_DAYS) & (lasts[1] >= LONGEST_DAYS)))),
    ]  # fmt: skip
    for i, side in enumerate(sides()):
        estimates.append(number("days until losses cannot be replaced (1000: not in sight)", lasts[i], "days", side))
        estimates.append(
            number("days until further losses exceed what the place is worth to it (1000: not in sight)", patience[i],
                   "days", side)
        )  # fmt: skip
        estimates.append(number("casualties a day ahead", pace[:, i], "persons/day", side))
        estimates.append(number("reserve at the horizon", run.record.reserve[:, -1, i], "persons", side))
        estimates.append(number("troops present at the horizon", run.record.personnel[:, -1, i], "persons", side))
        estimates.append(number("rounds fired a day at the horizon", run.record.fired[:, -1, i], "rounds/day", side))
        estimates.append(
            number("will to go on at the horizon (0.8 is neutral)", run.record.will[:, -1, i], "share", side)
        )
    war = attrition(np.maximum(pace, 1e-6), np.maximum(worth, 1e-6))
    estimates.append(
        number("days until one side gives up, by the theory of the war of attrition", war.mean_days, "days")
    )
    return Answer(
        "Q5", "Who can afford it longer?", _text(case, lasts, patience, stops_first),
        grade(case, [case.fused("personnel", side) for side in sides()], rests_on_model=True), estimates,
        case.claims_on(("personnel", "recruited", "recruits_active_share", "shells_per_day", "manpower_reserve",
                        "shells_delivered_per_month", "quality")),
        "Mobilisation, a change in shell deliveries, or units seen to be drawn from elsewhere.",
    )  # fmt: skip


def _worth(case: Case) -> NDArray[np.float64]:
    """What the place is worth to each side at the horizon, [draw, side], in its own casualties."""
    named = case.forecast.draws.named
    ruined = case.forecast.record.destruction[:, -1].astype(float) * named["destruction_weight_0_1"]
    return np.column_stack([
        prize(named[f"{side}_place_value"], named[f"{side}_symbol_0_1"], named["symbol_value_ratio"], ruined)
        for side in sides()
    ])  # fmt: skip


def _text(
    case: Case, lasts: list[NDArray[np.float64]], patience: list[NDArray[np.float64]], stops_first: dict[str, Any]
) -> str:
    attacker, defender = case.name("attacker"), case.name("defender")
    first = [float(np.mean(lasts[i] < lasts[1 - i])) for i in (0, 1)]
    neither = 1.0 - first[0] - first[1]
    far = words.whole(LONGEST_DAYS)
    if neither > 0.5 or min(middle(lasts[0]), middle(lasts[1])) >= LONGEST_DAYS:
        men = (
            f"At this pace neither side runs out of replacements within {far} days in {words.percent(neither)} of "
            f"the campaigns ({attacker} does so first in {words.percent(first[0])}, {defender} in "
            f"{words.percent(first[1])})"
        )
    else:
        better = 0 if first[0] <= first[1] else 1
        chance_of_it = first[1 - better] + 0.5 * neither
        longer = f"{case.name(sides()[better])} can replace its losses here for longer"
        said = words.chance_of(chance_of_it, longer)
        men = f"{words.sentence(said)} ({attacker} {_last_words(lasts[0])}, {defender} {_last_words(lasts[1])})"
    stop_first = words.chance_of(stops_first["probability"], stops_first["name"])
    stake = (
        f"further losses exceed what the place is worth to {attacker} {_after(patience[0])} and to {defender} "
        f"{_after(patience[1])}, so {stop_first}"
    )
    return (
        f"{men}. What tells sooner is the stake: {stake}. Neither can be sure of it: strengths and what a side would "
        f"pay are not published, and either may be wrong about the other by a factor of "
        f"{words.rounded(_doubt(patience))}."
    )


def _doubt(patience: list[NDArray[np.float64]]) -> float:
    """Factor by which the middle may be wrong either way (90 %), the greater of the two sides."""
    factors = [np.sqrt(np.quantile(p, 0.95) / max(float(np.quantile(p, 0.05)), 1e-9)) for p in patience]
    return float(min(max(factors), 1000.0))


def _after(days: NDArray[np.float64]) -> str:
    if middle(days) >= LONGEST_DAYS:
        return f"after more than {words.whole(LONGEST_DAYS)} days"
    return f"after about {_days_and_range(days)}"


def _last_words(days: NDArray[np.float64]) -> str:
    if middle(days) >= LONGEST_DAYS:
        return f"for more than {words.whole(LONGEST_DAYS)} days in most campaigns"
    return f"about {_days_and_range(days)}"


def _days_and_range(days: NDArray[np.float64]) -> str:
    """The middle and the 90 % range in whole days, as "24 days (90 %: 2 to 330)"."""
    low, high = (float(q) for q in np.quantile(days, [0.05, 0.95]))
    far = f"more than {words.whole(LONGEST_DAYS)}" if high >= LONGEST_DAYS else _whole_days(high)
    whole = _whole_days(middle(days))
    return f"{whole} {'day' if whole == '1' else 'days'} (90 %: {_whole_days(low)} to {far})"


def _whole_days(days: float) -> str:
    return words.rounded(days) if days >= 10.0 else str(round(days))
