"""Rows of a judged case: claims with what was made of them, fused quantities, parameters before and after."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np

from pyrrhus.digits import six_digits
from pyrrhus.judge import words
from pyrrhus.judge.case import Case
from pyrrhus.scenario.parameters import Prior


def rows_of_claims(case: Case) -> list[dict[str, Any]]:
    """Every claim with the name of its source, its echo, its flags and its greatest weight in a main answer."""
    echo_of = {claim: e.origin for e in case.fusion.echoes for claim in e.claims if claim != e.origin}
    flags: dict[str, list[str]] = {}
    for flag in case.fusion.flags:
        flags.setdefault(flag.claim, []).append(flag.check)
    weight: dict[str, float] = {}
    for item in case.fusion.quantities:
        if item.main:
            for claim, share in item.weights.items():
                weight[claim] = max(weight.get(claim, 0.0), share)
    names = {source.id: source.name for source in case.scenario.sources}
    rows = []
    for claim in case.scenario.claims:
        row = {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(claim).items() if k != "line"}
        found = weight.get(claim.id)
        row.update(
            source_name=names.get(claim.source, ""),
            echo_of=echo_of.get(claim.id),
            flags=sorted(set(flags.get(claim.id, []))),
            weight=None if found is None else six_digits(found),
        )
        rows.append(row)
    return rows


def rows_of_quantities(case: Case) -> list[dict[str, Any]]:
    """Every quantity that claims tell of, with its quantiles and the weights of the claims."""
    rows = []
    for item in case.fusion.quantities:
        if not item.quantiles or not item.claims:
            continue
        rows.append(
            {
                "quantity": item.quantity,
                "side": item.side,
                "place": item.place,
                "actor": item.actor,
                "period_from": item.period_from.isoformat() if item.period_from else None,
                "period_to": item.period_to.isoformat() if item.period_to else None,
                "unit": item.unit,
                **{words.quantile_column(p): six_digits(v) for p, v in item.quantiles.items()},
                "claims": list(item.claims),
                "weights": {c: six_digits(w) for c, w in item.weights.items()},
            }
        )
    return rows


def rows_of_parameters(case: Case, priors: dict[str, Prior]) -> list[dict[str, Any]]:
    """Every parameter that is drawn: its quantiles before the maps and after them, and where it comes from."""
    rows = []
    after = case.assimilated.draws.named
    for name, prior in priors.items():
        if prior.distribution is None or name not in after:
            continue
        drawn = case.assimilated.prior.named[name]
        row = {
            "name": name,
            "section": prior.parameter.section,
            "unit": prior.parameter.unit,
            "meaning": prior.parameter.meaning,
            "source": _where_from(case, name, prior),
            "given": prior.given,
            "informed_ratio": case.assimilated.informed.get(name),
        }
        for label, values in (("prior", drawn), ("posterior", after[name])):
            low, median, high = np.quantile(values, [0.05, 0.5, 0.95])
            row.update({f"{label}_q05": float(low), f"{label}_q50": float(median), f"{label}_q95": float(high)})
        rows.append(row)
    return rows


def _where_from(case: Case, name: str, prior: Prior) -> str:
    """Where a parameter's prior comes from, in words."""
    if name in case.assimilated.draws.from_claims:
        return "the claims"
    if prior.given:
        return "the scenario"
    if prior.moved_by:
        return f"{prior.parameter.source}; {prior.moved_by}"
    if prior.distribution != prior.parameter.default:
        return "fitted on open battles up to the vintage"
    return prior.parameter.source
