"""How the factions of a side see its choice: by what the place is worth to them, and by when they need a result.

An actor of actors.csv with a `value` puts it in place of its side's weight of the place as a symbol. One with a
`deadline` counts what has happened by that day, and nothing after it. All else it values as its side does. So each view
is the side's own sum of stated values (`values.py`) with two of its entries changed, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from pyrrhus.claims.ledger import SIDES
from pyrrhus.decide.differences import favoured, tied_best
from pyrrhus.decide.flips import flips_of
from pyrrhus.decide.outcomes import Outcome
from pyrrhus.decide.payoffs import PairTable
from pyrrhus.decide.values import features, weights
from pyrrhus.scenario.schema import Actor

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class View:
    """How an actor (or, with None, the side itself) sees its side's choice.

    `best`: the policies that cannot be told from the best one, at the mean of the values; `share_stay`: share of the
    draws of the values for which `stay` beats `leave` beyond Monte Carlo error; `share_tied`: in which they cannot be
    told apart; `gain`: what staying is worth to it over leaving, [value draw], in the side's casualties.
    """

    side: int
    actor: Actor | None
    stay: str
    leave: str
    best: tuple[str, ...]
    share_stay: float
    share_tied: float
    gain: Floats

    @property
    def name(self) -> str:
        return "" if self.actor is None else self.actor.name or self.actor.actor.replace("_", " ")

    @property
    def leans(self) -> str:
        """Which of the two it would choose: stay, leave, or neither where most values cannot tell or are divided."""
        if self.share_tied > 0.5:
            return "neither"
        decided = self.share_stay / (1.0 - self.share_tied)
        return "stay" if decided >= 0.55 else "leave" if decided <= 0.45 else "neither"


def has_a_view(actor: Actor, *, as_of: date, days: int) -> bool:
    """Whether an actor's value or deadline makes it see the choice otherwise than its side."""
    return actor.value is not None or _days_left(actor, as_of, days) is not None


def views(
    outcomes: tuple[Outcome, ...],
    side: int,
    *,
    leave: int,
    named: Mapping[str, Floats],
    actors: Iterable[Actor],
    as_of: date,
) -> tuple[View, ...]:
    """The side's own view, then that of each actor with a value or a deadline of its own.

    `outcomes` are those of the side's policies against the enemy's first one, the first of them is to stay; `leave` is
    the number of the one that it is held against.
    """
    days = outcomes[0].days
    mine = [a for a in actors if a.side == SIDES[side] and has_a_view(a, as_of=as_of, days=days)]
    return tuple(_view(outcomes, side, leave, named, actor, as_of) for actor in (None, *mine))


def views_of(
    table: PairTable, actors: Iterable[Actor], as_of: date, *, closest: bool = False
) -> tuple[tuple[View, ...], ...]:
    """The views of each side that has a choice: holding against leaving as soon as can be, pressing on against the
    first way of waiting or, if `closest`, against the one that it beats for the fewest values."""
    actors, turns, found = tuple(actors), flips_of(table), []
    for side in (1, 0):
        mine = [turn for turn in turns if turn.side == side]
        if mine:
            turn = min(mine, key=lambda turn: turn.share_stay) if closest else mine[0]
            leave = next(i for i, policy in enumerate(table.policies(side)) if policy.id == turn.leave)
            seen = table.of_side(side)
            found.append(views(seen, side, leave=leave, named=table.draws.named, actors=actors, as_of=as_of))
    return tuple(found)


def _view(
    outcomes: tuple[Outcome, ...], side: int, leave: int, named: Mapping[str, Floats], actor: Actor | None, as_of: date
) -> View:
    symbol, by = None, None
    if actor is not None:
        by = _days_left(actor, as_of, outcomes[0].days)
        if actor.value is not None:
            symbol = named[f"{SIDES[side]}_place_value"] * actor.value * named["symbol_value_ratio"]
    seen = [outcome if by is None else outcome.earlier[by] for outcome in outcomes]
    happened = np.array([features(outcome, side) for outcome in seen])
    values = weights(named, side, symbol=symbol)
    tied = tied_best(happened @ values.mean(axis=0))
    apart = happened[0] - happened[leave]
    gain, tie = favoured(apart, values)
    names = [outcome.policy(side).id for outcome in outcomes]
    best = tuple(name for name, among in zip(names, tied, strict=True) if among)
    shares = float(np.mean(~tie & (gain > 0))), float(np.mean(tie))
    return View(side, actor, names[0], names[leave], best, *shares, gain)


def _days_left(actor: Actor, as_of: date, days: int) -> int | None:
    """Days until an actor's deadline where it lies within the horizon."""
    if actor.deadline is None:
        return None
    left = (actor.deadline - as_of).days
    return left if 0 < left < days else None
