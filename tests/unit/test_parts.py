"""Parts and wholes in one graph: an actor within its side, a place within its front, of losses and of strengths."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from pyrrhus.claims.echo import find_origins
from pyrrhus.claims.fuse import fuse
from pyrrhus.claims.links import Graph, Target
from pyrrhus.claims.options import FusionOptions
from support.planted import make_claim, make_sources

AS_OF = date(2000, 2, 1)
SOURCES = make_sources("a", "b", "c", ua="defender")
DAY = {"period_from": None, "period_to": AS_OF, "said_on": AS_OF}
SURE = {"hedge": "exactly", "reliability": "A", "credibility": "1"}


def fused(*claims, **options):
    return fuse(claims, SOURCES, as_of=AS_OF, options=FusionOptions(**options))


def middle(fusion, quantity, place="town", actor=""):
    return fusion.find(quantity, "attacker", place, actor=actor).quantiles[0.5]


def test_a_part_is_no_claim_on_the_whole_but_a_floor_under_it():
    part = make_claim("p", source="a", value=812.0, actor="private_army", **SURE)
    whole = make_claim("w", source="a", value=812.0, **SURE)
    alone, of_all = fused(part), fused(whole)
    assert middle(alone, "killed_per_day", actor="private_army") == pytest.approx(812, rel=0.25)
    assert middle(alone, "killed_per_day") > 1.3 * 812
    assert of_all.find("killed_per_day", "attacker", "town", actor="private_army") is None
    width = [f.find("killed_per_day", "attacker", "town").quantiles for f in (alone, of_all)]
    assert width[0][0.95] / width[0][0.05] > width[1][0.95] / width[1][0.05]


def test_a_part_above_the_whole_draws_the_whole_up_and_is_drawn_down():
    part = make_claim("p", source="a", value=400.0, actor="private_army", **SURE)
    whole = make_claim("w", source="b", value=150.0)
    both = fused(part, whole)
    assert middle(both, "killed_per_day") > middle(fused(whole), "killed_per_day")
    assert middle(both, "killed_per_day", actor="private_army") < 400
    assert middle(both, "killed_per_day", actor="private_army") < 1.1 * middle(both, "killed_per_day")


def test_parts_add_up_to_no_more_than_the_whole():
    claims = [make_claim(k, source=k, value=v, actor=k, **SURE) for k, v in (("a", 300.0), ("b", 250.0), ("c", 200.0))]
    fusion = fused(*claims)
    assert middle(fusion, "killed_per_day") > 0.85 * sum(middle(fusion, "killed_per_day", actor=k) for k in "abc")


def test_the_parts_wounded_follow_its_killed():
    fusion = fused(make_claim("p", value=100.0, actor="guard"))
    wounded = middle(fusion, "wounded_per_day", actor="guard")
    assert 2.0 < wounded / middle(fusion, "killed_per_day", actor="guard") < 4.5


def test_strength_at_a_place_is_part_of_the_fronts():
    town = make_claim("t", quantity="personnel", value=40_000.0, **DAY, **SURE)
    front = make_claim("f", quantity="personnel", place=None, value=160_000.0, source="b", **DAY, **SURE)
    alone, both = fused(front), fused(front, town)
    assert middle(both, "personnel", None) == pytest.approx(160_000, rel=0.25)
    assert middle(both, "personnel") == pytest.approx(40_000, rel=0.25)
    large = make_claim("t", quantity="personnel", value=500_000.0, credibility="4", **DAY)
    assert middle(fused(front, large), "personnel") < 300_000
    wanted = fused(front, wanted=(("personnel", "attacker", "town"),))
    assert middle(wanted, "personnel") < middle(alone, "personnel", None)
    assert wanted.find("personnel", "attacker", "town").evidence in ("weak", "none")


def test_an_actors_strength_is_part_of_its_sides():
    army = make_claim("p", quantity="personnel", place=None, value=50_000.0, actor="guard", **DAY, **SURE)
    fusion = fused(army)
    assert middle(fusion, "personnel", None, "guard") == pytest.approx(50_000, rel=0.25)
    assert middle(fusion, "personnel", None) > 60_000


def test_a_ratio_of_an_actor_is_its_own():
    part = make_claim("p", quantity="recruits_active_share", value=0.2, actor="guard", place=None, **DAY, **SURE)
    fusion = fused(part)
    assert middle(fusion, "recruits_active_share", None, "guard") == pytest.approx(0.2, rel=0.2)
    assert fusion.find("recruits_active_share", "attacker", None) is None


def test_words_about_a_part_are_not_about_the_whole():
    word = {"quantity": "quality", "unit": "category", "value": None, **DAY}
    fusion = fused(
        make_claim("g", source="a", category="good", actor="guard", **word),
        make_claim("w", source="b", category="poor", **word),
    )
    assert fusion.find("quality", "attacker", "town", actor="guard").categories["good"] > 0.5
    assert fusion.find("quality", "attacker", "town").categories["poor"] > 0.5
    assert fusion.conflicts == ()
    ground = {"quantity": "holds", "unit": "category", "value": None, **DAY}
    held = fused(make_claim("h", source="a", category="yes", actor="guard", **ground))
    assert held.find("holds", "attacker", "town").categories["yes"] > 0.5


def test_a_part_neither_echoes_nor_contradicts_the_whole():
    claims = [
        make_claim("w", source="a", value=824.0, said_on=AS_OF),
        make_claim("p", source="b", value=824.0, said_on=AS_OF, actor="guard"),
        make_claim("q", source="c", value=82.0, said_on=AS_OF, actor="other"),
    ]
    assert find_origins(claims, SOURCES).echoes == []
    assert fused(*claims).conflicts == ()


def test_without_actors_the_graph_is_as_it_was():
    """An actor's share is a factor of the very same functional: its log shifts the value by itself and nothing else."""
    whole = Target("casualties", "attacker", "town", 700_000, 700_050)
    part = Target("casualties", "attacker", "town", 700_000, 700_050, "guard")
    graph = Graph([whole, part])
    z = graph.mean + 0.1 * np.random.default_rng(1).standard_normal(graph.size)
    value, entries = graph.evaluate(z)
    slopes = graph.slopes(entries)
    (column,) = np.flatnonzero(slopes[1] != slopes[0])
    assert value[1] - value[0] == pytest.approx(z[column])
    assert slopes[1, column] == 1.0
    assert math.exp(graph.mean[column]) == pytest.approx(0.4)


