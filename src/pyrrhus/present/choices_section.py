"""The section on the choices of both sides: every value of its template, from `decisions` of assessment.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pyrrhus.claims.ledger import SIDES
from pyrrhus.judge import words
from pyrrhus.present.estimates import quantiles_of
from pyrrhus.present.options_chart import doing
from pyrrhus.present.summary import answer_to

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings

STEPS = 4  # shades of a gain and of a loss
FAR = 4.0  # times the price that 95 % of the values stay below: nobody pays more (as in `decide/flips.py`)
TROOPS = {
    "attacker_troops_now": "troops of the attacker in the sector on the as-of date",
    "defender_troops_now": "troops of the defender in the sector on the as-of date",
}


def choices_section(findings: Findings) -> dict[str, Any] | None:
    """Everything of the section, None where the assessment compared nothing."""
    found = findings.document.get("decisions")
    if not found or len(found["policies"]) < 3:
        return None
    names, worths = findings.document["sides"], answer_to(findings.document, "Q3")
    return {
        "tables": [_table(found, side, names) for side in SIDES if _own(found, side)],
        "draws": sorted({row["draws"] for row in found["pairs"]}, reverse=True),
        "flips": [chart for side in ("defender", "attacker") if (chart := _flip(found, side, names, worths))],
        "tornadoes": [table for result in ("fall", "holding") if (table := _tornado(found, result, findings))],
        "views": _views(found, names),
        "caveat": found["caveat"],
    }


def _own(found: Mapping[str, Any], side: str) -> list[Mapping[str, Any]]:
    return [policy for policy in found["policies"] if policy["side"] == side]


def _by_pair(found: Mapping[str, Any], side: str) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Changes of a side by (own policy, the enemy's)."""
    other = SIDES[1 - SIDES.index(side)]
    return {(row[side], row[other]): row for row in found["changes"] if row["side"] == side}


def _table(found: Mapping[str, Any], side: str, names: Mapping[str, str]) -> dict[str, Any]:
    """A side's policies by the enemy's, as a heat table, and its regret beside."""
    other = SIDES[1 - SIDES.index(side)]
    own, enemies, rows = _own(found, side), _own(found, other), _by_pair(found, side)
    most = max((abs(row["mean"]) for row in rows.values() if not row["tie"]), default=1.0) or 1.0
    falls = {(row["attacker"], row["defender"]): row["fall"] for row in found["pairs"]}
    regrets = {row["policy"]: row for row in found["regret"] if row["side"] == side}
    assumed = enemies[0]["id"]
    shown = []
    for policy in own:
        regret = regrets[policy["id"]]
        pair = (policy["id"], assumed) if side == "attacker" else (assumed, policy["id"])
        shown.append(
            {
                "name": doing(policy, names),
                "assumed": policy["assumed"],
                "fall": words.percent(falls[pair]),
                "cells": [
                    _cell(rows[policy["id"], e["id"]], most, policy["assumed"] and e["assumed"]) for e in enemies
                ],
                "mean": words.rounded(regret["mean"]),
                "worst": words.rounded(regret["worst"]),
                "tied": regret["tied_with_best"],
            }
        )
    return {
        "side": side,
        "name": names[side],
        "enemy": names[other],
        "columns": [doing(e, names) for e in enemies],
        "rows": shown,
    }


def _cell(row: Mapping[str, Any], most: float, assumed: bool) -> dict[str, Any]:
    """One cell: its change in words, the step of its shade, and whether it is among the best of its column."""
    mean = row["mean"]
    step = 0 if row["tie"] else max(1, min(STEPS, round(STEPS * abs(mean) / most)))
    text = "as assumed" if assumed else "=" if row["tie"] else f"{'+' if mean > 0 else ''}{words.rounded(mean)}"
    return {"text": text, "shade": f"{'up' if mean > 0 else 'down'}{step}" if step else "even", "best": row["best"]}


