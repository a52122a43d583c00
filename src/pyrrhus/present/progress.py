"""A bar for each stage on stderr, where a person watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def show_progress(quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar for each stage on stderr, where a person watches."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    words = {
        "read": "reading the folder",
        "claims": "weighing the claims",
        "ground": "laying out the ground",
        "history": "running the history",
        "forecast": "running the forecast",
        "decisions": "comparing policies",
        "answers": "answering",
        "vintages": "fitting vintages",
        "mechanism": "asking the question",
        "exchanges": "exchanging inputs",
        "track": "replaying dates",
        "towns": "assessing towns",
    }
    columns = (TextColumn("{task.description:<24}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def told(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(words.get(stage, stage), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield told
