"""Why an input is not read, before it is known in which file's name that is told."""

from __future__ import annotations

from pyrrhus.errors import Problem
from pyrrhus.limits import LIMITS, said


class Refused(ValueError):
    """An input that is not read: what was found, what to write instead, the name of the check, and the line if any."""

    def __init__(self, what: str, fix: str, check: str, line: int | None = None) -> None:
        super().__init__(what)
        self.what, self.fix, self.check, self.line = what, fix, check, line

    def problem(self, file: str) -> Problem:
        """The same as a problem of a file."""
        return Problem(file, self.line, self.what, self.fix, self.check)


def too_much(limit: str, found: int | None = None, *, check: str = "limit", line: int | None = None) -> Refused:
    """The refusal of what passes a limit; `found` is how much there is, None where that was not counted to its end."""
    row = LIMITS[limit]
    largest = said(row.most, row.unit)
    what = f"has more than {largest}" if found is None else f"has {said(found, row.unit)}; the most is {largest}"
    return Refused(what, row.instead, check, line)
