"""What some draws of the array program remember, draws last, so that a parameter by draw meets every array as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.twins.array_cells import Cells, Floats
from benchmarks.twins.array_front import FRONTAGE, Front
from benchmarks.twins.inputs import Inputs
from pyrrhus.engine.arrays import LAWS, PARAMETERS

if TYPE_CHECKING:
    from benchmarks.twins.array_ways import Ways

DORMANT, PROBING, OFFENSIVE = range(3)
PRESS, PAUSE, HOLD, HOLD_AT_ALL_COSTS, WITHDRAW = 0, 1, 10, 11, 12
LOST_TOWN = 0.95
LONG_AGO = -1000
FEWEST, MOST, MOST_FASTER = 0.5, 7.0, 4.0  # attackers over defenders that battles had
Reals = NDArray[Any]  # float64


class Draws:
    """The state of a chunk of draws. Sides, kinds and axes as in the engine; kinds that nobody has are left out."""

    # what one law leaves to the next, by day: [side, axis, draw], [axis, draw], [side, draw], [draw]
    all_men: Reals
    contact: Reals
    quality: Reals
    exposure: Reals
    present: Reals
    loss_share: Reals
    unfilled: Reals
    factor: Reals
    level: Reals
    mean_level: Reals
    frontage: Reals
    shell_ratio: Reals
    plan: Reals
    axis_supply: Reals
    ways: Ways
    # of the first day, and of the week
    first_present: Reals
    first_fires: Reals
    first_strain: Reals
    slowed: Reals
    beyond: Reals
    rate: Reals
    size: Reals

    def __init__(self, given: Inputs, cells: Cells, rng: np.random.Generator) -> None:
        self.given, self.cells, self.rng, self.count = given, cells, rng, given.draws
        self.p = dict(zip(PARAMETERS, np.ascontiguousarray(given.parameters.T), strict=True))
        self.on = {law: given.is_on(law) for law in LAWS}
        self.day = 0
        self._copy_troops()
        self._copy_town()
        state, order = given.state, cells.order
        self.front = Front(cells, state.share[:, order].T, state.fortification[:, order].T)
        self.front.ruin[:-1] = state.destruction[:, order].T
        near = (cells.watch @ self.front.share[cells.watched])[0]
        self.front.begin(_focus(self, near))
        self.first_frontage = np.maximum(1.0, self.front.sums[FRONTAGE].sum(axis=0))
        self.shares = cells.watch @ self.front.share[cells.watched]  # near, town and events
        self.fell_day[self.shares[1] >= LOST_TOWN] = LONG_AGO

    def _copy_troops(self) -> None:
        state, timeline = self.given.state, self.given.timeline
        there = state.personnel.sum(axis=(0, 1, 2)) + state.reserve.sum(axis=(0, 1)) + state.given.sum(axis=(0, 1))
        there[timeline.arrival_kind] += timeline.arrival_personnel
        self.kinds = np.flatnonzero(there > 0.0)
        self.men = np.ascontiguousarray(state.personnel[..., self.kinds].transpose(1, 3, 2, 0))  # side, kind, axis
        by_kind = (state.reserve, state.convalescent, state.gone, state.given)
        self.reserve, self.healing, self.gone, self.given_men = (a[..., self.kinds].transpose(1, 2, 0) for a in by_kind)
        for name in ("reserve", "healing", "gone", "given_men"):
            setattr(self, name, np.ascontiguousarray(getattr(self, name)))
        qualities = [np.ones(self.count), *(self.p[f"quality_{k}"] for k in ("assault", "conscript", "territorial"))]
        self.quality_of = [qualities[kind] for kind in self.kinds]
        self.assault = next((i for i, kind in enumerate(self.kinds) if kind == 1), -1)
        self.first_strength = state.first_strength.T.copy()
        self.losses = np.ascontiguousarray(state.losses.transpose(1, 2, 0))  # side, loss
        self.shells, self.fired = state.shells.T.copy(), state.fired.T.copy()
        self.arrival_factor = state.arrival_factor.T

    def _copy_town(self) -> None:
        state, n = self.given.state, self.count
        self.stock, self.fed = (np.ascontiguousarray(a.transpose(1, 2, 0)) for a in (state.stock_days, state.fed))
        self.town_stock, self.town_fed = state.town_stock.copy(), state.town_fed.copy()
        self.corridor, self.open_roads = state.corridor.copy(), state.open_roads.copy()
        self.deviation = np.ascontiguousarray(state.intensity.T).astype(np.float32)
        self.phase, self.counter = (state.phase[:, 0].T).copy(), state.phase[:, 1].T == OFFENSIVE
        self.log_belief = np.log(state.perceived_ratio.T)
        self.known_loss = state.perceived_loss.T.copy()
        self.recent_gain, self.near_won, self.gained = state.recent_gain.copy(), np.zeros(n), np.zeros(n)
        self.pace, self.will = state.pace.T.copy(), state.will.T.copy()
        self.civilians, self.evacuated = state.civilians.T.copy(), state.evacuated.T.copy()
        self.civilian_stock = state.civilian_stock.copy()
        self.ordered_day, self.fell_day = state.ordered_day.astype(int), state.fell_day.astype(int)
        self.event_day, self.event_run = state.event_day.T.astype(int), state.event_run.T.astype(int)
        self.bridge_down = state.bridge_down.T > 0
        self.memory = state.policy_memory.transpose(1, 2, 0).astype(int)  # side, memory
        self.action = np.full((2, n), PRESS)
        self.action[1] = HOLD
        self.effort = self.given.settings.effort[self.memory[0, 0]].T
        self.tempo, self.tempo_scale = state.tempo_class.T.astype(int), state.tempo_scale.T.copy()
        self.paid = np.zeros((3, n))

    def look_at_town(self) -> None:
        """Shares of the disc of 5 km, the town and the events' ground; what was won in the disc is added up."""
        before = self.shares[0]
        self.shares = self.cells.watch @ self.front.share[self.cells.watched]
        self.near_won += (self.shares[0] - before) * self.cells.near_km2

    def plan_axes(self) -> None:
        """Share of each side's troops that each axis should have ([side, axis, draw])."""
        wanted = self.front.sums[FRONTAGE] + 0.05
        self.plan = np.stack([wanted * self.effort, wanted])
        self.plan /= self.plan.sum(axis=1, keepdims=True)

    def lost_share(self) -> Reals:
        """Share of their first strength that both sides have lost for good ([side, draw])."""
        return np.minimum(1.0, self.gone.sum(axis=1) / np.maximum(1.0, self.first_strength))

    def is_regrouping(self) -> NDArray[np.bool_]:
        """Draws in which the attacker still regroups after the fall of the town."""
        return (self.fell_day >= 0) & (self.day < self.fell_day + self.p["pause_after_fall_days"])


def _focus(c: Draws, near: Floats) -> Floats:
    """Weight of every cell in where ground changes hands ([cell, draw])."""
    cells, p = c.cells, c.p
    pull = p["objective_pull_ratio"] * np.minimum(1.0, 2.0 * near)
    weight = (1.0 + pull * np.exp(-cells.away_km[:, None] / p["objective_reach_km"])) / (1.0 + pull)
    weight *= 1.0 - cells.built_up[:-1, None] * (1.0 - p["built_up_advance_factor"])
    weight *= 1.0 + p["local_persistence_0_1"] * (cells.activity[:, None] - 1.0)
    grains = 2.0**20  # binary fractions, so that sums put together and taken apart stay exact
    return (np.round(weight * grains) / grains).astype(np.float32)


def outnumbering(c: Draws) -> Reals:
    """What a ratio of troops beyond what battles had does to an attack ([draw])."""
    ratio = c.present[0] / np.maximum(1.0, c.present[1])
    return np.where(ratio < FEWEST, ratio / FEWEST, np.clip(ratio / MOST, 1.0, MOST_FASTER))
