"""A prepared scenario with what it assumes of the time to come: roads cut, what the place is worth."""

from __future__ import annotations

from dataclasses import replace

from pyrrhus.campaign.assumed import assume_worth, close_roads
from pyrrhus.filter.prepare import Prepared


def assume_ahead(ready: Prepared, *, days: int) -> Prepared:
    """The same campaigns on the ground and with the values that forecasts of so many days are run and judged by; call
    it once. The states are shared, not moved."""
    assimilated = ready.assimilated
    draws = assume_worth(ready.campaign, assimilated.draws, days=days)
    return replace(ready, campaign=close_roads(ready.campaign), assimilated=replace(assimilated, draws=draws))
