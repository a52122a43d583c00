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
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.compile import Campaign, first_day, settings, timeline
from pyrrhus.campaign.draws import Draws
from pyrrhus.filter.draw_weights import TARGET_SHARE, Weighing, temper, weigh
from pyrrhus.filter.loss_likelihood import LossFilter, make_loss_filter
from pyrrhus.filter.observe import observe_gains
from pyrrhus.filter.resample import spread_ratio, systematic, take_states

if TYPE_CHECKING:
    from pyrrhus.claims.stretches import LossEvidence
    from pyrrhus.engine.arrays import RunRecord
    from pyrrhus.engine.state import State
    from pyrrhus.scenario.parameters import Prior

FORTNIGHT = 14
FORTNIGHTS = 4
STIR = 0.15  # standard deviation of the stirring, as a part of the spread; the spread is kept
WIDENING_LOG_SD = 0.5
CONTRADICTED_SHARE = 0.02  # of the draws: 200 of 10,000
TEMPO = (
    "offensive_advance_km_per_day",
    "moves_per_km_day",
    "move_size_log_sd",
    "backward_share_0_1",
    "built_up_advance_factor",
    "fortified_advance_factor",
    "mud_advance_factor",
    "intensity_log_sd",
    "intensity_half_life_days",
    "intensity_common_share_0_1",
    "probing_intensity_ratio",
    "dormant_intensity_ratio",
    "offensive_mean_days",
    "pause_mean_days",
    "counter_attack_share_0_1",
)


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


def stretches(start: date, as_of: date) -> list[tuple[date, date]]:
    """The stretches of the history: one long, then four of a fortnight; fewer where the history is short."""
    edges = [as_of - timedelta(days=FORTNIGHT * i) for i in range(FORTNIGHTS, -1, -1)]
    edges = [start, *(edge for edge in edges if edge > start)]
    return list(pairwise(edges))


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
    from pyrrhus.engine.ensemble import first_state

    size = len(prior.engine)
    state = first_state(first_day(campaign, prior), campaign.ground, prior.engine, seed)
    parts = stretches(campaign.start, campaign.as_of)
    draws, found = prior, []
    stayed = np.zeros(size)
    told_losses = _loss_filter(campaign, prior, losses, parts, state.arrival_factor, priors or {}, seed)
    killed_now = np.zeros((size, 2))
    live = partial(_live_stretch, campaign, seed=seed, verify=verify, threads=threads, chunk=chunk)
    whole = max(1, (campaign.as_of - campaign.start).days)
    for number, (first, last) in enumerate(parts):
        days = (last - first).days
        if told_losses is not None:
            draws = told_losses.rates_of(draws, state, number)
        before = state.losses[:, :, 0].copy()
        record = live(draws, state, first, last, on_progress=_scaled(on_progress, days / whole))
        killed_now = (state.losses[:, :, 0] - before) / days
        if told_losses is not None:
            told_losses.see(number, killed_now * days)
        weighing = _weigh_stretch(campaign, draws, record, first, last)
        found.append(weighing)
        rows = systematic(weighing.weights, u=_uniform(f"resample {number}", seed), draws=size)
        draws = _stirred(draws, rows, prior, seed, number)
        stayed -= state.hazard
        _take_tempo(state, rows, first_history=size * (number + 1))
    if not found:
        set_levels(state, campaign, seed)
        return Assimilated(state, prior, prior, None, {})
    verdict = _verdict(found, size)
    if told_losses is not None:
        stayed += told_losses.log_weights()
        draws = told_losses.rates_now(draws, state)
    draws = draws.take(rows := _those_that_stayed(stayed, seed))
    state = take_states(state, rows, first_history=size * (len(parts) + 1))
    set_levels(state, campaign, seed)
    if verdict.contradicted:
        draws = _widened(draws, seed)
    return Assimilated(state, draws, prior, verdict, _informed(prior, draws, told_losses, rows), killed_now[rows])


def _take_tempo(state: State, rows: NDArray[np.int64], *, first_history: int) -> None:
    """The tempo of the chosen rows, in place; fresh histories, and hazards from nought again."""
    state.intensity[:] = state.intensity[rows]
    state.phase[:] = state.phase[rows]
    state.history[:] = np.arange(first_history, first_history + len(rows))
    state.hazard[:] = 0.0


def _those_that_stayed(log_weights: NDArray[np.float64], seed: int) -> NDArray[np.int64]:
    """Rows of draws, resampled by how likely they were to stay as they were seen to."""
    size = len(log_weights)
    likely = np.exp(temper(log_weights, target=TARGET_SHARE * size) * (log_weights - log_weights.max()))
    return systematic(likely / likely.sum(), u=_uniform("resample stayed", seed), draws=size)


def _informed(prior: Draws, draws: Draws, told_losses: LossFilter | None, rows: NDArray[np.int64]) -> dict[str, float]:
    """Posterior over prior width of every parameter that had any."""
    informed = {
        name: spread_ratio(value, draws.named[name]) for name, value in prior.named.items() if float(np.std(value)) > 0
    }
    return informed if told_losses is None else informed | told_losses.informed(prior, rows)


