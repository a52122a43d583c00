"""What a reader must know before using the numbers."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import numpy as np

from pyrrhus.judge import words
from pyrrhus.judge.agreement import agree
from pyrrhus.judge.case import Case
from pyrrhus.scenario.schema import SIDES, ScheduledChange

FEW_WEEKS = 4
ASSUMED_FRONT = "Nobody says who held what"
CLEARLY, MOST, LITTLE = 0.8, 0.6, 0.3  # chance of a word that the claims agree on; shares of the town's ground
#: A year in brackets, as works are cited: "MacDonald (1963)".
IN_BRACKETS = re.compile(r"\((1[5-9][0-9]{2}|20[0-9]{2})\)")
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LEAST_JUMP_KM2, BACK_AGAIN = 20.0, 0.7


def tempo_warnings(case: Case) -> list[str]:
    """Why the answer is wide where the maps tell little of how fast the front moves, or tell it doubtfully."""
    if "offensive_advance_km_per_day" in case.scenario.file.parameters:
        return []  # the scenario itself says how fast
    seen = case.campaign.tempo.seen
    if not seen:
        return ["No two maps show how fast the front moves: a wide default stands in."]
    weeks = words.counted(sum(week.weeks for week in seen), "week")
    out = []
    if len(seen) < FEW_WEEKS:
        out.append(f"Only {weeks} of maps show how fast the front moves: ranges of ground are wide.")
    elif not any(max(week.km2) > 0.0 for week in seen):
        out.append(f"The front has not moved in {weeks} of maps: how fast it may go once it does is a wide default.")
    for before, after in pairwise(seen):
        forth = int(before.km2[1] > before.km2[0])
        if before.km2[forth] >= LEAST_JUMP_KM2 and after.km2[1 - forth] >= BACK_AGAIN * before.km2[forth]:
            out.append(
                f"The map jumps forth and back by {words.date_words(after.day)}: ranges of ground are wide for it."
            )
            break
    return out


def claims_against_map(case: Case) -> list[str]:
    """That the newest map draws the town otherwise than the claims of these days agree on who holds it."""
    maps, ground = case.campaign.maps, case.campaign.terrain.event_ground[case.main_event]
    at, weight = maps.at(case.as_of), np.asarray(ground.weight, dtype=float)
    taken, disputed = (
        float(np.average(part[at][ground.cells], weights=weight)) for part in (maps.attacker, maps.contested)
    )
    shares = (taken, 1.0 - taken - disputed)
    for i, side in enumerate(SIDES):
        item = case.fused_now("holds", side)
        said = dict(item.categories) if item is not None and item.claims else {}
        word, share = max(said, key=lambda name: said[name], default=""), words.percent(shares[i])
        if said.get(word, 0.0) < CLEARLY:
            continue
        if word == "contested" and max(shares) > MOST:
            keeper, most = case.name(SIDES[int(shares[1] > shares[0])]), words.percent(max(shares))
            return [
                f"Claims call {case.town} contested, the map leaves {keeper} {most} of it: which street is whose is "
                "not known."
            ]
        if (word == "yes" and shares[i] < LITTLE) or (word == "no" and shares[i] > 1.0 - LITTLE):
            holds = "holds" if word == "yes" else "does not hold"
            return [f"Claims say that {case.name(side)} {holds} {case.town}, the map gives it {share} of it."]
    return []


def later_works(case: Case) -> list[str]:
    """That claims are taken from works that came out after the as-of date, dated as if reported in their day."""
    cited = {source.id: source.citation for source in case.scenario.sources}
    year, newest, count = case.as_of.year, 0, 0
    for claim in case.scenario.claims:
        told = [int(y) for y in IN_BRACKETS.findall(f"{cited.get(claim.source, '')} {claim.note}")]
        if later := [y for y in told if y > year]:
            newest, count = max(newest, *later), count + 1
    if not count:
        return []
    what = f"{count} of {words.counted(len(case.scenario.claims), 'claim')} {'is' if count == 1 else 'are'} taken from"
    return [
        f"{what} works of later years (to {newest}), dated as if reported in their day: a test on history, not a "
        "forecast that could have been made."
    ]


def list_warnings(case: Case) -> list[str]:
    """The warnings of an assessment, the gravest first."""
    out = later_works(case)
    verdict = case.assimilated.verdict
    if verdict is None:
        out.append("No history was assimilated: the as-of date is the scenario's first day.")
    elif verdict.contradicted:
        out.append(f"The observations contradict the model, most of all {_read(verdict.worst, case)}; ranges are wide.")
    if case.campaign.maps.assumed:
        out.append(
            f"{ASSUMED_FRONT}: the front is assumed, from supply sources where there are any. Read this as an "
            "exercise, not as an assessment."
        )
    else:
        age = (case.as_of - case.campaign.maps.dates[-1]).days
        if age > 10:
            out.append(f"The last map is {age} days older than the as-of date.")
        out += tempo_warnings(case) + claims_against_map(case)
    for side, assumed in zip(("attacker", "defender"), case.campaign.troops.assumed, strict=True):
        if assumed:
            out.append(f"No strength of {case.name(side)} is given: a wide default stands in.")
    for change in case.campaign.scheduled:
        out.append(_change_words(change, case))
    if not case.campaign.terrain.network.known:
        out.append("No roads are given: the clearance of corridors stands for them.")
    for i, event in enumerate(case.campaign.terrain.events):
        if case.campaign.terrain.event_ground[i].covered_0_1 < 0.99:
            out.append(f"The ground of {event.id} lies in part outside the map; the rest stands for it.")
    out.extend(_weak(warning.what) for warning in case.fusion.warnings if warning.kind == "WeakEvidence")
    return out


def _read(worst: str, case: Case) -> str:
    """What surprised most, with names, days and units as people write them."""
    for side in SIDES:
        worst = worst.replace(f"the {side}", case.name(side))
    worst = ISO_DAY.sub(lambda found: words.short_date(date.fromisoformat(found[0])), worst.replace("km2", "km²"))
    return agree(worst, [case.name(side) for side in SIDES])


def _change_words(change: ScheduledChange, case: Case) -> str:
    """A scheduled change as a sentence."""
    when = words.date_words(change.from_)
    if change.road is not None:
        late = f", after the forecast's last day ({words.short_date(case.until)})" if change.from_ > case.until else ""
        return f"Assumed: the road {change.road} is {words.human(change.road_state)} from {when}{late}."
    to = f"multiplied by {change.factor:g}" if change.value is None else f"set to {change.value:g}"
    names = {side: case.name(side) for side in SIDES}
    what = words.sentence(words.label(str(change.parameter), names))
    held = "is" if change.from_ < case.as_of else "is assumed to be"
    return f"{what}: {held} {to} from {when} on, as the scenario says."


def _weak(what: str) -> str:
    """Thin evidence in plain words; what rests on one source begins alike, so that it can be counted."""
    what = ISO_DAY.sub(lambda found: words.short_date(date.fromisoformat(found[0])), what)
    if what.startswith("no claims"):
        return "No claims are given: everything rests on maps and stated defaults."
    name, _, rest = what.rpartition(": ")
    single, _, interval = rest.partition("; ")
    if name and single == "1 independent source":
        return f"One source only: {name}" + (f", {interval.replace('interval', 'range')}" if interval else "")
    if name and "independent sources" in single:
        return f"Few sources: {name}" + (f", {interval.replace('interval', 'range')}" if interval else "")
    return words.sentence(what)
