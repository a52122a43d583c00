"""Who is there, what they lose, eat and fire, and who comes: attrition, stocks and sustainment by arrays."""

from __future__ import annotations

import numpy as np

from benchmarks.twins.array_front import FRONTAGE
from benchmarks.twins.array_state import Draws, Reals

MEAN_CONTACT = 0.35
MOST_A_DAY = (0.1344, 0.0576)  # of all troops
COUNTER_INTENSITY = 0.5
FORCE_RATIO_OF_BATTLES = 1.7
SHIFT_A_DAY = 0.02


def muster(c: Draws) -> None:
    """Troops present and in contact, their quality and exposure; what either side has lost."""
    p, frontage = c.p, c.front.sums[FRONTAGE]
    c.all_men = c.men.sum(axis=1)
    least = np.where(c.all_men > 0.0, c.all_men, 1.0)
    worth = sum(c.men[:, i] * quality for i, quality in enumerate(c.quality_of))
    c.quality = np.where(c.all_men > 0.0, worth / least, 1.0)
    c.exposure = np.ones_like(c.all_men)
    if c.assault >= 0:
        c.exposure[0] += c.men[0, c.assault] / least[0] * (p["assault_exposure_ratio"] - 1.0)
    c.present = c.all_men.sum(axis=1)
    engaged = p["contact_share_0_1"] * np.minimum(1.0, frontage.sum(axis=0) / c.first_frontage)
    c.contact = np.minimum(engaged * c.all_men, p["max_density_per_km"] * frontage)
    c.loss_share = c.lost_share()
    missing = 1.0 - c.present / np.maximum(1.0, c.first_strength)
    c.unfilled = np.maximum(0.0, np.minimum(c.loss_share, missing))


def eat_and_fire(c: Draws) -> None:
    """A day's stocks of every axis and of the town; rounds fired out of stock and delivery."""
    p = c.p
    if c.on["supply"]:
        c.stock, c.fed = _spend(c, c.stock, c.fed, c.axis_supply)
        c.town_stock, c.town_fed = _spend(c, c.town_stock, c.town_fed, c.corridor)
    else:
        c.fed[:] = 1.0
        c.town_fed[:] = 1.0
    delivered = np.stack([p["attacker_shells_per_day"], p["defender_shells_per_day"]])
    if c.on["sustainment"]:
        wish = np.clip(c.mean_level, 0.2, 3.0) ** 0.7
        c.fired = np.minimum(delivered * wish, c.shells + delivered)
        c.shells += delivered - c.fired
    else:
        c.fired = delivered
    c.shell_ratio = np.clip(c.fired[0] / np.maximum(c.fired[1], 1e-9), 0.05, 20.0)


def _spend(c: Draws, stock: Reals, fed: Reals, supply: Reals) -> tuple[Reals, Reals]:
    ratio = supply / c.p["supply_need_0_1"]
    stock = stock + np.clip(ratio - 1.0, -1.0, 1.0)
    stock = np.clip(stock, 0.0, np.where(ratio >= 1.0, c.p["supply_stock_days"], np.inf))
    target = np.where((ratio >= 1.0) | (stock > 0.0), 1.0, ratio)
    return stock, fed + 0.5 * (target - fed)


def fight(c: Draws) -> None:
    """Losses of both sides on every axis, by kind of troops."""
    if not c.on["attrition"]:
        return
    p = c.p
    both = (c.contact[0] > 0.0) & (c.contact[1] > 0.0)
    a, d = (np.where(both, contact, 1.0) for contact in c.contact)
    power = 0.5 * (1.0 - p["force_ratio_elasticity"])
    pull = (d / a) ** power
    lull = p["pause_mean_days"] / p["offensive_mean_days"]
    usual = (1.0 + lull * p["probing_intensity_ratio"]) / (1.0 + lull)
    rate = p["attacker_loss_rate_per_day"] / usual / MEAN_CONTACT * FORCE_RATIO_OF_BATTLES**power
    by_attackers, by_defenders = rate * a * pull, rate * d / pull
    worth = c.quality[1] / c.quality[0] * (1.0 + c.fed[1]) / (1.0 + c.fed[0])
    balance = np.sqrt(worth)
    fires = c.shell_ratio ** (p["fire_elasticity"] * p["fires_share_of_losses_0_1"])
    cover = 1.0 - p["fortification_cover_0_1"] * c.front.fortified
    cover *= 1.0 - p["built_up_cover_0_1"] * c.front.houses()
    attack = c.level * c.exposure[0]
    counter = COUNTER_INTENSITY * c.counter * c.factor
    exchange = p["exchange_ratio"]
    lost_a = (attack + counter / exchange) * by_attackers * balance / fires
    lost_d = (attack * cover / exchange + counter) * by_defenders / balance * fires
    casualties = np.stack([lost_a, lost_d])
    for side, most in enumerate(MOST_A_DAY):
        np.minimum(casualties[side], most / MEAN_CONTACT * (a, d)[side], out=casualties[side])
    casualties *= both
    _take(c, casualties)


