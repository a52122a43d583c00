"""Where a result comes from: inputs, versions, command, seconds by stage. Nothing of it enters any other file."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from typing import Any

from pyrrhus.scenario.schema import Scenario

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""


def write_lineage(scenario: Scenario, document: dict[str, Any], command: str, clock: Clock) -> dict[str, Any]:
    import numba
    import numpy

    return {
        "format": "pyrrhus-lineage/1",
        "scenario": scenario.name,
        "inputs_sha256": document["inputs_sha256"],
        "versions": {
            "pyrrhus": document["version"], "python": platform.python_version(), "numpy": numpy.__version__,
            "numba": numba.__version__,
        },
        "machine": f"{platform.system()} {platform.machine()}",
        "vintage": document["vintage"], "seed": document["seed"], "draws": document["draws"],
        "as_of": document["as_of"], "horizon_days": document["horizon_days"],
        "command": command or "pyrrhus.assess",
        "seconds_by_stage": clock.finish(),
    }  # fmt: skip


class Clock:
    """Times the stages and passes progress on; nothing of it enters a result but lineage.json."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress = progress
        self.stage = ""
        self.total = self.done = 0
        self.started = time.perf_counter()
        self.seconds: dict[str, float] = {}

    def begin(self, stage: str, total: int = 1) -> None:
        self._end()
        self.stage, self.total, self.done, self.started = stage, total, 0, time.perf_counter()
        if self.progress:
            self.progress(stage, 0, total)

    def advance(self, amount: int) -> None:
        self.done += amount
        if self.progress:
            self.progress(self.stage, self.done, self.total)

    def _end(self) -> None:
        if self.stage:
            self.seconds[self.stage] = round(time.perf_counter() - self.started, 3)
            if self.progress:
                self.progress(self.stage, self.total, self.total)

    def finish(self) -> dict[str, float]:
        self._end()
        return self.seconds
