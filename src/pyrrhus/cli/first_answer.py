"""The first answer on a terminal, which the full one replaces."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyrrhus.scenario.schema import Scenario

LEAST_TIMES = 3  # a full run of fewer times as many campaigns is itself the first answer
UP_AND_CLEAR = "\x1b[{lines}A\x1b[J"


@contextmanager
def first_answer(
    whole: Scenario, *, quiet: bool, as_of: str | None, horizon: int | None, draws: int, seed: int, threads: int | None
) -> Iterator[None]:
    """Show Q1 and Q2 from few campaigns on stderr while the body runs, and take them away after it.

    Only where a person watches a terminal that can, and the full run is long enough; else nothing at all is done.
    """
    from pyrrhus import first_look as quick

    if quiet or draws < LEAST_TIMES * quick.DRAWS or not is_watched():
        yield
        return
    answers = quick.first_look(whole, as_of=as_of, horizon_days=horizon, draws=quick.DRAWS, seed=seed, threads=threads)
    lines = first_lines([f"{answer.id}  {answer.answer}" for answer in answers], quick.DRAWS)
    sys.stderr.write("\n".join(lines) + "\n")
    sys.stderr.flush()
    try:
        yield
    finally:
        sys.stderr.write(UP_AND_CLEAR.format(lines=len(lines)))
        sys.stderr.flush()


def is_watched() -> bool:
    """Whether both streams are a terminal that can take lines back."""
    return sys.stdout.isatty() and sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def first_lines(texts: list[str], draws: int) -> list[str]:
    """The texts wrapped to the terminal, below a line that says what they are."""
    import shutil
    import textwrap

    from pyrrhus.present.characters import visible

    width = max(20, min(shutil.get_terminal_size().columns, 100) - 1)
    head = f"first answer, from {draws:,} campaigns; the full one follows"
    said = [head, *(visible(text).replace("\n", " ") for text in texts)]
    return [line for text in said for line in textwrap.wrap(text, width, subsequent_indent="    ")]
