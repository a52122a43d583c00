"""Policies of both sides as the tables that the engine runs on: stages, conditions, weights of axes, named roads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.scenario.plans import Plan, Stage, plan_of, plan_tables
from pyrrhus.scenario.schema import PolicyChoice
from pyrrhus.terrain.legs import road_legs
from pyrrhus.terrain.network import Road
from pyrrhus.terrain.projection import bearing_deg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyrrhus.campaign.ground import Terrain
    from pyrrhus.scenario.schema import Route

# Weight of an axis in a plan to encircle: the flanks get most, the face least; in a frontal plan the other way round.
MORE_EFFORT, LESS_EFFORT = 1.6, 0.6


@dataclass(frozen=True)
class PlanTables:
    """What `engine.arrays.Settings` holds of both plans: `stages` and `clauses` by side, the attacker's `effort`
    [stage, axis], and the cells of named roads."""

    stages: tuple[NDArray[np.float64], NDArray[np.float64]]
    clauses: tuple[NDArray[np.float64], NDArray[np.float64]]
    effort: NDArray[np.float64]
    road_leg: NDArray[np.int32]
    leg_start: NDArray[np.int32]
    leg_cell: NDArray[np.int32]


@dataclass(frozen=True)
class PlanGround:
    """What orders refer to: roads by name, built-up cells (n,), and the share of each cell that the attacker holds."""

    terrain: Terrain
    routes: Sequence[Route]
    built_up: NDArray[np.bool_]
    held: NDArray[np.float64]


def tables_of(
    ground: PlanGround, policies: tuple[PolicyChoice | None, PolicyChoice | None], *, first: date
) -> PlanTables:
    """Both sides' policies for a run that begins on `first`; a side without one presses or holds."""
    plans = [
        Plan("default", side, (Stage(do),)) if choice is None else plan_of(choice)
        for side, do, choice in zip(("attacker", "defender"), ("press", "hold"), policies, strict=True)
    ]
    roads = tuple(sorted({road for plan in plans for road in plan.roads}))
    attacker, defender = (plan_tables(plan, first=first, roads=roads) for plan in plans)
    legs = [_legs(ground, road) for road in roads]
    flat = [leg for road in legs for leg in road]
    return PlanTables(
        stages=(attacker[0], defender[0]),
        clauses=(attacker[1], defender[1]),
        effort=np.array([_effort(stage, ground) for stage in plans[0].stages]),
        road_leg=np.concatenate([[0], np.cumsum([len(road) for road in legs])]).astype(np.int32),
        leg_start=np.concatenate([[0], np.cumsum([len(leg) for leg in flat])]).astype(np.int32),
        leg_cell=np.concatenate([np.zeros(0, np.int32), *flat]).astype(np.int32),
    )


def _legs(ground: PlanGround, ref: str) -> list[NDArray[np.int32]]:
    terrain = ground.terrain
    where = terrain.place_xy_km
    roads = [
        Road(r.from_, r.to, where[r.from_], where[r.to], r.road_class)
        for r in ground.routes
        if r.ref == ref and r.from_ in where and r.to in where
    ]
    return road_legs(terrain.tiling, roads, town=ground.built_up, entry=terrain.network.entry[1])


def _effort(stage: Stage, ground: PlanGround) -> NDArray[np.float64]:
    """Weight of each axis in a stage of the attacker's plan, by its bearing against where the attacker stands."""
    terrain = ground.terrain
    if stage.axes:
        return np.array([MORE_EFFORT if axis.id in stage.axes else LESS_EFFORT for axis in terrain.axes])
    held = ground.held * terrain.tiling.area_km2
    x, y = (terrain.tiling.centroids_km * held[:, None]).sum(axis=0)
    face = float(bearing_deg(x, y)) if held.sum() > 0 else 90.0
    middles = np.array([(a.from_deg + ((a.to_deg - a.from_deg) % 360.0 or 360.0) / 2.0) % 360.0 for a in terrain.axes])
    off = np.abs((middles - face + 180.0) % 360.0 - 180.0)
    flank = (off > 45.0) & (off < 150.0)
    northern = np.cos(np.radians(middles)) > 0.0
    if stage.do == "frontal":
        return np.where(flank, LESS_EFFORT, MORE_EFFORT)
    if stage.do == "encircle":
        return np.where(flank, MORE_EFFORT, LESS_EFFORT)
    if stage.do == "encircle_north":
        return np.where(flank & northern, MORE_EFFORT, LESS_EFFORT)
    if stage.do == "encircle_south":
        return np.where(flank & ~northern, MORE_EFFORT, LESS_EFFORT)
    return np.ones(len(middles))
