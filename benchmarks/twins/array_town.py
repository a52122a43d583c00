"""The town, vectorised over draws: withdrawal, civilians, will, and the runs of events."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.twins.array_front import PUSH
from benchmarks.twins.array_state import HOLD_AT_ALL_COSTS, LOST_TOWN, WITHDRAW, Draws, Reals, outnumbering

GROUND_DAYS, MOST_KM2_A_DAY, QUIET_KM2_A_DAY = 7.0, 4.0, 0.02
RESERVE_DAYS, LEAVE_DAYS, AT_ALL_COSTS = 14.0, 40, 0.05
PRICE_DAYS = 28.0
EVENT_TOLERANCE = 1e-6


def strain_of(c: Draws) -> Reals:
    """What reserves, losses and will weigh on the garrison."""
    p = c.p
    full = np.maximum(1.0, RESERVE_DAYS * p["defender_replacements_per_day"] * c.first_strength[1])
    emptied = np.maximum(0.0, 1.0 - c.reserve[1].sum(axis=0) / full)
    strain = p["withdrawal_reserve_weight"] * emptied + 2.0 * p["withdrawal_loss_weight"] * c.loss_share[1]
    return strain + 2.0 * (0.8 - c.will[1])


def decide_on_town(c: Draws) -> tuple[Reals, NDArray[np.bool_]]:
    """The order to leave and what follows it; returns km2 left to the attacker, and draws ordered out today."""
    c.recent_gain += (c.near_won - c.recent_gain) / GROUND_DAYS
    c.near_won[:] = 0.0
    left, ordered = np.zeros(c.count), np.zeros(c.count, bool)
    if c.on["withdrawal"]:
        ordered = _order_out(c)
        left = _leave(c)
    fell = (c.fell_day == -1) & (c.shares[1] >= LOST_TOWN)
    if fell.any():
        c.fell_day[fell] = c.day
        works, free = c.front.works[:-1, fell], c.front.share[:-1, fell] < 0.5
        c.front.works[:-1, fell] = np.where(free, np.maximum(works, c.p["next_line_works_0_1"][fell]), works)
    return left, ordered


def _order_out(c: Draws) -> NDArray[np.bool_]:
    p, lost = c.p, c.shares[1]
    going = np.clip(c.recent_gain, 0.0, MOST_KM2_A_DAY) + QUIET_KM2_A_DAY
    exponent = p["withdrawal_ground_elasticity"] * np.log(going / (1.0 + QUIET_KM2_A_DAY))
    exponent += p["withdrawal_corridor_weight"] * np.maximum(0.0, 1.0 - c.corridor / p["supply_need_0_1"])
    exponent += p["withdrawal_town_weight"] * lost + strain_of(c) - c.first_strain
    exponent -= p["withdrawal_symbol_weight"] * p["defender_symbol_0_1"]
    rate = p["withdrawal_base_per_day"] * np.exp(np.minimum(12.0, exponent))
    rate *= outnumbering(c)
    rate *= np.where(c.action[1] == HOLD_AT_ALL_COSTS, AT_ALL_COSTS, 1.0)
    chance = np.where(c.action[1] == WITHDRAW, 1.0, 1.0 - np.exp(-rate))
    staying = c.ordered_day < 0
    ordered = staying & (lost < 1.0) & (c.rng.random(c.count) < chance)
    c.ordered_day[ordered] = c.day
    fed = c.town_fed
    by_staying = np.where(fed < 0.999, 1.0 - np.exp(-p["cut_off_capture_per_day"] * np.maximum(0.0, 1.0 - fed)), 0.0)
    trapped = np.where(ordered, 0.3 * np.maximum(0.0, 1.0 - 2.0 * fed), by_staying) * staying
    _trap(c, trapped)
    return ordered


def _trap(c: Draws, trapped: Reals) -> None:
    """A share of the garrison, the part of each axis's troops that faces the enemy in the town, is taken prisoner."""
    rows = np.flatnonzero(trapped > 0.0)
    if not len(rows):
        return
    cells, push = c.cells, c.front.sums[PUSH][:, rows]
    of_axis = (cells.axis[cells.town_cells] == np.arange(len(push))[:, None]).astype(np.float32)
    in_town = of_axis @ c.front.ease[0][np.ix_(rows, cells.town_cells)].T
    part = trapped[rows] * np.minimum(1.0, in_town / np.where(push > 0.0, push, 1.0)) * (push > 0.0)
    taken = c.men[1][:, :, rows] * part
    c.men[1][:, :, rows] -= taken
    c.gone[1][:, rows] += taken.sum(axis=1)
    c.losses[1, 2, rows] += taken.sum(axis=(0, 1))


