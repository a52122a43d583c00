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
    (median of the most that its troops could lose), the chance that the one is above the other; `troops` stated, or
    `assumed` where nobody states any."""

    side: Side
    told: float
    bearable: float
    beyond: float
    troops: float
    by_claims: bool
    assumed: bool = False


def killed_that_is_told(case: Case) -> list[Told]:
    """For each side of which killed a day are told at all."""
    named = case.assimilated.prior.named
    contact = contact_measure(case.campaign)
    most = most_killed_per_day(named, contact)
    found = []
    for i, side in enumerate(sides()):
        item = case.fused_now("killed_per_day", side)
        stated = named.get(f"{side}_killed_per_day")
        troops = float(contact.kinds[i].sum())
        assumed = bool(case.campaign.troops.assumed[i])
        if item is not None and len(item.grid_value):
            probability, value = np.array(item.grid_probability), np.array(item.grid_value)
            beyond = float(np.mean(1.0 - np.interp(most[i], value, probability, left=0.0, right=1.0)))
            found.append(
                Told(side, item.quantiles[0.5], middle(most[i]), beyond, troops, by_claims=True, assumed=assumed)
            )
        elif stated is not None:
            beyond = float(np.mean(stated > most[i]))
            found.append(Told(side, middle(stated), middle(most[i]), beyond, troops, by_claims=False, assumed=assumed))
    return found


def say_what_cannot_be(case: Case, told: list[Told], first_fortnight: dict[Side, float]) -> str:
    """A sentence for every side whose losses as told are more than its troops could bear, and once what to look at;
    empty where there is none."""
    said = []
    beyond = [one for one in told if one.beyond > TOO_OFTEN]
    for one in beyond:
        name = case.name(one.side)
        who = "the claims put" if one.by_claims else "the scenario puts"
        begin = "This cannot all be" if one.beyond > MOSTLY else "The upper end of what is told cannot be"
        given = "taken for it by default" if one.assumed else "that the folder gives it"
        said.append(
            f"{begin}: {who} {name}'s killed at about {words.rounded(one.told)} a day now, and the "
            f"{words.rounded(one.troops)} troops {given} could lose about {words.rounded(one.bearable)} a day at most "
            f"(in {words.percent(one.beyond)} of cases the first is above the second); the forecast has about "
            f"{words.rounded(first_fortnight[one.side])} a day to begin with."
        )
    if said:
        strengths = "its strength" if len(said) == 1 else "both strengths"
        said.append(f"Check {strengths} in forces.csv, and whether the figures speak of this battle alone.")
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
