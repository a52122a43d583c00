"""From places, roads and events to the ground that the engine knows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.banks import barriers_over, passage_of
from pyrrhus.scenario.geometry import Disc, PlaceSet, parse_geometry
from pyrrhus.scenario.schema import SIDES, Axis, Event, Place, Route, Scenario
from pyrrhus.terrain.barriers import Barrier
from pyrrhus.terrain.discs import PLACE_RADIUS_KM, CellWeights, disc, overlap
from pyrrhus.terrain.network import Network, Road, build_network
from pyrrhus.terrain.projection import bearing_deg
from pyrrhus.terrain.tiling import Tiling, build_tiling

if TYPE_CHECKING:
    from pyrrhus.engine.arrays import Ground

BUILT_UP = {"city": 0.9, "ward": 1.0, "town": 0.8, "industrial": 0.9, "village": 0.4, "height": 0.0}
DEFAULT_AXES = tuple(
    Axis(id=name.replace("-", "_"), name=name, from_deg=(45.0 * i - 22.5) % 360.0, to_deg=(45.0 * i + 22.5) % 360.0)
    for i, name in enumerate(("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"))
)
SECTOR_KM = 12.0  # as far as tempo is measured on open maps
NEAR_KM = 5.0
LENGTH_GRAIN_KM = 2.0**-18  # borders and built-up shares as binary fractions: the front's sums are then exact
SHARE_GRAIN = 2.0**-10


@dataclass(frozen=True)
class Terrain:
    """The ground of a scenario before it becomes arrays: kept for maps and reports.

    `axis` [cell] row of the axis; `place_xy_km` by place id; `event_ground` weights over cells in the order of events;
    `passage_0_1` [border] part of a border's length that counts as front, below 1 across a barrier.
    """

    tiling: Tiling
    network: Network
    axes: tuple[Axis, ...]
    axis: NDArray[np.int32]
    built_up: NDArray[np.float64]
    place_xy_km: dict[str, tuple[float, float]]
    events: tuple[Event, ...]
    event_ground: tuple[CellWeights, ...]
    main_event: int
    near: CellWeights
    rear_places: tuple[Place, ...]
    barriers: tuple[Barrier, ...]
    passage_0_1: NDArray[np.float64]

    @property
    def front_km(self) -> NDArray[np.float64]:
        """Length of each border ([border]) as a front would count it."""
        return self.tiling.borders.length_km * self.passage_0_1


def build_terrain(scenario: Scenario) -> Terrain:
    """Tile the ground of a scenario and lay axes, roads and events over it; computed once."""
    file, centre = scenario.file, scenario.centre
    wards = [(p.lat, p.lon) for p in scenario.places if p.kind == "ward"]
    tiling = build_tiling(
        centre.lat,
        centre.lon,
        radius_km=file.tiling.radius_km,
        cell_km=file.tiling.cell_km,
        fine_cell_km=file.tiling.fine_cell_km,
        fine_radius_km=file.tiling.fine_radius_km,
        ward_points=wards,
    )
    x, y = tiling.projection.to_xy([p.lon for p in scenario.places], [p.lat for p in scenario.places])
    where = {p.id: (float(a), float(b)) for p, a, b in zip(scenario.places, x, y, strict=True)}
    axes = file.axes or DEFAULT_AXES
    events = scenario.events or (
        Event(
            id="centre_disc",
            name=f"Centre of {centre.name}",
            geometry=f"disc:{centre.id}:1",
            share_0_1=0.95,
            hold_days=14,
        ),
    )
    names = [event.id for event in events]
    barriers = barriers_over(scenario, tiling)
    return Terrain(
        tiling=tiling,
        network=_lay_roads(scenario, scenario.routes, tiling, where),
        axes=axes,
        axis=_axis_of_cells(tiling, axes),
        built_up=_built_up(tiling, scenario.places, where),
        place_xy_km=where,
        events=events,
        event_ground=tuple(overlap(tiling, _shape(event, scenario, where, tiling)) for event in events),
        main_event=names.index(file.event) if file.event in names else 0,
        near=overlap(tiling, disc(0.0, 0.0, min(NEAR_KM, file.tiling.radius_km))),
        rear_places=tuple(p for p in scenario.places if p.kind in ("city", "town") and p.id != centre.id),
        barriers=barriers,
        passage_0_1=passage_of(scenario, tiling, barriers, where),
    )


def _lay_roads(
    scenario: Scenario,
    routes: Iterable[Route],
    tiling: Tiling,
    where: dict[str, tuple[float, float]],
    carried: Mapping[str, float] | None = None,
) -> Network:
    shares = {} if carried is None else carried
    roads = [
        Road(
            r.from_,
            r.to,
            where[r.from_],
            where[r.to],
            r.road_class,
            r.bridge,
            shares.get(road_name(r, scenario), 1.0),
        )
        for r in routes
        if r.from_ in where and r.to in where
    ]
    wanted = scenario.file.supply_sources
    sources = [{p: where[p] for p in getattr(wanted, side) if p in where} for side in SIDES]
    return build_network(tiling, roads, sources)


def road_name(route: Route, scenario: Scenario) -> str:
    """What a road is called: its number, else the places that it joins."""
    if route.ref:
        return route.ref
    names = {place.id: place.name for place in scenario.places}
    return f"{names.get(route.from_, route.from_)}–{names.get(route.to, route.to)}"


def lay_assumed(scenario: Scenario, terrain: Terrain, carried: Mapping[str, float]) -> Terrain:
    """The same ground with some of its roads, by name, carrying a share (0..1) of what their class does; the places of
    bridges stay as they are, so that states of campaigns fit it. Where no road is left, nothing comes through: the
    clearance of corridors does not stand for roads that were known.
    """
    left = [route for route in scenario.routes if carried.get(road_name(route, scenario), 1.0) > 0.0]
    network = _lay_roads(scenario, left, terrain.tiling, terrain.place_xy_km, carried)
    if not left:
        network = replace(network, entry=np.zeros_like(network.entry))
    return replace(terrain, network=replace(network, known=terrain.network.known, bridges=terrain.network.bridges))


def roads_bridges(scenario: Scenario, terrain: Terrain, roads: Collection[str]) -> NDArray[np.bool_]:
    """Which of the ground's bridges ([bridge]) lie on roads of these names."""
    named = [route for route in scenario.routes if route.bridge and road_name(route, scenario) in roads]
    return np.isin(terrain.network.bridges, _lay_roads(scenario, named, terrain.tiling, terrain.place_xy_km).bridges)


