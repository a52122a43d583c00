"""The chain of tempo: how likely a week's ground is at each level, and which level a sector is at by what maps showed.

The law is `engine/laws/tempo.py`. A week's ground x (km2, gross) at a level has the density of a compound Poisson sum
with gamma areas (shape 0.7), the week's own factor integrated out by Gauss and Hermite's rule. Levels follow from the
weeks by the exact forward filter; transitions are counted by forward and backward passes (Baum & Welch; Rabiner 1989).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pyrrhus.campaign.cell_maps import MapSeries
    from pyrrhus.campaign.ground import Terrain

Floats = NDArray[np.float64]
LEAST_CHANGE_KM2 = 0.02  # smaller differences are drawing, not fighting
GAMMA_SHAPE = 0.7
MOST_CHANGES = 60
NODES = 9
# Weight of a jump by its length, and how much more often levels slacken than rise: judged. On open maps transitions
# fitted over all sectors forecast no better (docs/explanation/skill.md); what a sector's own maps say is added.
NEARNESS = 0.45
SLACKENING = 0.5
OWN_PRIOR_WEEKS = 3.0  # of the prior chain, in each row of a sector's own
WEEK = 7
LEAST_DAYS = 6  # maps nearer to each other than this are one week's
LEAST_H = 0.02


@dataclass(frozen=True)
class SectorWeek:
    """What changed hands in a sector up to a day: km2 a week [way], over how many weeks, and h before it."""

    day: date
    weeks: int
    km2: tuple[float, float]
    h: float


@dataclass(frozen=True)
class TempoReading:
    """What maps say of a sector's tempo: transitions [way, from, to] and the levels' chances [way, level] as of a day.

    `chance` is None where fewer than two maps show the sector; `seen` are the weeks that it rests on.
    """

    transitions: Floats
    chance: Floats | None
    seen: tuple[SectorWeek, ...] = ()


def prior_chain() -> Floats:
    """Transitions [way, from, to] before any map is read: weights exp(-|i - j| / 0.45 - 0.5 (j - i)), rows sum to 1."""
    from pyrrhus.engine.laws.tempo import CLASSES

    down = np.subtract.outer(np.arange(CLASSES), np.arange(CLASSES))
    weight = np.exp(-np.abs(down) / NEARNESS + SLACKENING * down)
    return np.repeat((weight / weight.sum(axis=1, keepdims=True))[None], 2, axis=0)


def week_likelihood(km2: Floats, h: Floats) -> Floats:
    """Likelihood [week, level] of the ground that changed hands in each week, km2, at fronts of h (0..1)."""
    from scipy.special import gammaln, logsumexp

    from pyrrhus.engine.laws.tempo import LEVELS_KM2, SIZE_KM2, SIZE_POWER, WEEK_LOG_SD

    nodes, weight = np.polynomial.hermite_e.hermegauss(NODES)
    m = LEVELS_KM2[:, None] * np.exp(WEEK_LOG_SD * nodes - 0.5 * WEEK_LOG_SD**2)[None]
    rate = np.maximum(h, LEAST_H)[:, None, None] * (m / (SIZE_KM2 * m**SIZE_POWER))[None]
    scale = (SIZE_KM2 * m**SIZE_POWER / GAMMA_SHAPE)[None]
    x = np.where(km2 > LEAST_CHANGE_KM2, km2, 1.0)[:, None, None]
    n = np.arange(1, MOST_CHANGES + 1)[:, None, None, None]
    shape = GAMMA_SHAPE * n
    terms = n * np.log(rate) - gammaln(n + 1.0) + (shape - 1.0) * np.log(x) - x / scale
    terms = terms - gammaln(shape) - shape * np.log(scale)
    moved = logsumexp(terms, axis=0) - rate
    log = np.where((km2 > LEAST_CHANGE_KM2)[:, None, None], moved, -rate)
    return np.exp(logsumexp(log + np.log(weight / weight.sum()), axis=2))


def forward_pass(likelihood: Floats, transitions: Floats, weeks: NDArray[np.int64]) -> Floats:
    """Chances [week, level] of the levels given all weeks up to each; `weeks` is how many each row stands for."""
    chance = np.full(likelihood.shape[1], 1.0 / likelihood.shape[1])
    out = np.zeros_like(likelihood)
    for t, row in enumerate(likelihood):
        chance = chance @ (np.linalg.matrix_power(transitions, int(weeks[t])) if t else np.eye(len(chance))) * row
        total = chance.sum()
        chance = chance / total if total > 0.0 else np.full(len(chance), 1.0 / len(chance))
        out[t] = chance
    return out


def count_transitions(likelihood: Floats, transitions: Floats, weeks: NDArray[np.int64], weight: Floats) -> Floats:
    """Expected transitions [from, to] between rows one week apart, each with its weight."""
    ahead = forward_pass(likelihood, transitions, weeks)
    behind = np.ones(likelihood.shape[1])
    counts = np.zeros_like(transitions)
    for t in range(len(likelihood) - 1, 0, -1):
        step = np.linalg.matrix_power(transitions, int(weeks[t]))
        joint = ahead[t - 1][:, None] * step * (likelihood[t] * behind)[None]
        total = joint.sum()
        if total > 0.0 and weeks[t] == 1:
            counts += weight[t] * joint / total
        behind = step @ (likelihood[t] * behind)
        behind = behind / max(float(behind.max()), 1e-300)
    return counts


def read_tempo(weeks: list[SectorWeek], chain: Floats) -> TempoReading:
    """A sector's own chain (its counts and three weeks of the prior one) and the level that it is at."""
    if not weeks:
        return TempoReading(chain, None)
    span = np.array([w.weeks for w in weeks])
    h = np.array([w.h for w in weeks])
    own, chance = [], []
    for way, common in enumerate(chain):
        likely = week_likelihood(np.array([w.km2[way] for w in weeks]), h)
        counts = count_transitions(likely, common, span, np.ones(len(weeks)))
        mine = counts + OWN_PRIOR_WEEKS * common
        mine /= mine.sum(axis=1, keepdims=True)
        own.append(mine)
        chance.append(forward_pass(likely, mine, span)[-1])
    return TempoReading(np.array(own), np.array(chance), tuple(weeks))


def sector_weeks_of(maps: MapSeries, terrain: Terrain, sector: Floats, until: date) -> list[SectorWeek]:
    """What the campaign's maps show of the 12 km round the centre, week by week; `sector` [cell] is the part inside."""
    if maps.assumed:
        return []
    ends = [i for i, day in enumerate(maps.dates) if day <= until]
    kept: list[int] = []
    for i in reversed(ends):
        if not kept or (maps.dates[kept[-1]] - maps.dates[i]).days >= LEAST_DAYS:
            kept.append(i)
    kept.reverse()
    area = terrain.tiling.area_km2 * sector
    held = maps.held
    out = []
    for a, b in pairwise(kept):
        weeks = max(1, round((maps.dates[b] - maps.dates[a]).days / WEEK))
        change = (held[b] - held[a]) * area
        p = float(held[a] @ area / area.sum())
        km2 = (float(np.maximum(change, 0.0).sum()) / weeks, float(np.maximum(-change, 0.0).sum()) / weeks)
        out.append(SectorWeek(maps.dates[b], weeks, km2, 2.0 * float(np.sqrt(max(0.0, p * (1.0 - p))))))
    return out
