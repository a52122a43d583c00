"""How far what is said in words moves the prior of a parameter: the table `word_moves.csv`, and roads under fire.

With p_w the fused probability of word w of K words and f_w its factor in the table, a prior is moved on its scale by

    log move = c sum_w p_w log f_w        c = 1 + (sum_w p_w log p_w) / log K, from 0 (nothing known) to 1 (certain)

held within `MOST` either way, all words on one parameter together. Where nobody speaks, or where what was said has
faded, nothing moves; nor does the word for the usual case, whose factor is 1: the default stands for it. The factors
are judged, not fitted (docs/decisions/008_words_move_priors.md).

A road said to be under fire, or to be open, is an observation of the corridor. With d km from the road to the nearest
enemy the model's supply law leaves exp(-d / r) of its width to the enemy's fire, r its range. Read as a chance,

    P(said to be under fire | r) = a + (1 - 2 a) exp(-d / r),   a = `MISREAD`

which is the likelihood of r. Several roads count as one (the geometric mean): the same few people speak of all.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pyrrhus.claims.ledger import SIDES, Side
from pyrrhus.claims.result import FusedQuantity, Fusion

Floats = NDArray[np.float64]
MOST = math.log(2.5)
LEAST = 0.02
MISREAD = 0.2


@dataclass(frozen=True)
class Rule:
    """One row of the table: words of a quantity, each with the logarithm of its factor."""

    parameter: str
    quantity: str
    sides: tuple[Side, ...]
    anywhere: bool
    scale: Literal["factor", "odds"]
    log_factor: Mapping[str, float]
    why: str


@dataclass(frozen=True)
class Move:
    """How far (log) one parameter's prior is moved, on which scale, by which claims, and that in words."""

    parameter: str
    scale: Literal["factor", "odds"]
    log_move: float
    claims: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class RoadReading:
    """What is said of one road: how far it runs from the enemy, and the chance (0 to 1) that it is under fire."""

    clearance_km: float
    under_fire_0_1: float
    claims: tuple[str, ...]
    words: str


@cache
def rules() -> tuple[Rule, ...]:
    """The rows of `word_moves.csv`."""
    text = files("pyrrhus.scenario").joinpath("word_moves.csv").read_text(encoding="utf-8")
    found = []
    for row in csv.DictReader(text.splitlines()):
        pairs = (part.split("=") for part in row["words"].split())
        sides = SIDES if row["side"] == "both" else (row["side"],)
        log_factor = {word: math.log(float(factor)) for word, factor in pairs}
        anywhere = row["where"] == "anywhere"
        found.append(Rule(row["parameter"], row["quantity"], sides, anywhere, row["scale"], log_factor, row["why"]))  # type: ignore[arg-type]
    return tuple(found)


def find_moves(
    fusion: Fusion, *, centre: str, share_of_kind: Mapping[tuple[Side, str, str], float]
) -> tuple[Move, ...]:
    """The moves that a fusion asks for, one per parameter, in the order of the table.

    `centre` is the town's id. `share_of_kind` says which part of all troops of a kind is a side's (actor empty) or an
    actor's: what is said of their quality moves that of a kind of troops by this part.
    """
    asked: dict[str, list[tuple[Rule, float, FusedQuantity]]] = defaultdict(list)
    for rule in rules():
        for item in [item for side in rule.sides for item in _said(fusion, rule, side, centre)]:
            move = known_0_1(item.categories) * math.fsum(
                p * rule.log_factor[word] for word, p in item.categories.items()
            )
            if rule.quantity == "quality":
                move *= share_of_kind.get(
                    (item.side or "attacker", item.actor, rule.parameter.removeprefix("quality_")), 0.0
                )
            if abs(move) > LEAST:
                asked[rule.parameter].append((rule, move, item))
    moves = []
    for parameter, parts in asked.items():
        total = math.fsum(move for _, move, _ in parts)
        total = min(max(total, -MOST), MOST)
        claims = tuple(dict.fromkeys(c for _, _, item in parts for c in item.claims))
        scale = parts[0][0].scale
        said = "; ".join(_in_words(item) for _, _, item in parts)
        what = "multiplied" if scale == "factor" else "its odds multiplied"
        moves.append(Move(parameter, scale, total, claims, f"{what} by {math.exp(total):.2g} for what is said: {said}"))
    return tuple(moves)


def known_0_1(categories: Mapping[str, float]) -> float:
    """How much is known of a word: 0 where all are alike likely, 1 where one is certain (1 less relative entropy)."""
    spread = -math.fsum(p * math.log(p) for p in categories.values() if p > 0)
    return max(0.0, 1.0 - spread / math.log(len(categories)))


def road_readings(fusion: Fusion, clearance_km: Mapping[tuple[Side, str], float]) -> tuple[RoadReading, ...]:
    """What is said of roads whose distance from the enemy is known (`clearance_km` by side and place)."""
    found = []
    for item in fusion.quantities:
        where = clearance_km.get((item.side, item.place or "")) if item.side else None
        if not where or not item.claims:  # a road that runs through the enemy's own ground tells nothing of his reach
            continue
        if item.quantity == "road_under_fire":
            chance = item.categories["yes"]
        elif item.quantity == "road_open":
            chance = item.categories["no"] + 0.5 * item.categories["partly"]
        else:
            continue
        found.append(RoadReading(where, chance, item.claims, _in_words(item)))
    return tuple(found)


def road_likelihood(range_km: Floats, readings: Sequence[RoadReading]) -> Floats:
    """Likelihood [range] of what is said of roads, by the range (km) at which a road loses two thirds of the danger."""
    log = np.zeros(np.shape(range_km))
    for reading in readings:
        lost = MISREAD + (1.0 - 2.0 * MISREAD) * np.exp(-reading.clearance_km / np.maximum(range_km, 1e-9))
        log += np.log(reading.under_fire_0_1 * lost + (1.0 - reading.under_fire_0_1) * (1.0 - lost))
    return np.exp(log / max(len(readings), 1))


def _said(fusion: Fusion, rule: Rule, side: Side, centre: str) -> list[FusedQuantity]:
    """What was said in words, at the town or (where the rule allows it and nobody did) of the whole front.

    Of quality also what was said of parts of the side; for all else a part does not speak for the whole.
    """
    found = []
    actors = {i.actor for i in fusion.quantities if i.quantity == rule.quantity} if rule.quantity == "quality" else {""}
    for actor in sorted(actors):
        for place in (centre, None) if rule.anywhere else (centre,):
            item = fusion.find(rule.quantity, side, place, actor=actor)
            if item is not None and item.claims and item.categories:
                found.append(item)
                break
    return found


def _in_words(item: FusedQuantity) -> str:
    """ "intends to hold (defender): yes 81 %, claims a, b"."""
    word = max(item.categories, key=lambda w: item.categories[w])
    named = ", ".join(item.claims[:3]) + (f" and {len(item.claims) - 3} more" if len(item.claims) > 3 else "")
    name = item.quantity.replace("_", " ")
    claims = "claim" if len(item.claims) == 1 else "claims"
    whose = " ".join(part for part in (item.side or "either side", item.actor.replace("_", " ")) if part)
    return f"{name} ({whose}): {word} {100 * item.categories[word]:.0f} %, {claims} {named}"
