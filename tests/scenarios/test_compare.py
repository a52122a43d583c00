"""What moved and why: parts add up to the whole, bite where they should, and stay out of what they cannot touch."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from pyrrhus.claims.ledger import Claim, Source
from pyrrhus.errors import InputError
from pyrrhus.present.comparison_page import render_comparison
from pyrrhus.runs.compare import State, compare
from pyrrhus.runs.ends import change_settings, find_end, what_if
from pyrrhus.runs.parts import mix
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.schema import Control, Force

START = date(2030, 3, 1)
FIRST, SECOND = START + timedelta(days=28), START + timedelta(days=42)
DRAWS = 1200


def claim(name: str, said: date, quantity: str, value: float | str, side: str | None = "attacker") -> Claim:
    number = value if isinstance(value, float) else None
    return Claim(
        name,
        said,
        "paper",
        "",
        "",
        None,
        quantity,
        side,
        "town",
        said - timedelta(days=13),
        said,
        None,
        number,
        None,
        None if number is not None else str(value),
        "persons/day" if number is not None else "category",
        "about",
        "asserts",
        "B",
        "2",
        "",
        "",
    )


@pytest.fixture(scope="module")
def battle(make_siege: Any) -> Any:
    """The siege with a map that moves towards the town in the second fortnight, and claims of both dates."""
    held = {START: 0.0, START + timedelta(days=14): 0.05, START + timedelta(days=28): 0.1, SECOND: 0.45}
    rows = [
        Control(date=day, place=place, holder="attacker", share_0_1=1.0 if place == "eastern" else share)
        for day, share in held.items()
        for place in ("eastern", "northern", "southern")
    ]
    return make_siege(
        control=tuple(rows),
        claims=(
            claim("c1", FIRST, "killed_per_day", 20.0),
            claim("c2", SECOND, "killed_per_day", 400.0),
            claim("c3", SECOND, "road_under_fire", "yes", "defender"),
        ),
        sources=(Source("paper", "A paper", "outlet", None, "B"),),
        file={"as_of": SECOND, "parameters": {"attacker_killed_per_day": {"claims": "killed_per_day"}}},
    )


@pytest.fixture(scope="module")
def found(battle: Any) -> Any:
    return compare(State(battle, FIRST, 60, "first"), State(battle, SECOND, 60, "second"), draws=DRAWS)


def test_the_parts_add_up_to_what_the_batches_moved(found: Any) -> None:
    for change in found.changes:
        total = sum(share.change for share in change.shares)
        assert total == pytest.approx(change.change, abs=1e-9)
        assert change.left == pytest.approx(0.0, abs=1e-9)


def test_the_parts_add_up_to_the_whole_of_two_assessments_within_monte_carlo_error(battle: Any, found: Any) -> None:
    """Against runs of their own, with other seeds: nothing of the whole is lost on the way."""
    from pyrrhus.pipeline import assess
    from pyrrhus.runs.measures import published_measures

    published = []
    for day in (FIRST, SECOND):
        document = assess(battle, as_of=day, horizon_days=60, draws=DRAWS, seed=4711).data
        said = published_measures(document, battle.centre.name)
        published.append({**said, "fall": said["published_fall"]})
    for name in ("fall", "ground_gained", "attacker_killed"):
        change = found.change(name)
        whole = published[1][name].value - published[0][name].value
        size = max(abs(published[1][name].value), abs(published[0][name].value), 0.2)
        noise = 3.0 * 0.5 / np.sqrt(DRAWS / 2) if name == "fall" else 0.25 * size
        assert abs(sum(s.change for s in change.shares) - whole) < noise + (change.high - change.low) / 2


def test_each_part_is_named_and_time_and_horizon_stand_apart(found: Any) -> None:
    assert [s.id for s in found.change("fall").shares][:2] == ["time", "horizon"]
    ids = {s.id for s in found.change("fall").shares}
    assert ids == {"time", "horizon", "map", "claims: losses", "claims: roads"}
    claims = {s.id: s.claims for s in found.change("fall").shares}
    assert claims["claims: losses"] == ("c2",)


def test_the_map_moves_the_fall_the_way_it_should(found: Any) -> None:
    fall = {s.id: s for s in found.change("fall").shares}
    assert fall["map"].low > 0.0
    assert fall["horizon"].low >= 0.0  # more days can only let more campaigns see the fall


def test_higher_claims_of_losses_move_the_killed_and_nothing_else_does(battle: Any) -> None:
    fewer = battle.model_copy(update={"claims": (battle.claims[0],)})
    more = battle.model_copy(update={"claims": battle.claims[:2]})
    done = compare(State(fewer, SECOND, 60, "a"), State(more, SECOND, 60, "b"), draws=3200)
    (share,) = done.change("attacker_killed").shares
    assert share.id == "claims: losses"
    assert share.low > 0.0


def test_a_further_horizon_alone_only_adds(battle: Any) -> None:
    done = compare(State(battle, FIRST, 30, "a"), State(battle, FIRST, 60, "b"), draws=200)
    assert [s.id for s in done.change("fall").shares] == ["horizon"]
    assert done.change("fall").change >= 0.0


def test_the_same_twice_moves_nothing(battle: Any) -> None:
    state = State(battle, FIRST, 40, "same")
    done = compare(state, state, draws=80)
    assert all(change.change == 0.0 and not change.shares for change in done.changes)
    assert "Nothing moved" in done.summary()


def test_claims_said_later_reach_neither_end(battle: Any) -> None:
    late = (*battle.claims, claim("late", SECOND + timedelta(days=1), "killed_per_day", 5000.0))
    parts = mix(
        gate(battle.model_copy(update={"claims": late}), FIRST),
        gate(battle.model_copy(update={"claims": late}), SECOND),
    ).parts
    assert "late" not in {id for part in parts for id in part.claims}


def test_what_if_of_troops_and_policies_is_split_between_them(battle: Any) -> None:
    state = State(battle, SECOND, 60, "now")
    changed = what_if(
        state,
        ["policies.defender=[{id: leave, do: withdraw_on, date: 2030-04-20}]", "parameters.contact_share_0_1=0.2"],
    )
    done = compare(state, changed, draws=400)
    shares = {s.id: s for s in done.change("fall").shares}
    assert set(shares) == {"policies", "parameters"}
    assert shares["policies"].low > 0.0
    assert done.change("fall").after.value > 0.9
    now = compare(state, state, draws=400).change("fall").before.value  # as published, with and without the what-if
    assert done.change("fall").before.value == pytest.approx(now, abs=1e-9)


def test_more_troops_are_a_part_of_their_own(battle: Any) -> None:
    more = (*battle.forces, Force(side="attacker", formation="new", kind="assault", personnel=20000))
    stronger = battle.model_copy(update={"forces": more})
    parts = mix(gate(battle, SECOND), gate(stronger, SECOND)).parts
    assert [part.id for part in parts] == ["forces"]


def test_claims_that_are_changed_or_gone_are_counted_as_such(battle: Any) -> None:
    from dataclasses import replace

    first, second, _ = battle.claims
    other = battle.model_copy(update={"claims": (replace(first, value=25.0), second)})
    parts = {part.id: part.words for part in mix(gate(battle, SECOND), gate(other, SECOND)).parts}
    assert parts == {"claims: losses": "1 changed claim on losses", "claims: roads": "1 gone claim on roads"}


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("policies.defender=[{id: x, do: vanish}]", "vanish"),
        ("paramters.x=1", "paramters"),
        ("parameters.no_such=1", "no_such"),
        ("nonsense", "KEY=VALUE"),
        ("horizon_days=0", "horizon_days"),
    ],
)
def test_a_setting_that_does_not_hold_is_refused_with_its_fix(battle: Any, setting: str, says: str) -> None:
    with pytest.raises(InputError) as error:
        what_if(State(battle, SECOND, 60, "now"), [setting])
    assert says in str(error.value)


def test_changed_settings_are_checked_and_carry_a_digest_of_their_own(battle: Any) -> None:
    orders = [{"id": "leave", "do": "withdraw_on", "date": "2030-04-20"}]
    changed = change_settings(battle, {"policies.defender": orders, "parameters.contact_share_0_1": 0.2})
    written = what_if(
        State(battle, SECOND, 60, "now"),
        ["policies.defender=[{id: leave, do: withdraw_on, date: 2030-04-20}]", "parameters.contact_share_0_1=0.2"],
    )
    assert changed.file == written.scenario.file
    assert changed.inputs_sha256["scenario.yaml"] != battle.inputs_sha256.get("scenario.yaml")
    assert orders == [{"id": "leave", "do": "withdraw_on", "date": "2030-04-20"}]
    with pytest.raises(InputError) as error:
        change_settings(battle, {"policies.defender": [{"id": "x", "do": "vanish"}]})
    assert "vanish" in str(error.value)
    with pytest.raises(InputError, match="paramters"):
        change_settings(battle, {"paramters.x": 1})


def test_a_loaded_scenario_is_an_end_as_of_its_own_date(battle: Any) -> None:
    state = find_end(battle, horizon_days=30)
    assert (state.scenario, state.as_of, state.days) == (battle, battle.file.as_of, 30)


def test_two_towns_cannot_be_compared(battle: Any) -> None:
    elsewhere = battle.model_copy(update={"file": battle.file.model_copy(update={"centre": "northern"})})
    with pytest.raises(InputError, match="one is about"):
        compare(State(battle, SECOND, 60, "a"), State(elsewhere, SECOND, 60, "b"), draws=80)


def test_equal_comparisons_are_equal_whatever_the_threads(battle: Any) -> None:
    pair = State(battle, FIRST, 40, "a"), State(battle, SECOND, 40, "b")
    one, two = (compare(*pair, draws=200, threads=threads).to_dict() for threads in (1, 2))
    assert json.dumps(one) == json.dumps(two)


def test_the_page_stands_alone_and_escapes_names(found: Any) -> None:
    from dataclasses import replace

    odd = replace(found, before=replace(found.before, label="<script>alert(1)</script>"))
    page = render_comparison(odd)
    assert "<script>alert" not in page
    assert "default-src 'none'" in page
    assert "http" not in page.split("<body>")[1].replace("http://www.w3.org/2000/svg", "")
    for change in found.changes:
        assert change.name[1:].replace("'", "&#39;") in page


def test_the_terminal_says_why_at_80_columns(found: Any) -> None:
    from io import StringIO

    from rich.console import Console

    from pyrrhus.present.comparison_table import comparison_csv, print_comparison

    out = StringIO()
    print_comparison(found, Console(file=out, width=80))
    assert max(len(line) for line in out.getvalue().splitlines()) <= 80
    assert "What moved it" in out.getvalue()
    assert comparison_csv(found.to_dict()).startswith("question,measure,unit,part,change,low,high,claims\n")


def test_the_chance_that_moved_is_the_one_that_an_assessment_leads_with(battle: Any) -> None:
    """To the digit, of as many campaigns of one seed; under orders that have no record, the campaigns' own."""
    from pyrrhus.pipeline import assess
    from pyrrhus.runs.evaluate import Evaluator
    from pyrrhus.runs.parts import Mixture
    from pyrrhus.scenario.as_of import as_of as gate

    known = gate(battle, SECOND)
    found = Evaluator(Mixture(known, known, (), SECOND), 200, 1).measure(frozenset(), 60, 5)
    document = assess(battle, as_of=SECOND, horizon_days=60, draws=200, seed=5).data
    assert found["published_fall"].value == pytest.approx(document["published"]["cdf"][-1]["probability"], abs=1e-4)
    assert found["fall"].value == pytest.approx(document["fall"]["cdf"][-1]["probability"], abs=0.006)
    pair = State(battle, FIRST, 60, "a"), State(battle, SECOND, 60, "b")
    done = compare(*pair, draws=100, seed=5)
    assert [change.measure for change in done.changes].count("fall") == 1
    assert done.change("fall").after.value != pytest.approx(found["fall"].value, abs=1e-6)
