"""Q2: what does it cost each side?"""

from __future__ import annotations

import numpy as np

from pyrrhus.judge import words
from pyrrhus.judge.bearable import killed_that_is_told, say_how_far_apart, say_what_cannot_be
from pyrrhus.judge.case import Answer, Case, from_claims, grade, lowered, middle, number, sides

FORTNIGHT = 14


def judge_cost(case: Case) -> Answer:
    """From the simulated losses ahead and so far, beside what the claims say."""
    ahead = case.forecast.record.losses[:, -1].astype(float)
    before = case.forecast.losses_before
    days = case.forecast.days
    estimates = []
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
    exchange = ahead[:, 0].sum(axis=1) / np.maximum(ahead[:, 1].sum(axis=1), 1.0)
    estimates.append(number("exchange ratio, attacker's casualties to the defender's", exchange, "ratio"))
    fused = [case.fusion.find_now("killed_per_day", side, case.scenario.file.centre) for side in sides()]
    now = case.assimilated.killed_now
    for side, item in zip(sides(), fused, strict=True):
        if item is not None and item.quantiles:
            estimates.append(from_claims("killed a day as of now, from the claims", item, side))
        if now is not None:
            what = "killed a day as of now, from claims, strengths and published battles"
            estimates.append(number(what, now[:, sides().index(side)], "persons/day", side))
    parts = []
    for i, side in enumerate(sides()):
        killed = words.spread(*np.quantile(ahead[:, i, 0], [0.05, 0.95]))
        wounded = words.rounded(middle(ahead[:, i, 1]))
        parts.append(
            f"{case.name(side)} about {words.rounded(middle(ahead[:, i, 0]))} killed ({killed}) and {wounded} wounded"
        )
    text = (
        f"Over the next {days} days the battle costs {parts[0]}, and {parts[1]} (90 % intervals). "
        f"For each casualty of {case.name('defender')} there are about {words.rounded(middle(exchange))} of "
        f"{case.name('attacker')} ({words.spread(*np.quantile(exchange, [0.05, 0.95]))}): who loses more is "
        f"{'not settled' if np.quantile(exchange, 0.05) < 1.0 < np.quantile(exchange, 0.95) else 'fairly settled'}."
    )
    told = killed_that_is_told(case)
    cannot = say_what_cannot_be(case, told)
    apart = say_how_far_apart(case, told, {side: middle(first[:, i]) for i, side in enumerate(sides())})
    confidence = grade(case, fused, rests_on_model=False)
    return Answer(
        "Q2", "What does it cost each side: killed, wounded, in all and a day, and the exchange?",
        " ".join(part for part in (text, cannot, apart) if part), lowered(confidence) if cannot else confidence,
        estimates,
        case.claims_on(("killed_per_day", "casualties_per_day", "killed", "wounded", "casualties",
                        "exchange_ratio_killed")),
        "A count that neither side can colour (names, graves, payments) would narrow this more than any claim.",
    )  # fmt: skip