def link_order(terrain: Terrain) -> NDArray[np.int64]:
    """Where each place of the lists of neighbours ([2 borders]) stands among the borders told twice, an end each."""
    borders = terrain.tiling.borders
    return np.lexsort(
        (np.concatenate([borders.second, borders.first]), np.concatenate([borders.first, borders.second]))
    )


def carried_by_link(network: Network, order: NDArray[np.int64]) -> NDArray[np.float32]:
    """What roads carry (0..1) by place of the lists of neighbours ([2 borders]), whose `order` `link_order` gives."""
    return np.tile(network.capacity_0_1, 2)[order].astype(np.float32)


def to_ground(terrain: Terrain) -> Ground:
    """The ground as the engine's arrays; lists of neighbours and events in compressed rows."""
    from pyrrhus.engine.arrays import Ground
    from pyrrhus.engine.streams import hash_of

    tiling, borders = terrain.tiling, terrain.tiling.borders
    cells = len(tiling.cell_ids)
    first = np.concatenate([borders.first, borders.second])
    second = np.concatenate([borders.second, borders.first])
    order = link_order(terrain)
    bridges = terrain.network.bridges
    centroids = tiling.centroids_km
    apart = np.hypot(*(centroids[first] - centroids[second]).T)
    axis_order = np.argsort(terrain.axis, kind="stable").astype(np.uint32)
    grounds = terrain.event_ground
    town = np.zeros(cells)
    town[grounds[terrain.main_event].cells] = grounds[terrain.main_event].weight
    near = np.zeros(cells)
    near[terrain.near.cells] = terrain.near.weight
    sector = _sector(tiling)
    rear = np.array([terrain.place_xy_km[p.id] for p in terrain.rear_places]).reshape(-1, 2)
    return Ground(
        area_km2=tiling.area_km2,
        half_depth_km=0.5 * np.sqrt(tiling.area_km2),
        built_up=np.round(terrain.built_up / SHARE_GRAIN) * SHARE_GRAIN,
        town=town,
        town_cells=np.flatnonzero(town).astype(np.uint32),
        near=near,
        near_cells=np.flatnonzero(near).astype(np.uint32),
        near_km2=terrain.near.area_km2 * terrain.near.covered_0_1,
        sector=sector,
        sector_km2=float(sector @ tiling.area_km2),
        activity=np.ones(cells),
        axis=terrain.axis.astype(np.uint32),
        axis_hash=np.array([hash_of(axis.id) for axis in terrain.axes], dtype=np.uint32),
        axis_start=_starts(np.bincount(terrain.axis, minlength=len(terrain.axes))),
        axis_cells=axis_order,
        neighbour_start=_starts(np.bincount(first, minlength=cells)),
        neighbour=second[order].astype(np.uint32),
        border_km=(np.round(np.tile(terrain.front_km, 2)[order] / LENGTH_GRAIN_KM) * LENGTH_GRAIN_KM).astype(
            np.float32
        ),
        distance_km=apart[order].astype(np.float32),
        road_0_1=carried_by_link(terrain.network, order),
        entry=terrain.network.entry.astype(np.uint8),
        bridge_link=np.argsort(order)[np.column_stack([bridges, bridges + len(borders.first)])].astype(np.uint32),
        bridge_cells=np.column_stack([borders.first[bridges], borders.second[bridges]]).astype(np.uint32),
        bridge_hash=np.array([hash_of(f"bridge {a} {b}") for a, b in _ends(tiling, bridges)], dtype=np.uint32),
        roads_known=int(terrain.network.known),
        event_start=_starts([len(g.cells) for g in grounds]),
        event_cell=np.concatenate([g.cells for g in grounds]).astype(np.uint32),
        event_weight=np.concatenate([g.weight for g in grounds]),
        event_share=np.array([event.share_0_1 for event in terrain.events]),
        event_hold=np.array([event.hold_days for event in terrain.events], dtype=np.int32),
        main_event=terrain.main_event,
        rear_x_km=np.ascontiguousarray(rear[:, 0]),
        rear_y_km=np.ascontiguousarray(rear[:, 1]),
        x_km=np.ascontiguousarray(centroids[:, 0]),
        y_km=np.ascontiguousarray(centroids[:, 1]),
    )


