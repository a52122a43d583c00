"""`check`: every problem of a scenario folder, with its file, its line and its fix."""

from __future__ import annotations

from pathlib import Path

from pyrrhus.errors import Problem
from pyrrhus.scenario.checks import REGISTER, Check, run_all
from pyrrhus.scenario.draft import FolderDraft, read_draft


def check(folder: Path | str) -> list[Problem]:
    """Every problem of the folder or workbook at a path, in the order of files and lines. Never raises."""
    return problems_of(read_draft(Path(folder)))


def problems_of(draft: FolderDraft) -> list[Problem]:
    """Every problem of what was read: those of the readers and those of the checks."""
    found = {draft.files.placed(problem) for problem in {*draft.problems, *run_all(draft)}}
    return sorted(found, key=lambda p: (p.file, p.line or 0, p.what, p.check, p.fix))


def errors_among(problems: list[Problem]) -> list[Problem]:
    """Those that stop a run: warnings left out."""
    return [problem for problem in problems if problem.severity == "error"]


def catalogue() -> list[Check]:
    """Every check by name, for the documentation."""
    return sorted(REGISTER.values(), key=lambda entry: entry.name)
