"""The Pyrrhic measures on recorded facts, the clocks of endurance, and the catalogue of policies."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from pyrrhus.decide.catalogue import OFFERS, choices, withdraw_in
from pyrrhus.decide.pyrrhic import another_such, exchange_margin, prize
from pyrrhus.judge.q5_endurance import besieged, days_of_endurance, days_of_patience
from pyrrhus.scenario.policy_catalogue import CATALOGUE, validate
from pyrrhus.scenario.schema import PolicyChoice

# Vukovar 1991 as in attrition_cases.csv (battles): attacker 36,000 with 1,103 killed and 2,500 wounded; defender 1,800
# with 879 killed and 770 wounded; recorded verdict "attacker; Pyrrhic".
VUKOVAR = {"attacker": (36_000, 1_103 + 2_500), "defender": (1_800, 879 + 770)}
# Asculum 279 BC, Plutarch, Pyrrhus 21: 3,505 of his own by his commentaries, 6,000 Romans by Hieronymus; "no others
# whom he could call", while the Romans had levies "as if from a fountain". Strengths 40,000 each as in the folder.
ASCULUM = {"attacker": (40_000, 3_505), "defender": (40_000, 6_000)}


def pair(case: dict[str, tuple[int, int]], column: int) -> np.ndarray:
    return np.array([[case["attacker"][column], case["defender"][column]]], dtype=float)


def test_the_facts_of_vukovar_are_those_of_the_table() -> None:
    folder = Path(os.environ.get("PYRRHUS_DATA", Path(__file__).parents[3] / "shared" / "data"))
    table = folder / "battles" / "attrition_cases.csv"
    if not table.exists():
        pytest.skip(f"open data not found at {table}")
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    row = next(r for r in rows if r["battle"] == "Vukovar")
    assert row["outcome"] == "attacker; Pyrrhic"
    assert row["attacker_losses"].startswith("1103 killed, 2500 wounded")
    assert row["defender_losses"] == "879 killed, 770 wounded"
    assert (row["attacker_strength"][:5], row["defender_strength"]) == ("36000", "1800")


def test_vukovar_was_dear_in_lives_and_yet_could_be_fought_again() -> None:
    """Its verdict rests on price: two of the victor's for one of the loser's, for a town in ruins; by numbers alone the
    victor could have gone on."""
    (lost,) = pair(VUKOVAR, 1)
    assert lost[0] / lost[1] == pytest.approx(2.18, abs=0.01)
    assert exchange_margin(pair(VUKOVAR, 1), pair(VUKOVAR, 0))[0] == pytest.approx(0.109, abs=0.001)
    strength = np.array([36_000.0])
    left = strength - lost[0]
    assert another_such(left, lost[:1], strength, np.array([0.25]))[0]
    # Pyrrhic by price wherever the place is held to be worth fewer than 3,603 casualties
    for place, dear in ((3_600.0, True), (3_606.0, False)):
        worth = prize(np.array([place]), np.zeros(1), np.ones(1), np.zeros(1))
        assert (lost[0] > worth[0]) is np.True_ if dear else lost[0] <= worth[0]
    # and in ruins a place must have been worth far more to begin with
    worth = prize(np.array([10_000.0]), np.zeros(1), np.ones(1), np.array([0.8]))
    assert lost[0] > worth[0]


def test_asculum_is_pyrrhic_once_what_can_be_replaced_is_counted() -> None:
    present = exchange_margin(pair(ASCULUM, 1), pair(ASCULUM, 0))[0]
    assert present == pytest.approx(3_505 / 6_000)  # on the field Pyrrhus won
    fountain = np.array([[40_000.0, 40_000.0 + 40_000.0]])  # a second consular army to come, and none for Pyrrhus
    assert exchange_margin(pair(ASCULUM, 1), fountain)[0] == pytest.approx(2 * present)
    assert exchange_margin(pair(ASCULUM, 1), fountain)[0] > 1.0
    # "one more such victory": after Asculum he could lose as many again, but not after a few more
    strength = np.array([40_000.0])
    fought = [another_such(strength - n * 3_505, np.array([3_505.0]), strength, np.array([0.25]))[0] for n in (1, 2, 3)]
    assert fought == [True, False, False]


def test_prize_falls_with_destruction_and_grows_with_the_symbol() -> None:
    place, ratio = np.full(3, 1000.0), np.full(3, 2.0)
    by_ruin = prize(place, np.full(3, 0.5), ratio, np.array([0.0, 0.5, 1.0]))
    assert by_ruin == pytest.approx([2000.0, 1500.0, 1000.0])
    by_symbol = prize(place, np.array([0.0, 0.5, 1.0]), ratio, np.zeros(3))
    assert by_symbol == pytest.approx([1000.0, 2000.0, 3000.0])


def test_endurance_of_a_reserve_that_drains_evenly() -> None:
    days = np.array([0.0, 50.0, 100.0])
    reserve = np.array([[1000.0, 900.0, 800.0], [1000.0, 500.0, 0.0], [1000.0, 1000.0, 1000.0], [1000.0, 5.0, 0.0]])
    assert days_of_endurance(reserve, days) == pytest.approx([500.0, 100.0, 1000.0, 50.0])


def test_patience_is_worth_over_pace_and_ends_at_a_thousand_days() -> None:
    found = days_of_patience(np.array([5000.0, 5000.0, 5000.0]), np.array([50.0, 100.0, 0.0]))
    assert found == pytest.approx([100.0, 50.0, 1000.0])


def choice(**fields: object) -> PolicyChoice:
    return PolicyChoice.model_validate(fields)


def test_every_offer_is_a_valid_policy_of_the_catalogue() -> None:
    for side in ("attacker", "defender"):
        found = choices(side, [], as_of=date(2030, 3, 1), days=120)  # type: ignore[arg-type]
        assert [problem for policy in found for problem in validate(policy, side=side)] == []
        assert len({p.id for p in found}) == len(found) == sum(o.side == side for o in OFFERS)
        assert {p.do for p in found} <= {k for k, kind in CATALOGUE.items() if kind.side == side}


def test_the_scenarios_own_policies_come_first_and_are_not_offered_again() -> None:
    written = [
        choice(id="stay", do="hold"),
        choice(id="out", do="withdraw_on", date=date(2030, 3, 16)),
        choice(id="fed", do="hold_until", supply_below=0.2),
        choice(id="stay_too", do="hold"),
    ]
    found = choices("defender", written, as_of=date(2030, 3, 1), days=120)
    assert [p.id for p in found] == [
        "stay",
        "out",
        "fed",
        "withdraw_now",
        "withdraw_in_28_days",
        "withdraw_in_56_days",
        "hold_while_it_pays",
        "hold_at_all_costs",
    ]


def test_dates_beyond_the_horizon_are_not_offered_and_ids_do_not_clash() -> None:
    found = choices("defender", [choice(id="withdraw_now", do="hold")], as_of=date(2030, 3, 1), days=10)
    dated = [p.id for p in found if p.do == "withdraw_on"]
    assert dated == ["withdraw_now_2"]
    assert withdraw_in(3, as_of=date(2030, 3, 1)).model_dump()["date"] == date(2030, 3, 4)


def test_a_garrison_that_is_shut_in_runs_out_and_one_with_a_way_in_does_not() -> None:
    """Ample reserves: shut in from day 7, a road open, shut in for a week, shut in before the fall."""
    days = np.array([0.0, 7.0, 14.0, 21.0])
    road = np.array([[0.3, 0.0, 0.0, 0.0], [0.3, 0.2, 0.2, 0.2], [0.3, 0.0, 0.2, 0.2], [0.3, 0.0, 0.0, 0.0]])
    fell = np.array([-1.0, -1.0, -1.0, 14.0])
    shut = besieged(road, fell, days)
    reserve = np.full((4, 4), 5000.0)
    assert days_of_endurance(reserve, days, shut).tolist() == [7.0, 1000.0, 1000.0, 7.0]
    assert days_of_endurance(reserve, days).tolist() == [1000.0] * 4


def test_who_had_a_way_out_fights_on_behind_the_town() -> None:
    days = np.array([0.0, 7.0, 14.0])
    shut = besieged(np.array([[0.3, 0.2, 0.0], [0.3, 0.0, 0.0]]), np.array([14.0, 7.0]), days)
    assert not shut.any()
