"""The catalogue of policies: what a side can be told to do, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from pyrrhus.errors import Problem
from pyrrhus.scenario.nearest import advise, shown

if TYPE_CHECKING:
    from pyrrhus.scenario.schema import PolicyChoice

FILE = "scenario.yaml"


@dataclass(frozen=True)
class Setting:
    """One setting of a policy. `field` is the number of `Policy` that it fills; bounds are inclusive."""

    name: str
    kind: Literal["date", "number"]
    unit: str
    meaning: str
    low: float = 0.0
    high: float = 0.0
    required: bool = True
    phrase: str = "{}"


@dataclass(frozen=True)
class PolicyKind:
    """One entry of the catalogue. `words` says it in a sentence."""

    name: str
    side: Literal["attacker", "defender"]
    words: str
    meaning: str
    settings: tuple[Setting, ...] = ()
    one_of: bool = False


CATALOGUE: dict[str, PolicyKind] = {
    kind.name: kind
    for kind in (
        PolicyKind(
            "press",
            "attacker",
            "presses on along every axis",
            "attacks on every axis as long as troops and shells allow",
        ),
        PolicyKind(
            "pause_until",
            "attacker",
            "pauses until {date}, then presses on",
            "does not attack until a date, then attacks on every axis",
            (Setting("date", "date", "", "first day of the renewed attack"),),
        ),
        PolicyKind(
            "stop_when",
            "attacker",
            "presses on, but stops when a square kilometre costs more than {losses_per_km2} casualties",
            "attacks until the ground taken over the last four weeks costs too much",
            (
                Setting(
                    "losses_per_km2", "number", "casualties/km2", "own casualties for each km2 gained", 0.1, 1_000_000
                ),
            ),
        ),
        PolicyKind(
            "encircle_north",
            "attacker",
            "goes round the town by the north",
            "puts its weight on the axes that pass north of the centre",
        ),
        PolicyKind(
            "encircle_south",
            "attacker",
            "goes round the town by the south",
            "puts its weight on the axes that pass south of the centre",
        ),
        PolicyKind(
            "encircle",
            "attacker",
            "goes round the town on both sides",
            "puts its weight on both shoulders, not on the town itself",
        ),
        PolicyKind(
            "frontal",
            "attacker",
            "attacks the town head on",
            "puts its weight on the axes that lead straight into the centre",
        ),
        PolicyKind(
            "hold",
            "defender",
            "holds the town",
            "holds, and leaves when the garrison's own condition forces it to",
        ),
        PolicyKind(
            "hold_at_all_costs",
            "defender",
            "holds the town at all costs",
            "holds on twenty times as hard: the rate of a withdrawal is cut to a twentieth",
        ),
        PolicyKind(
            "withdraw_on",
            "defender",
            "leaves the town on {date}",
            "orders the garrison out on a date",
            (Setting("date", "date", "", "day of the order to withdraw"),),
        ),
        PolicyKind(
            "hold_until",
            "defender",
            "holds the town until {conditions}",
            "holds, and orders the garrison out when one of the conditions comes about",
            (
                Setting(
                    "supply_below",
                    "number",
                    "share",
                    "what the garrison gets of its need, stores counted",
                    0,
                    1,
                    False,
                    "less than {:.0%} of its supply comes through",
                ),
                Setting(
                    "share_lost_above",
                    "number",
                    "share",
                    "losses as a share of the first strength",
                    0,
                    1,
                    False,
                    "it has lost more than {:.0%} of its first strength",
                ),
                Setting(
                    "exchange_below",
                    "number",
                    "ratio",
                    "attacker's casualties for each of its own",
                    0,
                    100,
                    False,
                    "the attacker loses fewer than {:g} for each of its own",
                ),
                Setting(
                    "roads_below",
                    "number",
                    "roads",
                    "roads out of the town that still carry a tenth or more",
                    0,
                    100,
                    False,
                    "fewer than {:g} main roads are open",
                ),
            ),
            one_of=True,
        ),
    )
}


def kinds_of(side: str) -> list[str]:
    """The names of the policies of a side."""
    return [name for name, kind in CATALOGUE.items() if kind.side == side]


def settings_of(choice: PolicyChoice | Mapping[str, Any]) -> dict[str, Any]:
    """What a choice sets, without its id, its kind and when it became known."""
    values = dict(choice) if isinstance(choice, Mapping) else choice.model_dump()
    return {name: value for name, value in values.items() if name not in ("id", "do", "known_on")}


def validate(choice: PolicyChoice, *, side: str, line: int | None = None) -> list[Problem]:
    """Everything wrong with one choice of a side; empty where it is good."""

    def problem(what: str, fix: str, check: str = "policy_settings") -> Problem:
        return Problem(FILE, line, f"policy {shown(choice.id)}: {what}", fix, check)

    kind = CATALOGUE.get(choice.do)
    if kind is None or kind.side != side:
        what = f"the {side} has no policy called {shown(choice.do)}"
        return [problem(what, advise(choice.do, kinds_of(side)), "policy_unknown")]
    given, problems = settings_of(choice), []
    valid = {setting.name: setting for setting in kind.settings}
    for name in given:
        if name not in valid:
            fix = advise(name, valid) if valid else "remove it: this policy has no settings"
            problems.append(problem(f"{kind.name} has no setting called {shown(name)}", fix))
    for setting in kind.settings:
        if setting.name not in given:
            if setting.required:
                problems.append(
                    problem(f"{kind.name} needs {setting.name}", f"add {setting.name}: {_example(setting)}")
                )
            continue
        value = given[setting.name]
        if setting.kind == "date" and type(value) is not date:
            problems.append(problem(f"{setting.name} is {shown(value)}", "write a day as YYYY-MM-DD"))
        if setting.kind == "number":
            number = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else float("nan")
            if not setting.low <= number <= setting.high:
                fix = f"write a number from {setting.low:g} to {setting.high:g} ({setting.unit})"
                problems.append(problem(f"{setting.name} is {shown(value)}", fix))
    if kind.one_of and not set(valid) & set(given):
        problems.append(problem(f"{kind.name} needs a condition", f"add one of {', '.join(valid)}"))
    return problems


def _example(setting: Setting) -> str:
    return "2023-04-01" if setting.kind == "date" else f"{max(setting.low, min(1.0, setting.high)):g}"
