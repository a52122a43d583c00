"""Synthetic ledgers with a planted truth: for calibration of the fusion, recovery of biases, and finding of echoes.

Truth and biases are drawn from the very priors that the fusion holds, so that its posterior must be calibrated; echoes
are planted by letting one source repeat another with the small errors of rounding. Hedges are drawn as they are read: a
bound is fixed first, and the truth decides whether it is said as "at least" or as "up to".
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from pyrrhus.claims.bias import BiasTable
from pyrrhus.claims.hedges import read_hedge
from pyrrhus.claims.ledger import Claim, Side, Source
from pyrrhus.claims.links import Graph, Target
from pyrrhus.claims.options import FusionContext, FusionOptions
from pyrrhus.claims.periods import Item, battle_starts, target_of
from pyrrhus.claims.scope import scope_of
from pyrrhus.claims.vocabulary import quantities

START = date(2000, 1, 1)
INTERESTS: tuple[Side | None, ...] = ("attacker", "defender", None)


@dataclass(frozen=True)
class Planted:
    """A ledger, and what is true in it: `truth` per target asked, `bias` per (source, family, side, scope)."""

    claims: list[Claim]
    sources: dict[str, Source]
    truth: dict[Target, float]
    bias: dict[tuple[str, str, Side | None, str], float]
    as_of: date


def make_claim(claim_id: str, **given: object) -> Claim:
    """A claim with harmless defaults: the attacker's killed a day at a town over January 2000, about 100.

    It says of itself what it counts, as place and actor have it.
    """
    quantity = str(given.get("quantity", "killed_per_day"))
    known = quantities().get(quantity)
    values: dict = {
        "id": claim_id,
        "said_on": date(2000, 2, 1),
        "source": "one",
        "outlet": "",
        "speaker": "",
        "derived_from": None,
        "quantity": quantity,
        "side": "attacker",
        "place": "town",
        "period_from": date(2000, 1, 1),
        "period_to": date(2000, 1, 31),
        "low": None,
        "value": 100.0,
        "high": None,
        "category": None,
        "unit": known.unit if known else "",
        "hedge": "about",
        "stance": "asserts",
        "reliability": "C",
        "credibility": "3",
        "url": "",
        "note": "",
    }
    values |= given
    return Claim(**{"scope": scope_of(Claim(**values)), **values})


def make_sources(*names: str, **interests: Side | None) -> dict[str, Source]:
    """Sources by id: `names` of neither side, `interests` of the side given."""
    listed = {**dict.fromkeys(names), **interests}
    return {s: Source(s, s.replace("_", " "), "ministry", side, "C") for s, side in listed.items()}


def draw_ledger(
    rng: np.random.Generator,
    *,
    sources: int = 6,
    per_source: int = 4,
    asked: tuple[Target, ...] | None = None,
    one_day_0_1: float = 0.0,
) -> Planted:
    """Losses of both sides at a town and on the front, claimed by sources of every interest, with every hedge; some of
    single days."""
    people = {
        f"s{k}": Source(f"s{k}", f"source {k}", "ministry", INTERESTS[k % 3], "CDBF"[k % 4]) for k in range(sources)
    }
    names = ("killed", "casualties", "wounded", "killed_per_day", "casualties_per_day")
    drafts = []
    for k in range(sources):
        for j in range(per_source):
            first = START + timedelta(days=int(rng.integers(0, 60)))
            last = first + timedelta(days=int(rng.integers(7, 60)))
            drafts.append(
                make_claim(
                    f"c{k}_{j}",
                    source=f"s{k}",
                    quantity=names[int(rng.integers(len(names)))],
                    side=("attacker", "defender")[int(rng.integers(2))],
                    place=("town", None)[int(rng.integers(2))],
                    period_from=last if rng.random() < one_day_0_1 else first,
                    period_to=last,
                    said_on=last + timedelta(days=3),
                    hedge="about",
                    reliability="F",
                    credibility=str(int(rng.integers(1, 7))),
                )
            )
    as_of = START + timedelta(days=140)
    return plant(rng, drafts, people, as_of, asked)


def plant(
    rng: np.random.Generator,
    drafts: list[Claim],
    people: dict[str, Source],
    as_of: date,
    asked: tuple[Target, ...] | None = None,
) -> Planted:
    """Give drafted claims figures: truth, biases and noise drawn from the priors, hedges at random."""
    starts = battle_starts(drafts, FusionContext())
    items = [Item(c, target_of(c, starts), read_hedge(c, FusionOptions().noise_log_sd), c.source) for c in drafts]  # type: ignore[arg-type]
    wanted = asked or tuple(dict.fromkeys(i.target for i in items))
    graph = Graph([*(i.target for i in items), *wanted])
    z = graph.mean.copy()
    at = 0
    for block in graph.blocks:
        z[at : at + len(block)] += np.linalg.cholesky(block + 1e-12 * np.eye(len(block))) @ rng.standard_normal(
            len(block)
        )
        at += len(block)
    for columns in graph.shares().values():  # the fusion knows that shares add up to at most one
        z[columns] = np.minimum(z[columns], math.log(0.9 / len(columns)))
    log_truth, _ = graph.evaluate(z)
    table = BiasTable(items, people)
    prior = table.prior()
    bias = prior.mean + prior.sd * rng.standard_normal(len(prior.mean))
    claims = []
    for item in items:
        u = float(log_truth[graph.index[item.target]]) + sum(c * float(bias[k]) for k, c in table.columns_of(item))
        claims.append(_say(rng, item.claim, u + graph.short_period_log_sd(item.target) * float(rng.standard_normal())))
    truth = {t: math.exp(float(log_truth[graph.index[t]])) for t in wanted}
    total = {
        (*key, level): sum(c * float(bias[k]) for k, c in table.columns_of_scope((key, level)))
        for key, level in table.spoken
    }
    return Planted(claims, people, truth, {k: math.exp(b) for k, b in total.items()}, as_of)


def _say(rng: np.random.Generator, claim: Claim, u: float) -> Claim:
    """A claim that says exp(u + noise), with one of the hedges."""
    hedge = ("exactly", "about", "bound", "between")[int(rng.integers(4))]
    plain = "exactly" if hedge in ("bound", "between") else hedge
    spoken = replace(claim, hedge=plain, value=math.pi)  # all its digits: a round figure is read as rounded
    noise = read_hedge(spoken, FusionOptions().noise_log_sd).noise_sd  # type: ignore[union-attr]
    figure = u + noise * float(rng.standard_normal())
    if hedge == "bound":
        bound = u + 0.7 * float(rng.standard_normal())
        return replace(spoken, value=math.exp(bound), hedge="at_least" if figure >= bound else "up_to")
    if hedge == "between":
        width = 0.4
        step = math.floor((figure - (shift := float(rng.uniform(0, width)))) / width)
        low = shift + step * width
        return replace(spoken, value=None, low=math.exp(low), high=math.exp(low + width), hedge="between")
    return replace(spoken, value=math.exp(figure))


def daily_totals(rng: np.random.Generator, source: str, days: int, **given: object) -> list[Claim]:
    """A source's running total of casualties, said every day, growing by a rate that wanders."""
    rate = np.exp(math.log(500.0) + np.cumsum(0.08 * rng.standard_normal(days)))
    totals = np.cumsum(rate)
    return [
        make_claim(
            f"{source}_{k:04d}",
            source=source,
            quantity="casualties",
            period_from=START,
            period_to=START + timedelta(days=k),
            said_on=START + timedelta(days=k),
            value=float(round(totals[k], -1)),
            **given,
        )
        for k in range(days)
    ]


def monthly_echo(
    rng: np.random.Generator, source: str, origin: list[Claim], *, share: float, error: float, days: int = 30
) -> list[Claim]:
    """A second source's rate per period, made from another's totals times `share`, with a log error of `error`."""
    out = []
    for k in range(days, len(origin), days):
        begin, end = origin[k - days], origin[k]
        rate = (end.value - begin.value) / days * share * math.exp(error * float(rng.standard_normal()))  # type: ignore[operator]
        out.append(
            make_claim(
                f"{source}_{k:04d}",
                source=source,
                quantity="casualties_per_day",
                place=end.place,
                side=end.side,
                period_from=begin.period_to + timedelta(days=1),
                period_to=end.period_to,
                said_on=end.said_on,  # type: ignore[operator]
                value=float(f"{rate:.3g}"),
            )
        )
    return out
