"""What a thread works with: arrays used again for every draw."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyrrhus.engine.arrays import PARAMETERS
from pyrrhus.engine.front import Front, make_front
from pyrrhus.engine.laws.policies import FIRST_ROAD
from pyrrhus.engine.ways import Ways, make_ways

# Attacker's share of the disc of 5 km and of the town; km2 won in the disc, and won by a map, not yet reckoned with.
NEAR, TOWN, NEAR_WON, MAP_WON = range(4)
# Of the first day: troops present of both sides, attacker's rounds over the defender's, what else strains a garrison.
FIRST_PRESENT, FIRST_FIRES, FIRST_STRAIN = 0, 2, 3
DAYS_PAID = 2
LOST_TOWN = 0.95  # share of the town with which it counts as lost

MOST_ROADS = 64  # that both sides' policies can name


class Bench(NamedTuple):
    """Working arrays of one thread, used again for every draw."""

    front: Front
    ways: Ways
    contact: NDArray[np.float64]  # [side, axis]
    quality: NDArray[np.float64]  # [side, axis]
    exposure: NDArray[np.float64]  # [side, axis]
    present: NDArray[np.float64]  # [side]
    plan: NDArray[np.float64]  # [side, axis]
    effort: NDArray[np.float64]  # [side, axis] weight of the axis in the stage of the side's plan
    measures: NDArray[np.float64]  # [side, measure] what policies may ask of a day
    action: NDArray[np.int64]  # [side] what each side does today
    noise: NDArray[np.float64]  # [5] what intensity reckons once for a draw
    intensity_words: NDArray[np.uint32]  # [axis + 1, 5] random words for four days
    change_words: NDArray[np.uint32]  # [axis, 5]
    factor: NDArray[np.float64]  # [axis] noise of intensity
    level: NDArray[np.float64]  # [axis] phase x noise
    first_share: NDArray[np.float32]  # [cell] on the first day
    expected: NDArray[np.float64]  # [axis] km2 that the laws expected since the last observed map
    variance: NDArray[np.float64]  # [axis] km4
    loss_share: NDArray[np.float64]  # [side]
    unfilled: NDArray[np.float64]  # [side] share of the first strength that is lost and not replaced
    held: NDArray[np.float64]  # [4] what `NEAR` to `MAP_WON` name
    row: NDArray[np.float64]  # [parameter] the draw's, with what is scheduled
    rate: NDArray[np.float64]  # [way] km2 a day of the whole front this week, ratios apart
    size: NDArray[np.float64]  # [way] mean area of a change, km2
    geometry: NDArray[np.float64]  # [way] h of the sector and what lies beyond it
    slowed: NDArray[np.float64]  # [way, axis] what slows an advance, on the first day
    slowing: NDArray[np.float64]  # [way, axis] the same today, before ground changes hands
    part: NDArray[np.float64]  # [way, axis] of the sector's changes that falls on an axis today
    drive: NDArray[np.float64]  # [way] what fires, strength and orders do to tempo today
    beyond: NDArray[np.float64]  # [way] front of the whole map over that of the 12 km, on the first day
    strength: NDArray[np.float64]  # [side] against the first day
    first: NDArray[np.float64]  # [4] what `FIRST_PRESENT` to `FIRST_STRAIN` name
    in_town_km: NDArray[np.float64]  # [axis] front of an axis that lies in the town
    paid: NDArray[np.float64]  # [way + 1] ratios of tempo summed over days, and the days


def make_bench(cells: int, axes: int, links: int) -> Bench:
    """Working arrays for one block; made outside the compiled code."""
    return Bench(
        front=make_front(cells, axes),
        ways=make_ways(cells, axes, links),
        contact=np.zeros((2, axes)),
        quality=np.zeros((2, axes)),
        exposure=np.zeros((2, axes)),
        present=np.zeros(2),
        plan=np.zeros((2, axes)),
        effort=np.ones((2, axes)),
        measures=np.zeros((2, FIRST_ROAD + MOST_ROADS)),
        action=np.zeros(2, np.int64),
        noise=np.zeros(5),
        intensity_words=np.zeros((axes + 1, 5), np.uint32),
        change_words=np.zeros((axes, 5), np.uint32),
        factor=np.zeros(axes),
        level=np.zeros(axes),
        first_share=np.zeros(cells, np.float32),
        expected=np.zeros(axes),
        variance=np.zeros(axes),
        loss_share=np.zeros(2),
        unfilled=np.zeros(2),
        held=np.zeros(4),
        row=np.zeros(len(PARAMETERS)),
        rate=np.zeros(2),
        size=np.ones(2),
        geometry=np.zeros(2),
        slowed=np.ones((2, axes)),
        slowing=np.ones((2, axes)),
        part=np.zeros((2, axes)),
        drive=np.ones(2),
        beyond=np.ones(2),
        strength=np.ones(2),
        first=np.zeros(4),
        in_town_km=np.zeros(axes),
        paid=np.zeros(3),
    )
