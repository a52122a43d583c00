"""`pyrrhus validate losses`: the rates that the defaults follow, and every form against every published battle."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pyrrhus.claims.ledger import SIDES
from pyrrhus.digits import six_digits
from pyrrhus.errors import InputError, Problem
from pyrrhus.plain_text import shown
from pyrrhus.skill.battles.ardennes import (
    LanchesterFit,
    RollingScore,
    fit_published_forms,
    score_rolling_origin,
)
from pyrrhus.skill.battles.cdb90 import FILE as CDB90
from pyrrhus.skill.battles.cdb90 import (
    SINCE,
    Battle,
    RateSummary,
    column,
    long_battles,
    read_battles,
    read_rows,
    summarise_rates,
)
from pyrrhus.skill.battles.iwo_jima import IwoFit, fit_iwo_jima
from pyrrhus.skill.battles.loss_forms import (
    Elasticity,
    FormScore,
    fit_elasticity,
    fit_exchange,
    fit_guns,
    score_leave_one_war_out,
)

PUBLISHED = "ardennes_baselines_recomputed.csv"
SAMPLES = {"days and more": 1, "a week and more": 7}
DIGITS = {"p": 3, "q": 3, "d": 3, "R2": 4}


@dataclass(frozen=True)
class Sample:
    """CDB90 from 1900, battles of `least_days` and more: how forms score, and what the force ratio does."""

    least_days: int
    scores: tuple[FormScore, ...]
    elasticities: tuple[Elasticity, ...]
    exchange: Elasticity
    exchange_at_equal_forces: float
    guns: tuple[Elasticity, ...]
    exchange_by_winner: dict[str, float]


@dataclass(frozen=True)
class LossValidation:
    """All that the command prints. `rates` are of attacker and defender over `battles`."""

    battles: tuple[Battle, ...]
    rates: tuple[RateSummary, RateSummary]
    force_ratio: float
    density_per_km: tuple[float, float]
    samples: tuple[Sample, ...]
    ardennes: tuple[LanchesterFit, ...]
    differing: tuple[str, ...]
    rolling: tuple[RollingScore, ...]
    iwo_jima: tuple[IwoFit, ...]

    def to_dict(self) -> dict[str, Any]:
        """As plain data, digits as they bear."""
        whole = asdict(self)
        for battle, row in zip(self.battles, whole["battles"], strict=True):
            row["rate_per_day"] = [battle.rate_per_day(0), battle.rate_per_day(1)]
        for summary, row in zip(self.rates, whole["rates"], strict=True):
            row["factor90"] = summary.factor90
        return _tidy({"format": "pyrrhus-losses/1", **whole})


def validate_losses(folder: Path) -> LossValidation:
    """Everything from the tables of battles in `folder` (or its `battles`). Raises InputError where one is missing."""
    place = folder / "battles" if (folder / "battles" / CDB90).is_file() else folder
    try:
        return _validate(place)
    except (ValueError, KeyError, TypeError, IndexError, OverflowError) as error:
        what = f"a table of battles holds what cannot be ({shown(error)})"
        raise InputError([Problem(str(place), None, what, "take the tables as they were published", "data")]) from None


def _validate(place: Path) -> LossValidation:
    every = read_battles(place)
    listed = long_battles(every)
    ratio = column(listed, "strength", 0) / column(listed, "strength", 1)
    density = [_ninth(column(listed, "strength", s) / column(listed, "width_km", s)) for s in (0, 1)]
    fits = fit_published_forms(place)
    samples = tuple(_sample(every, days) for days in SAMPLES.values())
    elasticity = float(np.mean([e.value for s in samples for e in s.elasticities]))
    return LossValidation(
        listed,
        (summarise_rates(listed, 0), summarise_rates(listed, 1)),
        float(np.nanmedian(ratio)),
        (density[0], density[1]),
        samples,
        fits,
        _differing(place, fits),
        score_rolling_origin(place, elasticity),
        fit_iwo_jima(place),
    )


def _sample(every: tuple[Battle, ...], least_days: int) -> Sample:
    some = tuple(b for b in every if b.year >= SINCE and b.days >= least_days and b.whole)
    once = tuple(b for b in some if not b.duplicate_of)
    exchange, at_parity = fit_exchange(once)
    guns = [fit_guns(once, side) for side in (0, 1)]
    return Sample(
        least_days,
        score_leave_one_war_out(some),
        (fit_elasticity(once, 0), fit_elasticity(once, 1)),
        exchange,
        at_parity,
        tuple(found for found in guns if found is not None),
        {side: _exchange_of(once, side, exchange.value) for side in SIDES},
    )


def _exchange_of(battles: tuple[Battle, ...], winner: str, elasticity: float) -> float:
    """Attacker's casualties over the defender's at equal forces (geometric mean) where `winner` won: prisoners are in
    the loser's count."""
    won = tuple(b for b in battles if b.winner == winner)
    lost = np.log(column(won, "casualties", 0) / column(won, "casualties", 1))
    force = np.log(column(won, "strength", 0) / column(won, "strength", 1))
    return float(np.exp(np.mean(lost - elasticity * force)))


def _ninth(values: np.ndarray) -> float:
    return float(np.nanquantile(values[values > 0], 0.9))


def _differing(folder: Path, fits: tuple[LanchesterFit, ...]) -> tuple[str, ...]:
    """Numbers of the published table that these fits do not give again; empty where there is no such table.

    Exponents, d and R2 to the digits printed; a, b and the sum of squares to a part in a hundred thousand, since free
    exponents of -2.6 turn the last digit of p into the fifth of a.
    """
    if not (folder / PUBLISHED).is_file():
        return ()
    rows = read_rows(folder, PUBLISHED, ("model", "kind", "days", "p", "q", "d", "a", "b", "SSR", "R2"))
    found = {(fit.model, fit.kind, fit.days): fit for fit in fits}
    wrong = []
    for row in rows:
        fit = found.get((row["model"], row["kind"], row["days"]))
        where = f"{row['model']} {row['kind']} {row['days']}"
        if fit is None:
            wrong.append(f"{where}: no such fit")
            continue
        for name, value in (("p", fit.p), ("q", fit.q), ("d", fit.d), ("R2", fit.r2)):
            if round(value, DIGITS[name]) != float(row[name]):
                wrong.append(f"{where}: {name} {value:.4f} against {row[name]}")
        for name, value in (("a", fit.a), ("b", fit.b), ("SSR", fit.ssr)):
            if not math.isclose(value, float(row[name]), rel_tol=1e-5):
                wrong.append(f"{where}: {name} {value:.6g} against {row[name]}")
    return tuple(wrong)


def _tidy(value: Any) -> Any:
    """Floats to six digits, what is not a number as null."""
    if isinstance(value, dict):
        return {str(k): _tidy(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_tidy(v) for v in value]
    if isinstance(value, float):
        return six_digits(value) if math.isfinite(value) else None
    return value
