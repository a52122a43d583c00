"""A scenario compiled: ground, troops, timeline and policies as the engine reads them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from pyrrhus.campaign import compile as compiling
from pyrrhus.engine import arrays
from pyrrhus.engine.laws.policies import ACTION
from pyrrhus.engine.streams import hash_of
from pyrrhus.scenario.schema import Force, Place, PolicyChoice

START = date(2030, 3, 1)


@pytest.fixture(scope="module")
def ground(siege: Any) -> arrays.Ground:
    return siege.campaign.ground


def test_numbers_of_cells_have_no_sign(ground) -> None:
    """Of one with a sign compiled code asks at every look whether it counts from the end: a quarter of the time."""
    cells = ("town_cells", "near_cells", "axis_cells", "neighbour", "bridge_cells", "event_cell")
    places = ("axis", "axis_start", "neighbour_start", "bridge_link", "event_start")
    assert {getattr(ground, name).dtype for name in (*cells, *places)} == {np.dtype(np.uint32)}


def test_neighbours_are_mutual_and_carry_the_same_border(ground) -> None:
    edges = {}
    for c in range(len(ground.area_km2)):
        for k in range(ground.neighbour_start[c], ground.neighbour_start[c + 1]):
            edges[c, int(ground.neighbour[k])] = (ground.border_km[k], ground.distance_km[k], ground.road_0_1[k])
    assert len(edges) == len(ground.neighbour)
    for (a, b), link in edges.items():
        assert edges[b, a] == link
        assert a != b
        assert link[1] == pytest.approx(np.hypot(ground.x_km[a] - ground.x_km[b], ground.y_km[a] - ground.y_km[b]))


def test_every_cell_is_on_one_axis_by_its_bearing(siege, ground) -> None:
    listed = [c for a in range(4) for c in ground.axis_cells[ground.axis_start[a] : ground.axis_start[a + 1]]]
    assert sorted(listed) == list(range(len(ground.area_km2)))
    bearing = np.degrees(np.arctan2(ground.x_km, ground.y_km)) % 360.0
    for a, one in enumerate(siege.campaign.scenario.file.axes):
        cells = ground.axis_cells[ground.axis_start[a] : ground.axis_start[a + 1]]
        assert (ground.axis[cells] == a).all()
        turned = (bearing[cells] - one.from_deg) % 360.0
        assert (turned < (one.to_deg - one.from_deg) % 360.0).all()
    assert ground.axis_hash.tolist() == [hash_of(a.id) for a in siege.campaign.scenario.file.axes]


def test_events_and_the_town_are_weights_that_sum_to_1(ground) -> None:
    assert ground.town.sum() == pytest.approx(1.0, abs=1e-6)
    assert ground.near.sum() == pytest.approx(1.0, abs=1e-6)
    for e in range(2):
        span = slice(ground.event_start[e], ground.event_start[e + 1])
        assert ground.event_weight[span].sum() == pytest.approx(1.0, abs=1e-6)
    main = slice(ground.event_start[0], ground.event_start[1])
    town = np.zeros(len(ground.town))
    town[ground.event_cell[main]] = ground.event_weight[main]
    np.testing.assert_array_equal(town, ground.town)
    assert ground.event_share.tolist() == [0.95, 0.5]
    assert ground.event_hold.tolist() == [3, 1]


def test_towns_are_built_up_and_fields_are_not(siege, ground) -> None:
    cell = siege.campaign.terrain.tiling.cell_of
    assert ground.built_up[cell(0.0, 0.0)] == pytest.approx(0.8, abs=0.01)
    assert ground.built_up[cell(6.0, -5.0)] == 0.0
    assert ((ground.built_up >= 0.0) & (ground.built_up <= 1.0)).all()


def test_both_sides_enter_from_their_own_rear(ground) -> None:
    for side, sign in ((arrays.ATTACKER, 1.0), (arrays.DEFENDER, -1.0)):
        cells = np.flatnonzero(ground.entry[side])
        assert len(cells) >= 1
        assert (sign * ground.x_km[cells] > 5.0).all()


def test_adding_a_place_moves_no_cell(siege, make_siege, make_world) -> None:
    base = make_siege()
    more = Place.model_validate({"id": "hamlet", "name": "Hamlet", "lat": 45.02, "lon": 29.98, "kind": "village"})
    world = make_world(make_siege(places=(*base.places, more)), draws=5)
    assert world.campaign.terrain.tiling.cell_ids == siege.campaign.terrain.tiling.cell_ids
    np.testing.assert_array_equal(world.campaign.ground.border_km, siege.campaign.ground.border_km)


def test_troops_stand_where_they_are_said_to_and_late_ones_come_late(siege) -> None:
    troops = siege.campaign.troops
    assert troops.spread.tolist() == [[9000, 0, 0, 0], [6000, 0, 0, 0]]
    assert troops.personnel[0, 1].tolist() == [0, 4000, 0, 0]
    assert troops.personnel[1, 3].tolist() == [0, 0, 0, 1500]
    assert troops.arrival_personnel.tolist() == [1500]
    assert troops.kinds_by(START.toordinal()).sum(axis=1).tolist() == [13_000, 7_500]
    assert troops.kinds_by(date(2030, 3, 20).toordinal()).sum(axis=1).tolist() == [14_500, 7_500]
    assert troops.assumed == (False, False)


def test_stated_bounds_set_how_far_strengths_err(make_siege, make_world) -> None:
    exact = Force(side="attacker", formation="a", kind="regular", personnel=1000, low=500, high=2000)
    world = make_world(make_siege(forces=(exact,)), draws=400, lively=False)
    troops = world.campaign.troops
    assert troops.strength_log_sd[0] == pytest.approx(np.log(4) / (2 * 1.645), rel=1e-3)
    assert troops.assumed == (False, True)
    factor = world.run(days=0, record_days=[0]).state.arrival_factor[:, 0]
    assert np.quantile(factor, [0.05, 0.5, 0.95]) == pytest.approx([0.5, 1.0, 2.0], rel=0.15)


def test_no_forces_at_all_get_the_wide_default(make_siege, make_world) -> None:
    world = make_world(make_siege(forces=()), draws=50, lively=False)
    assert world.campaign.troops.assumed == (True, True)
    present = world.run(days=30).record.personnel
    assert (present > 0.0).all()
    assert present[:, 0, 0].std() > 0.3 * present[:, 0, 0].mean()


def test_the_first_day_is_whole(siege) -> None:
    state = siege.run(days=0, record_days=[0]).state
    assert state.history.tolist() == list(range(len(siege.draws.engine)))
    strength = state.personnel.sum(axis=(2, 3))
    np.testing.assert_allclose(strength, np.array([13_000, 7_500]) * state.arrival_factor)
    np.testing.assert_allclose(state.given, state.personnel.sum(axis=2) + state.reserve)
    share = siege.draws.named["defender_reserve_share"]
    np.testing.assert_allclose(state.reserve[:, 1].sum(axis=1), share * strength[:, 1])
    assert (state.civilians[:, 0] <= 9000.0).all()
    part = siege.draws.named["contested_share_to_attacker_0_1"]
    south = siege.campaign.terrain.tiling.cell_of(*siege.campaign.terrain.place_xy_km["southern"])
    np.testing.assert_allclose(state.share[:, south], 0.5 * part, rtol=1e-6)


def test_a_draw_starts_the_same_however_many_there_are(siege, make_siege, make_world) -> None:
    few = make_world(make_siege(), draws=10)
    a, b = few.run(days=20), siege.run(days=20)
    for name in ("losses", "share", "civilians", "will", "phase"):
        np.testing.assert_array_equal(getattr(a.state, name), getattr(b.state, name)[:10], err_msg=name)


def test_record_days_are_weekly_with_both_ends() -> None:
    assert compiling.record_days(0) == [0]
    assert compiling.record_days(7) == [0, 7]
    assert compiling.record_days(10) == [0, 7, 10]
    assert compiling.record_days(120)[-2:] == [119, 120]


def test_mud_comes_in_its_season_across_the_new_year(make_siege, make_world) -> None:
    seasons = [{"from": "03-10", "to": "03-12"}, {"from": "12-30", "to": "01-02"}]
    campaign = make_world(make_siege(file={"season_mud": seasons}), draws=5).campaign
    plan = compiling.timeline(campaign, first=START, days=320, maps=False, record_days=[])
    wet = [START + timedelta(days=int(i)) for i in np.flatnonzero(plan.mud)]
    assert [d.strftime("%m-%d") for d in wet] == ["03-10", "03-11", "03-12", "12-30", "12-31", "01-01", "01-02"]


def test_a_timeline_knows_arrivals_and_maps_of_its_own_days_only(make_siege, make_world) -> None:
    from pyrrhus.scenario.schema import Control

    control = tuple(Control(date=START + timedelta(days=7 * i), place="eastern", holder="attacker") for i in range(5))
    campaign = make_world(make_siege(control=control, file={"as_of": START + timedelta(days=28)}), draws=5).campaign

    def plan(offset: int, days: int, maps: bool = True) -> arrays.Timeline:
        return compiling.timeline(campaign, first=START + timedelta(days=offset), days=days, maps=maps, record_days=[])

    assert plan(0, 28).map_day.tolist() == [7, 14, 21, 28]
    assert plan(0, 28, maps=False).map_day.tolist() == []
    assert plan(14, 14).map_day.tolist() == [7, 14]
    assert plan(0, 18).arrival_day.tolist() == []
    assert plan(0, 19).arrival_day.tolist() == [19]
    assert plan(19, 50).arrival_day.tolist() == [], "who is there already does not come again"
    assert plan(18, 50).arrival_day.tolist() == [1]
    whole = plan(0, 28).arrival_day.size
    assert sum(plan(7 * i, 7).arrival_day.size for i in range(4)) == whole


def choice(**settings: Any) -> PolicyChoice:
    return PolicyChoice.model_validate({"id": "p", **settings})


def test_policies_become_numbers(siege) -> None:
    day = START + timedelta(days=12)

    def of(attacker: Any, defender: Any) -> arrays.Settings:
        return compiling.settings(siege.campaign, seed=7, first=START, policies=(attacker, defender))

    plain = of(None, None)
    assert (plain.attacker_stages[:, ACTION].tolist(), plain.defender_stages[:, ACTION].tolist()) == ([0.0], [10.0])
    assert plain.attacker_clauses.size == plain.defender_clauses.size == 0
    assert (plain.effort == 1.0).all()
    assert plain.laws.tolist() == [1] * 9
    told = of(choice(do="pause_until", date=day), choice(do="withdraw_on", date=day))
    assert told.attacker_stages[:, ACTION].tolist() == [1.0, 0.0]
    assert told.defender_stages[:, ACTION].tolist() == [10.0, 12.0]
    assert told.attacker_clauses[:, 3].tolist() == told.defender_clauses[:, 3].tolist() == [11.5]
    weighed = of(choice(do="press", axes=["north"], until={"days": 9}, then={"do": "frontal"}), None)
    assert weighed.effort.shape == (2, 4)
    assert weighed.effort[0].argmax() == 0


def test_plans_weigh_the_axes_by_where_the_attacker_stands(make_siege, make_world) -> None:
    from pyrrhus.scenario.schema import Control

    east_and_west = (
        Control(date=START, place="eastern", holder="attacker"),
        Control(date=START, place="western", holder="defender"),
    )
    campaign = make_world(make_siege(control=east_and_west), draws=5).campaign

    def effort(do: str) -> dict[str, float]:
        how = compiling.settings(campaign, seed=7, first=START, policies=(choice(do=do), None))
        return dict(zip(("north", "east", "south", "west"), how.effort[0], strict=True))

    frontal, north, south = effort("frontal"), effort("encircle_north"), effort("encircle_south")
    both = effort("encircle")
    assert frontal["east"] > frontal["north"]
    assert both["north"] == both["south"] > both["east"]
    assert north["north"] > north["south"]
    assert south["south"] > south["north"]
    assert len(set(effort("press").values())) == 1


def test_a_forecast_counts_from_its_own_first_day(siege) -> None:
    from pyrrhus.campaign.forecast import forecast, fresh_start
    from pyrrhus.filter.resample import take_states

    world, rows = siege, np.arange(60)
    state = siege.run(days=30).state
    draws = world.draws.take(rows)

    def ahead(*policies: Any) -> Any:
        copy = fresh_start(take_states(state, rows, first_history=900), draws, population=9000.0)
        return forecast(world.campaign, copy, draws, days=45, seed=7, policies=policies, threads=1)

    found = ahead(None, None)
    assert np.abs(found.record.losses[:, 0]).max() < 1e-2
    assert (found.record.gain_km2[:, 0] == 0.0).all()
    np.testing.assert_array_equal(found.losses_before, state.losses[:60])
    np.testing.assert_allclose(
        found.record.losses[:, -1], found.state.losses - found.losses_before, rtol=1e-4, atol=0.05
    )
    assert found.dates[0] == world.campaign.as_of
    assert found.dates[-1] == world.campaign.as_of + timedelta(days=45)
    assert [found.slot(d) for d in (0, 6, 7, 44, 45)] == [0, 0, 1, 6, 7]
    for event in range(2):
        cdf = found.cdf(event)
        assert len(cdf) == 46
        assert (np.diff(cdf) >= 0.0).all()
        assert cdf[-1] == pytest.approx((found.event_day[:, event] >= 0).mean())
    again = ahead(None, choice(do="withdraw_on", date=world.campaign.as_of + timedelta(days=20)))
    np.testing.assert_array_equal(again.record.losses[:, :3], found.record.losses[:, :3])
    assert again.cdf(0)[-1] >= found.cdf(0)[-1]


def test_stop_when_the_price_is_counted_over_the_run_alone(siege) -> None:
    """What was paid before the run is no price of the ground that the run takes."""
    dear = (choice(do="stop_when", losses_per_km2=400), None)
    values = {"withdrawal_base_per_day": 0.0, "backward_share_0_1": 0.02, "offensive_advance_km_per_day": 0.3}
    fresh = siege.run(policies=dear, days=40, values=values)

    def spent(state: Any) -> Any:
        state.losses[:, 0, 0] += 50_000.0
        return state

    veteran = siege.run(policies=dear, days=40, values=values, change=spent)
    assert fresh.record.gain_km2[:, -1].mean() > 0.5
    assert veteran.record.gain_km2[:, -1].mean() > 0.8 * fresh.record.gain_km2[:, -1].mean()
