"""What the law of attrition expects of stated troops, without a run: casualties a day, and killed a day as rates."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyrrhus.scenario.schema import FORCE_KINDS

Floats = NDArray[np.float64]
Named = dict[str, Floats]
ASSAULT = FORCE_KINDS.index("assault")


class Contact(NamedTuple):
    """Troops by kind ([side, kind], or [side, kind, draw], persons) and the length of the front (km)."""

    kinds: Floats
    frontage_km: float


def level_of_war(named: Named) -> Floats:
    """Mean intensity [draw] of the chain of phases in the long run over that of the weeks of a battle.

    For each day of an offensive the chain (`laws/orders.py`) has a of probing and a^2 / 2 dormant.
    """
    a = named["pause_mean_days"] / named["offensive_mean_days"]
    whole = 1.0 + a * named["probing_intensity_ratio"] + 0.5 * a * a * named["dormant_intensity_ratio"]
    battle = (1.0 + a * named["probing_intensity_ratio"]) / (1.0 + a)
    return whole / (1.0 + a + 0.5 * a * a) / battle


def casualties_per_killed(named: Named) -> Floats:
    """All casualties for each killed, roads open [draw]."""
    return (1.0 + named["wounded_per_killed"]) / (1.0 - named["captured_share_0_1"])


def troops_in_contact(named: Named, contact: Contact, factor: Floats | None = None) -> Floats:
    """Troops in contact at once ([side, draw]); `factor` [draw, side] multiplies stated strengths."""
    strength = _by_draw(contact).sum(axis=1) * (1.0 if factor is None else factor.T)
    room = named["max_density_per_km"] * contact.frontage_km
    return np.maximum(np.minimum(named["contact_share_0_1"] * strength, room), 1.0)


def expected_casualties(named: Named, contact: Contact, factor: Floats | None = None) -> Floats:
    """Casualties a day of both sides ([side, draw]) by the law at a loss rate and an exchange ratio of 1.

    Over the whole front as if it were one axis, at the long-run mean of phases and intensity, roads open.
    """
    from pyrrhus.engine.laws.attrition import FORCE_RATIO_OF_BATTLES, MEAN_CONTACT_SHARE

    a, d = troops_in_contact(named, contact, factor) / MEAN_CONTACT_SHARE
    p = 0.5 * (1.0 - named["force_ratio_elasticity"])
    quality, exposure = (_mean_over_kinds(named, contact, what) for what in ("quality", "exposure"))
    balance = np.sqrt(quality[1] / quality[0])
    shells = np.clip(named["attacker_shells_per_day"] / named["defender_shells_per_day"], 0.05, 20.0)
    fires = shells ** (named["fire_elasticity"] * named["fires_share_of_losses_0_1"])
    cover = 1.0 - named["fortification_cover_0_1"] * named["fortification_start_0_1"]
    scale = level_of_war(named) * exposure[0] * FORCE_RATIO_OF_BATTLES**p
    return scale * np.stack([a * (d / a) ** p * balance / fires, d * (a / d) ** p / balance * fires * cover])


def _mean_over_kinds(named: Named, contact: Contact, what: str) -> list[Floats]:
    """Mean quality or exposure of each side's troops [side][draw]."""
    one = np.ones(len(named["wounded_per_killed"]))
    if what == "quality":
        worth = np.stack([one if kind == "regular" else named[f"quality_{kind}"] for kind in FORCE_KINDS])
    else:
        worth = np.stack([named["assault_exposure_ratio"] if k == ASSAULT else one for k in range(len(FORCE_KINDS))])
    kinds = _by_draw(contact)
    total = kinds.sum(axis=1)
    return [np.where(total[s] > 0, (kinds[s] * worth).sum(axis=0) / np.maximum(total[s], 1e-9), 1.0) for s in (0, 1)]


def _by_draw(contact: Contact) -> Floats:
    return contact.kinds if contact.kinds.ndim == 3 else contact.kinds[:, :, None]


def apply_killed_per_day(named: Named, contact: Contact) -> None:
    """Turn killed a day, where given, into the attacker's loss rate and the exchange ratio of each draw (in place)."""
    attacker, defender = named.get("attacker_killed_per_day"), named.get("defender_killed_per_day")
    expected, per_killed = expected_casualties(named, contact), casualties_per_killed(named)
    if attacker is not None:
        set_rates(named, attacker=attacker * per_killed / expected[0])
    if defender is not None:
        set_rates(named, defender=defender * per_killed / expected[1])


def set_rates(named: Named, *, attacker: Floats | None = None, defender: Floats | None = None) -> None:
    """Write both sides' loss rates [draw] as the engine's two parameters; a side that is not given keeps its own.

    The defender's rate is the attacker's over the exchange ratio.
    """
    kept = named["attacker_loss_rate_per_day"] / named["exchange_ratio"]
    if attacker is not None:
        named["attacker_loss_rate_per_day"] = np.clip(attacker, 1e-6, 1.0)
    if defender is not None:
        kept = defender
    elif attacker is not None:
        return  # the exchange stands, the defender's losses follow the attacker's
    named["exchange_ratio"] = np.clip(named["attacker_loss_rate_per_day"] / np.maximum(kept, 1e-9), 0.005, 200.0)


def most_killed_per_day(named: Named, contact: Contact) -> Floats:
    """Most killed a day that a side's stated troops could bear ([side, draw]; Dupuy's greatest losses a day)."""
    from pyrrhus.engine.laws.attrition import MEAN_CONTACT_SHARE, MOST_ATTACKERS_A_DAY, MOST_DEFENDERS_A_DAY

    share = np.array([MOST_ATTACKERS_A_DAY, MOST_DEFENDERS_A_DAY])[:, None] / MEAN_CONTACT_SHARE
    return share * troops_in_contact(named, contact) / casualties_per_killed(named)
