"""The posterior of truths and biases together: a joint Gaussian in log space, bounds by expectation propagation.

State: the graph's logs, one log bias per (source, family, side spoken of) and one per group of sources that share an
interest. A claim i says u_i = log truth + log bias of its source + log bias of its group, read as its hedge says.
Points are exact Gaussian terms; bounds, ranges and denials are Gaussian sites matched by moments (Minka 2001); sums and
ratios are taken at their slope, anew in every round (Gauss-Newton). How noisy a source is, and how far sources of one
group lie apart, are learnt in the same rounds from the misfit, with a prior worth `PRIOR_COUNT` claims. No randomness.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.claims.hedges import tilted
from pyrrhus.claims.links import Graph

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PRIOR_COUNT = 6.0
ROUNDS = 40
DAMPING = 0.8
TOLERANCE = 1e-6
SHARE_EDGE_SD = 0.1


@dataclass(frozen=True)
class Biases:
    """Columns of the state that are biases: prior mean and sd of each, and the group whose spread is learnt together."""

    mean: Floats
    sd: Floats
    group: Ints


@dataclass(frozen=True)
class Statements:
    """Claims as numbers (n,): the target each speaks of, its reading, and the source whose noise it shares.

    `bias_row`, `bias_column`, `bias_coefficient` are triplets; columns count from the first bias of the state.
    """

    target: Ints
    low: Floats
    high: Floats
    noise_sd: Floats
    denial: Floats
    source: Ints
    effective: Floats
    bias_row: Ints
    bias_column: Ints
    bias_coefficient: Floats


@dataclass(frozen=True)
class Posterior:
    """Mean (d,), covariance (d, d) and prior covariance; per statement its site, its moments and its slopes (n, d)."""

    mean: Floats
    covariance: Floats
    prior_covariance: Floats
    slopes: object
    precision: Floats
    shift: Floats
    predicted: Floats
    predicted_variance: Floats
    residual: Floats
    noise_sd: Floats
    source_noise: Floats
    group_spread: Floats
    source: Ints
    soft: Ints
    low: Floats
    high: Floats
    denial: Floats
    converged: bool


def infer(graph: Graph, biases: Biases, claims: Statements, *, learn_spread: bool = True) -> Posterior:
    """Mean and covariance of all logs given the claims; see the module for the model.

    Raises nothing for odd evidence: contradictory claims end in learnt spreads that are wide.
    """
    from scipy.linalg import cho_factor, cho_solve
    from scipy.sparse import csr_matrix, hstack, vstack

    n, n_state, n_bias = len(claims.target), graph.size, len(biases.mean)
    d = n_state + n_bias
    edge = _share_edges(graph)
    select = csr_matrix((np.ones(n), (np.arange(n), claims.target)), shape=(n, len(graph.targets)))
    to_bias = csr_matrix((claims.bias_coefficient, (claims.bias_row, claims.bias_column)), shape=(n, n_bias))
    low, high = np.append(claims.low, np.full(len(edge), -np.inf)), np.append(claims.high, np.zeros(len(edge)))
    denial = np.append(claims.denial, np.zeros(len(edge)))
    is_point = (low == high) & (denial == 0)
    prior_mean = np.concatenate([graph.mean, biases.mean])
    prior_precision = np.zeros((d, d))
    prior_precision[:n_state, :n_state] = graph.precision
    bias_diagonal = np.arange(n_state, d)

    n_sources = int(claims.source.max(initial=-1)) + 1
    n_groups = int(biases.group.max(initial=-1)) + 1
    source_noise, group_spread = np.ones(n_sources), np.ones(n_groups)
    z = prior_mean.copy()
    site_precision = np.zeros(n + len(edge))
    site_shift = np.zeros(n + len(edge))
    spread = np.append(claims.noise_sd, np.full(len(edge), SHARE_EDGE_SD))
    converged = False

    for turn in range(ROUNDS):
        value, slope = graph.evaluate(z[:n_state])
        edge_value, edge_slope = _edge_functionals(edge, z, n_state)
        rows = hstack([select @ slope, to_bias]).tocsr() if n else csr_matrix((0, d))
        rows = vstack([rows, _widen(edge_slope, d)]).tocsr()
        predicted = np.concatenate([value[claims.target] + to_bias @ z[n_state:], edge_value])
        offset = predicted - rows @ z
        noise = spread.copy()
        noise[:n] *= np.sqrt(source_noise[claims.source])
        site_precision[is_point] = 1.0 / noise[is_point] ** 2
        site_shift[is_point] = low[is_point] / noise[is_point] ** 2

        prior_precision[bias_diagonal, bias_diagonal] = 1.0 / (biases.sd**2 * group_spread[biases.group])
        weighted = rows.multiply(site_precision[:, None]).tocsr()
        joint = prior_precision + (rows.T @ weighted).toarray()
        factor = cho_factor(joint, lower=True, check_finite=False)
        pull = prior_precision @ prior_mean + rows.T @ (site_shift - site_precision * offset)
        step = cho_solve(factor, pull, check_finite=False) - z
        z = z + step * min(1.0, 3.0 / max(float(np.abs(step).max(initial=0.0)), 1e-300))
        covariance = cho_solve(factor, np.eye(d), check_finite=False)
        mean = np.asarray(rows @ z + offset)
        variance = np.maximum(_row_variance(rows, covariance), 1e-12)

        change = _update_sites(is_point, mean, variance, low, high, noise, denial, site_precision, site_shift)
        residual = _residuals(is_point, mean, variance, low, high, noise, site_precision, site_shift)
        if learn_spread and n:
            change = max(
                change,
                _learn_spreads(
                    claims, biases, residual[:n], source_noise, group_spread, z[n_state:], np.diag(covariance)[n_state:]
                ),
            )
        if turn > 1 and max(float(np.abs(step).max(initial=0.0)), change) < TOLERANCE * 100:
            converged = True
            break

    prior_covariance = np.zeros((d, d))
    prior_covariance[:n_state, :n_state] = graph.covariance
    prior_covariance[bias_diagonal, bias_diagonal] = biases.sd**2 * group_spread[biases.group]
    return Posterior(
        z,
        covariance,
        prior_covariance,
        rows,
        site_precision.copy(),
        site_shift.copy(),
        mean,
        variance,
        residual,
        noise,
        source_noise,
        group_spread,
        claims.source,
        np.flatnonzero(~is_point),
        low,
        high,
        denial,
        converged,
    )


def _share_edges(graph: Graph) -> list[list[int]]:
    """Per side the log shares of its places: each at most one, and all together at most one."""
    return list(graph.shares().values())


def _edge_functionals(edges: list[list[int]], z: Floats, n_state: int) -> tuple[Floats, list[tuple[list[int], Floats]]]:
    values, slopes = np.zeros(len(edges)), []
    for k, columns in enumerate(edges):
        top = z[columns].max()
        share = np.exp(z[columns] - top)
        values[k] = top + np.log(share.sum())
        slopes.append((columns, share / share.sum()))
    return values, slopes


def _widen(slopes: list[tuple[list[int], Floats]], d: int):
    from scipy.sparse import csr_matrix

    rows = np.concatenate([np.full(len(c), k) for k, (c, _) in enumerate(slopes)]) if slopes else np.zeros(0, dtype=int)
    columns = np.concatenate([c for c, _ in slopes]) if slopes else np.zeros(0, dtype=int)
    data = np.concatenate([s for _, s in slopes]) if slopes else np.zeros(0)
    return csr_matrix((data, (rows, columns)), shape=(len(slopes), d))


def _row_variance(rows, covariance: Floats) -> Floats:
    """a S a for every row a, in slices so that memory stays small."""
    out = np.empty(rows.shape[0])
    for start in range(0, rows.shape[0], 2048):
        part = rows[start : start + 2048]
        out[start : start + 2048] = np.asarray(part.multiply(part @ covariance).sum(axis=1)).ravel()
    return out


def _update_sites(is_point, mean, variance, low, high, noise, denial, precision, shift) -> float:
    """One round of expectation propagation over the statements that are not points, in place; how far they moved."""
    soft = np.flatnonzero(~is_point)
    if not len(soft):
        return 0.0
    v = 1.0 / np.maximum(1.0 / variance[soft] - precision[soft], 1e-9)
    m = v * (mean[soft] / variance[soft] - shift[soft])
    _, first, second = tilted(m, v, low[soft], high[soft], noise[soft], denial[soft])
    tilted_variance = np.maximum(v + v**2 * second, 1e-9)
    tilted_mean = m + v * first
    new_precision = np.maximum(1.0 / tilted_variance - 1.0 / v, 0.0)
    new_shift = tilted_mean * (1.0 / v + new_precision) - m / v
    old_precision, old_shift = precision[soft], shift[soft]
    precision[soft] = old_precision + DAMPING * (new_precision - old_precision)
    shift[soft] = old_shift + DAMPING * (new_shift - old_shift)
    moved = np.abs(new_shift - old_shift) * np.sqrt(variance[soft])
    return float(moved.max(initial=0.0))


def _residuals(is_point, mean, variance, low, high, noise, precision, shift) -> Floats:
    """Expected squared misfit per statement in units of its noise variance: how far outside what was said u must lie."""
    outside = np.where(is_point, low - mean, np.maximum(low - mean, 0.0) + np.maximum(mean - high, 0.0))
    share = np.where(is_point, 1.0, (outside > 0).astype(float))
    return (outside**2 + share * variance) / noise**2


def _learn_spreads(claims, biases, residual, source_noise, group_spread, bias, bias_variance) -> float:
    """Noise of each source and spread of each group from the misfit, in place; half a step each round."""
    effective = claims.effective
    misfit = np.bincount(claims.source, effective * residual, len(source_noise)) * source_noise
    count = np.bincount(claims.source, effective, len(source_noise))
    new_noise = np.clip((PRIOR_COUNT + misfit) / (PRIOR_COUNT + count), 0.25, 400.0)
    scaled = ((bias - biases.mean) ** 2 + bias_variance) / biases.sd**2
    total = np.bincount(biases.group, scaled, len(group_spread))
    members = np.bincount(biases.group, minlength=len(group_spread))
    new_spread = np.clip((PRIOR_COUNT + total) / (PRIOR_COUNT + members), 0.5, 100.0)
    change = max(
        np.abs(np.log(new_noise / source_noise)).max(initial=0.0),
        np.abs(np.log(new_spread / group_spread)).max(initial=0.0),
    )
    source_noise *= (new_noise / source_noise) ** 0.7
    group_spread *= (new_spread / group_spread) ** 0.7
    return float(change)
