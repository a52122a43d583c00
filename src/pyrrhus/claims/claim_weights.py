"""How far each claim moved an answer, how many origins carry it, on which it hangs, and how good the evidence is."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.claims.infer import Posterior
from pyrrhus.claims.links import Target
from pyrrhus.claims.periods import Item
from pyrrhus.claims.priors import Z90
from pyrrhus.claims.result import Evidence

Floats = NDArray[np.float64]
STRONG, MODERATE = 1.5, 2.5
TORN_NOISE = 4.0
LITTLE_LEARNT = 0.8
CARRIES = 0.05


@dataclass(frozen=True)
class Judged:
    """Weights by claim (they sum to 1), the number of origins, and the grade of the evidence."""

    weights: dict[str, float]
    origins: int
    evidence: Evidence
    hangs_on: str | None = None
    log_move_without: float = 0.0


class Weigher:
    """Weighs the claims of one ledger for any answer."""

    def __init__(self, items: Sequence[Item], posterior: Posterior, shown: float) -> None:
        counted = [item for item in items if item.counts]
        self.n = len(counted)
        self._ids = [item.claim.id for item in counted]
        self._names = np.array(self._ids, dtype=object)
        self._rank = np.argsort(np.argsort(np.array(self._ids, dtype=object))) if self._ids else np.zeros(0, np.int64)
        self._source, self._noise, self._shown = posterior.source, posterior.spreads.source_noise, shown
        self._pull = leave_one_out(posterior, self.n)
        self._counted: dict[tuple, list[int]] = defaultdict(list)
        self._copies: dict[tuple, list[str]] = defaultdict(list)
        self._targets = [item.target for item in counted]
        for number, item in enumerate(counted):
            self._counted[_key(item.target)].append(number)
        for item in items:
            if not item.counts:
                self._copies[_key(item.target)].append(item.claim.id)

    def spoken(self, key: tuple) -> bool:
        """Whether any claim is about that quantity, side and place."""
        return key in self._counted or key in self._copies

    def judge(self, cross: Floats, gain: Floats, target: Target, spread: float, before: float, *, main: bool) -> Judged:
        """Weights, origins and evidence of one answer; `gain` (n,) is how far a unit of each claim moves it, `cross`
        (n,) its covariance with what each claim speaks of.

        Shown are the claims about it (copies with nothing) and all others that carry a thousandth of the weight.
        """
        near = self._counted.get(_key(target), [])
        direct = near if main else [n for n in near if self._targets[n] == target]
        total = float(gain.sum())
        shown = np.zeros(0, dtype=np.int64)
        if total > 0:
            shown = np.union1d(np.flatnonzero(gain >= self._shown * total), np.array(direct, dtype=np.int64))
            shown = shown[np.lexsort((self._rank[shown], -gain[shown]))]
        ids = [*self._names[shown].tolist(), *sorted(self._copies.get(_key(target), ()))]
        rest = float(gain[shown].sum())
        shares = (gain[shown] / rest).tolist() if rest > 0 else [1.0 / max(len(ids), 1)] * len(ids)
        weights = dict(zip(ids, [*shares, *[0.0] * (len(ids) - len(shares))], strict=True))
        by_source = np.bincount(self._source, gain, len(self._noise)) if self.n else np.zeros(0)
        origins = int((by_source >= CARRIES * total).sum()) if total > 0 else 0
        move = cross * self._pull
        most = int(np.argmax(np.abs(move))) if self.n else -1
        hangs_on, moved = (self._ids[most], float(move[most])) if self.n and move[most] != 0.0 else (None, 0.0)
        return Judged(weights, origins, self._grade(weights, origins, near, spread, before), hangs_on, moved)

    def _grade(
        self, weights: dict[str, float], origins: int, near: list[int], spread: float, before: float
    ) -> Evidence:
        """strong: 90 % within a factor 1.5 either way, three origins; moderate: 2.5 and two; none: no claims."""
        if not weights:
            return "none"
        torn = len(near) > 2 and float(np.mean(self._noise[self._source[near]])) > TORN_NOISE
        if torn or spread > LITTLE_LEARNT * before:
            return "weak"
        factor = math.exp(Z90 * spread)
        if factor <= STRONG and origins >= 3:
            return "strong"
        return "moderate" if factor <= MODERATE and origins >= 2 else "weak"


def leave_one_out(posterior: Posterior, n: int) -> Floats:
    """Factors (n,): an answer's covariance with a statement, times its factor, is how far (log) it moves without it.

    With precision p and shift s of a statement's site, and u ~ N(m, v) of what it speaks of, taking the site out of the
    joint Gaussian moves another mean by cov * (p m - s) / (1 - p v); spreads stay as they were learnt with it.
    """
    p, s = posterior.sites.precision[:n], posterior.sites.shift[:n]
    return (p * posterior.predicted[:n] - s) / np.maximum(1.0 - p * posterior.variance[:n], 1e-9)


def _key(target: Target) -> tuple:
    return target.quantity, target.side, target.place, target.actor