def _live_stretch(
    campaign: Campaign,
    draws: Draws,
    state: State,
    first: date,
    last: date,
    *,
    seed: int,
    verify: bool,
    threads: int | None,
    chunk: int | None,
    on_progress: Callable[[int], None] | None,
) -> RunRecord:
    """Run the draws' states through a stretch with the observed maps in force."""
    from pyrrhus.engine import guards
    from pyrrhus.engine.ensemble import run

    plan = timeline(campaign, first=first, days=(last - first).days, maps=True, record_days=[])
    how = settings(campaign, seed=seed, first=first, policies=(None, None), observed=True)
    begun = guards.remember(state) if verify else None
    record, _ = run(
        campaign.ground, plan, how, draws.engine, state, threads=threads, chunk=chunk, on_progress=on_progress
    )
    if begun is not None:
        guards.check_run(campaign.ground, plan, how, draws.engine, begun, state, record)
    return record


def _loss_filter(
    campaign: Campaign,
    prior: Draws,
    losses: LossEvidence | None,
    parts: list[tuple[date, date]],
    factor: NDArray[np.float64],
    priors: dict[str, Prior],
    seed: int,
) -> LossFilter | None:
    """The filter of losses, with normals that every draw keeps whatever is claimed."""
    from scipy.special import ndtri

    count = len(parts)
    names = [*(f"losses drift {n}" for n in range(count)), *(f"losses reading {n}" for n in range(2 * count))]
    normals = ndtri(_uniforms(names, len(prior.engine), seed)).T
    return make_loss_filter(campaign, prior, losses, parts, factor, normals, priors)


def set_levels(state: State, campaign: Campaign, seed: int) -> None:
    """Draw the levels of tempo of every campaign from what the maps say of them; without maps they stay as they are."""
    chance = campaign.tempo.chance
    if chance is None:
        return
    size = len(state.tempo_class)
    u = _uniforms(["tempo forward", "tempo backward"], size, seed)
    for way, row in enumerate(chance):
        # one draw in each of as many equal parts of (0, 1): levels come out as often as their chances say
        spread_evenly = (np.argsort(np.argsort(u[:, way])) + 0.5) / size
        state.tempo_class[:, way] = np.searchsorted(np.cumsum(row)[:-1], spread_evenly, side="right")
    state.tempo_scale[:] = 1.0


def _weigh_stretch(campaign: Campaign, draws: Draws, record: RunRecord, first: date, last: date) -> Weighing:
    maps, terrain = campaign.maps, campaign.terrain
    seen = None
    if not maps.assumed:
        seen = observe_gains(
            maps.dates,
            maps.attacker,
            maps.contested,
            area_km2=terrain.tiling.area_km2,
            axis=terrain.axis,
            axes=len(terrain.axes),
            first=first,
            last=last,
        )
    return weigh(
        seen,
        record.axis_expected_km2.sum(axis=1, dtype=np.float64),
        record.axis_variance_km4.sum(axis=1, dtype=np.float64),
        contested_part=draws.named["contested_share_to_attacker_0_1"],
        axis_names=tuple(axis.name or axis.id for axis in terrain.axes),
    )


def _verdict(found: list[Weighing], size: int) -> Verdict:
    least = min(weighing.untempered for weighing in found)
    count = sum(weighing.count for weighing in found)
    worst = min(found, key=lambda weighing: weighing.worst_depth)
    return Verdict(
        effective_sample_size=least,
        temperature=min(weighing.temperature for weighing in found),
        surprise=sum(weighing.outside for weighing in found) / count if count else 0.0,
        contradicted=least < CONTRADICTED_SHARE * size,
        worst=worst.worst,
    )


def _scaled(on_progress: Callable[[int], None] | None, part: float) -> Callable[[int], None] | None:
    if on_progress is None:
        return None
    return lambda done: on_progress(round(done * part))


def _uniform(name: str, seed: int) -> float:
    return float(_uniforms([name], 1, seed)[0, 0])


def _uniforms(names: list[str], count: int, seed: int) -> NDArray[np.float64]:
    from pyrrhus.engine.ensemble import draw_uniforms
    from pyrrhus.engine.streams import STREAM_RESAMPLE

    return draw_uniforms(names, count, seed, stream=int(STREAM_RESAMPLE))


def _stirred(draws: Draws, rows: NDArray[np.int64], prior: Draws, seed: int, number: int) -> Draws:
    """Take the tempo of the chosen rows and stir it, keeping mean and spread of the logs (Liu & West 2001).

    Values stay within the range of the prior draws.
    """
    from scipy.special import ndtri

    z = ndtri(_uniforms([f"stir {number} {name}" for name in TEMPO], len(draws.engine), seed))
    keep = np.sqrt(1.0 - STIR * STIR)
    changed = {}
    for i, name in enumerate(TEMPO):
        value, range_of = draws.named[name][rows], prior.named[name]
        logs = np.log(np.maximum(value, 1e-12))
        if logs.std() > 0.0:
            stirred = np.exp(keep * logs + (1.0 - keep) * logs.mean() + STIR * logs.std() * z[:, i])
            changed[name] = np.clip(stirred, range_of.min(), range_of.max())
        else:
            changed[name] = value
    return draws.changed(changed)


def _widened(draws: Draws, seed: int) -> Draws:
    """Spread the speed of advance of each draw by a log-normal factor: the observations contradict the model."""
    from scipy.special import ndtri

    z = ndtri(_uniforms(["widening"], len(draws.engine), seed)[:, 0])
    name = "offensive_advance_km_per_day"
    return draws.changed({name: draws.named[name] * np.exp(WIDENING_LOG_SD * z)})
