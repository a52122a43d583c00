"""A fusion as flat rows, for CSV files and tables: one row per quantity, and one per claim."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from pyrrhus.claims.ledger import Claim
from pyrrhus.claims.result import QUANTILES, Fusion

QUANTITY_COLUMNS = (
    "quantity",
    "side",
    "place",
    "actor",
    "period_from",
    "period_to",
    "unit",
    *(f"q{100 * p:02.0f}" for p in QUANTILES),
    "category",
    "probability",
    "evidence",
    "origins",
    "claims",
)
CLAIM_COLUMNS = (
    "id",
    "said_on",
    "source",
    "outlet",
    "speaker",
    "quantity",
    "side",
    "place",
    "actor",
    "scope",
    "counts_from",
    "period_from",
    "period_to",
    "low",
    "value",
    "high",
    "category",
    "unit",
    "hedge",
    "stance",
    "reliability",
    "credibility",
    "echo_of",
    "flags",
    "url",
    "note",
)


def quantity_rows(fusion: Fusion) -> list[dict[str, str]]:
    """One row per number, one per word of a category; empty cells where a column does not apply."""
    rows = []
    for item in fusion.quantities:
        shared = {
            "quantity": item.quantity,
            "side": item.side or "",
            "place": item.place or "",
            "actor": item.actor,
            "unit": item.unit,
            "period_from": item.period_from.isoformat() if item.period_from else "",
            "period_to": item.period_to.isoformat() if item.period_to else "",
            "evidence": item.evidence,
            "origins": str(item.origins),
            "claims": " ".join(item.claims),
        }
        if item.categories:
            rows += [{**shared, "category": w, "probability": f"{p:.6g}"} for w, p in item.categories.items()]
        else:
            rows.append({**shared, **{f"q{100 * p:02.0f}": f"{v:.6g}" for p, v in item.quantiles.items()}})
    return [{column: row.get(column, "") for column in QUANTITY_COLUMNS} for row in rows]


def claim_rows(claims: Iterable[Claim], fusion: Fusion) -> list[dict[str, str]]:
    """One row per claim with what was made of it: which claim or source it echoes, and its flags by check."""
    origin = {claim: e.origin for e in fusion.echoes for claim in e.claims if claim != e.origin}
    flags: dict[str, list[str]] = {}
    for flag in fusion.flags:
        flags.setdefault(flag.claim, []).append(flag.check)
    rows = []
    for claim in claims:
        row = {c: _cell(getattr(claim, c, "")) for c in CLAIM_COLUMNS}
        rows.append({**row, "echo_of": origin.get(claim.id, ""), "flags": " ".join(flags.get(claim.id, ()))})
    return rows


def write_rows(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> str:
    """Rows as CSV text with a header, lines ended by a line feed."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)
