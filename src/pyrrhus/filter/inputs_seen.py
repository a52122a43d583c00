"""What an assimilation has seen of its inputs, in hashes, so that another can tell whether they only grew since.

Three things are looked at: the rows that the gate lets through on a date, table by table; what of `scenario.yaml` acts
in a history; and every array that goes into the engine for the days up to that date. The last catches what was
published later and speaks of earlier days. `Campaign.ground.activity` alone is left out: where ground changed hands of
late is a reading of the newest maps, and moves with each of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.compile import Campaign, first_day, settings, timeline
from pyrrhus.campaign.draws import Draws
from pyrrhus.claims.ledger import Claim, Source
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.gate_fields import SCENARIO_FIELDS
from pyrrhus.scenario.parameters import Prior
from pyrrhus.scenario.schema import Scenario

Floats = NDArray[np.float64]
PriorsSeen = dict[str, Sequence[Any]]
WEEK = 7
NO_TABLES = ("name", "file", "inputs_sha256", "lines")
# of scenario.yaml, what no history is run by
NOT_IN_A_HISTORY = {"as_of", "horizon_days", "title", "summary", "licence", "policies", "event"}
GROWING = ("claims", "sources", "control", "events", "forces")
BINS = 40
FINE = 4000
HASH_CHARACTERS = 16


def rows_seen(whole: Scenario, day: date) -> dict[str, list[str]]:
    """Hashes of the rows that the gate lets through on a day by table, and of what of scenario.yaml acts in a history.

    Neither the lines of rows nor their order count.
    """
    known = gate(whole, day)
    tables = {
        name: sorted(_digest(_plain(row)) for row in getattr(known, name))
        for name in SCENARIO_FIELDS
        if name not in NO_TABLES
    }
    return {**tables, "scenario.yaml": [_digest(known.file.model_dump(mode="json", exclude=NOT_IN_A_HISTORY))]}


def what_changed(before: Mapping[str, list[str]], now: Mapping[str, list[str]]) -> str | None:
    """The first table in which something that was seen before is not there now, or something stands that may only have
    been there from the beginning; None where the inputs only grew."""
    for name in sorted({*before, *now}):
        was, is_now = before.get(name, []), now.get(name, [])
        grown = set(was) <= set(is_now) if name in GROWING else was == is_now
        if not grown:
            return name if "." in name else f"{name}.csv"
    return None


def run_seen(campaign: Campaign, draws: Draws, until: date) -> dict[str, Any]:
    """Hash of what a history from the start to a day is run by, but for the draws of parameters; and the log standard
    deviation of each side's stated strengths, which draws can be weighed by.

    Where maps stand every week the front moves by them alone, and the chain of tempo has no part in it.
    """
    days, maps = (until - campaign.start).days, campaign.maps
    weekly = [d for d in maps.dates if d <= until and (d == maps.dates[0] or not (d - campaign.start).days % WEEK)]
    regular = days // WEEK <= len(weekly) and not maps.assumed
    shown = weekly if regular else [d for d in maps.dates if d <= until]
    rows = [maps.dates.index(day) for day in shown]
    plan = timeline(campaign, first=campaign.start, days=days, maps=False, record_days=[])
    orders = settings(campaign, seed=0, first=campaign.start, policies=(None, None), observed=True)
    parts: list[Any] = [[campaign.start.toordinal(), days, maps.assumed, *(day.toordinal() for day in shown)]]
    parts += [maps.attacker[rows], maps.contested[rows], np.ones(0)]
    parts += [value for name, value in campaign.ground._asdict().items() if name != "activity"]
    parts += [value for name, value in plan._asdict().items() if name != "usual"]
    parts += [value for name, value in orders._asdict().items() if name != "transitions" or not regular]
    begun = first_day(campaign, draws)
    parts += [value for name, value in vars(begun).items() if name not in ("civilians", "strength_log_sd")]
    digest = hashlib.sha256()
    for part in parts:
        array = np.ascontiguousarray(part)
        digest.update(f"{array.dtype} {array.shape}".encode())
        digest.update(array.tobytes())
    return {"sha256": digest.hexdigest(), "strength_log_sd": begun.strength_log_sd.tolist()}


def log_strength_ratio(before: Mapping[str, Any], now: Mapping[str, Any], factor: Floats) -> Floats:
    """Log of how much likelier each draw's errors of stated strengths (`factor` [draw, side], log-normal) are now."""
    total = np.zeros(len(factor))
    for side, (was, sd) in enumerate(zip(before["strength_log_sd"], now["strength_log_sd"], strict=True)):
        if was == sd:
            continue
        if min(was, sd) <= 0.0:
            raise ValueError("strengths that were stated without a range have one now, or the other way round")
        square = np.log(factor[:, side]) ** 2
        total += 0.5 * square * (was**-2 - sd**-2) - np.log(sd / was)
    return total


def priors_seen(priors: Mapping[str, Prior], before: PriorsSeen | None = None) -> PriorsSeen:
    """Of each parameter's prior: its hash, edges of bins of equal chances, and the share of it in each bin.

    What was seen `before` is not worked out again where it is the same.
    """
    found: PriorsSeen = {}
    for name, prior in priors.items():
        if prior.distribution is None:
            continue
        mark = _digest(repr(prior.distribution))
        if before is not None and name in before and before[name][0] == mark:
            found[name] = before[name]
            continue
        edges = prior.distribution.quantile(np.arange(1, BINS) / BINS)
        found[name] = (mark, edges.tolist(), _shares(prior, edges).tolist())
    return found


def log_prior_ratio(
    seen: PriorsSeen,
    priors: Mapping[str, Prior],
    values: Mapping[str, Floats],
    *,
    without: tuple[str, ...],
) -> Floats:
    """Log of how much likelier each draw is under the priors of now than under those seen then, parameter by parameter.

    `values` [draw] by name; those `without` are not asked. Raises ValueError where a parameter has come or gone, or one
    that was fixed has changed.
    """
    total = np.zeros(len(next(iter(values.values()))))
    with_one = {name: prior for name, prior in priors.items() if prior.distribution is not None}
    if set(with_one) - set(without) != set(seen) - set(without):
        raise ValueError("other parameters were stated")
    for name, prior in with_one.items():
        if name in without or seen[name][0] == _digest(repr(prior.distribution)):
            continue
        edges, shares = (np.array(part) for part in seen[name][1:])
        now = _shares(prior, edges)
        if np.array_equal(now, shares):
            continue
        if edges[0] == edges[-1]:
            raise ValueError(f"{name} was fixed and is another now")
        ratio = np.log(np.maximum(now, 0.5 / FINE)) - np.log(np.maximum(shares, 0.5 / FINE))
        total += ratio[np.searchsorted(edges, values[name], side="right")]
    return total


@cache
def code_seen() -> str:
    """Hash of the package's code and tables: draws that another version made are never gone on from."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".csv") and "bundled" not in path.parts:
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _shares(prior: Prior, edges: Floats) -> Floats:
    assert prior.distribution is not None
    values = prior.distribution.quantile((np.arange(FINE) + 0.5) / FINE)
    return np.bincount(np.searchsorted(edges, values, side="right"), minlength=BINS) / FINE


def _plain(row: Any) -> Any:
    if isinstance(row, Claim | Source):
        return {name: value for name, value in asdict(row).items() if name != "line"}
    return row.model_dump(mode="json")


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_CHARACTERS]
