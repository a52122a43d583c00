"""Whether what is told of losses can be: against what the troops that are given could bear, and the forecast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pyrrhus.campaign.compile import contact_measure
from pyrrhus.campaign.expected import most_killed_per_day
from pyrrhus.judge import words
from pyrrhus.judge.case import Case, middle, sides
from pyrrhus.scenario.schema import Side

TOO_OFTEN, MOSTLY = 0.05, 0.3
FAR_APART = 1.5


@dataclass(frozen=True)
class Told:
    """Killed a day of a side as of now: `told` (median of the claims, or of what the scenario states), `bearable`
    (median of the most that its troops could lose), the chance that the one is above the other; `troops` stated."""

    side: Side
    told: float
    bearable: float
    beyond: float
    troops: float
    by_claims: bool


def killed_that_is_told(case: Case) -> list[Told]:
    """For each side of which killed a day are told at all."""
    named = case.assimilated.prior.named
    contact = contact_measure(case.campaign)
    most = most_killed_per_day(named, contact)
    found = []
    for i, side in enumerate(sides()):
        item = case.fused_now("killed_per_day", side)
        stated = named.get(f"{side}_killed_per_day")
        if item is not None and len(item.grid_value):
            probability, value = np.array(item.grid_probability), np.array(item.grid_value)
            beyond = 1.0 - np.interp(most[i], value, probability, left=0.0, right=1.0)
            found.append(_told(side, item.quantiles[0.5], most[i], beyond, contact.kinds[i].sum(), by_claims=True))
        elif stated is not None:
            found.append(
                _told(side, middle(stated), most[i], stated > most[i], contact.kinds[i].sum(), by_claims=False)
            )
    return found


def _told(side: Side, told: float, most: np.ndarray, beyond: np.ndarray, troops: float, *, by_claims: bool) -> Told:
    return Told(side, told, middle(most), float(np.mean(beyond)), float(troops), by_claims)


def say_what_cannot_be(case: Case, told: list[Told]) -> str:
    """A sentence for every side whose losses as told are more than its troops could bear; empty where there is none."""
    said = []
    for one in told:
        if one.beyond > TOO_OFTEN:
            who = "the claims put" if one.by_claims else "the scenario puts"
            begin = "This cannot all be" if one.beyond > MOSTLY else "The upper end of what is told cannot be"
            said.append(
                f"{begin}: {who} {case.name(one.side)}'s killed at about {words.rounded(one.told)} a day "
                f"now, and the {words.rounded(one.troops)} troops that the folder gives it could lose about "
                f"{words.rounded(one.bearable)} a day at most (in {words.percent(one.beyond)} of cases the first is "
                f"above the second); the forecast stays below that. Check its strength in forces.csv, and whether the "
                f"figures speak of this battle alone."
            )
    return " ".join(said)


def say_how_far_apart(case: Case, told: list[Told], first_fortnight: dict[Side, float]) -> str:
    """A sentence for every side whose first fortnight is far from the claims alone: battles and strengths pull."""
    said = []
    for one in told:
        ahead = first_fortnight[one.side]
        apart = max(ahead, 0.1) / max(one.told, 0.1)
        if one.by_claims and one.beyond <= TOO_OFTEN and not 1.0 / FAR_APART <= apart <= FAR_APART:
            said.append(
                f"The claims alone put {case.name(one.side)}'s killed at about {words.rounded(one.told)} a day now; "
                f"with what published battles cost so many troops it is about {words.rounded(ahead)}."
            )
    return " ".join(said)
