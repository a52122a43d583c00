"""The section on the choices of both sides: every value of its template, from `decisions` of assessment.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pyrrhus.judge import words
from pyrrhus.judge.words import as_date
from pyrrhus.present import bars, svg
from pyrrhus.present.choice_charts import FAR, FlipLine, flip_chart

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings

SIDES = ("attacker", "defender")
STEPS = 4  # shades of a gain and of a loss
SHOWN_SIGNS = 6
TROOPS = {
    "attacker_troops_now": "troops of the attacker in the sector on the as-of date",
    "defender_troops_now": "troops of the defender in the sector on the as-of date",
}


def choices_section(findings: Findings) -> dict[str, Any] | None:
    """Everything of the section, None where the assessment compared nothing."""
    found = findings.document.get("decisions")
    if not found or len(found["policies"]) < 3:
        return None
    names = findings.document["sides"]
    return {
        "verdicts": [_verdict(found, side, names) for side in SIDES],
        "tables": [_table(found, side, names) for side in SIDES if _own(found, side)],
        "draws": sorted({row["draws"] for row in found["pairs"]}, reverse=True),
        "flips": [chart for side in ("defender", "attacker") if (chart := _flip(found, side, names))],
        "tornadoes": [table for result in ("fall", "holding") if (table := _tornado(found, result, findings))],
        "signs": _signs(found, as_date(findings.document["as_of"])),
        "views": _views(found, names),
        "at_all_costs": any("at all costs" in policy["words"] for policy in found["policies"]),
        "caveat": found["caveat"],
    }


def _own(found: Mapping[str, Any], side: str) -> list[Mapping[str, Any]]:
    return [policy for policy in found["policies"] if policy["side"] == side]


def doing(policy: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What a policy does without its side's name: "holds the town"."""
    said, name = str(policy["words"]).rstrip("."), names[policy["side"]]
    return said.removeprefix(f"{name} ")


def _by_pair(found: Mapping[str, Any], side: str) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Changes of a side by (own policy, the enemy's)."""
    other = SIDES[1 - SIDES.index(side)]
    return {(row[side], row[other]): row for row in found["changes"] if row["side"] == side}


def _verdict(found: Mapping[str, Any], side: str, names: Mapping[str, str]) -> str:
    """Which of a side's policies is best, against which of the enemy's, in a sentence or two."""
    other = SIDES[1 - SIDES.index(side)]
    own, enemies, rows = _own(found, side), _own(found, other), _by_pair(found, side)
    best = {e["id"]: [p for p in own if rows[p["id"], e["id"]]["best"]] for e in enemies}
    always = [p for p in own if all(p in ranked for ranked in best.values())]
    name, enemy = names[side], names[other]
    if len(own) < 2:
        return f"Only one policy of {name} was compared."
    if len(always) == len(own):
        return f"No policy of {name} can be told from another in what it is worth to {name}, whatever {enemy} does."
    if always:
        also = "cannot be told apart and are" if len(always) > 1 else "is"
        said = "; or ".join(f"{name} {doing(p, names)}" for p in always)
        return f"Of the policies compared, whatever {enemy} does, best for {name} {also}: {said}."
    first = enemies[0]["id"]
    said = "; or ".join(f"{name} {doing(p, names)}" for p in best[first])
    changes = [e for e in enemies[1:] if {p["id"] for p in best[e["id"]]} != {p["id"] for p in best[first]}]
    return (
        f"Of the policies compared, best for {name} if {enemy} does what the forecast assumes: {said}. Against "
        f"{words.counted(len(changes), 'other policy', 'other policies')} of {enemy} something else is best."
    )


def _table(found: Mapping[str, Any], side: str, names: Mapping[str, str]) -> dict[str, Any]:
    """A side's policies by the enemy's, as a heat table, and its regret beside."""
    other = SIDES[1 - SIDES.index(side)]
    own, enemies, rows = _own(found, side), _own(found, other), _by_pair(found, side)
    most = max((abs(row["mean"]) for row in rows.values() if not row["tie"]), default=1.0) or 1.0
    falls = {(row["attacker"], row["defender"]): row["fall"] for row in found["pairs"]}
    regrets = {row["policy"]: row for row in found["regret"] if row["side"] == side}
    scale = svg.Scale(0.0, max([row["worst"] for row in regrets.values()] + [1.0]), 1.0, bars.REGRET_WIDTH - 1.0)
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
                "bar": bars.regret_bar(scale, regret["mean"], regret["worst"], side),
            }
        )
    return {
        "side": side,
        "name": names[side],
        "enemy": names[other],
        "enemy_side": other,
        "columns": [doing(e, names) for e in enemies],
        "rows": shown,
    }


