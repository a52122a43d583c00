"""The published curve of an assessment: the campaigns' own and need over rate's, stacked as in the backtest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from pyrrhus.skill.backtest_forecasts import MEMBERS
from pyrrhus.skill.record import TrackRecord
from pyrrhus.skill.stack import combine, fit_weights

Floats = NDArray[np.float64]
PLAIN = ("press", "hold")


@dataclass(frozen=True)
class PublishedFall:
    """The curve [day 0..] and the weight of each of MEMBERS in it. `assumed`: it is of an assumption that no forecast
    of the record made, moved from the stacked one by as much as the campaigns move."""

    cdf: Floats
    weights: dict[str, float]
    assumed: bool = False


def published_fall(
    mechanism: Floats, baselines: Mapping[str, Floats], record: TrackRecord, day: date
) -> PublishedFall | None:
    """Stack the campaigns' curve [day] with the baselines'; weights from forecasts that were settled by the day.

    None where a member is missing, since no map tells it. Weights are learnt from forecasts whose whole horizon had
    passed, as under protocol R.
    """
    given = {"mechanism": mechanism, **baselines}
    if any(name not in given for name in MEMBERS):
        return None
    settled = [row for row in record.known_by(day).falls if row.as_of + timedelta(days=row.horizon_days) <= day]
    said = np.array([[row.said[name] for name in MEMBERS] for row in settled]).reshape(-1, len(MEMBERS))
    weights = fit_weights(said, [row.outcome for row in settled])
    curve = combine(np.column_stack([given[name] for name in MEMBERS]), weights)
    return PublishedFall(np.maximum.accumulate(curve), dict(zip(MEMBERS, (float(w) for w in weights), strict=True)))
