"""Where tasks are run: threads of this process, processes of this machine, or Dask's workers."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from pyrrhus.arguments import wrong_argument
from pyrrhus.errors import InputError
from pyrrhus.scale.tasks import Done, Task, run_here

EngineKind = Literal["threads", "processes", "dask"]


@dataclass(frozen=True)
class Engine:
    """Where tasks are run; it changes no result. `threads` are those of a task run in this process, `workers` the
    processes of this machine (None: one for each processor), `scheduler` the address of Dask's.
    """

    kind: EngineKind = "threads"
    workers: int | None = None
    scheduler: str | None = None
    threads: int | None = None

    def check(self) -> None:
        """Raise InputError where these do not go together."""
        wrong = []
        if self.kind not in get_args(EngineKind):
            fix = f"write {' or '.join(get_args(EngineKind))}"
            wrong.append(wrong_argument("engine", f"there is no engine '{str(self.kind)[:20]}'", fix, "engine"))
        if self.workers is not None and self.workers < 1:
            wrong.append(wrong_argument("workers", f"{self.workers} workers", "write 1 or more", "workers"))
        if self.scheduler is not None and self.kind != "dask":
            wrong.append(wrong_argument("scheduler", "is Dask's", "write --engine dask beside it", "scheduler"))
        if wrong:
            raise InputError(wrong)

    def run(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """The tasks, in the order in which they end. Specifications are taken as they are needed."""
        self.check()
        workers = self.workers or os.cpu_count() or 1
        if self.kind == "dask":
            from pyrrhus.scale.dask_workers import run_on_dask

            return run_on_dask(tasks, scheduler=self.scheduler, workers=workers)
        if self.kind == "processes":
            from pyrrhus.scale.processes import run_on_processes

            return run_on_processes(tasks, workers=workers)
        return run_here(tasks, threads=self.threads)
