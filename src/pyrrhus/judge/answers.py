"""The eight questions, in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pyrrhus.judge import words
from pyrrhus.judge.agreement import agree
from pyrrhus.judge.case import STALE_DAYS, Answer, Case, sides
from pyrrhus.judge.q1_fall import PublishedCurve, judge_fall
from pyrrhus.judge.q2_cost import judge_cost
from pyrrhus.judge.q3_worth import judge_worth
from pyrrhus.judge.q4_hold_or_withdraw import judge_hold_or_withdraw
from pyrrhus.judge.q5_endurance import judge_endurance
from pyrrhus.judge.q6_aftermath import judge_aftermath
from pyrrhus.judge.q7_civilians import judge_civilians
from pyrrhus.judge.q8_belief import judge_belief

OF_THE_MAP = ("Q2", "Q3")  # beside the first, which it leads


def answer_all(case: Case, published: PublishedCurve | None = None) -> list[Answer]:
    """Q1 to Q8; Q1 is led by the `published` curve where there is one."""
    judges = (
        judge_cost,
        judge_worth,
        judge_hold_or_withdraw,
        judge_endurance,
        judge_aftermath,
        judge_civilians,
        judge_belief,
    )
    answers = [judge_fall(case, published), *(judge(case) for judge in judges)]
    names = [case.name(side) for side in sides()]
    return [replace(a, answer=agree(_with_stale_map(a, case), names)) for a in answers]


def _with_stale_map(answer: Answer, case: Case) -> str:
    """An answer with what a reader must know where the newest map is old: first in the first answer, last in others
    that speak of the time since.
    """
    days = case.days_since_map
    if days <= STALE_DAYS or answer.id not in ("Q1", *OF_THE_MAP):
        return answer.answer
    if answer.id in OF_THE_MAP:
        return f"{answer.answer} What is said of the {days} days since the last map is the model's and no evidence."
    last = words.date_words(case.as_of - timedelta(days=days))
    stale = f"The last map is of {last}: what is said of the {days} days since is the model's and no evidence."
    return f"{stale} {answer.answer}"
