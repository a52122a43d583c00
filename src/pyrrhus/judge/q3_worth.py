"""Q3: is it worth it: a victory, a symbol, or a Pyrrhic victory?

The price at which it turns comes first: what the place must be worth, in casualties and in months of recruits, for the
victory to be none too dear. A chance that it was too dear is given where the folder states a worth, and only there:
the default is a default, and is named as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.decide.pyrrhic import another_such, exchange_margin, prize
from pyrrhus.judge import words
from pyrrhus.judge.case import Answer, Case, chance, middle, number, sides
from pyrrhus.scenario.parameters import parameters
from pyrrhus.scenario.schema import Side

Floats = NDArray[np.float64]
FEWEST_WON = 20
MONTH_DAYS = 30.44
FAR_MONTHS = 1000.0
SEEN_DESTROYED = {"light": 0.1, "moderate": 0.35, "heavy": 0.7}  # judged: what the words say is gone


@dataclass(frozen=True)
class Reckoning:
    """What the battle costs and what the place is said to be worth, per draw; sides as columns."""

    case: Case

    @cached_property
    def lost(self) -> Floats:
        """Casualties of the whole battle, [draw, side]."""
        run = self.case.forecast
        return run.losses_before.sum(axis=2) + run.record.losses[:, -1].sum(axis=2, dtype=float)

    @cached_property
    def destroyed(self) -> Floats:
        """Share of the town destroyed at the horizon: what the model adds up, and no less than the claims say."""
        return np.maximum(self.case.forecast.record.destruction[:, -1].astype(float), said_destroyed(self.case))

    @cached_property
    def worth(self) -> Floats:
        """What the place is worth in casualties, [draw, side]: the folder's word, or the default."""
        return worth_of(self.case, self.destroyed)

    @cached_property
    def months(self) -> Floats:
        """The casualties as months of the recruits that each side takes in for this battle, [draw, side]."""
        run = self.case.forecast
        rate = np.column_stack([run.draws.named[f"{side}_recruits_per_day"] for side in sides()])
        a_month = MONTH_DAYS * rate * run.strength_before
        return np.minimum(FAR_MONTHS, self.lost / np.maximum(a_month, 1e-9))

    def won(self, side: int) -> NDArray[np.bool_]:
        """Draws in which a side has the town at the end; all of them where that is seldom."""
        has = self.case.fallen if side == 0 else ~self.case.fallen
        return has if int(has.sum()) >= FEWEST_WON else np.ones(len(has), dtype=bool)


def stated(case: Case, side: Side) -> bool:
    """Whether the folder says what the place is worth to a side in casualties."""
    return f"{side}_place_value" in case.scenario.file.values


def said_destroyed(case: Case) -> float:
    """The share of the town that the claims say is gone, 0 where nobody speaks of it."""
    item = case.fused("destruction")
    if item is None or not item.claims:
        return 0.0
    return float(sum(p * SEEN_DESTROYED[word] for word, p in item.categories.items()))


def worth_of(case: Case, destroyed: Floats) -> Floats:
    """What the place is worth to each side, [draw, side], in its own casualties, with so much of it destroyed."""
    named = case.forecast.draws.named
    ruined = destroyed * named["destruction_weight_0_1"]
    return np.column_stack(
        [
            prize(named[f"{side}_place_value"], named[f"{side}_symbol_0_1"], named["symbol_value_ratio"], ruined)
            for side in sides()
        ]
    )


