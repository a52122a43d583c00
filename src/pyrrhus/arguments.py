"""Arguments that calls and commands share: days and numbers, checked once, with errors that name the argument."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import ParamSpec, TypeVar

from pyrrhus.errors import InputError, Problem

DEFAULT_SEED = 7
FEWEST_DRAWS, MOST_DRAWS = 20, 10_000_000
LARGEST_SEED = 2**32 - 1
LONGEST_HORIZON_DAYS = 1000


P = ParamSpec("P")
R = TypeVar("R")


def renamed(**names: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a function take a parameter by its old name, given as old="new", for one version and with a warning."""

    def wrapped(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def taking_old_names(*args: P.args, **kwargs: P.kwargs) -> R:
            for old in names.keys() & kwargs.keys():
                warnings.warn(f"{old}= is now called {names[old]}=", FutureWarning, stacklevel=2)
                kwargs[names[old]] = kwargs.pop(old)
            return function(*args, **kwargs)

        return taking_old_names

    return wrapped


def wrong_argument(name: str, what: str, fix: str, check: str) -> Problem:
    """A problem of an argument by its name in Python."""
    return Problem(name, None, what, fix, check, argument=True)


def as_date(value: date | str | None, name: str = "as_of") -> date | None:
    """A day, given as one or as YYYY-MM-DD. Raises InputError."""
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        fix = "write a day as YYYY-MM-DD, for one 2023-03-01"
        raise InputError([wrong_argument(name, f"'{value[:40]}' is not a date", fix, "as_of_date")]) from None


def check_numbers(*, draws: int, seed: int, horizon_days: int | None) -> None:
    """Raise InputError with every number that is out of its range."""
    ranges = (
        ("draws", draws, FEWEST_DRAWS, MOST_DRAWS, f"{draws} draws", "draws"),
        ("seed", seed, 0, LARGEST_SEED, f"the seed is {seed}", "seed"),
        ("horizon_days", horizon_days, 1, LONGEST_HORIZON_DAYS, f"the horizon is {horizon_days} days", "horizon"),
    )
    problems = [
        wrong_argument(name, what, f"write a number from {low} to {high}", check)
        for name, value, low, high, what, check in ranges
        if value is not None and not low <= value <= high
    ]
    if problems:
        raise InputError(problems)
