"""Whom to believe: the log bias of every source, by family of quantities and by the side spoken of.

A source's bias is its prior (by the relation of its interest to that side) plus a part of its own plus a part that its
group shares. The shared part is why a thousand sources of one interest do not add up to certainty. A figure of losses
of one sector, unit or day leans less than one of a whole front, by its scope and by whose losses they are (`scope`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from pyrrhus.claims.infer import Posterior
from pyrrhus.claims.ledger import Side, Source
from pyrrhus.claims.periods import Item
from pyrrhus.claims.priors import BIAS_SPREAD, Z90, Relation, bias_priors, family_of, relation_to
from pyrrhus.claims.result import SourceBias
from pyrrhus.claims.scope import SCOPED_FAMILY, Level, level_of, scope_priors
from pyrrhus.claims.source_priors import KnownBias, SourceTable
from pyrrhus.claims.statements import Biases

Key = tuple[str, str, Side | None]
Group = tuple[str, Relation, Side | None, bool]
Scoped = tuple[Key, Level]
ScopeGroup = tuple[Group, Level]


class BiasTable:
    """Columns of the state that are biases, and which of them a claim carries."""

    def __init__(self, items: Sequence[Item], sources: Mapping[str, Source], known: SourceTable | None = None) -> None:
        self.sources = sources
        self._known = known
        self._known_of: dict[Key, KnownBias | None] = {}
        self._group_of: dict[Key, Group] = {}
        keys = sorted({key for item in items for key, _ in self.keys_of(item)}, key=str)
        groups = sorted({self.group(key) for key in keys}, key=str)
        self.spoken = sorted({scoped for item in items for scoped, _ in self.scoped_keys_of(item)}, key=str)
        partial = [scoped for scoped in self.spoken if scoped[1] != "front"]
        self.scopes: list[ScopeGroup] = sorted({(self.group(key), level) for key, level in partial}, key=str)
        names: list[Key | Group | ScopeGroup] = [*keys, *groups, *self.scopes]
        self.column = {name: i for i, name in enumerate(names)}
        self._grade = self._grades(items)
        self.keys = keys
        self.groups = groups
        self._scope_mean = {scope: self._scope_lean(*scope) for scope in self.scopes}

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
        if key not in self._group_of:
            self._group_of[key] = key[1], self.relation(key), key[2], self.known(key) is not None
        return self._group_of[key]

    @staticmethod
    def keys_of(item: Item) -> list[tuple[Key, float]]:
        """The biases in a claim, with sign: a ratio carries that of both sides' losses, the defender's turned round."""
        if item.target.quantity == "exchange_ratio_killed":
            return [((item.origin, "losses", "attacker"), 1.0), ((item.origin, "losses", "defender"), -1.0)]
        return [((item.origin, family_of(item.target.quantity), item.target.side), 1.0)]

    @classmethod
    def scoped_keys_of(cls, item: Item) -> list[tuple[Scoped, float]]:
        """The same, each with what was counted; only of losses does that make a difference."""
        level = level_of(item.claim)
        return [((key, level if key[1] == SCOPED_FAMILY else "front"), sign) for key, sign in cls.keys_of(item)]

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

    def _scope_lean(self, group: Group, level: Level) -> float:
        """How far (log) the lean of a group's figures of one scope lies from that of its totals of a whole front."""
        leans = [self._prior_mean(key) for key in self.keys if self.group(key) == group]
        return (scope_priors()[level].carried_0_1 - 1.0) * math.fsum(leans) / len(leans)

    def _common_sd(self, group: Group) -> float:
        found = [known.common_log_sd for key in self.keys if self.group(key) == group and (known := self.known(key))]
        return math.fsum(found) / len(found) if found else bias_priors()[group[0], group[1]].common_log_sd

    def prior(self) -> Biases:
        """Prior mean and sd of every column; sources of one group and what they share learn their spread together."""
        rows: list[tuple[float, float, object, bool]] = []  # mean, sd, whose spread it shares, whether it is shared
        rows += [(self._prior_mean(key), self._prior_sd(key), self.group(key), False) for key in self.keys]
        rows += [(0.0, max(self._common_sd(group), 1e-3), group, True) for group in self.groups]
        rows += [(self._scope_mean[scope], scope_priors()[scope[1]].log_sd, scope, True) for scope in self.scopes]
        number = {name: i for i, name in enumerate(dict.fromkeys(row[2] for row in rows))}
        return Biases(
            np.array([row[0] for row in rows]),
            np.array([row[1] for row in rows]),
            np.array([number[row[2]] for row in rows], dtype=np.int64),
            np.array([row[3] for row in rows], dtype=bool),
        )

    def columns_of(self, item: Item) -> list[tuple[int, float]]:
        """(column, coefficient) of the biases in a claim: of its source and group, and of its scope."""
        return [pair for scoped, sign in self.scoped_keys_of(item) for pair in self.columns_of_scope(scoped, sign)]

    def columns_of_scope(self, scoped: Scoped, sign: float = 1.0) -> list[tuple[int, float]]:
        """(column, coefficient) of what a source's figures of one scope are off by."""
        key, level = scoped
        group = self.group(key)
        if level == "front":
            return [(self.column[key], sign), (self.column[group], sign)]
        return [(self.column[key], sign), (self.column[group], sign), (self.column[group, level], sign)]

    def learnt(self, posterior: Posterior, n_state: int, items: Sequence[Item]) -> dict[str, tuple[SourceBias, ...]]:
        """The bias of every source as a multiplier with its 90 % interval, beside its prior and its learnt noise.

        One record for each family, side and scope that it spoke of, the whole front first.
        """
        spoken: dict[Scoped, int] = defaultdict(int)
        for item in items:
            for scoped, _ in self.scoped_keys_of(item):
                spoken[scoped] += 1
        noise = dict(zip(sorted({i.origin for i in items}), np.sqrt(posterior.spreads.source_noise), strict=True))
        slopes = np.zeros((len(self.spoken), len(posterior.mean)))
        for row, scoped in enumerate(self.spoken):
            for column, coefficient in self.columns_of_scope(scoped):
                slopes[row, n_state + column] = coefficient
        centre = slopes @ posterior.mean
        towards = posterior.solution.towards(slopes) if len(self.spoken) else slopes
        variance = np.einsum("ij,ij->i", towards, slopes)
        found: dict[str, list[SourceBias]] = defaultdict(list)
        for row, (key, level) in enumerate(self.spoken):
            scope = 0.0 if level == "front" else self._scope_mean[self.group(key), level]
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
                    math.exp(self._prior_mean(key) + scope),
                    spoken[key, level],
                    float(noise[key[0]]),
                    level,
                )
            )
        return {
            source: tuple(sorted(records, key=lambda r: (r.family, r.relation, r.scope != "front", r.scope)))
            for source, records in sorted(found.items())
        }
