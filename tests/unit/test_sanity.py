"""Named checks: each raises on what it is for, explains itself, and is silent beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pyrrhus.claims.fuse import fuse
from pyrrhus.claims.options import FusionContext, FusionOptions
from pyrrhus.claims.sanity import CHECKS
from support.planted import make_claim, make_sources

AS_OF = date(2000, 3, 1)
SOURCES = make_sources("uk", "outlet", "other", ua="defender", ru="attacker")


def flags_of(claims, **context):
    """check → why, of claim "it", and the fusion."""
    fusion = fuse(claims, SOURCES, as_of=AS_OF, context=FusionContext(**context))
    return {f.check: f.why for f in fusion.flags if f.claim == "it"}, fusion


def slip_ledger():
    """The case of the 824: an army's total of casualties, a ministry's average of it, an outlet that writes deaths."""
    week = {"period_from": date(2000, 2, 5), "period_to": date(2000, 2, 11)}
    total = {"source": "ua", "quantity": "casualties", "period_from": date(1999, 3, 1), "place": None}
    before = make_claim("t0", value=131_860.0, period_to=date(2000, 2, 4), said_on=date(2000, 2, 4), **total)
    after = make_claim("t1", value=137_630.0, period_to=date(2000, 2, 11), said_on=date(2000, 2, 11), **total)
    update = make_claim(
        "update",
        source="uk",
        quantity="casualties_per_day",
        value=824.0,
        place=None,
        said_on=date(2000, 2, 12),
        derived_from="t1",
        **week,
    )
    deaths = make_claim(
        "it",
        source="uk",
        outlet="outlet",
        quantity="killed_per_day",
        value=824.0,
        place=None,
        said_on=date(2000, 2, 14),
        derived_from="update",
        **week,
    )
    return before, after, update, deaths


def test_unit_slip_finds_deaths_that_are_the_origins_casualties():
    before, after, update, deaths = slip_ledger()
    found, fusion = flags_of([before, after, update, deaths])
    assert "824 casualties a day" in found["unit_slip"]
    from_totals, _ = flags_of([before, after, replace(deaths, derived_from="t1")])
    assert "unit_slip" in from_totals  # from the steps of the total alone
    dead = fusion.find("killed_per_day", "attacker", None, period_from=deaths.period_from, period_to=deaths.period_to)
    assert dead.quantiles[0.5] < 400


def test_unit_slip_is_silent_where_the_figure_is_not_the_casualties_or_the_origin_speaks_of_deaths():
    before, after, update, deaths = slip_ledger()
    other_figure, _ = flags_of([before, after, update, replace(deaths, value=210.0)])
    assert "unit_slip" not in other_figure
    own_word = make_claim(
        "own",
        source="ua",
        quantity="killed_per_day",
        value=824.0,
        place=None,
        said_on=date(2000, 2, 12),
        period_from=deaths.period_from,
        period_to=deaths.period_to,
    )
    spoken, _ = flags_of([before, after, own_word, replace(deaths, derived_from="own")])
    assert "unit_slip" not in spoken


def test_a_total_given_as_a_day():
    total = make_claim("total", source="other", quantity="killed", value=2000.0)
    found, _ = flags_of([total, make_claim("it", source="other", quantity="killed_per_day", value=2000.0)])
    assert "other's figure" in found["cumulative_as_daily"]
    silent, _ = flags_of([total, make_claim("it", source="other", quantity="killed_per_day", value=65.0)])
    assert "cumulative_as_daily" not in silent


@pytest.mark.parametrize(("wounded", "odd"), [(50.0, True), (300.0, False), (2000.0, True)])
def test_killed_beside_wounded(wounded, odd):
    found, _ = flags_of(
        [
            make_claim("it", source="ua", value=100.0),
            make_claim("w", source="ua", quantity="wounded_per_day", value=wounded),
        ]
    )
    assert ("killed_to_wounded" in found) is odd


def test_more_lost_than_present():
    lost = make_claim("it", source="ru", side="defender", quantity="killed", value=40_000.0)
    garrison = make_claim("p", source="other", side="defender", quantity="personnel", value=5000.0)
    assert "8.0 times" in flags_of([lost, garrison])[0]["more_lost_than_present"]
    assert "more_lost_than_present" in flags_of([lost], personnel={"defender:town": 5000.0})[0]
    assert "more_lost_than_present" not in flags_of([lost], personnel={"defender:town": 30_000.0})[0]


def test_taken_before_the_map_says_so_and_by_how_many_days():
    word = {"quantity": "holds", "unit": "category", "value": None, "hedge": "exactly", "period_from": None}
    claim = make_claim(
        "it", source="ru", category="yes", period_to=date(2000, 1, 10), said_on=date(2000, 1, 10), **word
    )
    ahead, _ = flags_of([claim], map_taken_on={"town": {"attacker": date(2000, 2, 20)}})
    assert "41 days later" in ahead["reported_before_map"]
    never, _ = flags_of([claim], map_taken_on={}, map_places=frozenset({"town"}), map_seen_to=AS_OF)
    assert "has not shown it so" in never["reported_before_map"]
    after, _ = flags_of([claim], map_taken_on={"town": {"attacker": date(2000, 1, 9)}})
    assert after == {}
    unmapped, _ = flags_of([claim], map_taken_on={"elsewhere": {"attacker": date(2000, 1, 9)}})
    assert unmapped == {}


def test_old_quotes_and_events_without_a_date():
    word = {
        "quantity": "place_value",
        "unit": "category",
        "value": None,
        "category": "low",
        "outlet": "outlet",
        "period_from": None,
    }
    printed = make_claim("it", source="uk", said_on=date(2000, 2, 15), period_to=None, note="said in December", **word)
    assert "said in December 1999, 2 months before" in flags_of([printed])[0]["old_quote"]
    stale = make_claim("it", source="uk", said_on=date(2000, 2, 15), period_to=date(1999, 12, 31), **word)
    assert "46 days before" in flags_of([stale])[0]["old_quote"]
    undated, _ = flags_of([make_claim("it", source="uk", period_from=None, period_to=None)])
    assert "event_without_date" in undated
    assert flags_of([make_claim("it", source="uk")])[0] == {}


def test_a_figure_outside_what_the_others_allow_is_flagged_and_widened_not_deleted():
    sources = make_sources(*"abcdef")
    honest = [
        make_claim(s, source=s, value=v, hedge="exactly")
        for s, v in zip("abcde", (101.3, 112.7, 94.1, 105.9, 98.7), strict=True)
    ]
    typo = make_claim("it", source="f", value=9870.0, hedge="exactly")
    fusion = fuse([*honest, typo], sources, as_of=AS_OF)
    assert "above" in next(f.why for f in fusion.flags if f.check == "outside_fused")
    unflagged = fuse([*honest, typo], sources, as_of=AS_OF, options=FusionOptions(use_flags=False))
    found, plain = (f.find("killed_per_day", "attacker", "town") for f in (fusion, unflagged))
    assert 0 < found.weights["it"] < plain.weights["it"]
    assert found.quantiles[0.5] < plain.quantiles[0.5]


def test_every_flag_widens_and_names_a_check():
    before, after, update, deaths = slip_ledger()
    flags = fuse(
        [
            before,
            after,
            update,
            deaths,
            make_claim("u", source="ru", period_from=None, period_to=None, said_on=AS_OF - timedelta(days=1)),
        ],
        SOURCES,
        as_of=AS_OF,
    ).flags
    assert {f.check for f in flags} <= {*CHECKS, "outside_fused"}
    assert all(f.widening >= 1 and f.why for f in flags)
    assert {name for name, (_, widening) in CHECKS.items() if widening == 1} == {"scope_inferred"}
    assert len(flags) >= 2


def totals(*figures: float, ends: tuple[int, ...] = (1, 2, 3), start: date = date(2000, 1, 1), **given):
    """A source's running total on days of February."""
    return [
        make_claim(
            f"t{k}",
            source="ua",
            quantity="killed",
            hedge="exactly",
            value=figure,
            period_from=start,
            period_to=date(2000, 2, end),
            said_on=date(2000, 2, end),
            **given,
        )
        for k, (figure, end) in enumerate(zip(figures, ends, strict=True))
    ]


