"""Plain lists out of the forecast, and claims as marks that can be drawn beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from pyrrhus.judge.findings import QUANTILES
from pyrrhus.judge.words import as_date, human

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True)
class Fan:
    """Quantiles over dates: `values[date][quantile]` in the order of QUANTILES; NaN is unknown."""

    dates: tuple[date, ...]
    values: tuple[tuple[float, ...], ...]
    unit: str

    @property
    def known(self) -> bool:
        return any(not math.isnan(value) for row in self.values for value in row)

    @property
    def lowest(self) -> float:
        return min(value for row in self.values for value in row if not math.isnan(value))

    @property
    def highest(self) -> float:
        return max(value for row in self.values for value in row if not math.isnan(value))


@dataclass(frozen=True)
class ClaimMark:
    """A claim where it belongs in a chart: over its period, at its value, or from its low to its high."""

    claim: str
    first: date
    last: date
    low: float | None
    value: float | None
    high: float | None
    elsewhere: bool
    echo: bool
    flagged: bool
    words: str
    #: 1 where the truth is said to be at least this, -1 where at most, 0 where neither
    bound: int = 0

    @property
    def level(self) -> float | None:
        """Where the bar is drawn: the value, else the end that is given, else half way between the two."""
        if self.value is not None or not self.numbers:
            return self.value
        return sum(self.numbers) / len(self.numbers)

    @property
    def numbers(self) -> list[float]:
        return [x for x in (self.low, self.value, self.high) if x is not None]


def dates_of(array: xarray.DataArray, dimension: str = "date") -> tuple[date, ...]:
    """The dates of a dimension as Python's."""
    return tuple(array[dimension].values.astype("datetime64[D]").tolist())


def fan_of(forecast: xarray.Dataset, name: str, side: str | None = None) -> Fan | None:
    """The quantiles of a variable over dates, of one side where it has sides; None where absent or all unknown."""
    if name not in forecast.data_vars:
        return None
    array = forecast[name]
    if side is not None and "side" in array.dims:
        if side not in array["side"].values.tolist():
            return None
        array = array.sel(side=side)
    array = array.transpose("date", "quantile").sel(quantile=list(QUANTILES), method="nearest", tolerance=1e-6)
    fan = Fan(dates_of(array), tuple(map(tuple, array.values.tolist())), str(array.attrs.get("units", "")))
    return fan if fan.known else None


def daily_chances(forecast: xarray.Dataset, event: str) -> list[tuple[int, float]]:
    """(day, probability that the event has happened) for each day of the forecast; empty where it is not in it."""
    if "fall_probability" not in forecast.data_vars:
        return []
    array = forecast["fall_probability"].transpose("event", "day")
    rows = dict(zip((str(name) for name in array["event"].values.tolist()), array.values.tolist(), strict=True))
    return list(zip(array["day"].values.tolist(), rows.get(event, []), strict=False))


def number_or_none(value: Any) -> float | None:
    """A finite number, else None; a category's word counts as none."""
    if value is None or isinstance(value, (bool, str)):
        return None
    value = float(value)
    return value if math.isfinite(value) else None


def claim_numbers(claim: Mapping[str, Any], quantity: str) -> tuple[float | None, float | None, float | None] | None:
    """(low, value, high) of a claim in the terms of `quantity`; a total over a stated period serves its daily rate.

    None where the claim speaks of something else or carries no number.
    """
    factor = 1.0
    if claim.get("quantity") != quantity:
        first, last = claim.get("period_from"), claim.get("period_to")
        if f"{claim.get('quantity')}_per_day" != quantity or not first or not last:
            return None
        factor = 1.0 / ((as_date(last) - as_date(first)).days + 1)
    read = [number_or_none(claim.get(key)) for key in ("low", "value", "high")]
    if all(x is None for x in read):
        return None
    low, value, high = (None if x is None else x * factor for x in read)
    return low, value, high


def claim_marks(
    claims: Iterable[Mapping[str, Any]], quantity: str, side: str | None, since: date, until: date
) -> list[ClaimMark]:
    """Claims on a quantity of a side whose period touches since...until, in order of time; denials are left out."""
    marks = []
    for claim in claims:
        numbers = claim_numbers(claim, quantity)
        if claim.get("actor"):  # about a part of the side
            continue
        if numbers is None or (side is not None and claim.get("side") != side) or claim.get("stance") == "denies":
            continue
        said = as_date(claim["said_on"])
        first = as_date(claim.get("period_from") or claim.get("period_to") or said)
        last = as_date(claim.get("period_to") or said)
        if last < since or first > until:
            continue
        low, value, high = numbers
        bound = {"at_least": 1, "up_to": -1}.get(str(claim.get("hedge")), 0)
        if bound:
            given = value if value is not None else low if bound == 1 else high
            low, value, high = (given, None, None) if bound == 1 else (None, None, given)
        who = str(claim.get("speaker") or claim.get("source") or claim["id"])
        marks.append(
            ClaimMark(
                str(claim["id"]),
                max(first, since),
                min(max(last, first), until),
                low,
                value,
                high,
                not claim.get("place"),
                bool(claim.get("echo_of")),
                bool(claim.get("flags")),
                f"{who}: {human(str(claim.get('hedge') or ''))} {describe_numbers(low, value, high)}".replace(
                    "  ", " "
                ),
                bound,
            )
        )
    return sorted(marks, key=lambda mark: (mark.first, mark.claim))


def describe_numbers(low: float | None, value: float | None, high: float | None) -> str:
    """The figures of a claim as it gave them: "100", "80–120", as precise as they were."""
    if value is not None:
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    ends = [f"{x:,.6g}" if abs(x) < 1e6 else f"{x:,.0f}" for x in (low, high) if x is not None]
    return "–".join(ends)


def earliest(claims: Iterable[ClaimMark], as_of: date, most_days: int = 150) -> date:
    """Where a chart with marks begins: the first mark, not more than `most_days` before the as-of date."""
    begin = min((mark.first for mark in claims), default=as_of)
    return max(min(begin, as_of), as_of - timedelta(days=most_days))