def judge_worth(case: Case) -> Answer:
    """Losses of the whole battle as the price that the place would have to be worth, and what can be replaced."""
    run, made = case.forecast, Reckoning(case)
    named = run.draws.named
    reserve = run.record.reserve.astype(np.float64)
    personnel = run.record.personnel.astype(np.float64)
    margin = exchange_margin(made.lost, reserve[:, 0] + personnel[:, 0])
    left = personnel[:, -1, 0] + reserve[:, -1, 0]
    again = another_such(left, made.lost[:, 0], run.strength_before[:, 0], named["culmination_loss_0_1"])
    won = made.won(0)
    estimates = _prices(made)
    estimates += _verdicts(case, made, again)
    estimates += [
        chance(
            "another such victory: if the attacker wins, it could fight the same battle again",
            float(np.mean(again[won])),
            "attacker",
        ),
        chance(
            "exchange: if the attacker wins, it has lost more of what it can replace than the loser",
            float(np.mean(margin[won] > 1.0)),
        ),
        number("losses over replacement capacity, attacker to defender", margin, "ratio"),
        number(
            "casualties, attacker's for one of the defender's",
            made.lost[:, 0] / np.maximum(made.lost[:, 1], 1.0),
            "ratio",
        ),
    ]
    estimates += _worths(made)
    estimates.append(number("share of the town destroyed at the horizon", made.destroyed, "share"))
    return Answer(
        "Q3",
        "Is it worth it: a victory, a symbol, or a Pyrrhic victory?",
        " ".join(
            [
                _price_words(made),
                _stated_words(made, again),
                _replaced_words(case, again, margin, won),
                _ruin_words(made),
            ]
        ),
        "low",
        estimates,
        case.claims_on(("place_value", "symbol_value", "destruction", "losses_level")),
        "Anything that shows what a side would pay: orders to hold in spite of losses, or troops moved away.",
    )


def _prices(made: Reckoning) -> list[dict[str, Any]]:
    """What the place would have to be worth: break-even in casualties and in months of recruits."""
    rows = []
    for i, (side, doing) in enumerate(zip(sides(), ("taking", "holding"), strict=True)):
        won = made.won(i)
        name = f"worth of the place at which {doing} it breaks even"
        rows.append(number(name, made.lost[won, i], "casualties", side))
        rows.append(number(f"{name}, in its recruits", made.months[won, i], "months", side))
    return rows


