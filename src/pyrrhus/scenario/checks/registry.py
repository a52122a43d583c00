"""The register of checks, from which the documentation is made: a name, what it finds, how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from pyrrhus.errors import Problem
from pyrrhus.scenario.draft import FolderDraft
from pyrrhus.scenario.scenario_file import YAML

Severity = Literal["error", "warning"]
Found = tuple[str, int | None, str, str]
"""File, line, what was found, what to write instead."""


@dataclass(frozen=True)
class Check:
    """A named check. `run` is None where a reader does the work while it reads."""

    name: str
    finds: str
    fix: str
    severity: Severity = "error"
    run: Callable[[FolderDraft], Iterable[Found]] | None = None
    needs: tuple[str, ...] = ()


REGISTER: dict[str, Check] = {}


def check(
    finds: str, fix: str, *, needs: str = "", severity: Severity = "error"
) -> Callable[[Callable[[FolderDraft], Iterable[Found]]], Callable[[FolderDraft], Iterable[Found]]]:
    """Register a function under its own name. `needs`: keys of scenario.yaml and tables that must be readable."""

    def register(function: Callable[[FolderDraft], Iterable[Found]]) -> Callable[[FolderDraft], Iterable[Found]]:
        add(Check(function.__name__, finds, fix, severity, function, tuple(needs.split())))
        return function

    return register


def check_each(find: Callable[..., Iterable[Found]], named: dict[str, tuple[str, str]], *, needs: str = "") -> None:
    """Register checks whose work one function does, given their names: what each finds, and how to mend it."""
    for name, (finds, fix) in named.items():
        run = partial(find, check_name=name)
        run.__module__ = find.__module__
        add(Check(name, finds, fix, run=run, needs=tuple(needs.split())))


def add(entry: Check) -> None:
    """Put a check on the register. Raises ValueError where the name is taken."""
    if entry.name in REGISTER:
        raise ValueError(f"two checks are called {entry.name}")
    REGISTER[entry.name] = entry


def run_all(draft: FolderDraft, *, about: str = "") -> list[Problem]:
    """Every check whose needs are met, over one draft; with `about` those alone whose name begins so."""
    problems = []
    for entry in REGISTER.values():
        if entry.run is None or not entry.name.startswith(about) or not _met(entry, draft):
            continue
        problems += [
            Problem(file, line, what, fix, entry.name, entry.severity) for file, line, what, fix in entry.run(draft)
        ]
    return problems


def _met(entry: Check, draft: FolderDraft) -> bool:
    for need in entry.needs:
        if need in draft.rows:
            if need not in draft.readable:
                return False
        elif need in draft.bad_keys:
            return False
    return True


def at(draft: FolderDraft, path: str) -> tuple[str, int | None]:
    """File and line of a key path of scenario.yaml."""
    return YAML, draft.line(path)
