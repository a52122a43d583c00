"""What the scenario assumes of the time to come beside means: roads that carry nothing, what the place is worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np

from pyrrhus.campaign.compile import Campaign
from pyrrhus.campaign.draws import Draws
from pyrrhus.campaign.ground import to_ground, without_roads

WORTH = ("_place_value", "_symbol_0_1")


def close_roads(campaign: Campaign) -> Campaign:
    """The campaign as a forecast runs it: without the roads that are cut by the as-of date.

    The history is run with them, since its maps show the effect of what was cut then. A road that is cut later stays
    open in the forecast: the ground of a run does not change by day.
    """
    cut = frozenset(c.road for c in campaign.scheduled if c.road and c.from_ <= campaign.as_of)
    if cut <= campaign.closed:
        return campaign
    terrain = without_roads(campaign.scenario, campaign.terrain, cut)
    ground = to_ground(terrain)._replace(activity=campaign.ground.activity)
    return replace(campaign, terrain=terrain, ground=ground, closed=cut)


def assume_worth(campaign: Campaign, draws: Draws, *, days: int) -> Draws:
    """The draws with what the place is worth by the horizon, as the scheduled changes have it ([draw], named alone:
    what moves a law by day comes with the timeline)."""
    last, named = campaign.as_of + timedelta(days=days), dict(draws.named)
    changes = [c for c in campaign.scheduled if c.parameter and c.parameter.endswith(WORTH) and c.from_ <= last]
    for change in sorted(changes, key=lambda c: c.from_):
        name = str(change.parameter)
        if change.value is not None:
            named[name] = np.full_like(named[name], change.value)
        elif change.factor is not None:
            named[name] = named[name] * change.factor
    return replace(draws, named=named) if changes else draws
