"""The linear step of the fusion: rows of slopes, and the Gaussian posterior in whichever space is smaller.

With prior N(mu, S), rows A of slopes and sites of precision P and shift r, the posterior is solved over the state
(d x d) where there are more statements than unknowns, and over the statements (n x n) where there are fewer; both give
the same answer. Rows are dense for small ledgers and sparse for large ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pyrrhus.claims.infer import Statements
    from pyrrhus.claims.links import Graph

Floats = NDArray[np.float64]
DENSE_LIMIT = 1_500_000


class Rows:
    """Slopes of all terms by the whole state: a row per claim, then one per side for its places' shares."""

    def __init__(self, graph: Graph, claims: Statements, edges: list[list[int]], n_bias: int) -> None:
        from scipy.sparse import csr_matrix

        self.graph, self.claims, self.edges = graph, claims, edges
        self.n, self.n_state, self.size = len(claims.target), graph.size, graph.size + n_bias
        shape = (self.n, n_bias)
        self.to_bias = csr_matrix((claims.bias_coefficient, (claims.bias_row, claims.bias_column)), shape=shape)
        self.dense = (self.n + len(edges)) * self.size <= DENSE_LIMIT
        self._bias_dense = self.to_bias.toarray() if self.dense else None
        self.matrix: Any = None
        self.offset = np.zeros(0)

    def linearise(self, z: Floats) -> None:
        """Take the slopes at state z; u is then `offset` + matrix @ state."""
        value, entries = self.graph.evaluate(z[: self.n_state])
        edge_value, edge_rows = self._edge_rows(z)
        if self.dense:
            slopes = self.graph.slopes(entries)
            matrix = np.zeros((self.n + len(self.edges), self.size))
            matrix[: self.n, : self.n_state] = slopes[self.claims.target]
            matrix[: self.n, self.n_state :] = self._bias_dense
            matrix[self.n :] = edge_rows
            self.matrix = matrix
        else:
            from scipy.sparse import csr_matrix, hstack, vstack

            slopes = csr_matrix(
                (entries, (self.graph.rows, self.graph.columns)), shape=(len(self.graph.targets), self.n_state)
            )
            claims = hstack([slopes[self.claims.target], self.to_bias])
            self.matrix = vstack([claims, csr_matrix(edge_rows)]).tocsr()
        self.offset = (
            np.append(value[self.claims.target] + self.to_bias @ z[self.n_state :], edge_value) - self.matrix @ z
        )

    def predicted(self, z: Floats) -> Floats:
        """u of every term at state z, along the slopes last taken."""
        return self.offset + self.matrix @ z

    def _edge_rows(self, z: Floats) -> tuple[Floats, Floats]:
        values, rows = np.zeros(len(self.edges)), np.zeros((len(self.edges), self.size))
        for k, columns in enumerate(self.edges):
            top = z[columns].max()
            share = np.exp(z[columns] - top)
            values[k] = top + np.log(share.sum())
            rows[k, columns] = share / share.sum()
        return values, rows


@dataclass(frozen=True)
class Prior:
    """The state's prior: mean (d,) and a covariance of independent blocks, then of independent biases."""

    mean: Floats
    blocks: list[Floats]
    bias_variance: Floats

    def times(self, rows: Floats) -> Floats:
        """rows (k, d) times the covariance, block by block."""
        out, at = np.empty_like(rows), 0
        for block in self.blocks:
            part = slice(at, at + len(block))
            out[:, part] = rows[:, part] @ block
            at += len(block)
        out[:, at:] = rows[:, at:] * self.bias_variance
        return out

    def precision(self) -> Floats:
        """Inverse of the covariance (d, d)."""
        out, at = np.zeros((len(self.mean), len(self.mean))), 0
        for block in self.blocks:
            part = slice(at, at + len(block))
            out[part, part] = np.linalg.inv(block)
            at += len(block)
        bias = np.arange(at, len(self.mean))
        out[bias, bias] = 1.0 / self.bias_variance
        return out


