"""Claimed losses in the filter: rates of loss drawn from battles and claims together, and weights of whole draws.

The prior of a side's log loss rate in stretch j is its draw of the parameter table (a battle's mean) plus a drift of
both sides that fades with a half-life of 60 days (that of `killed` in `claims/quantities.csv`). The claims say y of the
log killed a day of all stretches and both sides together (`LossEvidence.likelihood`), each once. With k = log rate +
log X - log casualties per killed, X the casualties that the law expects of the stated troops at a rate of 1,

    k given y = k drawn from the prior + K (y + noise - U'k),   K the gain of the Gaussian prior     (Matheron's rule)

is an exact draw of both together where that expectation is right. It is not quite: a run has its own phases and its own
troops. So the rate of a stretch is set from k by the troops and phases it begins with, and at the end each draw weighs

    w = p(y | its own prior) x p(y | killed in its history) / p(y | k) x p(mean rate as run) / p(mean rate as drawn)

so that the claims enter once and the battle's rate once, and draws whose troops could not have lost so much are rare. A
rate that the scenario states is kept; killed a day that it states are put in force and weigh nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.compile import Campaign, contact_measure
from pyrrhus.campaign.draws import Draws
from pyrrhus.campaign.expected import Contact, expected_casualties, level_of_war, set_rates
from pyrrhus.claims.stretches import ROUNDING
from pyrrhus.filter.ahead import expected_level
from pyrrhus.filter.resample import spread_ratio
from pyrrhus.scenario.schema import SIDES

if TYPE_CHECKING:
    from pyrrhus.engine.state import State

Floats = NDArray[np.float64]
Reading = tuple[Floats, Floats, Floats]
Sides = tuple[bool, bool]
RATES = ("attacker_loss_rate_per_day", "exchange_ratio")


@dataclass
class LossFilter:
    """Log rates of both sides in every stretch, [side, stretch, draw]; side 0 is the attacker.

    `drawn` are proposed with the law's expectation `expected` (log X) of stated troops at the mean of phases, `used` as
    they were run, `killed` the log killed a day that came of it. `led` [side]: whether the filter sets that side's
    rate; `corrected` [side]: whether it follows the troops and phases of the run. `free` [side]: whether claims may
    move it (killed a day are not stated). `carried` [draw] is the log weight of the proposals where they were drawn bit
    by bit, on what was claimed at the time (`loss_update.py`); None where all were drawn at once.
    """

    campaign: Campaign
    spans: list[tuple[date, date]]
    drawn: Floats
    expected: Floats
    per_killed: Floats
    mean: Floats
    covariance: Floats
    reading: Reading
    led: Sides
    corrected: Sides
    free: Sides
    carried: Floats | None = None
    used: Floats = field(init=False)
    killed: Floats = field(init=False)
    hoped: Floats = field(init=False)
    skew: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.used, self.killed = self.drawn.copy(), self.drawn + self.expected - self.per_killed
        self.hoped = self.killed.copy()
        self.skew = np.zeros(2)

    @property
    def days(self) -> Floats:
        """Days of every stretch."""
        return np.array([float((last - first).days) for first, last in self.spans])

    def rates_of(self, draws: Draws, state: State, stretch: int) -> Draws:
        """The draws with the rates that a stretch begins with; a side of which nothing is told keeps its own."""
        off = self._off(draws, state, stretch) if stretch > 0 else np.zeros((2, self.drawn.shape[2]))
        follows = np.array(self.corrected)[:, None]
        wanted = self.drawn[:, stretch] - follows * (off + self.skew[:, None])
        named = {name: draws.named[name] for name in RATES}
        set_rates(
            named,
            attacker=np.exp(wanted[0]) if self.led[0] else None,
            defender=np.exp(wanted[1]) if self.led[1] else None,
        )
        attacker = np.log(named["attacker_loss_rate_per_day"])
        self.used[:, stretch] = np.stack([attacker, attacker - np.log(named["exchange_ratio"])])
        self.hoped[:, stretch] = self.used[:, stretch] + self.expected[:, stretch] + off - self.per_killed
        return draws.changed(named)

    def see(self, stretch: int, killed: Floats) -> None:
        """Killed in a stretch ([draw, side]). How far fortnights were off on average (a lull counts as a factor e at
        most) corrects the next."""
        self.killed[:, stretch] = np.log(np.maximum(killed.T, 0.25) / self.days[stretch])
        if stretch > 0:
            off = np.clip(self.killed[:, stretch] - self.hoped[:, stretch], -1.0, 1.0).mean(axis=1)
            self.skew += (off - self.skew) / stretch

    def rates_now(self, draws: Draws, state: State) -> Draws:
        """The draws with the rates that a forecast begins with: those of the last stretch, by troops and phases now."""
        used = self.used.copy()
        now = self.rates_of(draws, state, max(1, len(self.spans) - 1) if len(self.spans) > 1 else 0)
        self.used = used
        return now

    def informed(self, prior: Draws, rows: NDArray[np.int64]) -> dict[str, float]:
        """Posterior over prior spread: of both rates on average over the history, which is what their priors speak of,
        and of killed a day in its last stretch."""
        found = {}
        if self.led[0]:
            rate, other = np.tensordot(self.days / self.days.sum(), self.used, axes=(0, 1))[:, rows]
            means = dict(zip(RATES, (np.exp(rate), np.exp(rate - other)), strict=True))
            found = {name: spread_ratio(prior.named[name], value) for name, value in means.items()}
        attacker, exchange = (prior.named[name] for name in RATES)
        for s, level in enumerate((attacker, attacker / exchange)):
            before = level * np.exp(self.expected[s, -1] - self.per_killed)
            if self.led[s]:
                found[f"{SIDES[s]}_killed_per_day"] = spread_ratio(before, np.exp(self.killed[s, -1, rows]))
        return found

    def log_weights(self) -> Floats:
        """log w of every draw, up to a constant."""
        if not len(self.reading[1]):
            return np.zeros(self.drawn.shape[2])
        if self.carried is not None:
            return self.carried + self.log_said(flat(self.killed)) + self._mean_rates_weigh()
        realised = self.log_said(flat(self.killed)) - self.log_said(flat(self.drawn) + self.offset)
        return self._marginal() + realised + self._mean_rates_weigh()

    @property
    def offset(self) -> Floats:
        """Log killed a day at a log rate of 0, [2 n, draw]."""
        return flat(self.expected - self.per_killed)

    def log_proposal(self) -> Floats:
        """Log weight [draw] of the proposals alone, up to a constant: the first bracket of w over its third."""
        if self.carried is not None:
            return self.carried
        if not len(self.reading[1]):
            return np.zeros(self.drawn.shape[2])
        return self._marginal() - self.log_said(flat(self.drawn) + self.offset)

    def log_said(self, killed: Floats) -> Floats:
        """Log of what the claims say of log killed a day [2 n, draw], up to a constant."""
        direction, value, variance = self.reading
        return log_normal(value[:, None] - direction.T @ killed, np.diag(1.0 / variance))

    def _marginal(self) -> Floats:
        direction, value, variance = self.reading
        spread = direction.T @ self.covariance @ direction + np.diag(variance)
        gap = value[:, None] - direction.T @ (self.mean[:, None] + self.offset)
        return log_normal(gap, np.asarray(np.linalg.inv(spread), dtype=np.float64))

    def _mean_rates_weigh(self) -> Floats:
        """How likely the mean rates of the history are as run against as drawn, by the battle's prior."""
        count = len(self.spans)
        share = np.kron(np.eye(2), self.days[None] / self.days.sum())
        covariance = share @ self.covariance @ share.T + ROUNDING**2 * np.eye(2)
        middle = share @ self.mean
        free = np.repeat(self.free, count)[:, None]
        as_drawn = flat(self.drawn)
        both = [share @ rates - middle[:, None] for rates in (np.where(free, flat(self.used), as_drawn), as_drawn)]
        precision = np.asarray(np.linalg.inv(covariance), dtype=np.float64)
        return log_normal(both[0], precision) - log_normal(both[1], precision)

    def _off(self, draws: Draws, state: State, stretch: int) -> Floats:
        """Log of what the law expects of the run's own troops and phases over what it expected of the stated ones."""
        first, last = self.spans[stretch]
        frontage = contact_measure(self.campaign, first).frontage_km
        kinds = state.personnel.sum(axis=2).transpose(1, 2, 0)
        present = np.log(expected_casualties(draws.named, Contact(kinds, frontage)))
        phases = np.log(expected_level(draws, state, (last - first).days) / level_of_war(draws.named))
        return present + phases - self.expected[:, stretch]


def flat(values: Floats) -> Floats:
    """[side, stretch, draw] as [2 n, draw], side 0 first."""
    return values.reshape(-1, values.shape[2])


def log_normal(away: Floats, precision: Floats) -> Floats:
    """Log density [draw] of departures (n, draw), up to a constant."""
    return -0.5 * np.einsum("id,ij,jd->d", away, precision, away)
