"""What an update is asked for, of what, and a history that was lived for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.compile import Campaign
from pyrrhus.campaign.draws import Draws
from pyrrhus.filter.draws_store import DrawsStore
from pyrrhus.filter.history import History, HistoryRun
from pyrrhus.filter.inputs_seen import PriorsSeen, rows_seen
from pyrrhus.filter.prepare import Informed
from pyrrhus.scenario.parameters import Prior
from pyrrhus.scenario.schema import Scenario


@dataclass(frozen=True)
class UpdateOptions:
    """The run that is asked for. `store` is the user's own if none is given."""

    draws: int
    seed: int
    threads: int | None = None
    chunk: int | None = None
    verify: bool = False
    store: DrawsStore | None = None


@dataclass(frozen=True)
class UpdateJob:
    """What is assimilated: the folder, what is known of it, its campaign, the run asked for and this version's hash."""

    whole: Scenario
    known: Scenario
    campaign: Campaign
    priors: dict[str, Prior]
    options: UpdateOptions
    code: str
    advance: Callable[[int], None] | None

    @cached_property
    def rows(self) -> dict[str, list[str]]:
        """What the gate lets through now."""
        return rows_seen(self.whole, self.campaign.as_of)

    @property
    def how(self) -> HistoryRun:
        asked = self.options
        return HistoryRun(asked.seed, asked.verify, asked.threads, asked.chunk, self.advance)

    @property
    def of(self) -> dict[str, object]:
        """What draws must be of to be of this scenario and run at all, beside their date."""
        file = self.whole.file
        named = {"scenario": self.whole.name, "start": file.start.isoformat(), "centre": file.centre}
        return {**named, "draws": self.options.draws, "seed": self.options.seed, "code": self.code}


@dataclass(frozen=True)
class LivedHistory:
    """A history lived up to the as-of date, on what it was drawn from. `is_kept`: it lies in the store as it is;
    `priors` are those that were seen before."""

    history: History
    informed: Informed
    prior: Draws
    rates: dict[str, NDArray[np.float64]]
    is_kept: bool = False
    priors: PriorsSeen | None = None
