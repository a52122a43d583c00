"""The war of attrition as a game: equilibria of the empirical game, and the closed form that it tends to.

Two players choose among finitely many policies; the payoffs are expected worths from the ensemble. Equilibria are found
by support enumeration (Dickhaut & Kaplan 1991; Nisan et al. 2007, algorithm 3.4): for each pair of supports of equal
size, mix so that the enemy is indifferent over its support, and keep the mix if nobody gains by leaving it. That finds
every equilibrium of a game without ties. Policies that another one beats whatever the enemy does are struck out first.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from pyrrhus.decide.copied_draws import resampled_weights

Floats = NDArray[np.float64]
TOLERANCE = 1e-9
SUPPORT = 1e-6
MOST_SUPPORTS = 40_000  # pairs of supports to be looked at by all resamples together
NUDGE = 1e-7  # of the range of payoffs: breaks exact ties in a fixed way where no equilibrium is found without


@dataclass(frozen=True)
class Equilibrium:
    """A mix of policies for each side ([policy], sums to 1) from which neither gains by departing; their payoffs."""

    row: Floats
    column: Floats
    row_payoff: float
    column_payoff: float


def best_response_gap(rows: Floats, columns: Floats, row: Floats, column: Floats) -> float:
    """The most that either side gains by departing from its mix; 0 at an equilibrium. Payoffs [row, column]."""
    mine = float((rows @ column).max() - row @ rows @ column)
    yours = float((row @ columns).max() - row @ columns @ column)
    return max(mine, yours)


def equilibria(rows: Floats, columns: Floats) -> tuple[Equilibrium, ...]:
    """Every equilibrium with supports of equal size; payoffs [row, column] of both sides. Never empty."""
    rows, columns = np.asarray(rows, dtype=float), np.asarray(columns, dtype=float)
    if rows.shape != columns.shape or rows.ndim != 2 or 0 in rows.shape:
        raise ValueError(f"payoffs of one shape, with a policy for each side, not {rows.shape}, {columns.shape}")
    found = _without_dominated(rows, columns)
    if not found:
        # a game with exact ties: nudged by a fixed pattern, far below any Monte Carlo error
        bump = np.add.outer(np.arange(rows.shape[0]) * 1.0, np.arange(rows.shape[1]) * 1.7) % 1.0 + 0.1
        bump *= np.sqrt(2.0 + np.arange(rows.size)).reshape(rows.shape) % 1.0
        found = _enumerate(rows + NUDGE * _range(rows) * bump, columns + NUDGE * _range(columns) * bump[::-1, ::-1])
    return tuple(Equilibrium(x, y, float(x @ rows @ y), float(x @ columns @ y)) for x, y in found)


def _without_dominated(rows: Floats, columns: Floats) -> list[tuple[Floats, Floats]]:
    """Every equilibrium, found among the policies that are left when those that another one beats whatever the enemy
    does are struck out, again and again: none of them is played in any equilibrium."""
    mine, yours = undominated(rows, columns)
    found = _enumerate(rows[np.ix_(mine, yours)], columns[np.ix_(mine, yours)])
    whole = []
    for x, y in found:
        row, column = np.zeros(rows.shape[0]), np.zeros(rows.shape[1])
        row[mine], column[yours] = x, y
        whole.append((row, column))
    return whole


def undominated(rows: Floats, columns: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The policies of both sides that survive striking out what another one beats whatever the enemy does."""
    mine, yours = np.arange(rows.shape[0]), np.arange(rows.shape[1])
    slack_rows, slack_columns = TOLERANCE * _range(rows), TOLERANCE * _range(columns)
    while True:
        left = _unbeaten(rows[np.ix_(mine, yours)], slack_rows)
        mine = mine[left]
        right = _unbeaten(columns[np.ix_(mine, yours)].T, slack_columns)
        yours = yours[right]
        if left.all() and right.all():
            return mine, yours


def _unbeaten(payoffs: Floats, slack: float) -> NDArray[np.bool_]:
    """Which rows no other row exceeds in every column."""
    exceeds = (payoffs[:, None, :] > payoffs[None, :, :] + slack).all(axis=2)
    return np.asarray(~exceeds.any(axis=0))


