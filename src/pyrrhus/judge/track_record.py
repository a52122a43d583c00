"""The record of forecasts of this kind in words: how many were settled, how they scored, where they failed.

The numbers come from outside (`pyrrhus.skill.record.record_of`), already cut at the as-of date: a statement about the
tool. Nothing flows back into the campaigns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pyrrhus.judge import words
from pyrrhus.judge.case import Answer

FEWEST_ROWS = 20
FEWEST_FALLS = 3
LEAST_SHARE, LEAST_HOLD_DAYS = 0.9, 7
#: The question that the record is of: this share of the ground within 1 km of the centre, for so many days.
ASKED_SHARE, ASKED_HOLD_DAYS, ASKED_KM2 = 0.95, 14, 3.14
RELATED = "Scored on a related question"
BASELINE_WORDS = {
    "climatology": "how often towns this near the front fell",
    "trend": "the trend of the last month",
    "need_rate": "ground needed over the rate of late",
    "logistic": "a regression on the map",
}


def is_scored(record: Mapping[str, Any], event: Mapping[str, Any], *, mapped: bool) -> bool:
    """Whether the first answer counts as scored: enough forecasts of its kind were settled by the as-of date.

    `mapped`: the front is that of a dated map, as in all forecasts of the record.
    """
    return (
        mapped
        and event["share_0_1"] >= LEAST_SHARE
        and event["hold_days"] >= LEAST_HOLD_DAYS
        and record["rows"] >= FEWEST_ROWS
        and record["falls"] >= FEWEST_FALLS
    )


def with_record(
    answers: list[Answer],
    record: Mapping[str, Any],
    event: Mapping[str, Any],
    *,
    mapped: bool,
    area_km2: float = ASKED_KM2,
    assumed: bool = False,
) -> list[Answer]:
    """The answers, the first with the record of its kind. `area_km2` is the ground of the event: where it is not the
    record's own question, that is said; `assumed`: the folder assumes what no forecast of the record did.
    """
    scored = is_scored(record, event, mapped=mapped) and not assumed
    said = record_words(record)
    if assumed:
        said = f"No forecast of the record assumed such orders or changes. {said}"
    same = event["share_0_1"] == ASKED_SHARE and event["hold_days"] == ASKED_HOLD_DAYS
    if scored and not (same and abs(area_km2 - ASKED_KM2) < 0.1):
        said = f"{RELATED}, of the ground within 1 km of a town's centre, held for {ASKED_HOLD_DAYS} days. {said}"
    return [replace(a, scored=scored, record=said) if a.id == "Q1" else a for a in answers]


def record_words(record: Mapping[str, Any]) -> str:
    """The record in two or three sentences."""
    day = words.date_words(record["known_on"])
    if not record["rows"]:
        return f"No forecast of this kind had been settled by {day}, so there is no record to show."
    count = words.counted(record["rows"], "forecast")
    was = "was" if record["rows"] == 1 else "were"
    text = (
        f"By {day}, {count} of the fall of a town {was} settled, for {words.counted(record['towns'], 'town')}, "
        f"of which {record['towns_that_fell'] or 'none'} fell. "
    )
    if record["rows"] < FEWEST_ROWS or record["falls"] < FEWEST_FALLS:
        return text + "That is too little to tell good forecasts from bad ones."
    text += f"Brier score, where 0 is perfect: {scores_words(record)}."
    missed = failure_words(record)
    return f"{text} {missed}" if missed else text


def scores_words(record: Mapping[str, Any]) -> str:
    """The model's Brier scores beside the best baseline's and climatology's, over the horizons."""
    horizons = record["horizons"]
    days = _joined([str(h["horizon_days"]) for h in horizons])
    best = best_baseline(record)

    def listed(name: str) -> str:
        return _joined([f"{h['brier'][name]:.3f}" for h in horizons])

    return (
        f"{listed('mechanism')} at {days} days, against {listed(best)} for the best plain baseline "
        f"({BASELINE_WORDS[best]}); {comparison(record, best)}"
    )


def best_baseline(record: Mapping[str, Any]) -> str:
    """The baseline with the lowest Brier score over all horizons."""
    return min(BASELINE_WORDS, key=lambda name: (sum(h["brier"][name] for h in record["horizons"]), name))


def comparison(record: Mapping[str, Any], baseline: str) -> str:
    """Whether the model beats a baseline by more than chance (central 90 % over towns drawn again), in words."""
    better = [h["horizon_days"] for h in record["horizons"] if h["brier_less_baseline"][baseline]["high"] < 0]
    worse = [h["horizon_days"] for h in record["horizons"] if h["brier_less_baseline"][baseline]["low"] > 0]
    parts = [
        f"it is {word} by more than chance at {_joined([str(d) for d in days])} days"
        for word, days in (("better", better), ("worse", worse))
        if days
    ]
    return " and ".join(parts) if parts else "the difference is within chance"


def failure_words(record: Mapping[str, Any], *, most: int = 3) -> str:
    """The worst failures by name; empty where there is none."""
    named = [
        f"{f['town']} ({words.percent(f['probability'])} for {f['horizon_days']} days as of "
        f"{words.short_date(f['as_of'])}, and it {'fell' if f['outcome'] else 'stood'})"
        for f in record["failures"][:most]
    ]
    return f"It failed worst at {_joined(named)}." if named else ""


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
