"""`new`: a commented scenario folder that passes every check, to be written over."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from pyrrhus.errors import InputError, Problem
from pyrrhus.files.writer import write_folder
from pyrrhus.scenario.nearest import shown

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
PLACEHOLDER = "{{NAME}}"


def write_new(name: str, folder: Path | str | None = None) -> Path:
    """Write a new scenario called `name` into `folder` (by default a folder of that name here); returns the folder.

    Raises InputError where the name cannot be one, or where the folder holds something already: nothing is replaced.
    """
    if NAME.fullmatch(name) is None:
        fix = "write letters, digits and . _ - only, beginning with a letter or a digit"
        raise InputError([Problem(shown(name), None, "cannot be the name of a scenario", fix, "cell_id")])
    target = Path(name) if folder is None else Path(folder)
    texts = {
        part.name: part.read_text(encoding="utf-8").replace(PLACEHOLDER, name).encode("utf-8")
        for part in sorted(files("pyrrhus.scenario").joinpath("new_folder").iterdir(), key=lambda entry: entry.name)
        if part.name.endswith((".csv", ".yaml"))
    }
    return write_folder(target, texts, "new scenario", elsewhere="give another name", replace=False)
