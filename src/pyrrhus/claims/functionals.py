"""The functionals of the graph of linked quantities, as arrays: the value of every target and its slopes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
KINDS = ("wounded", "captured", "casualties")


@dataclass
class Parts:
    """The log-sum-exp parts of all functionals: each adds sign * log sum_s W_s exp(base_s + own_s)."""

    row: list[int] = field(default_factory=list)
    sign: list[float] = field(default_factory=list)
    base: list[slice] = field(default_factory=list)
    own: list[slice | None] = field(default_factory=list)
    weight: list[Floats] = field(default_factory=list)


class Functionals:
    """n functionals of a state z (d,): log-sum-exps of `parts`, plus linear terms, plus ratios of the kinds of losses.

    `linear` lists (row, column, coefficient); `factors` lists (row, kind, columns of wounded, columns of captured).
    """

    def __init__(
        self,
        count: int,
        size: int,
        parts: Parts,
        linear: list[tuple[int, int, float]],
        factors: list[tuple[int, str, list[int], list[int]]],
    ) -> None:
        self.count, self.size = count, size
        n, width = len(parts.row), max((len(w) for w in parts.weight), default=1)
        self._part_row = np.array(parts.row, dtype=np.int64)
        self._part_sign = np.array(parts.sign)
        self._log_weight = np.full((n, width), -np.inf)
        self._base = np.zeros((n, width), dtype=np.int64)
        self._own = np.full((n, width), -1, dtype=np.int64)  # -1 reads the zero that is put behind the state
        for i in range(n):
            k = len(parts.weight[i])
            with np.errstate(divide="ignore"):
                self._log_weight[i, :k] = np.log(parts.weight[i])
            self._base[i, :k] = np.arange(parts.base[i].start, parts.base[i].stop)
            own = parts.own[i]
            if own is not None:
                self._own[i, :k] = np.arange(own.start, own.stop)
        self._linear = np.array([(r, c) for r, c, _ in linear], dtype=np.int64).reshape(-1, 2)
        self._linear_coefficient = np.array([v for *_, v in linear])
        self._factor_row = np.array([f[0] for f in factors], dtype=np.int64)
        self._factor_kind = np.array([KINDS.index(f[1]) for f in factors], dtype=np.int64)
        self._wounded = np.array([[*f[2], -1][:2] for f in factors], dtype=np.int64).reshape(-1, 2)
        self._captured = np.array([[*f[3], -1][:2] for f in factors], dtype=np.int64).reshape(-1, 2)
        self._live = self._log_weight > -np.inf
        self._live_own = self._live & (self._own >= 0)
        each = self._factor_row[:, None].repeat(2, axis=1)
        spread_row = np.broadcast_to(self._part_row[:, None], self._live.shape)
        there = self._wounded >= 0
        self.rows = np.concatenate(
            [spread_row[self._live], spread_row[self._live_own], self._linear[:, 0], each[there], each[there]]
        )
        self.columns = np.concatenate(
            [
                self._base[self._live],
                self._own[self._live_own],
                self._linear[:, 1],
                self._wounded[there],
                self._captured[there],
            ]
        )
        self._there = there

    def evaluate(self, z: Floats) -> tuple[Floats, Floats]:
        """Log values (n,) of all targets at state z (d,), and its slopes' entries at (`rows`, `columns`)."""
        value = np.zeros(self.count)
        padded = np.append(z, 0.0)
        exponent = self._log_weight + padded[self._base] + padded[self._own]
        top = exponent.max(axis=1, keepdims=True)
        share = np.exp(exponent - top)
        total = share.sum(axis=1, keepdims=True)
        share *= self._part_sign[:, None] / total
        np.add.at(value, self._part_row, self._part_sign * (top[:, 0] + np.log(total[:, 0])))
        np.add.at(value, self._linear[:, 0], self._linear_coefficient * z[self._linear[:, 1]])
        w, c = padded[self._wounded].sum(axis=1), padded[self._captured].sum(axis=1)
        whole = 1.0 + np.exp(w) + np.exp(c)
        kind, one, none = self._factor_kind, np.ones_like(w), np.zeros_like(w)
        np.add.at(value, self._factor_row, np.choose(kind, [w, c, np.log(whole)]))
        by_wounded = np.choose(kind, [one, none, np.exp(w) / whole])[:, None].repeat(2, axis=1)
        by_captured = np.choose(kind, [none, one, np.exp(c) / whole])[:, None].repeat(2, axis=1)
        entries = np.concatenate(
            [
                share[self._live],
                share[self._live_own],
                self._linear_coefficient,
                by_wounded[self._there],
                by_captured[self._there],
            ]
        )
        return value, entries

    def slopes(self, entries: Floats, chosen: NDArray[np.int64] | None = None) -> Floats:
        """The entries of `evaluate` as a dense matrix (targets, d); `chosen` are the targets wanted, else all."""
        n, rows, columns = self.count, self.rows, self.columns
        if chosen is not None:
            number = np.full(n, -1)
            number[chosen] = np.arange(len(chosen))
            live = number[rows] >= 0
            n, rows, columns, entries = len(chosen), number[rows[live]], columns[live], entries[live]
        flat = np.bincount(rows * self.size + columns, entries, n * self.size)
        return flat.reshape(n, self.size).astype(np.float64)
