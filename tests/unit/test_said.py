"""What is said in words moves priors the way it should, within bounds, and only where nothing else is stated."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from pyrrhus.campaign.compile import compile_campaign
from pyrrhus.campaign.draws import draw_parameters
from pyrrhus.campaign.expected import Contact
from pyrrhus.campaign.word_priors import LEVELS, road_clearance_km, shares_of_kinds, with_words
from pyrrhus.claims.fuse import fuse
from pyrrhus.claims.vocabulary import quantities
from pyrrhus.scenario.parameters import parameters, resolve
from pyrrhus.scenario.word_moves import MOST, RoadReading, known_0_1, road_likelihood, rules
from support.planted import make_claim, make_sources

START = date(2030, 3, 1)
MIDDLE = np.array([0.05, 0.5, 0.95])


def word(claim_id: str, quantity: str, category: str, **given: Any) -> Any:
    values = {
        "quantity": quantity,
        "category": category,
        "unit": "category",
        "value": None,
        "side": "defender",
        "place": "town",
        "period_from": None,
        "period_to": None,
        "said_on": START,
        "hedge": "exactly",
    }
    return make_claim(claim_id, **{**values, **given})


def priors_after(make_siege: Any, *claims: Any, **file: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Priors of the siege before and after what is said in it."""
    scenario = make_siege(file=file) if file else make_siege()
    priors = resolve(scenario.file)
    campaign = compile_campaign(scenario, priors, as_of=START)
    sources = make_sources("one", "two", "three", east="attacker", west="defender")
    return priors, with_words(priors, fuse(claims, sources, as_of=START), campaign)


def middle(priors: dict[str, Any], name: str) -> float:
    return float(priors[name].distribution.quantile(MIDDLE)[1])


def test_the_table_names_parameters_quantities_and_their_words():
    for rule in rules():
        assert parameters()[rule.parameter].default is not None
        assert set(rule.log_factor) == set(quantities()[rule.quantity].categories)
        assert all(abs(move) <= math.log(4.0) for move in rule.log_factor.values())
        assert rule.why.startswith("judged")


def test_nobody_speaks_and_nothing_moves(make_siege):
    before, after = priors_after(make_siege)
    assert after == before
    faded = word("c", "intends_to_withdraw", "yes", said_on=START - timedelta(days=900))
    before, after = priors_after(make_siege, faded)
    assert after == before


@pytest.mark.parametrize(
    ("quantity", "side", "up", "usual", "down", "parameter"),
    [
        ("intends_to_withdraw", "defender", "yes", "no", None, "withdrawal_base_per_day"),
        ("intends_to_withdraw", "defender", "undecided", "no", None, "withdrawal_base_per_day"),
        ("intends_to_hold", "defender", "no", "yes", None, "withdrawal_base_per_day"),
        ("advised_to_withdraw", "defender", "yes", "no", None, "withdrawal_base_per_day"),
        ("intends_to_take", "attacker", "yes", "undecided", "no", "objective_pull_ratio"),
        ("place_value", "attacker", "high", "moderate", "none", "attacker_place_value"),
        ("place_value", "defender", "high", "moderate", "low", "defender_place_value"),
        ("symbol_value", "attacker", "high", "moderate", "none", "attacker_symbol_0_1"),
        ("symbol_value", "defender", "high", "moderate", "low", "defender_symbol_0_1"),
        ("quality", "attacker", "good", "mixed", "poor", "quality_assault"),
        ("quality", "defender", "good", "mixed", "poor", "quality_territorial"),
        ("manpower_reserve", "attacker", "ample", "limited", "scarce", "attacker_reserve_share"),
        ("next_line_prepared", "defender", "yes", None, "no", "next_line_works_0_1"),
        ("manpower_reserve", "defender", "ample", "limited", "scarce", "defender_reserve_share"),
        ("road_under_fire", "defender", "yes", None, "no", "fire_control_range_km"),
        ("road_open", "defender", "no", "partly", "yes", "fire_control_range_km"),
    ],
)
def test_words_move_their_parameter_and_no_other(make_siege, quantity, side, up, usual, down, parameter):
    """The usual word leaves the default within 3 %: what else may be true has a little weight of its own."""
    place = "western" if quantity.startswith("road") else "town"
    said = {"side": side, "place": place, "credibility": "1", "reliability": "A"}
    before, higher = priors_after(make_siege, word("c", quantity, up, **said))
    after = [higher]
    assert middle(higher, parameter) > middle(before, parameter)
    if down is not None:
        after.append(priors_after(make_siege, word("c", quantity, down, **said))[1])
        assert middle(after[-1], parameter) < middle(before, parameter)
    if usual is not None:
        kept = priors_after(make_siege, word("c", quantity, usual, **said))[1]
        assert middle(kept, parameter) == pytest.approx(middle(before, parameter), rel=0.03)
    for moved in after:
        changed = {name for name in moved if moved[name] != before[name]}
        assert changed - {"quality_conscript"} == {parameter}  # conscripts too are the attacker's alone
        assert "claim c" in moved[parameter].moved_by
        values = moved[parameter].distribution.quantile(LEVELS)
        assert (np.diff(values) >= 0).all()
        assert parameters()[parameter].low <= values[0] <= values[-1] <= parameters()[parameter].high


