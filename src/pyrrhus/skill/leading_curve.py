"""What is published of a forecast: the curve that leads every answer about the fall, wherever one is given.

Where the folder assumes what no past forecast assumed (other orders, means that change), there is no record to weigh
the campaigns by: what is published without the assumption is then moved by as much as the campaigns move, in log odds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from pyrrhus.judge.words import HIGHEST_PUBLISHED, LOWEST_PUBLISHED
from pyrrhus.scenario.schema import PolicyChoice
from pyrrhus.skill.stacked_fall import PLAIN, PublishedFall, published_fall

if TYPE_CHECKING:
    from pyrrhus.campaign.compile import Campaign
    from pyrrhus.decide.pairs import RunOptions
    from pyrrhus.filter.prepare import Prepared
    from pyrrhus.judge.case import Case

Floats = NDArray[np.float64]
Orders = tuple[PolicyChoice | None, PolicyChoice | None]

#: Whose curve it is, where several stand side by side.
CAMPAIGNS, PUBLISHED = "campaigns", "published"


def publish_fall(
    case: Case, policies: Orders, baselines: Mapping[str, Floats], bare: Floats | None = None
) -> PublishedFall | None:
    """The published curve of a forecast under `policies`; `baselines` are the statistical ones' curves [day].

    `bare` is the campaigns' curve [day] without what `is_plain` does not allow, where there is any. None where that is
    asked for and not given, or where no map tells a baseline.
    """
    from pyrrhus.skill.record import shipped_record

    own, record = case.forecast.cdf(case.main_event), shipped_record()
    if is_plain(case.campaign, policies):
        return published_fall(own, baselines, record, case.as_of)
    found = None if bare is None else published_fall(bare, baselines, record, case.as_of)
    if found is None or bare is None:
        return None
    moved = move_odds(found.cdf, bare, own, draws=len(case.forecast.event_day))
    return replace(found, cdf=moved, assumed=True)


def published_of(case: Case, bare: Floats | None = None) -> PublishedFall | None:
    """The published curve of a forecast under what its folder assumes; None where `publish_fall` gives none."""
    from pyrrhus.decide.compared_policies import default_policies
    from pyrrhus.skill.baselines.table import baselines_of

    baselines = baselines_of(case.campaign, case.forecast.days)
    return publish_fall(case, default_policies(case.campaign), baselines, bare)


def bare_curve(ready: Prepared, options: RunOptions, *, rows: NDArray[np.int64] | None = None) -> Floats | None:
    """The campaigns' curve of the fall [day] had nothing been assumed that past forecasts did not assume, on the same
    draws (or `rows` of them) and chance events; None where nothing is. `ready` is as prepared, before `assume_ahead`.
    """
    from pyrrhus.decide.assumed_ahead import assume_ahead
    from pyrrhus.decide.compared_policies import default_policies
    from pyrrhus.decide.pairs import run_pair

    campaign = ready.campaign
    if is_plain(campaign, default_policies(campaign)) or campaign.maps.assumed:
        return None
    known = tuple(change for change in campaign.scheduled if change.from_ < campaign.as_of)
    bare = assume_ahead(replace(ready, campaign=replace(campaign, scheduled=known)), days=options.days)
    orders = (PolicyChoice(id=PLAIN[0], do=PLAIN[0]), PolicyChoice(id=PLAIN[1], do=PLAIN[1]))
    rows = np.arange(len(bare.assimilated.draws.engine)) if rows is None else rows
    run = run_pair(bare.campaign, bare.assimilated, rows, orders, replace(options, on_progress=None))
    return run.cdf(bare.campaign.terrain.main_event)


def move_odds(published: Floats, bare: Floats, own: Floats, *, draws: int) -> Floats:
    """A published curve [day] moved by the difference of two of the campaigns' curves in log odds; these are taken to
    be no surer than half a campaign of so many. What does not differ is not moved, and the curve never falls.
    """
    least = 0.5 / draws
    odds = [logit(np.clip(curve, least, 1.0 - least)) for curve in (published, bare, own)]
    moved = expit(odds[0] + odds[2] - odds[1])
    kept = np.clip(moved, LOWEST_PUBLISHED, HIGHEST_PUBLISHED)
    return np.maximum.accumulate(np.where(own == bare, published, kept))


def is_plain(campaign: Campaign, policies: Orders) -> bool:
    """Whether nothing is assumed that past forecasts did not assume: the attacker presses, the defender holds, and no
    change is scheduled that moves the course of a campaign. Elsewhere there is no record to weigh the campaigns by.
    """
    done = tuple(plain if choice is None else choice.do for choice, plain in zip(policies, PLAIN, strict=True))
    moves = [c for c in campaign.scheduled if not (c.parameter or "").endswith("_place_value")]
    return done == PLAIN and not moves
