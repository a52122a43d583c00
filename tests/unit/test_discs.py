"""Discs, arcs and places as weights over cells."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyrrhus.terrain.discs import arc_weights, disc, overlap
from pyrrhus.terrain.tiling import Tiling, build_tiling


@cache
def cells() -> Tiling:
    return build_tiling(48.59, 38.0, radius_km=8.0, cell_km=2.0, fine_cell_km=1.0, fine_radius_km=2.0)


@pytest.fixture
def tiling() -> Tiling:
    return cells()


@given(st.floats(-30, 30), st.floats(-30, 30), st.floats(0.05, 15))
def test_a_disc_has_its_true_area(x: float, y: float, radius: float) -> None:
    shape = disc(x, y, radius)
    assert shape.area == pytest.approx(np.pi * radius * radius, rel=1e-6)
    assert shape.centroid.coords[0] == pytest.approx((x, y), abs=1e-6)
    corners = np.hypot(*(np.array(shape.exterior.coords) - [x, y]).T)
    assert corners == pytest.approx(np.full(len(corners), radius), rel=2e-4)


@given(st.floats(-2.6, 2.6), st.floats(-2.6, 2.6), st.floats(0.1, 3.0))
@settings(max_examples=40)
def test_weights_of_a_disc_sum_to_1_and_have_its_centre(x: float, y: float, radius: float) -> None:
    tiling = cells()
    ground = overlap(tiling, disc(x, y, radius))
    assert ground.weight.sum() == pytest.approx(1.0, abs=1e-6)
    assert (ground.weight >= 0.0).all()
    assert ground.covered_0_1 == pytest.approx(1.0, abs=1e-6)
    assert ground.area_km2 == pytest.approx(np.pi * radius**2, rel=1e-6)
    assert len(set(ground.cells.tolist())) == len(ground.cells)
    assert (np.diff(ground.cells) > 0).all()
    # no cell gives more than it has
    assert (ground.weight * ground.area_km2 <= tiling.area_km2[ground.cells] + 1e-6).all()


def test_half_the_cells_are_half_the_disc(tiling: Tiling) -> None:
    ground = overlap(tiling, disc(0.0, 0.0, 3.0))
    east = (tiling.centroids_km[ground.cells, 0] > 0.01).astype(float)
    east[np.abs(tiling.centroids_km[ground.cells, 0]) <= 0.01] = 0.5
    assert (ground.weight * east).sum() == pytest.approx(0.5, abs=0.01)


def test_what_lies_outside_is_said_and_left_out(tiling: Tiling) -> None:
    edge = overlap(tiling, disc(8.5, 0.0, 2.0))
    assert 0.1 < edge.covered_0_1 < 0.9
    assert edge.weight.sum() == pytest.approx(1.0, abs=1e-6)
    nowhere = overlap(tiling, disc(500.0, 0.0, 1.0))
    assert len(nowhere.cells) == 0
    assert nowhere.covered_0_1 == 0.0


@given(st.floats(0.3, 6.5))
@settings(max_examples=20)
def test_a_circle_is_shared_out_whole(radius: float) -> None:
    tiling = cells()
    arc = arc_weights(tiling, 0.0, 0.0, radius)
    assert arc.weight.sum() == pytest.approx(1.0)
    assert arc.covered_0_1 == pytest.approx(1.0)
    away = np.hypot(*tiling.centroids_km[arc.cells].T)
    assert (np.abs(away - radius) < 1.3).all()


def test_half_a_circle_in_the_east(tiling: Tiling) -> None:
    arc = arc_weights(tiling, 0.0, 0.0, 5.0)
    east = tiling.centroids_km[arc.cells, 0] > 0.0
    middle = np.abs(tiling.centroids_km[arc.cells, 0]) < 1e-6
    assert arc.weight[east].sum() + 0.5 * arc.weight[middle].sum() == pytest.approx(0.5, abs=0.04)


def test_a_circle_beyond_the_rim_is_covered_in_part(tiling: Tiling) -> None:
    assert arc_weights(tiling, 8.0, 0.0, 3.0).covered_0_1 == pytest.approx(0.45, abs=0.12)
    nothing = arc_weights(tiling, 400.0, 0.0, 3.0)
    assert len(nothing.cells) == 0
    assert nothing.covered_0_1 == 0.0
