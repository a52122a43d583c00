"""Roads that a scenario assumes cut, under fire or open from a day on: the ground of a forecast, and its roads by day.

- *cut*: it carries nothing.
- *under fire*: it carries 1/e (0.37) of what its class does: the mean of what the law of supply lets through,
  1 - exp(-clearance / range), where the enemy stands anywhere from beside the road to the end of that range.
- *open*: what was assumed of it before ends, and bridges on it that are down stand again. The enemy's ground and fire
  stop what they stop.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from pyrrhus.campaign.compile import Campaign, RoadRows
from pyrrhus.campaign.ground import Terrain, carried_by_link, lay_assumed, link_order, roads_bridges, to_ground
from pyrrhus.scenario.schema import ScheduledChange

CARRIED_0_1: Mapping[str, float] = {"cut": 0.0, "under_fire": math.exp(-1.0), "open": 1.0}


def assume_roads(campaign: Campaign) -> Campaign:
    """The campaign as a forecast runs it: the ground with what is assumed of roads by the as-of date, and rows for what
    is assumed of later days.

    The history is run without either, since its maps show the effect of what was so then.
    """
    wanted = tuple(sorted((c for c in campaign.scheduled if c.road), key=lambda c: c.from_))
    if wanted == campaign.roads.assumed:
        return campaign
    as_of, terrain, ground = campaign.as_of, campaign.terrain, campaign.ground
    days = [as_of, *sorted({c.from_ for c in wanted if c.from_ > as_of})]
    laid = {day: lay_assumed(campaign.scenario, terrain, _carried(wanted, day)) for day in days}
    rows = _rows(campaign, wanted, laid)
    if _carried(wanted, as_of):
        terrain = laid[as_of]
        ground = to_ground(terrain)._replace(activity=campaign.ground.activity)
    return replace(campaign, terrain=terrain, ground=ground, roads=rows)


def _carried(wanted: tuple[ScheduledChange, ...], day: date) -> dict[str, float]:
    """What is assumed of roads on a day: the last word on each, as the share (0..1) of its class that it carries."""
    last = {str(c.road): c.road_state for c in wanted if c.from_ <= day}
    return {road: CARRIED_0_1[state] for road, state in last.items()}


def _rows(campaign: Campaign, wanted: tuple[ScheduledChange, ...], laid: Mapping[date, Terrain]) -> RoadRows:
    """A row for the as-of date where a bridge is opened by then, and for each later day on which something changes, of
    the ground as `laid` on these days, in order."""
    as_of, order, rows = campaign.as_of, link_order(campaign.terrain), []
    before = laid[as_of].network
    for day, terrain in laid.items():
        network = terrain.network
        opened = {str(c.road) for c in wanted if c.road_state == "open" and (c.from_ == day or c.from_ < day == as_of)}
        stands = roads_bridges(campaign.scenario, campaign.terrain, opened)
        same = np.array_equal(network.capacity_0_1, before.capacity_0_1) and np.array_equal(network.entry, before.entry)
        if stands.any() or not same:
            rows.append((day, carried_by_link(network, order), network.entry.astype(np.uint8), stands.astype(np.uint8)))
        before = network
    days, carries, entry, standing = zip(*rows, strict=True) if rows else ((), (), (), ())
    return RoadRows(wanted, days, carries, entry, standing)
