"""Q8: whom to believe, and what would change our mind?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pyrrhus.judge import words
from pyrrhus.judge.case import Answer, Case, from_claims, sides

DRIVERS = 3


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
    from scipy.stats import rankdata

    ranks = [rankdata(values) for values in (a, b)]
    spread = ranks[0].std() * ranks[1].std()
    return float(((ranks[0] - ranks[0].mean()) * (ranks[1] - ranks[1].mean())).mean() / spread) if spread > 0 else 0.0


def judge_belief(case: Case) -> Answer:
    """From the fusion: conflicts, echoes, flags, biases; and what drives the answer to Q1."""
    fusion = case.fusion
    estimates = []
    drivers = drivers_of_fall(case)[:DRIVERS]
    for side in sides():
        item = case.fused("killed_per_day", side)
        if item is not None and item.quantiles:
            estimates.append(from_claims("killed a day, all claims weighed", item, side))
    slips = sorted({flag.claim for flag in fusion.flags if flag.check == "unit_slip"})
    flagged = len({f.claim for f in fusion.flags if f.check != "scope_inferred"})
    text = (
        f"Of {words.counted(len(case.scenario.claims), 'claim')} published by {words.date_words(case.as_of)}, "
        f"{words.counted(len(fusion.echoes), 'group repeats', 'groups repeat')} one origin and "
        f"{'counts' if len(fusion.echoes) == 1 else 'count'} once, "
        f"{words.counted(len(fusion.conflicts), 'group contradicts itself', 'groups contradict themselves')} and "
        f"{words.counted(flagged, 'is', 'are')} flagged"
    )
    text += f", among them {len(slips)} whose deaths are their origin's casualties. " if slips else ". "
    text += "Each side's figures for the other's losses are read as inflated, and for its own as deflated. "
    if drivers and abs(drivers[0][1]) > 0.05:
        listed = ", ".join(words.label(name) for name, _ in drivers)
        text += f"What would move the date of the fall most, if we knew it better: {listed}."
    ids = [c for conflict in fusion.conflicts for c in conflict.claims] + [
        flag.claim for flag in fusion.flags if flag.check != "scope_inferred"
    ]
    known = {claim.id for claim in case.scenario.claims}
    return Answer(
        "Q8", "Whom to believe, and what would change our mind?", text, "moderate", estimates,
        [c for c in dict.fromkeys(ids) if c in known][:12],
        "Independent counts, maps of another maker, and the three quantities named above.",
    )  # fmt: skip
