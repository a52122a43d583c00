"""Orders: the chain of phases, beliefs late and noisy, what policies forbid; and what the law does to a campaign."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pyrrhus.engine.arrays import (
    ATTACKER,
    COLUMN,
    DEFENDER,
    DORMANT,
    OFFENSIVE,
    PROBING,
)
from pyrrhus.engine.laws.orders import give_orders, highest_phase, is_regrouping, perceive
from pyrrhus.engine.laws.policies import ACT_PAUSE, ACT_PRESS

HASHES = np.array([5, 6], dtype=np.uint32)


def phases(
    plain: Callable[[Any], Any],
    row: NDArray[np.float64],
    days: int,
    *,
    ratio: float = 1.0,
    loss: float = 0.0,
    will: float = 0.8,
    start: int = PROBING,
    paused_to: int = 0,
    effort: float = 1.0,
    on: bool = True,
) -> NDArray[np.int8]:
    """Phases [day, side, axis] under beliefs that do not change."""
    give = plain(give_orders)
    phase = np.full((2, 2), DORMANT, dtype=np.int8)
    phase[ATTACKER] = start
    out = np.empty((days, 2, 2), dtype=np.int8)
    for day in range(1, days + 1):
        give(
            phase,
            np.full(2, ratio),
            np.full(2, loss),
            np.full(2, will),
            DORMANT if day < paused_to else OFFENSIVE,
            np.full((2, 2), effort),
            row,
            on,
            np.uint32(1),
            day,
            np.uint32(7),
            HASHES,
        )
        out[day - 1] = phase
    return out


@pytest.fixture
def quick(row: NDArray[np.float64]) -> NDArray[np.float64]:
    """Short stays, so that a few thousand days show the long run."""
    row[COLUMN["offensive_mean_days"]] = 10.0
    row[COLUMN["pause_mean_days"]] = 5.0
    row[COLUMN["counter_attack_share_0_1"]] = 0.2
    row[COLUMN["culmination_loss_0_1"]] = 0.4
    return row


def long_run(offensive_days: float, pause_days: float) -> NDArray[np.float64]:
    """Shares of days dormant, probing, offensive: eigenvector of the chain that the docstring describes."""
    stop, wish = 1.0 / offensive_days, 1.0 / pause_days
    move = np.array([[1 - wish, wish, 0], [0.5 * stop, 1 - 0.5 * stop - wish, wish], [0, stop, 1 - stop]])
    values, vectors = np.linalg.eig(move.T)
    steady = np.real(vectors[:, np.argmin(abs(values - 1.0))])
    return steady / steady.sum()


def test_the_long_run_share_of_days_is_that_of_the_chain(plain, quick) -> None:
    days = phases(plain, quick, 8000)[:, ATTACKER].ravel()
    found = np.bincount(days, minlength=3) / len(days)
    assert found == pytest.approx(long_run(10.0, 5.0), abs=0.03)


def test_an_offensive_lasts_its_mean_days(plain, quick) -> None:
    days = phases(plain, quick, 8000)[:, ATTACKER, 0] == OFFENSIVE
    ends = np.flatnonzero(days[:-1] & ~days[1:])
    assert days.sum() / len(ends) == pytest.approx(10.0, rel=0.12)


def test_the_defender_counter_attacks_its_share_of_days_in_spells_of_a_week(plain, quick) -> None:
    days = phases(plain, quick, 8000)[:, DEFENDER, :] == OFFENSIVE
    assert days.mean() == pytest.approx(0.2, abs=0.03)
    spells = (days[:-1] & ~days[1:]).sum()
    assert days.sum() / spells == pytest.approx(7.0, rel=0.12)


def test_the_strong_and_willing_attack_more(plain, quick) -> None:
    def share(**beliefs: float) -> float:
        return float((phases(plain, quick, 3000, **beliefs)[:, ATTACKER] == OFFENSIVE).mean())

    assert share(ratio=0.3) < share() - 0.05 < share(ratio=3.0) - 0.1
    assert share(will=0.2) < share() - 0.1
    assert share(loss=0.5) < share() - 0.2, "culmination calls offensives off"
    assert share(ratio=4.0) == share(ratio=400.0), "the rate to start is at most doubled"


def test_a_weaker_defender_counter_attacks_less(plain, quick) -> None:
    def share(**beliefs: float) -> float:
        return float((phases(plain, quick, 3000, **beliefs)[:, DEFENDER] == OFFENSIVE).mean())

    assert share(ratio=3.0) < share() < share(ratio=0.5)


def test_neutral_is_on_the_offensive_everywhere_and_nobody_counter_attacks(plain, quick) -> None:
    days = phases(plain, quick, 20, on=False)
    assert (days[:, ATTACKER] == OFFENSIVE).all()
    assert (days[:, DEFENDER] == DORMANT).all()


def test_a_pause_ends_on_its_day(plain, quick) -> None:
    days = phases(plain, quick, 120, paused_to=60, start=OFFENSIVE)[:, ATTACKER]
    assert (days[:59] != OFFENSIVE).all()
    assert (days[59:] == OFFENSIVE).any()


def test_a_pausing_attacker_does_not_attack(plain, quick) -> None:
    days = phases(plain, quick, 30, paused_to=60, start=OFFENSIVE)[:, ATTACKER]
    assert (days == DORMANT).all()
    highest = plain(highest_phase)
    assert highest(ACT_PAUSE, False) == highest(ACT_PAUSE, True) == DORMANT
    assert highest(ACT_PRESS, True) == PROBING
    assert highest(ACT_PRESS, False) == OFFENSIVE


def test_less_effort_means_fewer_offensives(plain, quick) -> None:
    some, little = phases(plain, quick, 3000), phases(plain, quick, 3000, effort=0.5)
    assert (little[:, ATTACKER] == OFFENSIVE).mean() < (some[:, ATTACKER] == OFFENSIVE).mean() - 0.05


def test_beliefs_follow_the_truth_with_a_lag_of_ten_days(plain) -> None:
    see = plain(perceive)
    ends = []
    for history in range(300):
        ratio, loss = np.ones(2), np.zeros(2)
        for day in range(10):
            see(ratio, loss, 4.0, np.array([0.3, 0.1]), np.uint32(history), day, np.uint32(7))
        ends.append([*np.log(ratio), *loss])
    mean = np.mean(ends, axis=0)
    gone = 1.0 - 0.9**10
    assert mean[:2] == pytest.approx(np.full(2, gone * np.log(4.0)), abs=0.03)
    assert mean[2:] == pytest.approx(gone * np.array([0.3, 0.1]), rel=1e-9)
    # an average of shocks of 0.3 with pace 1/10
    noise = 0.3 * 0.1 * np.sqrt((1 - 0.9**20) / (1 - 0.81))
    assert np.std(ends, axis=0)[:2] == pytest.approx(np.full(2, noise), rel=0.15)
    assert abs(np.corrcoef(np.array(ends)[:, 0], np.array(ends)[:, 1])[0, 1]) < 0.25, "each side errs by itself"


def test_without_the_law_more_is_lost_for_the_same_tempo(siege, siege_at_work) -> None:
    values = {"withdrawal_base_per_day": 0.0}
    neutral, work = siege.run(off=("orders",), values=values), siege.run(values=values)
    assert (neutral.state.phase[:, ATTACKER] == OFFENSIVE).all()
    gained = [r.record.gain_km2[:, -1] for r in (neutral, work)]
    error = float(np.std(gained[0] - gained[1]) / np.sqrt(len(gained[0])))
    assert abs(gained[0].mean() - gained[1].mean()) < 4 * error, "phases are of losses, tempo is of ground"
    # losses on the way, before ground and troops have run out
    early = slice(0, 3)
    lost = [r.record.losses[:, early, ATTACKER, :2].sum(axis=(1, 2)).mean() for r in (neutral, work)]
    assert lost[0] > lost[1] * 1.1


def test_a_pause_costs_the_attacker_less_and_gains_it_less(siege) -> None:
    from pyrrhus.scenario.schema import PolicyChoice

    later = siege.campaign.start + timedelta(days=50)
    pause = PolicyChoice.model_validate({"id": "p", "do": "pause_until", "date": later})
    held = {"off": ("withdrawal",), "days": 45}
    paused, pressed = siege.run(policies=(pause, None), **held), siege.run(**held)
    assert (paused.state.phase[:, ATTACKER] != OFFENSIVE).all()
    assert paused.record.losses[:, -1, ATTACKER].mean() < 0.85 * pressed.record.losses[:, -1, ATTACKER].mean()
    assert paused.record.gain_km2[:, -1].mean() < 0.85 * pressed.record.gain_km2[:, -1].mean()


def test_after_the_fall_the_attacker_regroups(plain, row) -> None:
    row[COLUMN["pause_after_fall_days"]] = 25.0
    regroups = plain(is_regrouping)
    assert [regroups(10, day, row) for day in (10, 34, 35)] == [True, True, False]
    assert not regroups(-1, 5, row), "not before"
    assert not regroups(-1000, 5, row), "not for a fall of long ago"


def test_a_fallen_town_quiets_the_front_for_a_while(siege) -> None:
    off = {"off": ("will",), "days": 45}
    at_once, later = (siege.run(values={"pause_after_fall_days": days}, **off) for days in (0.0, 200.0))
    fell = (later.state.fell_day > 0) & (later.state.fell_day < 45)
    assert fell.mean() > 0.2
    assert (later.state.phase[fell, ATTACKER] != OFFENSIVE).all()
    assert later.record.losses[fell, -1].sum() < at_once.record.losses[fell, -1].sum()
