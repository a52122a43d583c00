"""Claims in the report: the table of all, and for each fused quantity the claims beside what they add up to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pyrrhus.judge import words
from pyrrhus.present import bars
from pyrrhus.present.series import claim_numbers, describe_numbers, number_or_none
from pyrrhus.present.summary import safe_link

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings

MOST_FORESTS = 16
MOST_CLAIMS = 12

SCOPE_WORDS = {"front": "counts the whole front", "sector": "counts a sector", "unit": "counts one unit"}
HEDGE_WORDS = {"exactly": "", "about": "about", "at_least": "at least", "up_to": "up to", "between": ""}


def said(claim: Mapping[str, Any]) -> str:
    """What a claim says, in short: "at least 100", "yes", "not 5,000" for a denial."""
    if claim.get("category"):
        core = str(claim["category"])
    elif isinstance(claim.get("value"), str):
        core = str(claim["value"])
    else:
        low, value, high = (number_or_none(claim.get(key)) for key in ("low", "value", "high"))
        hedge = str(claim.get("hedge") or "")
        if value is None and (low is None or high is None):
            value = low if low is not None else high
        core = f"{HEDGE_WORDS.get(hedge, hedge)} {describe_numbers(low, value, high)}".strip()
    stance = {"denies": "denied: ", "doubts": "doubted: "}.get(str(claim.get("stance")), "")
    return stance + core


def claim_rows(findings: Findings) -> list[dict[str, Any]]:
    """The table of claims, in order of their publication."""
    sides = findings.document["sides"]
    why = {}
    for flag in findings.document["flags"]:
        why.setdefault(flag["claim"], []).append(f"{words.human(flag['check'])}: {flag['why']}")
    ordered = sorted(findings.claims, key=lambda claim: (str(claim["said_on"]), str(claim["id"])))
    return [
        {
            "id": str(claim["id"]),
            "said_on": words.short_date(claim["said_on"]),
            "source": claim.get("source") or "",
            "speaker": claim.get("speaker") or "",
            "outlet": claim.get("outlet") or "",
            "link": safe_link(claim.get("url")),
            "quantity": words.human(str(claim["quantity"])),
            "side": claim.get("side") or "",
            "side_name": side_name(sides, claim),
            "place": place_name(findings, claim.get("place")),
            "period": _period(claim),
            "scope": str(claim.get("scope") or ""),
            "said": said(claim),
            "unit": words.unit_words(claim.get("unit")),
            "grade": f"{claim.get('reliability') or 'F'}{claim.get('credibility') or '6'}",
            "derived_from": claim.get("derived_from") or "",
            "echo_of": claim.get("echo_of") or "",
            "flags": [words.human(str(flag)) for flag in claim.get("flags") or ()],
            "why": why.get(claim["id"], []),
            "weight": None if claim.get("weight") is None else f"{float(claim['weight']):.2f}",
            "note": claim.get("note") or "",
        }
        for claim in ordered
    ]


def _period(claim: Mapping[str, Any]) -> str:
    """The time that a claim speaks of, from which day a running total counts, and what was counted."""
    text = words.period_words(claim.get("counts_from") or claim.get("period_from"), claim.get("period_to"))
    return f"{text}; {SCOPE_WORDS[claim['scope']]}" if claim.get("scope") else text


def forests(findings: Findings) -> list[dict[str, Any]]:
    """The quantities on which at least two claims speak directly, once each, with those claims on one scale.

    Of several periods the one with the most direct claims is shown; the others are in the table of all.
    """
    table = {str(claim["id"]): claim for claim in findings.claims}
    best: dict[tuple[Any, ...], tuple[int, Mapping[str, Any]]] = {}
    for row in findings.quantities:
        key = (row["quantity"], row.get("side"), row.get("place"), row.get("actor") or "")
        direct = len(_direct(row, table))
        if direct >= 2 and direct > best.get(key, (0, {}))[0]:
            best[key] = (direct, row)
    ordered = sorted(best.values(), key=lambda pair: -pair[0])
    return [_forest(row, table, findings) for _, row in ordered[:MOST_FORESTS]]


def quantity_rows(findings: Findings) -> list[dict[str, Any]]:
    """Every fused quantity and period in a line."""
    sides = findings.document["sides"]
    return [
        {
            "name": words.human(str(row["quantity"])),
            "side": row.get("side") or "",
            "side_name": side_name(sides, row),
            "place": place_name(findings, row.get("place")),
            "period": words.period_words(row.get("period_from"), row.get("period_to")),
            "unit": words.unit_words(row.get("unit")),
            "middle": words.rounded(float(row["q50"])),
            "ninety": words.spread(float(row["q05"]), float(row["q95"])),
            "claims": len(row["claims"]),
        }
        for row in findings.quantities
    ]


def _direct(quantity: Mapping[str, Any], table: Mapping[str, Mapping[str, Any]]) -> list[Any]:
    """The claims that speak of this very quantity, side and place, as (claim, its numbers), the weightiest first."""
    found = []
    for identifier in quantity["claims"]:
        claim = table.get(str(identifier))
        if claim is None or any((claim.get(k) or None) != (quantity.get(k) or None) for k in ("side", "actor")):
            continue
        numbers = claim_numbers(claim, str(quantity["quantity"]))
        if numbers is not None and (claim.get("place") or None) == (quantity.get("place") or None):
            found.append((claim, numbers))
    weights = quantity.get("weights") or {}
    return sorted(found, key=lambda pair: -float(weights.get(str(pair[0]["id"])) or 0.0))


def side_name(sides: Mapping[str, str], row: Mapping[str, Any]) -> str:
    """Whose: the side by its name, and the part of it that the row is about."""
    name = sides.get(row.get("side") or "", "")
    return f"{name}, {words.human(str(row['actor']))}" if name and row.get("actor") else name


def place_name(findings: Findings, identifier: str | None) -> str:
    """The name of a place by its id; claims without a place speak of the whole front."""
    if not identifier:
        return "whole front"
    return next((place.name for place in findings.places if place.id == identifier), str(identifier))


def _converted(claim: Mapping[str, Any], quantity: Mapping[str, Any], found: tuple[float | None, ...]) -> str:
    """A total as the daily rate it amounts to, empty where the claim speaks of the quantity itself."""
    if claim.get("quantity") == quantity["quantity"]:
        return ""
    shown = dict.fromkeys(words.rounded(x) for x in found if x is not None)
    return "as " + " to ".join(shown) + " a day"


def _forest(quantity: Mapping[str, Any], table: Mapping[str, Mapping[str, Any]], findings: Findings) -> dict[str, Any]:
    sides = findings.document["sides"]
    quantiles = [float(quantity[f"q{level}"]) for level in ("05", "25", "50", "75", "95")]
    weights = quantity.get("weights") or {}
    direct = _direct(quantity, table)
    claims = direct[:MOST_CLAIMS]
    numbers = [x for _, found in claims for x in found if x is not None]
    scale = bars.shared_scale([*quantiles, *numbers])
    rows = []
    for claim, found in claims:
        weight = weights.get(str(claim["id"]))
        faded = bool(claim.get("echo_of")) or claim.get("stance") == "denies"
        hedge = str(claim.get("hedge") or "")
        rows.append(
            {
                "id": str(claim["id"]),
                "who": claim.get("speaker") or claim.get("source") or "",
                "said_on": words.short_date(claim["said_on"]) if claim.get("said_on") else "",
                "said": said(claim),
                "converted": _converted(claim, quantity, found),
                "weight": None if weight is None else f"{float(weight):.2f}",
                "echo": bool(claim.get("echo_of")),
                "faded": faded,
                "flags": [words.human(str(flag)) for flag in claim.get("flags") or ()],
                "bar": bars.claim_bar(scale, found, hedge, weight, faded=faded),
            }
        )
    side = quantity.get("side") or "neutral"
    q = dict(zip(("0.05", "0.25", "0.5", "0.75", "0.95"), quantiles, strict=True))
    return {
        "name": words.human(str(quantity["quantity"])),
        "side_name": side_name(sides, quantity),
        "side": side,
        "place": place_name(findings, quantity.get("place")),
        "period": words.period_words(quantity.get("period_from"), quantity.get("period_to")),
        "unit": words.unit_words(quantity.get("unit")),
        "axis": bars.axis_bar(scale),
        "rows": rows,
        "lighter": len(direct) - len(claims),
        "related": len(quantity["claims"]) - len(direct),
        "fused": bars.fused_bar(scale, quantiles, side),
        "middle": words.rounded(q["0.5"]),
        "ninety": words.spread(q["0.05"], q["0.95"]),
        "log": scale.log,
    }
