"""A run made again from the record: byte-equal, or what differs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyrrhus.runs.ends import scenario_of
from pyrrhus.runs.store import Run, find_run
from pyrrhus.stages import Progress

MOST_NAMED = 8


@dataclass(frozen=True)
class Replayed:
    """A run and its repetition: `differs` names the keys of assessment.json that are not the same, `document` is the
    new one."""

    run: Run
    differs: tuple[str, ...]
    document: Mapping[str, Any]

    @property
    def is_same(self) -> bool:
        return not self.differs


def replay(number: int, *, threads: int | None = None, on_progress: Progress | None = None) -> Replayed:
    """Make a run again from the inputs on record, with its date, horizon, draws and seed. Raises InputError."""
    from pyrrhus.pipeline import assess

    run = find_run(number)
    with scenario_of(run) as scenario:
        found = assess(
            scenario,
            as_of=run.as_of,
            horizon_days=run.horizon_days,
            draws=run.draws,
            seed=run.seed,
            threads=threads,
            on_progress=on_progress,
        )
    document = json.loads(found.to_json())
    return Replayed(run, tuple(differing(run.document, document)), document)


def differing(one: Any, other: Any, path: str = "") -> list[str]:
    """The paths of values that are not equal in two documents."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        keys = [*one, *(key for key in other if key not in one)]
        inner = [differing(one.get(k), other.get(k), f"{path}.{k}" if path else str(k)) for k in keys]
        return [name for names in inner for name in names]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        rows = zip(one, other, strict=True)
        return [name for i, (a, b) in enumerate(rows) for name in differing(a, b, f"{path}[{i}]")]
    return [] if one == other else [path]
