"""Indicators to watch: which observable of the next fortnight would move the chance of the fall most, and how.

The campaigns are looked at on day 14 of the same run: what an observer could see by then, and what became of the town.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.decide.copied_draws import error_of_sum
from pyrrhus.decide.information import BEYOND_NOISE, first_order
from pyrrhus.decide.outcomes import Outcome
from pyrrhus.decide.pairs import RunOptions, run_pair

if TYPE_CHECKING:
    from pyrrhus.campaign.compile import Campaign
    from pyrrhus.campaign.forecast import Forecast
    from pyrrhus.filter.assimilate import Assimilated

Floats = NDArray[np.float64]
WATCHED_DAYS = 14
TAIL = 0.25
FEWEST_DRAWS = 20


@dataclass(frozen=True)
class Sign:
    """One way that an indicator can go: what is seen (`at_most` or `at_least` the threshold), how likely that is, and
    the chance of the fall then with its standard error."""

    threshold: float
    chance: float
    fall: float
    standard_error: float


@dataclass(frozen=True)
class Indicator:
    """What to watch over `days`: the chance of the fall now (of towns that still stand then), and where it would move
    for a low and for a high value. `explains`: share of the variance of falling or not that it explains."""

    name: str
    unit: str
    days: int
    base: float
    low: Sign | None
    high: Sign | None
    explains: float

    @property
    def swing(self) -> float:
        """The greatest move of the chance of the fall, either way."""
        return max((abs(sign.fall - self.base) for sign in (self.low, self.high) if sign is not None), default=0.0)

    @property
    def beyond_noise(self) -> bool:
        """Whether a sign moves the chance of the fall by more than three of its standard errors."""
        signs = [sign for sign in (self.low, self.high) if sign is not None]
        return any(abs(sign.fall - self.base) > BEYOND_NOISE * sign.standard_error for sign in signs)


def indicator(name: str, unit: str, seen: Floats, fallen: NDArray[np.bool_], *, days: int = WATCHED_DAYS) -> Indicator:
    """How the chance of the fall moves with what is seen ([draw]); a quarter of the draws at each end, ties whole."""
    low_at, high_at = np.quantile(seen, [TAIL, 1.0 - TAIL], method="inverted_cdf")
    low, high = seen <= low_at, seen >= high_at
    if low_at == high_at:  # most draws agree: what departs from them on either side is the sign
        low, high = seen < low_at, seen > high_at
        low_at = float(seen[low].max()) if low.any() else low_at
        high_at = float(seen[high].min()) if high.any() else high_at
    outcome = fallen.astype(float)
    signs = _sign(outcome, low, float(low_at)), _sign(outcome, high, float(high_at))
    return Indicator(name, unit, days, float(outcome.mean()), *signs, first_order(outcome, seen))


def _sign(outcome: Floats, where: NDArray[np.bool_], threshold: float) -> Sign | None:
    count = int(where.sum())
    if count < FEWEST_DRAWS:
        return None
    fall = float(outcome[where].mean())
    least = float(np.sqrt(max(fall * (1.0 - fall), 1.0 / (4.0 * count)) / count))  # of independent draws
    error = max(least, error_of_sum(where * (outcome - fall) / count))
    return Sign(threshold, count / len(outcome), fall, error)


def observables(early: Forecast, campaign: Campaign) -> dict[str, tuple[str, Floats]]:
    """What an observer can see on the last day of a short run: {name: (unit, [draw])}."""
    record, state, near = early.record, early.state, campaign.ground.near
    casualties = record.losses[:, -1].sum(axis=2, dtype=np.float64)
    weeks = max(early.days, 1) / 7.0
    return {
        "ground gained by the attacker": ("km2", record.gain_km2[:, -1].astype(float)),
        "share of the ground within 5 km that the attacker has": ("share", (state.share @ near).astype(float)),
        "ground retaken by the defender": ("km2", record.retaken_km2[:, -1].astype(float)),
        "roads into the town that are open": ("roads", state.open_roads.astype(float)),
        "supply that comes through": ("share", record.corridor[:, -1].astype(float)),
        "axes on which the attacker is on the offensive": ("axes", (state.phase[:, 0] == 2).sum(axis=1).astype(float)),
        "rounds fired by the attacker": ("rounds/day", state.fired[:, 0].astype(float)),
        "casualties of the attacker": ("persons/week", casualties[:, 0] / weeks),
        "casualties of the defender": ("persons/week", casualties[:, 1] / weeks),
    }


def watch(
    campaign: Campaign,
    assimilated: Assimilated,
    rows: NDArray[np.int64],
    assumed: Outcome,
    options: RunOptions,
) -> tuple[Indicator, ...]:
    """The indicators, the one that says most first; `assumed` is the outcome of the long run of the same rows.

    The first days are run again and stop at day 14: the same chance events give the same days.
    """
    days = min(WATCHED_DAYS, max(1, options.days // 2))
    pair = assumed.attacker, assumed.defender
    early = run_pair(campaign, assimilated, rows, pair, replace(options, days=days))
    fall_day = assumed.fall_day
    stands = (fall_day < 0) | (fall_day > days)
    if stands.sum() < 2 * FEWEST_DRAWS:
        return ()
    fallen = fall_day[stands] >= 0
    found = [
        indicator(name, unit, seen[stands], fallen, days=days)
        for name, (unit, seen) in observables(early, campaign).items()
        if np.ptp(seen[stands]) > 0.0
    ]
    return tuple(sorted(found, key=lambda i: (not i.beyond_noise, -i.explains, -i.swing, i.name)))
