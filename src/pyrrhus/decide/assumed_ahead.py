"""A prepared scenario with what it assumes of the time to come: of roads, and what the place is worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np

from pyrrhus.campaign.assumed_roads import assume_roads
from pyrrhus.campaign.compile import Campaign
from pyrrhus.campaign.draws import Draws
from pyrrhus.filter.prepare import Prepared

WORTH = ("_place_value", "_symbol_0_1")


def assume_ahead(ready: Prepared, *, days: int) -> Prepared:
    """The same campaigns on the ground and with the values that forecasts of so many days are run and judged by; call
    it once. The states are shared, not moved."""
    assimilated = ready.assimilated
    draws = assume_worth(ready.campaign, assimilated.draws, days=days)
    return replace(ready, campaign=assume_roads(ready.campaign), assimilated=replace(assimilated, draws=draws))


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
