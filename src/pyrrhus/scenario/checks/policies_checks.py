"""Checks of the policies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from pyrrhus.scenario.checks.common import horizon_end
from pyrrhus.scenario.checks.registry import Found, at, check, check_each
from pyrrhus.scenario.draft import FolderDraft
from pyrrhus.scenario.nearest import shown
from pyrrhus.scenario.plans import Plan, plan_of, problems_of
from pyrrhus.scenario.policy_catalogue import settings_of
from pyrrhus.scenario.schema import SIDES


@check("two policies with one id", "give each policy its own id", needs="policies")
def policy_id_twice(draft: FolderDraft) -> Iterator[Found]:
    seen: set[tuple[str, str]] = set()
    for path, side, choice in _choices(draft):
        if (side, choice.id) in seen:
            yield *at(draft, path), f"two policies of the {side} have the id {choice.id}", "give each its own id"
        seen.add((side, choice.id))


@check("two policies that say the same", "remove one", needs="policies", severity="warning")
def policy_twice(draft: FolderDraft) -> Iterator[Found]:
    seen: dict[str, str] = {}
    for path, side, choice in _choices(draft):
        key = f"{side} {choice.do} {sorted(settings_of(choice).items(), key=str)}"
        if key in seen and seen[key] != choice.id:
            yield *at(draft, path), f"policy {choice.id} says the same as {seen[key]}", "remove one of the two"
        seen.setdefault(key, choice.id)


@check(
    "a policy that can never trigger",
    "correct its date or its threshold",
    needs="policies as_of horizon_days",
    severity="warning",
)
def policy_never_triggers(draft: FolderDraft) -> Iterator[Found]:
    end = horizon_end(draft)
    for path, choice, plan in _plans(draft):
        for stage in plan.stages:
            if not stage.groups or stage.do == "pause":
                continue
            late = [c for group in stage.groups for c in group if isinstance(c.value, date) and c.value > end]
            if late and all(any(c in late for c in group) for group in stage.groups):
                yield (
                    *at(draft, path),
                    f"policy {choice.id} waits for {late[0].value}, the horizon ends on {end}",
                    "write an earlier date or a longer horizon_days",
                )
            long = [
                c
                for group in stage.groups
                for c in group
                if c.trigger.name == "days" and c.number > draft.file.horizon_days
            ]
            for clause in long:
                found = f"policy {choice.id}: {clause.number:g} days are more than the horizon has"
                yield *at(draft, path), found, "write fewer days or a longer horizon_days"
            for clause in (c for group in stage.groups for c in group if c.never):
                yield (
                    *at(draft, path),
                    f"policy {choice.id}: {clause.trigger.name} {clause.number:g} never comes about",
                    "write a threshold that can be passed",
                )


@check(
    "parts of a policy that contradict each other: a later one waits for an earlier day, or says nothing new",
    "put the dates in order, and each trigger once into an all",
    needs="policies",
    severity="warning",
)
def policy_contradiction(draft: FolderDraft) -> Iterator[Found]:
    for path, choice, plan in _plans(draft):
        before: date | None = None
        for stage in plan.stages:
            dates = [[c.value for c in group if isinstance(c.value, date)] for group in stage.groups]
            if before is not None and any(day < before for group in dates for day in group):
                day = min(day for group in dates for day in group)
                found = f"policy {choice.id} waits for {day} in a part that begins on {before} at the earliest"
                yield *at(draft, path), found, "put the dates of its parts in order"
            if dates and all(dates):
                soonest = min(max(group) for group in dates)
                before = soonest if before is None else max(before, soonest)
            for group in stage.groups:
                names = [c.trigger.name for c in group if c.trigger.kind != "road"]
                for name in sorted({n for n in names if names.count(n) > 1}):
                    found = f"policy {choice.id} asks for {name} twice at once, of which the stricter alone counts"
                    yield *at(draft, path), found, f"keep one {name} of those joined by all"


@check(
    "first policies that leave both sides idle to the horizon, so that nothing happens",
    "let the attacker press on, or begin earlier",
    needs="policies as_of horizon_days",
    severity="warning",
)
def policy_both_idle(draft: FolderDraft) -> Iterator[Found]:
    first = {plan.side: (path, plan) for path, _, plan in reversed(list(_plans(draft))) if path.endswith("[0]")}
    if "attacker" not in first:
        return
    path, plan = first["attacker"]
    opening, end = plan.stages[0], horizon_end(draft)
    waits = opening.do == "pause_until" and all(
        any(c.never or (isinstance(c.value, date) and c.value > end) for c in group) for group in opening.groups
    )
    passive = "defender" not in first or all(s.do.startswith("hold") for s in first["defender"][1].stages)
    if waits and passive:
        found = f"the attacker pauses beyond {end} and the defender holds: both sides are idle in the forecast"
        yield *at(draft, path), found, "write an earlier date, or put another policy first"


@check(
    "a policy whose date has passed at the as-of date", "correct the date", needs="policies as_of", severity="warning"
)
def policy_date_passed(draft: FolderDraft) -> Iterator[Found]:
    for path, choice, plan in _plans(draft):
        for day in [c.value for stage in plan.stages for group in stage.groups for c in group]:
            if isinstance(day, date) and day < draft.file.as_of:
                found = f"policy {choice.id}: {day} has passed on {draft.file.as_of}"
                yield *at(draft, path), found, "write a later date"


@check(
    "a policy that triggers at once: its threshold is already passed",
    "write a threshold that is not yet passed",
    needs="policies",
    severity="warning",
)
def policy_triggers_at_once(draft: FolderDraft) -> Iterator[Found]:
    for path, choice, plan in _plans(draft):
        for group in (group for stage in plan.stages for group in stage.groups):
            if all(clause.always for clause in group):
                said = " and ".join(f"{c.trigger.name} {c.number:g}" for c in group)
                yield (
                    *at(draft, path),
                    f"policy {choice.id}: {said} comes about on the first day",
                    "write a threshold that is not yet passed",
                )


@check(
    "a first policy, which the forecast assumes, that becomes known only after the as-of date",
    "put one that is known first",
    needs="policies as_of",
    severity="warning",
)
def policy_assumed_known_late(draft: FolderDraft) -> Iterator[Found]:
    for side in SIDES:
        for choice in getattr(draft.file.policies, side)[:1]:
            if choice.known_on is not None and choice.known_on > draft.file.as_of:
                found = f"the forecast cannot assume {choice.id}, known only from {choice.known_on}"
                yield *at(draft, f"policies.{side}[0]"), found, "put a policy first that is known at the as-of date"


def _choices(draft: FolderDraft) -> Iterator[tuple[str, str, Any]]:
    for side in SIDES:
        for index, choice in enumerate(getattr(draft.file.policies, side)):
            yield f"policies.{side}[{index}]", side, choice


def _from_catalogue(draft: FolderDraft, check_name: str) -> Iterator[Found]:
    for path, side, choice in _choices(draft):
        for below, what, fix, found_by in _problems(draft, side, choice):
            if found_by == check_name:
                about = "" if what.startswith("policy ") else f"policy {shown(choice.id)}: "
                yield *at(draft, path + below), about + what, fix


def _problems(draft: FolderDraft, side: str, choice: Any) -> Iterator[tuple[str, str, str, str]]:
    roads = tuple(sorted({route.ref for route in draft.rows["routes"] if route.ref}))
    readable = "axes" not in draft.bad_keys
    axes = tuple(axis.id for axis in draft.file.axes) if readable else None
    yield from problems_of(choice, side=side, roads=roads if "routes" in draft.readable else None, axes=axes)


def _plans(draft: FolderDraft) -> Iterator[tuple[str, Any, Plan]]:
    """The choices that are well made, as plans."""
    for path, side, choice in _choices(draft):
        if next(_problems(draft, side, choice), None) is None:
            yield path, choice, plan_of(choice)


check_each(
    _from_catalogue,
    {
        "policy_unknown": ("a policy that the catalogue does not have for that side", "write the nearest policy"),
        "policy_settings": (
            "settings of a policy that are missing, unknown or out of bounds",
            "write the settings of the catalogue",
        ),
        "policy_parts": ("a policy in parts that do not go together", "write the parts as shown in the manual"),
        "policy_condition": (
            "a condition of a policy that nothing measures: an unknown trigger, road or axis, or a number out of "
            "bounds",
            "write the nearest name, or a number within the bounds",
        ),
    },
    needs="policies",
)
