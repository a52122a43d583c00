"""Policies in parts: what a side does first, until when, and then. The plain policies are the plans of one clause.

A part is a policy of the catalogue with, besides its own settings, `until` (a condition), `for_days` (on so many days
running, 1), `delay_days` (the order takes so many days more, 0), `axes` (where the attacker puts its weight) and `then`
(the next part). `pause_until` and `hold_until` take their condition as `any` or `all`. What comes after the last
condition, where nothing is said: the defender leaves the town; the attacker stops, or presses on after a pause.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from pyrrhus.scenario.conditions import (
    JOINS,
    MOST_CLAUSES,
    MOST_DAYS,
    TRIGGERS,
    Clause,
    Groups,
    clause_count,
    groups_of,
    problems_in,
)
from pyrrhus.scenario.nearest import advise, shown
from pyrrhus.scenario.policy_catalogue import CATALOGUE, validate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pyrrhus.scenario.schema import PolicyChoice

MOST_PARTS = 4
PART_KEYS = ("until", "then", "for_days", "delay_days", "axes", *JOINS)
OWN_CONDITION = ("pause_until", "hold_until", "withdraw_on", "stop_when")
FINAL = ("withdraw_on", "stop_when")

# what a stage does, as `engine/laws/policies.py` numbers it
PRESS, PAUSE, HOLD, HOLD_AT_ALL_COSTS, WITHDRAW = 0, 1, 10, 11, 12
ACTION = {
    "pause_until": PAUSE,
    "hold_at_all_costs": HOLD_AT_ALL_COSTS,
    "hold": HOLD,
    "hold_until": HOLD,
    "withdraw_on": HOLD,
    "withdraw": WITHDRAW,
    "pause": PAUSE,
}
# the order of what a clause can measure there; a named road comes after them
MEASURES = ("day", "stage_days", "supply", "share_lost", "exchange", "open_roads", "price", "town_lost")


@dataclass(frozen=True)
class Stage:
    """One part of a plan: what is done (`do` of the catalogue, or pause, withdraw), and when the next part begins."""

    do: str
    axes: tuple[str, ...] = ()
    groups: Groups = ()
    for_days: int = 1
    delay_days: int = 0
    next: int = 0

    @property
    def action(self) -> int:
        return ACTION.get(self.do, PRESS)


@dataclass(frozen=True)
class Plan:
    """A policy as its stages; the first is in force from the first day."""

    id: str
    side: str
    stages: tuple[Stage, ...]

    @property
    def roads(self) -> tuple[str, ...]:
        """The named roads that the plan looks at, in a fixed order."""
        clauses = [c for stage in self.stages for group in stage.groups for c in group]
        return tuple(sorted({str(c.value) for c in clauses if c.trigger.kind == "road"}))


def is_composed(choice: PolicyChoice) -> bool:
    """Whether a choice says more than one of the catalogue's plain policies."""
    return any(key in PART_KEYS for key in choice.model_dump())


def plan_of(choice: PolicyChoice) -> Plan:
    """A valid choice, plain or composed, as a plan."""
    stages: list[Stage] = []
    for part in _parts(choice.model_dump()):
        condition = _condition(part)
        groups = groups_of(condition) if condition else ()
        here = len(stages)
        stages.append(
            Stage(
                part["do"],
                tuple(part.get("axes", ())),
                groups,
                int(part.get("for_days", 1)),
                int(part.get("delay_days", 0)),
                here + 1 if groups else here,
            )
        )
    side, last = CATALOGUE[choice.do].side, stages[-1]
    if last.do == "stop_when":
        # it presses on again as soon as the price has come down: the price is no longer above it
        back = replace(last.groups[0][0], turned=True)
        stages.append(Stage("pause", groups=((back,),), next=len(stages) - 1))
    elif last.groups:
        end = "withdraw" if side == "defender" else ("press" if last.do == "pause_until" else "pause")
        stages.append(Stage(end, next=len(stages)))
    return Plan(choice.id, side, tuple(stages))


def plan_tables(plan: Plan, *, first: date, roads: tuple[str, ...] = ()) -> tuple[NDArray[np.float64], ...]:
    """Stages [stage, 6] and clauses [clause, 4] as `engine/laws/policies.py` reads them.

    `first` is the day on which the run begins; `roads` the named roads that are measured, in the order of their
    measures.
    """
    import numpy as np

    stages, clauses = [], []
    for stage in plan.stages:
        begin = len(clauses)
        for number, group in enumerate(stage.groups):
            clauses += [[number, *_numbers(clause, first, roads)] for clause in group]
        stages.append([stage.action, begin, len(clauses), stage.for_days, stage.delay_days, stage.next])
    return np.array(stages, dtype=float), np.array(clauses, dtype=float).reshape(-1, 4)


def _numbers(clause: Clause, first: date, roads: tuple[str, ...]) -> list[float]:
    """Measure, sign and threshold of a clause."""
    trigger, value = clause.trigger, clause.value
    if isinstance(value, date):  # from that day on: days are whole, so half a day before it
        return [MEASURES.index("day"), 1.0, (value - first).days - 0.5]
    if trigger.kind == "road":
        return [len(MEASURES) + roads.index(str(value)), -1.0, 0.5]
    number, sign = clause.number, float(trigger.sign)
    if trigger.name == "days":
        return [MEASURES.index("stage_days"), 1.0, number - 0.5]
    if clause.turned:  # not above is below what comes next after the threshold
        number, sign = math.nextafter(number, sign * math.inf), -sign
    return [MEASURES.index(trigger.measure), sign, number]


