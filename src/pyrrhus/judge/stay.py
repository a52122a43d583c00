"""Q4: hold or withdraw, and when? Press on or stop?"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from pyrrhus.decide.compare import Outcome
from pyrrhus.decide.dates import BestDate, best_date, marginal_exchange
from pyrrhus.decide.flips import Flip, flip
from pyrrhus.decide.regret import Difference, difference
from pyrrhus.judge import words
from pyrrhus.judge.case import Answer, Case, chance, number
from pyrrhus.scenario.policies import describe
from pyrrhus.scenario.schema import Side

QUESTION = "Hold or withdraw, and when? Press on or stop?"
CAVEAT = (
    "The effects of policies are the model's and cannot be tested on history. In the model those who leave a town "
    "fight on along the same front, so that leaving frees no troops. What the place is said to be worth, the last road "
    "cut, or a stronger line behind the town would turn the balance."
)
NEARLY_ALL = 0.9
PAYS_TO_WAIT = ("pause_until", "stop_when")


def judge_stay(case: Case) -> Answer:
    """The policies of both sides on the same draws: what holding and pressing on buy, cost, and at what price."""
    compared = case.comparison
    hold, ladder = compared.outcomes[0], compared.ladder
    waits = [outcome for outcome in compared.pressing if outcome.attacker.do in PAYS_TO_WAIT]
    sentences: list[str] = []
    estimates: list[dict[str, Any]] = []
    if ladder:
        leave = ladder[0]
        turn, best = flip(1, hold, leave, compared.draws), best_date(hold, ladder, compared.draws)
        estimates += _flip_rows(turn, "defender", "holding on is worth more than leaving now")
        weeks = max(1, case.forecast.days) / 7.0
        own = difference(hold.casualties[:, 1] / weeks, leave.casualties[:, 1] / weeks)
        enemy = difference(hold.casualties[:, 0] / weeks, leave.casualties[:, 0] / weeks)
        further = (hold.casualties - leave.casualties) / weeks
        estimates.append(number("further casualties by holding, a week", further[:, 1], "persons/week", "defender"))
        estimates.append(
            number("further casualties by the defender's holding, a week", further[:, 0], "persons/week", "attacker")
        )
        for step in marginal_exchange(ladder, hold, horizon=case.until):
            if step.exchange is not None:
                label = f"attacker's further casualties for one of the defender's, {_span(step.start, step.end)}"
                estimates.append(number(label, [step.exchange], "ratio"))
        sentences.append(_holding(case, hold, own, enemy, turn, best))
    if waits:
        turns = [(outcome, flip(0, hold, outcome, compared.draws)) for outcome in waits]
        for outcome, turn in turns:
            label = f"pressing on is worth more than {_waiting(outcome)}"
            estimates += _flip_rows(turn, "attacker", label)
        sentences.append(_pressing(case, hold, *min(turns, key=lambda pair: pair[1].share_stay)))
    estimates += [row for outcome in compared.outcomes for row in _outcome_rows(case, outcome, "defender")]
    estimates += [row for outcome in compared.pressing for row in _outcome_rows(case, outcome, "attacker")]
    if not sentences:
        sentences.append("The horizon is too short for any other policy to make a difference.")
    return Answer(
        "Q4", QUESTION, " ".join(sentences), "low", estimates,
        case.claims_on(("intends_to_hold", "intends_to_withdraw", "advised_to_withdraw", "next_line_prepared",
                        "intends_to_encircle", "place_value")),
        CAVEAT,
    )  # fmt: skip


def _said(case: Case, outcome: Outcome, side: Side) -> str:
    choice = outcome.attacker if side == "attacker" else outcome.defender
    return describe(choice, name=case.name(side)).rstrip(".")


def _outcome_rows(case: Case, outcome: Outcome, mover: Side) -> list[dict[str, Any]]:
    label = _said(case, outcome, mover)
    return [
        chance(f"the town falls: {label}", float(np.mean(outcome.fall_day >= 0))),
        number(f"casualties: {label}", outcome.casualties[:, 1], "persons", "defender"),
        number(f"casualties: {label}", outcome.casualties[:, 0], "persons", "attacker"),
    ]


def _flip_rows(turn: Flip, side: Side, label: str) -> list[dict[str, Any]]:
    rows = [chance(label, turn.share_stay + 0.5 * turn.share_tied, side)]
    finite = turn.price[np.isfinite(turn.price)]
    if len(finite) > len(turn.price) / 2:
        rows.append(number(f"worth of the symbol above which {label}", finite, "casualties", side))
    return rows


def _span(start: date | None, end: date | None) -> str:
    first = words.date_words(start) if start else "now"
    return f"leaving on {words.date_words(end)} and not on {first}" if end else f"staying and not leaving on {first}"


def _holding(case: Case, hold: Outcome, own: Difference, enemy: Difference, turn: Flip, best: BestDate) -> str:
    """Whether holding is worth it against leaving now, until when, and what it keeps and costs."""
    defender, attacker = case.name("defender"), case.name("attacker")
    if own.tie and enemy.tie:
        cost = "costs neither side more casualties than can be told from chance"
    else:
        cost = f"means, a week, {_more(own)} for {defender} and {_more(enemy)} for {attacker}"
        if not own.tie and own.mean > 0 and enemy.mean > 0 and not enemy.tie:
            cost += f": {words.rounded(enemy.mean / own.mean)} for one"
    kept = words.percent(float(np.mean(hold.fall_day < 0)))
    return (
        f"{_verdict(turn, f'Holding {case.town}', defender, 'leaving now')}{_when(best)}. "
        f"It keeps {case.town} to {words.date_words(case.until)} in {kept} of the campaigns and {cost}."
    )


def _pressing(case: Case, press: Outcome, wait: Outcome, turn: Flip) -> str:
    """Whether pressing on is worth it against the policy of waiting that comes nearest to it or is best."""
    saved = difference(press.casualties[:, 0], wait.casualties[:, 0])
    falls = [words.percent(float(np.mean(o.fall_day >= 0))) for o in (press, wait)]
    return (
        f"{_verdict(turn, 'Pressing on', case.name('attacker'), _waiting(wait))}: it costs {_more(saved)} in all, and "
        f"takes {case.town} in {falls[0]} of the campaigns against {falls[1]}."
    )


def _more(apart: Difference) -> str:
    if apart.tie:
        return "no casualties that can be told from chance"
    return f"about {words.rounded(abs(apart.mean))} casualties {'more' if apart.mean > 0 else 'fewer'}"


def _verdict(turn: Flip, doing: str, whom: str, otherwise: str) -> str:
    """Over what people may hold the place to be worth, which of the two is better, and where that flips."""
    if turn.share_tied > 0.5:
        return f"{doing} and {otherwise} cannot be told apart in what they are worth to {whom}"
    even, decided = turn.quantile(0.5), 1.0 - turn.share_tied
    values = "values that people may put on the place"
    if turn.share_stay >= NEARLY_ALL * decided:
        start = f"{doing} is worth more to {whom} than {otherwise} for nearly all {values}"
    elif turn.share_stay <= (1.0 - NEARLY_ALL) * decided:
        start = f"{doing} is worth less to {whom} than {otherwise} for nearly all {values}"
    else:
        start = f"{doing} is worth more to {whom} than {otherwise} for {words.percent(turn.share_stay)} of the {values}"
    if even == 0.0:
        return f"{start}, mostly even if the symbol counts for nothing"
    if not np.isfinite(even):
        return f"{start}, mostly at no price of the symbol"
    return f"{start}, and turns where the symbol is worth about {words.rounded(even)} casualties"


def _when(best: BestDate) -> str:
    if best.indifferent:
        return "; no date of leaving can be told from another"
    if best.date is None:
        soon = f", though for some values it is {words.date_words(best.low)}" if best.low else ""
        return f"; the best date to leave is not within the horizon{soon}"
    until = words.date_words(best.high) if best.high else "beyond the horizon"
    between = f"{words.date_words(best.low)} to {until}" if best.low else until
    return f"; the best date to leave is {words.date_words(best.date)} ({between})"


def _waiting(wait: Outcome) -> str:
    """A policy of waiting as something to do."""
    given = wait.attacker.model_dump()
    if wait.attacker.do == "pause_until":
        return f"pausing until {words.date_words(given['date'])}"
    return f"stopping once a square kilometre costs more than {words.whole(given['losses_per_km2'])} casualties"
