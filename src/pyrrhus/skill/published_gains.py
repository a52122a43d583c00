"""Ground gained as it is published: the campaigns' own range corrected by the record of such forecasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyrrhus.judge.findings import QUANTILES
from pyrrhus.skill.conformal import widen
from pyrrhus.skill.mechanism import gain_by_day
from pyrrhus.skill.record import shipped_record

if TYPE_CHECKING:
    from pyrrhus.campaign.forecast import Forecast


def published_gains(run: Forecast) -> dict[int, dict[str, float]]:
    """Quantiles of the ground gained (km2) within each horizon of the record, corrected by what was known of such
    forecasts on the as-of date (skill/conformal.py). Keys as in assessment.json.
    """
    known = shipped_record().known_by(run.as_of)
    days = [h for h in shipped_record().horizons if h <= run.days]
    gain = gain_by_day(run.record.gain_km2.astype(float), run.record_days, days) if days else np.zeros((1, 0))
    out = {}
    for n, h in enumerate(days):
        low, middle, high = (float(v) for v in np.quantile(gain[:, n], [0.1, 0.5, 0.9]))
        said = widen(QUANTILES, low, middle, high, known.residuals(), horizon_days=h)
        out[h] = {f"{q:g}": float(f"{v:.6g}") for q, v in zip(QUANTILES, said, strict=True)}
    return out