def problems_of(
    choice: PolicyChoice, *, side: str, roads: tuple[str, ...] | None = None, axes: tuple[str, ...] | None = None
) -> Iterator[tuple[str, str, str, str]]:
    """Everything wrong with a choice of a side: (path below it, what, fix, name of the check)."""
    from pyrrhus.scenario.schema import PolicyChoice

    part, path, sizes = choice.model_dump(), "", []
    for number in range(MOST_PARTS + 1):
        if number == MOST_PARTS:
            yield path, f"more than {MOST_PARTS} parts", f"write at most {MOST_PARTS} parts", "policy_parts"
            return
        do = part.get("do")
        if not isinstance(do, str):
            yield path, "a part without do", "add do: and a policy of the catalogue", "policy_parts"
            return
        given = {k: v for k, v in part.items() if k not in ("id", "do", "known_on")}
        for key in ("id", "known_on"):
            if number and part.get(key) is not None:
                yield f"{path}.{key}", f"{key} in a part", f"write {key} on the policy, not in then", "policy_parts"
        plain = {k: v for k, v in given.items() if k not in PART_KEYS}
        joined = [key for key in JOINS if key in given]
        if do in ("pause_until", "hold_until") and joined:
            unknown = validate(PolicyChoice(id=choice.id, do=do), side=side)
            yield from ((path, p.what, p.fix, p.check) for p in unknown if p.check == "policy_unknown")
            if len(joined) + len(plain) > 1:
                found = f"{do} with {' and '.join([*joined, *plain])}"
                yield path, found, "put all its conditions into one any or one all", "policy_parts"
        else:
            wrong = validate(PolicyChoice.model_validate({"id": choice.id, "do": do, **plain}), side=side)
            yield from ((path, p.what, p.fix, p.check) for p in wrong)
            if any(p.check == "policy_unknown" for p in wrong):
                return
        bad = list(_shape(part, do, joined, path, axes))
        yield from bad
        condition = _condition(part, checked=False)
        if condition is not None and not bad and (joined or "until" in part):
            where = path if joined and do in ("pause_until", "hold_until") else f"{path}.until"
            found = list(problems_in(condition, side=side, roads=roads, path=where))
            yield from ((here, what, fix, "policy_condition") for here, what, fix in found)
            if not found:
                sizes.append(clause_count(condition))
        if "then" not in part:
            break
        if not isinstance(part["then"], Mapping):
            yield (
                f"{path}.then",
                f"then is {shown(part['then'])}",
                "write then: {do: press} or the like",
                "policy_parts",
            )
            return
        part, path = dict(part["then"]), f"{path}.then"
    if sum(sizes) > MOST_CLAUSES:
        found = f"its conditions make {sum(sizes)} clauses once any and all are written out"
        yield "", found, f"write fewer, at most {MOST_CLAUSES}", "policy_parts"


def _shape(
    part: Mapping[str, Any], do: str, joined: list[str], path: str, axes: tuple[str, ...] | None
) -> Iterator[tuple[str, str, str, str]]:
    """What does not go together in one part."""
    if joined and do not in ("pause_until", "hold_until"):
        yield f"{path}.{joined[0]}", f"{do} with {joined[0]}", f"write until: {{{joined[0]}: [...]}}", "policy_parts"
    if "until" in part and do in OWN_CONDITION:
        fix = "put the condition into any or all" if do.endswith("_until") else "use hold or press with until"
        yield f"{path}.until", f"{do} with until: it says itself until when", fix, "policy_parts"
    if "then" in part and do in FINAL:
        yield f"{path}.then", f"nothing can come after {do}", "remove then, or use hold or press", "policy_parts"
    waits = "until" in part or joined or do in ("pause_until", "hold_until")
    for key in ("then", "for_days", "delay_days"):
        if key in part and not waits and do not in FINAL:
            fix = "add until: and a condition, or remove it"
            yield f"{path}.{key}", f"{key} without until: this part never ends", fix, "policy_parts"
    for key, low in (("for_days", 1), ("delay_days", 0)):
        value = part.get(key, low)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= MOST_DAYS:
            fix = f"write a whole number of days from {low} to {MOST_DAYS}"
            yield f"{path}.{key}", f"{key} is {shown(value)}", fix, "policy_parts"
    if "axes" in part:
        named = part["axes"]
        if do != "press":
            yield f"{path}.axes", f"{do} with axes", "use press with axes", "policy_parts"
        elif not isinstance(named, list) or not named:
            yield f"{path}.axes", f"axes is {shown(named)}", "write axes: [one_axis, another]", "policy_parts"
        elif axes is not None:
            for index, axis in enumerate(named):
                if axis not in axes:
                    fix = advise(str(axis), axes) if axes else "add axes to scenario.yaml"
                    yield f"{path}.axes[{index}]", f"there is no axis {shown(axis)}", fix, "policy_condition"


def _parts(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    part: Mapping[str, Any] | None = values
    while part is not None:
        yield part
        part = part.get("then")


def _condition(part: Mapping[str, Any], *, checked: bool = True) -> dict[str, Any] | None:
    """The condition on which a part ends, in the form of `until`; None where it does not end."""
    do = part["do"]
    if do in ("pause_until", "hold_until"):
        for join in JOINS:
            if join in part:
                return {join: part[join]}
    if "until" in part:
        return part["until"]
    if not checked:
        return None
    if do in ("pause_until", "withdraw_on"):
        return {"date": part["date"]}
    if do == "stop_when":
        return {"losses_per_km2_above": part["losses_per_km2"]}
    if do == "hold_until":
        return {"any": [{key: value} for key, value in part.items() if key in TRIGGERS]}
    return None
