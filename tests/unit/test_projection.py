"""The local projection: there and back, true areas, distances against the ellipsoid, bearings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyrrhus.terrain.projection import Projection, bearing_deg

LATITUDES = (-55.0, -12.0, 0.0, 35.0, 48.6, 66.0)


@given(st.sampled_from(LATITUDES), st.floats(-50, 50), st.floats(-50, 50))
def test_there_and_back(lat: float, x: float, y: float) -> None:
    local = Projection(lat, 38.0)
    lon, back_lat = local.to_lonlat(x, y)
    again = local.to_xy(lon, back_lat)
    assert [float(v) for v in again] == pytest.approx([x, y], abs=1e-5)


@pytest.mark.parametrize("lat", LATITUDES)
def test_the_centre_is_0_and_north_is_up(lat: float) -> None:
    local = Projection(lat, 38.0)
    assert [float(v) for v in local.to_xy(38.0, lat)] == pytest.approx([0.0, 0.0], abs=1e-9)
    x, y = local.to_xy(38.0, lat + 0.1)
    assert float(x) == pytest.approx(0.0, abs=1e-6)
    assert float(y) == pytest.approx(11.1, abs=0.1)
    x, y = local.to_xy(38.1, lat)
    assert float(x) > 0.0


@pytest.mark.parametrize("lat", LATITUDES)
def test_distances_are_those_of_the_ellipsoid(lat: float) -> None:
    from pyproj import Geod

    local, geod = Projection(lat, 38.0), Geod(ellps="WGS84")
    for bearing in range(0, 360, 45):
        lon, there, _ = geod.fwd(38.0, lat, bearing, 30_000.0)
        x, y = local.to_xy(lon, there)
        assert float(np.hypot(x, y)) == pytest.approx(30.0, rel=2e-5)
        assert float(bearing_deg(x, y)) == pytest.approx(bearing, abs=0.05)


@pytest.mark.parametrize("lat", LATITUDES)
def test_areas_are_true(lat: float) -> None:
    from pyproj import Geod
    from shapely import Polygon

    local = Projection(lat, 38.0)
    square = [(-20.0, -20.0), (20.0, -20.0), (20.0, 20.0), (-20.0, 20.0)]
    # corners alone would be joined by geodesics: put a point on every kilometre
    ring = [
        (a[0] + (b[0] - a[0]) * t / 40, a[1] + (b[1] - a[1]) * t / 40)
        for a, b in zip(square, square[1:] + square[:1], strict=True)
        for t in range(40)
    ]
    lon, lat_ = local.to_lonlat(*np.array(ring).T)
    area, _ = Geod(ellps="WGS84").geometry_area_perimeter(Polygon(np.column_stack([lon, lat_])))
    assert abs(area) / 1e6 == pytest.approx(1600.0, rel=1e-5)


def test_bearings() -> None:
    assert bearing_deg([0, 1, 0, -1, 1], [1, 0, -1, 0, 1]).tolist() == pytest.approx([0, 90, 180, 270, 45])
