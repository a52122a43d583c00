"""Which of a side's policies may be called best: the model's own ranking, among the orders that it puts a price on.

"Hold at all costs" is not among them: its price beyond the fighting (men who are not let go, a command that is not
obeyed a second time) is nowhere in the payoffs, so that it would win by default.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyrrhus.decide.differences import PairedDifference
from pyrrhus.decide.payoffs import Payoffs
from pyrrhus.scenario.plans import plan_of
from pyrrhus.scenario.schema import PolicyChoice

UNPRICED = ("hold_at_all_costs",)


@dataclass(frozen=True)
class Recommendation:
    """Rows of a side's best policies against what the forecast assumes of the enemy, the leader first.

    `beside` is the row that `gain` (own casualties) is measured against: the assumed policy, or where that is among the
    best the next one; None where all are alike. `against` counts the enemy's policies, `holds` those against which the
    leader is among the best too.
    """

    best: tuple[int, ...]
    beside: int | None
    gain: PairedDifference
    against: int
    holds: int


def is_priced(choice: PolicyChoice) -> bool:
    """Whether the payoffs carry everything that an order costs."""
    return all(stage.do not in UNPRICED for stage in plan_of(choice).stages)


def recommend(payoffs: Payoffs, policies: tuple[PolicyChoice, ...]) -> Recommendation:
    """The best of a side's priced policies (rows of `payoffs`), and by how much and how firmly they are so."""
    own = [i for i, policy in enumerate(policies) if is_priced(policy)] or list(range(len(policies)))
    best = _best(payoffs, own, 0)
    leader = best[0]
    rest = [i for i in own if i not in best]
    beside = 0 if 0 in rest else max(rest, key=lambda i: payoffs.between((i, 0), (0, 0)).mean) if rest else None
    gain = payoffs.between((leader, 0), (leader if beside is None else beside, 0))
    enemies = range(payoffs.shape[1])
    holds = sum(leader in _best(payoffs, own, enemy) for enemy in enemies)
    return Recommendation(best, beside, gain, len(enemies), holds)


def _best(payoffs: Payoffs, own: list[int], enemy: int) -> tuple[int, ...]:
    """The rows that no other one beats beyond the error of the runs, the leader first; what is assumed leads a tie."""
    leader = max(own, key=lambda i: payoffs.between((i, enemy), (0, enemy)).mean)
    tied = [i for i in own if i == leader or payoffs.between((leader, enemy), (i, enemy)).tie]
    return tuple(sorted(tied, key=lambda i: (i != 0, i != leader, i)))
