"""The protocol of a task: a specification that travels goes out, a summary that is merged comes back.

A task is a small frozen value: names, seeds, digests, the text of tables. What it computes with, it makes where it
runs, so that no array travels to it, and its summary depends on the specification alone: on any number of workers, in
any order, and however often it is run again because a worker was lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from pyrrhus.errors import PyrrhusError

MOST_TRIES = 3
"""So often a task is begun whose worker is lost each time; then it is the task that is at fault."""
CODE = ("*.py", "*.csv", "*.j2", "*.css", "*.js", "*.json")


class Task(Protocol):
    """A specification. It is pickled, so its class stands in a module that the workers have too."""

    @property
    def name(self) -> str:
        """What the task is called in messages."""
        ...

    def run(self, threads: int | None) -> Any:
        """The summary; `threads` (None: all) changes nothing in it."""
        ...


@dataclass(frozen=True)
class Done:
    """A task that came to an end: its summary, or why there is none. Bytes are those that travelled, 0 in-process."""

    task: Any
    value: Any = None
    failure: str | None = None
    sent_bytes: int = 0
    received_bytes: int = 0


def perform(task: Task, threads: int | None) -> tuple[Any, str | None]:
    """The summary of a task, or why there is none, in words. Only what ends the process is raised."""
    try:
        return task.run(threads), None
    except PyrrhusError as error:
        return None, " ".join(str(error).split())
    except Exception as error:
        return None, f"{type(error).__name__}: {' '.join(str(error).split())}"


def lost(tries: int) -> str:
    """Why there is no summary of a task whose workers were lost."""
    return f"its worker was lost {tries} times: out of memory, or ended from outside"


def run_here(tasks: Iterable[Task], *, threads: int | None = None) -> Iterator[Done]:
    """One task after another in this process, each with all threads."""
    for task in tasks:
        value, failure = perform(task, threads)
        yield Done(task, value, failure)


@cache
def code_print() -> str:
    """Hex digest of the package's code and tables: equal where equal tasks have equal summaries."""
    digest, package = hashlib.sha256(), Path(__file__).parents[1]
    for path in sorted({path for pattern in CODE for path in package.rglob(pattern)}):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
