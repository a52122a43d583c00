"""A town's task with its own processor seconds, in a module that worker processes can import."""

from __future__ import annotations

import time
from dataclasses import dataclass

from pyrrhus.watch.town_task import TownTask


@dataclass(frozen=True)
class TimedTask:
    """A town, and how many processor seconds its run took."""

    town: TownTask

    @property
    def name(self) -> str:
        return self.town.name

    def run(self, threads: int | None) -> tuple[float, int]:
        began = time.process_time()
        files = self.town.run(threads)
        return time.process_time() - began, sum(map(len, files.values()))
