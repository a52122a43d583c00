"""Q3: is it worth it: a victory, a symbol, or a Pyrrhic victory?"""

from __future__ import annotations

import numpy as np

from pyrrhus.decide.pyrrhic import another_such, exchange_margin, prize
from pyrrhus.judge import words
from pyrrhus.judge.case import Answer, Case, chance, number, sides


def judge_worth(case: Case) -> Answer:
    """Losses of the whole battle against the stated worth of the place, and against what can be replaced."""
    run = case.forecast
    lost = run.losses_before.sum(axis=2) + run.record.losses[:, -1].sum(axis=2, dtype=float)
    named = run.draws.named
    destruction = run.record.destruction[:, -1].astype(float)
    worth = [
        prize(named[f"{side}_place_value"], named[f"{side}_symbol_0_1"], named["symbol_value_ratio"], destruction)
        for side in sides()
    ]
    reserve = run.record.reserve.astype(np.float64)
    capacity = reserve[:, 0] + run.record.personnel[:, 0].astype(np.float64)
    margin = exchange_margin(lost, capacity)
    left = run.record.personnel[:, -1].astype(np.float64) + reserve[:, -1]
    again = another_such(left[:, 0], lost[:, 0], run.strength_before[:, 0], named["culmination_loss_0_1"])
    dear = [float(np.mean(lost[:, i] > worth[i])) for i in (0, 1)]
    won = case.fallen if case.fallen.sum() >= 20 else np.ones(len(lost), dtype=bool)
    p_again = float(np.mean(again[won]))
    p_pyrrhic = float(np.mean((lost[won, 0] > worth[0][won]) | ~again[won]))
    estimates = [
        chance("if the attacker wins, the victory is Pyrrhic", p_pyrrhic),
        chance("the attacker's losses exceed what the place is worth to it", dear[0], "attacker"),
        chance("the defender's losses exceed what the place is worth to it", dear[1], "defender"),
        chance("another such victory: the attacker could fight the same battle again", p_again, "attacker"),
        number("losses over replacement capacity, attacker to defender", margin, "ratio"),
        number("casualties that the place is worth", worth[0], "casualties", "attacker"),
        number("casualties that the place is worth", worth[1], "casualties", "defender"),
        number("casualties in the whole battle", lost[:, 0], "casualties", "attacker"),
        number("casualties in the whole battle", lost[:, 1], "casualties", "defender"),
        number("share of the town destroyed at the horizon", destruction, "share"),
    ]
    text = (
        f"If {case.name('attacker')} takes {case.town}, that the victory is Pyrrhic (dearer than the place is worth to "
        f"it, or not to be fought again) is {words.likelihood_with_number(p_pyrrhic)}; that it could fight such a "
        f"battle again is {words.likelihood_with_number(p_again)}. What the place is worth is disputed, and the range "
        f"is wide on purpose; {_symbol_words(case)}."
    )
    return Answer(
        "Q3", "Is it worth it: a victory, a symbol, or a Pyrrhic victory?", text,
        "low", estimates, case.claims_on(("place_value", "symbol_value", "destruction", "losses_level")),
        "Anything that shows what a side would pay: orders to hold in spite of losses, or troops moved away.",
    )  # fmt: skip


def _symbol_words(case: Case) -> str:
    symbol = [case.forecast.draws.named[f"{side}_symbol_0_1"].mean() for side in sides()]
    place = [case.fused("place_value", side) for side in sides()]
    said = [max(p.categories, key=lambda k: p.categories[k]) for p in place if p is not None and p.categories]
    head = "few say what it is worth"
    if said:
        head = f"in military terms the claims put its worth at {' and '.join(sorted(set(said)))}"
    kind = "both sides" if abs(symbol[0] - symbol[1]) < 0.15 else case.name(sides()[int(symbol[1] > symbol[0])])
    if kind == "both sides":
        return f"{head}, and as a symbol it weighs about the same with both sides"
    return f"{head}, and as a symbol it weighs most with {kind}"
