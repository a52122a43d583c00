"""Q4: hold or withdraw, and when? Press on or stop?"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np

from pyrrhus.decide.differences import difference, ratio_of_means
from pyrrhus.decide.document_rows import CAVEAT as UNTESTED
from pyrrhus.decide.factions import View, views_of
from pyrrhus.decide.flips import FAR, Flip, flips_of
from pyrrhus.decide.leaving_dates import BestDate, best_date, marginal_exchange
from pyrrhus.decide.outcomes import Outcome
from pyrrhus.decide.payoffs import PairTable
from pyrrhus.judge import words
from pyrrhus.judge.best_choices import best_words, chance_of_fall, favour
from pyrrhus.judge.case import Answer, Case, chance, number, sides
from pyrrhus.scenario.plans import is_composed
from pyrrhus.scenario.policy_sentences import describe
from pyrrhus.scenario.schema import Side

QUESTION = "Hold or withdraw, and when? Press on or stop?"
CAVEAT = (
    f"{UNTESTED} In the model those who leave a town "
    "fight on from a line behind it, before which the attacker regroups; leaving frees no troops for elsewhere. A "
    "different worth of the place, the last road cut, or a weaker line behind would turn the balance."
)
OTHERWISE = 0.1  # a faction's share of the values, apart from its side's, that is worth a sentence
MOST_NAMED = 2
LEAST_SHARE = 0.005  # of the values, below which a share is not worth a word


def judge_hold_or_withdraw(case: Case) -> Answer:
    """The policies of both sides on the same draws: what holding and pressing on buy, cost, and at what price."""
    compared = case.comparison
    hold, ladder = compared.assumed, compared.ladder
    flips = flips_of(compared)
    sentences: list[str] = []
    estimates: list[dict[str, Any]] = []
    for side in ("defender", "attacker"):
        sentences.append(best_words(case, side))
    if ladder:
        turn, best = flips[0], best_date(hold, ladder, compared.draws)
        estimates += _flip_rows(turn, "defender", "holding on is worth more than leaving now")
        held = _holding_rows(case, compared)
        estimates += held
        sentences.append(_holding(case, turn, best, held))
    costs = [o for o in compared.of_side(1)[1:] if o.defender.do == "hold_at_all_costs" and not is_composed(o.defender)]
    if costs:
        sentences.append(_holding_harder(case, hold, costs[0]))
    turns = list(zip(compared.waits, [turn for turn in flips if turn.side == 0], strict=True))
    if turns:
        for outcome, turn in turns:
            label = f"pressing on is worth more than {_waiting(outcome)}"
            estimates += _flip_rows(turn, "attacker", label)
        sentences.append(_pressing(case, hold, *min(turns, key=lambda pair: favour(pair[1]))))
    sentences += [
        said
        for side in views_of(compared, case.scenario.actors, case.as_of, closest=True)
        if (said := _within(case, side))
    ]
    estimates += [row for outcome in compared.of_side(1) for row in _outcome_rows(case, outcome, "defender")]
    estimates += [row for outcome in compared.of_side(0)[1:] for row in _outcome_rows(case, outcome, "attacker")]
    sentences = [said for said in sentences if said]
    if not sentences:
        sentences.append("The horizon is too short for any other policy to make a difference.")
    return Answer(
        "Q4",
        QUESTION,
        " ".join(sentences),
        "low",
        estimates,
        case.claims_on(
            (
                "intends_to_hold",
                "intends_to_withdraw",
                "advised_to_withdraw",
                "next_line_prepared",
                "intends_to_encircle",
                "place_value",
            )
        ),
        CAVEAT,
    )


def _holding_rows(case: Case, compared: PairTable) -> list[dict[str, Any]]:
    """What holding buys against leaving now, and at which rate of exchange from date to date."""
    hold, ladder = compared.assumed, compared.ladder
    longer = (hold.held_share - ladder[0].held_share) * hold.days
    rows = [number("days longer that the town stands by holding", longer, "days", "defender")]
    steps = marginal_exchange(ladder, hold, horizon=case.until)
    for step, (sooner, later) in zip(steps, pairwise((*ladder, hold)), strict=True):
        if step.exchange is not None:
            label = f"attacker's further casualties for one of the defender's, {_span(step.start, step.end)}"
            apart = later.casualties - sooner.casualties
            rows.append(number(label, ratio_of_means(apart[:, 0], apart[:, 1]), "ratio"))
    return rows


def _said(case: Case, outcome: Outcome, side: Side) -> str:
    choice = outcome.policy(sides().index(side))
    return describe(choice, name=case.name(side)).rstrip(".")


def _outcome_rows(case: Case, outcome: Outcome, mover: Side) -> list[dict[str, Any]]:
    label = _said(case, outcome, mover)
    return [
        chance(f"the town falls: {label}", chance_of_fall(case, outcome)),
        number(f"casualties: {label}", outcome.casualties[:, 1], "persons", "defender"),
        number(f"casualties: {label}", outcome.casualties[:, 0], "persons", "attacker"),
    ]


def _flip_rows(turn: Flip, side: Side, label: str) -> list[dict[str, Any]]:
    against = max(0.0, 1.0 - turn.share_stay - turn.share_tied)
    rows = [
        chance(label, turn.share_stay, side),
        chance(f"{label}: the two cannot be told apart", turn.share_tied, side),
        chance(f"{label}: no, it is worth less", against, side),
    ]
    finite = turn.price[np.isfinite(turn.price)]
    if len(finite) > len(turn.price) / 2:
        rows.append(number(f"worth of the symbol above which {label}", finite, "casualties", side))
    return rows


def _span(start: date | None, end: date | None) -> str:
    first = words.date_words(start) if start else "now"
    return f"by leaving on {words.date_words(end)} rather than {first}" if end else f"by not leaving on {first}"


def _holding(case: Case, turn: Flip, best: BestDate, held: list[dict[str, Any]]) -> str:
    """Whether holding is worth it against leaving now, until when, and what it buys and costs, the fall included.

    The numbers are those of the estimates beside it (`_holding_rows`, `_outcome_rows`).
    """
    defender, hold, leave = case.name("defender"), case.comparison.assumed, case.comparison.ladder[0]
    falls = float(np.mean(case.fallen))
    fate = f"{case.town} falls by {words.date_words(case.until)} in {words.share_words(falls)} of the campaigns"
    return (
        f"{_verdict(turn, f'Holding {case.town}', defender, 'leaving now')}{_when(best, case.until)}. "
        f"{words.sentence(fate)}{' all the same' if falls > 0.5 else ''}; holding keeps it "
        f"{_days_held(held[0]['quantiles'])} longer, for "
        f"{_casualties(case, hold, leave, 'defender')} and {_casualties(case, hold, leave, 'attacker')}."
    )


def _holding_harder(case: Case, hold: Outcome, harder: Outcome) -> str:
    """What holding at all costs would change, and that the model puts no price of its own on it."""
    falls = words.share_words(chance_of_fall(case, harder))
    return (
        f"Held at all costs, {case.town} falls in {falls} of the campaigns, for "
        f"{_casualties(case, harder, hold, 'defender')}; the model puts no price of its own on that order."
    )


def _casualties(case: Case, one: Outcome, other: Outcome, side: Side) -> str:
    """A side's casualties under one outcome against those under another: the middles that the options show."""
    column = sides().index(side)
    first, last = (
        words.count_words(number("casualties", outcome.casualties[:, column], "persons")["quantiles"]["0.5"])
        for outcome in (one, other)
    )
    apart = difference(one.casualties[:, column], other.casualties[:, column])
    against = "either way" if first == last else f"against {last}"
    chance_alone = " (no more than chance makes)" if apart.tie and first != last else ""
    count = "no" if first == "0" else f"about {first}"
    return f"{count} casualties of {case.name(side)} {against}{chance_alone}"


