"""Rates of loss proposed for a history, from battles and claims together; formulas in `loss_likelihood`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from pyrrhus.campaign.compile import Campaign, contact_measure
from pyrrhus.campaign.draws import Draws
from pyrrhus.campaign.expected import casualties_per_killed, expected_casualties
from pyrrhus.claims.priors import base_priors
from pyrrhus.claims.stretches import LossEvidence
from pyrrhus.filter.loss_likelihood import RATES, Floats, LossFilter, Reading, flat
from pyrrhus.scenario.parameters import Prior
from pyrrhus.scenario.schema import SIDES

if TYPE_CHECKING:
    pass
LEAST_VARIANCE = 1e-6


def left_to_filter(priors: dict[str, Prior], evidence: LossEvidence | None, centre: str) -> tuple[str, ...]:
    """Killed a day that are asked of the claims of the place itself: the filter has those claims stretch by stretch."""
    names = []
    for side in evidence.sides if evidence is not None else ():
        prior = priors.get(f"{side}_killed_per_day")
        wanted = prior.claims_quantity if prior is not None else None
        if wanted is not None and wanted.side == side and wanted.place in (None, centre):
            names.append(f"{side}_killed_per_day")
    return tuple(names)


def make_loss_filter(
    campaign: Campaign,
    draws: Draws,
    evidence: LossEvidence | None,
    stretches: list[tuple[date, date]],
    factor: Floats,
    normals: Floats,
    priors: dict[str, Prior],
) -> LossFilter | None:
    """The filter of losses of a history; None where neither claims nor the scenario tell of losses.

    `factor` [draw, side] multiplies stated strengths, `normals` [3 n, draw] of n stretches are standard (drift, then
    noise of readings of both sides); `priors` say what the scenario states itself.
    """
    named, count = draws.named, len(stretches)
    asked = left_to_filter(priors, evidence, campaign.scenario.file.centre)
    stated = [f"{side}_killed_per_day" in named and f"{side}_killed_per_day" not in asked for side in SIDES]
    heard = [evidence is not None and side in evidence.sides and not stated[i] for i, side in enumerate(SIDES)]
    if not stretches or not (any(heard) or any(stated)):
        return None
    given = [name in priors and priors[name].given for name in RATES]
    expected = np.log(
        [
            expected_casualties(named, contact_measure(campaign, first + (last - first) / 2), factor)
            for first, last in stretches
        ]
    ).transpose(1, 0, 2)
    per_killed = np.log(casualties_per_killed(named))
    rate, exchange = (np.log(named[name]) for name in RATES)
    level, drift = np.stack([rate, rate - exchange]), _drift(stretches)
    moves = any(heard) and not given[0]
    covariance = np.kron(np.cov(level), np.ones((count, count))) + moves * np.kron(np.ones((2, 2)), drift)
    covariance += LEAST_VARIANCE * np.eye(2 * count)
    wander = np.linalg.cholesky(drift + 1e-9 * np.eye(count)) @ normals[:count]
    drawn = level[:, None] + moves * wander[None]
    reading = _reading(evidence, heard, count)
    if len(reading[1]):
        offset = flat(expected - per_killed)
        drawn = drawn + _told(flat(drawn) + offset, covariance, reading, normals[count:]).reshape(drawn.shape)
    for side, name in enumerate(SIDES):
        if stated[side]:
            drawn[side] = np.log(np.maximum(named[f"{name}_killed_per_day"], 1e-3)) + per_killed - expected[side]
    led = [any(heard) or stated[side] for side in (0, 1)]
    corrected = [bool(moves or stated[side]) for side in (0, 1)]
    return LossFilter(
        campaign,
        stretches,
        drawn,
        expected,
        per_killed,
        np.repeat(level.mean(axis=1), count),
        covariance,
        reading,
        (led[0], led[1]),
        (corrected[0], corrected[1]),
        (not stated[0], not stated[1]),
    )


def _told(killed: Floats, covariance: Floats, reading: Reading, normals: Floats) -> Floats:
    """How far the readings move log killed a day drawn from the prior ([2 n, draw]), by Matheron's rule."""
    direction, value, variance = reading
    gain = covariance @ direction @ np.linalg.inv(direction.T @ covariance @ direction + np.diag(variance))
    noise = np.sqrt(variance)[:, None] * (direction.T @ normals)
    return gain @ (value[:, None] + noise - direction.T @ killed)


def _drift(stretches: list[tuple[date, date]]) -> Floats:
    """Covariance of the drift between stretches (log)."""
    prior = base_priors()["killed"]
    middle = np.array([0.5 * (first.toordinal() + last.toordinal()) for first, last in stretches])
    apart = np.abs(middle[:, None] - middle[None, :])
    return prior.drift_sd**2 * 0.5 ** (apart / prior.half_life_days)


def _reading(evidence: LossEvidence | None, heard: list[bool], count: int) -> Reading:
    """The claims' readings with directions over both sides' stretches; a side that states its losses is left out."""
    if evidence is None or not any(heard):
        return np.zeros((2 * count, 0)), np.zeros(0), np.zeros(0)
    kept = [i for i, side in enumerate(evidence.sides) if heard[SIDES.index(side)]]
    rows = np.concatenate([np.arange(i * count, (i + 1) * count) for i in kept])
    part = LossEvidence(
        tuple(evidence.sides[i] for i in kept),
        evidence.spans,
        evidence.mean[rows],
        evidence.covariance[np.ix_(rows, rows)],
        evidence.before[rows],
        evidence.covariance_before[np.ix_(rows, rows)],
    )
    inner, value, variance = part.likelihood()
    direction = np.zeros((2 * count, len(value)))
    for n, i in enumerate(kept):
        side = SIDES.index(evidence.sides[i])
        direction[side * count : (side + 1) * count] = inner[n * count : (n + 1) * count]
    return direction, value, variance
