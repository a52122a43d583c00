"""Before and after: the measures that the page shows side by side, and each change's own part of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.judge import words
from pyrrhus.judge.case import Case
from pyrrhus.judge.q1_fall import even_odds_day, judge_fall
from pyrrhus.judge.q2_cost import judge_cost
from pyrrhus.judge.q3_worth import judge_worth
from pyrrhus.judge.q7_civilians import judge_civilians
from pyrrhus.present.estimates import COUNTED, estimate_name
from pyrrhus.skill.leading_curve import published_of


@dataclass(frozen=True)
class StripMeasure:
    """One measure before and after, in words."""

    name: str
    before: str
    after: str
    moved: bool


@dataclass(frozen=True)
class Numbers:
    """What a forecast says, as far as no comparison of policies is needed: the judges' own estimates. `daily` is the
    campaigns' own curve; `published` the one weighed by the record, empty where there is none; `bare` the campaigns'
    own without what no forecast of the record assumed.
    """

    chance: float
    even: int | None
    daily: tuple[float, ...]
    estimates: tuple[Mapping[str, Any], ...]
    published: tuple[float, ...] = ()
    bare: tuple[float, ...] = ()

    @property
    def leading(self) -> tuple[float, ...]:
        """The curve that an assessment leads with."""
        return self.published or self.daily

    @classmethod
    def of(cls, case: Case, bare: NDArray[np.float64] | None = None) -> Numbers:
        """From the judges of the fall, the cost, the worth and the civilians. `bare`: the campaigns' curve without what
        no forecast of the record assumed, None where nothing is."""
        cdf = case.forecast.cdf(case.main_event)
        wanted = []
        for judge, names in SHOWN:
            named = [(str(estimate["name"]), estimate) for estimate in judge(case).estimates]
            wanted += [e for name, e in named if name.startswith(names) and not name.endswith(OTHERWISE)]
        published = published_of(case, bare)
        return cls(
            float(cdf[-1]),
            even_odds_day(cdf),
            tuple(float(p) for p in cdf),
            tuple(wanted),
            () if published is None else tuple(float(p) for p in published.cdf),
            tuple(float(p) for p in (cdf if bare is None else bare)),
        )


#: How estimates end of what would have been under another order.
OTHERWISE = "had one been ordered"
SHOWN: tuple[tuple[Callable[[Case], Any], tuple[str, ...]], ...] = (
    (judge_fall, ("the defender retakes at least", "ground gained by the attacker")),
    (judge_cost, ("killed in the forecast",)),
    (judge_worth, ("if the attacker wins, the victory", "price: if the attacker wins")),
    (judge_civilians, ("civilians killed or wounded by the horizon",)),
)


def measures(before: Numbers, after: Numbers, case: Case) -> list[StripMeasure]:
    """The fall first, then what the judges say, each once."""
    sides = {"attacker": case.name("attacker"), "defender": case.name("defender")}
    until = words.short_date(case.until)
    rows, alone = [], ""
    if before.published or after.published:
        said = [_published(numbers, case) for numbers in (before, after)]
        rows += [
            _measure(f"Falls by {until}, as published", said[0][0], said[1][0]),
            _measure("Even odds by, as published", said[0][1], said[1][1]),
        ]
        alone = ", campaigns alone"
    rows += [
        _measure(f"Falls by {until}{alone}", words.percent(before.chance), words.percent(after.chance)),
        _measure(f"Even odds by{alone}", _day(before.even, case), _day(after.even, case)),
    ]
    then = {(e["name"], e.get("side")): e for e in after.estimates}
    for first in before.estimates:
        last = then.get((first["name"], first.get("side")))
        if last is not None:
            unit = ", km²" if first.get("unit") == "km2" else ""
            name = estimate_name(first, sides).replace("by the horizon", f"by {until}")
            rows.append(_measure(f"{name}{unit}", _value(first), _value(last)))
    return rows


def _measure(name: str, before: str, after: str) -> StripMeasure:
    return StripMeasure(name, before, after, before != after)


def _published(numbers: Numbers, case: Case) -> tuple[str, str]:
    if not numbers.published:
        return "no record", "no record"
    even = even_odds_day(np.array(numbers.published))
    return words.percent(numbers.published[-1]), _day(even, case)


def curve_note(before: Numbers, after: Numbers, *, changed: bool) -> str:
    """Which curve is shown, and why."""
    if not before.published and not after.published:
        return (
            "The curve is the campaigns' own. Nothing is published here: no map tells the simple rules enough, or the "
            "folder assumes what no past forecast did."
        )
    weighs = "What is published weighs the campaigns and a simple rule by the record of past forecasts."
    if not changed:
        return f"{weighs} The curve is that one."
    if before.published and after.published:
        return (
            f"{weighs} Both curves are that one; a change that none of those forecasts assumed moves it as far as it "
            "moves the campaigns."
        )
    return f"{weighs} That can be said of one of the two alone: both curves are the campaigns' own."


def _day(even: int | None, case: Case) -> str:
    if even is None:
        return f"after {words.short_date(case.until)}"
    return "already" if even == 0 else words.short_date(case.on(even))


def _value(estimate: Mapping[str, Any]) -> str:
    if "probability" in estimate:
        return words.percent(estimate["probability"])
    q = estimate["quantiles"]
    if estimate.get("unit") in COUNTED:
        return f"{words.count_words(q['0.5'])} ({words.count_spread(q['0.05'], q['0.95'])})"
    return words.with_range(q)


def points(before: float, after: float) -> str:
    """A change of a chance in points of percent, with its sign."""
    step = round(100 * (after - before), 1)
    if abs(step) < 0.05:
        return "no change"
    return f"{'+' if step > 0 else words.MINUS}{abs(step):g} points"
