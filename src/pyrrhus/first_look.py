"""The first answer: whether and when it falls, and what it costs, from few campaigns, before the full run has ended.

It is for whoever watches a terminal. Nothing of it enters a file, and the full run begins anew.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pyrrhus.arguments import DEFAULT_SEED
from pyrrhus.pipeline import let_through

if TYPE_CHECKING:
    from pyrrhus.judge.case import Answer
    from pyrrhus.scenario.schema import Scenario

DRAWS = 1000


def first_look(
    whole: Scenario,
    *,
    as_of: date | str | None = None,
    horizon_days: int | None = None,
    draws: int = DRAWS,
    seed: int = DEFAULT_SEED,
    threads: int | None = None,
) -> tuple[Answer, Answer]:
    """Q1 and Q2 as the full run answers them, of `draws` campaigns, without the comparison of policies.

    Raises InputError as `assess` does.
    """
    from pyrrhus.decide.assumed_ahead import assume_ahead
    from pyrrhus.decide.compared_policies import default_policies
    from pyrrhus.decide.pairs import RunOptions
    from pyrrhus.decide.payoffs import PairTable
    from pyrrhus.filter.prepare import prepare
    from pyrrhus.judge.case import Case
    from pyrrhus.judge.q1_fall import judge_fall
    from pyrrhus.judge.q2_cost import judge_cost
    from pyrrhus.skill.leading_curve import bare_curve, published_of

    public = let_through(whole, as_of)
    known = public.known
    days = horizon_days or known.file.horizon_days
    ready = prepare(known, as_of=public.day, priors=public.priors, draws=draws, seed=seed, threads=threads)
    bare = bare_curve(ready, RunOptions(days, seed, ready.population, threads))
    ready = assume_ahead(ready, days=days)
    campaign, assimilated = ready.campaign, ready.assimilated
    run = ready.forecast(days=days, seed=seed, policies=default_policies(campaign), threads=threads)
    case = Case(known, campaign, assimilated, run, PairTable((), assimilated.draws), ready.fusion)
    return judge_fall(case, published_of(case, bare)), judge_cost(case)
