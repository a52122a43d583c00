"""Answers of whole assessments: prices come first, chances only where a worth is stated, and parts add up."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import pyrrhus
from pyrrhus.scenario.load import find

DRAWS = 60


def assessed(folder: Path) -> dict[str, dict[str, Any]]:
    return {answer["id"]: answer for answer in pyrrhus.assess(folder, draws=DRAWS, seed=5).data["answers"]}


@pytest.fixture(scope="module")
def unstated() -> dict[str, dict[str, Any]]:
    return assessed(find("asculum"))


@pytest.fixture(scope="module")
def stated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("stated") / "asculum"
    shutil.copytree(find("asculum"), folder)
    path = folder / "scenario.yaml"
    given = "values:\n  attacker_place_value: 100\n  defender_place_value: 1000000\n"
    path.write_text(path.read_text(encoding="utf-8").rstrip() + "\n" + given, encoding="utf-8")
    return assessed(folder)


def chances(answer: dict[str, Any]) -> dict[str, float]:
    return {row["name"]: row["probability"] for row in answer["estimates"] if "probability" in row}


def test_without_a_stated_worth_there_is_a_price_and_no_verdict(unstated) -> None:
    answer = unstated["Q3"]
    assert answer["estimates"][0]["name"] == "worth of the place at which taking it breaks even"
    assert answer["estimates"][0]["unit"] == "casualties"
    assert {row.get("unit") for row in answer["estimates"][:4]} == {"casualties", "months"}
    assert not [name for name in chances(answer) if "Pyrrhic" in name or name.startswith("price")]
    assert "Nobody states in casualties" in answer["answer"]
    assert "default is 5,000" in answer["answer"]
    assert "stake" not in " ".join(chances(unstated["Q5"]))


def test_a_stated_worth_below_the_price_is_a_pyrrhic_victory_and_one_above_is_not(stated) -> None:
    found = chances(stated["Q3"])
    assert found["price: if the attacker wins, it has lost more than the place is worth to it"] > 0.95
    assert found["if the attacker wins, the victory is Pyrrhic"] > 0.95
    assert found["price: if the defender holds, it has lost more than the place is worth to it"] < 0.05
    assert "Nobody states" not in stated["Q3"]["answer"]
    assert chances(stated["Q5"])["the attacker's stake in the place outlasts the defender's"] < 0.05


def test_parts_stand_beside_each_other_and_add_up(unstated) -> None:
    q5 = list(chances(unstated["Q5"]).values())[:3]
    assert sum(q5) == pytest.approx(1.0, abs=0.02)
    said = [int(x) for x in re.findall(r"(\d+) %", unstated["Q5"]["answer"])[:3]]
    assert sum(said) == 100
    q4 = [
        row["probability"]
        for row in unstated["Q4"]["estimates"]
        if row["name"].startswith("holding on is worth") and "probability" in row
    ]
    assert len(q4) == 3
    assert sum(q4) == pytest.approx(1.0, abs=0.02)


def test_no_figure_is_not_nobody(unstated, tmp_path: Path) -> None:
    assert "By the figure that was given nobody lives" in unstated["Q7"]["answer"]
    folder = tmp_path / "asculum"
    shutil.copytree(find("asculum"), folder)
    path = folder / "scenario.yaml"
    text = path.read_text(encoding="utf-8").replace("civilians:\n  civilians_remaining: 0\n", "")
    path.write_text(text, encoding="utf-8")
    answer = assessed(folder)["Q7"]["answer"]
    assert answer.startswith("No figure was given of the civilians")
    assert "outside this model" in answer


def test_whom_to_believe_is_as_sure_as_the_claims_are_independent_and_agree(tmp_path, unstated) -> None:
    folder = tmp_path / "asculum"
    shutil.copytree(find("asculum"), folder)
    claims = folder / "claims.csv"
    claims.write_text(claims.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    without = assessed(folder)["Q8"]
    assert without["answer"].startswith("No claims are given")
    assert without["confidence"] == unstated["Q8"]["confidence"] == "low"  # two late authors are weak evidence
    contradicted = assessed(find("bakhmut"))
    assert "contradict" in contradicted["Q8"]["answer"]
    assert (contradicted["Q2"]["confidence"], contradicted["Q8"]["confidence"]) == ("moderate", "low")
