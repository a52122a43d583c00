"""A lived history as the header and arrays of a file of draws, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.compile import Campaign
from pyrrhus.campaign.draws import Draws
from pyrrhus.filter.draw_weights import Weighing
from pyrrhus.filter.draws_file import NoDrawsError
from pyrrhus.filter.history import History, Span
from pyrrhus.filter.loss_likelihood import LossFilter
from pyrrhus.filter.loss_update import mean_rates_before

LOSS_ARRAYS = ("drawn", "expected", "per_killed", "mean", "covariance", "used", "killed", "hoped", "skew")
Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class KeptHistory:
    """A history that was kept: what it was drawn from (`about`), and itself. `rates` are the mean rates before it."""

    about: dict[str, Any]
    history: History
    rates: dict[str, NDArray[np.float64]]

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.about["as_of"])


def to_arrays(history: History, rates: dict[str, NDArray[np.float64]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a header says of a history, and its arrays."""
    draws, told = history.draws, history.told_losses
    arrays = {f"state.{name}": value for name, value in history.state._asdict().items()}
    arrays |= {f"draws.{name}": value for name, value in draws.named.items()}
    arrays |= {f"rates.{name}": value for name, value in rates.items()}
    arrays |= {"stayed": history.stayed, "killed_now": history.killed_now}
    if told is not None:
        arrays |= {f"losses.{name}": getattr(told, name) for name in LOSS_ARRAYS}
        arrays |= {f"losses.reading {n}": value for n, value in enumerate(told.reading)}
        if told.carried is not None:
            arrays["losses.carried"] = told.carried
    found = [{k: v for k, v in asdict(w).items() if k != "weights"} for w in history.found]
    about = {
        "spans": [[first.isoformat(), last.isoformat()] for first, last in history.spans],
        "found": found,
        "from_claims": list(draws.from_claims),
        "losses": None if told is None else [list(told.led), list(told.corrected), list(told.free)],
    }
    return about, {name: np.asarray(value) for name, value in arrays.items()}


def from_arrays(about: dict[str, Any], arrays: Arrays, campaign: Campaign) -> KeptHistory:
    """The history of a file. Raises NoDrawsError where an array or a word of the header is not there."""
    from pyrrhus.engine.arrays import PARAMETERS
    from pyrrhus.engine.state import State

    try:
        spans = [(date.fromisoformat(a), date.fromisoformat(b)) for a, b in about["spans"]]
        state = State(**_part(arrays, "state."))  # type: ignore[call-arg]
        named = _part(arrays, "draws.")
        matrix = np.ascontiguousarray(np.column_stack([named[name] for name in PARAMETERS]))
        draws = Draws(matrix, named, tuple(about["from_claims"]))
        none = np.zeros(0)
        found = [Weighing(weights=none, **one) for one in about["found"]]
        told = _loss_filter(about["losses"], arrays, campaign, spans)
        stayed, killed_now = arrays["stayed"], arrays["killed_now"]
    except (KeyError, TypeError, ValueError) as error:
        raise NoDrawsError(f"it is of another make ({error})") from None
    size = len(stayed)
    if any(len(value) != size for value in (*state, *named.values(), killed_now)):
        raise NoDrawsError("its arrays are not of one number of draws")
    rates = mean_rates_before(_part(arrays, "rates."))
    return KeptHistory(about, History(spans, state, draws, stayed, killed_now, told, found), rates)


def _part(arrays: Arrays, prefix: str) -> dict[str, NDArray[Any]]:
    return {name.removeprefix(prefix): value for name, value in arrays.items() if name.startswith(prefix)}


def _loss_filter(sides: Any, arrays: Arrays, campaign: Campaign, spans: list[Span]) -> LossFilter | None:
    if sides is None:
        return None
    part = _part(arrays, "losses.")
    led, corrected, free = (((bool(a), bool(b))) for a, b in sides)
    told = LossFilter(
        campaign,
        spans,
        part["drawn"],
        part["expected"],
        part["per_killed"],
        part["mean"],
        part["covariance"],
        (part["reading 0"], part["reading 1"], part["reading 2"]),
        led,
        corrected,
        free,
        part.get("carried"),
    )
    for name in ("used", "killed", "hoped", "skew"):
        setattr(told, name, part[name])
    return told
