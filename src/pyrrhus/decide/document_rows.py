"""What both documents of a decision share: policies, flips, signs and views as plain data, and the caveat."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from pyrrhus.claims.ledger import SIDES
from pyrrhus.claims.result import QUANTILES
from pyrrhus.decide.factions import View
from pyrrhus.decide.flips import Flip
from pyrrhus.decide.indicators import Sign
from pyrrhus.decide.payoffs import PairTable
from pyrrhus.digits import six_digits
from pyrrhus.scenario.policy_sentences import describe

CAVEAT = "The effects of policies are the model's and cannot be tested on history."


def tidy(value: float) -> float | None:
    """A number as JSON carries it: six digits; None where there is none."""
    return six_digits(value) if math.isfinite(value) else None


def spread(values: ArrayLike) -> dict[str, float | None]:
    """Five quantiles over draws, keyed as everywhere; None where infinite."""
    at = np.quantile(np.asarray(values, dtype=float), QUANTILES, method="inverted_cdf")
    return {f"{level:g}": tidy(float(value)) for level, value in zip(QUANTILES, at, strict=True)}


def iso(day: date | None) -> str | None:
    """A day as written in a document."""
    return day.isoformat() if day else None


def policy_rows(table: PairTable, names: tuple[str, str]) -> list[dict[str, Any]]:
    """The policies of both sides, in words; `names` of the sides."""
    return [
        {"id": policy.id, "side": SIDES[side], "words": describe(policy, name=names[side])}
        for side in (0, 1)
        for policy in table.policies(side)
    ]


def flip_row(turn: Flip) -> dict[str, Any]:
    """How the values divide between two policies, and what they hold the symbol to be worth."""
    return {
        "side": SIDES[turn.side],
        "stay": turn.stay,
        "leave": turn.leave,
        "share_stay": tidy(turn.share_stay),
        "share_tied": tidy(turn.share_tied),
        "worth_of_symbol": spread(turn.actual),
    }


def sign_row(sign: Sign | None) -> dict[str, float | None] | None:
    """What would be seen, how likely that is, and the chance of the fall then."""
    if sign is None:
        return None
    seen = {"threshold": sign.threshold, "chance": sign.chance, "probability": sign.fall}
    return {name: tidy(value) for name, value in {**seen, "standard_error": sign.standard_error}.items()}


def view_row(view: View) -> dict[str, Any]:
    """How a faction, or the side itself, sees its side's choice."""
    actor = view.actor
    return {
        "side": SIDES[view.side],
        "actor": actor.actor if actor else None,
        "name": view.name,
        "interest": actor.interest if actor else "",
        "deadline": iso(actor.deadline) if actor else None,
        "value": actor.value if actor else None,
        "source": actor.source if actor else "",
        "stay": view.stay,
        "leave": view.leave,
        "best": list(view.best),
        "leans": view.leans,
        "share_stay": tidy(view.share_stay),
        "share_tied": tidy(view.share_tied),
        "gain": spread(view.gain),
    }
