"""Numbers of a workbook as the text that a person sees: dates as YYYY-MM-DD, decimals as the cell's format has them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from pyrrhus.inputs.refusal import Refused

# Formats that have a number instead of a code (ECMA-376 part 1, 18.8.30). Those of East Asia are dates too.
DAYS_BUILT_IN = {14, 15, 16, 22, *range(27, 32), 36, *range(50, 55), 57, 58}
BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 17: "mmm-yy"} | dict.fromkeys(DAYS_BUILT_IN, "yyyy-mm-dd")
NOT_CODE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
DECIMALS = re.compile(r"(?:#,##)?0(?:\.(0+))?$")
FIRST_DAYS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
LEAP_DAY_THAT_WAS_NOT = 60  # 29 February 1900, which the first spreadsheets counted
LAST_SERIAL = 2_958_465  # 31 December 9999


def number_text(text: str, code: str, *, since_1904: bool = False) -> str:
    """The number of a cell, by the code of its format: as a date, with the decimals of the format, or as it is.

    A format never takes digits away. Raises Refused for a number that is none, or a date outside the calendar.
    """
    try:
        value = float(text)
    except ValueError:
        raise Refused(f"holds '{text[:20]}', which is no number", "write the number again", "cell_number") from None
    plain = NOT_CODE.sub("", code.split(";")[0]).strip().lower()
    kind = _kind_of_date(plain)
    if kind:
        return _date_text(value, kind, since_1904)
    found = DECIMALS.match(plain)
    if found:
        shown = f"{value:.{len(found[1] or '')}f}"
        if float(shown) == value:
            return shown
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"


def _kind_of_date(code: str) -> str:
    """day, month or year: the finest that a format shows; nothing where it is no date."""
    if "d" in code:
        return "day"
    if "y" in code:
        return "month" if "m" in code else "year"
    return ""


def _date_text(value: float, kind: str, since_1904: bool) -> str:
    if not 1 <= value <= LAST_SERIAL:
        raise Refused(f"holds the date number {value:g}", "write a day as YYYY-MM-DD", "cell_date")
    days = int(value) + (1 if not since_1904 and value < LEAP_DAY_THAT_WAS_NOT else 0)
    on = FIRST_DAYS[since_1904] + timedelta(days=days)
    if kind == "month":
        return f"{on:%Y-%m}"
    if kind == "year":
        return f"{on:%Y}"
    seconds = round((value - int(value)) * 86_400)
    return on.isoformat() if not seconds else (datetime(on.year, on.month, on.day) + timedelta(0, seconds)).isoformat()
