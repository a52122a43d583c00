"""The head of Q4: what is best for each side, by how much, and how firmly; one recommendation for words and tables."""

from __future__ import annotations

import re

import numpy as np

from pyrrhus.decide.factions import View
from pyrrhus.decide.flips import Flip
from pyrrhus.decide.outcomes import Outcome
from pyrrhus.decide.payoffs import PairTable
from pyrrhus.decide.recommend import Recommendation, recommend
from pyrrhus.judge import words
from pyrrhus.judge.case import Case, sides
from pyrrhus.scenario.policy_sentences import describe
from pyrrhus.scenario.schema import PolicyChoice, Side

MOST_ALSO = 1
GERUNDS = {
    "holds": "holding",
    "leaves": "leaving",
    "pauses": "pausing",
    "presses": "pressing",
    "stops": "stopping",
    "goes": "going",
    "attacks": "attacking",
}
VERB = re.compile(rf"(^|then |but |and )({'|'.join(GERUNDS)})\b")


def recommendation_of(table: PairTable, side: Side) -> Recommendation:
    """The one ranking that the answer's words, the table of policies and the chart of options read."""
    number = sides().index(side)
    return recommend(table.payoffs(number), table.policies(number))


def favour(turn: Flip | View) -> float:
    """Share of the values for which staying is worth more; those that cannot tell stand beside it, on neither side."""
    return turn.share_stay


def best_words(case: Case, side: Side) -> str:
    """A sentence on what is best for a side; empty where there was only one policy to compare."""
    table = case.comparison
    number, name = sides().index(side), case.name(side)
    policies, enemy = table.policies(number), case.name(sides()[1 - number])
    if len(policies) < 2:
        return ""
    found = recommendation_of(table, side)
    if found.beside is None:
        return f"No order compared can be told from another in what it is worth to {name}."
    said = gerund(doing(policies[found.best[0]], name))
    also = [gerund(doing(policies[i], name)) for i in found.best[1 : 1 + MOST_ALSO]]
    said += f" (or {' or '.join(also)})" if also else ""
    gain = f"about {words.count_words(abs(found.gain.mean))} casualties"
    over = gerund(doing(policies[found.beside], name))
    firm = f"nothing clearly beats it whatever {enemy} does"
    if found.holds < found.against:
        worse = found.against - found.holds
        firm = f"another order does clearly better against {worse} of {enemy}'s {found.against} policies"
    best = f"Best for {name} is {said}: worth {gain} more than {over}, with {enemy} as now; {firm}"
    return f"{best}.".replace("the town", case.town)


def doing(choice: PolicyChoice, name: str) -> str:
    """What a policy does, without its side's name: "holds the town"."""
    return describe(choice, name=name).rstrip(".").removeprefix(f"{name} ")


def gerund(said: str) -> str:
    """What a policy does as something to do: "holding the town"."""
    if said.partition(" ")[0] not in GERUNDS:
        return f"that it {said}"
    return VERB.sub(lambda found: f"{found[1]}{GERUNDS[found[2]]}", said)


def chance_of_fall(case: Case, outcome: Outcome) -> float:
    """Chance of the fall under a pair of policies: that of the forecast, which has more campaigns than a comparison,
    and the difference of the two on the campaigns that both share."""
    assumed = case.comparison.assumed.fall_day
    shared = assumed[:: max(1, len(assumed) // max(len(outcome.fall_day), 1))][: len(outcome.fall_day)]
    apart = float(np.mean(outcome.fall_day >= 0) - np.mean(shared >= 0))
    return min(max(float(np.mean(case.fallen)) + apart, 0.0), 1.0)
