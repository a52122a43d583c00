"""A policy as a sentence: "The defender leaves the town on 1 April 2023."."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyrrhus.scenario.conditions import say
from pyrrhus.scenario.plans import is_composed, plan_of
from pyrrhus.scenario.policy_catalogue import CATALOGUE, Setting, settings_of

if TYPE_CHECKING:
    from pyrrhus.scenario.schema import PolicyChoice

DOING = {
    "pause_until": "pauses",
    "pause": "stops",
    "hold": "holds the town",
    "hold_until": "holds the town",
    "hold_at_all_costs": "holds the town at all costs",
    "withdraw_on": "holds the town",
    "withdraw": "leaves it",
}


def describe(choice: PolicyChoice, *, name: str | None = None) -> str:
    """A valid choice as a sentence, such as "The defender leaves the town on 1 April 2023."."""
    if is_composed(choice):
        return _in_parts(choice, name or f"The {CATALOGUE[choice.do].side}")
    kind, given = CATALOGUE[choice.do], settings_of(choice)
    spoken: dict[str, str] = {}
    for setting in kind.settings:
        if setting.name in given:
            value = given[setting.name]
            if setting.kind == "date":
                spoken[setting.name] = f"{value.day} {value:%B %Y}"
            else:
                spoken[setting.name] = _spoken(setting, value)
    if kind.one_of:
        spoken = {"conditions": " or ".join(spoken.values())}
    return f"{name or f'The {kind.side}'} {kind.words.format(**spoken)}."


def _spoken(setting: Setting, value: float) -> str:
    if setting.name == "roads_below" and value <= 1:
        return "no main road is open"
    return f"{value:,g}" if setting.phrase == "{}" else setting.phrase.format(value).replace("%", " %")


def _in_parts(choice: PolicyChoice, name: str) -> str:
    """A valid choice in parts as a sentence: "Ukraine holds the town until ..., and 7 days later leaves it."."""
    stages = plan_of(choice).stages
    if stages[-1].do == "pause" and stages[-1].groups:  # "stop when" is one thing to say
        stages = stages[:-1]
    said = ""
    for number, stage in enumerate(stages):
        doing = DOING.get(stage.do) or CATALOGUE[stage.do].words
        if stage.axes:
            doing = f"puts its weight on {_listed(stage.axes)}"
        elif stage.do == "stop_when":
            return f"{name} {said}{doing.format(losses_per_km2=f'{stage.groups[0][0].number:,g}')}."
        elif number and doing == "presses on along every axis":
            doing = "presses on"
        said += doing
        if stage.groups:
            running = f" on {stage.for_days} days running" if stage.for_days > 1 else ""
            late = f"and {_days(stage.delay_days)} later " if stage.delay_days else "then "
            said += f" until {say(stage.groups)}{running}, {late}"
    return f"{name} {said}."


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _listed(names: tuple[str, ...]) -> str:
    spoken = [name.replace("_", "-") for name in names]
    joined = spoken[0] if len(spoken) == 1 else f"{', '.join(spoken[:-1])} and {spoken[-1]}"
    return f"the {joined} {'axis' if len(spoken) == 1 else 'axes'}"
