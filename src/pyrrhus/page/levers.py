"""What a reader changes: read from an address, held against the folder, and written back as one.

The address is the whole what-if: it can be mailed, reloaded, gone back from. Nothing else is kept of a reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from pyrrhus.decide.catalogue import choices
from pyrrhus.errors import InputError, Problem
from pyrrhus.judge import words
from pyrrhus.page.means import MeansChange, first_value, read_means, read_times
from pyrrhus.scenario.plans import plan_of
from pyrrhus.scenario.policy_sentences import describe
from pyrrhus.scenario.schema import SIDES, PolicyChoice, Route, Scenario, Side

WORTHS = (0.25, 0.5, 1.0, 2.0, 4.0)
MOST_WITHOUT = 400
MOST_CUT = 60


@dataclass(frozen=True)
class WhatIf:
    """A case (as-of date) with changes: a policy for each side (None: as assumed), roads that carry nothing from the
    as-of date on, what the place is worth (times what is assumed), claims that are left out, and means from a day on.
    """

    as_of: date
    policies: tuple[str | None, str | None] = (None, None)
    cut: tuple[str, ...] = ()
    worth: tuple[float, float] = (1.0, 1.0)
    without: tuple[str, ...] = ()
    means: tuple[MeansChange, ...] = ()

    def address(self) -> str:
        """The query of an address that is this what-if; equal what-ifs have equal addresses."""
        pairs: list[tuple[str, str]] = [("as_of", self.as_of.isoformat())]
        pairs += [(side, chosen) for side, chosen in zip(SIDES, self.policies, strict=True) if chosen]
        pairs += [
            (f"worth_{side}", f"{times:g}") for side, times in zip(SIDES, self.worth, strict=True) if times != 1.0
        ]
        pairs += [pair for change in self.means for pair in change.pairs()]
        pairs += [("cut", road) for road in self.cut]
        pairs += [("without", claim) for claim in self.without]
        return urlencode(pairs)

    def changes(self) -> tuple[WhatIf, ...]:
        """Each change alone, in the order of the page."""
        plain = WhatIf(self.as_of)
        found = [replace(plain, policies=(self.policies[0], None))] if self.policies[0] else []
        found += [replace(plain, policies=(None, self.policies[1]))] if self.policies[1] else []
        found += [replace(plain, means=(change,)) for change in self.means]
        found += [replace(plain, cut=(road,)) for road in self.cut]
        found += [replace(plain, worth=(self.worth[0], 1.0))] if self.worth[0] != 1.0 else []
        found += [replace(plain, worth=(1.0, self.worth[1]))] if self.worth[1] != 1.0 else []
        found += [replace(plain, without=self.without)] if self.without else []
        return tuple(found)

    def take_back(self, change: WhatIf) -> WhatIf:
        """The same without one of its `changes`."""
        return WhatIf(
            self.as_of,
            (None if change.policies[0] else self.policies[0], None if change.policies[1] else self.policies[1]),
            tuple(r for r in self.cut if r not in change.cut),
            (1.0 if change.worth[0] != 1.0 else self.worth[0], 1.0 if change.worth[1] != 1.0 else self.worth[1]),
            () if change.without else self.without,
            tuple(m for m in self.means if m not in change.means),
        )


def read_what_if(query: Mapping[str, Sequence[str]], scenario: Scenario) -> WhatIf:
    """The what-if of an address. Raises InputError with every value that the folder does not know."""
    problems: list[Problem] = []
    day = _day(query, scenario, problems)
    offered = offered_policies(scenario, day)
    chosen = []
    for side in SIDES:
        name = first_value(query, side)
        if name and name not in {p.id for p in offered[side]}:
            problems.append(
                Problem(side, None, f"there is no policy '{name[:40]}'", "choose one of the page", "policy")
            )
        chosen.append(name or None)
    cut = _known(query, "cut", {road_name(r, scenario) for r in scenario.routes}, MOST_CUT, problems)
    without = _known(query, "without", {claim.id for claim in scenario.claims}, MOST_WITHOUT, problems)
    worth = tuple(read_times(query, f"worth_{side}", WORTHS, problems) for side in SIDES)
    means = read_means(query, scenario, day, problems)
    if problems:
        raise InputError(problems)
    return WhatIf(day, (chosen[0], chosen[1]), cut, (worth[0], worth[1]), without, means)


def _day(query: Mapping[str, Sequence[str]], scenario: Scenario, problems: list[Problem]) -> date:
    text, file = first_value(query, "as_of"), scenario.file
    if not text:
        return file.as_of
    try:
        day = date.fromisoformat(text)
    except ValueError:
        problems.append(Problem("as_of", None, f"'{text[:40]}' is no date", "write a day as YYYY-MM-DD", "as_of_date"))
        return file.as_of
    if not file.start <= day <= file.as_of:
        fix = f"choose a day from {file.start} to {file.as_of}"
        problems.append(Problem("as_of", None, f"{day} lies outside the folder", fix, "as_of_date"))
        return file.as_of
    return day


def _known(
    query: Mapping[str, Sequence[str]], name: str, known: set[str], most: int, problems: list[Problem]
) -> tuple[str, ...]:
    asked = sorted(set(query.get(name, ())))
    if len(asked) > most:
        problems.append(Problem(name, None, f"{len(asked)} values", f"choose at most {most}", "too_many"))
    problems += [
        Problem(name, None, f"there is no '{value[:40]}'", "choose one of the page", name)
        for value in asked[:5]
        if value not in known
    ]
    return tuple(asked)


def offered_policies(scenario: Scenario, day: date) -> dict[Side, tuple[PolicyChoice, ...]]:
    """What each side may be told to do, the assumed first: what the folder lists and was known by the day, then the
    catalogue's."""
    days, listed = scenario.file.horizon_days, {side: getattr(scenario.file.policies, side) for side in SIDES}
    known = {side: [p for p in listed[side] if p.known_on is None or p.known_on <= day] for side in SIDES}
    return {side: choices(side, known[side], as_of=day, days=days) for side in SIDES}


def road_name(route: Route, scenario: Scenario) -> str:
    """What a road is called: its number, else the places that it joins."""
    if route.ref:
        return route.ref
    names = {place.id: place.name for place in scenario.places}
    return f"{names.get(route.from_, route.from_)}{words.DASH}{names.get(route.to, route.to)}"


def say_change(change: WhatIf, scenario: Scenario) -> str:
    """One change in words."""
    names = {side: getattr(scenario.file.sides, side).name for side in SIDES}
    for side, chosen in zip(SIDES, change.policies, strict=True):
        if chosen:
            found = next(p for p in offered_policies(scenario, change.as_of)[side] if p.id == chosen)
            return describe(found, name=names[side]).rstrip(".")
    if change.means:
        return change.means[0].words(names[change.means[0].side], change.as_of)
    if change.cut:
        return f"{change.cut[0]} carries nothing"
    for side, times in zip(SIDES, change.worth, strict=True):
        if times != 1.0:
            return f"worth {times:g} times as much to {names[side]}"
    return f"{words.counted(len(change.without), 'claim')} left out"


def priced_note(change: WhatIf, scenario: Scenario) -> str:
    """What to bear in mind of a policy whose order has no price in the model; else nothing."""
    for side, chosen in zip(SIDES, change.policies, strict=True):
        found = next((p for p in offered_policies(scenario, change.as_of)[side] if p.id == chosen), None)
        if found is not None and any(stage.do == "hold_at_all_costs" for stage in plan_of(found).stages):
            return "The model puts no price on an order to hold at all costs beyond the fighting."
    return ""
