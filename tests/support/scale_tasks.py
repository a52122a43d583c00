"""Tasks that cost nothing, for the engines that run them: workers import them from here."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from pyrrhus.errors import InputError, Problem


@dataclass(frozen=True)
class SumTask:
    """A number from a seed: what any engine must find."""

    seed: int

    @property
    def name(self) -> str:
        return f"sum {self.seed}"

    def run(self, threads: int | None) -> int:
        print("a worker that prints must not speak between frames")
        return sum((self.seed * k) % 7 for k in range(50))


@dataclass(frozen=True)
class FailingTask:
    """Fails in words where `known`, with any error else."""

    known: bool

    @property
    def name(self) -> str:
        return "failing"

    def run(self, threads: int | None) -> int:
        if self.known:
            raise InputError([Problem("map", 3, "is torn", "mend it", "torn")])
        raise ZeroDivisionError("by\nnought")


@dataclass(frozen=True)
class DyingTask:
    """Ends its own process as often as it finds no mark of having done so; `times` marks let it finish."""

    marks: str
    times: int

    @property
    def name(self) -> str:
        return "dying"

    def run(self, threads: int | None) -> str:
        done = len(list(Path(self.marks).iterdir()))
        if done < self.times:
            (Path(self.marks) / str(done)).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return "done in the end"


@dataclass(frozen=True)
class WaitingTask:
    """Says where it runs, and waits until it is told to end (or for good)."""

    folder: str
    number: int

    @property
    def name(self) -> str:
        return f"waiting {self.number}"

    def run(self, threads: int | None) -> int:
        (Path(self.folder) / f"{self.number}.{os.getpid()}").touch()
        while not (Path(self.folder) / "go").exists():
            time.sleep(0.02)
        return self.number * 11
