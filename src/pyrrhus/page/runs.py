"""A what-if as a job: the kept campaigns, the whole change, each change alone; or all of an assessment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pyrrhus.judge.case import Case
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


def run_what_if(store: KeptStore, whole: Scenario, asked: WhatIf) -> Callable[[Job], None]:
    """The work of a what-if: `before` and `after` (cases with their numbers) come first, then `parts` one by one."""

    def work(job: Job) -> None:
        plain = WhatIf(asked.as_of)
        changes = asked.changes()
        runs = 1 + (1 + len(changes) if len(changes) > 1 else len(changes))
        done = [0]

        def forecast(kept: Kept, change: WhatIf, said: str) -> Case:
            size, start = kept.draws, done[0]
            count = [0]

            def advance(amount: int) -> None:
                count[0] += amount
                job.tell(said, (start + count[0] / size) / runs)

            job.tell(said, start / runs)
            found = kept.forecast(change, threads=store.threads, advance=advance)
            done[0] += 1
            return found

        job.tell("weighing the claims and running the history", 0.0)
        check = lambda amount: job.check()  # noqa: E731
        base = store.get(whole, asked.as_of, (), check)
        key = (whole.name, asked.as_of)
        if key not in store.plain:
            case = forecast(base, plain, "as assumed")
            store.keep_plain(key, (case, Numbers.of(case)))
        done[0] = 1
        job.found["before"] = store.plain[key]
        if not changes:
            return
        job.tell("weighing what is left of the claims" if asked.without else "with the changes", done[0] / runs)
        changed = store.get(whole, asked.as_of, asked.without, check)
        after = forecast(changed, replace(asked, without=()), "with the changes")
        numbers = Numbers.of(after)
        job.found["after"] = (after, numbers)
        job.found["parts"] = []
        start = job.found["before"][1].chance
        if len(changes) == 1:
            job.found["parts"] = [RunPart(say_change(changes[0], whole), changes[0], start, numbers.chance)]
            return
        for change in changes:
            kept = store.get(whole, asked.as_of, change.without, check)
            alone = forecast(kept, replace(change, without=()), say_change(change, whole))
            part = RunPart(say_change(change, whole), change, start, float(alone.forecast.cdf(alone.main_event)[-1]))
            job.found["parts"] = [*job.found["parts"], part]

    return work


def run_full(store: KeptStore, whole: Scenario, asked: WhatIf) -> Callable[[Job], None]:
    """The work of a full run: the report and the data of the folder under the what-if."""

    def work(job: Job) -> None:
        from pyrrhus.decide.pairs import RunOptions
        from pyrrhus.pipeline import assess_prepared, default_priors
        from pyrrhus.stages import Clock

        job.tell("weighing the claims and running the history", 0.0)
        kept = store.get(whole, asked.as_of, asked.without, lambda amount: job.check())
        ready = kept.changed(replace(asked, without=()))

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
