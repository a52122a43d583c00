"""A scenario compiled for the engine, once: all that a run needs, and what a report needs of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.activity import activity_of
from pyrrhus.campaign.cell_maps import MapSeries, enemy_borders, map_series
from pyrrhus.campaign.draws import Draws
from pyrrhus.campaign.expected import Contact
from pyrrhus.campaign.ground import Terrain, build_terrain, to_ground
from pyrrhus.campaign.plan_tables import PlanGround, tables_of
from pyrrhus.campaign.tempo_chain import TempoReading, prior_chain, read_tempo, sector_weeks_of
from pyrrhus.campaign.troops import Troops, muster
from pyrrhus.scenario.schema import SIDES, PolicyChoice, Scenario, ScheduledChange, Season

if TYPE_CHECKING:
    from pyrrhus.engine.arrays import Ground, Settings, Timeline
    from pyrrhus.engine.ensemble import FirstDay
    from pyrrhus.scenario.parameters import Prior

DEFAULT_WILL = 0.8
WEEK = 7
ATTRITION = 2  # place of the law among the switches


@dataclass(frozen=True)
class RoadRows:
    """What is `assumed` of roads from a day on, and by day what they carry ([2 borders], 0..1), where supply enters
    ([side, cell]) and which bridges stand again ([bridge])."""

    assumed: tuple[ScheduledChange, ...] = ()
    days: tuple[date, ...] = ()
    carried: tuple[NDArray[np.float32], ...] = ()
    entry: tuple[NDArray[np.uint8], ...] = ()
    stands: tuple[NDArray[np.uint8], ...] = ()


@dataclass(frozen=True)
class Campaign:
    """A compiled scenario as known on its as-of date. `roads` is what its ground and days already assume of them."""

    scenario: Scenario
    as_of: date
    terrain: Terrain
    ground: Ground
    maps: MapSeries
    troops: Troops
    fortified: NDArray[np.float64]
    tempo: TempoReading
    usual: NDArray[np.float64] | None = None
    scheduled: tuple[ScheduledChange, ...] = ()
    roads: RoadRows = RoadRows()

    @property
    def start(self) -> date:
        return min(self.scenario.file.start, self.as_of)


def compile_campaign(scenario: Scenario, priors: dict[str, Prior], *, as_of: date) -> Campaign:
    """Compile a scenario that has passed the gate."""
    terrain = build_terrain(scenario)
    maps = map_series(scenario, terrain, until=as_of)
    # ground that the defender held on the first day has had time to be fortified; heights and towns first
    fortified = np.clip(0.6 + 0.4 * terrain.built_up, 0.0, 1.0) * (1.0 - maps.attacker[0])
    ground = to_ground(terrain)
    ground = ground._replace(activity=activity_of(maps, terrain, ground.sector, as_of))
    weeks = sector_weeks_of(maps, terrain, ground.sector, as_of)
    if priors["offensive_advance_km_per_day"].given:
        weeks = []  # what the scenario itself says of the speed goes before what its maps say
    tempo = read_tempo(weeks, prior_chain())
    return Campaign(
        scenario,
        as_of,
        terrain,
        ground,
        maps,
        muster(scenario, terrain, priors),
        fortified,
        tempo,
        None,
        scenario.file.changes,
    )


def contact_measure(campaign: Campaign, day: date | None = None) -> Contact:
    """Stated strength and frontage of both sides on a day, the as-of date if none is given."""
    day = day or campaign.as_of
    borders = campaign.terrain.tiling.borders
    enemies = enemy_borders(campaign.maps.held[campaign.maps.at(day)], borders)
    frontage = float(campaign.terrain.front_km[enemies].sum())
    return Contact(campaign.troops.kinds_by(day.toordinal()), frontage)


def first_day(campaign: Campaign, draws: Draws) -> FirstDay:
    """What is known of the first day of the history."""
    from pyrrhus.engine.ensemble import FirstDay

    will = []
    for side in SIDES:
        stated = [actor.will for actor in campaign.scenario.actors if actor.side == side and actor.will is not None]
        will.append(float(np.mean(stated)) if stated else DEFAULT_WILL)
    civilians = draws.named.get("civilians_remaining")
    if civilians is None:
        civilians = draws.named["civilians_share_0_1"] * (campaign.scenario.centre.population or 0.0)
    maps, troops = campaign.maps, campaign.troops
    return FirstDay(
        attacker=maps.attacker[0],
        contested=maps.contested[0],
        fortified=campaign.fortified,
        personnel=troops.personnel,
        spread=troops.spread,
        strength_log_sd=troops.strength_log_sd,
        will=np.array(will),
        civilians=civilians,
    )


def timeline(campaign: Campaign, *, first: date, days: int, maps: bool, record_days: list[int]) -> Timeline:
    """Days of a run from `first`; with the observed maps in force (history) or without (forecast)."""
    from pyrrhus.engine.arrays import Timeline

    troops, series = campaign.troops, campaign.maps
    offset = troops.arrival_ordinal - first.toordinal()
    coming = (offset > 0) & (offset <= days)
    shown = [i for i, d in enumerate(series.dates) if maps and 0 < (d - first).days <= days]
    mud = [_is_mud(first + timedelta(days=i), campaign.scenario.file.season_mud) for i in range(days + 1)]
    return Timeline(
        days=days,
        mud=np.array(mud, dtype=float),
        arrival_day=offset[coming].astype(np.int32),
        arrival_side=troops.arrival_side[coming],
        arrival_kind=troops.arrival_kind[coming],
        arrival_axis=troops.arrival_axis[coming],
        arrival_personnel=troops.arrival_personnel[coming],
        map_day=np.array([(series.dates[i] - first).days for i in shown], dtype=np.int32),
        map_attacker=series.attacker[shown].astype(np.float32),
        map_contested=series.contested[shown].astype(np.float32),
        record_day=np.array(record_days, dtype=np.int32),
        usual=_usual(campaign, days, maps),
        **_changes(campaign, first, maps),
        **_roads(campaign, first, days, maps),
    )


def _usual(campaign: Campaign, days: int, history: bool) -> NDArray[np.float64]:
    """Mean ratio of tempo by day; the last one that was measured stands for what lies beyond, and 1 for the history."""
    if history or campaign.usual is None:
        return np.ones((2, days + 1))
    return campaign.usual[:, np.minimum(np.arange(days + 1), campaign.usual.shape[1] - 1)]


def _changes(campaign: Campaign, first: date, history: bool) -> dict[str, Any]:
    """Scheduled changes of parameters by day of a run.

    What begins on the as-of date or later is a change from now on: it comes into force on the first day of a forecast
    at the earliest, so that it counts against how things are now. What began before it is how things are now.
    """
    from pyrrhus.engine.arrays import COLUMN

    rows = []
    for change in campaign.scheduled:
        later = change.from_ >= campaign.as_of
        if (history and later) or change.parameter not in COLUMN:
            continue  # roads have rows of their own, and the worth of the place moves no law
        day = (change.from_ - first).days
        rows.append((max(1, day) if later else day, COLUMN[change.parameter], change.value, change.factor))
    rows.sort(key=lambda row: row[0])
    return {
        "change_day": np.array([r[0] for r in rows], dtype=np.int32),
        "change_column": np.array([r[1] for r in rows], dtype=np.int32),
        "change_value": np.array([np.nan if r[2] is None else r[2] for r in rows], dtype=float),
        "change_factor": np.array([1.0 if r[3] is None else r[3] for r in rows], dtype=float),
    }


def _roads(campaign: Campaign, first: date, days: int, history: bool) -> dict[str, Any]:
    """What is assumed of roads by day of a run; of none in a history."""
    rows, ground = campaign.roads, campaign.ground
    at = [] if history else [i for i, day in enumerate(rows.days) if (day - first).days <= days]
    carried = np.zeros((len(at), len(ground.road_0_1)), np.float32)
    entry = np.zeros((len(at), *ground.entry.shape), np.uint8)
    stands = np.zeros((len(at), len(ground.bridge_hash)), np.uint8)
    for row, i in enumerate(at):
        carried[row], entry[row], stands[row] = rows.carried[i], rows.entry[i], rows.stands[i]
    on = np.array([(rows.days[i] - first).days for i in at], dtype=np.int32)
    return {"roads_day": on, "road_0_1": carried, "roads_entry": entry, "bridge_stands": stands}


def record_days(days: int) -> list[int]:
    """Day 0, every week, and the last day."""
    return sorted({0, *range(WEEK, days + 1, WEEK), days})


def settings(
    campaign: Campaign,
    *,
    seed: int,
    first: date,
    policies: tuple[PolicyChoice | None, PolicyChoice | None],
    laws: NDArray[np.uint8] | None = None,
    observed: bool = False,
) -> Settings:
    """Seed, switches and policies of both sides for a run that begins on `first`."""
    from pyrrhus.engine import arrays
    from pyrrhus.engine.laws import lanchester

    maps, ground = campaign.maps, campaign.ground
    held = maps.attacker[maps.at(campaign.as_of)]
    orders = PlanGround(campaign.terrain, campaign.scenario.routes, ground.town > 0.0, held)
    tables = tables_of(orders, policies, first=first)
    switches = np.ones(len(arrays.LAWS), dtype=np.uint8) if laws is None else laws
    law = campaign.scenario.file.attrition
    if law != "exchange" and switches[ATTRITION]:
        switches = switches.copy()
        switches[ATTRITION] = lanchester.AT_WORK
    return arrays.Settings(
        seed=seed,
        laws=switches,
        exponents=np.array(lanchester.EXPONENTS.get(law, (0.0, 0.0))),
        effort=tables.effort,
        attacker_stages=tables.stages[0],
        attacker_clauses=tables.clauses[0],
        defender_stages=tables.stages[1],
        defender_clauses=tables.clauses[1],
        road_leg=tables.road_leg,
        leg_start=tables.leg_start,
        leg_cell=tables.leg_cell,
        observed=int(observed),
        transitions=np.cumsum(campaign.tempo.transitions, axis=2),
    )


def _is_mud(day: date, seasons: tuple[Season, ...]) -> bool:
    mark = day.strftime("%m-%d")
    return any((s.from_ <= mark <= s.to) if s.from_ <= s.to else (mark >= s.from_ or mark <= s.to) for s in seasons)
