"""A battle through time, replayed from its folder alone: at each date what was public by then, and nothing later; and,
where the maps go on to show what came of it, how the probabilities did, beside baselines that know the map's numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from pyrrhus.digits import six_digits
from pyrrhus.errors import InputError, Problem, RunError
from pyrrhus.scale.engines import Engine
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.schema import Scenario
from pyrrhus.skill.leading_curve import CAMPAIGNS, PUBLISHED
from pyrrhus.stages import Progress

if TYPE_CHECKING:
    from pyrrhus.campaign.compile import Campaign

FORMAT = "pyrrhus-track/1"
LADDER_DAYS = (30, 60, 90)


@dataclass(frozen=True)
class TrackPoint:
    """One date: chances of the fall within so many days by forecaster, and what had come in since the date before."""

    as_of: date
    chances: Mapping[str, Mapping[int, float]]
    new_claims: int
    gained_km2: float | None

    @property
    def leading(self) -> str:
        """The forecaster that an assessment of this day leads with."""
        return PUBLISHED if PUBLISHED in self.chances else CAMPAIGNS


@dataclass(frozen=True)
class PointTask:
    """One date as a task: the scenario's tables, a day and a seed go out, a point and the event's name come back."""

    scenario: Scenario
    day: date
    before: date | None
    draws: int
    seed: int

    @property
    def name(self) -> str:
        """The day."""
        return self.day.isoformat()

    def run(self, threads: int | None) -> tuple[TrackPoint, str]:
        """The point of that day."""
        return _point(self.scenario, self.day, self.before, self.draws, self.seed, threads)


@dataclass(frozen=True)
class TrackScore:
    """Mean Brier score of a forecaster within a horizon, over dates whose outcome is known; the lower the better."""

    forecaster: str
    horizon_days: int
    brier: float
    dates: int


@dataclass(frozen=True, repr=False)
class Track:
    """The points in order of time. `fell_on` is the day of the main event as the maps (or a person) say it, None where
    it did not come about up to `known_to`, the last day on which it would have been seen."""

    scenario: str
    event: str
    points: tuple[TrackPoint, ...]
    fell_on: date | None
    known_to: date | None
    scores: tuple[TrackScore, ...]
    draws: int
    seed: int

    def __repr__(self) -> str:
        return f"Track({self.scenario}, {len(self.points)} dates, {self.draws} draws)"

    def to_dict(self) -> dict[str, Any]:
        """The track as JSON-ready data."""
        return {
            "format": FORMAT,
            "scenario": self.scenario,
            "event": self.event,
            "draws": self.draws,
            "seed": self.seed,
            "fell_on": self.fell_on.isoformat() if self.fell_on else None,
            "known_to": self.known_to.isoformat() if self.known_to else None,
            "points": [
                {
                    "as_of": p.as_of.isoformat(),
                    "new_claims": p.new_claims,
                    "gained_km2": p.gained_km2,
                    "chances": {name: _rounded(by) for name, by in p.chances.items()},
                }
                for p in self.points
            ],
            "scores": [
                {
                    "forecaster": s.forecaster,
                    "horizon_days": s.horizon_days,
                    "brier": six_digits(s.brier),
                    "dates": s.dates,
                }
                for s in self.scores
            ],
        }


def _rounded(by: Mapping[int, float]) -> dict[str, float]:
    return {str(days): six_digits(chance) for days, chance in by.items()}


def track(
    scenario: Scenario,
    *,
    every_days: int = 7,
    since: date | None = None,
    until: date | None = None,
    outcome: date | None = None,
    draws: int = 400,
    seed: int = 7,
    engine: Engine | None = None,
    on_progress: Progress | None = None,
) -> Track:
    """Replay a whole (not gated) scenario from `since` (its start) to `until` (its as-of date), every so many days.

    The outcome is what the folder's own maps show, those dated after `until` among them, else the day given as
    `outcome`; it is looked at only once all probabilities stand. `engine` says where dates are run, and changes no
    result. Raises InputError where no date lies between, RunError where a date fails.
    """
    first, last = max(since or scenario.file.start, scenario.file.start), until or scenario.file.as_of
    if last < first:
        raise InputError([Problem("track", None, f"no date lies between {first} and {last}", "exchange them", "track")])
    count = (last - first).days // every_days
    days = sorted({last - timedelta(days=every_days * k) for k in range(count + 1)})
    tasks = [PointTask(scenario, day, before, draws, seed) for before, day in zip([None, *days], days, strict=False)]
    made: dict[date, tuple[TrackPoint, str]] = {}
    for done in (engine or Engine()).run(tasks):
        if done.failure is not None:
            raise RunError(f"{done.task.name}: {done.failure}")
        made[done.task.day] = done.value
        if on_progress:
            on_progress("track", len(made), len(days))
    points, name = [made[day][0] for day in days], made[days[-1]][1]
    fell, known = (outcome, None) if outcome is not None else seen_outcome(scenario)
    return Track(scenario.name, name, tuple(points), fell, known, score_points(points, fell, known), draws, seed)


def _point(
    scenario: Scenario, day: date, before: date | None, draws: int, seed: int, threads: int | None
) -> tuple[TrackPoint, str]:
    from pyrrhus.decide.assumed_ahead import assume_ahead
    from pyrrhus.decide.compared_policies import default_policies
    from pyrrhus.decide.pairs import RunOptions
    from pyrrhus.decide.payoffs import PairTable
    from pyrrhus.filter.prepare import prepare
    from pyrrhus.judge.case import Case
    from pyrrhus.pipeline import let_through
    from pyrrhus.skill.baselines.table import baselines_of
    from pyrrhus.skill.leading_curve import bare_curve, published_of

    public, ahead = let_through(scenario, day), max(LADDER_DAYS)
    known = public.known
    ready = prepare(known, as_of=day, priors=public.priors, draws=draws, seed=seed, threads=threads)
    bare = bare_curve(ready, RunOptions(ahead, seed, ready.population, threads))
    ready = assume_ahead(ready, days=ahead)
    campaign = ready.campaign
    run = ready.forecast(days=ahead, seed=seed, policies=default_policies(campaign), threads=threads)
    case = Case(known, campaign, ready.assimilated, run, PairTable((), ready.assimilated.draws), ready.fusion)
    curves = {CAMPAIGNS: run.cdf(campaign.terrain.main_event), **baselines_of(campaign, ahead)}
    if (published := published_of(case, bare)) is not None:
        curves = {PUBLISHED: published.cdf, **curves}
    chances = {name: {d: float(curve[d]) for d in LADDER_DAYS} for name, curve in curves.items()}
    new = sum(before is None or max(c.said_on, c.known_on or c.said_on) > before for c in known.claims)
    event = campaign.terrain.events[campaign.terrain.main_event].name
    return TrackPoint(day, chances, new, _gained(campaign, before, day)), event


def _gained(campaign: Campaign, before: date | None, day: date) -> float | None:
    """Ground that the attacker gained on the map between two dates, km2; None where no map shows it."""
    maps = campaign.maps
    if before is None or maps.assumed:
        return None
    moved = maps.attacker[maps.at(day)] - maps.attacker[maps.at(before)]
    return float(f"{float(moved @ campaign.terrain.tiling.area_km2):.4g}")


def seen_outcome(scenario: Scenario) -> tuple[date | None, date | None]:
    """The first day of a run of maps on which the main event stands (for its `hold_days`, or to the last map), and the
    last day on which one would show it.

    (None, None) where the folder has no map. The last map stands for what came after it.
    """
    from pyrrhus.campaign.compile import compile_campaign
    from pyrrhus.pipeline import default_priors

    if not scenario.control:
        return None, None
    last = max(row.date for row in scenario.control)
    if last < scenario.file.start:
        return None, None
    known = gate(scenario, last)
    campaign = compile_campaign(known, default_priors(known, last)[0], as_of=last)
    terrain, maps = campaign.terrain, campaign.maps
    ground, event = terrain.event_ground[terrain.main_event], terrain.events[terrain.main_event]
    weight = ground.weight / ground.weight.sum()
    begun: date | None = None
    for row, day in enumerate(maps.dates):
        if float(weight @ maps.attacker[row][ground.cells]) < event.share_0_1:
            begun = None
        elif begun is None:
            begun = day
        if begun is not None and (day - begun).days >= event.hold_days:
            break
    return begun, last


def score_points(points: Sequence[TrackPoint], fell: date | None, known: date | None) -> tuple[TrackScore, ...]:
    """Brier scores over the dates before the fall for which a horizon has passed or the fall has come."""
    from pyrrhus.skill.scores import brier, published

    if fell is None and known is None:
        return ()
    scores = []
    names = dict.fromkeys(name for point in points for name in point.chances)
    for name in sorted(names, key=lambda name: name != PUBLISHED):
        for days in LADDER_DAYS:
            rows = []
            for point in points:
                end = point.as_of + timedelta(days=days)
                came = fell is not None and fell <= end
                if (fell is not None and point.as_of >= fell) or name not in point.chances:
                    continue
                if came or (known is not None and end <= known) or fell is not None:
                    rows.append((point.chances[name][days], came))
            if rows:
                found = brier(published([p for p, _ in rows]), [came for _, came in rows])
                scores.append(TrackScore(name, days, float(np.mean(found)), len(rows)))
    return tuple(scores)
