"""What the engine and its twins are given, and what they are compared by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.compile import Campaign, first_day, settings, timeline
from pyrrhus.campaign.draws import Draws
from pyrrhus.engine import ensemble
from pyrrhus.engine.arrays import COLUMN, LAWS, Ground, Settings, Timeline
from pyrrhus.scenario.schema import PolicyChoice

REDUCED = ("attrition", "advance")
"""The laws of the reduced campaign: what is left is what arrays do best."""


@dataclass(frozen=True)
class Inputs:
    """The engine's own inputs, which its twins are given too: rows of `parameters` and `state` are draws."""

    ground: Ground
    timeline: Timeline
    settings: Settings
    parameters: NDArray[np.float64]  # [draw, parameter]
    state: Any  # the engine's: fields of [draw, ...]

    @property
    def draws(self) -> int:
        return len(self.parameters)

    def value(self, name: str) -> NDArray[np.float64]:
        """A parameter by draw."""
        return self.parameters[:, COLUMN[name]]

    def is_on(self, law: str) -> bool:
        """Whether a law is at work."""
        return bool(self.settings.laws[LAWS.index(law)])

    def take(self, rows: slice) -> Inputs:
        """The same campaign with some of the draws."""
        state = type(self.state)(*(np.ascontiguousarray(array[rows]) for array in self.state))
        return replace(self, parameters=np.ascontiguousarray(self.parameters[rows]), state=state)

    def only(self, laws: tuple[str, ...]) -> Inputs:
        """The same with these laws at work and the others in their neutral forms."""
        switches = np.array([law in laws for law in LAWS], dtype=np.uint8)
        return replace(self, settings=self.settings._replace(laws=switches))

    def without(self, law: str) -> Inputs:
        """The same with one law in its neutral form."""
        return self.only(tuple(one for one in LAWS if one != law))

    def changed(self, name: str, value: float) -> Inputs:
        """The same with another value of a parameter in every draw."""
        parameters = self.parameters.copy()
        parameters[:, COLUMN[name]] = value
        return replace(self, parameters=parameters)


def begin_campaign(
    campaign: Campaign,
    draws: Draws,
    *,
    days: int,
    seed: int = 7,
    policies: tuple[PolicyChoice | None, PolicyChoice | None] = (None, None),
) -> Inputs:
    """A forecast from the as-of date on, on the map of that date, with every law at work."""
    state = ensemble.first_state(first_day(campaign, draws), campaign.ground, draws.engine, seed)
    last = campaign.maps.at(campaign.as_of)
    contested = draws.named["contested_share_to_attacker_0_1"][:, None] * campaign.maps.contested[last]
    state.share[:] = np.minimum(1.0, campaign.maps.attacker[last] + contested)
    plan = timeline(campaign, first=campaign.as_of, days=days, maps=False, record_days=[days])
    how = settings(campaign, seed=seed, first=campaign.as_of, policies=policies)
    return Inputs(campaign.ground, plan, how, draws.engine, state)


def run_engine(given: Inputs, *, seed: int, threads: int = 1) -> Outcome:
    """The engine itself; the inputs stay as they are."""
    state = type(given.state)(*(array.copy() for array in given.state))
    how = given.settings._replace(seed=seed)
    record, _ = ensemble.run(given.ground, given.timeline, how, given.parameters, state, threads=threads)
    ground = given.ground
    main = ground.main_event
    return Outcome(
        {
            "attacker_losses": state.losses[:, 0].sum(axis=1),
            "defender_losses": state.losses[:, 1].sum(axis=1),
            "killed": state.losses[:, 0, 0],
            "captured": state.losses[:, 1, 2],
            "gained_km2": record.gain_km2[:, -1].astype(float),
            "town_0_1": state.share @ ground.town,
            "fall_day": state.event_day[:, main].astype(float),
            "order_day": state.ordered_day.astype(float),
            "corridor_0_1": state.corridor,
            "town_fed_0_1": state.town_fed,
            "attacker_fed_0_1": state.fed[:, 0].mean(axis=1),
            "defender_fed_0_1": state.fed[:, 1].mean(axis=1),
            "open_roads": state.open_roads,
            "bridges_down": state.bridge_down.sum(axis=1).astype(float),
            "offensive_axes": (state.phase[:, 0] == 2).sum(axis=1).astype(float),
            "counter_axes": (state.phase[:, 1] == 2).sum(axis=1).astype(float),
            "believed_ratio": state.perceived_ratio[:, 0],
            "attackers_present": state.personnel[:, 0].sum(axis=(1, 2)),
            "defenders_present": state.personnel[:, 1].sum(axis=(1, 2)),
            "attackers_reserve": state.reserve[:, 0].sum(axis=1),
            "defenders_reserve": state.reserve[:, 1].sum(axis=1),
            "attackers_shells": state.shells[:, 0],
            "civilians_remaining": state.civilians[:, 0],
            "civilians_harmed": state.civilians[:, 1],
            "evacuated_remaining": state.evacuated[:, 0],
            "evacuated_harmed": state.evacuated[:, 1],
            "attackers_will": state.will[:, 0],
            "defenders_will": state.will[:, 1],
            "destruction_0_1": state.destruction @ ground.town,
            "works_0_1": (state.fortification * (1.0 - state.share)).mean(axis=1),
            "tempo_ratio": record.tempo_ratio[:, -1, 0].astype(float),
            "price": state.pace[:, 0],
        }
    )


@dataclass(frozen=True)
class Outcome:
    """What the samples are compared by, at the end of a run: numbers by draw, named with their units."""

    by_name: dict[str, NDArray[np.float64]]


def equality(one: Outcome, other: Outcome, names: tuple[str, ...] = ()) -> dict[str, float]:
    """p values of two-sample Kolmogorov-Smirnov tests on every number, or on those that are named."""
    from scipy.stats import ks_2samp

    found = {}
    for name in names or tuple(one.by_name):
        # rounded, so that ground all gone, or what no law has moved, is a tie
        a, b = (np.round(outcome.by_name[name].astype(float), 3) for outcome in (one, other))
        found[name] = 1.0 if len(np.unique(np.append(a, b))) == 1 else float(ks_2samp(a, b, method="asymp")[1])
    return found
