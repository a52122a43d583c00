"""Cells: they cover the ground once, ids are unique and stable, borders are symmetric and add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, union_all

from pyrrhus.terrain.tiling import SLIVER_SHARE, Tiling, build_tiling

WARDS = ((48.60, 38.05), (48.585, 38.0), (48.62, 37.95))
HEX = np.sqrt(3.0) / 2.0


def tile(radius: float = 10.0, cell: float = 2.0, fine: float = 1.0, fine_radius: float = 3.0, wards=()) -> Tiling:
    return build_tiling(
        48.59, 38.0, radius_km=radius, cell_km=cell, fine_cell_km=fine, fine_radius_km=fine_radius, ward_points=wards
    )


@pytest.fixture(scope="module")
def tiling() -> Tiling:
    return tile(wards=WARDS)


SHAPES = st.tuples(
    st.floats(2.0, 12.0),
    st.sampled_from([1.0, 1.7, 2.0, 3.1]),
    st.sampled_from([0.5, 0.9, 1.0]),
    st.floats(0.0, 4.0),
    st.lists(st.sampled_from(WARDS), max_size=3, unique=True),
)


@given(SHAPES)
@settings(max_examples=15)
def test_cells_cover_the_ground_once(shape) -> None:
    cells = tile(*shape)
    assert len(set(cells.cell_ids)) == len(cells.cell_ids) == len(cells.polygons_xy_km)
    whole = union_all(list(cells.polygons_xy_km))
    assert cells.area_km2.sum() == pytest.approx(whole.area, rel=1e-6), "no overlap"
    assert (cells.area_km2 > 0.0).all()
    assert all(p.is_valid for p in cells.polygons_xy_km)
    radius, cell = shape[0], shape[1]
    inside = Point(0, 0).buffer(max(0.0, radius - 1.2 * cell))
    assert inside.difference(whole).area == pytest.approx(0.0, abs=1e-3), "no hole"
    assert np.hypot(*np.array(whole.exterior.coords).T).max() < radius + 1.2 * cell


HALVES = st.builds(
    lambda shape, cell, halves: (shape[0], cell, cell / 2.0 if halves else cell, *shape[3:]),
    SHAPES,
    st.sampled_from([1.0, 1.6, 2.0, 3.0]),
    st.booleans(),
)


def test_borders_are_no_longer_than_perimeters_whatever_the_widths() -> None:
    cells = tile(radius=3.0, cell=1.0, fine=0.9, fine_radius=2.5)
    shared = np.bincount(cells.borders.first, cells.borders.length_km, minlength=len(cells.cell_ids))
    shared += np.bincount(cells.borders.second, cells.borders.length_km, minlength=len(cells.cell_ids))
    assert (shared <= [p.length + 1e-3 for p in cells.polygons_xy_km]).all()


@given(HALVES)
@settings(max_examples=15)
def test_borders_are_symmetric_and_add_up_to_the_perimeters(shape) -> None:
    cells = tile(*shape)
    borders = cells.borders
    assert (borders.first < borders.second).all(), "each pair once"
    pairs = list(zip(borders.first.tolist(), borders.second.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)
    assert (borders.length_km > 0.01).all()
    shared = np.zeros(len(cells.cell_ids))
    np.add.at(shared, borders.first, borders.length_km)
    np.add.at(shared, borders.second, borders.length_km)
    perimeter = np.array([p.length for p in cells.polygons_xy_km])
    assert (shared <= perimeter + 1e-3).all()
    np.testing.assert_allclose(shared[~cells.rim], perimeter[~cells.rim], atol=0.21)
    assert cells.rim.any()
    outer = union_all(list(cells.polygons_xy_km)).exterior.length
    assert (perimeter - shared).sum() == pytest.approx(outer, rel=0.02, abs=0.3)


def test_the_map_hangs_together(tiling: Tiling) -> None:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    n, borders = len(tiling.cell_ids), tiling.borders
    graph = csr_array((np.ones(len(borders.first)), (borders.first, borders.second)), shape=(n, n))
    assert connected_components(graph, directed=False)[0] == 1


def test_whole_cells_have_the_area_of_a_hexagon(tiling: Tiling) -> None:
    areas = tiling.area_km2
    assert np.median(areas[tiling.fine]) == pytest.approx(HEX)
    far = ~tiling.fine & (np.hypot(*tiling.centroids_km.T) > 7.0)
    np.testing.assert_allclose(areas[far], 4.0 * HEX, rtol=1e-5)
    assert areas.min() > SLIVER_SHARE * HEX - 1e-9


def test_cells_are_fine_near_the_centre_and_in_wards_and_nowhere_else(tiling: Tiling) -> None:
    away = np.hypot(*tiling.centroids_km.T)
    assert tiling.fine[away < 2.5].all()
    x, y = tiling.projection.to_xy([b for _, b in WARDS], [a for a, _ in WARDS])
    near_ward = np.min([np.hypot(*(tiling.centroids_km - [a, b]).T) for a, b in zip(x, y, strict=True)], axis=0)
    assert tiling.fine[near_ward < 0.4].all()
    assert not tiling.fine[(away > 3.7) & (near_ward > 1.7)].any()
    assert [c.startswith("f") for c in tiling.cell_ids] == tiling.fine.tolist()


def test_without_fine_cells_all_are_coarse() -> None:
    assert not tile(fine=2.0).fine.any()


def test_ids_stay_when_wards_are_added_or_the_map_grows() -> None:
    plain, warded, larger = tile(), tile(wards=WARDS[2:]), tile(radius=12.0)
    at = {id(t): dict(zip(t.cell_ids, t.centroids_km.tolist(), strict=True)) for t in (plain, warded, larger)}
    known = at[id(plain)]
    assert set(known) <= set(at[id(larger)])
    for cell, where in known.items():
        assert at[id(larger)][cell] == pytest.approx(where, abs=1e-9)
    for cell in set(known) & set(at[id(warded)]):
        if cell.startswith("f"):
            assert at[id(warded)][cell] == pytest.approx(known[cell], abs=0.3), "a sliver may join a fine cell"
    lost = set(known) - set(at[id(warded)])
    assert all(c.startswith("h") for c in lost), "only coarse cells give way to finer ones"


def test_the_same_ground_gives_the_same_cells() -> None:
    a, b = tile(wards=WARDS), tile(wards=WARDS[::-1])
    assert a.cell_ids == b.cell_ids
    np.testing.assert_array_equal(a.centroids_km, b.centroids_km)


def test_a_point_is_in_its_cell(tiling: Tiling) -> None:
    for i, (x, y) in enumerate(tiling.centroids_km):
        if tiling.polygons_xy_km[i].covers(Point(x, y)):
            assert tiling.cell_of(x, y) == i
    rng = np.random.default_rng(3)
    for x, y in rng.uniform(-7, 7, (200, 2)):
        assert tiling.polygons_xy_km[tiling.cell_of(x, y)].distance(Point(x, y)) < 1e-9
    far = tiling.cell_of(500.0, 0.0)
    assert tiling.centroids_km[far, 0] == pytest.approx(tiling.centroids_km[:, 0].max(), abs=1.1)
    assert tiling.index()[tiling.cell_ids[far]] == far


def test_polygons_in_degrees_are_the_same_ground(tiling: Tiling) -> None:
    for i in (0, len(tiling.cell_ids) - 1):
        x, y = tiling.projection.to_xy(*np.array(tiling.polygons_lonlat[i].exterior.coords).T)
        np.testing.assert_allclose(
            np.column_stack([x, y]), np.array(tiling.polygons_xy_km[i].exterior.coords), atol=1e-6
        )