@dataclass
class Solution:
    """Posterior mean (d,), variance of every u (n,) and of every bias, and the covariance as an operator."""

    mean: Floats
    variance: Floats
    bias_variance: Floats
    prior: Prior
    matrix: Any
    covariance: Floats | None = None
    root: Floats | None = None
    lower: Floats | None = None
    to_prior: Floats | None = None

    def towards(self, slopes: Floats) -> Floats:
        """slopes (k, d) times the posterior covariance, (k, d)."""
        if self.covariance is not None:
            return slopes @ self.covariance
        from scipy.linalg import cho_solve

        before = self.prior.times(slopes)
        weighted = self.root[:, None] * (before @ self.matrix.T).T  # type: ignore[index]
        inner = self.root[:, None] * cho_solve((self.lower, True), weighted, check_finite=False)  # type: ignore[index]
        return before - inner.T @ self.to_prior

    def with_statements(self, towards: Floats) -> Floats:
        """Covariance (k, n) of the answers whose `towards` is given with every statement's u."""
        return np.asarray((self.matrix @ towards.T).T)


def solve(rows: Rows, prior: Prior, precision: Floats, shift: Floats) -> Solution:
    """The Gaussian posterior along the slopes last taken; the smaller of the two spaces is used."""
    matrix = rows.matrix
    if rows.dense and matrix.shape[0] < matrix.shape[1]:
        return _over_statements(rows, prior, precision, shift)
    return _over_state(rows, prior, precision, shift)


def _over_statements(rows: Rows, prior: Prior, precision: Floats, shift: Floats) -> Solution:
    """With K = A S A', W = diag(precision), B = I + W^1/2 K W^1/2 the covariance is S - (A S)' W^1/2 B^-1 W^1/2 A S."""
    from scipy.linalg import cho_solve, solve_triangular

    matrix = rows.matrix
    to_prior = prior.times(matrix)
    between = to_prior @ matrix.T
    root = np.sqrt(precision)
    lower = np.linalg.cholesky(np.eye(len(root)) + root[:, None] * between * root[None, :])
    pull = shift - precision * rows.predicted(prior.mean)
    inner = root * cho_solve((lower, True), root * (between @ pull), check_finite=False)
    mean = prior.mean + to_prior.T @ (pull - inner)
    along = solve_triangular(lower, root[:, None] * between, lower=True, check_finite=False)
    variance = between.diagonal() - np.einsum("ij,ij->j", along, along)
    cross = root[:, None] * to_prior[:, rows.n_state :]
    shrunk = solve_triangular(lower, cross, lower=True, check_finite=False)
    bias_variance = np.maximum(prior.bias_variance - np.einsum("ij,ij->j", shrunk, shrunk), 1e-12)
    return Solution(mean, variance, bias_variance, prior, matrix, root=root, lower=lower, to_prior=to_prior)


def _over_state(rows: Rows, prior: Prior, precision: Floats, shift: Floats) -> Solution:
    from scipy.linalg import cho_factor, cho_solve

    matrix = rows.matrix
    before = prior.precision()
    if rows.dense:
        joint = before + matrix.T @ (precision[:, None] * matrix)
    else:
        joint = before + (matrix.T @ matrix.multiply(precision[:, None]).tocsr()).toarray()
    factor = cho_factor(joint, lower=True, check_finite=False)
    mean = cho_solve(factor, before @ prior.mean + matrix.T @ (shift - precision * rows.offset), check_finite=False)
    covariance = cho_solve(factor, np.eye(len(mean)), check_finite=False)
    bias_variance = covariance.diagonal()[rows.n_state :].copy()
    return Solution(mean, _row_variance(matrix, covariance), bias_variance, prior, matrix, covariance=covariance)


def _row_variance(matrix: Any, covariance: Floats) -> Floats:
    """a S a for every row a, in slices so that memory stays small."""
    out = np.empty(matrix.shape[0])
    for start in range(0, matrix.shape[0], 2048):
        part = matrix[start : start + 2048]
        if isinstance(part, np.ndarray):
            out[start : start + 2048] = np.einsum("ij,ij->i", part @ covariance, part)
        else:
            out[start : start + 2048] = np.asarray(part.multiply(part @ covariance).sum(axis=1)).ravel()
    return out
