"""An analyst's own runs: kept, compared, replayed through time."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyrrhus.arguments import DEFAULT_SEED, as_date, check_numbers, wrong_argument
from pyrrhus.errors import InputError, Problem
from pyrrhus.scenario.load import load
from pyrrhus.scenario.schema import Scenario
from pyrrhus.stages import Progress

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyrrhus.pipeline import Assessment
    from pyrrhus.runs.comparison import Comparison
    from pyrrhus.runs.track import Track
    from pyrrhus.scale.engines import Engine


def record_assessment(found: Assessment, folder: Path, written_to: Path) -> str | None:
    """Keep a run in the user's own record; why it was not kept, None where it was. Never raises, never waits long."""
    from pyrrhus.runs.store import record_run

    return record_run(
        found.to_json().encode("utf-8"),
        folder,
        command=found.findings.lineage.get("command", ""),
        written_to=written_to,
    )


def change_settings(scenario: Scenario | str | Path, settings: Mapping[str, Any]) -> Scenario:
    """A scenario with settings of scenario.yaml changed, for `assess`, `compare` and the others: each key as in the
    file (`policies.defender`, `parameters.artillery_reach_km`, `changes`) with its value. Raises InputError where it
    does not hold. The SHA-256 of its inputs is another than the file's, so that no result passes for one of the file.
    """
    from pyrrhus.runs.ends import change_settings as change

    return change(load(scenario), settings)


def compare(
    before: Scenario | str | Path,
    after: Scenario | str | Path | None = None,
    *,
    settings: Sequence[str] = (),
    horizon_days: int | None = None,
    draws: int = 2000,
    seed: int = DEFAULT_SEED,
    threads: int | None = None,
    on_progress: Progress | None = None,
) -> Comparison:
    """What moved between two assessments and why. Each is `SCENARIO`, `SCENARIO@DATE`, a folder that `assess` wrote,
    `run:NUMBER` or a loaded scenario; without `after`, the first with `settings` of scenario.yaml changed
    (`KEY=VALUE`)."""
    from pyrrhus.runs.compare import compare as exchange
    from pyrrhus.runs.ends import find_end, what_if

    check_numbers(draws=draws, seed=seed, horizon_days=horizon_days)
    if after is None and not settings:
        fix = "name a second one, or what to change with --set KEY=VALUE"
        raise InputError([Problem("compare", None, "there is nothing to compare with", fix, "compare")])
    first = find_end(before, horizon_days=horizon_days)
    second = first if after is None else find_end(after, horizon_days=horizon_days)
    return exchange(
        first,
        what_if(second, settings) if settings else second,
        draws=draws,
        seed=seed,
        threads=threads,
        on_progress=on_progress,
    )


def track(
    scenario: Scenario | str | Path,
    *,
    every_days: int = 7,
    since: date | str | None = None,
    until: date | str | None = None,
    outcome: date | str | None = None,
    draws: int = 400,
    seed: int = DEFAULT_SEED,
    threads: int | None = None,
    engine: Engine | None = None,
    on_progress: Progress | None = None,
) -> Track:
    """The probability of the fall through time, replayed from a folder alone, scored where its outcome is known;
    `engine` says where dates are run, and changes no result."""
    from pyrrhus.runs.track import track as replay_dates
    from pyrrhus.scale.engines import Engine

    check_numbers(draws=draws, seed=seed, horizon_days=None)
    if every_days < 1:
        raise InputError([wrong_argument("every_days", f"{every_days} days", "write a number from 1", "every")])
    whole = load(scenario)
    return replay_dates(
        whole,
        every_days=every_days,
        since=as_date(since, "since"),
        until=as_date(until, "until"),
        outcome=as_date(outcome, "outcome"),
        draws=draws,
        seed=seed,
        engine=engine or Engine(threads=threads),
        on_progress=on_progress,
    )
