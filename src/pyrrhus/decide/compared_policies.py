"""What an assessment compares: which policies of both sides, and on how many draws."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pyrrhus.decide.catalogue import WITHDRAW_NOW_DAYS, policies_of, withdraw_in
from pyrrhus.decide.indicators import watch
from pyrrhus.decide.outcomes import Outcome
from pyrrhus.decide.pairs import RunOptions, run_pairs, thinned
from pyrrhus.decide.payoffs import WAITING, PairTable
from pyrrhus.scenario.plans import is_composed
from pyrrhus.scenario.schema import PolicyChoice

if TYPE_CHECKING:
    from pyrrhus.campaign.compile import Campaign
    from pyrrhus.filter.assimilate import Assimilated

COMPARED_DRAWS = 600
OTHERS_EVERY = 4  # pairs in which both sides depart from what the forecast assumes: every fourth of those draws
LADDER_DAYS = (WITHDRAW_NOW_DAYS, 14, 28, 56)
MOST_PRESSING = 3
MOST_HOLDING = 2
MOST_IN_PARTS = 2


def default_policies(campaign: Campaign) -> tuple[PolicyChoice, PolicyChoice]:
    """What the forecast assumes: the first policy that the scenario lists for each side, else press and hold."""
    written = campaign.scenario.file.policies
    return (
        written.attacker[0] if written.attacker else PolicyChoice(id="press", do="press"),
        written.defender[0] if written.defender else PolicyChoice(id="hold", do="hold"),
    )


def compared_choices(campaign: Campaign, *, days: int) -> tuple[tuple[PolicyChoice, ...], tuple[PolicyChoice, ...]]:
    """What an assessment compares: the attacker's first policy and up to three others; the defender's first policy,
    orders to leave now, and in two, four and eight weeks where that is within the horizon, up to two other ways of
    holding (at all costs, and until something comes about), and up to two policies in parts."""
    attackers, defenders = policies_of(campaign, days=days)
    press, first = default_policies(campaign)
    dates = [withdraw_in(d, as_of=campaign.as_of) for d in LADDER_DAYS if d < days]
    # who writes a policy in parts wants to see it; then what asks whether to stop or press on, and other ways
    in_parts = [p for p in attackers[1:] if is_composed(p)][:MOST_IN_PARTS]
    rest = [p for p in attackers[1:] if not is_composed(p)]
    rest = sorted(rest, key=lambda p: p.do not in WAITING)
    ways = [d for d in defenders[1:] if d.do in ("hold_at_all_costs", "hold_until") and not is_composed(d)]
    ways = sorted((d for d in ways if d.do != first.do), key=lambda d: d.do != "hold_at_all_costs")
    holding = [*ways[:MOST_HOLDING], *[d for d in defenders[1:] if is_composed(d)][:MOST_IN_PARTS]]
    leaving = [d for d in dates if d != first]
    return (press, *in_parts, *rest[: MOST_PRESSING - len(in_parts)]), (first, *leaving, *holding)


def draws_to_run(campaign: Campaign, *, days: int, draws: int) -> int:
    """How many campaigns `compare` runs over all pairs, so that a caller can tell how far it has come."""
    attackers, defenders = compared_choices(campaign, days=days)
    rows = len(range(0, draws, max(1, draws // COMPARED_DRAWS))[:COMPARED_DRAWS])
    both = (len(attackers) - 1) * (len(defenders) - 1)
    return (len(attackers) + len(defenders) - 1) * rows + both * len(range(0, rows, OTHERS_EVERY))


def compare(
    campaign: Campaign,
    assimilated: Assimilated,
    options: RunOptions,
) -> PairTable:
    """Run each side's choices against the other's first policy on a thinned set of the assimilated draws, the other
    pairs on a quarter of them, and look for what would tell early how it goes."""
    rows = thinned(assimilated, COMPARED_DRAWS)
    attackers, defenders = compared_choices(campaign, days=options.days)

    def run(attackers: tuple[PolicyChoice, ...], defenders: tuple[PolicyChoice, ...], every: int = 1) -> list[Outcome]:
        pairs = [(a, d) for a in attackers for d in defenders]
        return list(run_pairs(campaign, assimilated, rows[::every], pairs, options))

    first, pressing = run(attackers[:1], defenders), run(attackers[1:], defenders[:1])
    others, width = run(attackers[1:], defenders[1:], OTHERS_EVERY), len(defenders) - 1
    rest = [(start, *others[i * width : (i + 1) * width]) for i, start in enumerate(pressing)]
    return PairTable(
        (tuple(first), *rest),
        assimilated.draws.take(rows),
        OTHERS_EVERY,
        watch(campaign, assimilated, rows, first[0], replace(options, on_progress=None)),
    )