def _sector(tiling: Tiling) -> NDArray[np.float64]:
    """Share of each cell that lies within 12 km of the centre."""
    within = overlap(tiling, disc(0.0, 0.0, SECTOR_KM))
    sector = np.zeros(len(tiling.cell_ids))
    sector[within.cells] = within.weight * within.area_km2 * within.covered_0_1 / tiling.area_km2[within.cells]
    return np.minimum(sector, 1.0)


def _ends(tiling: Tiling, bridges: NDArray[np.int32]) -> list[tuple[str, str]]:
    ids, borders = tiling.cell_ids, tiling.borders
    return [(ids[borders.first[b]], ids[borders.second[b]]) for b in bridges]


def _starts(counts: NDArray[np.int64] | list[int]) -> NDArray[np.uint32]:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.uint32)


def _axis_of_cells(tiling: Tiling, axes: tuple[Axis, ...]) -> NDArray[np.int32]:
    bearing = bearing_deg(tiling.centroids_km[:, 0], tiling.centroids_km[:, 1])
    axis = np.zeros(len(bearing), dtype=np.int32)
    for i, one in enumerate(axes):
        width = (one.to_deg - one.from_deg) % 360.0 or 360.0
        axis[(bearing - one.from_deg) % 360.0 < width] = i
    return axis


def _built_up(tiling: Tiling, places: tuple[Place, ...], where: dict[str, tuple[float, float]]) -> NDArray[np.float64]:
    built_up = np.zeros(len(tiling.cell_ids))
    for place in places:
        if np.hypot(*where[place.id]) > tiling.radius_km + 5.0:
            continue
        ground = overlap(tiling, disc(*where[place.id], PLACE_RADIUS_KM[place.kind]))
        if len(ground.cells):
            part = ground.weight * ground.area_km2 * ground.covered_0_1 / tiling.area_km2[ground.cells]
            built_up[ground.cells] = np.maximum(built_up[ground.cells], BUILT_UP[place.kind] * np.minimum(part, 1.0))
    return built_up


def _shape(event: Event, scenario: Scenario, where: dict[str, tuple[float, float]], tiling: Tiling) -> object:
    """The event's ground as a shape in km; the gate and `check` have seen to it that it parses and is on the map."""
    from shapely import unary_union

    geometry = parse_geometry(event.geometry)
    if isinstance(geometry, Disc):
        return disc(*where[geometry.place], geometry.radius_km)
    if isinstance(geometry, PlaceSet):
        kinds = {place.id: place.kind for place in scenario.places}
        return unary_union([disc(*where[p], PLACE_RADIUS_KM[kinds[p]]) for p in geometry.places])
    x, y = tiling.projection.to_xy(geometry.lon, geometry.lat)
    return tiling.polygons_xy_km[tiling.cell_of(float(x), float(y))]
