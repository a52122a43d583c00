"""Changes of roads on the page: cut, under fire or open, from a day on, as rows of `changes`."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from pyrrhus.campaign.ground import road_name
from pyrrhus.errors import Problem
from pyrrhus.judge import words
from pyrrhus.page.claim_edits import MARK
from pyrrhus.page.means import read_day
from pyrrhus.scenario.schema import Place, RoadState, Scenario, ScheduledChange

STATES: tuple[tuple[RoadState, str], ...] = (("cut", "Cut"), ("under_fire", "Under fire"), ("open", "Open"))
NAMED: dict[str, RoadState] = {state: state for state, _ in STATES}
MOST_ROADS = 60
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class RoadChange:
    """A road in a state from a day on (None: from the as-of date)."""

    road: str
    state: RoadState = "cut"
    since: date | None = None

    def pairs(self) -> list[tuple[str, str]]:
        """The change as part of an address."""
        return [("road", MARK.join([self.road, self.state, *([self.since.isoformat()] if self.since else [])]))]

    def scheduled(self, as_of: date) -> ScheduledChange:
        """The same as a row of `changes`."""
        return ScheduledChange.model_validate({"from": self.since or as_of, "road": self.road, "state": self.state})

    def words(self, as_of: date) -> str:
        """The change in words."""
        since = f" from {words.date_beside(self.since, as_of)}" if self.since else ""
        return f"{self.road} {words.human(self.state)}{since}"


def road_labels(scenario: Scenario) -> dict[str, str]:
    """Roads by name, each as a reader knows it: a numbered one with the two of its places that lie farthest apart, over
    all its stretches; one without a number is called by its places already."""
    numbered: dict[str, set[str]] = {}
    labels = {}
    for route in scenario.routes:
        name = road_name(route, scenario)
        labels[name] = name
        if route.ref:
            numbered.setdefault(name, set()).update((route.from_, route.to))
    places = {place.id: place for place in scenario.places}
    for name, ids in numbered.items():
        known = [places[one] for one in sorted(ids) if one in places]
        if len(known) > 1:
            pair = max(combinations(known, 2), key=lambda two: _apart(*two))
            labels[name] = f"{name}, {pair[0].name} to {pair[1].name}"
    return labels


def _apart(one: Place, other: Place) -> float:
    """How far two places lie apart, in degrees of latitude: enough to rank by."""
    narrower = math.cos(math.radians(0.5 * (one.lat + other.lat)))
    east = (one.lon - other.lon + 180.0) % 360.0 - 180.0
    return math.hypot(one.lat - other.lat, narrower * east)


def read_roads(
    query: Mapping[str, Sequence[str]], scenario: Scenario, as_of: date, problems: list[Problem]
) -> tuple[RoadChange, ...]:
    """The changes of roads of an address, by name, one a road; what cannot be is added to `problems`. `cut=NAME` is a
    road that is cut from the as-of date on.
    """
    asked = [*query.get("road", ()), *(f"{name}{MARK}cut" for name in query.get("cut", ()))]
    if len(asked) > MOST_ROADS:
        fix = f"choose at most {MOST_ROADS}"
        problems.append(Problem("road", None, f"{len(asked)} values", fix, "too_many"))
        return ()
    known = {road_name(route, scenario) for route in scenario.routes}
    last = as_of + timedelta(days=scenario.file.horizon_days)
    found: dict[str, RoadChange] = {}
    for text in asked:
        change = _read(text, known, (as_of, last), problems)
        if change is None:
            continue
        if found.setdefault(change.road, change) != change:
            fix = "give each road one state and one day; a folder's changes may hold more"
            problems.append(Problem("road", None, f"'{change.road[:40]}' is changed twice", fix, "road"))
    return tuple(found[road] for road in sorted(found))


def _read(text: str, known: set[str], days: tuple[date, date], problems: list[Problem]) -> RoadChange | None:
    rest, _, day = text.rpartition(MARK)
    if not DAY.fullmatch(day):
        rest, day = text, ""
    road, _, told = rest.rpartition(MARK)
    state = NAMED.get(told)
    if road not in known or state is None:
        named = road or rest
        fix = f"write the name of a road, {MARK} and one of {', '.join(s for s, _ in STATES)}"
        problems.append(Problem("road", None, f"there is no '{named[:40]}' to be '{told[:20]}'", fix, "road"))
        return None
    return RoadChange(road, state, read_day({"road": [day]}, "road", *days, problems))
