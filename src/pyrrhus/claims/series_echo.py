"""Echo of whole series: two sources whose figures keep one share of each other over six dates or more.

Running totals are compared by their steps, never as totals: any two totals of one thing grow alike, and their ratio
says little. Two series are one when the spread of the log ratio of their steps is within rounding (`SPREAD`), and small
beside the steps' own ups and downs, so that two flat series are not taken for one by chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.claims.hedges import figure_of
from pyrrhus.claims.ledger import Claim, Source
from pyrrhus.claims.priors import LOSSES
from pyrrhus.claims.result import Echo

Floats = NDArray[np.float64]
LEAST_DATES = 6
SPREAD = 0.06
EXACT = 0.01
BESIDE_OWN = 0.5


@dataclass(frozen=True)
class _Series:
    """One source's figures for one thing: `kind` is total, rate or level; days are ordinal."""

    source: str
    quantity: str
    side: str | None
    place: str | None
    actor: str
    kind: str
    ids: tuple[str, ...]
    first: Floats
    last: Floats
    figure: Floats


def find_series_echoes(ordered: Sequence[Claim], sources: Mapping[str, Source]) -> list[tuple[Echo, dict[str, str]]]:
    """Every pair of series that is one, with the claims that are copies and the claim of the origin nearest to each.

    The origin is the series with more dates, then the one that began to speak first.
    """
    groups: dict[tuple, list[_Series]] = defaultdict(list)
    for series in _all_series(ordered):
        stem = series.quantity.removesuffix("_per_day")
        what = "losses" if stem in LOSSES else series.quantity
        groups[what, series.side, series.place, series.actor].append(series)
    by_id = {c.id: c for c in ordered}
    found = []
    for key in sorted(groups, key=str):
        ranked = sorted(groups[key], key=lambda s: (-len(s.ids), by_id[s.ids[0]].said_on, s.source, s.quantity))
        for i, copy in enumerate(ranked):
            for origin in ranked[:i]:
                if origin.source == copy.source or _opposed(origin.source, copy.source, sources):
                    continue
                verdict = compare(origin, copy)
                if verdict is not None:
                    found.append(_echo(origin, copy, verdict, sources))
                    break
    return found


def compare(origin: _Series, copy: _Series) -> tuple[float, float, int] | None:
    """(share, log spread, dates) when the copy keeps a constant share of the origin over enough dates, else None."""
    aligned = _align(origin, copy)
    if aligned is None:
        return None
    theirs, ours = aligned
    good = (theirs > 0) & (ours > 0)
    if good.sum() < LEAST_DATES:
        return None
    ratio = np.log(ours[good] / theirs[good])
    middle = float(np.median(ratio))
    spread = float(np.sqrt(np.mean((ratio - middle) ** 2)))
    own = float(np.std(np.log(theirs[good])))
    if spread > SPREAD or (spread > EXACT and spread > BESIDE_OWN * own):
        return None
    return float(np.exp(middle)), spread, int(good.sum())


def _all_series(ordered: Sequence[Claim]) -> list[_Series]:
    rows: dict[tuple, list[tuple[int, int, float, str]]] = defaultdict(list)
    for claim in ordered:
        figure = figure_of(claim)
        if claim.category is not None or figure is None or figure <= 0 or claim.stance != "asserts":
            continue
        last = (claim.period_to or claim.said_on).toordinal()
        first = claim.begins_on.toordinal() if claim.begins_on else None
        stem = claim.quantity.removesuffix("_per_day")
        kind = "level" if stem not in LOSSES else "rate" if stem != claim.quantity else "total"
        begin = first if first is not None else (last if kind != "total" else -1)
        group = (claim.source, claim.quantity, *claim.about, kind)
        rows[group].append((last, begin, figure, claim.id))
    out = []
    for (source, quantity, side, place, actor, kind), items in sorted(rows.items(), key=str):
        if kind == "total":  # one running total has one first day; take the commonest
            begins = [b for _, b, *_ in items]
            common = max(sorted(set(begins)), key=begins.count)
            items = [item for item in items if item[1] == common]
        by_day = {}
        for item in sorted(items):
            by_day[item[0]] = item
        items = [by_day[day] for day in sorted(by_day)]
        if len(items) >= LEAST_DATES:
            out.append(
                _Series(
                    source,
                    quantity,
                    side,
                    place,
                    actor,
                    kind,
                    tuple(i[3] for i in items),
                    np.array([i[1] for i in items], float),
                    np.array([i[0] for i in items], float),
                    np.array([i[2] for i in items], float),
                )
            )
    return out


def _align(origin: _Series, copy: _Series) -> tuple[Floats, Floats] | None:
    """Both series over the copy's steps (losses) or dates (levels); nan-free, same length."""
    if origin.kind == "level" or copy.kind == "level":
        if origin.kind != copy.kind:
            return None
        nearest = np.abs(origin.last[None, :] - copy.last[:, None])
        close = nearest.min(axis=1) <= 3
        return origin.figure[nearest.argmin(axis=1)][close], copy.figure[close]
    begin, end, ours = _steps(copy)
    theirs = np.full(len(ours), np.nan)
    running = _running(origin)
    if running is None:
        return None
    days, totals, widest = running
    inside = (begin >= days[0] - 1) & (end <= days[-1] + 1) & (end - begin >= 0.9 * widest)
    theirs[inside] = np.interp(end[inside], days, totals) - np.interp(begin[inside], days, totals)
    return theirs[inside], ours[inside]


def _steps(series: _Series) -> tuple[Floats, Floats, Floats]:
    """(after the end of day, to the end of day, amount) per step of a total or period of a rate."""
    if series.kind == "total":
        return series.last[:-1], series.last[1:], np.diff(series.figure)
    begin = np.where(
        series.first < series.last,
        series.first - 1,
        np.append(series.last[0] - np.median(np.diff(series.last)), series.last[:-1]),
    )
    return begin, series.last, series.figure * (series.last - begin)


def _running(series: _Series) -> tuple[Floats, Floats, float] | None:
    """A series as a running total by the end of each day, with its widest gap; None where a rate leaves holes."""
    if series.kind == "total":
        return series.last, series.figure, float(np.median(np.diff(series.last)))
    begin, end, amount = _steps(series)
    if (np.abs(begin[1:] - end[:-1]) > 2).any():
        return None
    return np.append(begin[0], end), np.append(0.0, np.cumsum(amount)), float(np.median(end - begin))


def _opposed(one: str, two: str, sources: Mapping[str, Source]) -> bool:
    interests = {sources[s].interest for s in (one, two) if s in sources} - {None}
    return len(interests) > 1


def _echo(
    origin: _Series, copy: _Series, verdict: tuple[float, float, int], sources: Mapping[str, Source]
) -> tuple[Echo, dict[str, str]]:
    share, spread, dates = verdict
    names = [sources[s].name if s in sources else s for s in (copy.source, origin.source)]
    times = "equals" if abs(share - 1) < 0.03 else f"is {share:.2f} times"
    why = (
        f"{names[0]}'s series {times} that of {names[1]} over {dates} dates (spread {100 * spread:.1f} percent): "
        "one source, not two"
    )
    inside = (copy.last >= origin.last[0] - 1) & (copy.last <= origin.last[-1] + 1)
    nearest = np.abs(origin.last[None, :] - copy.last[:, None]).argmin(axis=1)
    copies = {i: origin.ids[k] for i, k, ok in zip(copy.ids, nearest, inside, strict=True) if ok}
    return Echo(copy.ids, origin.source, why, "series", (copy.source, origin.source)), copies