def _cell(row: Mapping[str, Any], most: float, assumed: bool) -> dict[str, Any]:
    """One cell: its change in words, the step of its shade, and whether it is among the best of its column."""
    mean = row["mean"]
    step = 0 if row["tie"] else max(1, min(STEPS, round(STEPS * abs(mean) / most)))
    text = "as assumed" if assumed else "=" if row["tie"] else f"{'+' if mean > 0 else ''}{words.rounded(mean)}"
    return {"text": text, "shade": f"{'up' if mean > 0 else 'down'}{step}" if step else "even", "best": row["best"]}


def _flip(found: Mapping[str, Any], side: str, names: Mapping[str, str]) -> dict[str, Any] | None:
    """The chart of what staying is held against, by the price of the symbol, and in words where it turns."""
    turns = [row for row in found["flips"] if row["side"] == side]
    if not turns:
        return None
    known = {p["id"]: doing(p, names) for p in _own(found, side)}
    lines, said = [], []
    for number, row in enumerate(turns, start=1):
        prices = tuple(point["price"] for point in row["curve"])
        shares = tuple(point["share_stay"] for point in row["curve"])
        lines.append(FlipLine(str(number), prices, shares))
        turn = _turn(prices, shares, row["worth_of_symbol"]["0.95"])
        said.append(
            {
                "number": str(number) if len(turns) > 1 else "",
                "name": known[row["leave"]],
                "turn": turn,
                "tied": row["share_tied"] > 0.5,
            }
        )
    stay = known[turns[0]["stay"]]
    title = f"Share of the values for which it is worth more to {names[side]} that it {stay}"
    chart = flip_chart(lines, turns[0]["worth_of_symbol"], title, key=f"flip-{side}", side=side)
    return {"side": side, "name": names[side], "stay": stay, "chart": chart, "lines": said}


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
    ends = [value for row in drivers for value in (row["low"], row["high"])]
    spread = max(abs(value - base) for value in ends) or 1.0
    scale = svg.Scale(base - 1.05 * spread, base + 1.05 * spread, bars.INSET, bars.WIDTH - bars.INSET)

    def say(value: float) -> str:
        return words.percent(min(max(value, 0.0), 1.0)) if chance else words.rounded(value)

    rows = []
    for row in drivers:
        about = parameters.get(row["input"], {})
        unit = "persons" if row["input"] in TROOPS else words.unit_words(about.get("unit"))
        rows.append(
            {
                "name": TROOPS.get(row["input"], words.human(row["input"])),
                "meaning": about.get("meaning", ""),
                "low_at": words.rounded(row["low_at"]),
                "high_at": words.rounded(row["high_at"]),
                "unit": "" if unit in ("share", "ratio") else unit,
                "low": say(row["low"]),
                "high": say(row["high"]),
                "bar": bars.swing_bar(scale, base, row["low"], row["high"]),
            }
        )
    return {"result": result, "base": say(base), "rows": rows}


def _signs(found: Mapping[str, Any], as_of: Any) -> dict[str, Any] | None:
    """What to watch: what would be seen by a day, and the chance of the fall then."""
    telling = [row for row in found["indicators"] if row["beyond_noise"]][:SHOWN_SIGNS]
    if not found["indicators"]:
        return None
    first = found["indicators"][0]
    scale = svg.Scale(0.0, 1.0, bars.INSET, bars.WIDTH - bars.INSET)
    rows = []
    for row in telling:
        low, high = row["low"], row["high"]
        base = row["probability"]
        rows.append(
            {
                "name": row["name"],
                "unit": sign_unit(row["unit"]),
                "low": sign_words(low, row["unit"], "at most"),
                "high": sign_words(high, row["unit"], "at least"),
                "bar": bars.swing_bar(
                    scale, base, low["probability"] if low else base, high["probability"] if high else base
                ),
            }
        )
    return {
        "by": as_of + timedelta(days=first["days"]),
        "base": words.percent(first["probability"]),
        "rows": rows,
    }


def sign_unit(unit: str) -> str:
    """The unit of what is seen, where it must be said beside the number."""
    return "" if unit in ("share", "axes", "roads") else words.unit_words(unit).replace("/week", " a week")


def sign_words(sign: Mapping[str, Any] | None, unit: str, bound: str) -> dict[str, str] | None:
    """A sign in words: what is seen, how often it falls then, and how likely the sight is; None where there is none."""
    if sign is None:
        return None
    at = sign["threshold"]
    shown = words.percent(min(max(at, 0.0), 1.0)) if unit == "share" else words.rounded(at)
    if unit in ("axes", "roads"):
        shown = words.counted(round(at), "axis" if unit == "axes" else "road", unit)
    if bound == "at most" and abs(at) < 1e-6:
        bound, shown = "", "none"
    return {
        "seen": f"{bound} {shown}".strip(),
        "fall": words.percent(sign["probability"]),
        "chance": words.percent(sign["chance"]),
    }


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
                    "share": words.percent(row["share_stay"]),
                    "tied": words.percent(row["share_tied"]),
                    "best": "; or ".join(known[side, policy] for policy in row["best"]),
                }
            )
    return rows


__all__ = ["choices_section", "doing", "sign_unit", "sign_words"]
