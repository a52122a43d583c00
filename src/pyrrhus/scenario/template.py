"""`new`: a commented scenario folder that passes every check, to be written over."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from pyrrhus.errors import InputError, Problem
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
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise InputError(
                [
                    Problem(
                        str(target),
                        None,
                        "is there already and is not an empty folder",
                        "give another name, or remove it first",
                        "folder_exists",
                    )
                ]
            )
        target.mkdir(parents=True, exist_ok=True)
        for part in sorted(files("pyrrhus.scenario").joinpath("new_folder").iterdir(), key=lambda entry: entry.name):
            if part.name.endswith((".csv", ".yaml")):
                text = part.read_text(encoding="utf-8").replace(PLACEHOLDER, name)
                (target / part.name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(
            [
                Problem(
                    str(target),
                    None,
                    f"cannot be written ({error.strerror or error})",
                    "choose a folder that you may write to",
                    "file_unreadable",
                )
            ]
        ) from None
    return target
