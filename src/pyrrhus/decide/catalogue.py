"""The policies that are compared: those that the scenario lists, and a small stated catalogue, without duplicates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from pyrrhus.scenario.policy_catalogue import settings_of
from pyrrhus.scenario.schema import PolicyChoice

if TYPE_CHECKING:
    from pyrrhus.campaign.compile import Campaign

WITHDRAW_NOW_DAYS = 3  # what it takes to pass an order and clear the roads
SAME_DATE_DAYS = 3  # two dates that are nearer than this are one policy


@dataclass(frozen=True)
class Offer:
    """A policy of the catalogue: `in_days` after the as-of date, where the kind has a date."""

    id: str
    side: Literal["attacker", "defender"]
    do: str
    in_days: int | None = None
    settings: Mapping[str, float] = field(default_factory=dict)


OFFERS = (
    Offer("press", "attacker", "press"),
    Offer("pause_30_days", "attacker", "pause_until", in_days=30),
    Offer("encircle", "attacker", "encircle"),
    Offer("frontal", "attacker", "frontal"),
    Offer("stop_at_a_price", "attacker", "stop_when", settings={"losses_per_km2": 500.0}),
    Offer("hold", "defender", "hold"),
    Offer("withdraw_now", "defender", "withdraw_on", in_days=WITHDRAW_NOW_DAYS),
    Offer("withdraw_in_14_days", "defender", "withdraw_on", in_days=14),
    Offer("withdraw_in_28_days", "defender", "withdraw_on", in_days=28),
    Offer("withdraw_in_56_days", "defender", "withdraw_on", in_days=56),
    Offer("hold_while_fed", "defender", "hold_until", settings={"supply_below": 0.3}),
    Offer("hold_while_it_pays", "defender", "hold_until", settings={"exchange_below": 1.0}),
    Offer("hold_at_all_costs", "defender", "hold_at_all_costs"),
)


def policies_of(campaign: Campaign, *, days: int) -> tuple[tuple[PolicyChoice, ...], tuple[PolicyChoice, ...]]:
    """The attacker's and the defender's policies; the first of each is what the forecast assumes.

    An offer is left out where the scenario lists the same: the same kind, with the same thresholds named, or with a
    date less than three days away. So is one whose date is not within the horizon of `days`.
    """
    written = campaign.scenario.file.policies
    attackers = choices("attacker", list(written.attacker), as_of=campaign.as_of, days=days)
    defenders = choices("defender", list(written.defender), as_of=campaign.as_of, days=days)
    return attackers, defenders


def choices(
    side: Literal["attacker", "defender"], written: list[PolicyChoice], *, as_of: date, days: int
) -> tuple[PolicyChoice, ...]:
    """The policies of one side: those written, then the offers that are not among them."""
    kept: list[PolicyChoice] = []
    for choice in written:
        if not any(_same(choice, other) for other in kept):
            kept.append(choice)
    for offer in OFFERS:
        if offer.side != side or (offer.in_days is not None and offer.in_days >= days):
            continue
        choice = _choice(offer, as_of, {p.id for p in kept})
        if not any(_same(choice, other, loosely=True) for other in kept):
            kept.append(choice)
    return tuple(kept)


def withdraw_in(days: int, *, as_of: date) -> PolicyChoice:
    """The order to leave, so many days after the as-of date."""
    name = "withdraw_now" if days == WITHDRAW_NOW_DAYS else f"withdraw_in_{days}_days"
    return PolicyChoice.model_validate({"id": name, "do": "withdraw_on", "date": as_of + timedelta(days=days)})


def _choice(offer: Offer, as_of: date, taken: set[str]) -> PolicyChoice:
    values: dict[str, Any] = {"id": offer.id if offer.id not in taken else f"{offer.id}_2", "do": offer.do}
    if offer.in_days is not None:
        values["date"] = as_of + timedelta(days=offer.in_days)
    return PolicyChoice.model_validate({**values, **offer.settings})


def _same(one: PolicyChoice, other: PolicyChoice, *, loosely: bool = False) -> bool:
    """Whether two choices are one policy; loosely, dates may differ by days and thresholds in their height."""
    if one.do != other.do:
        return False
    mine, yours = settings_of(one), settings_of(other)
    if not loosely:
        return mine == yours
    if isinstance(mine.get("date"), date) and isinstance(yours.get("date"), date):
        return abs((mine["date"] - yours["date"]).days) < SAME_DATE_DAYS
    return set(mine) == set(yours)
