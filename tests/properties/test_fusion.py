"""Order does not matter, nothing breaks the fusion, it is calibrated, and it finds what was planted."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import binom, chisquare

from pyrrhus.claims.echo import find_origins
from pyrrhus.claims.fuse import fuse
from pyrrhus.claims.ledger import HEDGES, STANCES, Claim
from pyrrhus.claims.options import FusionOptions
from pyrrhus.claims.vocabulary import quantities
from support.planted import START, daily_totals, draw_ledger, make_claim, make_sources, monthly_echo, plant

AS_OF = date(2001, 1, 1)
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
BARE = FusionOptions(use_flags=False, use_echoes=False, periods_shown=99)

days = st.dates(date(1999, 6, 1), AS_OF)
figures = st.one_of(st.none(), st.sampled_from([0.0, 1.0, 100.0, 1e9, -3.0]), st.floats(1e-6, 1e12))


@st.composite
def odd_claims(draw: st.DrawFn) -> Claim:
    """Any claim that a reader of files could let through, sense or none."""
    name = draw(st.sampled_from([*quantities(), "unheard_of"]))
    words = quantities()[name].categories if name in quantities() else ()
    return make_claim(
        f"c{draw(st.integers(0, 30))}",
        quantity=name,
        unit=quantities()[name].unit if words == () and name in quantities() else "",
        said_on=draw(days),
        source=draw(st.sampled_from("abcx")),
        derived_from=draw(st.sampled_from([None, None, "c0", "c1", "a", "lost"])),
        side=draw(st.sampled_from([None, "attacker", "defender"])),
        place=draw(st.sampled_from([None, "town", "village"])),
        period_from=draw(st.one_of(st.none(), days)),
        period_to=draw(st.one_of(st.none(), days)),
        low=draw(figures),
        value=draw(figures),
        high=draw(figures),
        category=draw(st.sampled_from([*words, "odd"])) if words else None,
        hedge=draw(st.sampled_from(HEDGES)),
        stance=draw(st.sampled_from(STANCES)),
        reliability=draw(st.sampled_from("ABCDEF")),
        credibility=draw(st.sampled_from("123456")),
        actor=draw(st.sampled_from(["", "", "guard", "other"])),
    )


@QUICK
@given(st.lists(odd_claims(), max_size=25), st.randoms(use_true_random=False))
def test_odd_ledgers_are_fused_in_any_order(claims, shuffle):
    sources = make_sources("a", b="attacker", c="defender")
    fusion = fuse(claims, sources, as_of=AS_OF)
    for item in fusion.quantities:
        assert all(math.isfinite(v) and v >= 0 for v in item.grid_value)
        assert list(item.grid_value) == sorted(item.grid_value)
        if item.weights:
            assert sum(item.weights.values()) == pytest.approx(1.0)
        if item.categories:
            assert sum(item.categories.values()) == pytest.approx(1.0)
    shuffled = list(claims)
    shuffle.shuffle(shuffled)
    again = fuse(shuffled, sources, as_of=AS_OF)
    assert again.to_dict() == fusion.to_dict()


@QUICK
@given(st.floats(0.01, 100.0), st.sampled_from(["about", "at_least", "up_to"]))
def test_a_greater_figure_never_lowers_the_answer(factor, hedge):
    sources = make_sources("a", "b")
    other = make_claim("o", source="b", value=133.7)
    answers = [
        fuse([other, make_claim("c", source="a", value=v, hedge=hedge)], sources, as_of=AS_OF, options=BARE)
        .find("killed_per_day", "attacker", "town")
        .quantiles[0.5]
        for v in (77.7, 77.7 * max(factor, 1 / factor))
    ]
    assert answers[1] >= answers[0] * (1 - 1e-3)


def test_simulation_based_calibration():
    """Ranks of the planted truth in the posterior are uniform, and 80 % intervals hold 80 %, at 1 %."""
    ranks = []
    for seed in range(150):
        rng = np.random.default_rng(seed)
        planted = draw_ledger(rng, sources=5, per_source=3)
        fusion = fuse(planted.claims, planted.sources, as_of=planted.as_of, options=BARE)
        target = list(planted.truth)[int(rng.integers(len(planted.truth)))]
        found = fusion.find(
            target.quantity,
            target.side,
            target.place,
            period_from=date.fromordinal(target.first_day),
            period_to=date.fromordinal(target.last_day),
        )
        ranks.append(
            float(np.interp(planted.truth[target], found.grid_value, found.grid_probability, left=0.0, right=1.0))
        )
    assert chisquare(np.histogram(ranks, 10, (0, 1))[0]).pvalue > 0.01
    inside = sum(0.1 <= r <= 0.9 for r in ranks)
    assert binom.ppf(0.005, len(ranks), 0.8) <= inside <= binom.ppf(0.995, len(ranks), 0.8)


def test_planted_biases_are_recovered():
    """Biases of sources that speak much lie in their 90 % intervals nine times in ten, and beat their priors."""
    inside, error, prior_error = [], [], []
    for seed in range(25):
        rng = np.random.default_rng(1000 + seed)
        people = make_sources("t0", "t1", "t2", ua="defender", ru="attacker")
        drafts = [
            make_claim(
                f"{s}_{side}_{k}",
                source=s,
                side=side,
                place=("town", None)[k % 2],
                period_from=(first := START + timedelta(days=7 * k)),
                period_to=first + timedelta(days=6),
                said_on=first + timedelta(days=7),
                reliability="F",
            )
            for s in people
            for side in ("attacker", "defender")
            for k in range(8)
        ]
        planted = plant(rng, drafts, people, START + timedelta(days=80))
        fusion = fuse(planted.claims, planted.sources, as_of=planted.as_of, options=BARE)
        for (source, _, side, scope), bias in planted.bias.items():
            record = next(r for r in fusion.source_bias[source] if r.relation.endswith(f":{side}") and r.scope == scope)
            inside.append(record.low <= bias <= record.high)
            error.append(abs(math.log(bias / record.median)))
            prior_error.append(abs(math.log(bias / record.prior_median)))
    independent = 25 * 2  # biases of one ledger and side share their group's and their scope's term
    assert binom.ppf(0.001, independent, 0.9) / independent <= np.mean(inside)
    assert np.mean(error) < 0.8 * np.mean(prior_error)


def test_planted_echoes_are_found_and_no_others():
    """Precision and recall of series echoes, at 2 % of rounding and noise, are 0.95 or more."""
    found_right = found_wrong = missed = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        sources = make_sources("uk", "count", ua="defender")
        origin = daily_totals(rng, "ua", 300)
        echo = monthly_echo(rng, "uk", origin, share=float(rng.uniform(0.7, 1.1)), error=0.02)
        independent = monthly_echo(rng, "count", origin, share=float(rng.uniform(0.3, 1.2)), error=0.2)
        pairs = {
            (e.sources[0], e.sources[1])
            for e in find_origins([*origin, *echo, *independent], sources).echoes
            if e.kind == "series"
        }
        found_right += ("uk", "ua") in pairs
        missed += ("uk", "ua") not in pairs
        found_wrong += len(pairs - {("uk", "ua")})
    assert found_right / (found_right + missed) >= 0.95
    assert found_right / (found_right + found_wrong) >= 0.95