def _leave(c: Draws) -> Reals:
    """A day's part of what the defender still holds in towns that were ordered to be left (km2)."""
    left = np.zeros(c.count)
    rows = np.flatnonzero((c.ordered_day >= 0) & (c.day < c.ordered_day + LEAVE_DAYS))
    if not len(rows):
        return left
    days = c.ordered_day[rows] + c.p["withdrawal_days"][rows] - c.day
    town = c.cells.town_cells
    share = c.front.share[np.ix_(town, rows)]
    which, row = np.nonzero(share < 1.0)
    part = 1.0 / np.maximum(1.0, days[row])
    before, cell, draw = share[which, row], town[which], rows[row]
    after = np.where(part >= 1.0, 1.0, before + part * (1.0 - before)).astype(np.float32)
    c.front.give(cell * c.count + draw, after)
    return np.bincount(draw, (after - before) * c.cells.area[cell], minlength=c.count)


def live_in_town(c: Draws) -> None:
    """Stores, who leaves and who is harmed; and the same had an evacuation been ordered on the first day."""
    if not c.on["civilians"]:
        return
    p, road = c.p, c.corridor
    fuller = np.minimum(p["civilian_stock_days"], c.civilian_stock + 1.0)
    c.civilian_stock = np.where(road < 0.2, np.maximum(0.0, c.civilian_stock - (1.0 - 5.0 * road)), fuller)
    danger = np.minimum(3.0, 2.0 * c.mean_level * c.shares[0])
    way = road + (1.0 - road) * p["civilians_on_foot_0_1"]
    hurt = p["civilians_harm_per_day"] * danger * np.where(c.civilian_stock <= 0.0, 2.0, 1.0)
    for count, urge in ((c.civilians, 1.0), (c.evacuated, p["evacuation_leave_ratio"])):
        there = count[0].copy()
        went = np.minimum(there, there * np.minimum(0.9, p["civilians_leave_per_day"] * urge) * way * (1.0 + danger))
        harmed = np.minimum(there - went, there * hurt)
        count[0] -= went + harmed
        count[1] += harmed


def weigh_will(c: Draws, won_km2: Reals, destroyed: Reals) -> None:
    """Each side's readiness to go on, after losses, ground and what was destroyed."""
    if not c.on["will"]:
        return
    p, now = c.p, c.lost_share()
    growth = np.maximum(0.0, now - c.loss_share)
    symbol = np.stack([p["attacker_symbol_0_1"], p["defender_symbol_0_1"]])
    change = (p["sunk_cost_weight"] * now - p["will_loss_weight"] * (1.0 - 0.5 * symbol)) * growth
    change += p["will_gain_weight"] * np.stack([won_km2, -won_km2]) - 0.1 * (1.0 - symbol) * destroyed
    c.will = np.clip(c.will + change, 0.0, 1.0)


def keep_pace(c: Draws, lost: Reals, won_km2: Reals) -> None:
    """The attacker's losses and gains a day, smoothed over four weeks."""
    c.pace += (np.stack([lost, won_km2]) - c.pace) / PRICE_DAYS


def watch_events(c: Draws) -> None:
    """Begin, break and complete the runs of events."""
    ground = c.given.ground
    met = c.shares[2:] >= ground.event_share[:, None] - EVENT_TOLERANCE
    open_yet = c.event_day < 0
    c.event_run = np.where(met, np.where(c.event_run < 0, c.day, c.event_run), np.where(open_yet, -1, c.event_run))
    held = (c.event_run >= 0) & (c.day - c.event_run + 1 >= ground.event_hold[:, None])
    c.event_day = np.where(open_yet & held, c.event_run, c.event_day)
