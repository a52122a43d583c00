"""Estimates of an answer by name: the one place from which badges, tiles, charts and tables take their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyrrhus.judge import words
from pyrrhus.present import summary


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
    text = summary.name_sides(words.human(str(estimate["name"])), sides)
    side = sides.get(estimate.get("side") or "", "")
    named = f" ({side})" if side and side not in text else ""
    return words.sentence(text) + named


def estimate_row(estimate: Mapping[str, Any], sides: Mapping[str, str]) -> dict[str, str]:
    """One estimate in a table: its name, its middle and its range, or its chance and the word for it."""
    row = {"name": estimate_name(estimate, sides)}
    if "probability" in estimate:
        chance = estimate["probability"]
        return {**row, "middle": words.percent(chance), "range": words.likelihood(chance)}
    q, unit = estimate["quantiles"], words.unit_words(estimate.get("unit"))
    unit = "" if unit in ("ratio", "share") else unit
    return {**row, "middle": f"{words.rounded(q['0.5'])} {unit}".strip(), "range": words.spread(q["0.05"], q["0.95"])}
