"""Findings: everything an assessment says, as plain data, so that showing it needs no other room of the house."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xarray

#: The format of assessment.json; the number counts changes that break a reader.
FORMAT = "pyrrhus-assessment/1"

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class CellOutline:
    """One cell of ground: `ring` is its outline as (lon, lat) in degrees, open or closed; `ward` is of the town."""

    id: str
    ring: tuple[tuple[float, float], ...]
    ward: bool = False


@dataclass(frozen=True)
class PlaceMark:
    """A named point on the map: WGS 84 degrees, kind as in places.csv, population where known."""

    id: str
    name: str
    lat: float
    lon: float
    kind: str
    population: float | None = None


@dataclass(frozen=True)
class RouteLine:
    """A road as (lon, lat) points in degrees, with its class as in routes.csv and what is known of it."""

    line: tuple[tuple[float, float], ...]
    road_class: str
    ref: str = ""
    evidence: str = "inferred"


@dataclass(frozen=True)
class DrawnLine:
    """A river, border or coast as (lon, lat) points in degrees, and what it is called."""

    line: tuple[tuple[float, float], ...]
    kind: str
    name: str = ""
    barrier: bool = False


@dataclass(frozen=True)
class Findings:
    """What `judge` found and `present` shows.

    `document` is the content of assessment.json (DESIGN section 11; `present/assessment.schema.json`).

    `bridges` are (lon, lat) in degrees.

    `forecast` is a dataset over `date` (as-of, then weekly, the horizon's end last; datetime64[D]), `day` (0 to the
    horizon), `cell`, `event`, `side` (attacker, defender) and `quantile` (0.05, 0.25, 0.5, 0.75, 0.95), with, in this
    order of dimensions: `attacker_probability`, `attacker_share_mean` (date, cell), 0 to 1; `fall_probability` (event,
    day); cumulative since the as-of date, in persons, (side, date, quantile): `killed`, `wounded`, `captured`,
    `casualties`; `killed_per_day`, `personnel`, `reserve`, `shells_per_day` (side, date, quantile); `area_gained_km2`
    (signed), `civilians_remaining`, `civilians_harmed`, `supply_0_1` of the garrison (date, quantile). NaN is unknown.
    Units are in the variables' `units`. History for the map may stand beside: `observed_share` (observed_date, cell).

    `events` are dicts with the keys of `document["event"]` and a `name`, the main event first.

    `claims` are rows of the claims.csv that comes out: the ledger's columns, and `echo_of` (id or None), `flags` (list
    of names of checks), `weight` (0 to 1, or None where nothing was fused with it).

    `quantities` are rows with quantity, side, place, period_from, period_to, unit, q05, q25, q50, q75, q95, claims
    (ids), weights {id: weight}.

    `parameters` are rows with name, section, unit, meaning, source, given (True where the scenario states it),
    prior_q05, prior_q50, prior_q95, posterior_q05, posterior_q50, posterior_q95 and informed_ratio (posterior over
    prior width); None is unknown.

    `towns` are rows with name, km (from the attacker's ground now), now and then (chances of being within reach of tube
    artillery, now and if the town falls), and `reach_km` the quantiles of that reach. `readings` are claims of losses
    with claim (id), side, what it says a day (`said`) and what is read into it (`low`, `middle`, `high`: 90 %).

    `lineage` is the content of lineage.json; it may differ between equal runs, and none of it enters the other files.
    """

    document: dict[str, Any]
    forecast: xarray.Dataset
    cells: tuple[CellOutline, ...] = ()
    places: tuple[PlaceMark, ...] = ()
    routes: tuple[RouteLine, ...] = ()
    events: tuple[dict[str, Any], ...] = ()
    claims: tuple[dict[str, Any], ...] = ()
    quantities: tuple[dict[str, Any], ...] = ()
    parameters: tuple[dict[str, Any], ...] = ()
    lineage: dict[str, Any] = field(default_factory=dict)
    title: str = ""
    town: str = ""
    towns: tuple[dict[str, Any], ...] = ()
    reach_km: dict[str, float] = field(default_factory=dict)
    readings: tuple[dict[str, Any], ...] = ()
    lines: tuple[DrawnLine, ...] = ()
    bridges: tuple[tuple[float, float], ...] = ()