def _take(c: Draws, casualties: Reals) -> None:
    """Take casualties ([side, axis, draw]) out of the ranks; killed, wounded and captured."""
    p = c.p
    exposed = c.all_men * c.exposure
    rate = casualties / np.where(exposed > 0.0, exposed, 1.0)
    captured = p["captured_share_0_1"]
    killed = (1.0 - captured) / (1.0 + p["wounded_per_killed"] * (0.6 + 0.4 * c.fed))
    healed = p["returned_wounded_share_0_1"] * (1.0 - captured - killed)
    everybody = np.zeros_like(rate)
    for kind in range(len(c.kinds)):
        share = rate
        if kind == c.assault:
            share = rate.copy()
            share[0] *= p["assault_exposure_ratio"]
        lost = c.men[:, kind] * np.minimum(1.0, share)
        c.men[:, kind] -= lost
        everybody += lost
        healing = (lost * healed).sum(axis=1)
        c.healing[:, kind] += healing
        c.gone[:, kind] += lost.sum(axis=1) - healing
    total, dead = everybody.sum(axis=1), (everybody * killed).sum(axis=1)
    c.losses[:, 0] += dead
    c.losses[:, 2] += total * captured
    c.losses[:, 1] += total * (1.0 - captured) - dead


def sustain(c: Draws) -> None:
    """Arrivals of the day, returns, recruits, replacements, and shifts between axes."""
    p = c.p
    _receive(c)
    back = c.healing / p["convalescence_days"]
    c.healing -= back
    given = c.given_men.sum(axis=1)
    recruits = np.stack([p["attacker_recruits_per_day"], p["defender_recruits_per_day"]]) * c.first_strength
    joined = (recruits / np.where(given > 0.0, given, 1.0))[:, None] * c.given_men
    c.given_men += joined
    c.reserve += back
    c.reserve += joined
    in_reserve, by_kind = c.reserve.sum(axis=1), c.men.sum(axis=2)
    present = by_kind.sum(axis=1)
    needed = np.minimum(1.0, c.frontage / c.first_frontage) * c.first_strength
    rest = SHIFT_A_DAY * np.maximum(0.0, present - needed) / np.where(present > 0.0, present, 1.0)
    most = np.stack([p["attacker_replacements_per_day"], p["defender_replacements_per_day"]]) * c.first_strength
    sent = np.minimum(np.minimum(np.maximum(0.0, needed - present), in_reserve), most)
    part = (sent / np.where(in_reserve > 0.0, in_reserve, 1.0))[:, None] * c.reserve
    c.reserve += rest[:, None] * by_kind - part
    c.men *= (1.0 - SHIFT_A_DAY - rest)[:, None, None]
    c.men += (SHIFT_A_DAY * by_kind + part)[:, :, None] * c.plan[:, None]


def _receive(c: Draws) -> None:
    timeline = c.given.timeline
    for i in np.flatnonzero(timeline.arrival_day == c.day):
        side, axis = int(timeline.arrival_side[i]), int(timeline.arrival_axis[i])
        kind = int(np.flatnonzero(c.kinds == timeline.arrival_kind[i])[0])
        men = timeline.arrival_personnel[i] * c.arrival_factor[side]
        c.first_strength[side] += men
        c.given_men[side, kind] += men
        if axis >= 0:
            c.men[side, kind, axis] += men
        else:
            c.men[side, kind] += men * c.plan[side]
