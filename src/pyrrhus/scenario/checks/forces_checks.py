"""Checks of forces.csv."""

from __future__ import annotations

from collections.abc import Iterator

from pyrrhus.scenario.checks.common import PlaceAdvice, grouped, horizon_end
from pyrrhus.scenario.checks.registry import Found, check
from pyrrhus.scenario.draft import FolderDraft
from pyrrhus.scenario.nearest import advise, nearest, shown

FILE = "forces.csv"
MOST_PERSONNEL = 2_000_000


@check("a force on an axis that scenario.yaml does not have", "write the id of an axis", needs="axes")
def force_unknown_axis(draft: FolderDraft) -> Iterator[Found]:
    ids = [axis.id for axis in draft.file.axes]
    for force in draft.rows["forces"]:
        if force.axis is not None and force.axis not in ids:
            fix = advise(force.axis, ids) if ids else "add the axis to scenario.yaml, or leave the cell empty"
            yield FILE, force.line, f"there is no axis with the id {shown(force.axis)}", fix


@check("a force at a place that places.csv does not have", "write the id of a place", needs="places")
def force_unknown_place(draft: FolderDraft) -> Iterator[Found]:
    advice = PlaceAdvice(draft)
    for force in draft.rows["forces"]:
        if force.place is not None and force.place not in draft.place_ids:
            yield FILE, force.line, *advice.on(force.place)


@check("a low above the number, or a high below it", "order low, personnel and high")
def force_low_high(draft: FolderDraft) -> Iterator[Found]:
    for force in draft.rows["forces"]:
        low = force.personnel if force.low is None else force.low
        high = force.personnel if force.high is None else force.high
        if not low <= force.personnel <= high:
            found = f"low {low:g}, personnel {force.personnel:g} and high {high:g} do not rise"
            yield FILE, force.line, found, "write low at most the number, and high at least"


@check(
    "a force that arrives after the horizon",
    "correct the date or remove the force",
    needs="as_of horizon_days",
    severity="warning",
)
def force_arrives_late(draft: FolderDraft) -> Iterator[Found]:
    end = horizon_end(draft)
    for force in draft.rows["forces"]:
        if force.arrives_on is not None and force.arrives_on > end:
            found = f"{shown(force.formation)} arrives on {force.arrives_on}, the horizon ends on {end}"
            yield FILE, force.line, found, "correct arrives_on, or remove the force"


@check(
    "one formation of an actor written twice for one axis, place and day",
    "add the numbers or tell them apart",
    severity="warning",
)
def force_twice(draft: FolderDraft) -> Iterator[Found]:
    first: dict[tuple, int] = {}
    for force in draft.rows["forces"]:
        key = (force.side, force.actor, force.formation, force.kind, force.axis, force.place, force.arrives_on)
        if key in first:
            yield FILE, force.line, f"{shown(force.formation)} is also on line {first[key]}", "keep one of the rows"
        first.setdefault(key, force.line)


@check("an actor that is nearly, but not quite, one of actors.csv", "write the id of the actor", needs="actors")
def force_actor_misspelt(draft: FolderDraft) -> Iterator[Found]:
    # An actor need not be in actors.csv, which is for those whose interests differ from their side's.
    ids = draft.ids["actors"]
    for name, forces in grouped(draft.rows["forces"], "actor").items():
        like = None if not name or name in ids else nearest(name, ids, cutoff=0.8)
        if like is not None:
            for force in forces:
                yield FILE, force.line, f"there is no actor with the id {shown(name)}", f"write {like}"


@check("an actor of the one side named for a force of the other", "correct side or actor", needs="actors")
def force_actor_of_other_side(draft: FolderDraft) -> Iterator[Found]:
    sides: dict[str, set[str]] = {}
    for actor in draft.rows["actors"]:
        sides.setdefault(actor.actor, set()).add(actor.side)
    for force in draft.rows["forces"]:
        if force.actor in sides and force.side not in sides[force.actor]:
            yield FILE, force.line, f"{force.actor} is no actor of the {force.side}", "correct side or actor"


@check(
    "forces of one side alone",
    "add those of the other, or the wide default stands for it",
    needs="forces",
    severity="warning",
)
def side_without_forces(draft: FolderDraft) -> Iterator[Found]:
    sides = {force.side for force in draft.rows["forces"]}
    if len(sides) == 1:
        missing = "defender" if "attacker" in sides else "attacker"
        yield FILE, None, f"the {missing} has no forces here", f"add them, or give {missing}_personnel in scenario.yaml"


@check("a formation without people", "write its strength or remove it", severity="warning")
def force_of_nobody(draft: FolderDraft) -> Iterator[Found]:
    for force in draft.rows["forces"]:
        if force.personnel == 0:
            yield FILE, force.line, f"{shown(force.formation)} has 0 personnel", "write its strength or remove the row"


@check("a formation larger than any army in one sector", "write persons, not thousandths or a whole country's army")
def force_too_large(draft: FolderDraft) -> Iterator[Found]:
    for force in draft.rows["forces"]:
        if max(force.personnel, force.high or 0) > MOST_PERSONNEL:
            yield FILE, force.line, f"{shown(force.formation)} has more than 2 million personnel", "correct the number"
