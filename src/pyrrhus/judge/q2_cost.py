"""Q2: what does it cost each side?"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pyrrhus.claims.result import FusedQuantity
from pyrrhus.judge import words
from pyrrhus.judge.bearable import killed_that_is_told, say_how_far_apart, say_what_cannot_be
from pyrrhus.judge.case import Answer, Case, chance, from_claims, grade, lowered, middle, number, sides
from pyrrhus.scenario.schema import Side

FORTNIGHT = 14
EQUIPMENT = {"tanks_lost": "tanks lost", "armoured_vehicles_lost": "armoured vehicles lost", "guns_lost": "guns lost"}
LEAST_RATIO, MOST_RATIO = 0.01, 100.0  # an exchange beyond these is said to be beyond them
MUCH = 0.15  # a move (log) of the middle that is worth a sentence


BEARING = (
    "killed_per_day",
    "casualties_per_day",
    "killed",
    "wounded",
    "casualties",
    "exchange_ratio_killed",
    *EQUIPMENT,
)
"""Quantities that bear on the answer."""
WORTH_SAYING = 0.2
"""Prisoners are said where they are more than this share of the wounded."""


def judge_cost(case: Case) -> Answer:
    """From the simulated losses ahead and so far, beside what the claims say."""
    ahead = case.forecast.record.losses[:, -1].astype(float)
    before = case.forecast.losses_before
    days = case.forecast.days
    in_all = ahead.sum(axis=2)
    p_defender = float(np.mean(in_all[:, 1] > in_all[:, 0]) + 0.5 * np.mean(in_all[:, 1] == in_all[:, 0]))
    more, less = ("defender", "attacker") if p_defender >= 0.5 else ("attacker", "defender")
    p_more = max(p_defender, 1.0 - p_defender)
    loses_more = f"{case.name(more)} loses more than {case.name(less)} by {words.date_words(case.until)}"
    estimates = [chance(loses_more, p_more)]
    fortnight = max(1, min(FORTNIGHT, days))
    slot = case.forecast.slot(fortnight)
    first = case.forecast.record.losses[:, slot, :, 0].astype(float) / case.forecast.record_days[slot]
    for i, side in enumerate(sides()):
        estimates.append(number("killed in the forecast", ahead[:, i, 0], "persons", side))
        estimates.append(number("killed a day in the forecast", ahead[:, i, 0] / days, "persons/day", side))
        estimates.append(number("wounded in the forecast", ahead[:, i, 1], "persons", side))
        estimates.append(number("captured in the forecast", ahead[:, i, 2], "persons", side))
        estimates.append(number("killed from the start to the as-of date", before[:, i, 0], "persons", side))
        estimates.append(number("killed a day in the first fortnight", first[:, i], "persons/day", side))
    exchange = in_all[:, 0] / np.maximum(in_all[:, 1], 1.0)
    estimates.append(number("exchange ratio, attacker's casualties to the defender's", exchange, "ratio"))
    fused = [case.fused_now("killed_per_day", side) for side in sides()]
    now = case.assimilated.killed_now
    for side, item in zip(sides(), fused, strict=True):
        if item is not None and item.quantiles:
            estimates.append(from_claims("killed a day as of now, from the claims", item, side))
        if now is not None:
            what = "killed a day as of now, from claims, strengths and published battles"
            estimates.append(number(what, now[:, sides().index(side)], "persons/day", side))
    estimates += _equipment(case)
    parts = [f"{case.name(side)} {_loss_words(ahead[:, i])}" for i, side in enumerate(sides())]
    text = (
        f"Over the next {words.counted(days, 'day')} the battle costs {parts[0]}, and {parts[1]} (90 % intervals). "
        f"{_exchange_words(case, exchange)}; {words.chance_of(p_more, f'{case.name(more)} loses more')}."
    )
    told = killed_that_is_told(case)
    fortnight_has: dict[Side, float] = {side: middle(first[:, i]) for i, side in enumerate(sides())}
    cannot = say_what_cannot_be(case, told, fortnight_has)
    apart = say_how_far_apart(case, told, fortnight_has)
    confidence = grade(case, fused, rests_on_model=False)
    text += _hanging(case, fused)
    return Answer(
        "Q2",
        "What does it cost each side: killed, wounded, in all and a day, and the exchange?",
        " ".join(part for part in (text, cannot, apart) if part),
        lowered(confidence) if cannot else confidence,
        estimates,
        case.claims_on(BEARING),
        "A count that neither side can colour (names, graves, payments) would narrow this more than any claim.",
    )


def _loss_words(ahead: np.ndarray) -> str:
    """A side's killed, wounded and captured, [draw, kind], in words; prisoners where they are many."""
    dead, wounded, captured = ahead[:, 0], middle(ahead[:, 1]), middle(ahead[:, 2])
    counts = [
        f"about {words.count_words(middle(dead))} killed ({words.count_spread(*_ninety(dead))})",
        f"{words.count_words(wounded)} wounded",
    ]
    if captured > WORTH_SAYING * wounded:
        counts.append(f"{words.count_words(captured)} taken prisoner")
    return words.listed(counts)


def _exchange_words(case: Case, exchange: np.ndarray) -> str:
    """How many casualties of one side there are for each of the other, the side that loses more counted."""
    low, mid, high = (float(q) for q in np.quantile(exchange, [0.05, 0.5, 0.95]))
    one, many = case.name("defender"), case.name("attacker")
    if 0.0 < mid < 1.0:
        one, many = many, one
        low, mid, high = 1.0 / high, 1.0 / mid, 1.0 / max(low, 1e-9)
    ends = words.spread(low, high)
    if low < LEAST_RATIO or high > MOST_RATIO:
        first = f"less than {LEAST_RATIO:g}" if low < LEAST_RATIO else words.rounded(low)
        last = f"more than {MOST_RATIO:g}" if high > MOST_RATIO else words.rounded(high)
        ends = f"{first} to {last}"
    return f"For each casualty of {one} there are about {words.rounded(mid)} of {many} ({ends})"


def _equipment(case: Case) -> list[dict[str, Any]]:
    """Equipment lost, where it was claimed of the town, else of the whole front: the claims' own, linked to nothing."""
    rows = []
    for quantity, name in EQUIPMENT.items():
        for side in sides():
            for place, where in (("centre", case.town), (None, "the whole front")):
                item = case.fused(quantity, side, place)
                if item is not None and item.quantiles and item.claims:
                    since = words.date_words(item.period_from) if item.period_from else "the start"
                    rows.append(from_claims(f"{name} since {since}, {where}, from the claims", item, side))
                    break
    return rows


def _hanging(case: Case, fused: list[FusedQuantity | None]) -> str:
    """Which one claim each side's killed a day hang on, where leaving it out moves the middle by much."""
    said = []
    for side, item in zip(sides(), fused, strict=True):
        if item is None or item.hangs_on is None or item.median_without is None or not item.quantiles:
            continue
        middle_now = item.quantiles[0.5]
        if abs(math.log(item.median_without / middle_now)) >= MUCH:
            said.append(
                f"of {case.name(side)}'s killed a day hangs most on {case.claim_name(item.hangs_on)} "
                f"({words.rounded(middle_now)} with it, {words.rounded(item.median_without)} without)"
            )
    return f" What the claims say {', and '.join(said)}." if said else ""


def _ninety(values: np.ndarray) -> tuple[float, float]:
    low, high = np.quantile(values, [0.05, 0.95])
    return float(low), float(high)
