"""Claims in the report: the table of all, and what they add up to by quantity and period."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pyrrhus.judge import words
from pyrrhus.present.outlet_and_day import outlet_and_day
from pyrrhus.present.series import describe_numbers, number_or_none
from pyrrhus.present.summary import safe_link

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings

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
    """The table of claims, the weightiest first, then in order of their publication."""
    sides = findings.document["sides"]
    why = {}
    for flag in findings.document["flags"]:
        why.setdefault(flag["claim"], []).append(f"{words.human(flag['check'])}: {flag['why']}")
    ordered = sorted(findings.claims, key=lambda c: (-float(c.get("weight") or 0.0), str(c["said_on"]), str(c["id"])))
    as_of = words.as_date(findings.document["as_of"])
    labels = {str(claim["id"]): outlet_and_day(claim, as_of) for claim in findings.claims}
    return [
        {
            "id": str(claim["id"]),
            "label": labels[str(claim["id"])],
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
            "derived_from": _named(claim.get("derived_from"), labels),
            "echo_of": _named(claim.get("echo_of"), labels),
            "flags": [words.human(str(flag)) for flag in claim.get("flags") or ()],
            "why": why.get(claim["id"], []),
            "weight": None if claim.get("weight") is None else f"{float(claim['weight']):.2f}",
            "note": claim.get("note") or "",
        }
        for claim in ordered
    ]


def _named(identifier: str | None, labels: Mapping[str, str]) -> dict[str, str] | None:
    """A claim, or a source where no claim of it is here, by its label; `claim` is what may be linked to."""
    if not identifier:
        return None
    known = str(identifier) in labels
    return {
        "label": labels.get(str(identifier), words.human(str(identifier))),
        "claim": str(identifier) if known else "",
    }


def _period(claim: Mapping[str, Any]) -> str:
    """The time that a claim speaks of, from which day a running total counts, and what was counted."""
    text = words.period_words(claim.get("counts_from") or claim.get("period_from"), claim.get("period_to"))
    return f"{text}; {SCOPE_WORDS[claim['scope']]}" if claim.get("scope") else text


def claim_labels(findings: Findings) -> Callable[[str], dict[str, str]]:
    """Gives a claim's label and link by its id; for what is no claim here, its name in words and no link."""
    as_of = words.as_date(findings.document["as_of"])
    labels = {str(claim["id"]): outlet_and_day(claim, as_of) for claim in findings.claims}
    return lambda identifier: _named(identifier, labels) or {"label": "", "claim": ""}


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


def side_name(sides: Mapping[str, str], row: Mapping[str, Any]) -> str:
    """Whose: the side by its name, and the part of it that the row is about."""
    name = sides.get(row.get("side") or "", "")
    return f"{name}, {words.human(str(row['actor']))}" if name and row.get("actor") else name


def place_name(findings: Findings, identifier: str | None) -> str:
    """The name of a place by its id; claims without a place speak of the whole front."""
    if not identifier:
        return "whole front"
    return next((place.name for place in findings.places if place.id == identifier), str(identifier))
