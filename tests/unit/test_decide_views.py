"""Changes against the pair assumed, and how factions see their side's choice: on made-up outcomes."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from pyrrhus.campaign.draws import Draws
from pyrrhus.decide.compared_policies import OTHERS_EVERY
from pyrrhus.decide.differences import favoured, ratio_of_means
from pyrrhus.decide.factions import views, views_of
from pyrrhus.decide.flips import flips_of
from pyrrhus.decide.information import tornado
from pyrrhus.decide.outcomes import Outcome
from pyrrhus.decide.payoffs import PairTable
from pyrrhus.scenario.schema import Actor, PolicyChoice
from support.outcomes import made_up_outcome, made_up_values

N = 600
AS_OF = date(2030, 3, 1)
PRESS, PAUSE = PolicyChoice(id="press", do="press"), PolicyChoice(id="pause", do="pause_until", date=date(2030, 4, 1))
HOLD = PolicyChoice(id="hold", do="hold")
LEAVE = PolicyChoice(id="leave", do="withdraw_on", date=date(2030, 3, 4))
NOISE = np.random.default_rng(1).normal(0, 500, N)


def outcome(attacker: PolicyChoice, defender: PolicyChoice, lost: float, own: float, **changes: Any) -> Outcome:
    return made_up_outcome(attacker, defender, N, casualties=np.column_stack([lost + NOISE, own + NOISE]), **changes)


def draws(**changes: float) -> Draws:
    values = {"enemy_loss_weight": 0.0, "tied_troops_value": 0.0, **changes}
    return Draws(np.zeros((N, 1)), made_up_values(N, **values), ())


def compared(**changes: float) -> PairTable:
    fell = {"fall_day": np.full(N, 3, dtype=np.int32)}
    return PairTable(
        (
            (outcome(PRESS, HOLD, 5000, 4000), outcome(PRESS, LEAVE, 4000, 3500, **fell)),
            (
                outcome(PAUSE, HOLD, 4200, 3600),
                outcome(PAUSE, LEAVE, 3000, 3000, **fell).take(slice(None, None, OTHERS_EVERY)),
            ),
        ),
        draws(**changes),
        OTHERS_EVERY,
    )


def test_changes_are_paired_and_count_from_the_pair_assumed() -> None:
    attacker, defender = compared().payoffs(0), compared().payoffs(1)
    assert (attacker.shape, defender.shape) == ((2, 2), (2, 2))
    assert attacker.change(0, 0).mean == 0.0
    assert attacker.change(1, 0).mean == pytest.approx(800.0)  # the pause saves so many
    assert attacker.change(0, 1).mean == pytest.approx(1000.0 + 1000.0)  # and the town is worth 500 + 500 to it
    assert attacker.change(1, 1).mean == pytest.approx(2000.0 + 1000.0)  # run on some of the draws
    assert defender.change(1, 0).mean == pytest.approx(500.0 - 1000.0)
    assert defender.change(1, 1).mean == pytest.approx(1000.0 - 1000.0, abs=1e-6)
    assert attacker.best_against(0) == [1]
    assert defender.best_against(0) == [0]


def test_regret_of_a_comparison_is_nought_for_the_best_of_each_column() -> None:
    found = compared().payoffs(0).regret
    assert found.shape == (N, 2, 2)
    assert (found >= 0).all()
    assert found[0, 0] == pytest.approx([800.0, 1000.0])
    assert found[0, 1] == pytest.approx([0.0, 0.0])


def test_regret_of_a_comparison_where_values_spread_follows_each_value() -> None:
    table = compared()
    spread = np.linspace(0.0, 3000.0, N)  # what the town is worth to the defender as ground, from nothing upwards
    named = {**table.draws.named, "defender_place_value": spread, "defender_symbol_0_1": np.zeros(N)}
    payoffs = PairTable(table.outcomes, Draws(table.draws.engine, named, ()), OTHERS_EVERY).payoffs(1)
    # against pressing on, holding costs 500 more; against the pause, 600
    for enemy, dearer in ((0, 500.0), (1, 600.0)):
        assert payoffs.regret[:, 0, enemy] == pytest.approx(np.maximum(dearer - spread, 0.0), abs=1e-6)
        assert payoffs.regret[:, 1, enemy] == pytest.approx(np.maximum(spread - dearer, 0.0), abs=1e-6)


def test_both_documents_hold_the_same_policies_against_each_other() -> None:
    second = PolicyChoice(id="stop", do="stop_when", losses_per_km2=300.0)
    table = compared()
    better = outcome(second, HOLD, 3000, 3900), table.outcomes[1][1]
    table = PairTable((*table.outcomes, better), table.draws, OTHERS_EVERY)
    assert [(turn.side, turn.stay, turn.leave) for turn in flips_of(table)] == [
        (1, "hold", "leave"),
        (0, "press", "pause"),
        (0, "press", "stop"),
    ]
    cheap = outcome(PAUSE, HOLD, 6000, 3600)  # pressing beats the pause, not the stop
    table = PairTable((table.outcomes[0], (cheap, better[1]), better), table.draws, OTHERS_EVERY)
    assert [side[0].leave for side in views_of(table, [], AS_OF)] == ["leave", "pause"]
    assert [side[0].leave for side in views_of(table, [], AS_OF, closest=True)] == ["leave", "stop"]


def test_a_faction_sees_the_place_at_its_own_weight() -> None:
    stay = outcome(PRESS, HOLD, 5000, 4400)  # dearer by 900 for a town worth 500 as ground, and 1000 x symbol
    leave = outcome(PRESS, LEAVE, 4000, 3500, fall_day=np.full(N, 3, dtype=np.int32))
    named = draws(defender_symbol_0_1=0.3).named
    actors = [
        Actor(side="defender", actor="proud", value=0.9, line=1),
        Actor(side="defender", actor="plain", line=2),
        Actor(side="attacker", actor="other", value=0.1, line=3),
        Actor(side="defender", actor="cool", value=0.0, line=4),
    ]
    found = views((stay, leave), 1, leave=1, named=named, actors=actors, as_of=AS_OF)
    assert [view.name for view in found] == ["", "proud", "cool"]  # without a value or a deadline it sees as its side
    assert [view.gain[0] for view in found] == pytest.approx([-100.0, 500.0, -400.0])
    assert [view.leans for view in found] == ["leave", "stay", "leave"]
    assert [view.best for view in found] == [("leave",), ("hold",), ("leave",)]


def test_a_deadline_counts_what_has_come_about_by_then_and_nothing_after() -> None:
    soon = outcome(PRESS, HOLD, 300, 400, fall_day=np.full(N, 20, dtype=np.int32))
    late = outcome(PRESS, HOLD, 300, 400)
    press = outcome(PRESS, HOLD, 5000, 4000, fall_day=np.full(N, 20, dtype=np.int32), earlier={30: soon})
    pause = outcome(PAUSE, HOLD, 1000, 900, fall_day=np.full(N, 90, dtype=np.int32), earlier={30: late})
    actors = [
        Actor(side="attacker", actor="commander", deadline=date(2030, 3, 31), line=1),
        Actor(side="attacker", actor="past", deadline=date(2030, 2, 1), line=2),
        Actor(side="attacker", actor="patient", deadline=date(2031, 3, 1), line=3),
    ]
    whole, commander = views((press, pause), 0, leave=1, named=draws().named, actors=actors, as_of=AS_OF)
    assert (whole.leans, commander.leans) == ("leave", "stay")
    assert commander.gain[0] == pytest.approx(1000.0)  # it has the town by then, at the same cost
    assert whole.gain[0] == pytest.approx(-4000.0)


def test_equal_choices_are_neither() -> None:
    same = outcome(PRESS, HOLD, 5000, 4000)
    (whole,) = views((same, same), 1, leave=1, named=draws().named, actors=[], as_of=AS_OF)
    assert (whole.leans, whole.share_tied) == ("neither", 1.0)


def test_favoured_and_the_spread_of_a_ratio() -> None:
    rng = np.random.default_rng(3)
    apart = rng.normal([2.0, 0.0], 1.0, (N, 2))
    gain, tie = favoured(apart, np.array([[1.0, 0.0], [0.0, 1.0]]))
    assert gain == pytest.approx([2.0, 0.0], abs=0.15)
    assert tie.tolist() == [False, True]
    spread = ratio_of_means(rng.normal(6, 1, N), rng.normal(2, 1, N))
    assert np.median(spread) == pytest.approx(3.0, abs=0.2)
    assert 0.02 < spread.std() < 0.2
    assert (ratio_of_means(np.ones(5), np.ones(5)) == 1.0).all()


def test_a_tornado_shows_only_what_stands_out() -> None:
    rng = np.random.default_rng(5)
    named = {name: rng.normal(size=4000) for name in ("strong", "weak", "idle")}
    result = 3.0 * named["strong"] - 1.0 * named["weak"] + rng.normal(size=4000)
    found = tornado(result, named, named)
    assert [driver.input for driver in found] == ["strong", "weak"]
    assert found[0].low < 0 < found[0].high
    assert found[1].high < 0 < found[1].low
    # the mean of a normal above its upper quartile is 1.27 standard deviations
    assert found[0].high == pytest.approx(3 * 1.271, abs=0.25)
