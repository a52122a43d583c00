"""Q7: what of the civilians?"""

from __future__ import annotations

import numpy as np

from pyrrhus.judge import words
from pyrrhus.judge.case import Answer, Case, chance, from_claims, grade, middle, number

OPEN_ROAD = 0.2


def judge_people(case: Case) -> Answer:
    """Who is left, who leaves, who is harmed; and whether a road is open."""
    run = case.forecast
    now = run.record.civilians[:, 0, 0].astype(float)
    left = run.record.civilians[:, -1, 0].astype(float)
    harmed = run.record.civilians[:, -1, 1].astype(float)
    told_left = run.record.evacuated[:, -1, 0].astype(float)
    told_harmed = run.record.evacuated[:, -1, 1].astype(float)
    month = run.slot(min(30, run.days))
    children = run.draws.named["children_share_0_1"]
    fused_children = case.fused("children_remaining")
    closed = float(np.mean(run.record.corridor[:, month] < OPEN_ROAD))
    supplied = case.fused("supplies_stored", None)
    estimates = [
        number("civilians in the town now", now, "persons"),
        number("civilians left at the horizon", left, "persons"),
        number("civilians killed or wounded by the horizon", harmed, "persons"),
        number("civilians left at the horizon had an evacuation been ordered now", told_left, "persons"),
        number("civilians killed or wounded by the horizon had one been ordered", told_harmed, "persons"),
        number("children killed or wounded by the horizon", harmed * children, "persons"),
        number("children among those who stay now", now * children, "persons"),
        chance(f"the roads carry less than a fifth on {words.date_words(run.dates[month])}", closed),
        number("days that stores last with roads closed", run.draws.named["civilian_stock_days"], "days"),
    ]
    if fused_children is not None and fused_children.quantiles:
        estimates.append(from_claims("children, from the claims", fused_children))
        amount = fused_children.quantiles[0.5]
    else:
        amount = middle(now * children)
    urged = case.fused("evacuation_urged", None)
    young = words.rounded(float(amount))
    parts = [
        f"About {words.rounded(middle(now))} civilians are left in {case.town}, about {young} of "
        f"them children; by {words.date_words(case.until)} about {words.rounded(middle(left))} would remain",
        f"{words.rounded(middle(harmed))} ({words.spread(*np.quantile(harmed, [0.05, 0.95]))}) would have been killed "
        f"or wounded",
    ]
    text = " and ".join(parts) + "."
    spared = middle(harmed - told_harmed)
    text += (
        f" An evacuation ordered and carried out from {words.date_words(case.as_of)} would leave about "
        f"{words.rounded(middle(told_left))}"
    )
    text += (
        f" and spare about {words.whole(spared) if spared < 10.0 else words.rounded(spared)} of these."
        if spared >= 1.0
        else "; it would spare hardly anyone."
    )
    if float(now.max()) < 1.0:
        text = f"No civilians are known to be in {case.town}."
    if urged is not None and urged.categories.get("yes", 0.0) > 0.5:
        text += " They are told to leave"
        text += ", and stores are said to be laid in." if supplied and supplied.categories.get("yes", 0) > 0.5 else "."
    return Answer(
        "Q7", "What of the civilians?", text,
        grade(case, [case.fused("civilians_remaining")], rests_on_model=False), estimates,
        case.claims_on(("civilians_remaining", "children_remaining", "supplies_stored", "evacuation_urged",
                        "civilians_killed", "supplies_days")),
        "The last road closing, or an evacuation that is ordered and carried out.",
    )  # fmt: skip
