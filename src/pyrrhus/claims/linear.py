"""The linear step of the fusion: rows of slopes, and the Gaussian posterior in whichever space is smaller.

With prior N(mu, S), rows A of slopes and sites of precision P and shift r, the posterior is solved over the state
(d x d) where there are more statements than unknowns, and over the statements (n x n) where there are fewer; both give
the same answer. Rows are dense over the statements and sparse over the state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pyrrhus.claims.links import Graph
    from pyrrhus.claims.statements import Statements

Floats = NDArray[np.float64]
DENSE_LIMIT = 1_500_000
LOOKED_UP = 8  # looking an entry up costs about as much as so many products in a row


class Rows:
    """Slopes of all terms by the whole state: a row per claim, then one per side for its places' shares.

    Which entries a row has never changes, only their values do: the pattern is worked out once, and a round fills it.
    """

    def __init__(self, graph: Graph, claims: Statements, edges: list[list[int]], n_bias: int) -> None:
        self.graph, self.claims, self.edges = graph, claims, edges
        self.n, self.n_state, self.size = len(claims.target), graph.size, graph.size + n_bias
        height = self.n + len(edges)
        self.dense = height < self.size and height * self.size <= DENSE_LIMIT
        self.matrix: Any = None
        self.offset = np.zeros(0)
        self._pattern()

    def _pattern(self) -> None:
        """Row, column and number of every entry, among all values of a round: slopes, then biases, then shares."""
        graph, claims = self.graph, self.claims
        order = np.argsort(graph.rows, kind="stable")
        start = np.searchsorted(graph.rows[order], np.arange(len(graph.targets) + 1))
        many = np.diff(start)[claims.target]
        within = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
        entry = order[np.repeat(start[claims.target], many) + within]
        of_edges = [(self.n + k, column) for k, columns in enumerate(self.edges) for column in columns]
        edge_row, edge_column = np.array(of_edges, dtype=np.int64).reshape(-1, 2).T
        row = np.concatenate([np.repeat(np.arange(self.n), many), claims.bias_row, edge_row])
        column = np.concatenate([graph.columns[entry], claims.bias_column + self.n_state, edge_column])
        number = np.concatenate([entry, len(graph.rows) + np.arange(len(claims.bias_row) + len(of_edges))])
        by_row = np.lexsort((column, row))
        self._row, self._column, self._number = row[by_row], column[by_row], number[by_row]
        self._start = np.searchsorted(self._row, np.arange(self.n + len(self.edges) + 1))

    def linearise(self, z: Floats) -> None:
        """Take the slopes at state z; u is then `offset` + matrix @ state."""
        value, entries = self.graph.evaluate(z[: self.n_state])
        edge_value, edge_share = self._edge_shares(z)
        claims, height = self.claims, self.n + len(self.edges)
        filled = np.concatenate([entries, claims.bias_coefficient, edge_share])[self._number]
        if self.dense:
            flat = np.bincount(self._row * self.size + self._column, filled, height * self.size)
            self.matrix = flat.reshape(height, self.size)
        else:
            from scipy.sparse import csr_matrix

            self.matrix = csr_matrix((filled, self._column, self._start), shape=(height, self.size))
        bias = np.bincount(claims.bias_row, claims.bias_coefficient * z[self.n_state + claims.bias_column], self.n)
        self.offset = np.append(value[claims.target] + bias, edge_value) - self.matrix @ z

    def predicted(self, z: Floats) -> Floats:
        """u of every term at state z, along the slopes last taken."""
        return self.offset + self.matrix @ z

    def _edge_shares(self, z: Floats) -> tuple[Floats, Floats]:
        """Log of the sum of each side's shares, and the slopes of it by each log share, side after side."""
        values, slopes = np.zeros(len(self.edges)), [np.zeros(0)]
        for k, columns in enumerate(self.edges):
            top = z[columns].max()
            share = np.exp(z[columns] - top)
            values[k] = top + np.log(share.sum())
            slopes.append(share / share.sum())
        return values, np.concatenate(slopes)


@dataclass(frozen=True)
class StatePrior:
    """The state's prior: mean (d,) and a covariance of independent blocks, then of independent biases."""

    mean: Floats
    blocks: list[Floats]
    inverse_blocks: list[Floats]
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
        """Inverse of the covariance (d, d); that of its blocks, which no round changes, is given."""
        out, at = np.zeros((len(self.mean), len(self.mean))), 0
        for block in self.inverse_blocks:
            part = slice(at, at + len(block))
            out[part, part] = block
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
    prior: StatePrior
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


def solve(rows: Rows, prior: StatePrior, precision: Floats, shift: Floats) -> Solution:
    """The Gaussian posterior along the slopes last taken; the smaller of the two spaces is used."""
    matrix = rows.matrix
    if rows.dense and matrix.shape[0] < matrix.shape[1]:
        return _over_statements(rows, prior, precision, shift)
    return _over_state(rows, prior, precision, shift)


def _over_statements(rows: Rows, prior: StatePrior, precision: Floats, shift: Floats) -> Solution:
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


def _over_state(rows: Rows, prior: StatePrior, precision: Floats, shift: Floats) -> Solution:
    from scipy.linalg import get_lapack_funcs

    matrix = rows.matrix
    before = prior.precision()
    if rows.dense:
        joint = before + matrix.T @ (precision[:, None] * matrix)
    else:
        joint = before + (matrix.T @ matrix.multiply(precision[:, None]).tocsr()).toarray()
    right = before @ prior.mean + matrix.T @ (shift - precision * rows.offset)
    potrf, potrs, potri = get_lapack_funcs(("potrf", "potrs", "potri"), (joint,))
    factor, failed = potrf(joint, lower=1)
    if failed:
        raise np.linalg.LinAlgError("the joint precision is not positive definite")
    mean, _ = potrs(factor, right, lower=1)
    lower, _ = potri(factor, lower=1)  # what potrf leaves above the diagonal is zero
    covariance = lower + lower.T
    np.fill_diagonal(covariance, lower.diagonal())
    bias_variance = covariance.diagonal()[rows.n_state :].copy()
    return Solution(mean, _row_variance(matrix, covariance), bias_variance, prior, matrix, covariance=covariance)


def _row_variance(matrix: Any, covariance: Floats) -> Floats:
    """a S a for every row a. A row has few entries: for those the few of S that they meet are looked up."""
    if isinstance(matrix, np.ndarray):
        return np.einsum("ij,ij->i", matrix @ covariance, matrix)
    out = np.zeros(matrix.shape[0])
    flat, size = covariance.ravel(), covariance.shape[0]
    widths = np.diff(matrix.indptr)
    for width in np.unique(widths[widths > 0]):
        of_width = np.flatnonzero(widths == width)
        if width > size // LOOKED_UP:  # long rows: the product itself is cheaper
            for some in np.array_split(of_width, 1 + len(of_width) // 1024):
                part = matrix[some]
                out[some] = np.asarray(part.multiply(part @ covariance).sum(axis=1)).ravel()
            continue
        for some in np.array_split(of_width, 1 + len(of_width) * int(width) ** 2 // 500_000):
            entry = matrix.indptr[some][:, None] + np.arange(width)
            column, value = matrix.indices[entry].astype(np.int64), matrix.data[entry]
            met = flat[column[:, :, None] * size + column[:, None, :]]
            out[some] = np.einsum("ij,ij->i", np.matmul(value[:, None, :], met)[:, 0, :], value)
    return out
