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

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.claims.functionals import Functionals, Parts
from pyrrhus.claims.ledger import SIDES, Side
from pyrrhus.claims.priors import LOSSES, BasePrior, base_priors
from pyrrhus.claims.scope import short_period_variance
from pyrrhus.claims.vocabulary import all_rows, sums_over_days

Floats = NDArray[np.float64]
Series = tuple[str, Side | None, str | None, str | None]

MOST_SEGMENTS = 40
LEAST_SEGMENT_DAYS = 7
ROOM = 400


@dataclass(frozen=True, order=True)
class Target:
    """One thing that can be true: a quantity of a side at a place over a period (ordinal days, both ends counted).

    `actor` is a part of the side (a private army, a branch of arms), empty for the whole of it.
    """

    quantity: str
    side: Side | None
    place: str | None
    first_day: int
    last_day: int
    actor: str = ""

    @property
    def days(self) -> int:
        return self.last_day - self.first_day + 1


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
        # one grid for a front and its places: they add segment by segment
        for name in ("losses", *(row.name for row in all_rows().values() if row.part_of_front)):
            of_name = [span for series, span in spans.items() if series[0] == name]
            joint = min((low for low, _ in of_name), default=0), max((high for _, high in of_name), default=0)
            spans = {series: joint if series[0] == name else span for series, span in spans.items()}
        most = int(np.clip(ROOM // max(len(spans), 1), 4, MOST_SEGMENTS))
        for series in sorted(spans, key=lambda key: tuple(word or "" for word in key)):
            low, high = spans[series]
            count = 1 if _said_once(series[0]) else int(np.clip((high - low) // LEAST_SEGMENT_DAYS, 1, most))
            self._edges[series] = np.linspace(low, high, count + 1)
            self._add_series(series)
        for key in sorted({_actor_key(t) for t in self.targets if is_part(t)}, key=str):
            self._add_scalar(key, base_priors()["actor_share"])

    def _add_series(self, series: Series) -> None:
        name, side, place, _ = series
        priors = base_priors()
        if _part_of_front(name):
            share, edges = priors["front_share"], self._edges[series]
            if place is None:
                self._add(series, *_drifting(priors[f"{name}_front"], edges))
            else:
                self._add_scalar(("share", side, place, name), share)
                own = BasePrior(0.0, 0.0, priors[name].drift_sd, priors[name].half_life_days)
                self._add(series, *_drifting(own, edges))
        elif name != "losses":
            self._add(series, *_drifting(priors[name], self._edges[series]))
        elif place is None:
            self._add(series, *_drifting(priors["killed"], self._edges[series]))
            self._add_scalar(("wounded", side, None), priors["wounded_per_killed"])
            self._add_scalar(("captured", side, None), priors["captured_per_killed"])
        else:
            share = priors["front_share"]
            self._add_scalar(("share", side, place, "losses"), share)
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
        """Where the log share of a place in its front's losses stands in the state, None where it is not modelled."""
        found = self._slices.get(("share", side, place, "losses"))
        return None if found is None else found.start

    def shares(self) -> dict[tuple, list[int]]:
        """Positions in the state of log shares that add up to one at most: places of a front, actors of a side."""
        found: dict[tuple, list[int]] = {}
        for key, where in self._slices.items():
            if key[0] == "share":
                found.setdefault(("share", key[1], key[3]), []).append(where.start)
            elif key[0] == "actor":
                found.setdefault(key[:4], []).append(where.start)
        return found

    def short_period_log_sd(self, target: Target) -> float:
        """How far (log) the few days of a target may lie from the segment of the losses that they stand for."""
        if target.quantity.removesuffix("_per_day") not in LOSSES:
            return 0.0
        edges = self._edges["losses", target.side, target.place, None]
        return math.sqrt(short_period_variance(target.days, float(edges[1] - edges[0])))

    @property
    def mean(self) -> Floats:
        return np.concatenate(self._means) if self._means else np.zeros(0)

    @property
    def blocks(self) -> list[Floats]:
        """The prior covariance as its blocks on the diagonal, in the order of the state."""
        return self._covariances

    # functionals ----------------------------------------------------------------------------------------------------

    def _write_functionals(self) -> None:
        parts, linear, factors = Parts(), [], []
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
                self._level_part(parts, linear, row, target, "civilians_remaining")
                self._level_part(parts, linear, row, target, "children_share")
            else:
                self._level_part(parts, linear, row, target, name)
            if is_part(target):
                linear.append((row, self._slices[_actor_key(target)].start, 1.0))
        self.functionals = Functionals(len(self.targets), self.size, parts, linear, factors)
        self.rows, self.columns = self.functionals.rows, self.functionals.columns

    def evaluate(self, z: Floats) -> tuple[Floats, Floats]:
        """Log values (n,) of all targets at state z (d,), and its slopes' entries at (`rows`, `columns`)."""
        return self.functionals.evaluate(z)

    def slopes(self, entries: Floats, chosen: NDArray[np.int64] | None = None) -> Floats:
        """The entries of `evaluate` as a dense matrix (targets, d); `chosen` are the targets wanted, else all."""
        return self.functionals.slopes(entries, chosen)

    def _loss_part(
        self, parts: Parts, linear: list, row: int, target: Target, side: Side | None, sign: float, *, per_day: bool
    ) -> None:
        front: Series = ("losses", side, None, None)
        own: Series | None = None if target.place is None else ("losses", side, target.place, None)
        weight = _overlap(self._edges[front], target)
        parts.row.append(row)
        parts.sign.append(sign)
        parts.base.append(self._slices[front])
        parts.own.append(None if own is None else self._slices[own])
        parts.weight.append(weight / weight.sum() if per_day else weight)
        if own is not None:
            linear.append((row, self._slices["share", side, target.place, "losses"].start, sign))

    def _level_part(self, parts: Parts, linear: list, row: int, target: Target, name: str) -> None:
        series: Series = _level_series(target, name)
        own: Series | None = None
        if _part_of_front(name) and target.place is not None:
            series, own = (name, target.side, None, None), series
            linear.append((row, self._slices["share", target.side, target.place, name].start, 1.0))
        weight = _overlap(self._edges[series], target)
        parts.row.append(row)
        parts.sign.append(1.0)
        parts.base.append(self._slices[series])
        parts.own.append(None if own is None else self._slices[own])
        parts.weight.append(weight if sums_over_days(name) else weight / weight.sum())

    def _ratios(self, target: Target) -> tuple[list[int], list[int]]:
        keys = [(target.side, None)] + ([(target.side, target.place)] if target.place else [])
        return tuple([self._slices[name, *key].start for key in keys] for name in ("wounded", "captured"))  # type: ignore[return-value]


def _series_of(target: Target) -> list[Series]:
    """The series that a target needs; what is part of a front also needs the front's."""
    stem = target.quantity.removesuffix("_per_day")
    places = [None] if target.place is None else [None, target.place]
    if stem in LOSSES or target.quantity == "front_share":
        return [("losses", target.side, place, None) for place in places]
    if target.quantity == "exchange_ratio_killed":
        return [("losses", side, place, None) for side in SIDES for place in places]
    if target.quantity == "children_remaining":
        return [_level_series(target, "civilians_remaining"), _level_series(target, "children_share")]
    if _part_of_front(target.quantity):
        return [(target.quantity, target.side, place, None) for place in places]
    return [_level_series(target, target.quantity)]


def _level_series(target: Target, name: str) -> Series:
    """A series of its own; an actor's is apart from its side's where the two do not add up (a ratio)."""
    return name, target.side, target.place, target.actor if target.actor and not is_part(target) else None


def is_part(target: Target) -> bool:
    """Whether a target speaks of an actor's part in something of its side that adds up."""
    return bool(target.actor) and target.side is not None and _adds_up(target.quantity)


def _actor_key(target: Target) -> tuple:
    """The key of an actor's share in its side's losses (or strength, or recruits) at a place."""
    stem = _stem(target.quantity)
    return "actor", "losses" if stem in LOSSES else stem, target.side, target.place, target.actor


def _said_once(name: str) -> bool:
    return name in all_rows() and all_rows()[name].said_once


def _part_of_front(name: str) -> bool:
    """Beside losses: levels of a place that are part of the whole front's."""
    return name in all_rows() and all_rows()[name].part_of_front


def _adds_up(name: str) -> bool:
    """Whether an actor's are part of its side's."""
    return name in all_rows() and all_rows()[name].actors_add_up


def _stem(quantity: str) -> str:
    return quantity.removesuffix("_per_day").removesuffix("_delivered_per_month")


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
