"""What can go wrong, in words a person can act on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pyrrhus.limits import most, said
from pyrrhus.plain_text import one_line

LONGEST_PLACE, LONGEST_WORDS = 1000, 600


class PyrrhusError(Exception):
    """Base of every error that Pyrrhus raises on purpose; `exit_code` is what the command returns."""

    exit_code = 3


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with the input: where, what, and what to write instead.

    `check` is the name of the check that found it, as listed in the documentation. A warning does not stop a run. With
    `argument` true `file` is the name of an argument of a call, which the command line shows as its option;
    with `sheet` true it names a sheet of a workbook, and `line` a row of it. Whatever of
    the input stands in it is shown clean: on one line, short, without control and direction characters.
    """

    file: str
    line: int | None
    what: str
    fix: str
    check: str = "syntax"
    severity: Literal["error", "warning"] = "error"
    argument: bool = False
    sheet: bool = False

    def __post_init__(self) -> None:
        for name, length in (("file", LONGEST_PLACE), ("what", LONGEST_WORDS), ("fix", LONGEST_WORDS)):
            object.__setattr__(self, name, one_line(getattr(self, name), most=length))

    def __str__(self) -> str:
        mark = ", row " if self.sheet else ":"
        place = self.file if self.line is None else f"{self.file}{mark}{self.line}"
        return f"{place}: {self.what}; {self.fix}"


class InputError(PyrrhusError):
    """The input is wrong: carries every problem that was found, not the first alone."""

    exit_code = 2

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems), key=lambda p: (p.file, p.line or 0, p.what))
        shown = [str(p) for p in self.problems[: most("problems_shown")]]
        if len(self.problems) > len(shown):
            shown.append(f"and {said(len(self.problems) - len(shown), 'problems more')}")
        super().__init__("\n".join(shown))


class RunError(PyrrhusError):
    """The input was fine and the run failed all the same."""
