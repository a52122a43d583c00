"""Conditions of a policy: triggers joined by any and all, as data; what is wrong with them, and how they are said.

`{any: [{supply_below: 0.3}, {all: [{roads_below: 2}, {date: 2023-05-01}]}]}` is brought into groups: a group is met
where all its clauses are, the condition where any group is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any, Literal

from pyrrhus.scenario.nearest import advise, shown

MOST_CLAUSES = 16
MOST_DAYS = 3650
MOST_NESTED = 4
JOINS = ("any", "all")


@dataclass(frozen=True)
class Trigger:
    """Something that a side can wait for. `measure` is the engine's; met above (sign 1) or below (-1) a threshold.

    `never`, `always`: ends of the scale at which it is never met, or met from the first day.
    """

    name: str
    measure: str
    sign: int
    unit: str
    meaning: str
    phrase: str
    low: float = 0.0
    high: float = 0.0
    never: float | None = None
    always: float | None = None
    kind: Literal["number", "date", "road"] = "number"
    side: Literal["attacker", "defender"] | None = None


TRIGGERS: dict[str, Trigger] = {
    t.name: t
    for t in (
        Trigger("date", "day", 1, "", "a day has come", "{}", kind="date"),
        Trigger(
            "days",
            "stage_days",
            1,
            "days",
            "days since this part of the policy began",
            "{} days have passed",
            1,
            MOST_DAYS,
        ),
        Trigger(
            "supply_below",
            "supply",
            -1,
            "share",
            "what the garrison gets of its need, stores counted",
            "less than {:.0%} of the garrison's supply comes through",
            0,
            1,
            0,
            1,
        ),
        Trigger(
            "share_lost_above",
            "share_lost",
            1,
            "share",
            "own losses as a share of the own first strength",
            "it has lost more than {:.0%} of its first strength",
            0,
            1,
            1,
            0,
        ),
        Trigger(
            "exchange_below",
            "exchange",
            -1,
            "ratio",
            "the enemy's casualties for each of its own",
            "the enemy loses fewer than {:g} for each of its own",
            0,
            100,
            0,
        ),
        Trigger(
            "roads_below",
            "open_roads",
            -1,
            "roads",
            "roads out of the town that carry a tenth or more of a good road",
            "fewer than {:g} main roads are open",
            0,
            100,
            0,
        ),
        Trigger(
            "road_closed",
            "road",
            -1,
            "",
            "a road (its `ref` in routes.csv) no longer leads out of the town",
            "the road {} is closed",
            kind="road",
        ),
        Trigger(
            "town_lost_above",
            "town_lost",
            1,
            "share",
            "share of the town that the attacker has",
            "the attacker has more than {:.0%} of the town",
            0,
            1,
            1,
        ),
        Trigger(
            "losses_per_km2_above",
            "price",
            1,
            "casualties/km2",
            "own casualties for a km2, over four weeks",
            "a square kilometre costs more than {:,g} casualties",
            0.1,
            1_000_000,
            side="attacker",
        ),
    )
}


@dataclass(frozen=True)
class Clause:
    """One trigger with what it is set to: a number, a day, or a road. `turned`: met where the trigger is not."""

    trigger: Trigger
    value: float | date | str
    turned: bool = False

    @property
    def number(self) -> float:
        """The threshold; NaN where it is a day or a road."""
        return self.value if isinstance(self.value, float) else float("nan")

    @property
    def never(self) -> bool:
        return self.trigger.never is not None and self.value == self.trigger.never

    @property
    def always(self) -> bool:
        return self.trigger.always is not None and self.value == self.trigger.always

    def say(self) -> str:
        """The clause in words, such as "fewer than 2 main roads are open"."""
        if isinstance(self.value, date):
            return f"{self.value.day} {self.value:%B %Y}"
        if self.trigger.name == "days":
            return "1 day has passed" if self.value == 1 else f"{self.number:g} days have passed"
        if self.trigger.name == "roads_below" and self.number <= 1.0:
            return "no main road is open"
        return self.trigger.phrase.format(self.value).replace("%", " %")


Groups = tuple[tuple[Clause, ...], ...]
Wrong = tuple[str, str, str]
"""Where in the condition (a path such as `.any[1].supply_below`), what was found, what to write instead."""


def problems_in(condition: Any, *, side: str, roads: tuple[str, ...] | None, path: str = "") -> Iterator[Wrong]:
    """Everything wrong with a condition of a side; `roads` are the refs of routes.csv, None where they are unknown."""
    example = "{supply_below: 0.3}, or any / all with a list of such"
    if not isinstance(condition, Mapping) or len(condition) != 1:
        found = "a condition with several triggers" if isinstance(condition, Mapping) and condition else "no condition"
        fix = "write each trigger as an item of its own: any: [{...}, {...}] or all: [{...}, {...}]"
        yield path, found, fix if isinstance(condition, Mapping) and condition else f"write {example}"
        return
    ((name, value),) = condition.items()
    here = f"{path}.{name}"
    if name in JOINS:
        if path.count("[") >= MOST_NESTED:
            yield here, "any and all within one another too deep", f"write at most {MOST_NESTED} within one another"
            return
        if not isinstance(value, list) or not value:
            yield here, f"{name} without a list", f"write {name}: [{{supply_below: 0.3}}, {{roads_below: 2}}]"
            return
        for index, inner in enumerate(value):
            yield from problems_in(inner, side=side, roads=roads, path=f"{here}[{index}]")
        return
    trigger = TRIGGERS.get(str(name))
    valid = [t.name for t in TRIGGERS.values() if t.side in (None, side)]
    if trigger is None or trigger.side not in (None, side):
        yield here, f"the {side} cannot wait for {shown(name)}", advise(str(name), [*valid, *JOINS])
    elif trigger.kind == "date" and type(value) is not date:
        yield here, f"{name} is {shown(value)}", "write a day as YYYY-MM-DD"
    elif trigger.kind == "road":
        if roads is not None and value not in roads:
            fix = advise(str(value), roads) if roads else "give the road a ref in routes.csv"
            yield here, f"no road of routes.csv has the ref {shown(value)}", fix
    elif trigger.kind == "number":
        number = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else float("nan")
        if not trigger.low <= number <= trigger.high:
            fix = f"write a number from {trigger.low:g} to {trigger.high:g} ({trigger.unit})"
            yield here, f"{name} is {shown(value)}", fix


def groups_of(condition: Mapping[str, Any]) -> Groups:
    """A condition without problems as groups: any of them, all the clauses of each."""
    ((name, value),) = condition.items()
    if name == "any":
        return tuple(group for inner in value for group in groups_of(inner))
    if name == "all":
        return tuple(
            tuple(clause for group in chosen for clause in group)
            for chosen in product(*(groups_of(inner) for inner in value))
        )
    trigger = TRIGGERS[name]
    return ((Clause(trigger, float(value) if trigger.kind == "number" else value),),)


def clause_count(condition: Mapping[str, Any]) -> int:
    """How many clauses `groups_of` would make, counted without making them (a product may be huge)."""

    def sizes(part: Mapping[str, Any]) -> tuple[int, int]:  # (groups, clauses over all groups)
        ((name, value),) = part.items()
        if name not in JOINS:
            return 1, 1
        counted = [sizes(inner) for inner in value]
        if name == "any":
            return sum(g for g, _ in counted), sum(c for _, c in counted)
        groups, clauses = 1, 0
        for g, c in counted:
            groups, clauses = groups * g, clauses * g + c * groups
        return groups, clauses

    return sizes(condition)[1]


def say(groups: Groups) -> str:
    """Groups in words: "A and B, or C"."""
    joined = [" and ".join(clause.say() for clause in group) for group in groups]
    return (", or " if any(len(group) > 1 for group in groups) else " or ").join(joined)
