"""The posterior of truths and biases together: a joint Gaussian in log space, bounds by expectation propagation.

State: the graph's logs, one log bias per (source, family, side spoken of) and one per group of sources that share an
interest. A claim i says u_i = log truth + log bias of its source + log bias of its group, read as its hedge says.
Points are exact Gaussian terms; bounds, ranges and denials are Gaussian sites matched by moments (Minka 2001); sums and
ratios are taken at their slope, anew in every round (Gauss-Newton). How noisy a source is, and how far sources of one
group lie apart, are learnt in the same rounds from the misfit, with a prior worth `PRIOR_COUNT` claims. What stands
alone has heavier tails: beyond the width that its Gaussian expects, the variance of a source's own bias and of one
statement's noise is weighed anew in the same rounds as that of Student's t (Lange, Little, Taylor 1989); within it
nothing changes. No randomness.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pyrrhus.claims.hedges import tilted
from pyrrhus.claims.linear import Rows, Solution, StatePrior, solve
from pyrrhus.claims.links import Graph

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PRIOR_COUNT = 6.0
TAIL_FREEDOM = 4.0  # degrees of freedom of Student's t for what stands alone
ROUNDS = 40
DAMPING = 0.8
TOLERANCE = 2e-3
LEARNT_MATTERS = 0.1  # what is learnt of spreads moves what is said by far less than itself
STATE_TOLERANCE = 1e-2  # of unknowns of which nothing was said: what was said of has settled before
LONGEST_STEP = 3.0
SHARE_EDGE_SD = 0.1


@dataclass(frozen=True)
class Biases:
    """Columns of the state that are biases: prior mean and sd, and the group whose spread is learnt together."""

    mean: Floats
    sd: Floats
    group: Ints
    shared: NDArray[np.bool_]


@dataclass(frozen=True)
class Statements:
    """Claims as numbers (n,): the target each speaks of, its reading, and the source whose noise it shares.

    `widening` is the part of its noise (a factor) that checks added, `tailed` whether that noise has a heavy tail.
    `effective` is how many independent statements each is worth. `bias_row`, `bias_column`, `bias_coefficient` are
    triplets; columns count from the first bias of the state.
    """

    target: Ints
    low: Floats
    high: Floats
    noise_sd: Floats
    denial: Floats
    source: Ints
    effective: Floats
    widening: Floats
    tailed: NDArray[np.bool_]
    bias_row: Ints
    bias_column: Ints
    bias_coefficient: Floats


@dataclass
class Sites:
    """All terms (claims first, then the edges of shares): their readings, and the Gaussians that stand for them."""

    low: Floats
    high: Floats
    denial: Floats
    noise: Floats
    precision: Floats = field(default_factory=lambda: np.zeros(0))
    shift: Floats = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        self.is_point = (self.low == self.high) & (self.denial == 0)
        self.soft = np.flatnonzero(~self.is_point)
        if not len(self.precision):
            self.precision, self.shift = np.zeros(len(self.low)), np.zeros(len(self.low))


@dataclass
class Tails:
    """Factors on the variance of single claims' noise (n,) and of biases: how far each proves to stand apart."""

    claim: Floats
    bias: Floats

    def learn(self, misfit: Floats, away: Floats, claims: Statements, own: NDArray[np.bool_]) -> float:
        """Weigh anew from squared misfits in units of the present variances, in place; how far they moved (log).

        The tail of a statement that a check widened is that of its bare noise, beside the widening. A denial has none,
        nor have statements of which there are too few for one to stand alone; what a group shares is not alone either.
        """
        moved = 0.0
        bare = misfit * claims.widening**2
        for factor, squared, may in ((self.claim, bare, claims.tailed), (self.bias, away, own)):
            new = np.where(may, np.maximum((TAIL_FREEDOM + squared * factor) / (TAIL_FREEDOM + 1.0), 1.0), 1.0)
            moved = max(moved, float(np.abs(np.log(new / factor)).max(initial=0.0)))
            factor[:] = new
        return moved


