"""Assimilated campaigns, kept: a what-if runs on copies of them, on the same chances."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

import numpy as np

from pyrrhus.campaign.draws import Draws
from pyrrhus.campaign.forecast import Forecast, forecast, fresh_start
from pyrrhus.campaign.ground import to_ground, without_roads
from pyrrhus.decide.compared_policies import default_policies
from pyrrhus.decide.payoffs import PairTable
from pyrrhus.filter.prepare import Prepared, prepare
from pyrrhus.judge.case import Case
from pyrrhus.page.levers import WhatIf, offered_policies, road_name
from pyrrhus.pipeline import default_priors
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.schema import SIDES, Policies, Scenario

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
        campaign, draws = self.ready.campaign, self.ready.assimilated.draws
        known = _with_means(_with_policies(campaign.scenario, change), change)
        if change.cut:
            cut = set(change.cut)
            terrain = without_roads(known, campaign.terrain, lambda route: road_name(route, known) in cut)
            campaign = replace(campaign, terrain=terrain, ground=to_ground(terrain))
        campaign = replace(campaign, scenario=known, scheduled=known.file.changes)
        for side, times in zip(SIDES, change.worth, strict=True):
            if times != 1.0:
                draws = _worth_more(draws, f"{side}_place_value", times)
        assimilated = replace(self.ready.assimilated, draws=draws)
        return replace(self.ready, scenario=known, campaign=campaign, assimilated=assimilated)

    def forecast(self, change: WhatIf, *, threads: int | None = None, advance: Advance | None = None) -> Case:
        """The forecast under a what-if, ready to be judged. Policies are not compared: `comparison` is not there."""
        ready = self.changed(change)
        begin = fresh_start(ready.assimilated.fork(), ready.assimilated.draws, population=ready.population)
        run = forecast(
            ready.campaign,
            begin,
            ready.assimilated.draws,
            days=self.days,
            seed=self.seed,
            policies=default_policies(ready.campaign),
            threads=threads,
            on_progress=advance,
        )
        return as_case(ready, run)


def as_case(ready: Prepared, run: Forecast) -> Case:
    """A case for those judges that ask nothing of a comparison of policies."""
    nothing = cast(PairTable, None)
    return Case(ready.scenario, ready.campaign, ready.assimilated, run, nothing, ready.fusion)


def _with_policies(known: Scenario, change: WhatIf) -> Scenario:
    """The folder with the chosen policies put first, which is what a forecast assumes."""
    if change.policies == (None, None):
        return known
    offered = offered_policies(known, change.as_of)
    listed = {}
    for side, chosen in zip(SIDES, change.policies, strict=True):
        first = [p for p in offered[side] if p.id == (chosen or offered[side][0].id)]
        listed[side] = (*first, *(p for p in getattr(known.file.policies, side) if p.id != first[0].id))
    policies = Policies.model_validate(listed)
    return known.model_copy(update={"file": known.file.model_copy(update={"policies": policies})})


def _with_means(known: Scenario, change: WhatIf) -> Scenario:
    """The folder with the changes of means behind its own, so that they act on what those left."""
    if not change.means:
        return known
    more = tuple(row for one in change.means for row in one.scheduled(change.as_of))
    return known.model_copy(update={"file": known.file.model_copy(update={"changes": (*known.file.changes, *more)})})


def _worth_more(draws: Draws, name: str, times: float) -> Draws:
    from pyrrhus.engine.arrays import COLUMN

    values = {name: np.asarray(draws.named[name]) * times}
    return draws.changed(values) if name in COLUMN else replace(draws, named={**draws.named, **values})


class KeptStore:
    """The few that were used last. One is made at a time; who asks for the same waits for it."""

    def __init__(self, *, draws: int, seed: int, threads: int | None = None, most: int = MOST_KEPT) -> None:
        self.draws, self.seed, self.threads, self.most = draws, seed, threads, most
        self._kept: OrderedDict[tuple[str, date, tuple[str, ...]], Kept] = OrderedDict()
        self._lock = threading.Lock()
        #: what a reader made of the forecasts without a change, by folder and day
        self.plain: OrderedDict[tuple[str, date], Any] = OrderedDict()

    def keep_plain(self, key: tuple[str, date], found: Any) -> None:
        """Keep what was made of a forecast without a change; the oldest is forgotten."""
        self.plain[key] = found
        while len(self.plain) > self.most:
            self.plain.popitem(last=False)

    def get(self, whole: Scenario, day: date, without: tuple[str, ...], advance: Advance | None = None) -> Kept:
        """The kept campaigns of a folder as of a day without some claims; made where they are not there yet."""
        key = (whole.name, day, without)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = self._make(whole, day, without, advance)
                while len(self._kept) > self.most:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    def has(self, whole: Scenario, day: date, without: tuple[str, ...]) -> bool:
        """Whether these campaigns are there already."""
        return (whole.name, day, without) in self._kept

    def _make(self, whole: Scenario, day: date, without: tuple[str, ...], advance: Advance | None) -> Kept:
        left = set(without)
        known = gate(whole, day)
        known = known.model_copy(update={"claims": tuple(c for c in known.claims if c.id not in left)})
        ready = prepare(
            known,
            as_of=day,
            priors=default_priors(known, day)[0],
            draws=self.draws,
            seed=self.seed,
            threads=self.threads,
            advance=advance,
        )
        return Kept(whole, ready, self.draws, self.seed)