def _pressing(case: Case, press: Outcome, wait: Outcome, turn: Flip) -> str:
    """Whether pressing on is worth it against the policy of waiting that comes nearest to it or is best."""
    chances = words.share_words(float(np.mean(case.fallen))), words.share_words(chance_of_fall(case, wait))
    takes = f"takes {case.town} in {chances[0]} of the campaigns" + (
        " either way" if chances[0] == chances[1] else f" against {chances[1]}"
    )
    cost = f"costs {_casualties(case, press, wait, 'attacker')}"
    return f"{_verdict(turn, 'Pressing on', case.name('attacker'), _waiting(wait))}: pressing on {cost}, and {takes}."


def _within(case: Case, seen: tuple[View, ...]) -> str:
    """Who within a side has reason to see its choice otherwise, in a sentence; empty where nobody's view is known."""
    whole, *mine = seen
    if not mine:
        return ""
    side = sides()[whole.side]
    doing = "pressing on" if side == "attacker" else "holding"
    apart = [view for view in mine if abs(favour(view) - favour(whole)) >= OTHERWISE]
    apart = sorted(apart, key=lambda view: -abs(favour(view) - favour(whole)))[:MOST_NAMED]
    start, shares = f"Within {case.name(side)}", [words.share_words(view.share_stay) for view in (whole, *mine)]
    if not apart:
        names = " and ".join(f"{view.name}{_why(view)}" for view in mine[:MOST_NAMED])
        each = list(dict.fromkeys(shares[1 : MOST_NAMED + 1]))
        against = "" if each == shares[:1] else f", against {shares[0]}"
        return (
            f"{start}, {names} would weigh it much as the side as a whole does ({doing} is worth more for "
            f"{' and '.join(each)} of the values{against})."
        )
    said = [
        f"{view.name}{_why(view)}, for whom {doing} is worth more for {words.share_words(view.share_stay)} of the "
        f"values, against {words.share_words(whole.share_stay)} for the side as a whole"
        for view in apart
    ]
    return f"{start}, {'one view differs' if len(said) == 1 else 'two views differ'}: {'; '.join(said)}."


