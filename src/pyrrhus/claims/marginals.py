"""From the joint posterior to one answer per quantity: quantiles, weights of the claims, how good the evidence is."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from pyrrhus.claims.claim_weights import Judged, Weigher
from pyrrhus.claims.claim_words import say_about, say_figure, say_unit
from pyrrhus.claims.hedges import HedgedInterval, log_chance
from pyrrhus.claims.infer import Posterior
from pyrrhus.claims.links import LOSSES, Graph, Target, is_part
from pyrrhus.claims.options import FusionContext, FusionOptions
from pyrrhus.claims.periods import Item, day
from pyrrhus.claims.result import QUANTILES, EvidenceWarning, FusedQuantity
from pyrrhus.claims.vocabulary import quantities, sums_over_days

Floats = NDArray[np.float64]
GRID = tuple(
    float(p)
    for p in np.round(np.concatenate([[0.001, 0.0025, 0.005], np.arange(0.01, 0.995, 0.01), [0.995, 0.9975, 0.999]]), 4)
)
SOFT_SITES = 16
UNRELATED = 1e-3  # squared correlation below which a bound does not change the shape of an answer
SPAN, STEPS = 6.0, 61
AT_ONCE = 256
MOST_LOG_MOVE = 100.0  # a claim without which next to nothing is known
MOST_PERIODS = 300


def wanted_targets(items: Sequence[Item], options: FusionOptions, context: FusionContext, as_of: date) -> list[Target]:
    """The targets to answer: per quantity, side and place spoken of its main period, then the periods spoken of.

    Where any loss of a side at a place was claimed, all its losses follow, a day and in all; where a part of a side was
    spoken of, the whole of it too. The main period of a sum or a rate runs from the first day spoken of (or the
    battle's start) to the as-of date; a level's is that day.
    """
    spoken: dict[tuple, list[Target]] = defaultdict(list)
    direct: dict[tuple, list[Target]] = defaultdict(list)
    for item in items:
        target = item.target
        direct[target.quantity, target.side, target.place, target.actor].append(target)
        names = [target.quantity]
        if target.quantity.removesuffix("_per_day") in LOSSES:
            names += [name + tail for name in LOSSES for tail in ("", "_per_day")]
        # who speaks of a part asks for the whole too
        for actor in dict.fromkeys((target.actor, "" if is_part(target) else target.actor)):
            for name in names:
                spoken[name, target.side, target.place, actor].append(target)
    for wanted in options.wanted:
        if wanted[0] in quantities() and quantities()[wanted[0]].numeric:
            spoken.setdefault((*wanted, ""), [])
    begin: dict[tuple, int] = {}
    for (name, _, place, _), targets in spoken.items():
        family = _span_family(name)
        for target in targets:
            key = (family, place)
            begin[key] = min(begin.get(key, target.first_day), target.first_day)
    main, more = [], []
    end = as_of.toordinal()
    for name, side, place, actor in spoken:
        family = _span_family(name)
        first = end
        if family == "losses" or sums_over_days(name):
            start = context.start.toordinal() if context.start is not None and place is not None else None
            first = start if start is not None else begin.get((family, place), end - 29)
        main.append(Target(name, side, place, min(first, end), end, actor))
        newest = sorted(set(direct[name, side, place, actor]), key=lambda t: (-t.last_day, -t.first_day))
        more += newest[: options.periods_shown]
    more = sorted(more, key=lambda t: (-t.last_day, _order(t)))[:MOST_PERIODS]
    return list(dict.fromkeys([*sorted(main, key=_order), *sorted(more, key=_order)]))


def _span_family(quantity: str) -> str:
    """Quantities that share one main period."""
    stem = quantity.removesuffix("_per_day")
    return "losses" if stem in LOSSES or quantity in ("exchange_ratio_killed", "front_share") else quantity


def _order(target: Target) -> tuple:
    return target.quantity, target.side or "", target.place or "", target.actor, target.first_day, target.last_day


def fused_quantities(
    graph: Graph,
    posterior: Posterior,
    items: Sequence[Item],
    targets: Sequence[Target],
    options: FusionOptions,
    context: FusionContext,
) -> tuple[tuple[FusedQuantity, ...], list[EvidenceWarning]]:
    """One `FusedQuantity` per target, and a warning for every one on which the evidence is weak."""
    out, warnings, seen_main = [], [], set()
    weigher = Weigher(items, posterior, options.weight_shown)
    read: dict[str, list[HedgedInterval]] = {}
    for item in items:
        read.setdefault(item.claim.id, []).append(item.reading)
    for start in range(0, len(targets), AT_ONCE):
        part = targets[start : start + AT_ONCE]
        answers = _answers(graph, posterior, part)
        gains = np.abs(answers.cross[:, : weigher.n] * posterior.sites.precision[None, : weigher.n])
        for k, target in enumerate(part):
            key = (target.quantity, target.side, target.place, target.actor)
            main = key not in seen_main
            seen_main.add(key)
            spread, before = math.sqrt(answers.variance[k]), math.sqrt(answers.before[k])
            judged = weigher.judge(answers.cross[k, : weigher.n], gains[k], target, spread, before, main=main)
            out.append(_fused(target, answers.grids[k], judged, main=main))
            if main and judged.evidence in ("weak", "none") and (weigher.spoken(key) or key[:3] in options.wanted):
                warnings.append(_warning(out[-1], read, context))
    return tuple(out), warnings


@dataclass(frozen=True)
class _Answers:
    """Of k targets: quantiles (k, grid), variance now and before, covariance with every statement (k, n)."""

    grids: Floats
    variance: Floats
    before: Floats
    cross: Floats


def _answers(graph: Graph, posterior: Posterior, targets: Sequence[Target]) -> _Answers:
    rows = np.array([graph.index[t] for t in targets], dtype=np.int64)
    value, entries = graph.evaluate(posterior.mean[: graph.size])
    slope = np.zeros((len(rows), len(posterior.mean)))
    slope[:, : graph.size] = graph.slopes(entries, rows)
    towards = posterior.solution.towards(slope)
    variance = np.maximum(np.einsum("ij,ij->i", towards, slope), 1e-12)
    before = np.maximum(np.einsum("ij,ij->i", posterior.solution.prior.times(slope), slope), 1e-12)
    cross = posterior.solution.with_statements(towards)
    # a rate and a sum over one period differ by a constant: their shape is worked out once
    shape = [
        replace(t, quantity=t.quantity.removesuffix("_per_day") if _span_family(t.quantity) == "losses" else t.quantity)
        for t in targets
    ]
    number = {t: k for k, t in enumerate(dict.fromkeys(shape))}
    which = np.array([number[t] for t in shape], dtype=np.int64)
    first = np.unique(which, return_index=True)[1]
    grids = marginal_quantiles(value[rows[first]], variance[first], cross[first], posterior)
    return _Answers(grids[which] + (value[rows] - value[rows[first]][which])[:, None], variance, before, cross)


def _fused(target: Target, grid: Floats, judged: Judged, *, main: bool) -> FusedQuantity:
    if quantities()[target.quantity].unit == "share":
        grid = np.minimum(grid, 0.0)
    values = np.exp(grid)
    return FusedQuantity(
        quantity=target.quantity,
        side=target.side,
        place=target.place,
        period_from=day(target.first_day),
        period_to=day(target.last_day),
        unit=quantities()[target.quantity].unit,
        quantiles={p: float(np.interp(p, GRID, values)) for p in QUANTILES},
        grid_probability=GRID,
        grid_value=tuple(values.tolist()),
        claims=tuple(judged.weights),
        weights=judged.weights,
        categories={},
        evidence=judged.evidence,
        origins=judged.origins,
        main=main,
        actor=target.actor,
        hangs_on=judged.hangs_on,
        median_without=float(np.interp(0.5, GRID, values)) * math.exp(min(judged.log_move_without, MOST_LOG_MOVE))
        if judged.hangs_on
        else None,
    )


def marginal_quantiles(mean: Floats, variance: Floats, cross: Floats, posterior: Posterior) -> Floats:
    """Quantiles (k, grid; log) at `GRID` of k answers: Gaussian, corrected for every bound that bears on them.

    The correction is the factorised one of Cseke and Heskes (2011): the marginal times, for each statement that is not
    a point, the mean of its exact likelihood over its Gaussian stand-in, given the value. `cross` (k, n) is the
    covariance of the answers with what each statement speaks of.
    """
    from scipy.special import ndtri

    sd = np.sqrt(variance)
    out = mean[:, None] + sd[:, None] * ndtri(np.array(GRID))[None, :]
    soft = posterior.sites.soft
    if not len(soft) or not len(mean):
        return out
    relation = cross[:, soft] ** 2 / (variance[:, None] * posterior.variance[soft][None, :])
    most = min(SOFT_SITES, len(soft))
    nearest = np.argsort(-relation, axis=1, kind="stable")[:, :most]
    matter = np.take_along_axis(relation, nearest, axis=1) > UNRELATED
    chosen = soft[nearest]
    x = np.linspace(-SPAN, SPAN, STEPS)
    for start in range(0, len(mean), 32):
        part = slice(start, start + 32)
        widest = int(matter[part].any(axis=0).sum())
        density = _corrected(x, chosen[part, :widest], cross[part], variance[part], posterior)
        for k, row in enumerate(density):
            cumulative = np.concatenate([[0.0], np.cumsum(0.5 * (row[1:] + row[:-1]))])
            cumulative /= cumulative[-1]
            keep = np.concatenate([[True], np.diff(cumulative) > 1e-12])
            out[start + k] = mean[start + k] + sd[start + k] * np.interp(GRID, cumulative[keep], x[keep])
    return out


def _corrected(x: Floats, chosen: NDArray[np.int64], cross: Floats, variance: Floats, posterior: Posterior) -> Floats:
    """Densities (k, steps), up to a constant, at x standard deviations from each mean; `chosen` (k, sites)."""
    sites = posterior.sites
    covariance = np.take_along_axis(cross, chosen, axis=1)
    left = np.maximum(posterior.variance[chosen] - covariance**2 / variance[:, None], 1e-9)
    slope = covariance / np.sqrt(variance)[:, None]
    centre = posterior.predicted[chosen][..., None] + slope[..., None] * x
    bare = 1.0 / np.maximum(1.0 / left - sites.precision[chosen], 1e-9)
    m = bare[..., None] * (centre / left[..., None] - sites.shift[chosen][..., None])

    def each(values: Floats) -> Floats:
        return np.broadcast_to(values[..., None], m.shape)

    readings = (each(v[chosen]) for v in (sites.low, sites.high, sites.noise, sites.denial))
    log_z = log_chance(m, each(bare), *readings)
    # what is left of the Gaussian when the stand-in is taken out, and Z of the exact reading under it
    log_ratio = log_z + 0.5 * (m**2 / bare[..., None] - centre**2 / left[..., None])
    log_density = -0.5 * x**2 + log_ratio.sum(axis=1)
    return np.exp(log_density - log_density.max(axis=1, keepdims=True))


def _warning(
    item: FusedQuantity, read: Mapping[str, Sequence[HedgedInterval]], context: FusionContext
) -> EvidenceWarning:
    about = say_about(item.quantity, item.side, item.place, item.actor, context)
    if sums_over_days(item.quantity) and item.period_from and item.period_to:
        about += f", {item.period_from} to {item.period_to}"
    low, high = item.quantiles[0.05], item.quantiles[0.95]
    origins = f"{item.origins} independent source{'' if item.origins == 1 else 's'}"
    interval = f"90 % interval {say_figure(low)} to {say_figure(high)} {say_unit(item.unit)}".rstrip()
    interval += _open_end(item, read)
    return EvidenceWarning(
        "WeakEvidence", f"{about}: {'no claims' if item.evidence == 'none' else origins}; {interval}"
    )


def _open_end(item: FusedQuantity, read: Mapping[str, Sequence[HedgedInterval]]) -> str:
    """What no claim gives where all that count bound the quantity on one side alone: that end is the prior's."""
    told = [reading for claim in item.claims for reading in read.get(claim, ())]
    if told and all(math.isinf(reading.high) for reading in told):
        return ", of which claims give only the lower end"
    if told and all(math.isinf(reading.low) for reading in told):
        return ", of which claims give only the upper end"
    return ""