def test_slopes_are_those_of_the_values():
    first, last = 700_000, 700_030
    targets = [
        Target("killed", "attacker", None, first, last),
        Target("wounded", "attacker", "town", first, last + 30),
        Target("casualties_per_day", "defender", "town", first + 10, last, "guard"),
        Target("exchange_ratio_killed", None, "town", first, last),
        Target("personnel", "attacker", "town", last, last),
        Target("personnel", "attacker", None, last, last, "guard"),
        Target("children_remaining", None, "town", first, first),
        Target("front_share", "attacker", "town", first, last),
        Target("area_gained", "attacker", "town", first, last),
    ]
    graph = Graph(targets)
    z = graph.mean + 0.2 * np.random.default_rng(2).standard_normal(graph.size)
    slopes = graph.slopes(graph.evaluate(z)[1])
    step = 1e-6
    for column in range(graph.size):
        moved = z.copy()
        moved[column] += step
        difference = (graph.evaluate(moved)[0] - graph.evaluate(z)[0]) / step
        assert difference == pytest.approx(slopes[:, column], abs=1e-5)


def test_parts_are_calibrated():
    """Ledgers drawn from the priors, of actors and strengths: 80 % intervals hold 80 % of the truth, at 1 %."""
    from datetime import timedelta

    from scipy.stats import binom

    from support.planted import START, plant

    inside = []
    for seed in range(35):
        rng = np.random.default_rng(seed)
        people = make_sources("a", "b", "c", ua="defender", ru="attacker")
        drafts = []
        for k in range(12):
            first = START + timedelta(days=int(rng.integers(0, 40)))
            name = ("killed", "casualties_per_day", "personnel")[k % 3]
            last = first if name == "personnel" else first + timedelta(days=int(rng.integers(7, 40)))
            drafts.append(
                make_claim(
                    f"c{k}",
                    source=list(people)[int(rng.integers(5))],
                    quantity=name,
                    period_from=first,
                    period_to=last,
                    said_on=last + timedelta(days=2),
                    place=("town", None)[int(rng.integers(2))],
                    actor=("", "guard", "army")[int(rng.integers(3))],
                    reliability="F",
                )
            )
        planted = plant(rng, drafts, people, START + timedelta(days=100))
        bare = FusionOptions(use_flags=False, use_echoes=False, periods_shown=99)
        fusion = fuse(planted.claims, planted.sources, as_of=planted.as_of, options=bare)
        for target in [t for t in planted.truth if t.actor or t.quantity == "personnel"][:2]:
            found = fusion.find(
                target.quantity,
                target.side,
                target.place,
                actor=target.actor,
                period_from=date.fromordinal(target.first_day),
                period_to=date.fromordinal(target.last_day),
            )
            rank = np.interp(planted.truth[target], found.grid_value, found.grid_probability, left=0.0, right=1.0)
            inside.append(0.1 <= rank <= 0.9)
    assert binom.ppf(0.005, len(inside), 0.8) <= sum(inside) <= binom.ppf(0.995, len(inside), 0.8)
