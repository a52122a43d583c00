"""Changes of means on the page: shells, recruits and reserve of each side, from a day on, as rows of `changes`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pyrrhus.errors import Problem
from pyrrhus.judge import words
from pyrrhus.scenario.schema import SIDES, Scenario, ScheduledChange, Side

# a multiple as a choice of the page, and before the name of what is multiplied
TIMES = {
    0.0: ("None", "no"),
    0.1: ("A tenth", "a tenth of the"),
    0.3: ("0.3 times", "0.3 times the"),
    0.5: ("Half", "half the"),
    1.0: ("As assumed", "the assumed"),
    2.0: ("Twice", "twice the"),
    3.0: ("Three times", "three times the"),
    10.0: ("Ten times", "ten times the"),
}


@dataclass(frozen=True)
class MeansKind:
    """A kind of means: its name, a short one for sentences, by what it may be multiplied, and the parameters it moves
    (without their side)."""

    name: str
    title: str
    short: str
    offered: tuple[float, ...]
    parameters: tuple[str, ...]


KINDS: tuple[MeansKind, ...] = (
    MeansKind("shells", "Shells a day", "shells", (0.1, 0.3, 1.0, 3.0, 10.0), ("shells_per_day",)),
    MeansKind(
        "recruits",
        "Recruits and replacements",
        "new troops",
        (0.0, 0.5, 1.0, 2.0),
        ("recruits_per_day", "replacements_per_day"),
    ),
    MeansKind("reserve", "Reserve", "reserve", (0.0, 0.5, 1.0, 2.0), ("reserve_share",)),
)
BY_NAME = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True)
class MeansChange:
    """One kind of means of one side, times what is assumed, from a day on (None: from the as-of date)."""

    kind: str
    side: Side
    times: float
    since: date | None = None

    def pairs(self) -> list[tuple[str, str]]:
        """The change as parts of an address."""
        name = f"{self.kind}_{self.side}"
        return [(name, f"{self.times:g}")] + ([(f"{name}_from", self.since.isoformat())] if self.since else [])

    def scheduled(self, as_of: date) -> tuple[ScheduledChange, ...]:
        """The same as rows of `changes`: a factor on what each campaign has."""
        return tuple(
            ScheduledChange.model_validate(
                {"from": self.since or as_of, "parameter": f"{self.side}_{parameter}", "factor": self.times}
            )
            for parameter in BY_NAME[self.kind].parameters
        )

    def words(self, name: str, as_of: date) -> str:
        """The change in words; `name` is the side's."""
        since = f" from {words.date_beside(self.since, as_of)}" if self.since else ""
        return f"{TIMES[self.times][1]} {BY_NAME[self.kind].short} for {name}{since}"


def read_means(
    query: Mapping[str, Sequence[str]], scenario: Scenario, as_of: date, problems: list[Problem]
) -> tuple[MeansChange, ...]:
    """The changes of means of an address, in the order of the page; what cannot be is added to `problems`."""
    found = []
    last = as_of + timedelta(days=scenario.file.horizon_days)
    for kind in KINDS:
        for side in SIDES:
            name = f"{kind.name}_{side}"
            times = read_times(query, name, kind.offered, problems)
            since = read_day(query, f"{name}_from", as_of, last, problems)
            if times != 1.0:
                found.append(MeansChange(kind.name, side, times, since))
    return tuple(found)


def read_times(
    query: Mapping[str, Sequence[str]], name: str, offered: Sequence[float], problems: list[Problem]
) -> float:
    """A multiple of what is assumed, one of those offered; 1 where none is given."""
    text = first_value(query, name) or "1"
    try:
        times = float(text)
    except ValueError:
        times = -1.0
    chosen = next((x for x in offered if x == times), None)
    if chosen is None:
        fix = f"write one of {', '.join(f'{x:g}' for x in offered)}"
        problems.append(Problem(name, None, f"'{text[:20]}' times is not offered", fix, "times"))
        return 1.0
    return chosen


def first_value(query: Mapping[str, Sequence[str]], name: str) -> str:
    """The first value of a name in an address; empty where there is none."""
    return next(iter(query.get(name, ())), "")


def read_day(
    query: Mapping[str, Sequence[str]], name: str, as_of: date, last: date, problems: list[Problem]
) -> date | None:
    """A day of the forecast, None where none or the as-of date is given; what cannot be is added to `problems`."""
    text = first_value(query, name)
    if not text:
        return None
    fix = f"choose a day from {as_of} to {last}"
    try:
        day = date.fromisoformat(text)
    except ValueError:
        problems.append(Problem(name, None, f"'{text[:40]}' is no date", "write a day as YYYY-MM-DD", "from_date"))
        return None
    if not as_of <= day <= last:
        problems.append(Problem(name, None, f"{day} lies outside the forecast", fix, "from_date"))
        return None
    return day if day > as_of else None
