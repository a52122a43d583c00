"""Q5: who can afford it longer?

Replacements follow the roads: what a side has in reserve does not reach a garrison that is shut in for good.
What the place is worth is brought in where the folder states it for both sides, and only there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.decide.war_of_attrition import attrition
from pyrrhus.judge import words
from pyrrhus.judge.case import Answer, Case, chance, grade, middle, number, sides
from pyrrhus.judge.q3_worth import Reckoning, stated

LONGEST_DAYS = 1000.0
NO_WAY = 0.01  # supply (0 to 1) of a town below which there is no way into it


def days_of_endurance(
    reserve: NDArray[np.float64], record_days: NDArray[np.float64], shut_in: NDArray[np.bool_] | None = None
) -> NDArray[np.float64]:
    """Days until a side cannot replace its losses, per draw: when its reserve [draw, record] runs out, or no longer
    reaches those who are `shut_in` [draw, record].

    Within the horizon the first recorded day with less than 1 % of the first reserve; beyond it the reserve goes on
    falling as it did on average; at most 1000 days (also where it does not fall).
    """
    first = np.maximum(reserve[:, 0], 1.0)
    empty = reserve <= 0.01 * first[:, None]
    if shut_in is not None:
        empty = empty | shut_in
    drain = (reserve[:, 0] - reserve[:, -1]) / max(record_days[-1], 1.0)
    beyond = record_days[-1] + np.where(drain > 1e-9, reserve[:, -1] / np.maximum(drain, 1e-9), LONGEST_DAYS)
    within = record_days[np.argmax(empty, axis=1)]
    return np.minimum(LONGEST_DAYS, np.where(empty.any(axis=1), within, beyond))


def besieged(
    road: NDArray[np.float64], fall_day: NDArray[np.float64], record_days: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Whether the garrison is shut in for good [draw, record]: no way leads into the town, and none opens again.

    `road` [draw, record] is the supply (0 to 1) of the town, `fall_day` [draw] its fall, negative where it holds. After
    the fall that counts which was so before it: who had a way out fights on behind the town with what comes there.
    """
    before = (fall_day[:, None] < 0) | (record_days[None, :] < fall_day[:, None])
    last = np.maximum(before.sum(axis=1) - 1, 0)
    at_fall = np.take_along_axis(road, last[:, None], axis=1)
    way = np.where(before, road, at_fall) >= NO_WAY
    return ~np.maximum.accumulate(way[:, ::-1], axis=1)[:, ::-1]


def days_of_patience(worth: NDArray[np.float64], casualties_per_day: NDArray[np.float64]) -> NDArray[np.float64]:
    """Days from now until the further losses of a side exceed what the place is worth to it, per draw; at most 1000."""
    return np.minimum(LONGEST_DAYS, worth / np.maximum(casualties_per_day, 1e-9))


BEARING = (
    "personnel",
    "recruited",
    "recruits_active_share",
    "shells_per_day",
    "manpower_reserve",
    "shells_delivered_per_month",
    "quality",
)
"""Quantities that bear on the answer."""


def judge_endurance(case: Case) -> Answer:
    """Reserves against what the battle takes from them, and stakes against what it costs, on both sides."""
    run = case.forecast
    days = np.array(run.record_days, dtype=float)
    reserve = run.record.reserve.astype(float)
    fall_day = run.event_day[:, case.main_event].astype(float)
    shut_in = besieged(run.record.corridor.astype(float), fall_day, days)
    lasts = [days_of_endurance(reserve[:, :, 0], days), days_of_endurance(reserve[:, :, 1], days, shut_in)]
    pace = run.record.losses[:, -1].sum(axis=2, dtype=float) / max(run.days, 1)
    worth = Reckoning(case).worth
    patience = [days_of_patience(worth[:, i], pace[:, i]) for i in (0, 1)]
    told = all(stated(case, side) for side in sides())
    cut = float(np.mean(shut_in[:, -1]))
    outlasts = [
        chance("the attacker can replace its losses for longer than the defender", float(np.mean(lasts[0] > lasts[1]))),
        chance("neither side can replace its losses for longer than the other", float(np.mean(lasts[0] == lasts[1]))),
        chance("the defender can replace its losses for longer than the attacker", float(np.mean(lasts[0] < lasts[1]))),
    ]
    estimates = [
        *sorted(outlasts, key=lambda row: -row["probability"]),  # the likeliest of the three leads
        chance("the garrison is shut in by the horizon, with no way in", cut),
        *(_stakes(case, patience) if told else []),
        chance(
            "neither side runs out of replacements within 1000 days",
            float(np.mean((lasts[0] >= LONGEST_DAYS) & (lasts[1] >= LONGEST_DAYS))),
        ),
    ]
    for i, side in enumerate(sides()):
        estimates.append(number("days until losses cannot be replaced (1000: not in sight)", lasts[i], "days", side))
        if told:
            estimates.append(
                number(
                    "days until further losses exceed what the place is worth to it (1000: not in sight)",
                    patience[i],
                    "days",
                    side,
                )
            )
        days_told, span = _span(case)
        estimates.append(number(f"casualties {span} ahead", days_told * pace[:, i], "persons", side))
        estimates.append(number("reserve at the horizon", run.record.reserve[:, -1, i], "persons", side))
        estimates.append(number("troops present at the horizon", run.record.personnel[:, -1, i], "persons", side))
        estimates.append(number("rounds fired a day at the horizon", run.record.fired[:, -1, i], "rounds/day", side))
        estimates.append(
            number("will to go on at the horizon (0.8 is neutral)", run.record.will[:, -1, i], "share", side)
        )
    if told:
        war = attrition(np.maximum(pace, 1e-6), np.maximum(worth, 1e-6))
        estimates.append(
            number("days until one side gives up, by the theory of the war of attrition", war.mean_days, "days")
        )
    return Answer(
        "Q5",
        "Who can afford it longer?",
        " ".join([_men(case, lasts, cut), _stake(case, patience) if told else _bill(case, pace)]),
        grade(case, [case.fused("personnel", side) for side in sides()], rests_on_model=True),
        estimates,
        case.claims_on(BEARING),
        "Mobilisation, a change in shell deliveries, or units seen to be drawn from elsewhere.",
    )


