"""What a cell of a table, or a scalar of the YAML file, may say: numbers, dates, yes or no, lists of names."""

from __future__ import annotations

import calendar
import math
import re
from datetime import date
from functools import lru_cache

from pyrrhus.limits import most
from pyrrhus.scenario.nearest import shown

NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:[ ,'’_\u00a0\u202f\u2009][0-9]{3})+(?:\.[0-9]+)?")
POINTED_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]*)?")
DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
YES = frozenset({"yes", "true", "1", "y"})
NO = frozenset({"no", "false", "0", "n"})


class CellError(ValueError):
    """A cell that cannot be read: what was found, what to write instead, and the name of the check."""

    def __init__(self, what: str, fix: str, check: str) -> None:
        super().__init__(what)
        self.what, self.fix, self.check = what, fix, check


@lru_cache(maxsize=65536)
def number(text: str) -> float:
    """A finite number written with a decimal point and no separators. Raises CellError."""
    if len(text) > most("number_digits"):
        raise CellError(
            f"'{shown(text, most=20)}' has {len(text):,} characters", "write a rounded number", "cell_number"
        )
    if NUMBER.fullmatch(text):
        value = float(text)
        if math.isfinite(value):
            return value
        raise CellError(f"'{shown(text)}' is too large for a number", "write a finite number", "cell_number")
    if THOUSANDS.fullmatch(text):
        plain = re.sub(r"[^0-9.+-]", "", text)
        raise CellError(f"'{shown(text)}' has a thousands separator", f"write {plain}", "cell_number")
    if POINTED_THOUSANDS.fullmatch(text):
        whole = text.partition(",")[0].replace(".", "")
        raise CellError(f"'{shown(text)}' has points between its thousands", f"write {whole}", "cell_number")
    if DECIMAL_COMMA.fullmatch(text):
        raise CellError(f"'{shown(text)}' has a decimal comma", f"write {text.replace(',', '.')}", "cell_number")
    if text.endswith("%") and NUMBER.fullmatch(text[:-1].strip()):
        share = float(text[:-1]) / 100
        raise CellError(f"'{shown(text)}' is a percentage", f"write the share {share:g}", "cell_number")
    if text.lower().strip("+-") in ("nan", "inf", "infinity", "na", "n/a", "none", "null", "-", "?", "unknown"):
        raise CellError(
            f"'{shown(text)}' is not a number",
            "write a number, or leave the cell empty if it is unknown",
            "cell_number",
        )
    raise CellError(
        f"'{shown(text)}' is not a number", "write digits with a decimal point, such as 1250 or 0.4", "cell_number"
    )


def count(text: str) -> None:
    """Refuse the writing of a count that is a thousand in one country and a fraction in another. Raises CellError."""
    if NUMBER.fullmatch(text) and POINTED_THOUSANDS.fullmatch(text):
        whole, part = text.replace(".", ""), float(text)
        raise CellError(
            f"'{shown(text)}' is {int(whole):,} to some and {part:g} to others",
            f"write {whole} if the point stands between thousands, {part:g} if it is a decimal point",
            "cell_count",
        )


@lru_cache(maxsize=65536)
def day(text: str, *, partial: str | None = None) -> date:
    """A date as YYYY-MM-DD; a month or a year counts as its `partial` ("first" or "last") day. Raises CellError."""
    match = DATE.fullmatch(text)
    if match is None:
        raise CellError(f"'{shown(text)}' is not a date", "write YYYY-MM-DD, such as 2023-03-01", "cell_date")
    year, month = int(match[1]), int(match[2] or 1)
    try:
        first = date(year, month, int(match[3] or 1))
    except ValueError:
        raise CellError(
            f"'{shown(text)}' is not a day of the calendar", "write a day that exists, as YYYY-MM-DD", "cell_date"
        ) from None
    if match[3]:
        return first
    if partial is None:
        raise CellError(f"'{shown(text)}' does not name a day", "write the whole date as YYYY-MM-DD", "cell_date")
    if partial == "first":
        return first
    last_month = month if match[2] else 12
    return date(year, last_month, calendar.monthrange(year, last_month)[1])


def yes_no(text: str) -> bool:
    """Yes or no. Raises CellError."""
    word = text.lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise CellError(f"'{shown(text)}' is neither yes nor no", "write yes or no", "cell_yes_no")


def names(text: str) -> tuple[str, ...]:
    """A list of names in one cell, separated by semicolons (or upright bars)."""
    return tuple(part.strip() for part in re.split(r"[;|]", text) if part.strip())
