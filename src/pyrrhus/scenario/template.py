"""`new`: a commented scenario, as a folder or a workbook, that passes every check, to be written over."""

from __future__ import annotations

import os
import re
from importlib.resources import files
from pathlib import Path

from pyrrhus.errors import InputError, Problem
from pyrrhus.files.writer import write_files, write_folder
from pyrrhus.scenario.nearest import shown

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
PLACEHOLDER = "{{NAME}}"


def write_new(name: str, folder: Path | str | None = None) -> Path:
    """Write a new scenario called `name` into `folder` (by default a folder of that name here); returns the folder.

    Raises InputError where the name cannot be one, or where the folder holds something already: nothing is replaced.
    """
    texts = {file: text.encode("utf-8") for file, text in _texts(name).items()}
    target = Path(name) if folder is None else Path(folder)
    return write_folder(target, texts, "new scenario", elsewhere="give another name", replace=False)


def write_new_workbook(name: str, folder: Path | str = ".") -> Path:
    """Write the same scenario as NAME.xlsx into `folder`, with drop-downs and notes; returns the file.

    Raises InputError where the name cannot be one, where there is something of that name, or without openpyxl.
    """
    from pyrrhus.scenario.workbook.workbook_writer import workbook_bytes

    target = Path(folder) / f"{name.removesuffix('.xlsx')}.xlsx"
    content = workbook_bytes(_texts(target.stem))
    if os.path.lexists(target):
        raise InputError([Problem(str(target), None, "is there already", "give another name", "folder_exists")])
    write_files({target: content}, fix="give another name")
    return target


def _texts(name: str) -> dict[str, str]:
    """The files of a new scenario of that name."""
    if NAME.fullmatch(name) is None:
        fix = "write letters, digits and . _ - only, beginning with a letter or a digit"
        raise InputError([Problem(shown(name), None, "cannot be the name of a scenario", fix, "cell_id")])
    return {
        part.name: part.read_text(encoding="utf-8").replace(PLACEHOLDER, name)
        for part in sorted(files("pyrrhus.scenario").joinpath("new_folder").iterdir(), key=lambda entry: entry.name)
        if part.name.endswith((".csv", ".yaml"))
    }
