"""Q4: hold or withdraw, and when? Press on or stop?"""

from __future__ import annotations

import numpy as np

from pyrrhus.judge import words
from pyrrhus.judge.case import Answer, Case, chance, number
from pyrrhus.scenario.policies import describe

TIE_STANDARD_ERRORS = 2.0


def judge_stay(case: Case) -> Answer:
    """The defender's policies on the same draws: what holding buys, and what it costs."""
    outcomes = case.comparison.outcomes
    hold, leave = outcomes[0], case.comparison.of("withdraw_now") or outcomes[-1]
    estimates = []
    for outcome in outcomes:
        label = describe(outcome.defender, name=case.name("defender")).rstrip(".")
        estimates.append(chance(f"the town falls: {label}", float(np.mean(outcome.fall_day >= 0))))
        estimates.append(number(f"casualties: {label}", outcome.casualties[:, 1], "persons", "defender"))
        estimates.append(number(f"casualties: {label}", outcome.casualties[:, 0], "persons", "attacker"))
    own = hold.casualties[:, 1] - leave.casualties[:, 1]
    enemy = hold.casualties[:, 0] - leave.casualties[:, 0]
    weeks = case.forecast.days / 7.0
    estimates.append(number("further casualties by holding, a week", own / weeks, "persons/week", "defender"))
    estimates.append(number("further casualties by the defender's holding, a week", enemy / weeks, "persons/week",
                            "attacker"))  # fmt: skip
    bought = float(np.mean(enemy) / max(np.mean(own), 1.0)) if np.mean(own) > 0 else float("inf")
    tie = abs(np.mean(own)) < TIE_STANDARD_ERRORS * np.std(own) / np.sqrt(len(own))
    by_order = np.mean(leave.fall_day >= 0)
    text = (
        f"Against leaving now, holding costs {case.name('defender')} about "
        f"{words.rounded(float(np.mean(own) / weeks))} casualties a week more and {case.name('attacker')} about "
        f"{words.rounded(float(np.mean(enemy) / weeks))}"
        f"{': ' + words.rounded(bought) + ' for one' if np.isfinite(bought) and not tie else ''}. "
        f"It keeps the town to the horizon in {words.percent(float(np.mean(hold.fall_day < 0)))} of the campaigns "
        f"(after an order to leave: {words.percent(1.0 - float(by_order))}); {_advice(case, bought, bool(tie))}"
    )
    return Answer(
        "Q4", "Hold or withdraw, and when? Press on or stop?", text, "low", estimates,
        case.claims_on(("intends_to_hold", "intends_to_withdraw", "advised_to_withdraw", "next_line_prepared")),
        "The effects of policies are the model's and cannot be tested on history; a price put on the town, or the last "
        "road cut, would turn the balance.",
    )  # fmt: skip


def _advice(case: Case, bought: float, tie: bool) -> str:
    if tie:
        return "in losses alone the two cannot be told apart."
    named = case.forecast.draws.named
    exchange = float(np.median(named["exchange_ratio"]))
    if bought > 1.5 * max(exchange, 1.0) or bought > 2.0:
        return "in losses alone holding pays as long as the road stays open."
    if bought < 1.0:
        return "in losses alone holding costs the defender more than it costs the attacker."
    return "in losses alone the balance is slight: what the town is worth decides."
