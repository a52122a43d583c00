"""What a reader must know before using the numbers."""

from __future__ import annotations

from pyrrhus.judge import words
from pyrrhus.judge.case import Case


def list_warnings(case: Case) -> list[str]:
    """The warnings of an assessment, the gravest first."""
    out = []
    verdict = case.assimilated.verdict
    if verdict is None:
        out.append("No history was assimilated: the as-of date is the scenario's first day.")
    elif verdict.contradicted:
        out.append(f"The observations contradict the model, most of all {verdict.worst}; the intervals are widened.")
    if case.campaign.maps.assumed:
        out.append(
            "Nobody says who held what: the front is assumed, from supply sources where there are any. Read this as an "
            "exercise, not as an assessment."
        )
    else:
        age = (case.as_of - case.campaign.maps.dates[-1]).days
        if age > 10:
            out.append(f"The last map is {age} days older than the as-of date.")
    for side, assumed in zip(("attacker", "defender"), case.campaign.troops.assumed, strict=True):
        if assumed:
            out.append(f"No strength of {case.name(side)} is given: a wide default stands in.")
    if not case.campaign.terrain.network.known:
        out.append("No roads are given: the clearance of corridors stands for them.")
    for i, event in enumerate(case.campaign.terrain.events):
        if case.campaign.terrain.event_ground[i].covered_0_1 < 0.99:
            out.append(f"The ground of {event.id} lies in part outside the map; the rest stands for it.")
    out.extend(_weak(warning.what) for warning in case.fusion.warnings if warning.kind == "WeakEvidence")
    return out


def _weak(what: str) -> str:
    """Thin evidence in plain words; what rests on one source begins alike, so that it can be counted."""
    name, _, rest = what.rpartition(": ")
    single, _, interval = rest.partition("; ")
    if name and single == "1 independent source":
        return f"One source only: {name}" + (f", {interval.replace('interval', 'range')}" if interval else "")
    if name and "independent sources" in single:
        return f"Few sources: {name}" + (f", {interval.replace('interval', 'range')}" if interval else "")
    return words.sentence(what)
