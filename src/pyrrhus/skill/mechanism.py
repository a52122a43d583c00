"""The mechanism asked the standing question: a sector built from the map, history assimilated, run on; no answers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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
    from pyrrhus.scenario.schema import Scenario

HISTORY_WEEKS = 26
DRAWS = 800  # fewer narrow the ranges: the filter has too little to choose from
# of the quantiles in which gains of ground are said: those of the hubverse's forecast hubs
GAIN_LEVELS = (0.01, 0.025, *(round(0.05 * n, 2) for n in range(1, 20)), 0.975, 0.99)

Priors = dict[str, Prior]


@dataclass(frozen=True)
class Outlook:
    """What is said of a town: `fall` [day 0..days], the probability that it has fallen; `gain_km2` [horizon, level],
    quantiles at GAIN_LEVELS of the ground that the attacker gains within 12 km; None where nothing is said of it.
    """

    fall: NDArray[np.float64]
    gain_km2: NDArray[np.float64] | None = None


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

    def outlook(self, maps: ControlMaps, town: Town, as_of: date, days: int, horizons: Sequence[int]) -> Outlook:
        """Fall and gains of ground from one run."""
        return self.specify(maps, town, as_of, days, horizons).run(self.threads)

    def run(self, maps: ControlMaps, town: Town, as_of: date, days: int) -> tuple[Campaign, Forecast]:
        """The compiled campaign of a town as of a day, and its forecast for some days."""
        return self.specify(maps, town, as_of, days).forecast(self.threads)

    def specify(
        self, maps: ControlMaps, town: Town, as_of: date, days: int, horizons: Sequence[int] = ()
    ) -> OutlookTask:
        """What such a run stands on, small enough to travel."""
        from pyrrhus.control_map.gazetteer import find_town, listed_places
        from pyrrhus.control_map.sector import describe_sector, maps_on

        then = maps_on(maps, as_of)
        places = listed_places(then)
        text = describe_sector(find_town(town.name, places), places, then, as_of, history_weeks=self.history_weeks)
        task = OutlookTask(town.name, as_of, days, tuple(horizons), self.draws, self.seed, text.files)
        if self.adjust is None:
            return task
        known, priors = task.scenario()
        return replace(task, priors=self.adjust(priors, town, known.file.as_of))


@dataclass(frozen=True)
class OutlookTask:
    """One town on one day as a task: the text of its sector, and priors where they are not those of the table."""

    town: str
    as_of: date
    days: int
    horizons: tuple[int, ...]
    draws: int
    seed: int
    files: dict[str, bytes]
    priors: Priors | None = None

    @property
    def name(self) -> str:
        """Town and day."""
        return f"{self.town} as of {self.as_of}"

    def run(self, threads: int | None) -> Outlook:
        """Fall and gains of ground."""
        campaign, run = self.forecast(threads)
        gain = run.gain_by_day(self.horizons)
        return Outlook(run.cdf(campaign.terrain.main_event), np.quantile(gain, GAIN_LEVELS, axis=0).T)

    def scenario(self) -> tuple[Scenario, Priors]:
        """The scenario as known on the day, and the priors of the table for it."""
        from pyrrhus.scenario.as_of import as_of as gate
        from pyrrhus.scenario.load import load
        from pyrrhus.scenario.parameters import resolve

        with tempfile.TemporaryDirectory() as beside:
            folder = Path(beside) / "sector"
            folder.mkdir()
            for name, content in self.files.items():
                (folder / name).write_bytes(content)
            known = gate(load(folder), self.as_of)
        return known, resolve(known.file)

    def forecast(self, threads: int | None) -> tuple[Campaign, Forecast]:
        """The compiled campaign and its forecast."""
        from pyrrhus.decide.compared_policies import default_policies
        from pyrrhus.filter.prepare import prepare

        known, priors = self.scenario()
        priors = priors if self.priors is None else self.priors
        ready = prepare(known, as_of=self.as_of, priors=priors, draws=self.draws, seed=self.seed, threads=threads)
        policies = default_policies(ready.campaign)
        return ready.campaign, ready.forecast(days=self.days, seed=self.seed, policies=policies, threads=threads)
