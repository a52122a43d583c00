"""Stages of a run: told to whoever shows them, and timed for lineage.json."""

from __future__ import annotations

import time
from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""


class Clock:
    """Times the stages and passes progress on; nothing of it enters a result but lineage.json."""

    def __init__(self, on_progress: Progress | None) -> None:
        self.on_progress = on_progress
        self.stage = ""
        self.total = self.done = 0
        self.started = time.perf_counter()
        self.seconds: dict[str, float] = {}

    def begin(self, stage: str, total: int = 1) -> None:
        self._end()
        self.stage, self.total, self.done, self.started = stage, total, 0, time.perf_counter()
        if self.on_progress:
            self.on_progress(stage, 0, total)

    def advance(self, amount: int) -> None:
        self.done += amount
        if self.on_progress:
            self.on_progress(self.stage, self.done, self.total)

    def _end(self) -> None:
        if self.stage:
            self.seconds[self.stage] = round(time.perf_counter() - self.started, 3)
            if self.on_progress:
                self.on_progress(self.stage, self.total, self.total)

    def finish(self) -> dict[str, float]:
        self._end()
        return self.seconds
