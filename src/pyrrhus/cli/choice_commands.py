"""What each side could do: `decide` and `explain`. Thin, as all of `pyrrhus.cli`."""

from __future__ import annotations

from pyrrhus.cli.output_forms import Format, show
from pyrrhus.cli.shared_options import (
    DEFAULT_SEED,
    AsOf,
    DrawCount,
    EngineOptions,
    Form,
    Horizon,
    ScenarioArgument,
    Seed,
    Threads,
)


def decide(
    scenario: ScenarioArgument,
    as_of: AsOf = None,
    horizon: Horizon = None,
    draws: DrawCount = 2000,
    seed: Seed = DEFAULT_SEED,
    form: Form = Format.table,
    *,
    engine: EngineOptions,
) -> None:
    """Every pair of policies of both sides: regret, equilibrium, the best date to leave, what it is worth to know."""
    from pyrrhus import commands
    from pyrrhus.present.progress import show_progress

    with show_progress(form is not Format.table) as told:
        found = commands.decide(
            scenario,
            as_of=as_of,
            horizon_days=horizon,
            draws=draws,
            seed=seed,
            threads=engine.threads,
            on_progress=told,
            engine=engine.to_engine(),
        )
    from pyrrhus.present.decision_table import decision_csv, print_decision

    document = found.to_dict()
    show(
        form,
        document,
        lambda: decision_csv(document),
        lambda console: print_decision(document, found.explain(), found.about(), console),
    )


def explain(
    scenario: ScenarioArgument,
    as_of: AsOf = None,
    horizon: Horizon = None,
    draws: DrawCount = 2000,
    seed: Seed = DEFAULT_SEED,
    threads: Threads = None,
) -> None:
    """What drives the answer, and what would change it."""
    from rich.console import Console

    from pyrrhus import commands
    from pyrrhus.present.decision_table import print_explanation
    from pyrrhus.present.progress import show_progress

    with show_progress(False) as told:
        found = commands.explain(
            scenario, as_of=as_of, horizon_days=horizon, draws=draws, seed=seed, threads=threads, on_progress=told
        )
    print_explanation(found, Console())
