"""The choices of both sides as plain data: the table of policies, regret, flips, what drives the answer, what to watch,
and how the factions of a side see it. All of it comes from the runs of the comparison; nothing is run here."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from pyrrhus.claims.ledger import SIDES
from pyrrhus.decide.document_rows import CAVEAT, flip_row, policy_rows, sign_row, tidy, view_row
from pyrrhus.decide.factions import views_of
from pyrrhus.decide.flips import FAR, Flip, flips_of
from pyrrhus.decide.indicators import Indicator, Sign
from pyrrhus.decide.information import Driver, tornado
from pyrrhus.decide.payoffs import PairTable, Payoffs
from pyrrhus.decide.values import value_names, worth
from pyrrhus.digits import six_digits
from pyrrhus.judge import words
from pyrrhus.judge.best_choices import chance_of_fall, recommendation_of
from pyrrhus.judge.case import Case, sides, spread

PRICES = 40  # points of a curve over the price of the symbol


def lay_out(case: Case) -> dict[str, Any]:
    """What assessment.json carries under `decisions`."""
    table = case.comparison
    both = table.payoffs(0), table.payoffs(1)
    assumed = [number == 0 for side in (0, 1) for number in range(len(table.policies(side)))]
    recommended = [
        number in recommendation_of(table, side).best
        for i, side in enumerate(sides())
        for number in range(len(table.policies(i)))
    ]
    views = views_of(table, case.scenario.actors, case.as_of, closest=True)
    policies = policy_rows(table, (case.name("attacker"), case.name("defender")))
    return {
        "unit": "own casualties",
        "policies": [
            {**row, "assumed": first, "recommended": best}
            for row, first, best in zip(policies, assumed, recommended, strict=True)
        ],
        "pairs": _pairs(case),
        "changes": [row for side in both for row in _change_rows(table, side)],
        "regret": [row for side in both for row in _regret_rows(table, side)],
        "flips": [_flip_row(turn) for turn in flips_of(table)],
        "drivers": _drivers(case),
        "indicators": [_indicator_row(found) for found in table.indicators],
        "views": [view_row(view) for side in views for view in side],
        "caveat": CAVEAT,
    }


def _pairs(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "attacker": outcome.attacker.id,
            "defender": outcome.defender.id,
            "draws": len(outcome.fall_day),
            "fall": tidy(words.publish(chance_of_fall(case, outcome))),
        }
        for row in case.comparison.outcomes
        for outcome in row
    ]


def _change_rows(table: PairTable, payoffs: Payoffs) -> list[dict[str, Any]]:
    """Each pair's change for one side, and whether its policy is among the best against the enemy's."""
    rows = []
    for enemy in range(payoffs.shape[1]):
        best = payoffs.best_against(enemy)
        for own in range(payoffs.shape[0]):
            apart = payoffs.change(own, enemy)
            a, d = (own, enemy) if payoffs.side == 0 else (enemy, own)
            rows.append(
                {
                    "attacker": table.attackers[a].id,
                    "defender": table.defenders[d].id,
                    "side": SIDES[payoffs.side],
                    "mean": tidy(apart.mean),
                    "tie": apart.tie or (own, enemy) == (0, 0),
                    "standard_error": tidy(apart.standard_error),
                    "best": own in best,
                    "variance_saved": tidy(payoffs.variance_saved(own, enemy)),
                }
            )
    return rows


def _regret_rows(table: PairTable, payoffs: Payoffs) -> list[dict[str, Any]]:
    mean, tied = payoffs.regret.mean(axis=0), payoffs.best_against(0)
    return [
        {
            "side": SIDES[payoffs.side],
            "policy": policy.id,
            "mean": tidy(float(mean[i].mean())),
            "worst": tidy(float(mean[i].max())),
            "tied_with_best": i in tied,
        }
        for i, policy in enumerate(table.policies(payoffs.side))
    ]


def _flip_row(turn: Flip) -> dict[str, Any]:
    return {
        **flip_row(turn),
        "worth_of_symbol": spread(turn.actual),
        "curve": [{"price": price, "share_stay": tidy(turn.share_at(price))} for price in _prices(turn)],
    }


def _prices(turn: Flip) -> list[float]:
    """Prices of the symbol from nothing to well beyond what the values hold, evenly on a logarithmic scale."""
    low, high = (float(q) for q in np.quantile(turn.actual, [0.05, 0.95]))
    first = max(1.0, low / 10.0)
    return [0.0, *(six_digits(p) for p in np.geomspace(first, max(1.5 * FAR * high, 100.0 * first), PRICES))]


def _drivers(case: Case) -> list[dict[str, Any]]:
    """What moves the chance of the fall in the forecast, and what moves the worth of holding in the comparison."""
    from pyrrhus.engine.arrays import PARAMETERS

    run, compared = case.forecast, case.comparison
    named = dict(run.draws.named)
    for side, name in enumerate(SIDES):
        named[f"{name}_troops_now"] = run.record.personnel[:, 0, side].astype(float)
    inputs = [n for n in dict.fromkeys([*PARAMETERS, "attacker_troops_now", "defender_troops_now"]) if n in named]
    found = [
        _driver_row("fall", "probability", base=case.fallen, driver=driver)
        for driver in tornado(case.fallen.astype(float), named, inputs)
    ]
    if compared.ladder:
        values = compared.draws.named
        gain = worth(compared.assumed, values, 1) - worth(compared.ladder[0], values, 1)
        names = [n for n in dict.fromkeys([*PARAMETERS, *value_names(1)]) if n in values]
        found += [
            _driver_row("holding", "own casualties of the defender", base=gain, driver=driver)
            for driver in tornado(gain, values, names)
        ]
    return found


def _driver_row(result: str, unit: str, *, base: ArrayLike, driver: Driver) -> dict[str, Any]:
    means = {"base": float(np.mean(np.asarray(base, dtype=float))), "low": driver.low, "high": driver.high}
    shown = {name: words.publish(mean) if unit == "probability" else mean for name, mean in means.items()}
    return {
        "result": result,
        "unit": unit,
        "input": driver.input,
        "low_at": tidy(driver.low_at),
        "high_at": tidy(driver.high_at),
        "share_of_variance": tidy(driver.share),
        **{name: tidy(mean) for name, mean in shown.items()},
    }


def _indicator_row(found: Indicator) -> dict[str, Any]:
    return {
        "name": found.name,
        "unit": found.unit,
        "days": found.days,
        "probability": tidy(words.publish(found.base)),
        "low": _sign_row(found.low),
        "high": _sign_row(found.high),
        "beyond_noise": found.beyond_noise,
    }


def _sign_row(sign: Sign | None) -> dict[str, Any] | None:
    """As in every document, but with the probability as published and without its error."""
    row = sign_row(sign)
    if sign is None or row is None:
        return None
    return {"threshold": row["threshold"], "chance": row["chance"], "probability": tidy(words.publish(sign.fall))}