@dataclass(frozen=True)
class Posterior:
    """What came out: the state's `mean` (d,), its linear `solution`, the `sites`, and per site the moments of u.

    `predicted` and `variance` are of u with all that was said, `source_noise` multiplies a source's noise variance,
    `group_spread` the variance of a group's biases; `source` is each claim's source number, `noise_without` the noise
    (sd) that a claim would have by the source's other claims alone, `bias_sd` the prior sd of every bias.
    """

    mean: Floats
    solution: Solution
    sites: Sites
    predicted: Floats
    variance: Floats
    source_noise: Floats
    group_spread: Floats
    source: Ints
    noise_without: Floats
    bias_sd: Floats
    tails: Tails
    rounds: int


def infer(
    graph: Graph,
    biases: Biases,
    claims: Statements,
    *,
    learn_spread: bool = True,
    start: Posterior | None = None,
    tolerance: float = TOLERANCE,
) -> Posterior:
    """Mean and covariance of all logs given the claims; see the module for the model. `start` is where to begin.

    `tolerance` is how far (log) what the claims speak of may still move in the last round. Raises nothing for odd
    evidence: contradictory claims end in learnt spreads that are wide.
    """
    n, n_state = len(claims.target), graph.size
    edges = list(graph.shares().values())  # a side's places share its front: their shares add up to at most one
    rows = Rows(graph, claims, edges, len(biases.mean))
    sites = Sites(
        np.append(claims.low, np.full(len(edges), -np.inf)),
        np.append(claims.high, np.zeros(len(edges))),
        np.append(claims.denial, np.zeros(len(edges))),
        np.append(claims.noise_sd, np.full(len(edges), SHARE_EDGE_SD)),
    )
    base_noise = sites.noise.copy()
    prior_mean = np.concatenate([graph.mean, biases.mean])
    inverse: list[Floats] = [np.asarray(np.linalg.inv(block), dtype=np.float64) for block in graph.blocks]

    source_noise = np.ones(int(claims.source.max(initial=-1)) + 1)
    group_spread = np.ones(int(biases.group.max(initial=-1)) + 1)
    tails = Tails(np.ones(n), np.ones(len(biases.mean)))
    z = prior_mean.copy()
    if start is not None:
        z, source_noise, group_spread = start.mean.copy(), start.source_noise.copy(), start.group_spread.copy()
        tails = Tails(start.tails.claim.copy(), start.tails.bias.copy())
        sites.precision, sites.shift = start.sites.precision.copy(), start.sites.shift.copy()

    turn = 0
    for turn in range(ROUNDS):
        sites.noise[:n] = base_noise[:n] * np.sqrt(source_noise[claims.source] * tails.claim)
        point = sites.is_point
        sites.precision[point] = 1.0 / sites.noise[point] ** 2
        sites.shift[point] = sites.low[point] * sites.precision[point]
        shared = np.where(biases.shared, _disorder(claims, source_noise, len(biases.mean)), 1.0)
        bias_variance = biases.sd**2 * group_spread[biases.group] * shared * tails.bias
        prior = StatePrior(prior_mean, graph.blocks, inverse, bias_variance)
        rows.linearise(z)
        solution = solve(rows, prior, sites.precision, sites.shift)
        step = solution.mean - z
        longest = float(np.abs(step).max(initial=0.0))
        shorten = min(1.0, LONGEST_STEP / max(longest, 1e-300))
        z = z + shorten * step
        predicted = rows.predicted(z)
        variance = np.maximum(solution.variance, 1e-12)
        moved = _update_sites(sites, predicted, variance)
        if learn_spread and n:
            residual = _misfit(sites, predicted, variance)[:n]
            away = ((z[n_state:] - biases.mean) ** 2 + solution.bias_variance) / (biases.sd**2 * tails.bias)
            away_in_group, own = away / group_spread[biases.group], ~biases.shared
            moved = max(
                moved,
                _learn_spreads(claims, biases, residual, source_noise, group_spread, away),
                tails.learn(residual, away_in_group, claims, own),
            )
        said = float(np.abs(rows.matrix @ step).max(initial=0.0))
        if turn > 1 and max(said, LEARNT_MATTERS * moved) < tolerance and longest < max(STATE_TOLERANCE, tolerance):
            break
    misfit = _misfit(sites, predicted, variance)[:n]
    without = _noise_without(claims, base_noise[:n], misfit, source_noise) if learn_spread else base_noise[:n]
    learnt = (source_noise, group_spread, claims.source, without, biases.sd, tails)
    return Posterior(z, solution, sites, predicted, variance, *learnt, turn + 1)


