"""Rates of loss of draws that have lived already, carried on to later stretches and to what is claimed by now.

The stretches lived were drawn on the claims of then, y, those to come are drawn on the claims of now, z. With d the
rates drawn before and x the new ones,

    w = p(y | own prior) / p(y | d) x p(z | own prior, d) / p(z | d, x) x p(z | killed in its history) x mean rates

where all are Gaussian and the last two are those of `loss_likelihood.py`. The first bracket is kept with the draws. So
a claim that is new counts once, also where it speaks of days that were lived long ago: the draws are weighed anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyrrhus.filter.loss_likelihood import RATES, Floats, LossFilter, flat, log_normal
from pyrrhus.filter.loss_proposals import make_loss_filter

if TYPE_CHECKING:
    from pyrrhus.campaign.compile import Campaign
    from pyrrhus.claims.stretches import LossEvidence
    from pyrrhus.filter.history import History, Span
    from pyrrhus.scenario.parameters import Prior

SMALL = 1e-9


def carry_on(
    history: History,
    rates: dict[str, Floats],
    campaign: Campaign,
    evidence: LossEvidence | None,
    spans: list[Span],
    priors: dict[str, Prior],
    normals: Floats,
) -> LossFilter | None:
    """The filter of losses over `spans`, of which the draws of `history` have lived the first.

    `rates` are the draws of the battle's mean rates before any stretch, `normals` [4 n, draw] standard. Raises
    ValueError, in words, where what is claimed now is of another kind than what the draws were drawn on.
    """
    old = history.told_losses
    before = history.draws.changed(rates)
    none = np.zeros((3 * len(spans), history.size))
    new = make_loss_filter(campaign, before, evidence, spans, history.state.arrival_factor, none, priors)
    if old is None and new is None:
        return None
    if old is None or new is None or (old.led, old.corrected, old.free) != (new.led, new.corrected, new.free):
        raise ValueError("it was not told of the same sides' losses")
    if len(old.reading[1]) and not len(new.reading[1]):
        raise ValueError("claims of losses that it was drawn on are gone")
    lived = old.drawn.shape[1]
    new.expected[:, :lived], new.skew = old.expected, old.skew
    if len(new.reading[1]) or lived < len(spans):
        _draw_on(old, new, lived, normals)
    for name in ("used", "killed", "hoped"):
        value = getattr(new, name)
        value[:] = new.drawn if name == "used" else new.drawn + new.expected - new.per_killed
        value[:, :lived] = getattr(old, name)
    return new


def _draw_on(old: LossFilter, new: LossFilter, lived: int, normals: Floats) -> None:
    """Draw the rates of stretches to come on those that were lived and on the claims of now, and weigh the proposal."""
    count = len(new.spans)
    side, stretch = np.divmod(np.arange(2 * count), count)
    told = np.array(new.free)[side]
    was, to_come = np.flatnonzero(told & (stretch < lived)), np.flatnonzero(told & (stretch >= lived))
    drawn = flat(new.drawn).copy()
    drawn[stretch < lived] = flat(old.drawn)
    direction, value, variance = new.reading
    covariance, mean = new.covariance, new.mean[:, None]
    gain = np.linalg.solve(covariance[np.ix_(was, was)], covariance[np.ix_(was, to_come)]).T
    centre = mean[to_come] + gain @ (drawn[was] - mean[was])
    spread = covariance[np.ix_(to_come, to_come)] - gain @ covariance[np.ix_(was, to_come)]
    root = np.linalg.cholesky(0.5 * (spread + spread.T) + SMALL * np.eye(len(to_come))) if len(to_come) else spread
    drawn[to_come] = centre + root @ normals[: len(to_come)]
    new.carried = old.log_proposal()
    if len(value):
        offset, towards = new.offset, direction[to_come]
        left = value[:, None] - direction[was].T @ (drawn[was] + offset[was])
        predicted = towards.T @ spread @ towards + np.diag(variance)
        precision = np.asarray(np.linalg.inv(predicted), dtype=np.float64)
        marginal = log_normal(left - towards.T @ (centre + offset[to_come]), precision)
        noise = np.sqrt(variance)[:, None] * (direction.T @ normals[2 * count :])
        missing = left + noise - towards.T @ (drawn[to_come] + offset[to_come])
        drawn[to_come] += spread @ towards @ precision @ missing
        new.carried = new.carried + marginal - new.log_said(drawn + offset)
    new.drawn[:] = drawn.reshape(new.drawn.shape)


def mean_rates_before(named: dict[str, Floats]) -> dict[str, Floats]:
    """The draws of the battle's mean rates, which stretches overwrite as they are lived."""
    return {name: named[name] for name in RATES}
