"""What a comparison found, as plain data, and in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pyrrhus.digits import six_digits
from pyrrhus.judge import words
from pyrrhus.runs.measures import PROBABILITY, Measured

FORMAT = "pyrrhus-comparison/1"
MOST_NAMED = 3
NOISE = "within what chance does"


@dataclass(frozen=True)
class End:
    """One of the two that are compared."""

    label: str
    as_of: date
    until: date


@dataclass(frozen=True)
class Share:
    """What one part of the inputs did to a measure: mean and 90 % interval, in the measure's unit."""

    id: str
    words: str
    change: float
    low: float
    high: float
    claims: tuple[str, ...] = ()

    @property
    def beyond_chance(self) -> bool:
        """Whether the interval lies on one side of nought."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True)
class Change:
    """How one measure moved. `before` and `after` carry the 90 % of the campaigns, `low` and `high` are those of the
    change itself (Monte Carlo); `left` is what the parts do not add up to.
    """

    measure: str
    question: str
    name: str
    unit: str
    before: Measured
    after: Measured
    change: float
    low: float
    high: float
    shares: tuple[Share, ...]
    left: float

    @property
    def beyond_chance(self) -> bool:
        return self.low > 0.0 or self.high < 0.0

    def value(self, number: float) -> str:
        """A value in words: percent, or a rounded figure."""
        return words.percent(number) if self.unit == PROBABILITY else words.rounded(number)

    def step(self, number: float) -> str:
        """A change in words, with its sign: points of percent, or a rounded figure."""
        size = abs(number)
        sign = "+" if number > 0 else words.MINUS
        if self.unit == PROBABILITY:
            points = round(100 * size)
            return f"{sign if points else ''}{points} {'point' if points == 1 else 'points'}"
        return f"{sign}{words.rounded(size)}" if words.rounded(size) != "0" else "0"

    def between(self, low: float, high: float) -> str:
        """An interval of changes in words: the unit once, at its end."""
        start, end = self.step(low), self.step(high)
        if self.unit == PROBABILITY:
            start = start.removesuffix("s").removesuffix(" point")
        return f"{start} to {end}"

    def sentence(self) -> str:
        """What moved and why, in two sentences."""
        moved = f"{words.sentence(self.name)}: {self.value(self.before.value)}, now {self.value(self.after.value)}"
        if not self.beyond_chance and abs(self.left) < 1e-9:
            return f"{moved}; the change ({self.step(self.change)}) is {NOISE}."
        told = sorted((s for s in self.shares if s.beyond_chance), key=lambda s: -abs(s.change))
        told = [s for s in told if not self.step(s.change).startswith("0")]
        parts = [f"{s.words} ({self.step(s.change)})" for s in told[:MOST_NAMED]]
        why = f"What moved it: {words.listed(parts)}" if parts else "No single part of it can be told from chance"
        rest = len(told) - MOST_NAMED
        more = f"; {words.counted(rest, 'smaller part')} beside" if rest > 0 else ""
        left = f"; {self.step(self.left)} is left unexplained" if self._left_counts else ""
        return f"{moved} ({self.step(self.after.value - self.before.value)}). {why}{more}{left}."

    @property
    def _left_counts(self) -> bool:
        return abs(self.left) > max(0.25 * (self.high - self.low), 1e-9)

    def to_dict(self) -> dict[str, Any]:
        return {
            "measure": self.measure,
            "question": self.question,
            "name": self.name,
            "unit": self.unit,
            "before": _reading(self.before),
            "after": _reading(self.after),
            "change": _digits(self.change),
            "interval": [_digits(self.low), _digits(self.high)],
            "parts": [
                {
                    "id": s.id,
                    "words": s.words,
                    "change": _digits(s.change),
                    "interval": [_digits(s.low), _digits(s.high)],
                    "claims": list(s.claims),
                }
                for s in self.shares
            ],
            "left": _digits(self.left),
            "words": self.sentence(),
        }


@dataclass(frozen=True, repr=False)
class Comparison:
    """Two assessments of one battle set side by side; `changes` in the order of the questions."""

    scenario: str
    before: End
    after: End
    changes: tuple[Change, ...]
    draws: int
    seed: int
    runs: int

    def __repr__(self) -> str:
        return f"Comparison({self.before.label}, {self.after.label}, {self.draws} draws)"

    def change(self, measure: str) -> Change:
        """The change of a measure. Raises KeyError where it was not compared."""
        for change in self.changes:
            if change.measure == measure:
                return change
        raise KeyError(measure)

    def summary(self) -> str:
        """What moved and why, a paragraph for each measure that moved beyond chance; what stood still in one line."""
        moved = [change.sentence() for change in self.changes if change.beyond_chance]
        still = [change.name for change in self.changes if not change.beyond_chance]
        said = moved or ["Nothing moved by more than chance does."]
        return "\n\n".join([*said, *([f"Unmoved: {words.listed(still)}."] if still else [])])

    def to_dict(self) -> dict[str, Any]:
        """The comparison as JSON-ready data."""
        return {
            "format": FORMAT,
            "scenario": self.scenario,
            **{
                name: {"label": end.label, "as_of": end.as_of.isoformat(), "until": end.until.isoformat()}
                for name, end in (("before", self.before), ("after", self.after))
            },
            "draws": self.draws,
            "seed": self.seed,
            "changes": [change.to_dict() for change in self.changes],
        }


def _digits(number: float) -> float:
    return six_digits(number) if abs(number) > 1e-12 else 0.0


def _reading(reading: Measured) -> dict[str, Any]:
    if reading.low is None or reading.high is None:
        return {"value": _digits(reading.value)}
    return {"value": _digits(reading.value), "quantiles": {"0.05": _digits(reading.low), "0.95": _digits(reading.high)}}
