"""What is published of a forecast: the curve that leads every answer about the fall, wherever one is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pyrrhus.skill.published_fall import PLAIN, PublishedFall, published_fall

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pyrrhus.campaign.compile import Campaign
    from pyrrhus.decide.catalogue import PolicyChoice
    from pyrrhus.judge.case import Case

#: Whose curve it is, where several stand side by side.
CAMPAIGNS, PUBLISHED = "campaigns", "published"


def publish_fall(
    case: Case, policies: tuple[PolicyChoice | None, PolicyChoice | None], baselines: Mapping[str, NDArray[np.float64]]
) -> PublishedFall | None:
    """The published curve of a forecast under `policies`; `baselines` are the statistical ones' curves [day].

    None where `is_plain` says that there is no record of such forecasts, or where no map tells a baseline.
    """
    from pyrrhus.skill.record import shipped_record

    if not is_plain(case.campaign, policies):
        return None
    return published_fall(case.forecast.cdf(case.main_event), baselines, shipped_record(), case.as_of)


def published_curve(case: Case) -> NDArray[np.float64] | None:
    """The published curve [day] of a forecast under what its folder assumes; None where `publish_fall` gives none."""
    from pyrrhus.decide.compared_policies import default_policies
    from pyrrhus.skill.baselines.table import baselines_of

    stacked = publish_fall(case, default_policies(case.campaign), baselines_of(case.campaign, case.forecast.days))
    return None if stacked is None else stacked.cdf


def is_plain(campaign: Campaign, policies: tuple[PolicyChoice | None, PolicyChoice | None]) -> bool:
    """Whether nothing is assumed that past forecasts did not assume: the attacker presses, the defender holds, and no
    change is scheduled that moves the course of a campaign. Elsewhere there is no record to weigh the campaigns by.
    """
    done = tuple(plain if choice is None else choice.do for choice, plain in zip(policies, PLAIN, strict=True))
    moves = [c for c in campaign.scheduled if not (c.parameter or "").endswith("_place_value")]
    return done == PLAIN and not moves