def _noise_without(claims: Statements, base: Floats, misfit: Floats, source_noise: Floats) -> Floats:
    """Noise (sd) of every claim with its source's noise learnt from the others, so that no claim excuses itself."""
    worth = _worth(claims)
    count = PRIOR_COUNT + np.bincount(claims.source, worth, len(source_noise))[claims.source]
    mine = source_noise[claims.source]
    others = (mine * count - worth * misfit * mine) / (count - worth)
    return base * np.sqrt(np.clip(others, 0.25, 400.0))


def _disorder(claims: Statements, source_noise: Floats, n_bias: int) -> Floats:
    """By how much the claims under each bias prove noisier than they should, at least 1: a factor on variance.

    What the sources of a group share is taken to be worse in the same measure. Else thousands of claims that contradict
    each other would, as if their errors were independent, add up to certainty.
    """
    total = np.bincount(claims.bias_column, source_noise[claims.source[claims.bias_row]], n_bias)
    count = np.bincount(claims.bias_column, minlength=n_bias)
    return np.maximum(total / np.maximum(count, 1), 1.0)


def _update_sites(sites: Sites, mean: Floats, variance: Floats) -> float:
    """One round of expectation propagation over the statements that are not points, in place; how far they moved."""
    soft = sites.soft
    if not len(soft):
        return 0.0
    v = 1.0 / np.maximum(1.0 / variance[soft] - sites.precision[soft], 1e-9)
    m = v * (mean[soft] / variance[soft] - sites.shift[soft])
    _, first, second = tilted(m, v, sites.low[soft], sites.high[soft], sites.noise[soft], sites.denial[soft])
    tilted_variance = np.maximum(v + v**2 * second, 1e-9)
    tilted_mean = m + v * first
    new_precision = np.maximum(1.0 / tilted_variance - 1.0 / v, 0.0)
    new_shift = tilted_mean * (1.0 / v + new_precision) - m / v
    moved = np.abs(new_shift - sites.shift[soft] - (new_precision - sites.precision[soft]) * mean[soft]) * np.sqrt(
        variance[soft]
    )
    sites.precision[soft] += DAMPING * (new_precision - sites.precision[soft])
    sites.shift[soft] += DAMPING * (new_shift - sites.shift[soft])
    return float(moved.max(initial=0.0))


def _misfit(sites: Sites, mean: Floats, variance: Floats) -> Floats:
    """Expected squared misfit per statement, in units of its noise variance: how far outside what was said u lies."""
    sd = np.sqrt(variance)
    below, above = _squared_excess((sites.low - mean) / sd), _squared_excess((mean - sites.high) / sd)
    exact = (sites.low - mean) ** 2 / variance + 1.0
    return np.where(sites.is_point, exact, below + above) * variance / sites.noise**2


def _squared_excess(threshold: Floats) -> Floats:
    """Mean of max(threshold - x, 0)^2 for a standard normal x."""
    from scipy.special import ndtr

    t = np.clip(threshold, -38.0, 1e6)
    return np.maximum((1.0 + t**2) * ndtr(t) + t * np.exp(-0.5 * t**2) / np.sqrt(2 * np.pi), 0.0)


def _worth(claims: Statements) -> Floats:
    """How much each claim tells of its source's noise: a denial tells nothing."""
    return np.where(claims.denial > 0, 0.0, claims.effective)


def _learn_spreads(
    claims: Statements, biases: Biases, misfit: Floats, source_noise: Floats, group_spread: Floats, away: Floats
) -> float:
    """Noise of each source and spread of each group from the misfit, in place; how far they moved (log)."""
    worth = _worth(claims)
    misfit = np.bincount(claims.source, worth * misfit, len(source_noise)) * source_noise
    count = np.bincount(claims.source, worth, len(source_noise))
    new_noise = np.clip((PRIOR_COUNT + misfit) / (PRIOR_COUNT + count), 0.25, 400.0)
    total = np.bincount(biases.group, away, len(group_spread))
    members = np.bincount(biases.group, minlength=len(group_spread))
    new_spread = np.clip((PRIOR_COUNT + total) / (PRIOR_COUNT + members), 0.5, 100.0)
    moved = max(
        float(np.abs(np.log(new_noise / source_noise)).max(initial=0.0)),
        float(np.abs(np.log(new_spread / group_spread)).max(initial=0.0)),
    )
    source_noise[:] = new_noise
    group_spread[:] = new_spread
    return moved
