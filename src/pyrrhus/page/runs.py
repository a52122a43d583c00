"""A what-if as a job: the kept campaigns, the whole change, each change alone; or all of an assessment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pyrrhus.judge.case import Case
from pyrrhus.page.claim_edits import NO_EDITS
from pyrrhus.page.fused_rows import fused_rows
from pyrrhus.page.jobs import Job
from pyrrhus.page.kept import Kept, KeptStore
from pyrrhus.page.levers import WhatIf, say_change
from pyrrhus.page.strip import Numbers
from pyrrhus.scenario.schema import Scenario


@dataclass(frozen=True)
class RunPart:
    """What one change does alone to the chance of the fall."""

    words: str
    change: WhatIf
    before: float
    after: float


FIRST_DRAWS = 500


def run_what_if(store: KeptStore, whole: Scenario, asked: WhatIf) -> Callable[[Job], None]:
    """The work of a what-if: the claims weighed (`fused`), `before` and `after` (cases with their numbers) by some of
    the campaigns and then by all, and last `parts` one by one."""

    def work(job: Job) -> None:
        changes = asked.changes()
        steps = _Steps(job, 2 + (len(changes) if len(changes) > 1 else 0))
        steps.begin("weighing the claims and running the history")
        if asked.claims != NO_EDITS:
            job.found["fused"] = fused_rows(store, whole, asked)
        base = store.get(whole, asked.as_of, NO_EDITS, steps.history(store.draws))
        if not changes:
            job.found["before"] = _plain(store, base, whole, asked, store.draws, steps)
            return
        edited = replace(asked, claims=NO_EDITS)
        steps.begin("weighing the claims as changed" if asked.claims != NO_EDITS else "with the changes")
        changed = store.get(whole, asked.as_of, asked.claims, steps.history(store.draws))
        steps.begin("with the changes")
        numbers = None
        for most in sorted({min(FIRST_DRAWS, store.draws), store.draws}):
            before = _plain(store, base, whole, asked, most, steps)
            case = changed.forecast(edited, most=most, threads=store.threads, advance=steps.run(most))
            same = asked.claims == NO_EDITS
            bare = np.array(before[1].bare) if same else changed.bare(edited, most=most, threads=store.threads)
            numbers = Numbers.of(case, bare)
            ended = {"parts": []} if most == store.draws else {}
            job.found |= {"before": before, "after": (case, numbers), "draws": most, **ended}
        assert numbers is not None
        if len(changes) == 1:
            start = job.found["before"][1].chance
            job.found["parts"] = [RunPart(say_change(changes[0], whole), changes[0], start, numbers.chance)]
            return
        for change in changes:
            job.found["parts"] = [*job.found["parts"], _part(store, whole, change, job, steps)]

    return work


class _Steps:
    """How far a job is: so many steps of about the same length, each with its own share done."""

    def __init__(self, job: Job, steps: int) -> None:
        self.job, self.steps, self.done, self.said = job, steps, -1, ""

    def begin(self, said: str) -> None:
        self.done, self.said = min(self.done + 1, self.steps - 1), said
        self.job.tell(said, self.done / self.steps)

    def run(self, size: int) -> Callable[[int], None]:
        """What a run of so many campaigns tells; it ends the job where that was asked for."""
        count = [0]

        def advance(amount: int) -> None:
            count[0] += amount
            self.job.tell(self.said, (self.done + min(count[0] / size, 1.0)) / self.steps)

        return advance

    history = run


def _plain(
    store: KeptStore, base: Kept, whole: Scenario, asked: WhatIf, most: int, steps: _Steps
) -> tuple[Case, Numbers, dict[str, Any]]:
    """The forecast as assumed, by at most so many campaigns, with room for what is drawn of it: kept, since every
    what-if of the day stands beside it."""
    key = (whole.name, asked.as_of, most)
    if key not in store.plain:
        case = base.forecast(WhatIf(asked.as_of), most=most, threads=store.threads, advance=steps.run(most))
        bare = base.bare(WhatIf(asked.as_of), most=most, threads=store.threads)
        store.keep_plain(key, (case, Numbers.of(case, bare), {}))
    return store.plain[key]


def _part(store: KeptStore, whole: Scenario, change: WhatIf, job: Job, steps: _Steps) -> RunPart:
    """What one change does alone."""
    words = say_change(change, whole)
    steps.begin(words)
    kept = store.get(whole, change.as_of, change.claims, steps.history(store.draws))
    alone = kept.forecast(replace(change, claims=NO_EDITS), threads=store.threads, advance=steps.run(store.draws))
    chance = float(alone.forecast.cdf(alone.main_event)[-1])
    return RunPart(words, change, job.found["before"][1].chance, chance)


def run_full(store: KeptStore, whole: Scenario, asked: WhatIf) -> Callable[[Job], None]:
    """The work of a full run: the report and the data of the folder under the what-if."""

    def work(job: Job) -> None:
        from pyrrhus.decide.pairs import RunOptions
        from pyrrhus.pipeline import assess_prepared, default_priors
        from pyrrhus.stages import Clock

        job.tell("weighing the claims and running the history", 0.0)
        kept = store.get(whole, asked.as_of, asked.claims, lambda amount: job.check())
        ready = kept.changed(replace(asked, claims=NO_EDITS))

        def told(stage: str, done: int, total: int) -> None:
            job.tell(f"{stage} of the full run", done / max(total, 1))

        clock = Clock(told)
        found = assess_prepared(
            whole,
            ready,
            RunOptions(kept.days, kept.seed, ready.population, store.threads, on_progress=clock.advance),
            vintage=default_priors(ready.scenario, asked.as_of)[1],
            clock=clock,
            command=f"pyrrhus serve, what if {asked.address()}",
        )
        job.found["report"] = found.to_html()
        job.found["data"] = found.to_json()

    return work
