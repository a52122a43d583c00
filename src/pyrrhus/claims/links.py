"""Linked quantities as one graph: killed, wounded, captured and casualties, a day and in all, the town and the front.

The state is a vector of logs. For each side there is one series of killed a day on the whole front, in segments of
time; a place's series is the front's times its share of the front times a deviation of its own. With w and c the logs
of wounded and captured per killed, over a period with days_s days in segment s:

    killed = sum_s days_s exp(r_s)      wounded = killed e^w     captured = killed e^c
    casualties = killed (1 + e^w + e^c)        x_per_day = x / days        exchange ratio = killed, attacker / defender

so what is said of one informs the others, and 824 dead and 824 casualties a day cannot both hold. Other quantities are
series of their own, as levels (troops present) or sums (recruits taken in). Everything is in log space; the filter that
uses this (`infer`) takes the value and the slope of each functional at the present best guess.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pyrrhus.claims.ledger import Side
from pyrrhus.claims.priors import LOSSES, BasePrior, base_priors

Floats = NDArray[np.float64]
Series = tuple[str, Side | None, str | None]

TOTALS = (*LOSSES, "recruited", "area_gained", "civilians_killed")
ONLY_ONCE = ("days_of_battle",)
MOST_SEGMENTS = 40
LEAST_SEGMENT_DAYS = 7
ROOM = 400


@dataclass(frozen=True, order=True)
class Target:
    """One thing that can be true: a quantity of a side at a place over a period (ordinal days, both ends counted)."""

    quantity: str
    side: Side | None
    place: str | None
    first_day: int
    last_day: int

    @property
    def days(self) -> int:
        return self.last_day - self.first_day + 1


@dataclass
class _Parts:
    """The log-sum-exp parts of all functionals: each adds sign * log sum_s W_s exp(base_s + own_s)."""

    row: list[int] = field(default_factory=list)
    sign: list[float] = field(default_factory=list)
    base: list[slice] = field(default_factory=list)
    own: list[slice | None] = field(default_factory=list)
    weight: list[Floats] = field(default_factory=list)


class Graph:
    """The state's layout and prior, and the functionals of a list of targets.

    `mean` (d,) and `blocks` are the prior. `evaluate(z)` gives the log value (n,) of every target at state z
    (d,) and the entries of its slopes.
    """

    def __init__(self, targets: Iterable[Target]) -> None:
        self.targets = tuple(dict.fromkeys(targets))
        self.index = {target: i for i, target in enumerate(self.targets)}
        self._means: list[Floats] = []
        self._covariances: list[Floats] = []
        self.size = 0
        self._slices: dict[tuple, slice] = {}
        self._edges: dict[Series, Floats] = {}
        self._lay_out()
        self._write_functionals()

    # layout ---------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        spans: dict[Series, tuple[int, int]] = {}
        for target in self.targets:
            for series in _series_of(target):
                low, high = spans.get(series, (target.first_day, target.last_day + 1))
                spans[series] = min(low, target.first_day), max(high, target.last_day + 1)
        losses = [span for series, span in spans.items() if series[0] == "losses"]
        if losses:  # one grid for the front and all its places, so that they can be added segment by segment
            joint = min(low for low, _ in losses), max(high for _, high in losses)
            spans = {series: joint if series[0] == "losses" else span for series, span in spans.items()}
        most = int(np.clip(ROOM // max(len(spans), 1), 4, MOST_SEGMENTS))
        for series in sorted(spans, key=_sort_key):
            low, high = spans[series]
            count = 1 if series[0] in ONLY_ONCE else int(np.clip((high - low) // LEAST_SEGMENT_DAYS, 1, most))
            self._edges[series] = np.linspace(low, high, count + 1)
            self._add_series(series)

    def _add_series(self, series: Series) -> None:
        name, side, place = series
        priors = base_priors()
        if name != "losses":
            self._add(series, *_drifting(priors[name], self._edges[series]))
        elif place is None:
            self._add(series, *_drifting(priors["losses_front"], self._edges[series]))
            self._add_scalar(("wounded", side, None), priors["wounded_per_killed"])
            self._add_scalar(("captured", side, None), priors["captured_per_killed"])
        else:
            share = priors["front_share"]
            self._add_scalar(("share", side, place), share)
            own = BasePrior(0.0, 0.0, share.drift_sd, share.half_life_days)
            self._add(series, *_drifting(own, self._edges[series]))
            self._add_scalar(("wounded", side, place), priors["wounded_per_killed_place"])
            self._add_scalar(("captured", side, place), priors["captured_per_killed_place"])

    def _add_scalar(self, key: tuple, prior: BasePrior) -> None:
        self._add(key, np.array([prior.log_median]), np.array([[prior.log_sd**2]]))

    def _add(self, key: tuple, mean: Floats, covariance: Floats) -> slice:
        self._slices[key] = slice(self.size, self.size + len(mean))
        self._means.append(mean)
        self._covariances.append(covariance)
        self.size += len(mean)
        return self._slices[key]

    def share_index(self, side: Side, place: str) -> int | None:
        """Where the log share of a place in its front stands in the state, None where it is not modelled."""
        found = self._slices.get(("share", side, place))
        return None if found is None else found.start

    def shares(self) -> dict[Side, list[int]]:
        """Positions in the state of all log shares, by side."""
        found: dict[Side, list[int]] = {}
        for key, where in self._slices.items():
            if key[0] == "share":
                found.setdefault(key[1], []).append(where.start)
        return found

    @property
    def mean(self) -> Floats:
        return np.concatenate(self._means) if self._means else np.zeros(0)

    @property
    def blocks(self) -> list[Floats]:
        """The prior covariance as its blocks on the diagonal, in the order of the state."""
        return self._covariances

    # functionals ----------------------------------------------------------------------------------------------------

    def _write_functionals(self) -> None:
        parts, linear, factors = _Parts(), [], []
        for row, target in enumerate(self.targets):
            name = target.quantity
            stem = name.removesuffix("_per_day")
            if stem in LOSSES:
                self._loss_part(parts, linear, row, target, target.side, 1.0, per_day=name != stem)
                if stem != "killed":
                    factors.append((row, stem, *self._ratios(target)))
            elif name == "exchange_ratio_killed":
                self._loss_part(parts, linear, row, target, "attacker", 1.0, per_day=True)
                self._loss_part(parts, linear, row, target, "defender", -1.0, per_day=True)
            elif name == "front_share":
                where = self.share_index(target.side, target.place) if target.side and target.place else None
                if where is not None:
                    linear.append((row, where, 1.0))
            elif name == "children_remaining":
                self._level_part(parts, row, target, "civilians_remaining")
                self._level_part(parts, row, target, "children_share")
            else:
                self._level_part(parts, row, target, name)
        self._freeze(parts, linear, factors)

    def _loss_part(
        self, parts: _Parts, linear: list, row: int, target: Target, side: Side | None, sign: float, *, per_day: bool
    ) -> None:
        front: Series = ("losses", side, None)
        own: Series | None = None if target.place is None else ("losses", side, target.place)
        weight = _overlap(self._edges[front], target)
        parts.row.append(row)
        parts.sign.append(sign)
        parts.base.append(self._slices[front])
        parts.own.append(None if own is None else self._slices[own])
        parts.weight.append(weight / weight.sum() if per_day else weight)
        if own is not None:
            linear.append((row, self._slices["share", side, target.place].start, sign))

    def _level_part(self, parts: _Parts, row: int, target: Target, name: str) -> None:
        series: Series = (name, target.side, target.place)
        weight = _overlap(self._edges[series], target)
        parts.row.append(row)
        parts.sign.append(1.0)
        parts.base.append(self._slices[series])
        parts.own.append(None)
        parts.weight.append(weight if name in TOTALS else weight / weight.sum())

    def _ratios(self, target: Target) -> tuple[list[int], list[int]]:
        keys = [(target.side, None)] + ([(target.side, target.place)] if target.place else [])
        return tuple([self._slices[name, *key].start for key in keys] for name in ("wounded", "captured"))  # type: ignore[return-value]

    def _freeze(self, parts: _Parts, linear: list, factors: list) -> None:
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
        kinds = ("wounded", "captured", "casualties")
        self._factor_kind = np.array([kinds.index(f[1]) for f in factors], dtype=np.int64)
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
        value = np.zeros(len(self.targets))
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
        n, rows, columns = len(self.targets), self.rows, self.columns
        if chosen is not None:
            number = np.full(n, -1)
            number[chosen] = np.arange(len(chosen))
            live = number[rows] >= 0
            n, rows, columns, entries = len(chosen), number[rows[live]], columns[live], entries[live]
        flat = np.bincount(rows * self.size + columns, entries, n * self.size)
        return flat.reshape(n, self.size).astype(np.float64)


def _series_of(target: Target) -> list[Series]:
    """The series that a target needs; a place's losses also need the front's."""
    stem = target.quantity.removesuffix("_per_day")
    if stem in LOSSES or target.quantity == "front_share":
        places = [None] if target.place is None else [None, target.place]
        return [("losses", target.side, place) for place in places]
    if target.quantity == "exchange_ratio_killed":
        places = [None] if target.place is None else [None, target.place]
        return [("losses", side, place) for side in ("attacker", "defender") for place in places]
    if target.quantity == "children_remaining":
        return [("civilians_remaining", target.side, target.place), ("children_share", target.side, target.place)]
    return [(target.quantity, target.side, target.place)]


def _sort_key(series: Series) -> tuple[str, str, str]:
    return series[0], series[1] or "", series[2] or ""


def _drifting(prior: BasePrior, edges: Floats) -> tuple[Floats, Floats]:
    """Mean and covariance of a log level that wanders round an unknown mean and forgets with a half-life."""
    middle = 0.5 * (edges[1:] + edges[:-1])
    apart = np.abs(middle[:, None] - middle[None, :])
    drift = max(prior.drift_sd, 1e-3) ** 2 * 0.5 ** (apart / max(prior.half_life_days, 1.0))
    return np.full(len(middle), prior.log_median), prior.log_sd**2 + drift


def _overlap(edges: Floats, target: Target) -> Floats:
    """Days of a target's period that fall in each segment."""
    low = np.maximum(edges[:-1], target.first_day)
    return np.maximum(np.minimum(edges[1:], target.last_day + 1) - low, 0.0)
