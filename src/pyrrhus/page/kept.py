"""Assimilated campaigns, kept: a what-if runs on copies of them, on the same chances."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.compile import Campaign, compile_campaign
from pyrrhus.campaign.forecast import Forecast
from pyrrhus.decide.assumed_ahead import assume_ahead
from pyrrhus.decide.compared_policies import default_policies
from pyrrhus.decide.pairs import RunOptions, run_pair, thinned
from pyrrhus.decide.payoffs import PairTable
from pyrrhus.filter.prepare import Informed, Prepared, fuse_known, inform
from pyrrhus.judge.case import Case
from pyrrhus.page.claim_edits import ClaimEdits, edit_claims
from pyrrhus.page.levers import WhatIf
from pyrrhus.pipeline import default_priors
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.schema import SIDES, Policies, Scenario
from pyrrhus.skill.leading_curve import bare_curve

MOST_KEPT = 4
Advance = Callable[[int], None]


@dataclass(frozen=True)
class Kept:
    """A folder as of a date, with some claims left out or none, assimilated."""

    whole: Scenario
    ready: Prepared
    draws: int
    seed: int

    @property
    def days(self) -> int:
        return self.whole.file.horizon_days

    def changed(self, change: WhatIf) -> Prepared:
        """The same with the policies, means, roads and worth of a what-if; the campaigns' states are shared, not
        moved."""
        known = _with_changes(_with_policies(self.ready.campaign.scenario, change), change)
        campaign = replace(self.ready.campaign, scenario=known, scheduled=known.file.changes)
        return replace(self.ready, scenario=known, campaign=campaign)

    def forecast(
        self, change: WhatIf, *, most: int | None = None, threads: int | None = None, advance: Advance | None = None
    ) -> Case:
        """The forecast under a what-if, ready to be judged, by at most so many of the campaigns, evenly spread.
        Policies are not compared: `comparison` is not there."""
        ready = assume_ahead(self.changed(change), days=self.days)
        rows = thinned(ready.assimilated, most or self.draws)
        options = RunOptions(self.days, self.seed, ready.population, threads, on_progress=advance)
        run = run_pair(ready.campaign, ready.assimilated, rows, default_policies(ready.campaign), options)
        return as_case(ready, run)

    def bare(self, change: WhatIf, *, most: int, threads: int | None = None) -> NDArray[np.float64] | None:
        """The curve of as many campaigns without what no forecast of the record assumed; None where nothing is."""
        ready = self.changed(change)
        rows = thinned(ready.assimilated, most)
        return bare_curve(ready, RunOptions(self.days, self.seed, ready.population, threads), rows=rows)


def as_case(ready: Prepared, run: Forecast) -> Case:
    """A case for those judges that ask nothing of a comparison of policies."""
    nothing = cast(PairTable, None)
    return Case(ready.scenario, ready.campaign, ready.assimilated, run, nothing, ready.fusion)


def _with_policies(known: Scenario, change: WhatIf) -> Scenario:
    """The folder with the chosen policies put first, which is what a forecast assumes."""
    orders = change.orders(known)
    if not orders:
        return known
    listed = {side: getattr(known.file.policies, side) for side in SIDES}
    for side, order in orders.items():
        listed[side] = (order, *(p for p in listed[side] if p.id != order.id))
    policies = Policies.model_validate(listed)
    return known.model_copy(update={"file": known.file.model_copy(update={"policies": policies})})


def _with_changes(known: Scenario, change: WhatIf) -> Scenario:
    """The folder with the scheduled changes behind its own, so that they act on what those left."""
    more = change.scheduled()
    if not more:
        return known
    return known.model_copy(update={"file": known.file.model_copy(update={"changes": (*known.file.changes, *more)})})


class KeptStore:
    """The few that were used last. One is made at a time; who asks for the same waits for it.

    Three things are kept apart, since they are asked for apart: the compiled ground of a folder and day, its claims
    weighed under some edits, and the campaigns that follow from them.
    """

    def __init__(self, *, draws: int, seed: int, threads: int | None = None, most: int = MOST_KEPT) -> None:
        self.draws, self.seed, self.threads, self.most = draws, seed, threads, most
        self._kept: OrderedDict[tuple[str, date, ClaimEdits], Kept] = OrderedDict()
        self._weighed: OrderedDict[tuple[str, date, ClaimEdits], Informed] = OrderedDict()
        self._compiled: OrderedDict[tuple[str, date], Campaign] = OrderedDict()
        self._lock = threading.RLock()
        #: what a reader made of the forecasts without a change, by folder, day and number of draws
        self.plain: OrderedDict[tuple[str, date, int], Any] = OrderedDict()

    def keep_plain(self, key: tuple[str, date, int], found: Any) -> None:
        """Keep what was made of a forecast without a change; the oldest is forgotten."""
        _keep(self.plain, key, lambda: found, 2 * self.most)

    def get(self, whole: Scenario, day: date, edits: ClaimEdits, advance: Advance | None = None) -> Kept:
        """The kept campaigns of a folder as of a day under edits of its claims; made where they are not there yet."""
        with self._lock:
            return _keep(
                self._kept, (whole.name, day, edits), lambda: self._make(whole, day, edits, advance), self.most
            )

    def weigh(self, whole: Scenario, day: date, edits: ClaimEdits) -> Informed:
        """The claims of a folder as of a day, edited, gated and weighed; no campaign is run for it."""
        with self._lock:
            key = (whole.name, day, edits)
            return _keep(self._weighed, key, lambda: self._inform(whole, day, edits), 4 * self.most)

    def _inform(self, whole: Scenario, day: date, edits: ClaimEdits) -> Informed:
        known = gate(edit_claims(whole, edits), day)
        priors = default_priors(known, day)[0]
        ground = _keep(self._compiled, (whole.name, day), lambda: compile_campaign(known, priors, as_of=day), self.most)
        campaign = replace(ground, scenario=known)
        return inform(known, campaign, fuse_known(known, campaign), priors)

    def _make(self, whole: Scenario, day: date, edits: ClaimEdits, advance: Advance | None) -> Kept:
        informed = self.weigh(whole, day, edits)
        ready = informed.assimilate(draws=self.draws, seed=self.seed, threads=self.threads, advance=advance)
        return Kept(whole, ready, self.draws, self.seed)


K = TypeVar("K")
V = TypeVar("V")


def _keep(kept: OrderedDict[K, V], key: K, make: Callable[[], V], most: int) -> V:
    """What is kept under a key, made where it is not there; the one that was used longest ago is forgotten."""
    if key not in kept:
        kept[key] = make()
        while len(kept) > most:
            kept.popitem(last=False)
    kept.move_to_end(key)
    return kept[key]
