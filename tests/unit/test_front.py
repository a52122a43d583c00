"""The front, measured anew from shares, against the definition border by border."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pyrrhus.engine.evening import look_at_works
from pyrrhus.engine.front import UNFINISHED_KM, Front, built_up_share, give, make_front, measure_front


def measured(share: NDArray[np.float32], ground: Any, fortification: NDArray[np.float32] | None = None) -> Front:
    plain = getattr(measure_front, "py_func", measure_front)
    front = getattr(make_front, "py_func", make_front)(len(share), len(ground.axis_hash))
    plain(front, share, ground)
    getattr(look_at_works, "py_func", look_at_works)(
        front, np.zeros(len(share), np.float32) if fortification is None else fortification, ground
    )
    return front


@given(st.integers(0, 10**6))
@settings(max_examples=40)
def test_the_front_is_the_border_between_enemies(siege, seed: int) -> None:
    ground, borders = siege.campaign.ground, siege.campaign.terrain.tiling.borders
    rng = np.random.default_rng(seed)
    share = rng.choice([0.0, 0.2, 0.49, 0.5, 0.9, 1.0], len(ground.x_km)).astype(np.float32)
    front, held = measured(share, ground), share >= 0.5
    enemies = held[borders.first] != held[borders.second]
    assert front.frontage_km.sum() == pytest.approx(borders.length_km[enemies].sum(), rel=1e-5)
    assert front.count[1] == enemies.sum()
    own = np.zeros((2, len(share)))
    for a, b in ((borders.first, borders.second), (borders.second, borders.first)):
        np.add.at(own[0], a, borders.length_km * held[b])
        np.add.at(own[1], a, borders.length_km * ~held[b])
    push = np.where(share < 1.0, np.where(held, np.maximum(own[0], UNFINISHED_KM), own[0]), 0.0)
    pull = np.where(share > 0.0, np.where(held, own[1], np.maximum(own[1], UNFINISHED_KM)), 0.0)
    np.testing.assert_allclose(front.push_km, push, atol=1e-4)
    np.testing.assert_allclose(front.pull_km, pull, atol=1e-4)
    axes = len(ground.axis_hash)
    np.testing.assert_allclose(front.push_axis_km, np.bincount(ground.axis, push, minlength=axes), atol=1e-3)
    np.testing.assert_allclose(front.pull_axis_km, np.bincount(ground.axis, pull, minlength=axes), atol=1e-3)
    at_front = np.zeros(len(share), dtype=bool)
    at_front[borders.first[enemies]] = at_front[borders.second[enemies]] = True
    assert sorted(front.front_cells[: front.count[0]].tolist()) == np.flatnonzero(at_front).tolist()


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_no_front_where_one_side_holds_all(siege, share: float) -> None:
    ground = siege.campaign.ground
    front = measured(np.full(len(ground.x_km), share, np.float32), ground)
    assert front.frontage_km.sum() == front.push_km.sum() == front.pull_km.sum() == 0.0
    assert front.count.tolist() == [0, 0, 0, 0]
    assert (front.built_up_km == 0.0).all()


def test_both_sides_see_one_front_from_either_end(siege) -> None:
    ground = siege.campaign.ground
    share = (ground.x_km > 0.0).astype(np.float32)
    one, other = measured(share, ground), measured(np.float32(1.0) - share, ground)
    np.testing.assert_allclose(one.frontage_km, other.frontage_km)
    np.testing.assert_allclose(one.push_km, other.pull_km)


def test_works_and_houses_are_means_over_the_defenders_front(siege) -> None:
    ground = siege.campaign.ground
    share = (ground.x_km > 0.0).astype(np.float32)
    works = np.full(len(share), 0.3, np.float32)
    front = measured(share, ground, works)
    facing = np.array([front.push_km[(ground.axis == a) & (share < 0.5)].sum() for a in range(len(front.facing_km))])
    assert front.fortified[facing > 0] == pytest.approx(np.full((facing > 0).sum(), 0.3), rel=1e-6)
    assert (front.fortified[facing == 0] == 0.0).all()
    for axis in np.flatnonzero(facing > 0):
        cells = (ground.axis == axis) & (share < 0.5)
        expected = (front.push_km * ground.built_up)[cells].sum() / facing[axis]
        assert getattr(built_up_share, "py_func", built_up_share)(front, axis) == pytest.approx(expected)


def test_works_behind_the_front_do_not_count(siege) -> None:
    ground = siege.campaign.ground
    share = (ground.x_km > 0.0).astype(np.float32)
    bare = measured(share, ground)
    works = np.where(bare.push_km > 0.0, 0.0, 1.0).astype(np.float32)
    assert (measured(share, ground, works).fortified == 0.0).all()


@given(st.integers(0, 10**6))
@settings(max_examples=25)
def test_a_front_kept_cell_by_cell_is_the_front_measured_anew(siege, seed: int) -> None:
    """To the last bit: lengths are binary fractions, so that sums have no history."""
    ground = siege.campaign.ground
    rng = np.random.default_rng(seed)
    share = rng.choice([0.0, 0.2, 0.5, 0.9, 1.0], len(ground.x_km)).astype(np.float32)
    kept = measured(share, ground)
    turned = 0
    for _ in range(150):
        c, value = int(rng.integers(0, len(share))), rng.choice([0.0, 0.3, 0.49, 0.5, 0.7, 1.0, 1.4, -0.2])
        turned += (share[c] >= 0.5) != (value >= 0.5)
        getattr(give, "py_func", give)(share, kept, ground, c, value)
    anew = measured(share, ground)
    assert ((share >= 0.0) & (share <= 1.0)).all()
    for name in (
        "held",
        "taken_km",
        "free_km",
        "push_km",
        "pull_km",
        "push_axis_km",
        "pull_axis_km",
        "frontage_km",
        "facing_km",
        "built_up_km",
        "push_weight",
        "pull_weight",
    ):
        np.testing.assert_array_equal(getattr(kept, name), getattr(anew, name), err_msg=name)
    assert kept.count[:2].tolist() == anew.count[:2].tolist()
    assert kept.count[2] == turned
    at_front = [sorted(front.front_cells[: front.count[0]].tolist()) for front in (kept, anew)]
    assert at_front[0] == at_front[1]
    assert [kept.front_cells[at] for at in kept.place if at >= 0] == [c for c, at in enumerate(kept.place) if at >= 0]
