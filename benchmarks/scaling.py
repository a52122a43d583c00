"""How the cost of a campaign-day grows: with draws, days, threads, and with ground where nothing happens."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.compile import Campaign, compile_campaign, first_day, settings, timeline
from pyrrhus.campaign.draws import Draws
from pyrrhus.engine import ensemble
from pyrrhus.scenario.parameters import Prior
from pyrrhus.scenario.schema import Place, Scenario

DAYS = 120
ROUNDS = 5
TIMES_MORE = 10
WIDER = 2.0


@dataclass(frozen=True)
class Speed:
    """Campaign-days a second by the clock and by processor time, and the mean borders between enemies on a day."""

    campaign_days_per_second: float
    campaign_days_per_processor_second: float
    active_frontages: float


def start_share(campaign: Campaign, draws: Draws) -> NDArray[np.float32]:
    """The attacker's share of every cell in every draw on the as-of date."""
    last = campaign.maps.at(campaign.as_of)
    part = draws.named["contested_share_to_attacker_0_1"][:, None]
    return np.minimum(1.0, campaign.maps.attacker[last] + part * campaign.maps.contested[last]).astype(np.float32)


def run_once(
    campaign: Campaign, draws: Draws, share: NDArray[np.float32], *, days: int = DAYS, threads: int | None = None
) -> tuple[float, float, float]:
    """Seconds and processor seconds of a forecast from the as-of date under the priors, and its active frontages."""
    plan = timeline(campaign, first=campaign.as_of, days=days, maps=False, record_days=[0, days])
    how = settings(campaign, seed=7, first=campaign.as_of, policies=(None, None))
    state = ensemble.first_state(first_day(campaign, draws), campaign.ground, draws.engine, 7)
    state.share[:] = share
    began, busy = time.perf_counter(), time.process_time()
    record, _ = ensemble.run(campaign.ground, plan, how, draws.engine, state, threads=threads)
    return time.perf_counter() - began, time.process_time() - busy, float(record.active_frontages.mean()) / days


def speed(campaign: Campaign, draws: Draws, *, size: int, days: int = DAYS, threads: int | None = None) -> Speed:
    """The median of some runs of the first `size` draws."""
    some = draws.take(np.arange(size, dtype=np.int64))
    share = start_share(campaign, some)
    runs = [run_once(campaign, some, share, days=days, threads=threads) for _ in range(ROUNDS)]
    by_clock, by_processor = (size * days / statistics.median(run[k] for run in runs) for k in (0, 1))
    return Speed(by_clock, by_processor, runs[0][2])


def grow(campaign: Campaign, draws: Draws) -> dict[str, dict[str, int]]:
    """Campaign-days a second by threads; by processor second, which other work disturbs less, by draws and days."""

    def rate(**how: Any) -> Speed:
        return speed(campaign, draws, **how)

    return {
        "threads": {str(n): round(rate(size=2048, threads=n).campaign_days_per_second) for n in (1, 2)},
        "draws": {str(n): round(rate(size=n, threads=1).campaign_days_per_processor_second) for n in (256, 1024, 4096)},
        "days": {
            str(n): round(rate(size=1024, days=n, threads=1).campaign_days_per_processor_second) for n in (30, 120, 360)
        },
    }


def quiet_ground(known: Scenario, priors: dict[str, Prior], campaign: Campaign, draws: Draws) -> dict[str, Any]:
    """What ground without fighting costs: ten times the places, all far from the front, and a wider map.

    Runs are interleaved on one thread, medians of processor seconds compared. The wider map goes on as the nearest cell
    is held; its front is longer where it runs beyond the old rim, so the cost by border between enemies is given too.
    """
    some = draws.take(np.arange(1024, dtype=np.int64))
    share = start_share(campaign, some)
    more = compile_campaign(_with_places(known, campaign), priors, as_of=campaign.as_of)
    wide_file = known.file.model_copy(
        update={"tiling": known.file.tiling.model_copy(update={"radius_km": WIDER * known.file.tiling.radius_km})}
    )
    wide = compile_campaign(known.model_copy(update={"file": wide_file}), priors, as_of=campaign.as_of)
    away = wide.terrain.tiling.centroids_km[:, None] - campaign.terrain.tiling.centroids_km[None]
    nearest = np.hypot(away[..., 0], away[..., 1]).argmin(axis=1)
    times: dict[str, list[float]] = {"as it is": [], "more places": [], "wider": []}
    active = {}
    for _ in range(ROUNDS):
        for name, one, held in (
            ("as it is", campaign, share),
            ("more places", more, share),
            ("wider", wide, share[:, nearest]),
        ):
            _, seconds, active[name] = run_once(one, some, held, threads=1)
            times[name].append(seconds)
    cost = {name: statistics.median(values) for name, values in times.items()}
    return {
        "places": [len(known.places), len(more.scenario.places)],
        "cost_ratio_ten_times_the_places": round(cost["more places"] / cost["as it is"], 2),
        "cells": [len(campaign.ground.area_km2), len(wide.ground.area_km2)],
        "cost_ratio_twice_the_radius": round(cost["wider"] / cost["as it is"], 2),
        "active_frontages": [round(active["as it is"], 1), round(active["wider"], 1)],
        "cost_ratio_by_frontage": round(cost["wider"] / active["wider"] / (cost["as it is"] / active["as it is"]), 2),
    }


def _with_places(known: Scenario, campaign: Campaign) -> Scenario:
    """Nine more villages for each place there is, on the ground farthest from the front."""
    share = campaign.maps.attacker[campaign.maps.at(campaign.as_of)]
    borders, tiling = campaign.terrain.tiling.borders, campaign.terrain.tiling
    enemies = (share[borders.first] >= 0.5) != (share[borders.second] >= 0.5)
    front = tiling.centroids_km[np.unique(np.concatenate([borders.first[enemies], borders.second[enemies]]))]
    away = tiling.centroids_km[:, None] - front[None]
    distance = np.hypot(away[..., 0], away[..., 1]).min(axis=1)
    wanted = (TIMES_MORE - 1) * len(known.places)
    far = np.argsort(-distance)[: max(1, len(distance) // 3)]
    spots = tiling.centroids_km[far[np.arange(wanted) % len(far)]] + np.random.default_rng(1).normal(
        0, 0.3, (wanted, 2)
    )
    lon, lat = tiling.projection.to_lonlat(spots[:, 0], spots[:, 1])
    added = tuple(
        Place.model_validate(
            {"id": f"quiet_{i}", "name": f"Quiet {i}", "lat": float(a), "lon": float(b), "kind": "village"}
        )
        for i, (a, b) in enumerate(zip(lat, lon, strict=True))
    )
    return known.model_copy(update={"places": (*known.places, *added)})
