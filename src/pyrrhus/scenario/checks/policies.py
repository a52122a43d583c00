"""Checks of the policies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from pyrrhus.scenario.checks.common import horizon_end
from pyrrhus.scenario.checks.registry import Found, at, check
from pyrrhus.scenario.draft import Draft
from pyrrhus.scenario.policies import settings_of, validate
from pyrrhus.scenario.schema import SIDES


@check("a policy that the catalogue does not have for that side", "write the nearest policy", needs="policies")
def policy_unknown(draft: Draft) -> Iterator[Found]:
    yield from _from_catalogue(draft, "policy_unknown")


@check(
    "settings of a policy that are missing, unknown or out of bounds",
    "write the settings of the catalogue",
    needs="policies",
)
def policy_settings(draft: Draft) -> Iterator[Found]:
    yield from _from_catalogue(draft, "policy_settings")


@check("two policies with one id", "give each policy its own id", needs="policies")
def policy_id_twice(draft: Draft) -> Iterator[Found]:
    seen: set[tuple[str, str]] = set()
    for path, side, choice in _choices(draft):
        if (side, choice.id) in seen:
            yield *at(draft, path), f"two policies of the {side} have the id {choice.id}", "give each its own id"
        seen.add((side, choice.id))


@check("two policies that say the same", "remove one", needs="policies", severity="warning")
def policy_twice(draft: Draft) -> Iterator[Found]:
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
def policy_never_triggers(draft: Draft) -> Iterator[Found]:
    end = horizon_end(draft)
    for path, _, choice in _choices(draft):
        settings = settings_of(choice)
        day = settings.get("date")
        if type(day) is date and day > end:
            yield (
                *at(draft, path),
                f"policy {choice.id} waits for {day}, the horizon ends on {end}",
                "write an earlier date or a longer horizon_days",
            )
        for name, never in (("supply_below", 0), ("exchange_below", 0), ("roads_below", 0), ("share_lost_above", 1)):
            if settings.get(name) == never and not isinstance(settings[name], bool):
                yield (
                    *at(draft, path),
                    f"policy {choice.id}: {name} {never} never comes about",
                    "write a threshold that can be passed",
                )


@check(
    "a policy whose date has passed at the as-of date", "correct the date", needs="policies as_of", severity="warning"
)
def policy_date_passed(draft: Draft) -> Iterator[Found]:
    for path, _, choice in _choices(draft):
        day = settings_of(choice).get("date")
        if type(day) is date and day < draft.file.as_of:
            yield *at(draft, path), f"policy {choice.id}: {day} has passed on {draft.file.as_of}", "write a later date"


@check(
    "a policy that triggers at once: its threshold is already passed",
    "write a threshold that is not yet passed",
    needs="policies",
    severity="warning",
)
def policy_triggers_at_once(draft: Draft) -> Iterator[Found]:
    for path, _, choice in _choices(draft):
        settings = settings_of(choice)
        for name, always in (("supply_below", 1), ("share_lost_above", 0)):
            if settings.get(name) == always and not isinstance(settings[name], bool):
                yield (
                    *at(draft, path),
                    f"policy {choice.id}: {name} {always} comes about on the first day",
                    "write a threshold that is not yet passed",
                )


@check(
    "a first policy, which the forecast assumes, that becomes known only after the as-of date",
    "put one that is known first",
    needs="policies as_of",
    severity="warning",
)
def policy_assumed_known_late(draft: Draft) -> Iterator[Found]:
    for side in SIDES:
        for choice in getattr(draft.file.policies, side)[:1]:
            if choice.known_on is not None and choice.known_on > draft.file.as_of:
                found = f"the forecast cannot assume {choice.id}, known only from {choice.known_on}"
                yield *at(draft, f"policies.{side}[0]"), found, "put a policy first that is known at the as-of date"


def _choices(draft: Draft) -> Iterator[tuple[str, str, Any]]:
    for side in SIDES:
        for index, choice in enumerate(getattr(draft.file.policies, side)):
            yield f"policies.{side}[{index}]", side, choice


def _from_catalogue(draft: Draft, name: str) -> Iterator[Found]:
    for path, side, choice in _choices(draft):
        file, line = at(draft, path)
        for problem in validate(choice, side=side, line=line):
            if problem.check == name:
                yield file, line, problem.what, problem.fix
