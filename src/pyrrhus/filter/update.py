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
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pyrrhus.campaign.compile import compile_campaign
from pyrrhus.filter.assimilate import settle
from pyrrhus.filter.draws_file import NoDrawsError
from pyrrhus.filter.draws_store import DrawsStore
from pyrrhus.filter.from_kept_draws import CannotGoOnError, go_on, share_that_counts, spans_on
from pyrrhus.filter.history import FORTNIGHT, Span, begin_history, live
from pyrrhus.filter.inputs_seen import code_seen, priors_seen, rows_seen, run_seen, what_changed
from pyrrhus.filter.kept_history import from_arrays, to_arrays
from pyrrhus.filter.loss_update import mean_rates_before
from pyrrhus.filter.prepare import Informed, Prepared, fuse_known, inform
from pyrrhus.filter.update_job import LivedHistory, UpdateJob, UpdateOptions
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.parameters import Prior
from pyrrhus.scenario.schema import Scenario

FORTNIGHTS_SINCE = 4
MOST_DAYS_SINCE = FORTNIGHT * FORTNIGHTS_SINCE
MOST_SPANS = 16
MOST_TRIED = 3


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
    job = UpdateJob(whole, known, campaign, priors, options, code_seen(), advance)
    why: list[str] = []
    for path, about in _candidates(store, job):
        try:
            if changed := what_changed(about["rows"], rows_seen(whole, date.fromisoformat(about["as_of"]))):
                raise CannotGoOnError(f"{changed} is not what it was as known on that day")
            read = store.read(path)
            if read is None:
                continue
            kept = from_arrays(*read, campaign)
            tell("claims", 1)
            informed = _inform_over(job, spans_on(kept, as_of))
            tell("history", options.draws)
            lived = go_on(job, kept, informed)
        except NoDrawsError as error:
            store.notes.append(f"{path}: passed over: {error}")
            continue
        except CannotGoOnError as error:
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


def _candidates(store: DrawsStore, job: UpdateJob) -> list[tuple[Path, dict[str, Any]]]:
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


def _inform_over(job: UpdateJob, spans: list[Span]) -> Informed:
    fusion = fuse_known(job.known, job.campaign, spans)
    return inform(job.known, job.campaign, fusion, job.priors)


def _live_all(job: UpdateJob, informed: Informed) -> LivedHistory:
    """The history from its first day, as a plain assessment runs it."""
    prior = informed.draw(draws=job.options.draws, seed=job.options.seed)
    history = begin_history(informed.campaign, prior, informed.fusion.losses, informed.priors, job.options.seed)
    live(history, informed.campaign, prior, job.how)
    return LivedHistory(history, informed, prior, mean_rates_before(prior.named))


def _keep_and_settle(job: UpdateJob, store: DrawsStore, lived: LivedHistory, steps: tuple[str, ...]) -> Prepared:
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
            "share": share_that_counts(history),
            "steps": list(steps),
        }
        name = hashlib.sha256(json.dumps([job.of, as_of.isoformat()]).encode()).hexdigest()[:24]
        store.keep(name, about, arrays)
    assimilated = settle(history, informed.campaign, lived.prior, job.options.seed)
    return informed.finish(assimilated, seed=job.options.seed, threads=job.options.threads)
