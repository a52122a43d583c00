"""The reduced campaign: what all three begin from, the engine's way of running it, and the tests of equality."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.compile import Campaign, first_day, settings, timeline
from pyrrhus.campaign.draws import Draws
from pyrrhus.engine import ensemble
from pyrrhus.engine.arrays import COLUMN, LAWS, Ground

AT_WORK = ("attrition", "advance")


@dataclass(frozen=True)
class Reduced:
    """What is the same for the engine and its twins: rows are draws; sides, kinds and axes as in the engine."""

    campaign: Campaign
    parameters: NDArray[np.float64]  # [draw, parameter]
    share: NDArray[np.float32]  # [draw, cell]
    fortification: NDArray[np.float32]  # [draw, cell]
    personnel: NDArray[np.float64]  # [draw, side, axis, kind]
    intensity: NDArray[np.float64]  # [draw, axis + 1]
    mud: NDArray[np.float64]  # [day]
    days: int
    state: Any  # the engine's own

    @property
    def ground(self) -> Ground:
        return self.campaign.ground

    def value(self, name: str) -> NDArray[np.float64]:
        """A parameter by draw."""
        return self.parameters[:, COLUMN[name]]

    def take(self, rows: slice) -> Reduced:
        """The same campaign with some of the draws."""
        state = type(self.state)(*(np.ascontiguousarray(array[rows]) for array in self.state))
        return replace(
            self,
            parameters=np.ascontiguousarray(self.parameters[rows]),
            share=self.share[rows],
            fortification=self.fortification[rows],
            personnel=self.personnel[rows],
            intensity=self.intensity[rows],
            state=state,
        )


@dataclass(frozen=True)
class Outcome:
    """What the samples are compared by: killed, wounded and captured of each side ([draw, 2]), km2 won and the share of
    the town that is taken ([draw])."""

    losses: NDArray[np.float64]
    gained_km2: NDArray[np.float64]
    town_0_1: NDArray[np.float64]


def reduce_campaign(campaign: Campaign, draws: Draws, *, days: int, seed: int = 7) -> Reduced:
    """The reduced campaign from the as-of date on, on the map of that date, without works behind a lost town
    or a pause before them."""
    none = np.zeros(len(draws.engine))
    draws = draws.changed({"next_line_works_0_1": none, "pause_after_fall_days": none})
    state = ensemble.first_state(first_day(campaign, draws), campaign.ground, draws.engine, seed)
    last = campaign.maps.at(campaign.as_of)
    contested = draws.named["contested_share_to_attacker_0_1"][:, None] * campaign.maps.contested[last]
    state.share[:] = np.minimum(1.0, campaign.maps.attacker[last] + contested)
    mud = timeline(campaign, first=campaign.as_of, days=days, maps=False, record_days=[]).mud
    return Reduced(
        campaign,
        draws.engine,
        state.share.copy(),
        state.fortification.copy(),
        state.personnel.copy(),
        state.intensity.copy(),
        mud,
        days,
        state,
    )


def run_engine(reduced: Reduced, *, seed: int, threads: int = 1) -> Outcome:
    """The engine, with switches that make it the reduced campaign."""
    campaign = reduced.campaign
    plan = timeline(campaign, first=campaign.as_of, days=reduced.days, maps=False, record_days=[reduced.days])
    switches = np.array([law in AT_WORK for law in LAWS], dtype=np.uint8)
    how = settings(campaign, seed=seed, first=campaign.as_of, policies=(None, None), laws=switches)
    state = type(reduced.state)(*(array.copy() for array in reduced.state))
    record, _ = ensemble.run(campaign.ground, plan, how, reduced.parameters, state, threads=threads)
    return Outcome(state.losses.sum(axis=2), record.gain_km2[:, -1].astype(float), state.share @ campaign.ground.town)


def equality(one: Outcome, other: Outcome) -> dict[str, float]:
    """p values of two-sample Kolmogorov-Smirnov tests on losses of each side, ground that was won, and the town."""
    from scipy.stats import ks_2samp

    pairs = {
        "attacker_losses": (one.losses[:, 0], other.losses[:, 0]),
        "defender_losses": (one.losses[:, 1], other.losses[:, 1]),
        "gained_km2": (np.round(one.gained_km2, 2), np.round(other.gained_km2, 2)),  # ground all gone is a tie
        "town_0_1": (np.round(one.town_0_1, 3), np.round(other.town_0_1, 3)),
    }
    return {name: float(ks_2samp(a, b, method="asymp").pvalue) for name, (a, b) in pairs.items()}
