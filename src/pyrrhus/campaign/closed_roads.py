"""Roads that a scenario assumes to carry nothing: taken out of the ground of a forecast."""

from __future__ import annotations

from dataclasses import replace

from pyrrhus.campaign.compile import Campaign
from pyrrhus.campaign.ground import to_ground, without_roads


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
