"""Every pair of policies of both sides compared, and what drives the choice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyrrhus.arguments import DEFAULT_SEED, as_date, check_numbers
from pyrrhus.pipeline import default_priors
from pyrrhus.scenario.load import load
from pyrrhus.scenario.schema import Scenario
from pyrrhus.stages import Progress

if TYPE_CHECKING:
    from pyrrhus.decide.decision import Decision
    from pyrrhus.decide.every_pair import Asked
    from pyrrhus.scale.engines import Engine


def decide(
    scenario: Scenario | str | Path,
    *,
    as_of: date | str | None = None,
    horizon_days: int | None = None,
    draws: int = 2000,
    seed: int = DEFAULT_SEED,
    threads: int | None = None,
    engine: Engine | None = None,
    on_progress: Progress | None = None,
) -> Decision:
    """Compare every pair of policies of both sides as of a date, on common random numbers; `engine` says where pairs
    are run, and changes no result."""
    from pyrrhus.decide.every_pair import decide as compare_all

    whole, asked = _asked(scenario, as_of, horizon_days, draws, seed, threads, on_progress)
    return compare_all(whole, replace(asked, engine=engine))


def explain(
    scenario: Scenario | str | Path,
    *,
    as_of: date | str | None = None,
    horizon_days: int | None = None,
    draws: int = 2000,
    seed: int = DEFAULT_SEED,
    threads: int | None = None,
    on_progress: Progress | None = None,
) -> dict[str, Any]:
    """What drives the choice between holding and leaving, and what would change it, as plain data."""
    from pyrrhus.decide.every_pair import explain as find_drivers

    return find_drivers(*_asked(scenario, as_of, horizon_days, draws, seed, threads, on_progress))


def _asked(
    scenario: Scenario | str | Path,
    as_of: date | str | None,
    horizon_days: int | None,
    draws: int,
    seed: int,
    threads: int | None,
    on_progress: Progress | None,
) -> tuple[Scenario, Asked]:
    """A loaded scenario, and how a decision on it is asked for: numbers checked, priors of its vintage."""
    from pyrrhus.decide.every_pair import Asked
    from pyrrhus.scenario.as_of import as_of as gate

    check_numbers(draws=draws, seed=seed, horizon_days=horizon_days)
    whole = load(scenario)
    day = as_date(as_of) or whole.file.as_of
    priors, _ = default_priors(gate(whole, day), day)
    return whole, Asked(day, horizon_days, draws, seed, priors, threads, on_progress=on_progress)