def _verdicts(case: Case, made: Reckoning, again: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """Chances that it was too dear, for a side whose price is stated."""
    rows = []
    dear = made.lost > made.worth
    if stated(case, "attacker"):
        won = made.won(0)
        rows += [
            chance("if the attacker wins, the victory is Pyrrhic", float(np.mean(dear[won, 0] | ~again[won]))),
            chance(
                "price: if the attacker wins, it has lost more than the place is worth to it",
                float(np.mean(dear[won, 0])),
                "attacker",
            ),
        ]
    if stated(case, "defender"):
        rows.append(
            chance(
                "price: if the defender holds, it has lost more than the place is worth to it",
                float(np.mean(dear[made.won(1), 1])),
                "defender",
            )
        )
    return rows


def _worths(made: Reckoning) -> list[dict[str, Any]]:
    """What the place and the symbol alone are held to be worth, and what the battle costs."""
    named = made.case.forecast.draws.named
    ruined = made.destroyed * named["destruction_weight_0_1"]
    rows = [
        number("casualties that the place is worth", made.worth[:, i], "casualties", side)
        for i, side in enumerate(sides())
    ]
    for i, side in enumerate(sides()):
        ground = prize(named[f"{side}_place_value"], np.zeros(len(ruined)), named["symbol_value_ratio"], ruined)
        rows.append(number("casualties that the symbol alone is worth", made.worth[:, i] - ground, "casualties", side))
    rows += [
        number("casualties in the whole battle, whoever has the place then", made.lost[:, i], "casualties", side)
        for i, side in enumerate(sides())
    ]
    return rows


def _price_words(made: Reckoning) -> str:
    case, won, held = made.case, made.won(0), made.won(1)
    seldom = "" if int(case.fallen.sum()) >= FEWEST_WON else f" ({case.name('attacker')} seldom has it at the end)"
    costs = [words.amount(made.lost[chosen, i]) for i, chosen in ((0, won), (1, held))]
    return (
        f"Taking {case.town} costs {case.name('attacker')} {costs[0]} casualties, past ones included{seldom}: "
        f"{_months(made.months[won, 0])}, and a Pyrrhic victory to whoever would pay less; holding it costs "
        f"{case.name('defender')} {costs[1]}, {_months(made.months[held, 1], again=True)}."
    )


def _months(months: Floats, *, again: bool = False) -> str:
    """What losses are in recruits; shorter where that is said `again`, of the other side."""
    found = middle(months)
    if found >= FAR_MONTHS:
        return "more than the recruits for this battle would ever replace"
    if found < 1.0:
        return "what the recruits for this battle replace in less than a month"
    low, high = (words.count_words(float(q)) for q in np.quantile(months, [0.05, 0.95]))
    middle_words = "a month" if found < 1.5 else f"{words.count_words(found)} months"
    if again:
        return f"or about {middle_words} ({low} to {high}) of recruits"
    return f"what the recruits for this battle replace in about {middle_words} ({low} to {high})"


def _stated_words(made: Reckoning, again: NDArray[np.bool_]) -> str:
    """Where stated values lie on that scale; what the claims say in words; and that a default is one."""
    case = made.case
    parts, more = [], ""
    for i, (side, doing) in enumerate(zip(sides(), ("taking", "holding"), strict=True)):
        if stated(case, side):
            won = made.won(i)
            dear = made.lost[won, i] > made.worth[won, i]
            said = (
                f"the folder puts what it is worth to {case.name(side)} at {words.amount(made.worth[:, i])}, and "
                f"{words.chance_of(float(np.mean(dear)), f'{doing} it costs more')}"
            )
            if side == "attacker":
                pyrrhic = words.chance_of(float(np.mean(dear | ~again[won])), "the victory is Pyrrhic")
                said += f" (counting what would be left to fight on, {pyrrhic})"
            parts.append(said)
    without: list[Side] = [side for side in sides() if not stated(case, side)]
    if without:
        whom = " or ".join(case.name(side) for side in without)
        default = parameters()[f"{without[0]}_place_value"].default
        bare = words.rounded(default.quantile(np.array([0.5]))[0]) if default is not None else "none"
        parts.append(f"nobody states in casualties what it is worth to {whom}, so whether it pays is not said")
        more = (
            f" The tool's own default is {bare} as ground, a factor of five either way, and "
            f"{_with_symbol(made, without)}."
        )
    return (
        f"{words.sentence('; '.join(parts))}.{more} {words.sentence(_symbol_words(case))}."
        if parts
        else (f"{words.sentence(_symbol_words(case))}.")
    )


def _with_symbol(made: Reckoning, without: list[Side]) -> str:
    found = [f"{words.amount(made.worth[:, sides().index(side)])} for {made.case.name(side)}" for side in without]
    return f"with the symbol, less what is destroyed, {' and '.join(found)}"


def _replaced_words(case: Case, again: NDArray[np.bool_], margin: Floats, won: NDArray[np.bool_]) -> str:
    attacker, defender = case.name("attacker"), case.name("defender")
    more = words.chance_of(
        float(np.mean(margin[won] > 1.0)), f"{attacker} has lost more of what can be replaced than {defender} has"
    )
    again_words = words.chance_of(float(np.mean(again[won])), f"{attacker} could fight such a battle again")
    return f"If {attacker} takes {case.town}, {again_words}, and {more}."


def _ruin_words(made: Reckoning) -> str:
    case = made.case
    item = case.fused("destruction")
    ruin = words.share_words(middle(made.destroyed))
    if item is None or not item.claims:
        return f"By the model {ruin} of {case.town} is destroyed by then; no claim says how much is already."
    said = max(item.categories, key=lambda word: item.categories[word])
    return f"The claims call its destruction {said}, so about {ruin} of it is taken to be gone by then."


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
    return f"{head}, and as a symbol it weighs more with {case.name(sides()[int(symbol[1] > symbol[0])])}"
