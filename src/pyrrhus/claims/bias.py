"""Whom to believe: the log bias of every source, by family of quantities and by the side spoken of.

A source's bias is its prior (by the relation of its interest to that side) plus a part of its own plus a part that its
group shares. The shared part is why a thousand sources of one interest do not add up to certainty.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from pyrrhus.claims.infer import Biases, Posterior
from pyrrhus.claims.ledger import Side, Source
from pyrrhus.claims.periods import Item
from pyrrhus.claims.priors import BIAS_SPREAD, Z90, Relation, bias_priors, family_of, relation_to
from pyrrhus.claims.result import SourceBias
from pyrrhus.claims.source_priors import KnownBias, SourceTable

Key = tuple[str, str, Side | None]
Group = tuple[str, Relation, Side | None, bool]


class BiasTable:
    """Columns of the state that are biases, and which of them a claim carries."""

    def __init__(self, items: Sequence[Item], sources: Mapping[str, Source], known: SourceTable | None = None) -> None:
        self.sources = sources
        self._known = known
        self._known_of: dict[Key, KnownBias | None] = {}
        keys = sorted({key for item in items for key, _ in self.keys_of(item)}, key=str)
        groups = sorted({self.group(key) for key in keys}, key=str)
        self.column = {key: i for i, key in enumerate(keys)}
        self.group_column = {group: len(keys) + i for i, group in enumerate(groups)}
        self._grade = self._grades(items)
        self.keys = keys
        self.groups = groups

    def relation(self, key: Key) -> Relation:
        """The relation of a key's source to the side it speaks of."""
        return relation_to(self.sources.get(key[0]), key[2])

    def known(self, key: Key) -> KnownBias | None:
        """What other data say of a key's source, where they are used and say anything."""
        if self._known is None:
            return None
        if key not in self._known_of:
            self._known_of[key] = self._known.find(self.sources.get(key[0]), key[1], self.relation(key))
        return self._known_of[key]

    def group(self, key: Key) -> Group:
        """The group of sources whose biases lean and spread alike; those known from other data share its error."""
        return key[1], self.relation(key), key[2], self.known(key) is not None

    @staticmethod
    def keys_of(item: Item) -> list[tuple[Key, float]]:
        """The biases in a claim, with sign: a ratio carries that of both sides' losses, the defender's turned round."""
        if item.target.quantity == "exchange_ratio_killed":
            return [((item.origin, "losses", "attacker"), 1.0), ((item.origin, "losses", "defender"), -1.0)]
        return [((item.origin, family_of(item.target.quantity), item.target.side), 1.0)]

    def _grades(self, items: Sequence[Item]) -> dict[Key, float]:
        """How far the grades of a source's claims let its bias lie from its prior: a factor, the mean (log) of them."""
        logs: dict[Key, list[float]] = defaultdict(list)
        for item in items:
            source = self.sources.get(item.origin)
            grade = item.claim.reliability if item.claim.source == item.origin else "F"
            if grade not in BIAS_SPREAD or grade == "F":
                grade = source.default_reliability if source and source.default_reliability in BIAS_SPREAD else "F"
            for key, _ in self.keys_of(item):
                logs[key].append(math.log(BIAS_SPREAD[grade]))
        return {key: math.exp(math.fsum(values) / len(values)) for key, values in logs.items()}

    def _prior_mean(self, key: Key) -> float:
        known = self.known(key)
        return known.log_mean if known else bias_priors()[key[1], self.relation(key)].log_median

    def _prior_sd(self, key: Key) -> float:
        known = self.known(key)
        return known.own_log_sd if known else bias_priors()[key[1], self.relation(key)].log_sd * self._grade[key]

    def _common_sd(self, group: Group) -> float:
        found = [known.common_log_sd for key in self.keys if self.group(key) == group and (known := self.known(key))]
        return math.fsum(found) / len(found) if found else bias_priors()[group[0], group[1]].common_log_sd

    def prior(self) -> Biases:
        """Prior mean and sd of every column; sources of one group and what they share learn their spread together."""
        number = {group: i for i, group in enumerate(self.groups)}
        mean, sd, group = [], [], []
        for key in self.keys:
            mean.append(self._prior_mean(key))
            sd.append(self._prior_sd(key))
            group.append(number[self.group(key)])
        for key in self.groups:
            mean.append(0.0)
            sd.append(max(self._common_sd(key), 1e-3))
            group.append(number[key])
        shared = np.arange(len(mean)) >= len(self.keys)
        return Biases(np.array(mean), np.array(sd), np.array(group, dtype=np.int64), shared)

    def columns_of(self, item: Item) -> list[tuple[int, float]]:
        """(column, coefficient) of the biases in a claim: the source's own and its group's."""
        out = []
        for key, sign in self.keys_of(item):
            out.append((self.column[key], sign))
            out.append((self.group_column[self.group(key)], sign))
        return out

    def learnt(self, posterior: Posterior, n_state: int, items: Sequence[Item]) -> dict[str, tuple[SourceBias, ...]]:
        """The bias of every source as a multiplier with its 90 % interval, beside its prior and its learnt noise."""
        spoken: dict[Key, int] = defaultdict(int)
        for item in items:
            for key, _ in self.keys_of(item):
                spoken[key] += 1
        noise = dict(zip(sorted({i.origin for i in items}), np.sqrt(posterior.source_noise), strict=True))
        slopes = np.zeros((len(self.keys), len(posterior.mean)))
        for row, key in enumerate(self.keys):
            slopes[row, [n_state + self.column[key], n_state + self.group_column[self.group(key)]]] = 1.0
        centre = slopes @ posterior.mean
        variance = np.einsum("ij,ij->i", posterior.solution.towards(slopes), slopes) if len(self.keys) else np.zeros(0)
        found: dict[str, list[SourceBias]] = defaultdict(list)
        for row, key in enumerate(self.keys):
            half = Z90 * math.sqrt(max(float(variance[row]), 0.0))
            log = float(centre[row])
            found[key[0]].append(
                SourceBias(
                    key[0],
                    key[1],
                    f"{self.relation(key)}:{key[2] or 'none'}",
                    math.exp(log),
                    math.exp(log - half),
                    math.exp(log + half),
                    math.exp(self._prior_mean(key)),
                    spoken[key],
                    float(noise[key[0]]),
                )
            )
        return {source: tuple(records) for source, records in sorted(found.items())}
