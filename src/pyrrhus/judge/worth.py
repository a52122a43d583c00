"""Q3: is it worth it: a victory, a symbol, or a Pyrrhic victory?"""

from __future__ import annotations

import numpy as np

from pyrrhus.decide.pyrrhic import another_such, exchange_margin, prize
from pyrrhus.judge import words
from pyrrhus.judge.case import Answer, Case, chance, middle, number, sides

FEWEST_WON = 20


def judge_worth(case: Case) -> Answer:
    """Losses of the whole battle against the stated worth of the place, and against what can be replaced."""
    run = case.forecast
    lost = run.losses_before.sum(axis=2) + run.record.losses[:, -1].sum(axis=2, dtype=float)
    named = run.draws.named
    destruction = run.record.destruction[:, -1].astype(float)
    ruined = destruction * named["destruction_weight_0_1"]
    worth = [
        prize(named[f"{side}_place_value"], named[f"{side}_symbol_0_1"], named["symbol_value_ratio"], ruined)
        for side in sides()
    ]
    reserve = run.record.reserve.astype(np.float64)
    capacity = reserve[:, 0] + run.record.personnel[:, 0].astype(np.float64)
    margin = exchange_margin(lost, capacity)
    left = run.record.personnel[:, -1].astype(np.float64) + reserve[:, -1]
    again = another_such(left[:, 0], lost[:, 0], run.strength_before[:, 0], named["culmination_loss_0_1"])
    enough = int(case.fallen.sum()) >= FEWEST_WON
    won = case.fallen if enough else np.ones(len(lost), dtype=bool)
    too_dear = [lost[:, i] > worth[i] for i in (0, 1)]
    p_again, p_dear = float(np.mean(again[won])), float(np.mean(too_dear[0][won]))
    p_burden = float(np.mean(margin[won] > 1.0))
    p_pyrrhic = float(np.mean(too_dear[0][won] | ~again[won]))
    held = ~case.fallen if int((~case.fallen).sum()) >= FEWEST_WON else np.ones(len(lost), dtype=bool)
    p_kept = float(np.mean(too_dear[1][held]))
    estimates = [
        chance("if the attacker wins, the victory is Pyrrhic", p_pyrrhic),
        chance("price: if the attacker wins, it has lost more than the place is worth to it", p_dear, "attacker"),
        chance("exchange: if the attacker wins, it has lost more of what it can replace than the loser", p_burden),
        chance("another such victory: if the attacker wins, it could fight the same battle again", p_again, "attacker"),
        chance("price: if the defender holds, it has lost more than the place is worth to it",
               p_kept, "defender"),
        number("losses over replacement capacity, attacker to defender", margin, "ratio"),
        number("casualties, attacker's for one of the defender's", lost[:, 0] / np.maximum(lost[:, 1], 1.0), "ratio"),
        number("casualties that the place is worth", worth[0], "casualties", "attacker"),
        number("casualties that the place is worth", worth[1], "casualties", "defender"),
        number("casualties that the symbol alone is worth", worth[0] - prize(
            named["attacker_place_value"], np.zeros(len(lost)), named["symbol_value_ratio"], ruined), "casualties",
            "attacker"),
        number("casualties that the symbol alone is worth", worth[1] - prize(
            named["defender_place_value"], np.zeros(len(lost)), named["symbol_value_ratio"], ruined), "casualties",
            "defender"),
        number("casualties in the whole battle", lost[:, 0], "casualties", "attacker"),
        number("casualties in the whole battle", lost[:, 1], "casualties", "defender"),
        number("share of the town destroyed at the horizon", destruction, "share"),
    ]  # fmt: skip
    counted = "" if enough else f" (it seldom does: all campaigns are counted, whoever has {case.town} at the end)"
    attacker, defender = case.name("attacker"), case.name("defender")
    too = " too" if min(p_dear, p_kept) > 0.5 else ""
    losses = [words.rounded(middle(lost[won, 0])), words.rounded(middle(worth[0][won]))]
    text = (
        f"If {attacker} takes {case.town}{counted}, "
        f"{words.chance_of(p_pyrrhic, 'the victory is Pyrrhic')}: "
        f"{words.chance_of(p_dear, 'it has lost more than the place is worth to it')}, and "
        f"{words.chance_of(p_again, 'it could fight such a battle again')}. "
        f"In the middle it has then lost about {losses[0]} casualties in the whole battle, for a place worth about "
        f"{losses[1]}. "
        f"By a third test, the exchange, "
        f"{words.chance_of(p_burden, f'it has lost more of what it can replace than {defender} has')}; "
        f"if {defender} holds, {words.chance_of(p_kept, f'it{too} has lost more than the place is worth to it')}. "
        f"{_worth_words(case, worth, destruction)}; {_symbol_words(case)}."
    )
    return Answer(
        "Q3", "Is it worth it: a victory, a symbol, or a Pyrrhic victory?", text,
        "low", estimates, case.claims_on(("place_value", "symbol_value", "destruction", "losses_level")),
        "Anything that shows what a side would pay: orders to hold in spite of losses, or troops moved away.",
    )  # fmt: skip


def _worth_words(case: Case, worth: list[np.ndarray], destruction: np.ndarray) -> str:
    ranges = [f"{words.spread(*np.quantile(worth[i], [0.05, 0.95]))} casualties to {case.name(s)}"
              for i, s in enumerate(sides())]  # fmt: skip
    ruin = middle(destruction)
    less = f" ({words.percent(ruin)} of it destroyed by then)" if ruin >= 0.01 else ""
    return f"What the place is worth{less} is disputed and the range wide on purpose (90 %), {' and '.join(ranges)}"


def _symbol_words(case: Case) -> str:
    symbol = [case.forecast.draws.named[f"{side}_symbol_0_1"].mean() for side in sides()]
    said = []
    for side in sides():
        fused = case.fused("place_value", side)
        categories = fused.categories if fused is not None else {}
        if categories:
            said.append((side, max(categories, key=lambda word: categories[word])))
    if not said:
        head = "no claim says what it is worth as ground"
    elif len({word for _, word in said}) == 1:
        head = f"in military terms the claims call its worth {said[0][1]}"
    else:
        head = "in military terms the claims call its worth " + " and ".join(
            f"{word} to {case.name(side)}" for side, word in said
        )
    if abs(symbol[0] - symbol[1]) < 0.15:
        return f"{head}, and as a symbol it weighs about the same with both sides"
    return f"{head}, and as a symbol it weighs most with {case.name(sides()[int(symbol[1] > symbol[0])])}"
