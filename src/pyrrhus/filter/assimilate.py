"""From priors to what was known on the as-of date: run the history, weigh, resample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pyrrhus.campaign.compile import Campaign, first_day, settings, timeline
from pyrrhus.campaign.draws import Draws
from pyrrhus.filter.observe import observe_gains
from pyrrhus.filter.resample import spread_ratio, systematic, take_states
from pyrrhus.filter.weights import Weighing, weigh

if TYPE_CHECKING:
    from pyrrhus.engine.arrays import State

WIDENING_LOG_SD = 0.5


@dataclass(frozen=True)
class Assimilated:
    """States and parameters of the draws as of the as-of date, equally weighted; and what the filter found.

    `informed` is posterior over prior width per parameter. `weighing` is None where no history was observed.
    """

    state: State
    draws: Draws
    prior: Draws
    weighing: Weighing | None
    informed: dict[str, float]


def assimilate(
    campaign: Campaign,
    prior: Draws,
    *,
    seed: int,
    threads: int | None = None,
    chunk: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Assimilated:
    """Run every draw from the start to the as-of date with the observed maps in force, weigh and resample.

    The observed map is put in force in every draw, since a map says far more of the ground than any draw could; the
    weights fall on tempo and hazards. Where the filter contradicts the model, the speed of advance is widened.
    """
    from pyrrhus.engine.ensemble import draw_uniforms, first_state, run
    from pyrrhus.engine.streams import STREAM_RESAMPLE

    size = len(prior.engine)
    state = first_state(first_day(campaign, prior), campaign.ground, prior.engine, seed)
    days = (campaign.as_of - campaign.start).days
    if days <= 0:
        return Assimilated(state, prior, prior, None, {})
    plan = timeline(campaign, first=campaign.start, days=days, maps=True, record_days=[days])
    run_settings = settings(campaign, seed=seed, first=campaign.start, policies=(None, None), observed=True)
    record, _ = run(
        campaign.ground, plan, run_settings, prior.engine, state, threads=threads, chunk=chunk, progress=progress
    )
    maps, terrain = campaign.maps, campaign.terrain
    observed = observe_gains(
        maps.dates, maps.attacker, maps.contested, area_km2=terrain.tiling.area_km2, axis=terrain.axis,
        axes=len(terrain.axes), first=campaign.start, as_of=campaign.as_of,
    )  # fmt: skip
    weighing = weigh(
        observed, record.axis_expected_km2, record.axis_variance_km4,
        contested_part=prior.named["contested_share_to_attacker_0_1"], hazard=state.hazard,
        axis_names=tuple(axis.name or axis.id for axis in terrain.axes),
    )  # fmt: skip
    u = float(draw_uniforms(["resample"], 1, seed, stream=int(STREAM_RESAMPLE))[0, 0])
    rows = systematic(weighing.weights, u=u, draws=size)
    draws = prior.take(rows)
    if weighing.contradicted:
        draws = _widened(draws, seed)
    informed = {
        name: spread_ratio(value, value, weighing.weights)
        for name, value in prior.named.items()
        if float(np.std(value)) > 0.0
    }
    return Assimilated(take_states(state, rows, first_history=size), draws, prior, weighing, informed)


def _widened(draws: Draws, seed: int) -> Draws:
    """Spread the speed of advance of each draw by a log-normal factor: the observations contradict the model."""
    from scipy.special import ndtri

    from pyrrhus.engine.arrays import COLUMN
    from pyrrhus.engine.ensemble import draw_uniforms
    from pyrrhus.engine.streams import STREAM_RESAMPLE

    z = ndtri(draw_uniforms(["widening"], len(draws.engine), seed, stream=int(STREAM_RESAMPLE))[:, 0])
    name = "offensive_advance_km_per_day"
    wider = draws.named[name] * np.exp(WIDENING_LOG_SD * z)
    engine = draws.engine.copy()
    engine[:, COLUMN[name]] = wider
    return Draws(engine, {**draws.named, name: wider}, draws.from_claims)
