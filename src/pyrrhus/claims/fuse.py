"""Contested claims in, calibrated quantities out, with every judgement visible. `fuse` is the one entrance."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np

from pyrrhus.claims.bias import BiasTable
from pyrrhus.claims.categorical import fuse_categories
from pyrrhus.claims.conflicts import find_conflicts
from pyrrhus.claims.echo import Origins, find_origins
from pyrrhus.claims.hedges import read_hedge
from pyrrhus.claims.infer import infer
from pyrrhus.claims.ledger import Claim, Source
from pyrrhus.claims.links import LEAST_SEGMENT_DAYS, MOST_SEGMENTS, Graph
from pyrrhus.claims.marginals import fused_quantities, wanted_targets
from pyrrhus.claims.options import FusionContext, FusionOptions
from pyrrhus.claims.periods import Item, battle_starts, read_running_totals, target_of
from pyrrhus.claims.priors import family_of
from pyrrhus.claims.result import EvidenceWarning, Flag, FusedQuantity, Fusion, LossEvidence, SourceBias
from pyrrhus.claims.sanity import check_claims, check_outside
from pyrrhus.claims.statements import Statements
from pyrrhus.claims.stretches import measure_losses, span_targets
from pyrrhus.claims.vocabulary import quantities

FEW = 3  # of two that contradict each other neither stands alone
ROUGH = 0.01  # how far (log) the first pass, which only finds what lies outside, may be from the end


def fuse(
    claims: Sequence[Claim],
    sources: Mapping[str, Source],
    *,
    as_of: date,
    options: FusionOptions | None = None,
    context: FusionContext | None = None,
) -> Fusion:
    """Fuse a ledger as it stood on `as_of`. Claims come in any order, already gated; the result does not depend on it.

    Raises ValueError where a claim was said after `as_of`. Whatever else is odd about the claims (contradictions, no
    figure, a unit that does not fit, none at all) ends in a wide answer and a warning, never in an error.
    """
    options, context = options or FusionOptions(), context or FusionContext()
    _check_public(claims, options, as_of)
    ordered, warnings = _usable(claims, sources)
    origins = (
        find_origins(ordered, sources, echo_days=options.echo_days)
        if options.use_echoes
        else Origins({c.id: c.source for c in ordered})
    )
    flags = check_claims(ordered, sources, origins, context, as_of=as_of)
    in_numbers = [c for c in ordered if quantities()[c.quantity].numeric]
    in_words = [c for c in ordered if not quantities()[c.quantity].numeric]
    items = _items(in_numbers, origins, flags, options, context)
    numbers = _fuse_numbers(items, sources, options, context, as_of)
    flags = [*flags, *numbers.outside]
    words, knows, weak = fuse_categories(in_words, sources, origins, flags, options, context, as_of=as_of)
    warnings += [*numbers.warnings, *weak]
    if not ordered:
        warnings.append(EvidenceWarning("WeakEvidence", "no claims: nothing is known but the priors"))
    return Fusion(
        as_of,
        quantities=(*numbers.quantities, *words),
        conflicts=tuple(find_conflicts(ordered, sources, origins, numbers.learnt, flags)),
        echoes=tuple(origins.echoes),
        flags=tuple(sorted(flags)),
        source_bias=numbers.learnt,
        warnings=tuple(dict.fromkeys(warnings)),
        source_knows=knows,
        losses=numbers.losses,
    )


def _check_public(claims: Sequence[Claim], options: FusionOptions, as_of: date) -> None:
    late = [c.id for c in claims if c.said_on > as_of]
    if late:
        raise ValueError(f"claims said after {as_of}: {', '.join(sorted(late)[:5])}; the gate must be passed first")
    if options.known_sources is not None and options.known_sources.dated > as_of:
        raise ValueError(f"what is known of sources is dated {options.known_sources.dated}, after {as_of}")


class FusedNumbers(NamedTuple):
    """What the claims in figures add up to; `outside` are flags of those that lie outside what all others allow."""

    quantities: tuple[FusedQuantity, ...]
    losses: LossEvidence | None
    learnt: dict[str, tuple[SourceBias, ...]]
    outside: list[Flag]
    warnings: list[EvidenceWarning]


def _fuse_numbers(
    items: Sequence[Item],
    sources: Mapping[str, Source],
    options: FusionOptions,
    context: FusionContext,
    as_of: date,
) -> FusedNumbers:
    """One graph of all targets and one posterior: a rough pass that finds what lies outside, and one without it."""
    targets = wanted_targets(items, options, context, as_of)
    spans = span_targets(items, context)
    targets = list(dict.fromkeys([*targets, *spans[len(context.loss_spans) - 1 :: max(len(context.loss_spans), 1)]]))
    if not items and not targets:
        return FusedNumbers((), None, {}, [], [])
    counted = [item for item in items if item.counts]
    graph = Graph([*(i.target for i in counted), *targets, *spans])
    table = BiasTable(counted, sources, options.known_sources)
    prior, spread = table.prior(), options.learn_spread
    statements = _statements(counted, graph, table, options)
    posterior = infer(graph, prior, statements, learn_spread=spread, tolerance=ROUGH)
    outside = check_outside(counted, posterior, graph.size) if options.use_flags else []
    if outside:
        items = _widen(items, outside)
        statements = _statements([i for i in items if i.counts], graph, table, options)
    posterior = infer(graph, prior, statements, learn_spread=spread, start=posterior)
    fused, weak = fused_quantities(graph, posterior, items, targets, options, context)
    return FusedNumbers(
        fused,
        measure_losses(graph, posterior, spans, context),
        table.learnt(posterior, graph.size, counted),
        outside,
        weak,
    )


def _in_order(claims: Sequence[Claim]) -> list[Claim]:
    """Claims by day and id; those of one day and id by all that they say, so that the order given does not matter."""
    shared = {key for key, count in Counter((c.said_on, c.id) for c in claims).items() if count > 1}
    return sorted(claims, key=lambda c: (c.said_on, c.id, str(c) if (c.said_on, c.id) in shared else ""))


def _usable(claims: Sequence[Claim], sources: Mapping[str, Source]) -> tuple[list[Claim], list[EvidenceWarning]]:
    """Claims that can be read, in the order of saying, and a warning for each that cannot."""
    kept: dict[str, Claim] = {}
    warnings = []
    for claim in _in_order(claims):
        quantity = quantities().get(claim.quantity)
        why = None
        if claim.id in kept:
            why = "its id was used before"
        elif quantity is None:
            why = f"no quantity is called {claim.quantity!r}"
        elif quantity.needs_side and claim.side is None:
            why = "it does not say whose"
        elif quantity.numeric and claim.unit and claim.unit != quantity.unit:
            why = f"its unit {claim.unit!r} is not {quantity.unit!r}"
        elif quantity.numeric and read_hedge(claim, 0.2) is None:
            why = "it has no figure that can be used (none, or a negative one)"
        elif not quantity.numeric and claim.category not in quantity.categories:
            why = f"{claim.category!r} is none of {', '.join(quantity.categories)}"
        if why is None:
            kept[claim.id] = claim
        else:
            warnings.append(EvidenceWarning("Unused", f"claim {claim.id}: {why}"))
    unknown = sorted({c.source for c in kept.values()} - set(sources))
    warnings += [
        EvidenceWarning("WeakEvidence", f"the source {s} is not in the list of sources: its interest is unknown")
        for s in unknown
    ]
    return list(kept.values()), warnings


def _items(
    claims: Sequence[Claim], origins: Origins, flags: Sequence[Flag], options: FusionOptions, context: FusionContext
) -> list[Item]:
    """Claims as items: running totals by steps, copies not counted, flags and repetitions widened."""
    starts = battle_starts(claims, context)
    items = []
    for claim in claims:
        reading = read_hedge(claim, options.noise_log_sd)
        if reading is None:
            continue
        items.append(
            Item(claim, target_of(claim, starts), reading, origins.source[claim.id], claim.id not in origins.copies)
        )
    first = min((i.target.first_day for i in items), default=0)
    last = max((i.target.last_day for i in items), default=0)
    items = read_running_totals(items, max(LEAST_SEGMENT_DAYS, (last - first) // MOST_SEGMENTS))
    return _widen(items, flags) if options.use_flags else items


def _widen(items: Sequence[Item], flags: Sequence[Flag]) -> list[Item]:
    by_claim: dict[str, float] = {}
    for flag in flags:
        by_claim[flag.claim] = by_claim.get(flag.claim, 1.0) * flag.widening
    return [replace(i, widening=i.widening * by_claim.get(i.claim.id, 1.0)) for i in items]


def _subject(item: Item) -> tuple[str, str | None, str | None]:
    """What an item is compared with: figures of one family of one side at one place."""
    return family_of(item.target.quantity), item.target.side, item.target.place


def _statements(counted: Sequence[Item], graph: Graph, table: BiasTable, options: FusionOptions) -> Statements:
    """Items as arrays. What one source says again and again of one thing counts as a correlated sample does."""
    said = Counter((i.origin, i.target) for i in counted)
    design = np.array([1.0 + options.repeat_correlation_0_1 * (said[i.origin, i.target] - 1) for i in counted])
    beside = Counter(_subject(i) for i in counted)
    number = {source: k for k, source in enumerate(sorted({i.origin for i in counted}))}
    triplets = [(row, column, c) for row, i in enumerate(counted) for column, c in table.columns_of(i)]
    noise = np.array(
        [math.hypot(i.reading.noise_sd, graph.short_period_log_sd(i.target)) * i.widening for i in counted]
    )
    return Statements(
        target=np.array([graph.index[i.target] for i in counted], dtype=np.int64),
        low=np.array([i.reading.low for i in counted], dtype=float),
        high=np.array([i.reading.high for i in counted], dtype=float),
        noise_sd=noise * np.sqrt(design),
        denial=np.array([i.reading.denial for i in counted], dtype=float),
        source=np.array([number[i.origin] for i in counted], dtype=np.int64),
        effective=1.0 / design if len(counted) else np.zeros(0),
        widening=np.array([i.widening for i in counted]),
        tailed=np.array([i.reading.denial == 0 and beside[_subject(i)] >= FEW for i in counted], dtype=bool),
        bias_row=np.array([t[0] for t in triplets], dtype=np.int64),
        bias_column=np.array([t[1] for t in triplets], dtype=np.int64),
        bias_coefficient=np.array([t[2] for t in triplets], dtype=float),
    )