@dataclass(frozen=True)
class Spread:
    """How an equilibrium depends on the draws: of each policy's weight the 5 % and 95 % quantiles over resamples
    ([policy]), and the share of the resamples with the same policies in the mix."""

    row_low: Floats
    row_high: Floats
    column_low: Floats
    column_high: Floats
    same_support: float


def bootstrap(rows: Floats, columns: Floats, shown: Equilibrium, *, seed: int = 0) -> Spread:
    """Resample the draws (payoffs [row, column, draw]), find the equilibrium again each time, and see how it moves.

    From 200 resamples down to 20 where many policies survive and each search is long.
    """
    draws = rows.shape[2]
    mine, yours = undominated(rows.mean(axis=2), columns.mean(axis=2))
    supports = sum(comb(len(mine), k) * comb(len(yours), k) for k in range(1, min(len(mine), len(yours)) + 1))
    resamples = int(np.clip(MOST_SUPPORTS // supports, 20, 200))
    mixes = []
    for weight in resampled_weights(draws, resamples=resamples, seed=seed):
        found = choose(equilibria(rows @ weight, columns @ weight))
        mixes.append(np.concatenate([found.row, found.column]))
    table, mix = np.array(mixes), np.concatenate([shown.row, shown.column])
    low, high = np.quantile(table, [0.05, 0.95], axis=0)
    same = ((table > SUPPORT) == (mix > SUPPORT)).all(axis=1)
    count = rows.shape[0]
    return Spread(low[:count], high[:count], low[count:], high[count:], float(same.mean()))


def _range(payoffs: Floats) -> float:
    return float(np.ptp(payoffs)) or 1.0


def _enumerate(rows: Floats, columns: Floats) -> list[tuple[Floats, Floats]]:
    found: list[tuple[Floats, Floats]] = []
    slack_rows, slack_columns = TOLERANCE * _range(rows), TOLERANCE * _range(columns)
    for size in range(1, min(rows.shape) + 1):
        for mine in combinations(range(rows.shape[0]), size):
            for yours in combinations(range(rows.shape[1]), size):
                y = _indifferent_mix(rows[np.ix_(mine, yours)], yours, rows.shape[1])
                x = _indifferent_mix(columns[np.ix_(mine, yours)].T, mine, rows.shape[0])
                if x is None or y is None:
                    continue
                gain_rows = (rows @ y).max() - x @ rows @ y
                gain_columns = (x @ columns).max() - x @ columns @ y
                known = any(np.allclose(x, a, atol=1e-9) and np.allclose(y, b, atol=1e-9) for a, b in found)
                if gain_rows <= slack_rows and gain_columns <= slack_columns and not known:
                    found.append((x, y))
    return found


def _indifferent_mix(payoffs: Floats, support: tuple[int, ...], size: int) -> Floats | None:
    """The mix over `support` that leaves the other side indifferent among the rows of `payoffs`, or None."""
    count = len(support)
    system = np.zeros((count + 1, count + 1))
    system[:count, :count] = payoffs / _range(payoffs)
    system[:count, count] = -1.0
    system[count, :count] = 1.0
    try:
        solved = np.linalg.solve(system, np.append(np.zeros(count), 1.0))[:count]
    except np.linalg.LinAlgError:
        return None
    if not np.isfinite(solved).all() or (solved < -TOLERANCE).any():
        return None
    mix = np.zeros(size)
    mix[list(support)] = np.maximum(solved, 0.0)
    return mix / mix.sum()


def choose(found: tuple[Equilibrium, ...]) -> Equilibrium:
    """One of several equilibria, by a rule that favours no side: the greatest sum of payoffs, measured by each side's
    range over the equilibria; the first on a tie."""
    payoffs = np.array([[e.row_payoff, e.column_payoff] for e in found])
    spread = np.ptp(payoffs, axis=0)
    scores = ((payoffs - payoffs.min(axis=0)) / np.where(spread > 0, spread, 1.0)).sum(axis=1)
    return found[int(np.argmax(np.round(scores, 9)))]
