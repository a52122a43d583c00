"""Q8: whom to believe, and what would change our mind?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.claims.ledger import Claim
from pyrrhus.claims.result import SourceBias
from pyrrhus.judge import words
from pyrrhus.judge.case import Answer, Case, from_claims, grade, lowered, sides
from pyrrhus.scenario.schema import Side

DRIVERS = 3
BOUNDS = ("at_least", "up_to")


def drivers_of_fall(case: Case) -> list[tuple[str, float]]:
    """Parameters whose draws go most with the fall: rank correlation with the day of the fall, strongest first."""
    when = case.forecast.event_day[:, case.main_event].astype(float)
    when[when < 0] = 10.0 * case.forecast.days
    rows = []
    for name, values in case.forecast.draws.named.items():
        if float(np.std(values)) > 0.0:
            rows.append((name, _rank_correlation(values, -when)))
    return sorted(rows, key=lambda row: (-abs(round(row[1], 6)), row[0]))


def _rank_correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    ranks = [average_ranks(values) for values in (a, b)]
    spread = ranks[0].std() * ranks[1].std()
    return float(((ranks[0] - ranks[0].mean()) * (ranks[1] - ranks[1].mean())).mean() / spread) if spread > 0 else 0.0


def average_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 1 on, equal values sharing the mean of theirs; here, since SciPy's statistics take half a second to
    load."""
    _, at, count = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - 0.5 * (count - 1))[at]


def read_claims(case: Case) -> list[dict[str, Any]]:
    """Claims of the dead a day at the town with what is read into each: what it says over its source's usual bias.

    Rows of `Findings.readings`; claims that only bound, deny or repeat are left out.
    """
    echoes = {claim for echo in case.fusion.echoes for claim in echo.claims if claim != echo.origin}
    ledger = {claim.id: claim for claim in case.scenario.claims}
    rows = []
    for side in sides():
        item = case.fused("killed_per_day", side)
        for identifier in item.claims if item is not None else ():
            claim = ledger.get(identifier)
            if claim is None or claim.id in echoes or claim.side != side or claim.stance != "asserts":
                continue
            if claim.hedge in BOUNDS:
                continue
            bias = _bias(case, claim.source, side)
            said = _daily(claim)
            if bias is not None and said is not None:
                rows.append(
                    {
                        "claim": claim.id,
                        "side": side,
                        "said": said,
                        "low": said / bias.high,
                        "middle": said / bias.median,
                        "high": said / bias.low,
                    }
                )
    return rows


def _bias(case: Case, source: str, side: Side) -> SourceBias | None:
    """How a source's figures of a side's losses relate to the truth."""
    found = case.fusion.source_bias.get(source, ())
    return next((b for b in found if b.family == "losses" and b.relation.endswith(f":{side}")), None)


def _daily(claim: Claim) -> float | None:
    """A claim of the dead as a number a day: its value, or the middle of its two ends; a total over a stated period as
    the rate that it amounts to."""
    ends = [float(x) for x in (claim.low, claim.high) if x is not None]
    given = float(claim.value) if claim.value is not None else ends[0] if len(ends) == 1 else None
    given = float(np.sqrt(ends[0] * ends[1])) if given is None and len(ends) == 2 else given
    if given is None or given <= 0.0 or claim.quantity not in ("killed_per_day", "killed"):
        return None
    if claim.quantity == "killed_per_day":
        return given
    if claim.period_from is None or claim.period_to is None:
        return None
    return given / ((claim.period_to - claim.period_from).days + 1)


def _bias_words(case: Case) -> str:
    """What the claims themselves show of how the sides speak of each other's losses."""
    said = []
    for side in sides():
        ratios = [
            b.median
            for found in case.fusion.source_bias.values()
            for b in found
            if b.family == "losses" and b.relation == f"enemy:{side}" and b.claims
        ]
        if ratios:
            low, high = words.rounded(min(ratios)), words.rounded(max(ratios))
            said.append(
                f"{case.name(side)}'s losses at {low if low == high else f'{low} to {high}'} times what they are"
            )
    if not said:
        return "No claim here counts the other side's dead or wounded, so there is no exaggeration to take off."
    first, *second = said
    rest = "".join(f" and {other.removesuffix(' what they are').replace(' losses at ', ' at ')}" for other in second)
    return f"Claims of the enemy put {first}{rest}; that is taken off."


def _listed(drivers: list[tuple[str, float]], case: Case) -> str:
    names = {side: case.name(side) for side in sides()}
    found = [words.label(name, names) for name, strength in drivers if abs(strength) > 0.05]
    return words.listed(found) if found else "the front"


def judge_belief(case: Case) -> Answer:
    """From the fusion: conflicts, echoes, flags, biases; and what drives the answer to Q1."""
    fusion = case.fusion
    estimates = []
    drivers = drivers_of_fall(case)[:DRIVERS]
    fused = [case.fused_now("killed_per_day", side) for side in sides()]
    for item, side in zip(fused, sides(), strict=True):
        if item is not None and item.quantiles:
            estimates.append(from_claims("killed a day, all claims weighed", item, side))
    slips = sorted({flag.claim for flag in fusion.flags if flag.check == "unit_slip"})
    flagged = len({flag.claim for flag in fusion.flags if flag.check != words.INFERRED})
    counts = (
        (len(fusion.echoes), "group repeats one origin and counts once", "groups repeat one origin and count once"),
        (len(fusion.conflicts), "group contradicts itself", "groups contradict themselves"),
        (flagged, "is flagged", "are flagged"),
    )
    found = [words.counted(n, one, many) for n, one, many in counts if n]
    joined = " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)
    text = f"Of {words.counted(len(case.scenario.claims), 'claim')} published by {words.date_words(case.as_of)}, "
    text += joined or "none repeats or contradicts another or is flagged"
    text += f". {_bias_words(case)} "
    if slips:
        told = words.counted(len(slips), "claim gives", "claims give")
        text += f"Of what is flagged, {told} as deaths what are casualties at the origin. "
    if not case.scenario.claims:
        text = "No claims are given, so there is nobody to believe: every answer rests on maps and stated defaults. "
    if drivers and abs(drivers[0][1]) > 0.05:
        text += f"What would move the date of the fall most, if we knew it better: {_listed(drivers, case)}."
    confidence = grade(case, fused, rests_on_model=False)
    ids = [c for conflict in fusion.conflicts for c in conflict.claims] + [
        flag.claim for flag in fusion.flags if flag.check != words.INFERRED
    ]
    known = {claim.id for claim in case.scenario.claims}
    return Answer(
        "Q8",
        "Whom to believe, and what would change our mind?",
        text.rstrip(),
        lowered(confidence) if fusion.conflicts else confidence,
        estimates,
        [c for c in dict.fromkeys(ids) if c in known][:12],
        f"Independent counts, maps of another maker, and a firmer grip on {_listed(drivers[:2], case)}.",
    )
