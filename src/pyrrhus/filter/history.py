"""A history that is being lived: the draws run stretch by stretch with the observed maps in force, weighed, resampled.

`assimilate.py` tells the story and settles what comes of it; `update.py` goes on from a history that was kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.compile import Campaign, first_day, settings, timeline
from pyrrhus.campaign.draws import Draws
from pyrrhus.filter.draw_weights import Weighing, weigh
from pyrrhus.filter.loss_likelihood import LossFilter
from pyrrhus.filter.loss_proposals import make_loss_filter
from pyrrhus.filter.observe import observe_gains
from pyrrhus.filter.resample import systematic

if TYPE_CHECKING:
    from pyrrhus.claims.stretches import LossEvidence
    from pyrrhus.engine.arrays import RunRecord
    from pyrrhus.engine.state import State
    from pyrrhus.scenario.parameters import Prior

Span = tuple[date, date]
FORTNIGHT = 14
FORTNIGHTS = 4
STIR = 0.15  # standard deviation of the stirring, as a part of the spread; the spread is kept
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
class HistoryRun:
    """How stretches are run: seed, whether the guards look on, threads and block; `on_progress` is told days x draws
    done, as a part of the draws. Without `resample` every draw goes its own way, so that its weights may be multiplied.
    """

    seed: int
    verify: bool = False
    threads: int | None = None
    chunk: int | None = None
    on_progress: Callable[[int], None] | None = None
    resample: bool = True


@dataclass
class History:
    """Draws as they stand after the first `len(found)` of the stretches `spans`; all of it moves as they are lived.

    `stayed` [draw] is minus the hazard of all stretches, `killed_now` [draw, side] killed a day in the last one,
    `found` what was weighed in each. Rates of loss are in `told_losses`.
    """

    spans: list[Span]
    state: State
    draws: Draws
    stayed: NDArray[np.float64]
    killed_now: NDArray[np.float64]
    told_losses: LossFilter | None
    found: list[Weighing] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many draws there are."""
        return len(self.stayed)


def stretches(start: date, as_of: date) -> list[tuple[date, date]]:
    """The stretches of the history: one long, then four of a fortnight; fewer where the history is short."""
    edges = [as_of - timedelta(days=FORTNIGHT * i) for i in range(FORTNIGHTS, -1, -1)]
    edges = [start, *(edge for edge in edges if edge > start)]
    return list(pairwise(edges))


def begin_history(
    campaign: Campaign, prior: Draws, losses: LossEvidence | None, priors: dict[str, Prior], seed: int
) -> History:
    """The draws on the first day, with the filter of losses that goes with them."""
    from pyrrhus.engine.ensemble import first_state

    size = len(prior.engine)
    state = first_state(first_day(campaign, prior), campaign.ground, prior.engine, seed)
    spans = stretches(campaign.start, campaign.as_of)
    told_losses = _loss_filter(campaign, prior, losses, spans, state.arrival_factor, priors, seed)
    return History(spans, state, prior, np.zeros(size), np.zeros((size, 2)), told_losses)


def live(history: History, campaign: Campaign, prior: Draws, how: HistoryRun) -> None:
    """Live the stretches that have not been lived yet, in place."""
    begun = len(history.found)
    whole = max(1, sum((last - first).days for first, last in history.spans[begun:]))
    for number, (first, last) in list(enumerate(history.spans))[begun:]:
        _live_one(history, campaign, prior, how, number, _scaled(how.on_progress, (last - first).days / whole))


def _live_one(
    history: History,
    campaign: Campaign,
    prior: Draws,
    how: HistoryRun,
    number: int,
    on_progress: Callable[[int], None] | None,
) -> None:
    """One stretch: rates of loss, the days, the weights of what was gained, and the tempo of those that explain it."""
    first, last = history.spans[number]
    days, state, told_losses = (last - first).days, history.state, history.told_losses
    draws = history.draws if told_losses is None else told_losses.rates_of(history.draws, state, number)
    before = state.losses[:, :, 0].copy()
    record = _live_stretch(campaign, draws, state, first, last, how, on_progress)
    history.killed_now = (state.losses[:, :, 0] - before) / days
    if told_losses is not None:
        told_losses.see(number, history.killed_now * days)
    weighing = _weigh_stretch(campaign, draws, record, first, last)
    history.found.append(weighing)
    rows = np.arange(history.size)
    if how.resample:
        rows = systematic(weighing.weights, u=uniform(f"resample {number}", how.seed), draws=history.size)
        history.draws = _stirred(draws, rows, prior, how.seed, number)
    history.stayed -= state.hazard
    _take_tempo(state, rows, first_history=history.size * (number + 1))


def _take_tempo(state: State, rows: NDArray[np.int64], *, first_history: int) -> None:
    """The tempo of the chosen rows, in place; fresh histories, and hazards from nought again."""
    state.intensity[:] = state.intensity[rows]
    state.phase[:] = state.phase[rows]
    state.history[:] = np.arange(first_history, first_history + len(rows))
    state.hazard[:] = 0.0


def _live_stretch(
    campaign: Campaign,
    draws: Draws,
    state: State,
    first: date,
    last: date,
    how: HistoryRun,
    on_progress: Callable[[int], None] | None,
) -> RunRecord:
    """Run the draws' states through a stretch with the observed maps in force."""
    from pyrrhus.engine import guards
    from pyrrhus.engine.ensemble import run

    plan = timeline(campaign, first=first, days=(last - first).days, maps=True, record_days=[])
    orders = settings(campaign, seed=how.seed, first=first, policies=(None, None), observed=True)
    begun = guards.remember(state) if how.verify else None
    record, _ = run(
        campaign.ground,
        plan,
        orders,
        draws.engine,
        state,
        threads=how.threads,
        chunk=how.chunk,
        on_progress=on_progress,
    )
    if begun is not None:
        guards.check_run(campaign.ground, plan, orders, draws.engine, begun, state, record)
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
    normals = ndtri(uniforms(names, len(prior.engine), seed)).T
    return make_loss_filter(campaign, prior, losses, parts, factor, normals, priors)


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


def _scaled(on_progress: Callable[[int], None] | None, part: float) -> Callable[[int], None] | None:
    if on_progress is None:
        return None
    return lambda done: on_progress(round(done * part))


def uniform(name: str, seed: int) -> float:
    return float(uniforms([name], 1, seed)[0, 0])


def uniforms(names: list[str], count: int, seed: int) -> NDArray[np.float64]:
    from pyrrhus.engine.ensemble import draw_uniforms
    from pyrrhus.engine.streams import STREAM_RESAMPLE

    return draw_uniforms(names, count, seed, stream=int(STREAM_RESAMPLE))


def _stirred(draws: Draws, rows: NDArray[np.int64], prior: Draws, seed: int, number: int) -> Draws:
    """Take the tempo of the chosen rows and stir it, keeping mean and spread of the logs (Liu & West 2001).

    Values stay within the range of the prior draws.
    """
    from scipy.special import ndtri

    z = ndtri(uniforms([f"stir {number} {name}" for name in TEMPO], len(draws.engine), seed))
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
