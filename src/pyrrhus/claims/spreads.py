"""What the rounds of the inference learn of spreads: noise of sources, spread of groups, tails of what stands alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.claims.statements import Biases, Statements

Floats = NDArray[np.float64]
PRIOR_COUNT = 6.0
TAIL_FREEDOM = 4.0  # degrees of freedom of Student's t for what stands alone


@dataclass
class Tails:
    """Factors on the variance of single claims' noise (n,) and of biases: how far each proves to stand apart."""

    claim: Floats
    bias: Floats

    def learn(self, misfit: Floats, away: Floats, claims: Statements, own: NDArray[np.bool_]) -> float:
        """Weigh anew from squared misfits in units of the present variances, in place; how far they moved (log).

        The tail of a statement that a check widened is that of its bare noise, beside the widening. A denial has none,
        nor have statements of which there are too few for one to stand alone; what a group shares is not alone either.
        """
        moved = 0.0
        bare = misfit * claims.widening**2
        for factor, squared, may in ((self.claim, bare, claims.tailed), (self.bias, away, own)):
            new = np.where(may, np.maximum((TAIL_FREEDOM + squared * factor) / (TAIL_FREEDOM + 1.0), 1.0), 1.0)
            moved = max(moved, float(np.abs(np.log(new / factor)).max(initial=0.0)))
            factor[:] = new
        return moved


@dataclass
class Spreads:
    """Factors on variances, learnt in place: of a source's noise, of a group's biases, and of what stands alone."""

    source_noise: Floats
    group_spread: Floats
    tails: Tails

    def claim_factor(self, claims: Statements) -> Floats:
        """On the noise variance of each claim (n,)."""
        return self.source_noise[claims.source] * self.tails.claim

    def bias_variance(self, claims: Statements, biases: Biases) -> Floats:
        """Prior variance of every bias."""
        shared = np.where(biases.shared, _disorder(claims, self.source_noise, len(biases.mean)), 1.0)
        return biases.sd**2 * self.group_spread[biases.group] * shared * self.tails.bias

    def learn(self, claims: Statements, biases: Biases, misfit: Floats, away: Floats) -> float:
        """Weigh all anew from the claims' squared misfits and how far biases are from their priors, both in units of
        their variances; how far anything moved (log)."""
        away_in_group = away / self.group_spread[biases.group]
        moved = _learn_spreads(claims, biases, misfit, self.source_noise, self.group_spread, away)
        return max(moved, self.tails.learn(misfit, away_in_group, claims, ~biases.shared))

    def copy(self) -> Spreads:
        """The same, to be learnt on from."""
        tails = Tails(self.tails.claim.copy(), self.tails.bias.copy())
        return Spreads(self.source_noise.copy(), self.group_spread.copy(), tails)


def unlearnt(claims: Statements, biases: Biases) -> Spreads:
    """Spreads as they are before anything is learnt: all factors one."""
    return Spreads(
        np.ones(int(claims.source.max(initial=-1)) + 1),
        np.ones(int(biases.group.max(initial=-1)) + 1),
        Tails(np.ones(len(claims.target)), np.ones(len(biases.mean))),
    )


def noise_without(claims: Statements, base: Floats, misfit: Floats, source_noise: Floats) -> Floats:
    """Noise (sd) of every claim with its source's noise learnt from the others, so that no claim excuses itself."""
    worth = _worth(claims)
    count = PRIOR_COUNT + np.bincount(claims.source, worth, len(source_noise))[claims.source]
    mine = source_noise[claims.source]
    others = (mine * count - worth * misfit * mine) / (count - worth)
    return base * np.sqrt(np.clip(others, 0.25, 400.0))


def _disorder(claims: Statements, source_noise: Floats, n_bias: int) -> Floats:
    """By how much the claims under each bias prove noisier than they should, at least 1: a factor on variance.

    What the sources of a group share is taken to be worse in the same measure. Else thousands of claims that contradict
    each other would, as if their errors were independent, add up to certainty.
    """
    total = np.bincount(claims.bias_column, source_noise[claims.source[claims.bias_row]], n_bias)
    count = np.bincount(claims.bias_column, minlength=n_bias)
    return np.maximum(total / np.maximum(count, 1), 1.0)


def _worth(claims: Statements) -> Floats:
    """How much each claim tells of its source's noise: a denial tells nothing."""
    return np.where(claims.denial > 0, 0.0, claims.effective)


def _learn_spreads(
    claims: Statements, biases: Biases, misfit: Floats, source_noise: Floats, group_spread: Floats, away: Floats
) -> float:
    """Noise of each source and spread of each group from the misfit, in place; how far they moved (log)."""
    worth = _worth(claims)
    misfit = np.bincount(claims.source, worth * misfit, len(source_noise)) * source_noise
    count = np.bincount(claims.source, worth, len(source_noise))
    new_noise = np.clip((PRIOR_COUNT + misfit) / (PRIOR_COUNT + count), 0.25, 400.0)
    total = np.bincount(biases.group, away, len(group_spread))
    members = np.bincount(biases.group, minlength=len(group_spread))
    new_spread = np.clip((PRIOR_COUNT + total) / (PRIOR_COUNT + members), 0.5, 100.0)
    moved = max(
        float(np.abs(np.log(new_noise / source_noise)).max(initial=0.0)),
        float(np.abs(np.log(new_spread / group_spread)).max(initial=0.0)),
    )
    source_noise[:] = new_noise
    group_spread[:] = new_spread
    return moved
