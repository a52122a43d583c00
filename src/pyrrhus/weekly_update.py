"""An assessment that goes on from the draws of the last one, where inputs only grew since: `pyrrhus assess --update`.

Its draws depend on what was kept, so it is not a function of scenario, date and seed alone, as `assess` is: it is equal
to that within Monte Carlo error. What it started from stands in lineage.json.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyrrhus.arguments import DEFAULT_SEED, check_numbers
from pyrrhus.decide.pairs import RunOptions
from pyrrhus.filter.update import prepare_update
from pyrrhus.filter.update_job import UpdateOptions
from pyrrhus.pipeline import DEFAULT_DRAWS, Assessment, assess_prepared, let_through
from pyrrhus.scenario.load import load
from pyrrhus.scenario.schema import Scenario
from pyrrhus.stages import Clock, Progress


@dataclass(frozen=True)
class UpdatedAssessment:
    """An assessment, the date of the kept draws that it started from (None: it was run from the first day), and what a
    user should be told of that."""

    assessment: Assessment
    started_from: date | None
    notes: tuple[str, ...]


def assess_update(
    scenario: Scenario | str | Path,
    *,
    as_of: date | str | None = None,
    horizon_days: int | None = None,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    threads: int | None = None,
    verify: bool = False,
    on_progress: Progress | None = None,
    command: str = "",
) -> UpdatedAssessment:
    """Assess a battle as `assess` does, from draws that were kept where that is right; the new ones are kept.

    Raises InputError with every problem of the input. A store that cannot be used changes no answer, and is noted.
    """
    clock = Clock(on_progress)
    check_numbers(draws=draws, seed=seed, horizon_days=horizon_days)
    clock.begin("read")
    whole = load(scenario)
    public = let_through(whole, as_of)
    found = prepare_update(
        whole,
        as_of=public.day,
        priors=public.priors,
        options=UpdateOptions(draws, seed, threads, verify=verify),
        begin=clock.begin,
        advance=clock.advance,
    )
    days = horizon_days or public.known.file.horizon_days
    assessment = assess_prepared(
        whole,
        found.ready,
        RunOptions(days, seed, found.ready.population, threads, None, clock.advance),
        vintage=public.vintage,
        clock=clock,
        verify=verify,
        command=command or "pyrrhus.weekly_update.assess_update",
    )
    started = None if found.started_from is None else found.started_from.isoformat()
    assessment.findings.lineage["history"] = {"started_from": started, "steps": list(found.steps), "why": found.why}
    if started is None:
        told = f"the history was run from its first day: {found.why}"
    else:
        told = f"the history goes on from the draws kept of {started}"
    return UpdatedAssessment(assessment, found.started_from, (*found.notes, told))
