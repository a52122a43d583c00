"""Who may learn from what: protocol R (all that was resolved by the as-of date) and S (the other sectors)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pyrrhus.control_map.share_events import TownRecord
from pyrrhus.skill.baselines.models import BASELINES
from pyrrhus.skill.questions import TownDate, outcome_known_by

Protocol = Literal["R", "S"]


def training_rows(
    cases: Sequence[TownDate],
    records: dict[str, TownRecord],
    *,
    horizon_days: int,
    known_on: date,
    without_sector: str | None = None,
) -> tuple[list[int], list[bool]]:
    """Rows of `cases` whose horizon has passed by `known_on` and whose outcome the map up to then tells.

    A town that fell early is not taken in before its horizon has passed: its neighbours that stood cannot be yet, and a
    fit on such rows takes towns for falling far more often than they do (measured: docs/explanation/skill.md).
    """
    rows, outcome = [], []
    for n, case in enumerate(cases):
        if case.as_of + timedelta(horizon_days) > known_on or case.sector == without_sector:
            continue
        happened = outcome_known_by(records[case.town], case.as_of, horizon_days, known_on)
        if happened is not None:
            rows.append(n)
            outcome.append(happened)
    return rows, outcome


def baseline_probabilities(
    cases: Sequence[TownDate],
    records: dict[str, TownRecord],
    *,
    horizon_days: int,
    protocol: Protocol,
    known_on: date,
) -> dict[str, NDArray[np.float64]]:
    """Probabilities [case] of every baseline for every case.

    R: fitted at each case's own date. S: fitted on all other sectors up to `known_on`. Cases share a fit where they
    share a date or a sector.
    """
    out = {name: np.zeros(len(cases)) for name in BASELINES}
    for key, members in groups_of(cases, protocol).items():
        rows, outcome = rows_of_group(key, cases, records, horizon_days=horizon_days, known_on=known_on)
        learnt, asked = [cases[n].features for n in rows], [cases[n].features for n in members]
        for name, baseline in BASELINES.items():
            out[name][members] = baseline.predict(baseline.fit(learnt, outcome, horizon_days), asked, horizon_days)
    return out


def groups_of(cases: Sequence[TownDate], protocol: Protocol) -> dict[date | str, list[int]]:
    """Numbers of the cases that share a fit, by their date or their sector."""
    groups: dict[date | str, list[int]] = {}
    for n, case in enumerate(cases):
        groups.setdefault(case.as_of if protocol == "R" else case.sector, []).append(n)
    return groups


def rows_of_group(
    key: date | str, cases: Sequence[TownDate], records: dict[str, TownRecord], *, horizon_days: int, known_on: date
) -> tuple[list[int], list[bool]]:
    """What a group is fitted on: what its date knew, or all other sectors up to `known_on`."""
    of_date = isinstance(key, date)
    return training_rows(
        cases,
        records,
        horizon_days=horizon_days,
        known_on=key if of_date else known_on,
        without_sector=None if of_date else key,
    )