def _men(case: Case, lasts: list[NDArray[np.float64]], cut: float) -> str:
    """Who runs out of replacements first, in parts that add up, and when; and what the roads have to do with it."""
    attacker, defender = case.name("attacker"), case.name("defender")
    shares = words.parts_in_words(
        [float(np.mean(lasts[i] < lasts[1 - i])) for i in (0, 1)] + [float(np.mean(lasts[0] == lasts[1]))]
    )
    far = words.whole(LONGEST_DAYS)
    each = [_last_words(days) for days in lasts]
    last = f"{attacker}'s replacements last {each[0]}, {defender}'s {each[1]}"
    if each[0] == each[1]:
        endless = min(middle(days) for days in lasts) >= LONGEST_DAYS
        last = (
            "in most, each side's replacements last longer" if endless else f"each side's replacements last {each[0]}"
        )
    text = words.sentence(
        f"{attacker} runs out of replacements first in {shares[0]} of the campaigns, {defender} in {shares[1]}, and "
        f"neither before the other within {far} days in {shares[2]}; {last}."
    )
    if cut >= 0.01:
        text += (
            f" In {words.share_words(cut)} of the campaigns the garrison is shut in by {words.date_words(case.until)} "
            f"or its fall: from then on what {defender} has in reserve does not reach it."
        )
    return text


def _stakes(case: Case, patience: list[NDArray[np.float64]]) -> list[dict[str, Any]]:
    """Whose stake outlasts the other's, in parts that add up, by what the folder says the place is worth."""
    outlasts = "stake in the place outlasts the"
    return [
        chance(f"the attacker's {outlasts} defender's", float(np.mean(patience[0] > patience[1]))),
        chance(f"the defender's {outlasts} attacker's", float(np.mean(patience[1] > patience[0]))),
        chance("neither stake outlasts the other", float(np.mean(patience[0] == patience[1]))),
    ]


def _stake(case: Case, patience: list[NDArray[np.float64]]) -> str:
    """When further losses exceed what the folder says the place is worth to each."""
    if min(middle(days) for days in patience) >= LONGEST_DAYS:
        return (
            "By what the folder says the place is worth, further losses exceed it for neither side within "
            f"{words.whole(LONGEST_DAYS)} days in most campaigns."
        )
    sooner = [float(np.mean(patience[i] < patience[1 - i])) for i in (0, 1)]
    weaker = int(sooner[1] > sooner[0])
    stop_first = words.chance_of(sooner[weaker], f"{case.name(sides()[weaker])} has reason to stop first")
    return (
        f"By what the folder says the place is worth, further losses exceed it for {case.name('attacker')} "
        f"{_after(patience[0])} and for {case.name('defender')} {_after(patience[1])}, so {stop_first}; either may be "
        f"wrong about the other by a factor of {words.rounded(_doubt(patience))}."
    )


def _bill(case: Case, pace: NDArray[np.float64]) -> str:
    """What a month costs each side, where nobody says what the place is worth to both."""
    days, span = _span(case)
    cost = [words.amount(days * pace[:, i], "casualties") for i in (0, 1)]
    bill = f"{words.sentence(span)} costs {case.name('attacker')} {cost[0]} and {case.name('defender')} {cost[1]}"
    nobody = (
        "nobody states in casualties what the place is worth to both sides, so whose stake is spent first is not said"
    )
    return f"{bill}; {nobody}."


def _span(case: Case) -> tuple[float, str]:
    """The days that a bill is told for, and their name: a month, or a day where the forecast is shorter than one."""
    return (30.0, "a month") if case.forecast.days >= 30 else (1.0, "a day")


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
    if float(np.quantile(days, 0.95)) < 1.0:
        return "no day longer"
    return f"about {_days_and_range(days)}"


def _days_and_range(days: NDArray[np.float64]) -> str:
    """The middle and the 90 % range in whole days, as "24 days (90 %: 2 to 330)"."""
    low, high = (float(q) for q in np.quantile(days, [0.05, 0.95]))
    far = f"more than {words.whole(LONGEST_DAYS)}" if high >= LONGEST_DAYS else _whole_days(high)
    whole = _whole_days(middle(days))
    return f"{whole} {'day' if whole == '1' else 'days'} (90 %: {_whole_days(low)} to {far})"


def _whole_days(days: float) -> str:
    return words.rounded(days) if days >= 10.0 else str(round(days))
