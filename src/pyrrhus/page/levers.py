"""What a reader changes: read from an address, held against the folder, and written back as one.

The address is the whole what-if: it can be mailed, reloaded, gone back from. Nothing else is kept of a reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from pyrrhus.decide.catalogue import choices
from pyrrhus.errors import InputError, Problem
from pyrrhus.judge import words
from pyrrhus.page.attack_tempo import Tempo, read_tempo
from pyrrhus.page.claim_edits import NO_EDITS, ClaimEdits, edit_claims, read_edits
from pyrrhus.page.means import MeansChange, first_value, read_means, read_times
from pyrrhus.page.road_changes import RoadChange, read_roads
from pyrrhus.present.outlet_and_day import outlet_and_day
from pyrrhus.scenario.plans import plan_of
from pyrrhus.scenario.policy_sentences import describe
from pyrrhus.scenario.schema import SIDES, PolicyChoice, Scenario, ScheduledChange, Side

WORTHS = (0.25, 0.5, 1.0, 2.0, 4.0)
SYMBOLS = (
    (0.0, "no symbol"),
    (0.25, "a weak symbol"),
    (0.5, "some symbol"),
    (0.75, "a strong symbol"),
    (1.0, "a full symbol"),
)
EDITS = ("grade", "repeats", "add", "without")


@dataclass(frozen=True)
class WhatIf:
    """A case (as-of date) with changes: a policy for each side (None: as assumed), roads cut, under fire
    or open from a day on, what the place is worth (times what is assumed), edits of the claims, means from a day on,
    the tempo of the attack, and the weight of the place as a symbol (None: as assumed).
    """

    as_of: date
    policies: tuple[str | None, str | None] = (None, None)
    roads: tuple[RoadChange, ...] = ()
    worth: tuple[float, float] = (1.0, 1.0)
    claims: ClaimEdits = NO_EDITS
    means: tuple[MeansChange, ...] = ()
    tempo: Tempo | None = None
    symbol: tuple[float | None, float | None] = (None, None)

    def address(self) -> str:
        """The query of an address that is this what-if; equal what-ifs have equal addresses."""
        pairs: list[tuple[str, str]] = [("as_of", self.as_of.isoformat())]
        pairs += [(side, chosen) for side, chosen in zip(SIDES, self.policies, strict=True) if chosen]
        pairs += [
            (f"worth_{side}", f"{times:g}") for side, times in zip(SIDES, self.worth, strict=True) if times != 1.0
        ]
        pairs += [
            (f"symbol_{side}", f"{share:g}")
            for side, share in zip(SIDES, self.symbol, strict=True)
            if share is not None
        ]
        pairs += self.tempo.pairs() if self.tempo else []
        pairs += [pair for change in self.means for pair in change.pairs()]
        pairs += [pair for change in self.roads for pair in change.pairs()]
        pairs += self.claims.pairs()
        return urlencode(pairs)

    def changes(self) -> tuple[WhatIf, ...]:
        """Each change alone, in the order of the page."""
        plain = WhatIf(self.as_of)
        found = [replace(plain, policies=(self.policies[0], None))] if self.policies[0] else []
        found += [replace(plain, policies=(None, self.policies[1]))] if self.policies[1] else []
        found += [replace(plain, tempo=self.tempo)] if self.tempo else []
        found += [replace(plain, means=(change,)) for change in self.means]
        found += [replace(plain, roads=(change,)) for change in self.roads]
        found += [replace(plain, worth=(self.worth[0], 1.0))] if self.worth[0] != 1.0 else []
        found += [replace(plain, worth=(1.0, self.worth[1]))] if self.worth[1] != 1.0 else []
        found += [replace(plain, symbol=(self.symbol[0], None))] if self.symbol[0] is not None else []
        found += [replace(plain, symbol=(None, self.symbol[1]))] if self.symbol[1] is not None else []
        found += [replace(plain, claims=edit) for edit in self.claims.each()]
        return tuple(found)

    def take_back(self, change: WhatIf) -> WhatIf:
        """The same without one of its `changes`."""
        return WhatIf(
            self.as_of,
            (None if change.policies[0] else self.policies[0], None if change.policies[1] else self.policies[1]),
            tuple(r for r in self.roads if r not in change.roads),
            (1.0 if change.worth[0] != 1.0 else self.worth[0], 1.0 if change.worth[1] != 1.0 else self.worth[1]),
            self.claims.take_back(change.claims),
            tuple(m for m in self.means if m not in change.means),
            None if change.tempo else self.tempo,
            (
                None if change.symbol[0] is not None else self.symbol[0],
                None if change.symbol[1] is not None else self.symbol[1],
            ),
        )

    def scheduled(self) -> tuple[ScheduledChange, ...]:
        """What of it is a row of `changes` of scenario.yaml: means, roads, worth and symbol."""
        rows: list[dict[str, Any]] = []
        for side, times, share in zip(SIDES, self.worth, self.symbol, strict=True):
            rows += [{"parameter": f"{side}_place_value", "factor": times}] if times != 1.0 else []
            rows += [{"parameter": f"{side}_symbol_0_1", "value": share}] if share is not None else []
        more = tuple(ScheduledChange.model_validate({"from": self.as_of, **row}) for row in rows)
        roads = (change.scheduled(self.as_of) for change in self.roads)
        return (*(row for one in self.means for row in one.scheduled(self.as_of)), *more, *roads)

    def orders(self, scenario: Scenario) -> dict[Side, PolicyChoice]:
        """The policy of each side that is changed, the tempo in the attacker's."""
        if self.policies == (None, None) and self.tempo is None:
            return {}
        offered, found = offered_policies(scenario, self.as_of), {}
        for side, chosen in zip(SIDES, self.policies, strict=True):
            if chosen or (side == "attacker" and self.tempo):
                found[side] = next(p for p in offered[side] if not chosen or p.id == chosen)
        if self.tempo:
            last = self.as_of + timedelta(days=scenario.file.horizon_days)
            found["attacker"] = self.tempo.order(found["attacker"], last=last)
        return found


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
    roads = read_roads(query, scenario, day, problems)
    claims = read_edits(query, scenario, problems)
    worth = tuple(read_times(query, f"worth_{side}", WORTHS, problems) for side in SIDES)
    means = read_means(query, scenario, day, problems)
    symbol = tuple(_symbol(query, f"symbol_{side}", problems) for side in SIDES)
    order = next((p for p in offered["attacker"] if p.id == chosen[0]), offered["attacker"][0])
    last = day + timedelta(days=scenario.file.horizon_days)
    tempo = read_tempo(query, order, as_of=day, last=last, problems=problems)
    if not problems:
        try:
            edit_claims(scenario, claims)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    asked = WhatIf(day, (chosen[0], chosen[1]), roads, (worth[0], worth[1]), claims, means, tempo)
    return replace(asked, symbol=(symbol[0], symbol[1]))


