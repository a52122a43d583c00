"""Tempo: levels that last and jump, weeks that go by stop and start, and what changed means do; on a siege too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pyrrhus.campaign.tempo_chain import GAMMA_SHAPE, TempoReading, prior_chain
from pyrrhus.engine.arrays import ATTACKER, COLUMN, DEFENDER
from pyrrhus.engine.laws.tempo import (
    BACKWARD,
    CLASSES,
    FORWARD,
    LEVELS_KM2,
    SIZE_KM2,
    SIZE_POWER,
    WEEK_LOG_SD,
    area_of_change,
    begin_tempo,
    begin_week,
    effect_of_means,
    mean_level,
    nearest_class,
    outnumbering,
    ratio_of_fires,
)
from pyrrhus.scenario.schema import PolicyChoice, ScheduledChange

STAYS = np.cumsum(np.repeat(np.eye(CLASSES)[None], 2, axis=0), axis=2)
FORCES = ("attacker_reserve_share", "attacker_recruits_per_day")


def weeks_of(plain: Any, level: int, count: int, transitions: NDArray[np.float64], h: float = 1.0) -> Any:
    """Classes and rates (km2 a day) of many weeks of one history, forward and backward from one level."""
    tempo, scale, rate, size = np.full(2, level, np.int8), np.ones(2), np.zeros(2), np.zeros(2)
    out = np.zeros((count, 2, 3))
    for week in range(count):
        plain(begin_week)(
            tempo, scale, rate, size, np.full(2, h), transitions, np.uint32(3), 7 * week + 1, np.uint32(7)
        )
        out[week] = np.column_stack([tempo, rate, size])
    return out


def test_a_chain_that_stays_gives_its_level_on_average(plain) -> None:
    found = weeks_of(plain, 4, 8000, STAYS)
    assert (found[:, :, 0] == 4).all()
    assert 7.0 * found[:, :, 1].mean(axis=0) == pytest.approx(np.full(2, LEVELS_KM2[4]), rel=0.05)
    assert np.log(found[:, FORWARD, 1]).std() == pytest.approx(0.75, rel=0.05)
    assert weeks_of(plain, 4, 50, STAYS, h=0.5)[:, :, 1] == pytest.approx(0.5 * found[:50, :, 1]), "half the front"


def test_levels_move_as_the_chain_says(plain) -> None:
    chain = prior_chain()
    classes = weeks_of(plain, 3, 6000, np.cumsum(chain, axis=2))[:, FORWARD, 0].astype(int)
    counts = np.zeros((CLASSES, CLASSES))
    np.add.at(counts, (classes[:-1], classes[1:]), 1.0)
    seen = counts.sum(axis=1) > 300
    assert seen.any()
    shares = counts[seen] / counts[seen].sum(axis=1, keepdims=True)
    assert shares == pytest.approx(chain[FORWARD][seen], abs=0.06)


def test_areas_of_changes_have_mean_1_and_the_spread_of_a_gamma_of_shape_0_7(plain) -> None:
    random = np.random.default_rng(1)
    found = np.array([plain(area_of_change)(np.uint32(w)) for w in random.integers(0, 2**32, 40_000)])
    assert found.mean() == pytest.approx(1.0, abs=0.03)
    assert found.var() == pytest.approx(1.0 / 0.7, rel=0.1)


def test_a_tempo_that_is_known_is_taken_as_it_is(plain) -> None:
    tempo, scale = np.zeros(2, np.int8), np.zeros(2)
    plain(begin_tempo)(tempo, scale, 0.5, 0.01, np.array([0.8, 0.8]))
    assert LEVELS_KM2[tempo] * scale * 0.8 == pytest.approx([3.5, 0.07])
    assert [plain(nearest_class)(x) for x in (0.0, 0.02, 0.3, 3.4, 1e4)] == [0, 0, 2, 4, 7]


def test_the_mean_level_is_1_without_pauses(plain, row) -> None:
    row[COLUMN["pause_mean_days"]] = 1e-6
    assert plain(mean_level)(row) == pytest.approx(1.0)
    row[COLUMN["pause_mean_days"]], row[COLUMN["offensive_mean_days"]] = 30.0, 30.0
    row[COLUMN["probing_intensity_ratio"]], row[COLUMN["dormant_intensity_ratio"]] = 0.4, 0.1
    assert plain(mean_level)(row) == pytest.approx((1.0 + 0.4 + 0.05) / 2.5)


def test_means_act_by_their_ratio_to_now(plain, row) -> None:
    row[COLUMN["fires_advance_elasticity"]], row[COLUMN["strength_advance_elasticity"]] = 0.5, 1.0
    of = plain(effect_of_means)
    assert of(FORWARD, 1.0, np.ones(2), row) == of(BACKWARD, 1.0, np.ones(2), row) == 1.0
    assert of(FORWARD, 4.0, np.ones(2), row) == pytest.approx(2.0)
    assert of(BACKWARD, 4.0, np.ones(2), row) == pytest.approx(0.5)
    assert of(FORWARD, 1.0, np.array([0.25, 9.0]), row) == pytest.approx(0.25)
    assert of(BACKWARD, 1.0, np.array([9.0, 0.25]), row) == pytest.approx(0.25)
    assert plain(ratio_of_fires)(1e9, 1.0) == 20.0


def test_numbers_say_nothing_within_what_battles_had_and_act_in_proportion_beyond(plain) -> None:
    of = plain(outnumbering)
    assert [of(ratio) for ratio in (0.5, 1.0, 1.7, 7.0)] == [1.0] * 4
    assert [of(ratio) for ratio in (0.0, 0.05, 0.25)] == pytest.approx([0.0, 0.1, 0.5])
    assert [of(ratio) for ratio in (14.0, 28.0, 1e9)] == pytest.approx([2.0, 4.0, 4.0])


def with_level(world: Any, level: int, *, changes: tuple[ScheduledChange, ...] = (), chain: Any = None) -> Any:
    """The world with its tempo at a level in both ways and a chain (default: one that stays)."""
    reading = TempoReading(np.repeat(np.eye(CLASSES)[None], 2, axis=0) if chain is None else chain, None)
    return replace(world, campaign=replace(world.campaign, tempo=reading, scheduled=changes))


def at_level(level: int) -> Any:
    def change(state: Any) -> None:
        state.tempo_class[:] = level

    return change


def run(world: Any, level: int, **how: Any) -> Any:
    return world.run(change=at_level(level), values={"withdrawal_base_per_day": 0.0}, **how)


def test_ground_follows_the_level_of_the_sector(siege) -> None:
    world = with_level(siege, 3)

    def forward(level: int) -> Any:
        def change(state: Any) -> None:
            state.tempo_class[:] = 0
            state.tempo_class[:, FORWARD] = level

        return change

    values = {"withdrawal_base_per_day": 0.0}
    gains = [world.run(change=forward(n), values=values, days=28).record.gain_km2[:, -1].mean() for n in (2, 4, 6)]
    assert gains[2] > 3.0 * gains[1] > 9.0 * gains[0] > 0.0


PLAIN = {
    "withdrawal_base_per_day": 0.0,
    "built_up_advance_factor": 1.0,
    "fortified_advance_factor": 1.0,
    "mud_advance_factor": 1.0,
    "force_ratio_advance_elasticity": 0.0,
    "fires_advance_elasticity": 0.0,
    "strength_advance_elasticity": 0.0,
}


def chain_alone(world: Any, level: int, *, weeks: int, draws: int) -> NDArray[np.float64]:
    """Forward ground [draw] of the chain that stays at a level, without cells: km2 within the sector."""
    random = np.random.default_rng(11)
    ground = world.campaign.ground
    area = float(ground.sector @ ground.area_km2)
    shares = world.run(days=0, record_days=[0]).state.share.astype(float)  # contested ground counts in part
    first = np.resize(shares @ (ground.sector * ground.area_km2), draws)
    held = first.copy()
    for _ in range(weeks):
        p = held / area
        m = LEVELS_KM2[level] * np.exp(WEEK_LOG_SD * random.normal(size=draws) - 0.5 * WEEK_LOG_SD**2)
        size = SIZE_KM2 * m**SIZE_POWER
        count = random.poisson(2.0 * np.sqrt(p * (1.0 - p)) * m / size)
        won = np.where(count > 0, random.gamma(np.maximum(GAMMA_SHAPE * count, 0.1), size / GAMMA_SHAPE), 0.0)
        held = np.minimum(area, held + won)
    return held - first


@pytest.mark.parametrize("level", [3, 4, 5, 6])
def test_with_nothing_that_slows_it_the_ensemble_gives_the_chains_ground(siege, level: int) -> None:
    """Mean and 80 % range within 5 %; the least level backward takes .02 km2 a week of it."""

    def forward(state: Any) -> None:
        state.tempo_class[:] = 0
        state.tempo_class[:, FORWARD] = level

    world = with_level(siege, level)
    runs = [
        world.run(change=forward, values=PLAIN, days=28, seed=seed, off=("supply", "withdrawal"), record_days=[28])
        for seed in range(7, 47)
    ]
    gains = np.concatenate([ran.record.gain_km2[:, -1] for ran in runs])
    alone = chain_alone(siege, level, weeks=4, draws=40_000) - 4 * LEVELS_KM2[0]
    assert gains.mean() == pytest.approx(alone.mean(), rel=0.05)
    low, high = np.quantile(gains, (0.1, 0.9)) - np.quantile(alone, (0.1, 0.9))
    assert max(abs(low), abs(high)) < 0.05 * (np.quantile(alone, 0.9) - np.quantile(alone, 0.1))


def test_a_pause_is_no_attack(siege) -> None:
    pause = PolicyChoice.model_validate({"id": "p", "do": "pause_until", "date": date(2040, 1, 1)})
    world = with_level(siege, 5)
    pressed, paused = run(world, 5), run(world, 5, policies=(pause, None))
    assert (np.diff(paused.record.gain_km2, axis=1) <= 1e-5).all(), "nothing is gained, ground may be lost"
    assert paused.record.retaken_km2[:, -1].mean() > 0.0
    assert pressed.record.gain_km2[:, -1].mean() > paused.record.gain_km2[:, -1].mean() + 10.0
    assert paused.record.losses[:, -1, ATTACKER].mean() < 0.5 * pressed.record.losses[:, -1, ATTACKER].mean()


def change_of(parameter: str, day: date, **to: float) -> ScheduledChange:
    return ScheduledChange.model_validate({"from": day, "parameter": parameter, **to})


@pytest.mark.parametrize("side", ["attacker", "defender"])
def test_more_shells_from_now_on_move_the_front_the_more_the_more(siege, side: str) -> None:
    day = siege.campaign.as_of
    gains = []
    for factor in (0.1, 1.0, 10.0):
        world = with_level(siege, 4, changes=(change_of(f"{side}_shells_per_day", day, factor=factor),))
        gains.append(run(world, 4).record.gain_km2[:, -1].mean())
    assert sorted(gains) == (gains if side == "attacker" else gains[::-1])
    assert abs(gains[2] - gains[0]) > 2.0
    plainly = run(with_level(siege, 4), 4).record.gain_km2[:, -1].mean()
    assert gains[1] == pytest.approx(plainly, abs=1e-9), "a factor of one changes nothing"


def test_an_attacker_without_reserves_and_recruits_slows(siege) -> None:
    day = siege.campaign.as_of
    gone = tuple(change_of(name, day, value=0.0) for name in FORCES)
    hard = {"attacker_loss_rate_per_day": 0.05, "withdrawal_base_per_day": 0.0, "strength_advance_elasticity": 1.0}
    with_, without = (with_level(siege, 4, changes=c).run(change=at_level(4), values=hard, days=60) for c in ((), gone))
    reserve = [ran.state.reserve[:, ATTACKER].sum(axis=1) for ran in (without, with_)]
    assert reserve[0].mean() < 0.1 * reserve[1].mean(), "some of the wounded have come back"
    assert without.record.personnel[:, -1, ATTACKER].mean() < with_.record.personnel[:, -1, ATTACKER].mean()
    ratio = [ran.record.tempo_ratio[:, -1, FORWARD].mean() for ran in (without, with_)]
    assert ratio[0] < 0.9 * ratio[1]
    assert without.record.gain_km2[:, -1].mean() < with_.record.gain_km2[:, -1].mean()
    assert without.record.out_of_balance.max() < 1e-9, "what leaves the reserve leaves the balance"


def test_a_change_before_the_as_of_date_is_how_things_are_now(siege) -> None:
    """Shells that doubled before the first day of a run are the first day's shells."""
    earlier = siege.campaign.as_of - timedelta(days=5)
    world = with_level(siege, 4, changes=(change_of("attacker_shells_per_day", earlier, factor=3.0),))
    found, plainly = run(world, 4), run(with_level(siege, 4), 4)
    assert found.record.tempo_ratio[:, 1:, FORWARD].mean() == pytest.approx(
        plainly.record.tempo_ratio[:, 1:, FORWARD].mean(), rel=0.1
    )
    assert found.record.fired[:, -1, ATTACKER].mean() > 2.0 * plainly.record.fired[:, -1, ATTACKER].mean()


def test_a_change_of_the_reserve_comes_on_its_day(siege) -> None:
    day = siege.campaign.as_of + timedelta(days=20)
    world = with_level(siege, 2, changes=(change_of("defender_reserve_share", day, value=0.0),))
    found, plainly = (w.run(days=20, change=at_level(2)) for w in (world, with_level(siege, 2)))
    short = with_level(siege, 2, changes=world.campaign.scheduled).run(days=19, change=at_level(2))
    np.testing.assert_array_equal(
        short.state.reserve, with_level(siege, 2).run(days=19, change=at_level(2)).state.reserve
    )
    assert (found.state.reserve[:, DEFENDER].sum(axis=1) < plainly.state.reserve[:, DEFENDER].sum(axis=1)).all()
    np.testing.assert_array_equal(found.state.reserve[:, ATTACKER], plainly.state.reserve[:, ATTACKER])
