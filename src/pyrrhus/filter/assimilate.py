"""From priors to what was known on the as-of date: run the history stretch by stretch, weigh, resample.

The first stretch is everything up to eight weeks before the as-of date, then come four of a fortnight. After each one
the draws are weighed by the gains that were seen, and their *tempo* (the parameters and the state of advance, intensity
and phase) is resampled; everything else stays with its draw. So control narrows losses only through tempo, and what
the maps cannot speak of keeps its prior. Parameters of tempo are stirred a little each time (Liu & West 2001), and
every draw gets a fresh history, so that copies part at once. Rates of loss are drawn from battles and claims together
and run stretch by stretch (`filter/loss_likelihood.py`); at the end whole draws are resampled by how likely their
garrison was to stay, as it was seen to, and their losses to be what the claims say of every stretch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.compile import Campaign
from pyrrhus.campaign.draws import Draws
from pyrrhus.filter.draw_weights import TARGET_SHARE, Weighing, temper
from pyrrhus.filter.history import History, HistoryRun, begin_history, live, uniform, uniforms
from pyrrhus.filter.resample import spread_ratio, systematic, take_states

if TYPE_CHECKING:
    from pyrrhus.claims.stretches import LossEvidence
    from pyrrhus.engine.state import State
    from pyrrhus.filter.loss_likelihood import LossFilter
    from pyrrhus.scenario.parameters import Prior

WIDENING_LOG_SD = 0.5
CONTRADICTED_SHARE = 0.02  # of the draws: 200 of 10,000


@dataclass(frozen=True)
class Verdict:
    """What the filter found over all stretches: results, not log lines.

    `effective_sample_size` is the least of the untempered ones; `temperature` the least exponent that kept a tenth of
    the draws; `surprise` the share of observations outside the central 90 % of what was expected of them (0.1 if all is
    well); `worst` names the most surprising one.
    """

    effective_sample_size: float
    temperature: float
    surprise: float
    contradicted: bool
    worst: str


@dataclass(frozen=True)
class Assimilated:
    """States and parameters of the draws as of the as-of date, equally weighted; and what the filter found.

    `informed` is posterior over prior width per parameter. `verdict` is None where no history was run. `killed_now`
    [draw, side]: killed a day as of now (the last stretch of the history), by claims and battle rate together.
    """

    state: State
    draws: Draws
    prior: Draws
    verdict: Verdict | None
    informed: dict[str, float]
    killed_now: NDArray[np.float64] | None = None

    def fork(self, rows: NDArray[np.int64] | None = None) -> State:
        """Copies of the states (of chosen draws) with the same histories, so that forks share every chance event."""
        chosen = np.arange(len(self.draws.engine), dtype=np.int64) if rows is None else rows
        state = take_states(self.state, chosen, first_history=0)
        state.history[:] = self.state.history[chosen]
        return state


def assimilate(
    campaign: Campaign,
    prior: Draws,
    *,
    seed: int,
    threads: int | None = None,
    chunk: int | None = None,
    verify: bool = False,
    on_progress: Callable[[int], None] | None = None,
    losses: LossEvidence | None = None,
    priors: dict[str, Prior] | None = None,
) -> Assimilated:
    """Run every draw from the start to the as-of date with the observed maps in force, weigh and resample.

    The observed map is put in force in every draw, since a map says far more of the ground than any draw could; the
    weights fall on tempo and hazards. `losses` is what claims say of the losses of every stretch, `priors` says what
    the scenario states itself. Where the observations contradict the model, the speed of advance is widened.
    `verify` has every stretch looked at by the guards. `on_progress` is told days x draws done, as a part of the draws.
    """
    history = begin_history(campaign, prior, losses, priors or {}, seed)
    live(history, campaign, prior, HistoryRun(seed, verify, threads, chunk, on_progress))
    return settle(history, campaign, prior, seed)


def settle(history: History, campaign: Campaign, prior: Draws, seed: int) -> Assimilated:
    """What a history that has been lived says: whole draws resampled, levels of tempo drawn. It is not moved by it,
    where it has a stretch at all."""
    size, told_losses, draws = history.size, history.told_losses, history.draws
    if not history.found:
        set_levels(history.state, campaign, seed)
        return Assimilated(history.state, prior, prior, None, {})
    verdict = _verdict(history.found, size, stood=_never_moved(campaign))
    stayed = history.stayed
    if told_losses is not None:
        stayed = stayed + told_losses.log_weights()
        draws = told_losses.rates_now(draws, history.state)
    draws = draws.take(rows := _those_that_stayed(stayed, seed))
    state = take_states(history.state, rows, first_history=size * (len(history.spans) + 1))
    set_levels(state, campaign, seed)
    if verdict.contradicted:
        draws = _widened(draws, seed)
    informed = _informed(prior, draws, told_losses, rows)
    return Assimilated(state, draws, prior, verdict, informed, history.killed_now[rows])


def _those_that_stayed(log_weights: NDArray[np.float64], seed: int) -> NDArray[np.int64]:
    """Rows of draws, resampled by how likely they were to stay as they were seen to."""
    size = len(log_weights)
    likely = np.exp(temper(log_weights, target=TARGET_SHARE * size) * (log_weights - log_weights.max()))
    return systematic(likely / likely.sum(), u=uniform("resample stayed", seed), draws=size)


def _informed(prior: Draws, draws: Draws, told_losses: LossFilter | None, rows: NDArray[np.int64]) -> dict[str, float]:
    """Posterior over prior width of every parameter that had any."""
    informed = {
        name: spread_ratio(value, draws.named[name]) for name, value in prior.named.items() if float(np.std(value)) > 0
    }
    return informed if told_losses is None else informed | told_losses.informed(prior, rows)


def set_levels(state: State, campaign: Campaign, seed: int) -> None:
    """Draw the levels of tempo of every campaign from what the maps say of them; without maps they stay as they are."""
    chance = campaign.tempo.chance
    if chance is None:
        return
    size = len(state.tempo_class)
    u = uniforms(["tempo forward", "tempo backward"], size, seed)
    for way, row in enumerate(chance):
        # one draw in each of as many equal parts of (0, 1): levels come out as often as their chances say
        spread_evenly = (np.argsort(np.argsort(u[:, way])) + 0.5) / size
        state.tempo_class[:, way] = np.searchsorted(np.cumsum(row)[:-1], spread_evenly, side="right")
    state.tempo_scale[:] = 1.0


def _never_moved(campaign: Campaign) -> bool:
    """Whether maps of several weeks show a front that stood: that is news of its level, and contradicts no model."""
    seen = campaign.tempo.seen
    return bool(seen) and not any(max(week.km2) > 0.0 for week in seen)


def _verdict(found: list[Weighing], size: int, *, stood: bool) -> Verdict:
    least = min(weighing.untempered for weighing in found)
    count = sum(weighing.count for weighing in found)
    worst = min(found, key=lambda weighing: weighing.worst_depth)
    return Verdict(
        effective_sample_size=least,
        temperature=min(weighing.temperature for weighing in found),
        surprise=sum(weighing.outside for weighing in found) / count if count else 0.0,
        contradicted=least < CONTRADICTED_SHARE * size and not stood,
        worst=worst.worst,
    )


def _widened(draws: Draws, seed: int) -> Draws:
    """Spread the speed of advance of each draw by a log-normal factor: the observations contradict the model."""
    from scipy.special import ndtri

    z = ndtri(uniforms(["widening"], len(draws.engine), seed)[:, 0])
    name = "offensive_advance_km_per_day"
    return draws.changed({name: draws.named[name] * np.exp(WIDENING_LOG_SD * z)})
