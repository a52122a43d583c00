"""The mechanism asked the standing question: a sector built from the map, history assimilated, run on; no answers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from pyrrhus.control_map.maps import ControlMaps, Town
from pyrrhus.scenario.parameters import Prior

if TYPE_CHECKING:
    from pyrrhus.campaign.compile import Campaign
    from pyrrhus.campaign.forecast import Forecast

HISTORY_WEEKS = 26
DRAWS = 400

Priors = dict[str, Prior]


class Mechanism(Protocol):
    """Whatever turns maps up to a day into a curve [day 0..days] of the probability that a town has fallen."""

    def __call__(self, maps: ControlMaps, town: Town, as_of: date, days: int) -> NDArray[np.float64]: ...


@dataclass(frozen=True)
class CampaignModel:
    """The campaign model with nobody's hand on it: folder from the map, priors of the table, 26 weeks of history.

    `adjust` may replace priors that the folder does not give (a vintage); it is told the town and the as-of date.
    """

    draws: int = DRAWS
    seed: int = 7
    threads: int | None = None
    history_weeks: int = HISTORY_WEEKS
    adjust: Callable[[Priors, Town, date], Priors] | None = None

    def __call__(self, maps: ControlMaps, town: Town, as_of: date, days: int) -> NDArray[np.float64]:
        campaign, run = self.run(maps, town, as_of, days)
        return run.cdf(campaign.terrain.main_event)

    def run(self, maps: ControlMaps, town: Town, as_of: date, days: int) -> tuple[Campaign, Forecast]:
        """The compiled campaign of a town as of a day, and its forecast for some days."""
        from pyrrhus.campaign.forecast import forecast, fresh_start
        from pyrrhus.control_map.sector import build_sector
        from pyrrhus.decide.compare import default_policies
        from pyrrhus.filter.prepare import prepare
        from pyrrhus.scenario.as_of import as_of as gate
        from pyrrhus.scenario.load import load
        from pyrrhus.scenario.parameters import resolve

        with tempfile.TemporaryDirectory() as beside:
            folder = Path(beside) / "sector"
            build_sector(town.name, maps.up_to(as_of), out=folder, as_of=as_of, history_weeks=self.history_weeks)
            known = gate(load(folder), as_of)
        priors = resolve(known.file)
        if self.adjust is not None:
            priors = self.adjust(priors, town, as_of)
        ready = prepare(known, as_of=as_of, priors=priors, draws=self.draws, seed=self.seed, threads=self.threads)
        campaign, assimilated = ready.campaign, ready.assimilated
        run = forecast(
            campaign, fresh_start(assimilated.fork(), assimilated.draws, population=ready.population),
            assimilated.draws, days=days, seed=self.seed, policies=default_policies(campaign), threads=self.threads,
        )  # fmt: skip
        return campaign, run
