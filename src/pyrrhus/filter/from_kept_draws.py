"""Kept draws gone on from: weighed by what is known now, and lived on to the as-of date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from scipy.special import ndtri

from pyrrhus.campaign.compile import Campaign, first_day
from pyrrhus.campaign.draws import Draws
from pyrrhus.claims.stretches import LossEvidence
from pyrrhus.filter.draw_weights import TARGET_SHARE, effective_size
from pyrrhus.filter.history import FORTNIGHT, History, Span, live, uniforms
from pyrrhus.filter.inputs_seen import log_prior_ratio, log_strength_ratio, priors_seen, run_seen
from pyrrhus.filter.kept_history import KeptHistory
from pyrrhus.filter.loss_likelihood import RATES
from pyrrhus.filter.loss_proposals import left_to_filter
from pyrrhus.filter.loss_update import carry_on
from pyrrhus.filter.prepare import Informed
from pyrrhus.filter.update_job import LivedHistory, UpdateJob

AFTER_A_FALL = ("next_line_works_0_1",)
LEAST_OF_BEFORE = 0.5  # of the share of draws that counted when they were kept


class CannotGoOnError(ValueError):
    """Why kept draws cannot be gone on from, in words."""


def spans_on(kept: KeptHistory, as_of: date) -> list[Span]:
    """The stretches lived, and those from there to the as-of date: of a fortnight, the first perhaps shorter."""
    edges = [as_of]
    while (edges[0] - kept.as_of).days > FORTNIGHT:
        edges.insert(0, edges[0] - timedelta(days=FORTNIGHT))
    if edges[0] > kept.as_of:
        edges.insert(0, kept.as_of)
    return [*kept.history.spans, *pairwise(edges)]


def go_on(job: UpdateJob, kept: KeptHistory, informed: Informed) -> LivedHistory:
    """The kept draws lived on to the as-of date and weighed by what is known now. Raises CannotGoOnError."""
    history, campaign, options = kept.history, informed.campaign, job.options
    prior = informed.draw(draws=options.draws, seed=options.seed)
    if run_seen(campaign, prior, kept.as_of)["sha256"] != kept.about["run"]["sha256"]:
        raise CannotGoOnError("what is known of the map, the forces or the ground before then is another now")
    spans = spans_on(kept, campaign.as_of)
    if spans == history.spans and _is_all_the_same(job, kept, informed, prior):
        return LivedHistory(history, informed, prior, kept.rates, is_kept=True)
    try:
        _weigh_anew(job, kept, informed, prior, spans)
    except (ValueError, KeyError) as error:
        raise CannotGoOnError(str(error)) from None
    live(history, campaign, prior, job.how)
    share = share_that_counts(history)
    if share < min(TARGET_SHARE, LEAST_OF_BEFORE * float(kept.about["share"])):
        raise CannotGoOnError(
            f"what is known now would leave {share:.1%} of the draws to count, of {kept.about['share']:.1%} before"
        )
    return LivedHistory(history, informed, prior, kept.rates, priors=kept.about["priors"])


def _is_all_the_same(job: UpdateJob, kept: KeptHistory, informed: Informed, prior: Draws) -> bool:
    """Whether nothing at all that was seen is another now."""
    if job.rows != kept.about["rows"] or run_seen(informed.campaign, prior, kept.as_of) != kept.about["run"]:
        return False
    now, then = priors_seen(informed.priors), kept.about["priors"]
    return {name: seen[0] for name, seen in now.items()} == {name: seen[0] for name, seen in then.items()}


def _weigh_anew(job: UpdateJob, kept: KeptHistory, informed: Informed, prior: Draws, spans: list[Span]) -> None:
    """The kept history with its draws weighed by the priors and claims of now, ready to live the new stretches."""
    history, options = kept.history, job.options
    evidence = informed.fusion.losses
    run = run_seen(informed.campaign, prior, kept.as_of)
    history.stayed += log_strength_ratio(kept.about["run"], run, history.state.arrival_factor)
    values = history.draws.named | kept.rates
    free = _without_a_part(informed, evidence, job.known.file.centre)
    history.stayed += log_prior_ratio(kept.about["priors"], informed.priors, values, without=free)
    if any(not np.array_equal(prior.named[name], kept.rates[name]) for name in RATES):
        raise ValueError("what is believed of rates of loss is another now")
    _take_anew(history, informed.campaign, prior, free)
    names = [f"losses after {history.spans[-1][1]} {n}" for n in range(4 * len(spans))]
    normals = ndtri(uniforms(names, options.draws, options.seed)).T
    history.told_losses = carry_on(history, kept.rates, informed.campaign, evidence, spans, informed.priors, normals)
    history.spans = spans


def _without_a_part(informed: Informed, evidence: LossEvidence | None, centre: str) -> tuple[str, ...]:
    """Parameters that no day of a history reads: those of the judgement and of what follows a fall, and killed a day
    that the filter has from the claims."""
    from pyrrhus.engine.arrays import COLUMN

    judged = (name for name in informed.priors if name not in COLUMN)
    return (*judged, *AFTER_A_FALL, *left_to_filter(informed.priors, evidence, centre))


def _take_anew(history: History, campaign: Campaign, prior: Draws, names: tuple[str, ...]) -> None:
    """Those parameters as they are drawn now, by the same chances; civilians go with how many there were at first, by
    which all that became of them is to scale."""
    before = first_day(campaign, history.draws).civilians
    fresh = {name: prior.named[name] for name in names if name in prior.named}
    draws = replace(history.draws, named=history.draws.named | fresh, from_claims=prior.from_claims)
    history.draws = draws.changed({name: fresh[name] for name in AFTER_A_FALL})
    times = first_day(campaign, history.draws).civilians / np.where(before > 0.0, before, 1.0)
    for counts in (history.state.civilians, history.state.evacuated):
        counts *= times[:, None]


def share_that_counts(history: History) -> float:
    """Effective sample of the untempered weights of whole draws, as a share of them."""
    told = history.told_losses
    return effective_size(history.stayed + (0.0 if told is None else told.log_weights())) / history.size