def pairs(claims, check: str) -> set[str]:
    fusion = fuse(claims, SOURCES, as_of=AS_OF)
    return {f.claim for f in fusion.flags if f.check == check}


@pytest.mark.parametrize("factor", [1, 1000])
def test_a_total_that_falls_is_flagged_with_the_one_it_falls_below(factor):
    assert pairs(totals(1137 * factor, 1327 * factor, 1324 * factor), "total_falls") == {"t1", "t2"}
    assert not pairs(totals(1137 * factor, 1237 * factor, 1324 * factor), "total_falls")


def test_a_total_may_be_rounded_down_and_may_begin_anew():
    assert not pairs(totals(30_000, 29_800, 31_200), "total_falls")  # 30,000 shows one digit
    fresh = totals(1137, 1327, 90)
    fresh[2] = replace(fresh[2], counts_from=date(2000, 2, 2))
    assert not pairs(fresh, "total_falls") | pairs(fresh, "total_leaps")
    assert pairs(totals(1137, 1327, 90), "total_falls") == {"t1", "t2"}


def test_a_total_that_leaps_is_flagged_with_the_one_before():
    assert pairs(totals(1137, 11_370, 11_400), "total_leaps") == {"t0", "t1"}
    assert pairs(totals(1137, 1737, 1755), "total_leaps") == {"t0", "t1"}
    assert not pairs(totals(1137, 1160, 1190), "total_leaps")
    young = totals(100, 300, 900, start=date(2000, 2, 1))  # a battle of three days that grows
    assert not pairs(young, "total_leaps")


def test_a_total_of_the_front_and_one_of_the_town_are_two():
    mixed = totals(9000, 1200, 1300, ends=(1, 2, 3))
    mixed[0] = replace(mixed[0], scope="front")
    assert not pairs(mixed, "total_falls")


def test_a_scope_that_is_not_said_is_inferred_and_flagged():
    found, fusion = flags_of([make_claim("it", scope=None)])
    assert "its sector" in found["scope_inferred"]
    assert "scope_inferred" not in flags_of([make_claim("it", scope="sector")])[0]
    assert "scope_inferred" not in flags_of([make_claim("it", scope=None, quantity="personnel")])[0]
    said = fuse([make_claim("it", scope="sector")], SOURCES, as_of=AS_OF)
    assert [q.quantiles for q in fusion.quantities] == [q.quantiles for q in said.quantities]
