"""The eight questions, in order."""

from __future__ import annotations

from dataclasses import replace

from pyrrhus.judge import words
from pyrrhus.judge.case import Answer, Case
from pyrrhus.judge.q1_fall import PublishedCurve, judge_fall
from pyrrhus.judge.q2_cost import judge_cost
from pyrrhus.judge.q3_worth import judge_worth
from pyrrhus.judge.q4_hold_or_withdraw import judge_hold_or_withdraw
from pyrrhus.judge.q5_endurance import judge_endurance
from pyrrhus.judge.q6_aftermath import judge_aftermath
from pyrrhus.judge.q7_civilians import judge_civilians
from pyrrhus.judge.q8_belief import judge_belief

STALE_DAYS = 30  # a map older than this no longer says how things stand
OF_THE_MAP = ("Q1", "Q2", "Q3")


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
    stale = words_of_stale_map(case)
    return [replace(a, answer=f"{stale} {a.answer}") if stale and a.id in OF_THE_MAP else a for a in answers]


def words_of_stale_map(case: Case) -> str:
    """What a reader must know first where the newest map is old, empty where it is not."""
    if case.campaign.maps.assumed:
        return ""
    last = max((day for day in case.campaign.maps.dates if day <= case.as_of), default=None)
    if last is None or (case.as_of - last).days <= STALE_DAYS:
        return ""
    return (
        f"The last map is of {words.date_words(last)}: what is said of the {(case.as_of - last).days} days since, "
        "totals to the as-of date included, is the model's and no evidence."
    )