def _why(view: View) -> str:
    """What makes a faction's view its own, in brackets."""
    if view.actor is None:
        return ""
    reasons = []
    if view.actor.value is not None:
        reasons.append(f"weight of the symbol {view.actor.value:g} of 1")
    if view.actor.deadline is not None:
        reasons.append(f"wants a result by {words.date_words(view.actor.deadline)}")
    return f" ({', '.join(reasons)})" if reasons else ""


def _verdict(turn: Flip, doing: str, whom: str, otherwise: str) -> str:
    """Over what people may hold the place to be worth, which of the two is better, and where that flips."""
    if turn.share_tied > 0.5:
        return f"{doing} and {otherwise} cannot be told apart in what they are worth to {whom}"
    even, against = turn.quantile(0.5), max(0.0, 1.0 - turn.share_tied - turn.share_stay)
    better, worse = ("more", "less") if turn.share_stay >= against else ("less", "more")
    shares = {"more": turn.share_stay, "tied": turn.share_tied, "less": against}
    said = dict(zip(shares, words.parts_in_words(list(shares.values())), strict=True))
    beside = [f"{worse} for {said[worse]}"] if shares[worse] >= LEAST_SHARE else []
    beside += ["the rest tied"] if turn.share_tied >= LEAST_SHARE else []
    share = f"{said[better]} of the values that people may put on the place"
    share += f" ({', '.join(beside)})" if beside else ""
    start = f"{doing} is worth {better} to {whom} than {otherwise} for {share}"
    if even == 0.0:
        return f"{start}, in most cases even if the symbol counts for nothing"
    if not np.isfinite(even):
        return f"{start}, and in most cases no price of the symbol turns that"
    if even > FAR * float(np.quantile(turn.actual, 0.95)):
        return f"{start}, and turns at no price that people put on the symbol"
    beyond = ", more than nearly anyone puts on it" if even > float(np.quantile(turn.actual, 0.95)) else ""
    return f"{start}, and turns where the symbol is worth about {words.rounded(even)} casualties{beyond}"


def _days_held(q: dict[str, float]) -> str:
    """Days in whole days, as "36 days (90 %: 2–120)"; none as "no day"."""
    mid, ends = words.count_words(q["0.5"]), words.count_spread(q["0.05"], q["0.95"])
    days = {"0": "no day", "1": "1 day"}.get(mid, f"{mid} days")
    return days if ends == mid else f"{days} (90 %: {ends})"


def _when(best: BestDate, until: date) -> str:
    if best.indifferent:
        return "; no date of leaving can be told from another"
    end = words.date_words(until)
    if best.date is None:
        soon = f", though for some values it is best on {words.date_words(best.low)}" if best.low else ""
        return f"; it is best not to leave by {end}{soon}"
    last = words.date_words(best.high) if best.high else f"after {end}"
    between = f"{words.date_words(best.low)} to {last}" if best.low and best.low != best.high else last
    if between == words.date_words(best.date):
        return f"; the best date to leave is {between}"
    return f"; the best date to leave is {words.date_words(best.date)} ({between})"


def _waiting(wait: Outcome) -> str:
    """A policy of waiting as something to do."""
    given = wait.attacker.model_dump()
    if is_composed(wait.attacker):
        return "another course ({})".format(describe(wait.attacker, name="it").rstrip("."))
    if wait.attacker.do == "pause_until":
        return f"pausing until {words.date_words(given['date'])}"
    return f"stopping once a square kilometre costs more than {words.whole(given['losses_per_km2'])} casualties"
