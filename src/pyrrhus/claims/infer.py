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

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.claims.linear import Rows, Solution, StatePrior, solve
from pyrrhus.claims.links import Graph
from pyrrhus.claims.sites import Sites, misfit_of, sites_of, update_sites
from pyrrhus.claims.spreads import Spreads, noise_without, unlearnt
from pyrrhus.claims.statements import Biases, Statements

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROUNDS = 40
TOLERANCE = 2e-3
LEARNT_MATTERS = 0.1  # what is learnt of spreads moves what is said by far less than itself
STATE_TOLERANCE = 1e-2  # of unknowns of which nothing was said: what was said of has settled before
LONGEST_STEP = 3.0


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
    spreads: Spreads
    source: Ints
    noise_without: Floats
    bias_sd: Floats


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
    n, edges = len(claims.target), list(graph.shares().values())
    rows, sites = Rows(graph, claims, edges, len(biases.mean)), sites_of(claims, len(edges))
    base_noise = sites.noise[:n].copy()
    prior_mean = np.concatenate([graph.mean, biases.mean])
    inverse: list[Floats] = [np.asarray(np.linalg.inv(block), dtype=np.float64) for block in graph.blocks]
    z, spreads = prior_mean.copy(), unlearnt(claims, biases)
    if start is not None:
        z, spreads = start.mean.copy(), start.spreads.copy()
        sites.precision, sites.shift = start.sites.precision.copy(), start.sites.shift.copy()

    for turn in range(ROUNDS):
        sites.stand_for_points(base_noise * np.sqrt(spreads.claim_factor(claims)))
        prior = StatePrior(prior_mean, graph.blocks, inverse, spreads.bias_variance(claims, biases))
        rows.linearise(z)
        solution = solve(rows, prior, sites.precision, sites.shift)
        step = solution.mean - z
        longest = float(np.abs(step).max(initial=0.0))
        shorten = min(1.0, LONGEST_STEP / max(longest, 1e-300))
        z = z + shorten * step
        predicted = rows.predicted(z)
        variance = np.maximum(solution.variance, 1e-12)
        moved = update_sites(sites, predicted, variance)
        if learn_spread and n:
            misfit = misfit_of(sites, predicted, variance)[:n]
            squared = (z[graph.size :] - biases.mean) ** 2 + solution.bias_variance
            away = squared / (biases.sd**2 * spreads.tails.bias)
            moved = max(moved, spreads.learn(claims, biases, misfit, away))
        said = float(np.abs(rows.matrix @ step).max(initial=0.0))
        if turn > 1 and max(said, LEARNT_MATTERS * moved) < tolerance and longest < max(STATE_TOLERANCE, tolerance):
            break
    misfit = misfit_of(sites, predicted, variance)[:n]
    without = noise_without(claims, base_noise, misfit, spreads.source_noise) if learn_spread else base_noise
    return Posterior(z, solution, sites, predicted, variance, spreads, claims.source, without, biases.sd)