def read_leniently(query: Mapping[str, Sequence[str]], scenario: Scenario) -> tuple[WhatIf, list[Problem]]:
    """The what-if of an address with what can be read of it, and what is wrong with the rest: a page is shown either
    way."""
    given, problems = {name: list(values) for name, values in query.items()}, []
    for group in (EDITS, tuple(name for name in given if name not in ("as_of", *EDITS)), ("as_of",)):
        try:
            return read_what_if(given, scenario), problems
        except InputError as error:
            problems += [problem for problem in error.problems if problem not in problems]
            given = {name: values for name, values in given.items() if name not in group}
    return read_what_if({}, scenario), problems


def _symbol(query: Mapping[str, Sequence[str]], name: str, problems: list[Problem]) -> float | None:
    text = first_value(query, name)
    found = next((share for share, _ in SYMBOLS if f"{share:g}" == text), None)
    if text and found is None:
        fix = f"write one of {', '.join(f'{share:g}' for share, _ in SYMBOLS)}"
        problems.append(Problem(name, None, f"'{text[:20]}' is not offered", fix, "symbol"))
    return found


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


def offered_policies(scenario: Scenario, day: date) -> dict[Side, tuple[PolicyChoice, ...]]:
    """What each side may be told to do, the assumed first: what the folder lists and was known by the day, then the
    catalogue's."""
    days, listed = scenario.file.horizon_days, {side: getattr(scenario.file.policies, side) for side in SIDES}
    known = {side: [p for p in listed[side] if p.known_on is None or p.known_on <= day] for side in SIDES}
    return {side: choices(side, known[side], as_of=day, days=days) for side in SIDES}


def say_change(change: WhatIf, scenario: Scenario) -> str:
    """One change in words."""
    names = {side: getattr(scenario.file.sides, side).name for side in SIDES}
    for side, chosen in zip(SIDES, change.policies, strict=True):
        if chosen:
            found = next(p for p in offered_policies(scenario, change.as_of)[side] if p.id == chosen)
            return describe(found, name=names[side]).rstrip(".")
    if change.tempo:
        return change.tempo.words(names["attacker"], change.as_of)
    if change.means:
        return change.means[0].words(names[change.means[0].side], change.as_of)
    if change.roads:
        return change.roads[0].words(change.as_of)
    for side, times in zip(SIDES, change.worth, strict=True):
        if times != 1.0:
            return f"worth {times:g} times as much to {names[side]}"
    for side, share in zip(SIDES, change.symbol, strict=True):
        if share is not None:
            return f"{dict(SYMBOLS)[share]} to {names[side]}"
    return _say_edit(change.claims, scenario, change.as_of)


def _say_edit(edits: ClaimEdits, scenario: Scenario, as_of: date) -> str:
    """One change of the claims in words."""
    names = claim_names(scenario, as_of)
    if edits.graded:
        claim, grade = edits.graded[0]
        return f"{names[claim]} graded {grade}"
    if edits.echoes:
        claim, origin = edits.echoes[0]
        return f"{names[claim]} repeats {names.get(origin, origin)}"
    if edits.added:
        cells = dict(edits.added[0])
        said = cells.get("value") or " to ".join(cells[end] for end in ("low", "high") if end in cells)
        late = ", said later and not used" if cells.get("said_on", "") > as_of.isoformat() else ""
        side = next((getattr(scenario.file.sides, s).name for s in SIDES if s == cells.get("side")), "")
        about = " ".join(filter(None, (words.human(cells.get("quantity", "")), f"of {side}" if side else "")))
        return f"claim added: {about}, {said}{late}"
    return f"{words.counted(len(edits.without), 'claim')} left out"


def claim_names(scenario: Scenario, as_of: date) -> dict[str, str]:
    """Each claim by outlet and day, as the report calls it."""
    names = {source.id: source.name for source in scenario.sources}
    told = ("outlet", "speaker", "source", "said_on")
    return {
        claim.id: outlet_and_day(
            {"source_name": names.get(claim.source, ""), **{key: getattr(claim, key) for key in told}}, as_of
        )
        for claim in scenario.claims
    }


def priced_note(change: WhatIf, scenario: Scenario) -> str:
    """What to bear in mind of a policy whose order has no price in the model; else nothing."""
    for side, chosen in zip(SIDES, change.policies, strict=True):
        found = next((p for p in offered_policies(scenario, change.as_of)[side] if p.id == chosen), None)
        if found is not None and any(stage.do == "hold_at_all_costs" for stage in plan_of(found).stages):
            return "The model puts no price on an order to hold at all costs beyond the fighting."
    return ""