def _flip(
    found: Mapping[str, Any], side: str, names: Mapping[str, str], worths: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """What staying is held against, and in words at what price of the symbol it turns; `worths` is the answer to what
    the place is worth, whose estimate of the symbol is the one that is shown."""
    turns = [row for row in found["flips"] if row["side"] == side]
    if not turns:
        return None
    known = {p["id"]: doing(p, names) for p in _own(found, side)}
    lines = []
    for row in turns:
        prices = tuple(point["price"] for point in row["curve"])
        shares = tuple(point["share_stay"] for point in row["curve"])
        turn = _turn(prices, shares, row["worth_of_symbol"]["0.95"])
        lines.append({"name": known[row["leave"]], "turn": turn, "tied": row["share_tied"] > 0.5})
    worth = quantiles_of(worths, "casualties that the symbol alone is worth", side) or turns[0]["worth_of_symbol"]
    held = words.middle_and_range(worth)
    return {"side": side, "name": names[side], "stay": known[turns[0]["stay"]], "held": held, "lines": lines}


def _turn(prices: Sequence[float], shares: Sequence[float], most: float) -> str:
    """Where the balance turns, in words; `most` is the price that 95 % of the values stay below."""
    if shares[0] >= 0.5:
        return "better for most values even if the symbol counts for nothing"
    turn = next((i for i, share in enumerate(shares) if share >= 0.5), None)
    if turn is None or prices[turn] > FAR * most:
        return "at no price that the values put on the symbol is it better for most of them"
    price = words.rounded(prices[turn])
    return f"better for most values only where the symbol is worth more than about {price} casualties"


def _tornado(found: Mapping[str, Any], result: str, findings: Findings) -> dict[str, Any] | None:
    """What moves a result most: one row for each input, from its lowest quarter to its highest."""
    drivers = [row for row in found["drivers"] if row["result"] == result]
    if not drivers:
        return None
    parameters = {str(row["name"]): row for row in findings.parameters}
    base, chance = drivers[0]["base"], result == "fall"

    def say(value: float) -> str:
        return words.percent(min(max(value, 0.0), 1.0)) if chance else words.rounded(value)

    rows = []
    for row in drivers:
        about = parameters.get(row["input"], {})
        unit = "persons" if row["input"] in TROOPS else words.unit_words(about.get("unit"))
        rows.append(
            {
                "name": TROOPS.get(row["input"]) or words.label(row["input"], findings.document["sides"]),
                "meaning": about.get("meaning", ""),
                "low_at": words.rounded(row["low_at"]),
                "high_at": words.rounded(row["high_at"]),
                "unit": "" if unit in ("share", "ratio") else unit,
                "low": say(row["low"]),
                "high": say(row["high"]),
            }
        )
    return {"result": result, "base": say(base), "rows": rows}


def _shares(row: Mapping[str, Any]) -> list[str]:
    """Of the values, for which staying is worth more, for which the two cannot be told apart, for which it is less."""
    more, tied = float(row["share_stay"]), float(row["share_tied"])
    return words.parts([more, tied, max(0.0, 1.0 - more - tied)])


def _views(found: Mapping[str, Any], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """How the factions of each side see its choice, the side's own view first; nothing where no faction has one."""
    known = {(p["side"], p["id"]): doing(p, names) for p in found["policies"]}
    rows = []
    for side in ("defender", "attacker"):
        mine = [row for row in found["views"] if row["side"] == side]
        if len(mine) < 2:
            continue
        for row in mine:
            symbol = "as its side's" if row["value"] is None else f"{row['value']:g}"
            rows.append(
                {
                    "side": side,
                    "name": row["name"] or names[side],
                    "whole": row["actor"] is None,
                    "interest": row["interest"],
                    "value": "" if row["actor"] is None else symbol,
                    "deadline": words.short_date(row["deadline"]) if row["deadline"] else "",
                    "stay": known[side, row["stay"]],
                    "leave": known[side, row["leave"]],
                    **dict(zip(("share", "tied", "less"), _shares(row), strict=True)),
                    "best": "; or ".join(known[side, policy] for policy in row["best"]),
                }
            )
    return rows
