"""When to leave: orders to withdraw on a ladder of dates, compared on the same draws.

Gives the best date with an interval, what each further week of holding buys and costs both sides, and how much
variance common random numbers save between neighbouring dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from pyrrhus.campaign.draws import Draws
from pyrrhus.decide.catalogue import WITHDRAW_NOW_DAYS
from pyrrhus.decide.differences import PairedDifference, difference, tied_best, variance_saved
from pyrrhus.decide.outcomes import Outcome
from pyrrhus.decide.values import features, weights

RUNGS = 8
FORTNIGHT = 14
INTERVAL = (0.05, 0.95)


def ladder_days(days: int) -> tuple[int, ...]:
    """Days after the as-of date on which leaving is tried: now, then about a fortnight apart, at most eight."""
    first = min(WITHDRAW_NOW_DAYS, max(1, days // 10))
    step = max(1, min(FORTNIGHT, (days - first) // 4), days // (RUNGS + 1))
    return (first, *(d for d in range(step, days, step) if d > first))[:RUNGS]


@dataclass(frozen=True)
class BestDate:
    """The date of the order to leave that is worth most to the defender, at the mean of the values.

    None stands for "not within the horizon". `low` and `high` hold 90 % of the draws of the values and every date that
    cannot be told from the best. `share_not_within`: share of the values for which holding on to the horizon is best.
    """

    date: date | None
    low: date | None
    high: date | None
    share_not_within: float
    indifferent: bool


def best_date(stay: Outcome, ladder: tuple[Outcome, ...], draws: Draws) -> BestDate:
    """The best date among those of `ladder` and holding on (`stay`)."""
    rungs = (*ladder, stay)
    happened = np.array([features(outcome, 1) for outcome in rungs])
    values = weights(draws.named, 1)
    tied = tied_best(happened @ values.mean(axis=0))
    by_value = (happened.mean(axis=1) @ values.T).argmax(axis=0)
    best = int((happened.mean(axis=1) @ values.mean(axis=0)).argmax())
    low, high = (int(np.quantile(by_value, level, method="inverted_cdf")) for level in INTERVAL)
    among = np.flatnonzero(tied)
    when = [_date_of(outcome) for outcome in ladder] + [None]
    return BestDate(
        when[best],
        when[min(low, int(among.min()))],
        when[max(high, int(among.max()))],
        float(np.mean(by_value == len(ladder))),
        bool(tied.all()),
    )


@dataclass(frozen=True)
class Step:
    """What holding from one date of leaving to the next changes, per week of it.

    `own` and `enemy`: the defender's and the attacker's further casualties a week up to the horizon; `exchange`: the
    attacker's for one of the defender's, None where the defender's cannot be told from none; `variance_saved`: how many
    times smaller the variance of the difference is than on independent draws, (attacker's, defender's casualties).
    """

    start: date | None
    end: date | None
    own: PairedDifference
    enemy: PairedDifference
    exchange: float | None
    variance_saved: tuple[float, float]


def marginal_exchange(ladder: tuple[Outcome, ...], stay: Outcome, *, horizon: date) -> tuple[Step, ...]:
    """What each further stretch of holding buys and costs; the last stretch leads to `stay`, holding to the horizon."""
    rungs = (*ladder, stay)
    steps = []
    for sooner, later in pairwise(rungs):
        start, end = _date_of(sooner), _date_of(later) if later is not stay else None
        weeks = max(1, ((end or horizon) - (start or horizon)).days) / 7.0
        enemy = difference(later.casualties[:, 0] / weeks, sooner.casualties[:, 0] / weeks)
        own = difference(later.casualties[:, 1] / weeks, sooner.casualties[:, 1] / weeks)
        steps.append(
            Step(
                start,
                end,
                own,
                enemy,
                enemy.mean / own.mean if own.mean > 0 and not own.tie else None,
                (
                    variance_saved(later.casualties[:, 0], sooner.casualties[:, 0]),
                    variance_saved(later.casualties[:, 1], sooner.casualties[:, 1]),
                ),
            )
        )
    return tuple(steps)


def _date_of(outcome: Outcome) -> date | None:
    value = outcome.defender.model_dump().get("date")
    return value if isinstance(value, date) else None
