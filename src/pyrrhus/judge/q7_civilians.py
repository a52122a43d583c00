"""Q7: what of the civilians?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.judge import words
from pyrrhus.judge.case import Answer, Case, chance, from_claims, grade, middle, number

OPEN_ROAD = 0.2
NOBODY = "By the figure that was given nobody lives"
OUTSIDE = "What a capture would mean for those who stay is outside this model."
Floats = NDArray[np.float64]


def judge_civilians(case: Case) -> Answer:
    """Who is left, who leaves, who is harmed; and whether a road is open. Its first chance is one about people."""
    run = case.forecast
    now, left = (run.record.civilians[:, at, 0].astype(float) for at in (0, -1))
    harmed = run.record.civilians[:, -1, 1].astype(float)
    told_left = run.record.evacuated[:, -1, 0].astype(float)
    told_harmed = run.record.evacuated[:, -1, 1].astype(float)
    known = float(now.max()) >= 1.0
    there = _now(case, now)
    estimates = [
        *(
            [
                chance(
                    "more than half of the civilians now in the town have left or been harmed by the horizon",
                    float(np.mean(left < 0.5 * now)),
                )
            ]
            if known
            else []
        ),
        there,
        number("civilians left at the horizon", left, "persons"),
        number("civilians killed or wounded by the horizon", harmed, "persons"),
        number("civilians left at the horizon had an evacuation been ordered now", told_left, "persons"),
        number("civilians killed or wounded by the horizon had one been ordered", told_harmed, "persons"),
        *_children(case, now, harmed),
        *_roads(case),
    ]
    if known:
        text = f"{_who_stays(case, now, there, left, harmed)} {_evacuation(case, told_left, harmed - told_harmed)}"
        text += f" {OUTSIDE}"
        if not figure_given(case):
            text = f"No figure was given of the civilians in {case.town}: a share of its population stands in. {text}"
    elif figure_given(case):
        text = f"{NOBODY} in {case.town}."
    else:
        text = f"No figure was given of the civilians in {case.town}; that is not to say that there are none. {OUTSIDE}"
    return Answer(
        "Q7",
        "What of the civilians?",
        text + _said(case),
        grade(case, [case.fused("civilians_remaining")], rests_on_model=True) if known else "low",
        estimates,
        case.claims_on(
            (
                "civilians_remaining",
                "children_remaining",
                "supplies_stored",
                "evacuation_urged",
                "civilians_killed",
                "supplies_days",
            )
        ),
        "The last road closing, or an evacuation that is ordered and carried out.",
    )


def _now(case: Case, now: Floats) -> dict[str, Any]:
    """Civilians in the town now: what the claims add up to, where they are asked, else the draws'."""
    name, item = "civilians in the town now", case.fused("civilians_remaining")
    asked = "civilians_remaining" in case.assimilated.draws.from_claims
    return from_claims(name, item) if asked and item is not None and item.quantiles else number(name, now, "persons")


def figure_given(case: Case) -> bool:
    """Whether the folder or a claim says how many civilians are in the town."""
    item = case.fused("civilians_remaining")
    folder = case.scenario.file.civilians.get("civilians_remaining")
    stands = folder is not None and not (isinstance(folder, dict) and "claims" in str(folder))
    return stands or (item is not None and bool(item.claims))


def _children(case: Case, now: Floats, harmed: Floats) -> list[dict[str, Any]]:
    """Children harmed and staying: by the claims where they count them, else by a default share."""
    fused = case.fused("children_remaining")
    if fused is not None and fused.quantiles:
        share = np.minimum(fused.quantiles[0.5] / np.maximum(now, 1.0), 1.0)
        staying = from_claims("children, from the claims", fused)
    else:
        share = case.forecast.draws.named["children_share_0_1"]
        staying = number("children among those who stay now", now * share, "persons")
    return [number("children killed or wounded by the horizon", harmed * share, "persons"), staying]


def _roads(case: Case) -> list[dict[str, Any]]:
    run = case.forecast
    month = run.slot(min(30, run.days))
    closed = float(np.mean(run.record.corridor[:, month] < OPEN_ROAD))
    return [
        chance(f"the roads carry less than a fifth on {words.date_words(run.dates[month])}", closed),
        number("days that stores last with roads closed", run.draws.named["civilian_stock_days"], "days"),
    ]


def _who_stays(case: Case, now: Floats, there: dict[str, Any], left: Floats, harmed: Floats) -> str:
    """Who is there now, as the estimate `there` says it, and who would be left and harmed."""
    fused = case.fused("children_remaining")
    if fused is not None and fused.quantiles:
        young = float(fused.quantiles[0.5])
    else:
        young = middle(now * case.forecast.draws.named["children_share_0_1"])
    children = (
        f"{words.count_words(young)} of them children"
        if fused is not None and fused.claims
        else f"{words.count_words(young)} of them children by a default share"
    )
    held = ", whoever holds it then" if float(np.mean(case.fallen)) > 0.2 else ""
    ends = (there["quantiles"][end] for end in ("0.05", "0.5", "0.95"))
    return (
        f"Of {words.amount_of(*ends)} civilians in {case.town}, {children}, {words.amount(left)} would still be there "
        f"on {words.date_words(case.until)}{held}, and {_harmed_words(harmed)} would have been killed or wounded."
    )


def _harmed_words(harmed: Floats) -> str:
    """How many are harmed; where it is most likely nobody, how many it may be all the same."""
    if round(middle(harmed)) > 0:
        return words.amount(harmed)
    most = words.count_words(float(np.quantile(harmed, 0.95)))
    return "nobody" if most == "0" else f"most likely nobody, at most about {most},"


def _evacuation(case: Case, told_left: Floats, spared: Floats) -> str:
    """What an evacuation would change; fewer than one person is said as hardly anyone."""
    head = (
        f"An evacuation ordered and carried out from {words.date_words(case.as_of)} would leave "
        f"{words.amount(told_left)}"
    )
    saved = middle(spared)
    return (
        f"{head} and spare about {words.count_words(saved)} from harm."
        if saved >= 1.0
        else (f"{head}; it would spare hardly anyone.")
    )


def _said(case: Case) -> str:
    urged, supplied = case.fused("evacuation_urged", None), case.fused("supplies_stored", None)
    if urged is None or urged.categories.get("yes", 0.0) <= 0.5:
        return ""
    stores = supplied is not None and supplied.categories.get("yes", 0.0) > 0.5
    return f" They are told to leave{', and stores are said to be laid in' if stores else ''}."
