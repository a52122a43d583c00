"""The day in the name of a file or folder, in the ways that publishers write it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-z]*"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_SPLIT = r"[-_. ]?"
# The first that fits counts: year first, day and month's name, month's name and day, day first with dots.
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}{_SPLIT}(?P<number>\d\d){_SPLIT}(?P<day>\d\d)(?!\d)",
        rf"(?<!\d)(?P<day>\d\d?)[-_. ]*{_MONTH}[-_. ]*{_YEAR}(?!\d)",
        rf"{_MONTH}[-_. ]*(?P<day>\d\d?)[-_., ]*{_YEAR}(?!\d)",
        rf"(?<!\d)(?P<day>\d\d?)\.(?P<number>\d\d?)\.{_YEAR}(?!\d)",
    )
)
_STAMP = re.compile(r"(?<!\d)(1[4-9]\d{8})(\d{3})?(?!\d)")


def stamp_of_name(name: str) -> int | None:
    """Seconds since 1970 (UTC), where a file's name carries them (or milliseconds)."""
    found = _STAMP.search(name)
    return int(found.group(1)) if found else None


def day_of_name(name: str) -> date | None:
    """The date in a name: 2023-03-01, 20230301, 01MAR2023, MAR012023, 01.03.2023, or seconds since 1970 (UTC)."""
    if (stamp := stamp_of_name(name)) is not None:
        return datetime.fromtimestamp(stamp, tz=UTC).date()
    for pattern in _PATTERNS:
        if (found := pattern.search(name)) is None:
            continue
        parts = found.groupdict()
        month = MONTHS.index(parts["month"].lower()) + 1 if parts.get("month") else int(parts["number"])
        try:
            return date(int(parts["year"]), month, int(parts["day"]))
        except ValueError:
            return None
    return None


def without_day(name: str) -> str:
    """A name without the date in it."""
    if stamp_of_name(name) is not None:
        return _STAMP.sub(" ", name)
    for pattern in _PATTERNS:
        if pattern.search(name):
            return pattern.sub(" ", name, count=1)
    return name
