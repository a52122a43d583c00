"""Fusion against closed forms, and what broken or contradictory ledgers get."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from pyrrhus.claims.fuse import fuse
from pyrrhus.claims.hedges import figure_of, read_hedge, significant_digits, tilted
from pyrrhus.claims.options import FusionContext, FusionOptions
from pyrrhus.claims.priors import base_priors, bias_priors
from pyrrhus.claims.vocabulary import quantities
from support.planted import make_claim, make_sources

AS_OF = date(2000, 2, 1)
PLAIN = FusionOptions(learn_spread=False, use_flags=False)
DAY = {"period_from": AS_OF, "period_to": AS_OF, "said_on": AS_OF}


def level(claim_id: str, value: float, **given: object):
    """A claim on civilians in the town on the as-of date, with all its digits."""
    return make_claim(claim_id, quantity="civilians_remaining", side=None, value=value, hedge="exactly", **DAY, **given)


def closed_form(values: list[float], noise_sd: float) -> tuple[float, float]:
    """Mean and sd of the log level when independent sources of grade F each say one number."""
    prior, bias = base_priors()["civilians_remaining"], bias_priors()["civilians", "third"]
    spread = prior.log_sd**2 + prior.drift_sd**2
    each, shared = bias.log_sd**2 + noise_sd**2, bias.common_log_sd**2
    n = len(values)
    of_mean = each / n + shared
    weight = spread / (spread + of_mean)
    return prior.log_median + weight * (float(np.mean(np.log(values))) - prior.log_median), math.sqrt(
        spread * (1 - weight)
    )


def test_gaussian_case_is_the_conjugate_posterior():
    values = [1234.5678, 2345.6789, 1789.1234]
    sources = make_sources("a", "b", "c")
    claims = [level(s, v, source=s, reliability="F", credibility="6") for s, v in zip("abc", values, strict=True)]
    sources = {k: replace(s, default_reliability="F") for k, s in sources.items()}
    found = fuse(claims, sources, as_of=AS_OF, options=PLAIN).find("civilians_remaining", None, "town")
    mean, sd = closed_form(values, PLAIN.noise_log_sd)
    assert math.log(found.quantiles[0.5]) == pytest.approx(mean, abs=1e-3)
    assert math.log(found.quantiles[0.95] / found.quantiles[0.05]) == pytest.approx(2 * 1.6449 * sd, rel=1e-3)
    assert sum(found.weights.values()) == pytest.approx(1.0)
    assert found.weights["a"] == pytest.approx(1 / 3, abs=1e-6)


def test_every_solution_space_gives_the_same(monkeypatch):
    from pyrrhus.claims import linear

    sources = make_sources("a", ua="defender")
    claims = [
        make_claim(f"c{k}", value=100.0 + k, source=("a", "ua")[k % 2], hedge=("about", "at_least")[k % 2])
        for k in range(8)
    ]
    usual = fuse(claims, sources, as_of=AS_OF).to_dict()
    monkeypatch.setattr(linear, "DENSE_LIMIT", 0)
    sparse = fuse(claims, sources, as_of=AS_OF)
    for item, other in zip(usual["quantities"], sparse.quantities, strict=True):
        assert item["quantiles"]["0.5"] == pytest.approx(other.quantiles[0.5], rel=1e-4)


def test_repetitions_move_the_posterior_as_one():
    sources = make_sources("origin", "other", *[f"relay{k}" for k in range(20)])
    first = make_claim("first", source="origin", value=300.0)
    other = make_claim("other", source="other", value=120.0)
    chained = [
        make_claim(f"r{k}", source=f"relay{k}", value=300.0, derived_from="first" if k == 0 else f"r{k - 1}")
        for k in range(20)
    ]
    loose = [make_claim(f"l{k}", source=f"relay{k}", value=300.0) for k in range(20)]
    once = fuse([first, other], sources, as_of=AS_OF).find("killed_per_day", "attacker", "town")
    for repeats in (chained, loose):
        often = fuse([first, other, *repeats], sources, as_of=AS_OF)
        found = often.find("killed_per_day", "attacker", "town")
        assert found.quantiles == pytest.approx(once.quantiles, rel=1e-6)
        assert found.origins == once.origins
        assert len(often.echoes[0].claims) == 21
        assert all(found.weights[c.id] == 0 for c in repeats)


@pytest.mark.parametrize("correlation", [0.0, 0.5, 1.0])
def test_repeats_of_one_source_are_a_correlated_sample(correlation: float):
    """Twelve figures of one source have the noise of one, less what of it is independent (Kish's design effect)."""
    count, options = 12, replace(PLAIN, use_echoes=False, repeat_correlation_0_1=correlation)
    sources = {"a": replace(make_sources("a")["a"], default_reliability="F")}
    values = [1000.1234 + 37.7123 * k for k in range(count)]
    claims = [level(f"c{k}", value, source="a", reliability="F", credibility="6") for k, value in enumerate(values)]
    found = fuse(claims, sources, as_of=AS_OF, options=options).find("civilians_remaining", None, "town")
    prior, bias = base_priors()["civilians_remaining"], bias_priors()["civilians", "third"]
    spread = prior.log_sd**2 + prior.drift_sd**2
    noise = options.noise_log_sd**2 * (1.0 + correlation * (count - 1)) / count
    around = bias.log_sd**2 + bias.common_log_sd**2 + noise
    sd = math.sqrt(spread * around / (spread + around))
    assert math.log(found.quantiles[0.95] / found.quantiles[0.05]) == pytest.approx(2 * 1.6449 * sd, rel=1e-3)


@pytest.mark.parametrize(("hedge", "sign"), [("at_least", 1), ("up_to", -1)])
def test_bounds_move_one_way_only(hedge, sign):
    sources = make_sources("a")
    wanted = FusionOptions(wanted=(("killed_per_day", "attacker", "town"),))
    before = fuse([], sources, as_of=AS_OF, options=wanted).find("killed_per_day", "attacker", "town").quantiles[0.5]
    strong = before * math.exp(2.5 * sign)  # a bound beyond what is expected moves the answer
    void = before * math.exp(-8.0 * sign)  # one that nobody doubts does not
    moved = [
        fuse([make_claim("c", value=v, hedge=hedge)], sources, as_of=AS_OF, options=wanted)
        .find("killed_per_day", "attacker", "town")
        .quantiles[0.5]
        for v in (strong, void)
    ]
    assert sign * math.log(moved[0] / before) > 0.5
    assert abs(math.log(moved[1] / before)) < 0.15


def test_a_range_holds_the_answer_and_about_is_wider_than_exactly():
    sources = make_sources("a", "b")
    ranged = [make_claim(s, source=s, hedge="between", value=None, low=90.0, high=200.0) for s in "ab"]
    found = fuse(ranged, sources, as_of=AS_OF).find("killed_per_day", "attacker", "town")
    assert 90 < found.quantiles[0.5] < 200
    widths = []
    for hedge in ("exactly", "about"):
        said = fuse([make_claim("c", value=123.456, hedge=hedge)], sources, as_of=AS_OF, options=PLAIN)
        q = said.find(
            "killed_per_day", "attacker", "town", period_from=date(2000, 1, 1), period_to=date(2000, 1, 31)
        ).quantiles
        widths.append(q[0.95] / q[0.05])
    assert widths[0] < widths[1]


def test_a_denial_takes_weight_away_and_is_weaker_than_an_assertion():
    sources = make_sources("a", "b", "c")
    base = [make_claim("a", source="a", value=100.0), make_claim("b", source="b", value=400.0)]
    plain = fuse(base, sources, as_of=AS_OF).find("killed_per_day", "attacker", "town").quantiles[0.5]
    denied = fuse(
        [*base, make_claim("c", source="c", value=300.0, hedge="at_least", stance="denies")], sources, as_of=AS_OF
    )
    against = fuse([*base, make_claim("c", source="c", value=300.0, hedge="up_to")], sources, as_of=AS_OF)
    low, lowest = (f.find("killed_per_day", "attacker", "town").quantiles[0.5] for f in (denied, against))
    assert lowest <= low < plain


def test_linked_losses_inform_each_other():
    sources = make_sources("a", "b")
    claims = [make_claim("a", quantity="casualties_per_day", value=412.0, source="a")]
    fusion = fuse(claims, sources, as_of=AS_OF)
    period = {"period_from": date(2000, 1, 1), "period_to": date(2000, 1, 31)}
    dead = fusion.find("killed_per_day", "attacker", "town")
    whole = fusion.find("casualties_per_day", "attacker", "town")
    total = fusion.find("casualties", "attacker", "town")
    assert 2.5 < whole.quantiles[0.5] / dead.quantiles[0.5] < 6.5
    assert total.quantiles[0.5] / whole.quantiles[0.5] == pytest.approx(32, rel=1e-6)  # 1 January to 1 February
    assert fusion.find("casualties_per_day", "attacker", "town", **period).quantiles[0.5] == pytest.approx(
        412, rel=0.35
    )
    both = fuse(
        [*claims, make_claim("b", quantity="killed_per_day", value=412.0, source="b")],
        sources,
        as_of=AS_OF,
        options=PLAIN,
    )
    ratio = (
        both.find("casualties_per_day", "attacker", "town").quantiles[0.5]
        / both.find("killed_per_day", "attacker", "town").quantiles[0.5]
    )
    assert ratio > 2.5  # as many dead as casualties cannot both hold


def test_front_wide_claims_inform_the_place():
    sources = make_sources("a")
    town = make_claim("t", quantity="killed_per_day", value=30.0, hedge="at_least")
    alone = fuse([town], sources, as_of=AS_OF).find("killed_per_day", "attacker", "town")
    front = make_claim("f", quantity="killed_per_day", place=None, value=70.0, source="a")
    with_front = fuse([town, front], sources, as_of=AS_OF).find("killed_per_day", "attacker", "town")
    assert with_front.quantiles[0.95] < alone.quantiles[0.95]
    assert with_front.weights["f"] > 0.1


def test_both_sides_hundred_a_day_are_opposite_biases():
    sources = make_sources(ua="defender", ru="attacker")
    claims = [
        make_claim("ua", source="ua", side="attacker", value=100.0, hedge="at_least", reliability="D"),
        make_claim("ru", source="ru", side="defender", value=100.0, hedge="at_least", reliability="D"),
    ]
    fusion = fuse(claims, sources, as_of=AS_OF)
    assert fusion.source_bias["ua"][0].relation == "enemy:attacker"
    assert fusion.source_bias["ru"][0].relation == "enemy:defender"
    assert all(records[0].median > 1.5 for records in fusion.source_bias.values())
    assert any(set(c.claims) == {"ua", "ru"} and "inflated" in c.why for c in fusion.conflicts)


def test_grades_f_and_6_are_unknown_and_not_bad():
    sources = make_sources("a")
    widths = {}
    for grade in "AFE":
        people = {"a": replace(sources["a"], default_reliability=grade)}
        q = (
            fuse([level("c", 1234.5, source="a", reliability=grade)], people, as_of=AS_OF, options=PLAIN)
            .find("civilians_remaining", None, "town")
            .quantiles
        )
        widths[grade] = q[0.95] / q[0.05]
    assert widths["A"] < widths["F"] < widths["E"]
    noise = {c: read_hedge(level("c", 1234.5, credibility=c), 0.2).noise_sd for c in "1356"}
    assert noise["1"] < noise["3"] < noise["6"] < noise["5"]


def test_units_and_rows_that_cannot_be_used_are_named_and_left_out():
    sources = make_sources("a")
    good = make_claim("good")
    bad = [
        make_claim("unit", unit="persons"),
        make_claim("word", quantity="holds", category="maybe"),
        make_claim("side", side=None),
        make_claim("none", value=None),
        make_claim("minus", value=-5.0),
        make_claim("what", quantity="unheard_of"),
        replace(good, value=5.0),
    ]
    fusion = fuse([good, *bad], sources, as_of=AS_OF)
    alone = fuse([min(good, bad[-1], key=str)], sources, as_of=AS_OF)
    unused = [w for w in fusion.warnings if w.kind == "Unused"]
    assert len(unused) == 7
    assert (
        fusion.find("killed_per_day", "attacker", "town").quantiles
        == alone.find("killed_per_day", "attacker", "town").quantiles
    )


def test_said_after_the_date_is_refused():
    with pytest.raises(ValueError, match="c0"):
        fuse([make_claim("c0", said_on=AS_OF + timedelta(days=1))], make_sources("one"), as_of=AS_OF)


def test_nothing_one_and_two_thousand_contradictions_are_wide_and_warned():
    sources = make_sources(*[f"s{k}" for k in range(50)])
    wanted = (("killed_per_day", "attacker", "town"),)
    none = fuse([], {}, as_of=AS_OF, options=FusionOptions(wanted=wanted))
    one = fuse([make_claim("c")], make_sources("one"), as_of=AS_OF)
    rng = np.random.default_rng(5)
    torn_claims = [
        make_claim(
            f"c{k}",
            source=f"s{k % 50}",
            value=float(f"{math.exp(rng.uniform(0, 12)):.6g}"),
            stance="denies" if k % 7 == 0 else "asserts",
        )
        for k in range(2000)
    ]
    torn = fuse(torn_claims, sources, as_of=AS_OF)
    assert fuse([], {}, as_of=AS_OF).quantities == ()
    for fusion in (none, one, torn):
        found = fusion.find("killed_per_day", "attacker", "town")
        assert found.evidence in ("weak", "none")
        assert any(w.kind == "WeakEvidence" for w in fusion.warnings)
        assert all(math.isfinite(v) and v > 0 for v in found.grid_value)
        assert found.quantiles[0.95] / found.quantiles[0.05] > 2.5


def whole(found) -> bool:
    """A wide, finite, positive answer whose weights add up."""
    grid = found.grid_value
    sums = not found.weights or math.isclose(sum(found.weights.values()), 1.0)
    return all(math.isfinite(v) and v > 0 for v in grid) and list(grid) == sorted(grid) and sums


def test_circles_of_derivation_count_once_and_end():
    sources = make_sources("a", "b", "c")
    ring = [make_claim(f"c{k}", source="abc"[k], value=300.0, derived_from=f"c{(k + 1) % 3}") for k in range(3)]
    itself = make_claim("self", source="a", value=300.0, derived_from="self")
    lost = make_claim("lost", source="b", value=300.0, derived_from="nowhere")
    alone = fuse([make_claim("c0", source="a", value=300.0)], sources, as_of=AS_OF)
    for claims in (ring, [itself], [lost], [*ring, itself, lost]):
        found = fuse(claims, sources, as_of=AS_OF).find("killed_per_day", "attacker", "town")
        assert whole(found)
        assert found.origins == 1
        one = alone.find("killed_per_day", "attacker", "town").quantiles[0.5]
        assert found.quantiles[0.5] == pytest.approx(one, rel=0.05)


@pytest.mark.parametrize(
    "change",
    [
        {"stance": "denies"}, {"stance": "doubts"}, {"hedge": "at_least"}, {"hedge": "up_to"}, {"value": 0.0},
        {"value": 1e-9}, {"value": 1e15}, {"period_from": AS_OF, "period_to": date(1999, 1, 1)},
        {"period_from": date(1, 1, 1)}, {"source": "nobody"}, {"place": None}, {"actor": "guard"},
        {"hedge": "between", "value": None, "low": 900.0, "high": 2.0}, {"reliability": "", "credibility": ""},
        {"said_on": date(1, 1, 1), "period_from": None, "period_to": None},
    ],
)  # fmt: skip
def test_ledgers_of_nothing_but_one_kind_of_oddity(change):
    claims = [make_claim(f"c{k}", **{"source": f"s{k % 3}", "value": 50.0 * (k + 1), **change}) for k in range(12)]
    fusion = fuse(claims, make_sources("s0", "s1", "s2"), as_of=AS_OF)
    assert fusion.quantities
    assert all(whole(found) for found in fusion.quantities)
    found = fusion.find("killed_per_day", "attacker", claims[0].place)
    assert found.quantiles[0.95] / found.quantiles[0.05] > 1.5


def test_every_quantity_can_be_asked_of_an_empty_ledger():
    wanted = tuple((q.name, "attacker" if q.needs_side else None, "town") for q in quantities().values())
    fusion = fuse([], {}, as_of=AS_OF, options=FusionOptions(wanted=wanted))
    for key in wanted:
        found = fusion.find(*key)
        assert found.evidence == "none"
        assert whole(found) if found.quantiles else sum(found.categories.values()) == pytest.approx(1.0)
    named = {w.what for w in fusion.warnings}
    assert len(named) >= len(wanted)
    assert not any("_" in what for what in named)


def test_warnings_speak_of_places_and_sides_by_name():
    context = FusionContext(side_words={"attacker": "Russia"}, place_names={"town": "Old Town"})
    claim = make_claim("c", actor="private_army")
    what = [w.what for w in fuse([claim], make_sources("one"), as_of=AS_OF, context=context).warnings]
    assert any(
        w.startswith("killed a day of Russia (private army) at Old Town: 1 independent source; 90 %") for w in what
    )


def test_one_voice_many_times_is_no_certainty():
    claims = [make_claim(f"c{k}", source="a", value=100.0 + 0.37 * k, hedge="exactly") for k in range(300)]
    found = fuse(claims, make_sources("a"), as_of=AS_OF).find("killed_per_day", "attacker", "town")
    assert found.quantiles[0.95] / found.quantiles[0.05] > 2.0
    assert found.origins == 1


def test_result_is_json_and_its_grid_is_the_distribution():
    fusion = fuse(
        [make_claim("c"), make_claim("w", quantity="holds", category="yes", unit="category", value=None)],
        make_sources("one"),
        as_of=AS_OF,
    )
    shape = json.loads(json.dumps(fusion.to_dict()))
    assert set(shape) >= {"quantities", "conflicts", "echoes", "flags", "source_bias", "warnings", "as_of"}
    first = shape["quantities"][0]
    assert set(first) >= {
        "quantity",
        "side",
        "place",
        "period_from",
        "period_to",
        "unit",
        "quantiles",
        "claims",
        "weights",
    }
    for item in fusion.quantities:
        if item.quantiles:
            assert list(item.grid_value) == sorted(item.grid_value)
            assert np.interp(0.5, item.grid_probability, item.grid_value) == pytest.approx(item.quantiles[0.5])
        else:
            assert sum(item.categories.values()) == pytest.approx(1.0)


def test_main_period_runs_from_the_battle_to_the_date():
    fusion = fuse(
        [make_claim("c", quantity="killed", value=3100.0)],
        make_sources("one"),
        as_of=AS_OF,
        context=FusionContext(start=date(1999, 12, 1)),
    )
    found = fusion.find("killed", "attacker", "town")
    assert (found.period_from, found.period_to) == (date(1999, 12, 1), AS_OF)
    spoken = fusion.find("killed", "attacker", "town", period_from=date(2000, 1, 1), period_to=date(2000, 1, 31))
    assert spoken.quantiles[0.5] < found.quantiles[0.5]


def test_words_weigh_admissions_above_boasts_and_turn_with_the_side():
    sources = make_sources("third", ua="defender", ru="attacker")
    word = {
        "quantity": "holds",
        "unit": "category",
        "value": None,
        "hedge": "exactly",
        "period_from": None,
        "period_to": AS_OF,
        "said_on": AS_OF,
    }
    boast = fuse([make_claim("c", source="ru", category="yes", **word)], sources, as_of=AS_OF)
    admitted = fuse([make_claim("c", source="ua", category="yes", **word)], sources, as_of=AS_OF)
    p = [f.find("holds", "attacker", "town").categories["yes"] for f in (boast, admitted)]
    assert 1 / 3 < p[0] < p[1]
    mirrored = fuse([make_claim("c", source="ua", side="defender", category="no", **word)], sources, as_of=AS_OF)
    assert mirrored.find("holds", "defender", "town").categories["no"] == pytest.approx(p[1])
    denied = fuse([make_claim("c", source="third", category="yes", stance="denies", **word)], sources, as_of=AS_OF)
    assert denied.find("holds", "attacker", "town").categories["yes"] < 0.2


def test_old_words_fade():
    sources = make_sources("a")
    word = {"quantity": "intensity_trend", "side": None, "unit": "category", "value": None, "category": "down"}
    fresh, stale = (
        fuse(
            [make_claim("c", period_from=None, period_to=None, said_on=AS_OF - timedelta(days=days), **word)],
            sources,
            as_of=AS_OF,
        )
        for days in (1, 200)
    )
    p = [f.find("intensity_trend", None, "town").categories["down"] for f in (fresh, stale)]
    assert p[0] > 0.6
    assert p[1] == pytest.approx(1 / 3, abs=0.05)


@pytest.mark.parametrize(
    ("low", "high"), [(-math.inf, 0.3), (0.3, math.inf), (-0.2, 0.9), (4.0, math.inf), (-math.inf, -4.0)]
)
def test_tilted_moments_against_quadrature(low, high):
    mean, variance, noise = 0.1, 0.7, 0.3
    u = np.linspace(mean - 9, mean + 9, 200_001)
    from scipy.stats import norm

    for denial in (0.0, 0.8):
        inside = norm.cdf((high - u) / noise) - norm.cdf((low - u) / noise)
        weight = norm.pdf(u, mean, math.sqrt(variance)) * (inside if denial == 0 else 1 - denial * inside)
        z = np.trapezoid(weight, u)
        m = np.trapezoid(weight * u, u) / z
        v = np.trapezoid(weight * (u - m) ** 2, u) / z
        log_z, first, second = tilted(*(np.array([x]) for x in (mean, variance, low, high, noise, denial)))
        assert log_z[0] == pytest.approx(math.log(z), abs=1e-6)
        assert mean + variance * first[0] == pytest.approx(m, abs=1e-6)
        assert variance + variance**2 * second[0] == pytest.approx(v, abs=1e-6)


def test_hedges_read_figures():
    assert significant_digits(20000) == 1
    assert significant_digits(137780) == 5
    assert figure_of(make_claim("c", value=None, low=100.0, high=400.0)) == pytest.approx(200.0)
    assert read_hedge(make_claim("c", value=0.0), 0.2).high < 0
    rounded, exact = read_hedge(make_claim("c", value=20000.0), 0.2), read_hedge(make_claim("c", value=20123.0), 0.2)
    assert rounded.noise_sd > exact.noise_sd


def test_records_of_sources():
    from pyrrhus.claims.source_report import source_records

    sources = make_sources("a", "b")
    claims = [
        make_claim("first", source="a", value=824.0, said_on=AS_OF - timedelta(days=1)),
        make_claim("copy", source="b", value=824.0, said_on=AS_OF),
        make_claim("word", source="a", quantity="holds", category="yes", unit="category", value=None, period_to=None),
    ]
    fusion = fuse(claims, sources, as_of=AS_OF)
    holds = fusion.find("holds", "attacker", "town")
    assert holds is not None
    assert sum(holds.categories.values()) == pytest.approx(1.0, abs=1e-5)
    records = {r.source: r for r in source_records(claims, sources, fusion)}
    assert (records["a"].claims, records["a"].echoes, records["b"].echoes) == (2, 0, 1)
    assert records["a"].days_late == 0.0


def test_the_answer_names_the_claim_that_it_hangs_on():
    """Leaving the named claim out and fusing again moves the median to where it was said to go, and no other more."""
    sources = make_sources("a", "b", "c", "d")
    figures = {"a": 90.0, "b": 120.0, "c": 105.0, "d": 900.0}
    claims = [make_claim(s, source=s, value=v) for s, v in figures.items()]
    found = fuse(claims, sources, as_of=AS_OF, options=PLAIN).find("killed_per_day", "attacker", "town")
    assert found.hangs_on == "d"
    moves = {}
    for left_out in figures:
        rest = [c for c in claims if c.id != left_out]
        again = fuse(rest, sources, as_of=AS_OF, options=PLAIN).find("killed_per_day", "attacker", "town")
        moves[left_out] = again.quantiles[0.5]
    assert max(moves, key=lambda k: abs(math.log(moves[k] / found.quantiles[0.5]))) == "d"
    assert math.log(found.median_without) == pytest.approx(math.log(moves["d"]), abs=0.02)


def test_a_lone_figure_far_off_is_followed_less_the_farther_it_lies():
    """Tails are heavy: among five that agree, one that is ten or a hundred times off moves the answer by little."""
    sources = make_sources(*"abcdef")
    agree = [make_claim(s, source=s, value=v) for s, v in zip("abcde", (95.0, 130.0, 105.0, 88.0, 110.0), strict=True)]
    options = FusionOptions(use_flags=False)

    def median(value: float) -> float:
        claims = [*agree, make_claim("far", source="f", value=value)]
        return (
            fuse(claims, sources, as_of=AS_OF, options=options)
            .find("killed_per_day", "attacker", "town")
            .quantiles[0.5]
        )

    near, ten, hundred = median(105.0), median(1050.0), median(10_500.0)
    assert near < ten < 1.25 * near
    assert hundred < 1.1 * ten


def test_equipment_is_fused_by_side_and_linked_to_nothing():
    sources = make_sources("count", ua="defender", ru="attacker")
    dead = make_claim("dead", source="count")
    tanks = [
        make_claim(f"{side}{k}", quantity=f"{what}_lost", side=side, source=source, value=value)
        for side, source in (("attacker", "ua"), ("defender", "ru"))
        for k, (what, value) in enumerate((("tanks", 200.0), ("armoured_vehicles", 500.0), ("guns", 90.0)))
    ]
    alone, both = (fuse(c, sources, as_of=AS_OF) for c in ([dead], [dead, *tanks]))
    lost = {
        (side, what): both.find(f"{what}_lost", side, "town")
        for side in ("attacker", "defender")
        for what in ("tanks", "armoured_vehicles", "guns")
    }
    assert all(item.evidence != "none" and item.unit in ("vehicles", "guns") for item in lost.values())
    assert lost["attacker", "tanks"].quantiles[0.5] < 200.0  # the enemy's count is read as inflated
    killed = [f.find("killed_per_day", "attacker", "town").quantiles for f in (alone, both)]
    assert killed[0] == pytest.approx(killed[1], rel=1e-6)


@pytest.mark.parametrize(
    ("hedges", "said"),
    [
        (("at_least", "at_least"), ["of which claims give only the lower end"]),
        (("up_to",), ["of which claims give only the upper end"]),
        (("about",), [""]),
        (("at_least", "about"), []),
    ],
)
def test_an_end_that_no_claim_gives_is_said_to_be_none_of_theirs(hedges: tuple[str, ...], said: list[str]) -> None:
    claims = [
        make_claim(f"c{n}", quantity="civilians_killed", side=None, source=("one", "two")[n], hedge=hedge, value=v)
        for n, (hedge, v) in enumerate(zip(hedges, (300.0, 320.0), strict=False))
    ]
    fusion = fuse(claims, make_sources("one", "two"), as_of=date(2000, 3, 1))
    weak = [w.what for w in fusion.warnings if w.kind == "WeakEvidence" and "civilians killed" in w.what]
    assert [what.partition("persons")[2].removeprefix(", ") for what in weak] == said