def test_how_much_is_known_of_a_word():
    assert known_0_1({"yes": 1.0, "no": 0.0}) == 1.0
    assert known_0_1({"yes": 0.5, "no": 0.5}) == pytest.approx(0.0)
    assert 0.0 < known_0_1({"yes": 0.7, "no": 0.3}) < known_0_1({"yes": 0.9, "no": 0.1}) < 1.0


def test_many_voices_move_no_further_than_the_bound(make_siege):
    many = [
        word(f"{quantity}{k}", quantity, said, source=("one", "two", "three", "west")[k % 4])
        for k in range(40)
        for quantity, said in (
            ("intends_to_withdraw", "yes"),
            ("intends_to_hold", "no"),
            ("advised_to_withdraw", "yes"),
        )
    ]
    before, after = priors_after(make_siege, *many)
    moved = math.log(middle(after, "withdrawal_base_per_day") / middle(before, "withdrawal_base_per_day"))
    assert 0.5 * MOST < moved <= MOST * (1 + 1e-4)


def test_what_the_scenario_states_stands(make_siege):
    said = [word("c", "intends_to_withdraw", "yes"), word("v", "place_value", "high")]
    before, after = priors_after(
        make_siege, *said, parameters={"withdrawal_base_per_day": 0.001}, values={"defender_place_value": 300}
    )
    assert after == before


def test_quality_moves_only_troops_that_the_side_has(make_siege):
    _, after = priors_after(make_siege, word("c", "quality", "poor", side="defender"))
    assert not after["quality_assault"].moved_by  # the assault infantry is the attacker's
    assert after["quality_territorial"].moved_by
    scenario = make_siege()
    shares = shares_of_kinds(compile_campaign(scenario, resolve(scenario.file), as_of=START))
    assert shares["attacker", "", "conscript"] == 1.0  # they arrive later
    assert shares["attacker", "", "regular"] + shares["defender", "", "regular"] == pytest.approx(1.0)


def test_a_road_far_from_the_enemy_under_fire_says_more_than_a_near_one():
    ranges = np.array([1.0, 2.0, 4.0, 8.0])
    near, far = (road_likelihood(ranges, [RoadReading(d, 0.95, ("c",), "")]) for d in (0.5, 6.0))
    assert far[-1] / far[0] > near[-1] / near[0] > 1.0
    unsure = road_likelihood(ranges, [RoadReading(6.0, 0.5, ("c",), "")])
    assert unsure == pytest.approx(np.full(4, 0.5))
    twice = road_likelihood(ranges, [RoadReading(6.0, 0.95, ("c",), "")] * 2)
    assert twice == pytest.approx(far)


def test_a_road_in_the_enemys_hands_tells_nothing_of_his_reach(make_siege):
    before, after = priors_after(make_siege, word("c", "road_under_fire", "yes", place="eastern"))
    assert after == before
    scenario = make_siege()
    clear = road_clearance_km(compile_campaign(scenario, resolve(scenario.file), as_of=START))
    assert clear["defender", "eastern"] == 0.0
    assert clear["defender", "western"] > clear["defender", "town"] >= 0.0


def test_who_says_it_will_leave_leaves_sooner(make_siege, make_world):
    """Through the run, on the same chance events: the town falls no later, and in more campaigns, after 'yes'."""
    falls = {}
    for said in ("yes", "no"):
        _, after = priors_after(make_siege, word("c", "intends_to_withdraw", said, source="west", credibility="1"))
        drawn = draw_parameters(
            after,
            draws=300,
            seed=3,
            contact=Contact(np.array([[13000.0, 0.0, 0.0, 0.0], [7500.0, 0.0, 0.0, 0.0]]), 20.0),
        )
        world = make_world(make_siege(), draws=300)
        base = drawn.named["withdrawal_base_per_day"] * 5.0  # as lively as the siege's other values
        ran = world.run(values={"withdrawal_base_per_day": base})
        falls[said] = ran.state.event_day[:, 0]
    fell = {said: when >= 0 for said, when in falls.items()}
    assert fell["yes"].sum() > fell["no"].sum()
    both = fell["yes"] & fell["no"]
    assert falls["yes"][both].mean() <= falls["no"][both].mean()
