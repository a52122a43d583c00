"""Q6: what comes after: what does the fall open, and where is the next line?"""

from __future__ import annotations

import numpy as np

from pyrrhus.campaign.cell_maps import enemy_borders
from pyrrhus.judge import words
from pyrrhus.judge.case import Answer, Case, chance, number

ONWARD_KM = 2.0
MOST_TOWNS = 6
FEWEST_WON = 20
IN_RANGE = 0.5  # a town more likely within reach than not is within it, in sentences and on the chart
LEAST_REACH_KM = 1.0  # below it there are no guns to speak of


def towns_behind(case: Case) -> list[tuple[float, str, float, float]]:
    """Towns on the defender's side as (km from the attacker's ground now, name, chance of being within reach of tube
    artillery if the town falls, the same now), the nearest first; none where there are no guns to speak of.
    """
    run, terrain = case.forecast, case.campaign.terrain
    reach = run.draws.named["artillery_reach_km"]
    distance = run.record.rear_distance_km.astype(float)
    share = case.campaign.maps.attacker[case.campaign.maps.at(case.as_of)]
    held = terrain.tiling.centroids_km[share >= 0.5]
    won = case.fallen if case.fallen.sum() >= FEWEST_WON else np.ones(len(distance), dtype=bool)
    towns = []
    for i, place in enumerate(terrain.rear_places):
        at = np.array(terrain.place_xy_km[place.id])
        now = float(np.hypot(*(held - at).T).min()) if len(held) else float("inf")
        if now < 1.5 or not _is_behind(case, i, now):
            continue
        p_then = float(np.mean(distance[won, i] <= reach[won]))
        towns.append((now, place.name, p_then, float(np.mean(now <= reach))))
    return sorted(towns) if float(reach.max()) >= LEAST_REACH_KM else []


def judge_aftermath(case: Case) -> Answer:
    """Towns behind by the reach of artillery, the roads that lead on, and whether the front moves on at all."""
    run = case.forecast
    reach = run.draws.named["artillery_reach_km"]
    estimates, towns = [], towns_behind(case)
    for now, name, p_then, p_now in towns[:MOST_TOWNS]:
        estimates.append(chance(f"if the town falls, {name} within reach of tube artillery", p_then))
        estimates.append(chance(f"{name} within reach of tube artillery now ({now:.0f} km)", p_now))
    frontage = float(_frontage_km(case))
    after = run.record.gain_km2[:, -1] - run.record.fall_gain_km2
    onward = np.where(case.fallen, np.nan_to_num(after, nan=0.0) >= ONWARD_KM * 0.5 * frontage, False)
    p_onward = float(np.mean(onward[case.fallen])) if case.fallen.sum() >= FEWEST_WON else 0.0
    if case.fallen.sum() >= FEWEST_WON:
        estimates.insert(0, chance(f"if the town falls, the front moves on by {ONWARD_KM:g} km", p_onward))
        estimates.insert(1, chance("if the town falls, the front does not move on so far", 1.0 - p_onward))
        estimates.append(number("ground taken after the fall, within the horizon", after[case.fallen], "km2"))
    estimates.append(chance("the town falls and the front moves on", float(np.mean(onward))))
    main = [r for r in case.scenario.routes if r.road_class in ("motorway", "national", "regional")]
    roads = sorted({r.ref for r in main if r.ref and case.scenario.file.centre in (r.from_, r.to)})
    line = case.fused("next_line_prepared", "defender")
    text = ""
    if float(reach.max()) >= LEAST_REACH_KM:
        text = f"If {case.town} falls, {_reach_words(towns)}. "
    if case.fallen.sum() >= FEWEST_WON:
        far = f"by {ONWARD_KM:g} km by {words.date_words(case.until)}"
        then = f"the front then moves on {far}" if text else f"the front moves on {far}"
        onward_words = words.chance_of(p_onward, then)
        text += words.sentence(onward_words if text else f"if {case.town} falls, {onward_words}")
    else:
        text += "It falls in too few campaigns to say how the front would move on"
    text += f"; {_line_words(line)}."
    if roads:
        text += (
            f" The roads that meet here are {words.listed(roads)}."
            if roads[1:]
            else f" The main road here is {roads[0]}."
        )
    return Answer(
        "Q6",
        "What comes after: what does the fall open, and where is the next line?",
        text,
        "low",
        estimates,
        case.claims_on(("next_line_prepared", "intends_to_encircle", "road_open")),
        "Works seen on the heights behind, or reserves moved there by either side.",
    )


def _is_behind(case: Case, row: int, now_km: float) -> bool:
    """Whether a rear place lies on the defender's side: the defender's ground is nearer to it than the attacker's."""
    terrain = case.campaign.terrain
    place = terrain.rear_places[row]
    if place.id in case.scenario.file.supply_sources.defender:
        return True
    if place.id in case.scenario.file.supply_sources.attacker:
        return False
    share = case.campaign.maps.attacker[case.campaign.maps.at(case.as_of)]
    at = np.array(terrain.place_xy_km[place.id])
    own = terrain.tiling.centroids_km[share < 0.5]
    return bool(len(own)) and float(np.hypot(*(own - at).T).min()) < now_km


def _frontage_km(case: Case) -> float:
    terrain = case.campaign.terrain
    share = case.campaign.maps.attacker[case.campaign.maps.at(case.as_of)]
    return max(1.0, float(terrain.front_km[enemy_borders(share, terrain.tiling.borders)].sum()))


def _reach_words(towns: list[tuple[float, str, float, float]]) -> str:
    newly = [(name, p) for _, name, p, p_now in towns if p_now < IN_RANGE and p - p_now > 0.1]
    already = [name for _, name, _, p_now in towns if p_now >= IN_RANGE]
    if newly:
        listed = words.listed([f"{name} ({words.share_words(p)})" for name, p in newly[:3]])
        return f"tube artillery may newly reach {listed}"
    if already:
        return f"tube artillery reaches no further town; within its reach already: {words.listed(already[:3])}"
    return "tube artillery reaches no town behind"


def _line_words(line: object) -> str:
    categories = getattr(line, "categories", {}) or {}
    if categories.get("yes", 0.0) > 0.6:
        return "claims say that a next line is prepared behind"
    return "whether a next line is prepared behind is not known"
