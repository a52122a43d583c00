"""A scenario assimilated from draws that were kept: only the days since are lived, and all is weighed by what is known
now. Where that would not be right it says why, and the history is run from its first day.

It starts from kept draws where inputs only grew since (`inputs_seen.py`). What was published since enters as it would
have: maps and arrivals of the days since are lived; claims of losses, of whatever days, weigh the draws
(`loss_update.py`); priors that claims moved weigh them by their ratio. Where few draws bear all that, none is used.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from pyrrhus.campaign.compile import Campaign, compile_campaign, first_day
from pyrrhus.campaign.draws import Draws
from pyrrhus.claims.stretches import LossEvidence
from pyrrhus.filter.assimilate import settle
from pyrrhus.filter.draw_weights import TARGET_SHARE, effective_size
from pyrrhus.filter.draws_file import NoDrawsError
from pyrrhus.filter.draws_store import DrawsStore
from pyrrhus.filter.history import FORTNIGHT, History, HistoryRun, Span, begin_history, live, uniforms
from pyrrhus.filter.inputs_seen import (
    PriorsSeen,
    code_seen,
    log_prior_ratio,
    log_strength_ratio,
    priors_seen,
    rows_seen,
    run_seen,
    what_changed,
)
from pyrrhus.filter.kept_history import KeptHistory, from_arrays, to_arrays
from pyrrhus.filter.loss_likelihood import RATES, left_to_filter
from pyrrhus.filter.loss_update import carry_on, mean_rates_before
from pyrrhus.filter.prepare import Informed, Prepared, fuse_known, inform
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.parameters import Prior
from pyrrhus.scenario.schema import Scenario

FORTNIGHTS_SINCE = 4
MOST_DAYS_SINCE = FORTNIGHT * FORTNIGHTS_SINCE
MOST_SPANS = 16
MOST_TRIED = 3
AFTER_A_FALL = ("next_line_works_0_1",)
LEAST_OF_BEFORE = 0.5  # of the share of draws that counted when they were kept


@dataclass(frozen=True)
class Updated:
    """A scenario assimilated, and what from: `started_from` is the date of the kept draws (None: from the first day),
    `why` says why none were used, `steps` are the dates that draws were kept on one from another, `notes` are of the
    store."""

    ready: Prepared
    started_from: date | None
    why: str
    steps: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class UpdateOptions:
    """The run that is asked for. `store` is the user's own if none is given."""

    draws: int
    seed: int
    threads: int | None = None
    chunk: int | None = None
    verify: bool = False
    store: DrawsStore | None = None


class _CannotGoOnError(ValueError):
    """Why kept draws cannot be gone on from, in words."""


def prepare_update(
    whole: Scenario,
    *,
    as_of: date,
    priors: dict[str, Prior],
    options: UpdateOptions,
    begin: Callable[[str, int], None] | None = None,
    advance: Callable[[int], None] | None = None,
) -> Updated:
    """As `prepare` of what the gate lets through, from the newest kept draws that may be used; the result is kept.

    `begin` is told each stage and its size in draws, `advance` draws done.
    """
    tell = begin or (lambda stage, size: None)
    store = options.store or DrawsStore.of_user()
    tell("ground", 1)
    known = gate(whole, as_of)
    campaign = compile_campaign(known, priors, as_of=as_of)
    job = _Job(whole, known, campaign, priors, options, code_seen(), advance)
    why: list[str] = []
    for path, about in _candidates(store, job):
        try:
            if changed := what_changed(about["rows"], rows_seen(whole, date.fromisoformat(about["as_of"]))):
                raise _CannotGoOnError(f"{changed} is not what it was as known on that day")
            read = store.read(path)
            if read is None:
                continue
            kept = from_arrays(*read, campaign)
            tell("claims", 1)
            informed = _inform_over(job, _spans_on(kept, as_of))
            tell("history", options.draws)
            lived = _go_on(job, kept, informed)
        except NoDrawsError as error:
            store.notes.append(f"{path}: passed over: {error}")
            continue
        except _CannotGoOnError as error:
            why.append(f"those of {about['as_of']} were not used: {error}")
            continue
        steps = tuple(kept.about["steps"])
        ready = _keep_and_settle(job, store, lived, steps if kept.as_of == as_of else (*steps, as_of.isoformat()))
        return Updated(ready, kept.as_of, "", steps, tuple(store.notes))
    tell("claims", 1)
    informed = inform(known, campaign, fuse_known(known, campaign), priors)
    tell("history", options.draws)
    ready = _keep_and_settle(job, store, _live_all(job, informed), (as_of.isoformat(),))
    return Updated(ready, None, why[0] if why else "no draws are kept that may be gone on from", (), tuple(store.notes))


@dataclass(frozen=True)
class _Job:
    """What is assimilated: the folder, what is known of it, its campaign, the run asked for and this version's hash."""

    whole: Scenario
    known: Scenario
    campaign: Campaign
    priors: dict[str, Prior]
    options: UpdateOptions
    code: str
    advance: Callable[[int], None] | None

    @cached_property
    def rows(self) -> dict[str, list[str]]:
        """What the gate lets through now."""
        return rows_seen(self.whole, self.campaign.as_of)

    @property
    def how(self) -> HistoryRun:
        asked = self.options
        return HistoryRun(asked.seed, asked.verify, asked.threads, asked.chunk, self.advance)

    @property
    def of(self) -> dict[str, object]:
        """What draws must be of to be of this scenario and run at all, beside their date."""
        file = self.whole.file
        named = {"scenario": self.whole.name, "start": file.start.isoformat(), "centre": file.centre}
        return {**named, "draws": self.options.draws, "seed": self.options.seed, "code": self.code}


