"""Echoes: chains, repeated figures, whole series; and what is no echo."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from pyrrhus.claims.echo import find_origins, root_of, same_figure
from pyrrhus.claims.ledger import Claim
from support.planted import START, daily_totals, make_claim, make_sources, monthly_echo

SOURCES = make_sources("uk", "other", "relay", ua="defender", ru="attacker")


def series_found(claims: list[Claim]) -> set[tuple[str, str]]:
    """(copy, origin) of every series that was taken for another's."""
    echoes = find_origins(claims, SOURCES).echoes
    return {(e.sources[0], e.sources[1]) for e in echoes if e.kind == "series"}


def test_chains_are_followed_to_their_root_and_circles_end():
    chain = [make_claim("a"), make_claim("b", derived_from="a"), make_claim("c", derived_from="b")]
    circle = [make_claim("x", derived_from="y"), make_claim("y", derived_from="x")]
    by_id = {c.id: c for c in (*chain, *circle)}
    assert root_of(by_id["c"], by_id) == "a"
    assert root_of(by_id["a"], by_id) is None
    assert root_of(by_id["x"], by_id) is None  # one of a circle is taken for its origin
    assert root_of(by_id["y"], by_id) == "x"
    assert find_origins([*chain, *circle], make_sources("one")).copies["c"] == "a"


def test_a_chain_makes_the_origin_speak_even_of_another_quantity():
    claims = [
        make_claim("root", source="ua", quantity="casualties", value=3100.0),
        make_claim("update", source="uk", quantity="casualties_per_day", value=100.0, derived_from="root"),
        make_claim("gone", source="relay", value=70.0, derived_from="ua"),
    ]
    origins = find_origins(claims, SOURCES)
    assert origins.source == {"root": "ua", "update": "ua", "gone": "ua"}
    assert "update" not in origins.copies
    assert {e.origin for e in origins.echoes} == {"root", "ua"}


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (824, 824, True),
        (137780, 138000, True),
        (100, 137, False),
        (20000, 20060, True),
        (0.0, 0.0, True),
        (1234, 1300, False),
    ],
)
def test_same_figure_within_rounding(one, two, same):
    assert same_figure(one, two) is same
    assert same_figure(two, one) is same


def test_the_same_figure_again_within_days_is_one_source():
    first = make_claim("first", source="other", value=824.0)
    soon = make_claim("soon", source="relay", value=824.0, said_on=first.said_on + timedelta(days=5))
    late = make_claim("late", source="relay", value=824.0, said_on=first.said_on + timedelta(days=60))
    origins = find_origins([late, soon, first], SOURCES)
    assert origins.copies == {"soon": "first"}
    assert origins.echoes[0].kind == "repeated"


def test_what_is_no_echo():
    first = make_claim("first", source="ua", value=824.0)
    others = [
        make_claim("enemy", source="ru", value=824.0),
        make_claim("side", source="other", value=824.0, side="defender"),
        make_claim(
            "period",
            source="other",
            value=824.0,
            period_from=START - timedelta(days=40),
            period_to=START - timedelta(days=20),
        ),
        make_claim("figure", source="other", value=910.0),
        make_claim("bound", source="relay", value=None, low=824.0, hedge="at_least"),
    ]
    assert find_origins([first, *others], SOURCES).copies == {}


def test_a_sources_own_running_total_is_no_echo_of_itself():
    rng = np.random.default_rng(0)
    totals = daily_totals(rng, "ua", 40)
    assert find_origins(totals, SOURCES).copies == {}


@pytest.mark.parametrize("share", [1.0, 0.8])
def test_a_series_that_keeps_a_share_of_another_is_its_echo(share):
    rng = np.random.default_rng(1)
    origin = daily_totals(rng, "ua", 300)
    copy = monthly_echo(rng, "uk", origin, share=share, error=0.02)
    assert series_found([*origin, *copy]) == {("uk", "ua")}
    origins = find_origins([*origin, *copy], SOURCES)
    assert all(origins.source[c.id] == "ua" for c in copy)
    assert all(c.id in origins.copies for c in copy)


def test_independent_series_opposed_sources_and_short_ones_are_not():
    rng = np.random.default_rng(2)
    origin = daily_totals(rng, "ua", 300)
    noisy = monthly_echo(rng, "uk", origin, share=1.0, error=0.25)
    enemy = monthly_echo(rng, "ru", origin, share=1.0, error=0.01)
    short = monthly_echo(rng, "other", origin[:151], share=1.0, error=0.01)
    assert series_found([*origin, *noisy]) == set()
    assert series_found([*origin, *enemy]) == set()
    assert len(short) == 5
    assert series_found([*origin, *short]) == set()


def test_two_running_totals_of_one_thing_are_compared_by_their_steps():
    rng = np.random.default_rng(3)
    origin = daily_totals(rng, "ua", 300)
    own_count = [
        make_claim(
            f"o{k}",
            source="other",
            quantity="casualties",
            period_from=START,
            period_to=origin[k].period_to,
            said_on=origin[k].said_on,
            value=float(
                np.sum(
                    [
                        (origin[j + 30].value - origin[j].value) * np.exp(0.2 * rng.standard_normal())
                        for j in range(0, k, 30)
                    ]
                )
            ),
        )
        for k in range(30, 300, 30)
    ]
    ratio = [c.value / origin[30 * (i + 1)].value for i, c in enumerate(own_count)]
    assert np.std(np.log(ratio[3:])) < 0.1  # as totals they look alike
    assert series_found([*origin, *own_count]) == set()
