"""What is compared between two assessments: a few numbers for each of Q1 to Q7, with names that outlive a date."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyrrhus.judge.q1_fall import PublishedCurve, judge_fall
from pyrrhus.judge.q2_cost import judge_cost
from pyrrhus.judge.q3_worth import judge_worth
from pyrrhus.judge.q5_endurance import judge_endurance
from pyrrhus.judge.q6_aftermath import judge_aftermath
from pyrrhus.judge.q7_civilians import judge_civilians

if TYPE_CHECKING:
    from pyrrhus.decide.flips import Flip
    from pyrrhus.judge.case import Answer, Case
    from pyrrhus.scenario.schema import Side

PROBABILITY = "probability"
#: The campaigns' own chance, and the one that is published where a record weighs it.
FALL, PUBLISHED_FALL = "fall", "published_fall"


@dataclass(frozen=True)
class Measure:
    """One number that is compared. `starts` is how its estimate begins among those of the answer; of several the first
    counts (the last with `last`). `name` is for people: {town}, {attacker} and {defender} are filled in.
    """

    id: str
    question: str
    name: str
    starts: str = ""
    side: Side | None = None
    last: bool = False
    unit: str = PROBABILITY


MEASURES = (
    Measure(PUBLISHED_FALL, "Q1", "{town} falls within the horizon", "published: {town} falls by"),
    Measure(FALL, "Q1", "{town} falls within the horizon", "{town} falls by"),
    Measure("retake", "Q1", "{defender} retakes ground within the horizon", "the defender retakes", last=True),
    Measure("ground_gained", "Q1", "ground that {attacker} gains, km²", "ground gained by the attacker", unit="km2"),
    Measure(
        "attacker_killed",
        "Q2",
        "killed a day ahead, {attacker}",
        "killed a day in the forecast",
        "attacker",
        unit="persons/day",
    ),
    Measure(
        "defender_killed",
        "Q2",
        "killed a day ahead, {defender}",
        "killed a day in the forecast",
        "defender",
        unit="persons/day",
    ),
    Measure("exchange", "Q2", "{attacker}'s casualties for one of {defender}'s", "exchange ratio", unit="ratio"),
    Measure("pyrrhic", "Q3", "if {attacker} wins, the victory is Pyrrhic", "if the attacker wins, the victory"),
    Measure(
        "hold",
        "Q4",
        "holding on is worth more to {defender} than leaving now",
        "holding on is worth more than leaving now",
        "defender",
    ),
    Measure("endurance", "Q5", "{attacker} can replace its losses for longer", "the attacker can replace its losses"),
    Measure("onward", "Q6", "{town} falls and the front moves on", "the town falls and the front moves on"),
    Measure("civilians_left", "Q7", "civilians left at the horizon", "civilians left at the horizon", unit="persons"),
    Measure(
        "civilians_harmed",
        "Q7",
        "civilians killed or wounded by the horizon",
        "civilians killed or wounded by the horizon",
        unit="persons",
    ),
)
JUDGES: dict[str, Callable[[Case], Answer]] = {
    "Q2": judge_cost,
    "Q3": judge_worth,
    "Q5": judge_endurance,
    "Q6": judge_aftermath,
    "Q7": judge_civilians,
}


@dataclass(frozen=True)
class Measured:
    """One measure as it was found: the probability, or the median with 90 % of the draws (None for probabilities)."""

    value: float
    low: float | None = None
    high: float | None = None


def read_measures(case: Case, turn: Flip | None, published: PublishedCurve | None = None) -> dict[str, Measured]:
    """Every measure that the case has, by id. `turn` is the choice of holding or leaving now, where it is open;
    `published` the published curve of the fall.
    """
    estimates = {question: judge(case).estimates for question, judge in JUDGES.items()}
    found = select_measures({"Q1": judge_fall(case, published).estimates, **estimates}, case.town)
    if turn is not None:
        found["hold"] = Measured(turn.share_stay)
    return found


def published_measures(document: Mapping[str, Any], town: str) -> dict[str, Measured]:
    """The measures as an assessment.json has them."""
    return select_measures({answer["id"]: answer["estimates"] for answer in document["answers"]}, town)


def select_measures(estimates: Mapping[str, Sequence[Mapping[str, Any]]], town: str) -> dict[str, Measured]:
    """The measures among the estimates of each question."""
    found: dict[str, Measured] = {}
    for measure in MEASURES:
        starts = measure.starts.format(town=town)
        rows = [
            estimate
            for estimate in estimates.get(measure.question, ())
            if estimate["name"].startswith(starts) and estimate.get("side") == measure.side
        ]
        if rows:
            found[measure.id] = _reading(rows[-1 if measure.last else 0])
    return found


def name_measures(case: Case) -> dict[str, str]:
    """What each measure is called for this battle."""
    about = {"town": case.town, "attacker": case.name("attacker"), "defender": case.name("defender")}
    return {measure.id: measure.name.format(**about) for measure in MEASURES}


def _reading(estimate: Mapping[str, Any]) -> Measured:
    if "probability" in estimate:
        return Measured(float(estimate["probability"]))
    at = estimate["quantiles"]
    return Measured(float(at["0.5"]), float(at["0.05"]), float(at["0.95"]))
