"""Whatever rings a file holds, what comes out are shares: between 0 and 1, never more than the whole, never silent."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pyrrhus.control_map.read import read_maps
from pyrrhus.control_map.shares import shares, town_series
from pyrrhus.terrain.tiling import build_tiling

BOX = (30.0, 48.0, 30.3, 48.2)
LAT, LON = 48.1, 30.15
DAY = date(2023, 1, 1)
TILING = build_tiling(LAT, LON, radius_km=5, cell_km=2, fine_cell_km=1, fine_radius_km=1)

corner = st.tuples(st.integers(-50, 350), st.integers(-50, 250)).map(lambda p: [30.0 + p[0] / 1000, 48.0 + p[1] / 1000])
ring = st.lists(corner, min_size=3, max_size=9).map(lambda points: [*points, points[0]])
polygon = st.lists(ring, min_size=1, max_size=2)
statuses = st.lists(st.tuples(st.sampled_from(["RU", "CONTESTED", "UA_LIBERATED"]), polygon), min_size=1, max_size=5)


def read(parts):
    features = [
        {
            "type": "Feature",
            "properties": {"date": DAY.isoformat(), "status": status},
            "geometry": {"type": "Polygon", "coordinates": rings},
        }
        for status, rings in parts
    ]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "front_any.geojson"
        data = {"type": "FeatureCollection", "bbox": list(BOX), "features": features}
        path.write_text(json.dumps(data), encoding="utf-8")
        return read_maps(folder)


@settings(max_examples=40, deadline=None)
@given(statuses)
def test_any_rings_give_shares_between_nothing_and_everything(parts):
    maps = read(parts)
    for states in maps.layers[0].states.values():
        assert all(g is None or g.is_valid for g in states)
    found = shares(maps, TILING.polygons_xy_km, [DAY], projection=TILING.projection)
    assert np.all((found.ru >= 0) & (found.ru <= 1))
    if maps.has_contested:
        assert np.all(found.ru + found.contested <= 1 + 1e-6 + 0.05 / TILING.area_km2)
    else:
        assert np.isnan(found.contested).all()


@settings(max_examples=25, deadline=None)
@given(statuses, st.randoms(use_true_random=False))
def test_the_order_of_features_and_of_cells_does_not_matter(parts, random):
    shuffled = random.sample(parts, len(parts))
    order = random.sample(range(len(TILING.cell_ids)), len(TILING.cell_ids))
    one = shares(read(parts), TILING.polygons_xy_km, [DAY], projection=TILING.projection)
    cells = [TILING.polygons_xy_km[i] for i in order]
    other = shares(read(shuffled), cells, [DAY], projection=TILING.projection)
    assert np.allclose(one.ru[:, order], other.ru, atol=1e-6)


@settings(max_examples=25, deadline=None)
@given(statuses)
def test_more_held_ground_never_lowers_a_share_nor_takes_the_front_away(parts):
    def series(rows):
        return town_series(read(rows), LAT, LON, [DAY], discs_km=(1, 3), arcs_km=(2,), search_km=4)

    everything = [[[BOX[0], BOX[1]], [BOX[2], BOX[1]], [BOX[2], BOX[3]], [BOX[0], BOX[3]], [BOX[0], BOX[1]]]]
    before, after = series(parts), series([*parts, ("RU", everything)])
    assert np.all(after.ru >= before.ru - 1e-9)
    assert np.allclose(after.ru, 1.0)
    assert after.distance_to_ru_km[0] == 0.0
    near = before.distance_to_ru_km[0]
    # inside means distance 0, and a disc within that distance holds nothing
    assert near == 0.0 or near > 4 or np.all(before.ru[0][np.array([1.0, 3.0]) < near] < 1e-6)


def test_shapes_that_geos_gives_up_on_are_read_all_the_same() -> None:
    """Two that Hypothesis found: one whose overlay fails, one that is beyond repair."""
    long = [
        [30.0, 48.0],
        [30.0, 48.001],
        [30.188, 48.0],
        [30.0, 48.0],
        [30.032, 48.115],
        [30.229, 47.969],
        [30.0, 48.0],
    ]
    outer = [[30.0, 48.0], [30.174, 48.01], [30.001, 48.001], [30.032, 48.115], [30.229, 47.969], [30.0, 48.0]]
    hole = [
        [30.0, 48.0],
        [30.0, 48.007],
        [30.137, 48.004],
        [30.05, 48.13],
        [30.0, 48.0],
        [30.0, 48.001],
        [30.178, 48.007],
        [30.001, 48.061],
        [30.284, 48.096],
        [30.0, 48.0],
    ]
    point = [[30.0, 48.0]] * 4
    one = [
        [30.26, 48.125],
        [30.249, 48.116],
        [30.268, 48.0],
        [30.039, 48.0],
        [30.034, 48.115],
        [30.229, 47.969],
        [30.26, 48.125],
    ]
    two = [
        [30.26, 48.125],
        [30.249, 48.116],
        [30.268, 47.997],
        [30.039, 48.032],
        [30.034, 48.115],
        [30.229, 47.969],
        [30.26, 48.125],
    ]
    for parts in (
        [("RU", [long]), ("RU", [outer, hole])],
        [("CONTESTED", [point, one]), ("CONTESTED", [two, point])],
    ):
        found = shares(read(parts), TILING.polygons_xy_km, [DAY], projection=TILING.projection)
        for share in (found.ru, found.contested):
            seen = share[np.isfinite(share)]
            assert ((seen >= 0.0) & (seen <= 1.0)).all()
