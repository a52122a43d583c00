"""The command `resume`. Thin, as all of `pyrrhus.cli`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from pyrrhus.present.characters import say


def resume(
    folder: Annotated[
        Path, typer.Argument(metavar="[FOLDER]", help="Where they were run; here if not given.")
    ] = Path(),
    forget: Annotated[bool, typer.Option("--forget", help="Run none, and forget them.")] = False,
) -> None:
    """Run again what was killed or interrupted here: watch, backtest, calibrate, track, decide. What a watch or a
    backtest had finished is kept, and all end as if nothing had been."""
    from pyrrhus.runs.unfinished_commands import list_begun, strike_out

    found, told = list_begun(folder)
    for line in told:
        say(line, err=True)
    if not found:
        say("nothing was begun here that has not ended", err=True)
    worst = 0
    for begun in found:
        if begun.is_running:
            say(f"{begun.words}: still runs, as process {begun.process}", err=True)
        elif forget:
            strike_out(begun.note)
            say(f"{begun.words}: forgotten", err=True)
        elif not begun.folder.is_dir():
            strike_out(begun.note)
            say(f"{begun.words}: its folder {begun.folder} is gone, forgotten", err=True)
        else:
            say(f"{begun.words} (in {begun.folder})", err=True)
            sys.stdout.flush()
            done = subprocess.run([sys.executable, "-m", "pyrrhus", *begun.arguments], cwd=begun.folder, check=False)
            worst = max(worst, done.returncode if done.returncode >= 0 else 128 - done.returncode)
    if worst:
        raise typer.Exit(worst)
