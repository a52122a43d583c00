"""The page of `pyrrhus decide` and `pyrrhus explain`: words, ties, narrow and plain terminals."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from pyrrhus.present.decision_table import print_decision, print_explanation

QUANTILES = {"0.05": -9000.0, "0.25": -100.0, "0.5": 1500.0, "0.75": 2000.0, "0.95": 40000.0}


def policy(side: str, name: str, text: str) -> dict[str, str]:
    return {"id": name, "side": side, "words": text}


def document(*, indifferent: bool = False) -> dict[str, Any]:
    policies = [
        policy("attacker", "press", "East presses on along every axis."),
        policy("defender", "hold", "West holds the town."),
        policy("defender", "leave", "West leaves the town on 4 March 2030."),
    ]
    pairs = [
        {"attacker": "press", "defender": d, "side": side, "quantiles": QUANTILES}
        for side in ("attacker", "defender")
        for d in ("hold", "leave")
    ]
    shares = [
        {
            "side": p["side"],
            "policy": p["id"],
            "share_best": 0.5,
            "expected": 1.0,
            "expected_regret": 12.0,
            "greatest_regret": 34.0,
            "tied_with_best": p["id"] != "leave",
        }
        for p in policies
    ]
    return {
        "policies": policies,
        "payoffs": pairs,
        "regret": pairs,
        "robustness": {
            "shares": shares,
            "dominated": [{"side": "defender", "policy": "leave", "by": "hold"}],
            "satisficing": [{"side": p["side"], "policy": p["id"], "worth_its_cost": 0.4} for p in policies],
            "indifferent": {"attacker": True, "defender": indifferent},
            "flips": [
                {
                    "side": "defender",
                    "stay": "hold",
                    "leave": "leave",
                    "unit": "own casualties of the defender",
                    "price_of_symbol": {**QUANTILES, "0.5": None},
                    "worth_of_symbol": QUANTILES,
                    "share_stay": 0.2,
                    "share_tied": 0.0,
                },
            ],
        },
        "equilibrium": [
            {"side": "attacker", "policy": "press", "weight": 1.0},
            {"side": "defender", "policy": "hold", "weight": 0.6},
            {"side": "defender", "policy": "leave", "weight": 0.4},
        ],
        "best_withdrawal": {"date": "2030-03-15", "low": "2030-03-04", "high": None},
        "information": [{"input": "exchange_ratio", "evpi": 0.0, "unit": "own casualties of the defender"}],
    }


def explained(*, beyond: bool = True) -> dict[str, Any]:
    return {
        "decision": {"side": "defender", "policies": ["hold", "leave"]},
        "information": [
            {
                "side": "defender",
                "input": "exchange_ratio",
                "evpi": 120.0,
                "standard_error": 10.0,
                "unit": "own casualties of the defender",
                "beyond_noise": beyond,
            },
        ],
        "drivers": [{"result": "fall", "input": "supply_need_0_1", "share_of_variance": 0.31}],
        "indicators": [
            {
                "name": "ground gained by the attacker",
                "unit": "km2",
                "days": 14,
                "probability": 0.4,
                "low": {"threshold": 1.0, "chance": 0.25, "probability": 0.2, "standard_error": 0.03},
                "high": None,
                "explains": 0.2,
                "beyond_noise": beyond,
            },
        ],
        "marginal": [],
        "caveat": "The effects of policies are the model's and cannot be tested on history.",
    }


ABOUT = {
    "scenario": "siege",
    "as_of": "2030-03-01",
    "horizon_days": 60,
    "draws": 500,
    "sides": {"attacker": "East", "defender": "West"},
    "equilibria": 3,
    "share_no_withdrawal": 0.25,
}


def page(width: int, encoding: str = "utf-8", **changes: Any) -> str:
    raw = io.BytesIO()
    console = Console(file=io.TextIOWrapper(raw, encoding=encoding), width=width, no_color=True)
    print_decision(document(**changes), explained(), ABOUT, console)
    console.file.flush()
    return raw.getvalue().decode(encoding)


def test_the_page_says_it_in_words_first() -> None:
    text = " ".join(page(100).split())
    for part in (
        "East: indifferent. No policy can be told from another",
        "Best in expectation is: West holds the town.",
        "West: hold beats leave for 20 % of the values; in the middle at no price of the symbol",
        "neither gains by departing from: press against hold 60 % and leave 40 % (one of 3 equilibria)",
        "Best date for West to leave: 15 March 2030 (90 %: 4 March 2030 to beyond the horizon)",
        "each of the defender's: 120 own casualties of the defender",
        "it falls: 40 %",
        "ground gained by the attacker (km²), at most 1.0: 20 %",
        "cannot be tested on history",
    ):
        assert part in text, part


@pytest.mark.parametrize("width", [24, 40, 60, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(len(line) for line in page(width).splitlines()) <= min(width, 100)


def test_a_plain_terminal_gets_plain_signs() -> None:
    assert "km2" in page(80, encoding="ascii")


def test_indifference_is_said_and_nothing_learnt_is_said_too() -> None:
    assert "West: indifferent" in page(100, indifferent=True)
    console = Console(file=io.StringIO(), width=100)
    print_explanation(explained(beyond=False), console)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "Nothing that could be learnt" in text
    assert "how much supply a garrison needs" in text
    assert "None of what was looked at moves the chance of the fall beyond the noise." in text


def test_intervals_of_weights_variance_saved_and_factions_are_said() -> None:
    found = document()
    for row in found["equilibrium"]:
        row |= {"low": 1.0, "high": 1.0} if row["weight"] == 1.0 else {"low": row["weight"] - 0.2, "high": 0.9}
    found["variance_saved"] = [
        {"attacker": "press", "defender": "leave", "side": "defender", "times": times}
        for times in (40.0, 8.0, 60.0, None)
    ]
    view = {
        "actor": None,
        "name": "",
        "deadline": None,
        "value": None,
        "stay": "hold",
        "leave": "leave",
        "share_stay": 0.8,
        "side": "defender",
    }
    found["views"] = [
        view,
        {**view, "actor": "ally", "name": "An ally", "value": 0.2, "deadline": "2030-04-01", "share_stay": 0.3},
    ]
    console = Console(file=io.StringIO(), width=100)
    print_decision(found, explained(), {**ABOUT, "same_equilibrium": 0.7}, console)
    text = " ".join(console.file.getvalue().split())  # type: ignore[attr-defined]
    assert "press against hold 60 % (90 %: 40 % to 90 %) and leave 40 % (90 %: 20 % to 90 %)" in text
    assert "come out in 70 % of the resamples" in text
    assert "40 times less variance in the middle of the pairs than on chances of its own, at least 8.0 times." in text
    assert "An ally (West, symbol 0.2, by 1 April 2030): hold beats leave for 30 % of the values (the side as a" in text


def test_many_that_cannot_be_told_apart_are_listed_by_their_marks() -> None:
    found = document()
    for number in (2, 3):
        found["policies"].append(policy("defender", f"way_{number}", "West does something long."))
        share = dict(found["robustness"]["shares"][1], policy=f"way_{number}")
        found["robustness"]["shares"].append(share)
        found["robustness"]["satisficing"].append(
            {"side": "defender", "policy": f"way_{number}", "worth_its_cost": 0.4}
        )
        found["payoffs"] += [
            {"attacker": "press", "defender": f"way_{number}", "side": side, "quantiles": QUANTILES}
            for side in ("attacker", "defender")
        ]
    console = Console(file=io.StringIO(), width=100)
    print_decision(found, explained(), ABOUT, console)
    text = " ".join(console.file.getvalue().split())  # type: ignore[attr-defined]
    assert "Best in expectation cannot be told apart and are: D1, D3, D4 (of West, below)." in text
