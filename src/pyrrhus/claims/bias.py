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
from pyrrhus.claims.ledger import Claim, Side, Source
from pyrrhus.claims.periods import Item
from pyrrhus.claims.priors import BIAS_FACTOR, Z90, Relation, bias_priors, family_of, relation_of
from pyrrhus.claims.result import SourceBias

Key = tuple[str, str, Side | None]


class BiasTable:
    """Columns of the state that are biases, and which of them a claim carries."""

    def __init__(self, items: Sequence[Item], sources: Mapping[str, Source]) -> None:
        self.sources = sources
        keys = sorted({key for item in items for key, _ in self.keys_of(item)}, key=str)
        groups = sorted({self._group(key) for key in keys}, key=str)
        self.column = {key: i for i, key in enumerate(keys)}
        self.group_column = {group: len(keys) + i for i, group in enumerate(groups)}
        self._grade = self._grades(items)
        self.keys = keys
        self.groups = groups

    def relation(self, key: Key) -> Relation:
        """The relation of a key's source to the side it speaks of."""
        source = self.sources.get(key[0])
        return relation_of(source.interest if source else None, key[2])

    def _group(self, key: Key) -> tuple[str, Relation, Side | None]:
        return key[1], self.relation(key), key[2]

    @staticmethod
    def keys_of(item: Item) -> list[tuple[Key, float]]:
        """The biases in a claim, with sign: a ratio carries that of both sides' losses, the defender's turned round."""
        if item.target.quantity == "exchange_ratio_killed":
            return [((item.origin, "losses", "attacker"), 1.0), ((item.origin, "losses", "defender"), -1.0)]
        return [((item.origin, family_of(item.target.quantity), item.target.side), 1.0)]

    def _grades(self, items: Sequence[Item]) -> dict[Key, float]:
        """How far a grade lets a bias lie from its prior: the mean (log) over the source's claims."""
        logs: dict[Key, list[float]] = defaultdict(list)
        for item in items:
            source = self.sources.get(item.origin)
            own = item.claim.reliability if item.claim.source == item.origin else "F"
            if own not in BIAS_FACTOR or own == "F":
                own = source.default_reliability if source and source.default_reliability in BIAS_FACTOR else "F"
            for key, _ in self.keys_of(item):
                logs[key].append(math.log(BIAS_FACTOR[own]))
        return {key: math.exp(math.fsum(values) / len(values)) for key, values in logs.items()}

    def prior(self) -> Biases:
        """Prior mean and sd of every column; sources of one group and what they share learn their spread together."""
        number = {group: i for i, group in enumerate(self.groups)}
        mean, sd, group = [], [], []
        for key in self.keys:
            prior = bias_priors()[key[1], self.relation(key)]
            mean.append(prior.log_median)
            sd.append(prior.log_sd * self._grade[key])
            group.append(number[self._group(key)])
        for key in self.groups:
            mean.append(0.0)
            sd.append(bias_priors()[key[0], key[1]].common_log_sd)
            group.append(number[key])
        return Biases(np.array(mean), np.array(sd), np.array(group, dtype=np.int64))

    def columns_of(self, item: Item) -> list[tuple[int, float]]:
        """(column, coefficient) of the biases in a claim: the source's own and its group's."""
        out = []
        for key, sign in self.keys_of(item):
            out.append((self.column[key], sign))
            out.append((self.group_column[self._group(key)], sign))
        return out

    def learnt(
        self, posterior: Posterior, n_state: int, items: Sequence[Item], noise: Mapping[str, float]
    ) -> dict[str, tuple[SourceBias, ...]]:
        """The bias of every source as a multiplier with its 90 % interval, beside its prior."""
        spoken: dict[Key, int] = defaultdict(int)
        for item in items:
            for key, _ in self.keys_of(item):
                spoken[key] += 1
        found: dict[str, list[SourceBias]] = defaultdict(list)
        for key in self.keys:
            own, shared = n_state + self.column[key], n_state + self.group_column[self._group(key)]
            pair = np.ix_([own, shared], [own, shared])
            centre = float(posterior.mean[own] + posterior.mean[shared])
            half = Z90 * math.sqrt(max(float(posterior.covariance[pair].sum()), 0.0))
            relation = self.relation(key)
            whose = key[2] or "none"
            prior = math.exp(bias_priors()[key[1], relation].log_median)
            found[key[0]].append(
                SourceBias(
                    key[0],
                    key[1],
                    f"{relation}:{whose}",
                    math.exp(centre),
                    math.exp(centre - half),
                    math.exp(centre + half),
                    prior,
                    spoken[key],
                    noise.get(key[0], 1.0),
                )
            )
        return {source: tuple(records) for source, records in sorted(found.items())}


def relation_words(claim: Claim, sources: Mapping[str, Source]) -> str:
    """The relation of the speaker to what is spoken of, in words."""
    source = sources.get(claim.source)
    relation = relation_of(source.interest if source else None, claim.side)
    return {"enemy": "its enemy's", "own": "its own", "third": "neither side's friend, of the"}[relation]