@dataclass(frozen=True)
class _Lived:
    """A history lived up to the as-of date, on what it was drawn from. `is_kept`: it lies in the store as it is;
    `priors` are those that were seen before."""

    history: History
    informed: Informed
    prior: Draws
    rates: dict[str, NDArray[np.float64]]
    is_kept: bool = False
    priors: PriorsSeen | None = None


def _candidates(store: DrawsStore, job: _Job) -> list[tuple[Path, dict[str, Any]]]:
    """Kept draws of this scenario and run that lie at most eight weeks back, the newest first."""
    earliest, last = job.campaign.as_of - timedelta(days=MOST_DAYS_SINCE), job.campaign.as_of
    found = []
    for path, about in store.listed():
        try:
            fits = about["of"] == job.of and earliest <= date.fromisoformat(about["as_of"]) <= last
            short = len(about["spans"]) + FORTNIGHTS_SINCE <= MOST_SPANS and isinstance(about["rows"], dict)
        except (KeyError, TypeError, ValueError):
            store.notes.append(f"{path}: passed over: its header says nothing")
            continue
        if fits and short:
            found.append((path, about))
    return sorted(found, key=lambda one: one[1]["as_of"], reverse=True)[:MOST_TRIED]


def _spans_on(kept: KeptHistory, as_of: date) -> list[Span]:
    """The stretches lived, and those from there to the as-of date: of a fortnight, the first perhaps shorter."""
    edges = [as_of]
    while (edges[0] - kept.as_of).days > FORTNIGHT:
        edges.insert(0, edges[0] - timedelta(days=FORTNIGHT))
    if edges[0] > kept.as_of:
        edges.insert(0, kept.as_of)
    return [*kept.history.spans, *pairwise(edges)]


def _inform_over(job: _Job, spans: list[Span]) -> Informed:
    fusion = fuse_known(job.known, job.campaign, spans)
    return inform(job.known, job.campaign, fusion, job.priors)


def _go_on(job: _Job, kept: KeptHistory, informed: Informed) -> _Lived:
    """The kept draws lived on to the as-of date and weighed by what is known now. Raises _CannotGoOnError."""
    history, campaign, options = kept.history, informed.campaign, job.options
    prior = informed.draw(draws=options.draws, seed=options.seed)
    if run_seen(campaign, prior, kept.as_of)["sha256"] != kept.about["run"]["sha256"]:
        raise _CannotGoOnError("what is known of the map, the forces or the ground before then is another now")
    spans = _spans_on(kept, campaign.as_of)
    if spans == history.spans and _is_all_the_same(job, kept, informed, prior):
        return _Lived(history, informed, prior, kept.rates, is_kept=True)
    try:
        _weigh_anew(job, kept, informed, prior, spans)
    except (ValueError, KeyError) as error:
        raise _CannotGoOnError(str(error)) from None
    live(history, campaign, prior, job.how)
    share = _share_that_counts(history)
    if share < min(TARGET_SHARE, LEAST_OF_BEFORE * float(kept.about["share"])):
        raise _CannotGoOnError(
            f"what is known now would leave {share:.1%} of the draws to count, of {kept.about['share']:.1%} before"
        )
    return _Lived(history, informed, prior, kept.rates, priors=kept.about["priors"])


def _is_all_the_same(job: _Job, kept: KeptHistory, informed: Informed, prior: Draws) -> bool:
    """Whether nothing at all that was seen is another now."""
    if job.rows != kept.about["rows"] or run_seen(informed.campaign, prior, kept.as_of) != kept.about["run"]:
        return False
    now, then = priors_seen(informed.priors), kept.about["priors"]
    return {name: seen[0] for name, seen in now.items()} == {name: seen[0] for name, seen in then.items()}


def _weigh_anew(job: _Job, kept: KeptHistory, informed: Informed, prior: Draws, spans: list[Span]) -> None:
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


def _live_all(job: _Job, informed: Informed) -> _Lived:
    """The history from its first day, as a plain assessment runs it."""
    prior = informed.draw(draws=job.options.draws, seed=job.options.seed)
    history = begin_history(informed.campaign, prior, informed.fusion.losses, informed.priors, job.options.seed)
    live(history, informed.campaign, prior, job.how)
    return _Lived(history, informed, prior, mean_rates_before(prior.named))


def _share_that_counts(history: History) -> float:
    """Effective sample of the untempered weights of whole draws, as a share of them."""
    told = history.told_losses
    return effective_size(history.stayed + (0.0 if told is None else told.log_weights())) / history.size


def _keep_and_settle(job: _Job, store: DrawsStore, lived: _Lived, steps: tuple[str, ...]) -> Prepared:
    """Keep a history that has been lived, and what it says."""
    history, informed, as_of = lived.history, lived.informed, job.campaign.as_of
    if not lived.is_kept and history.found:
        about, arrays = to_arrays(history, lived.rates)
        about |= {
            "of": job.of,
            "as_of": as_of.isoformat(),
            "rows": job.rows,
            "run": run_seen(informed.campaign, lived.prior, as_of),
            "priors": priors_seen(informed.priors, lived.priors),
            "share": _share_that_counts(history),
            "steps": list(steps),
        }
        name = hashlib.sha256(json.dumps([job.of, as_of.isoformat()]).encode()).hexdigest()[:24]
        store.keep(name, about, arrays)
    assimilated = settle(history, informed.campaign, lived.prior, job.options.seed)
    return informed.finish(assimilated, seed=job.options.seed, threads=job.options.threads)
