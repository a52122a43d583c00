"""Q2: what does it cost each side?"""

from __future__ import annotations

import numpy as np

from pyrrhus.judge import words
from pyrrhus.judge.case import Answer, Case, chance, from_claims, grade, middle, number, sides


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
    for i, side in enumerate(sides()):
        estimates.append(number("killed in the forecast", ahead[:, i, 0], "persons", side))
        estimates.append(number("killed a day in the forecast", ahead[:, i, 0] / days, "persons/day", side))
        estimates.append(number("wounded in the forecast", ahead[:, i, 1], "persons", side))
        estimates.append(number("captured in the forecast", ahead[:, i, 2], "persons", side))
        estimates.append(number("killed from the start to the as-of date", before[:, i, 0], "persons", side))
    exchange = in_all[:, 0] / np.maximum(in_all[:, 1], 1.0)
    estimates.append(number("exchange ratio, attacker's casualties to the defender's", exchange, "ratio"))
    fused = [case.fused("killed_per_day", side) for side in sides()]
    for side, item in zip(sides(), fused, strict=True):
        if item is not None and item.quantiles:
            estimates.append(from_claims("killed a day as of now, from the claims", item, side))
    parts = []
    for i, side in enumerate(sides()):
        killed = words.spread(*np.quantile(ahead[:, i, 0], [0.05, 0.95]))
        wounded = words.rounded(middle(ahead[:, i, 1]))
        parts.append(
            f"{case.name(side)} about {words.rounded(middle(ahead[:, i, 0]))} killed ({killed}) and {wounded} wounded"
        )
    likelier = words.likelihood_with_number(p_more)
    text = (
        f"Over the next {words.counted(days, 'day')} the battle costs {parts[0]}, and {parts[1]} (90 % intervals). "
        f"For each casualty of {case.name('defender')} there are about {words.rounded(middle(exchange))} of "
        f"{case.name('attacker')} ({words.spread(*np.quantile(exchange, [0.05, 0.95]))}); that {case.name(more)} loses "
        f"more is {likelier}."
    )
    return Answer(
        "Q2", "What does it cost each side: killed, wounded, in all and a day, and the exchange?", text,
        grade(case, fused, rests_on_model=False), estimates,
        case.claims_on(("killed_per_day", "casualties_per_day", "killed", "wounded", "casualties",
                        "exchange_ratio_killed")),
        "A count that neither side can colour (names, graves, payments) would narrow this more than any claim.",
    )  # fmt: skip
