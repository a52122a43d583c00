"""The choices of both sides as plain data: the table of policies, regret, flips, what drives the answer, what to watch,
and how the factions of a side see it. All of it comes from the runs of the comparison; nothing is run here."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from pyrrhus.decide.changes import Changes
from pyrrhus.decide.compare import Outcome
from pyrrhus.decide.decision import view_row
from pyrrhus.decide.factions import View, views
from pyrrhus.decide.flips import FAR, Flip, flip
from pyrrhus.decide.indicators import Indicator, Sign
from pyrrhus.decide.information import Driver, tornado
from pyrrhus.decide.values import SIDE_NAMES, value_names, worth
from pyrrhus.judge import words
from pyrrhus.judge.case import Case, sides, spread
from pyrrhus.scenario.policies import describe

PAYS_TO_WAIT = ("pause_until", "stop_when")
CAVEAT = "The effects of policies are the model's and cannot be tested on history."
PRICES = 40  # points of a curve over the price of the symbol


def waits(case: Case) -> list[Outcome]:
    """The outcomes of the attacker's policies of pausing or stopping, against the defender's first policy."""
    return [outcome for outcome in case.comparison.pressing if outcome.attacker.do in PAYS_TO_WAIT]


def flips_of(case: Case) -> list[Flip]:
    """Holding against leaving as soon as can be; pressing on against each way of waiting."""
    compared, found = case.comparison, []
    if compared.ladder:
        found.append(flip(1, compared.outcomes[0], compared.ladder[0], compared.draws))
    found += [flip(0, compared.outcomes[0], outcome, compared.draws) for outcome in waits(case)]
    return found


def views_of(case: Case) -> list[tuple[View, ...]]:
    """The views of each side that has a choice: its own first, then those of its actors."""
    compared, found, actors = case.comparison, [], case.scenario.actors
    named = compared.draws.named
    if compared.ladder:
        number = compared.outcomes.index(compared.ladder[0])
        found.append(views(compared.outcomes, 1, leave=number, named=named, actors=actors, as_of=case.as_of))
    turns = [(flip(0, compared.outcomes[0], wait, compared.draws), wait) for wait in waits(case)]
    if turns:
        _, wait = min(turns, key=lambda pair: pair[0].share_stay)
        pressing = (compared.outcomes[0], *compared.pressing)
        number = next(i for i, outcome in enumerate(pressing) if outcome is wait)
        found.append(views(pressing, 0, leave=number, named=named, actors=actors, as_of=case.as_of))
    return found


def lay_out(case: Case) -> dict[str, Any]:
    """What assessment.json carries under `decisions`."""
    compared = case.comparison
    changes = Changes(compared, 0), Changes(compared, 1)
    return {
        "unit": "own casualties",
        "policies": [
            {"id": policy.id, "side": side, "words": describe(policy, name=case.name(side)), "assumed": number == 0}
            for side, policies in zip(sides(), (compared.attackers, compared.defenders), strict=True)
            for number, policy in enumerate(policies)
        ],
        "pairs": _pairs(case),
        "changes": [row for side in changes for row in _change_rows(side)],
        "regret": [row for side in changes for row in _regret_rows(side)],
        "flips": [_flip_row(turn) for turn in flips_of(case)],
        "drivers": _drivers(case),
        "indicators": [_indicator_row(found) for found in compared.indicators],
        "views": [view_row(view) for side in views_of(case) for view in side],
        "caveat": CAVEAT,
    }


def tidy(value: float) -> float:
    return float(f"{value:.6g}")


def _pairs(case: Case) -> list[dict[str, Any]]:
    compared, rows = case.comparison, []
    for a, attacker in enumerate(compared.attackers):
        for d, defender in enumerate(compared.defenders):
            outcome, _ = compared.pair(a, d)
            rows.append({
                "attacker": attacker.id, "defender": defender.id, "draws": len(outcome.fall_day),
                "fall": tidy(words.publish(float(np.mean(outcome.fall_day >= 0)))),
            })  # fmt: skip
    return rows


def _change_rows(changes: Changes) -> list[dict[str, Any]]:
    """Each pair's change for one side, and whether its policy is among the best against the enemy's."""
    compared, rows = changes.comparison, []
    for enemy in range(changes.shape[1]):
        best = changes.best_against(enemy)
        for own in range(changes.shape[0]):
            apart = changes.change(own, enemy)
            a, d = (own, enemy) if changes.side == 0 else (enemy, own)
            rows.append({
                "attacker": compared.attackers[a].id, "defender": compared.defenders[d].id,
                "side": SIDE_NAMES[changes.side], "mean": tidy(apart.mean), "tie": apart.tie or (own, enemy) == (0, 0),
                "standard_error": tidy(apart.standard_error), "best": own in best,
                "variance_saved": changes.variance_saved(own, enemy),
            })  # fmt: skip
    return rows


def _regret_rows(changes: Changes) -> list[dict[str, Any]]:
    policies = changes.comparison.attackers if changes.side == 0 else changes.comparison.defenders
    mean, tied = changes.regret.mean(axis=0), changes.best_against(0)
    return [
        {
            "side": SIDE_NAMES[changes.side], "policy": policy.id, "mean": tidy(float(mean[i].mean())),
            "worst": tidy(float(mean[i].max())), "tied_with_best": i in tied,
        }
        for i, policy in enumerate(policies)
    ]  # fmt: skip


def _flip_row(turn: Flip) -> dict[str, Any]:
    return {
        "side": SIDE_NAMES[turn.side], "stay": turn.stay, "leave": turn.leave,
        "share_stay": tidy(turn.share_stay), "share_tied": tidy(turn.share_tied),
        "worth_of_symbol": spread(turn.actual),
        "curve": [{"price": price, "share_stay": tidy(turn.share_at(price))} for price in _prices(turn)],
    }  # fmt: skip


def _prices(turn: Flip) -> list[float]:
    """Prices of the symbol from nothing to well beyond what the values hold, evenly on a logarithmic scale."""
    low, high = (float(q) for q in np.quantile(turn.actual, [0.05, 0.95]))
    first = max(1.0, low / 10.0)
    return [0.0, *(tidy(p) for p in np.geomspace(first, max(1.5 * FAR * high, 100.0 * first), PRICES))]


def _drivers(case: Case) -> list[dict[str, Any]]:
    """What moves the chance of the fall in the forecast, and what moves the worth of holding in the comparison."""
    from pyrrhus.engine.arrays import PARAMETERS

    run, compared = case.forecast, case.comparison
    named = dict(run.draws.named)
    for side, name in enumerate(SIDE_NAMES):
        named[f"{name}_troops_now"] = run.record.personnel[:, 0, side].astype(float)
    inputs = [n for n in dict.fromkeys([*PARAMETERS, "attacker_troops_now", "defender_troops_now"]) if n in named]
    found = [_driver_row("fall", "probability", base=case.fallen, driver=driver)
             for driver in tornado(case.fallen.astype(float), named, inputs)]  # fmt: skip
    if compared.ladder:
        values = compared.draws.named
        gain = worth(compared.outcomes[0], values, 1) - worth(compared.ladder[0], values, 1)
        names = [n for n in dict.fromkeys([*PARAMETERS, *value_names(1)]) if n in values]
        found += [_driver_row("holding", "own casualties of the defender", base=gain, driver=driver)
                  for driver in tornado(gain, values, names)]  # fmt: skip
    return found


def _driver_row(result: str, unit: str, *, base: ArrayLike, driver: Driver) -> dict[str, Any]:
    means = {"base": float(np.mean(np.asarray(base, dtype=float))), "low": driver.low, "high": driver.high}
    shown = {name: words.publish(mean) if unit == "probability" else mean for name, mean in means.items()}
    return {
        "result": result, "unit": unit, "input": driver.input, "low_at": tidy(driver.low_at),
        "high_at": tidy(driver.high_at), "share_of_variance": tidy(driver.share),
        **{name: tidy(mean) for name, mean in shown.items()},
    }  # fmt: skip


def _indicator_row(found: Indicator) -> dict[str, Any]:
    return {
        "name": found.name, "unit": found.unit, "days": found.days, "probability": tidy(words.publish(found.base)),
        "low": _sign_row(found.low), "high": _sign_row(found.high), "beyond_noise": found.beyond_noise,
    }  # fmt: skip


def _sign_row(sign: Sign | None) -> dict[str, float] | None:
    if sign is None:
        return None
    return {
        "threshold": tidy(sign.threshold),
        "chance": tidy(sign.chance),
        "probability": tidy(words.publish(sign.fall)),
    }
