"""Estimates of an answer by name: the one place from which badges, tiles, charts and tables take their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyrrhus.judge import words
from pyrrhus.judge.agreement import agree
from pyrrhus.present import summary

#: Units of which there is no fraction.
COUNTED = ("persons", "casualties", "days")


def find_estimate(answer: Mapping[str, Any] | None, name: str, side: str | None = None) -> Mapping[str, Any] | None:
    """The first estimate of an answer whose name begins so, of a side where one is given; None where there is none."""
    for estimate in (answer or {}).get("estimates", ()):
        if str(estimate["name"]).startswith(name) and (side is None or estimate.get("side") == side):
            return estimate
    return None


def quantiles_of(answer: Mapping[str, Any] | None, name: str, side: str | None = None) -> Mapping[str, float] | None:
    """The quantiles of an estimate that has them."""
    found = find_estimate(answer, name, side)
    return found["quantiles"] if found and "quantiles" in found else None


def lead_of(answer: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The estimate of an answer's badge: its first chance."""
    return next((estimate for estimate in answer["estimates"] if "probability" in estimate), None)


def estimate_name(estimate: Mapping[str, Any], sides: Mapping[str, str]) -> str:
    """An estimate's name as a heading, the sides by their names."""
    text = agree(summary.name_sides(words.human(str(estimate["name"])), sides), sides.values())
    side = sides.get(estimate.get("side") or "", "")
    named = f" ({side})" if side and side not in text else ""
    return words.sentence(text) + named


def estimate_rows(answer: Mapping[str, Any], sides: Mapping[str, str]) -> list[dict[str, str]]:
    """The estimates of an answer in a table; chances that are parts of one whole add up, as in its sentence."""
    wholes: dict[str, list[int]] = {}
    for number, estimate in enumerate(answer["estimates"]):
        if "probability" in estimate and (whole := _whole_of(str(estimate["name"]))):
            wholes.setdefault(f"{whole} {estimate.get('side')}", []).append(number)
    rows = [estimate_row(estimate, sides) for estimate in answer["estimates"]]
    for numbers in wholes.values():
        chances = [float(answer["estimates"][number]["probability"]) for number in numbers]
        for number, chance, part in zip(numbers, chances, words.parts(chances), strict=True):
            if len(numbers) > 1 and 0.01 <= chance <= 0.99:
                rows[number]["middle"] = part
    return rows


def _whole_of(name: str) -> str:
    """What a chance is one of the parts of, by its name; empty where it stands alone."""
    for whole in ("can replace its losses for longer", "if the town falls, the front ", "stake "):
        if whole in name:
            return whole
    head, told, _ = name.partition(": the two cannot be told apart")
    head, not_so, _ = head.partition(": no, it is worth less")
    return head if told or not_so or " is worth more than " in name else ""


def estimate_row(estimate: Mapping[str, Any], sides: Mapping[str, str]) -> dict[str, str]:
    """One estimate in a table: its name, its middle and its range, or its chance and the word for it."""
    row = {"name": estimate_name(estimate, sides)}
    if "probability" in estimate:
        chance = estimate["probability"]
        return {**row, "middle": words.percent(chance), "range": words.likelihood(chance)}
    q, unit = estimate["quantiles"], words.unit_words(estimate.get("unit"))
    unit = "" if unit in ("ratio", "share") else unit
    if estimate.get("unit") in COUNTED:
        middle, ends = words.count_words(q["0.5"]), words.count_spread(q["0.05"], q["0.95"])
        return {**row, "middle": f"{middle} {unit}", "range": ends}
    return {**row, "middle": f"{words.rounded(q['0.5'])} {unit}".strip(), "range": words.spread(q["0.05"], q["0.95"])}
