"""The eight questions, in order."""

from __future__ import annotations

from pyrrhus.judge.after import judge_after
from pyrrhus.judge.belief import judge_belief
from pyrrhus.judge.case import Answer, Case
from pyrrhus.judge.cost import judge_cost
from pyrrhus.judge.endurance import judge_endurance
from pyrrhus.judge.fall import judge_fall
from pyrrhus.judge.hold_or_withdraw import judge_hold_or_withdraw
from pyrrhus.judge.people import judge_people
from pyrrhus.judge.worth import judge_worth


def answer_all(case: Case) -> list[Answer]:
    """Q1 to Q8."""
    judges = (
        judge_fall,
        judge_cost,
        judge_worth,
        judge_hold_or_withdraw,
        judge_endurance,
        judge_after,
        judge_people,
        judge_belief,
    )
    return [judge(case) for judge in judges]
