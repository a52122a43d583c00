"""Folders with odd or scant inputs are answered in sentences that hold together: no map, a stale map, a handful of
attackers with a name that is many, no civilians given, nothing claimed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

import pyrrhus
from conftest import siege_scenario
from pyrrhus.judge import words
from pyrrhus.present import summary
from pyrrhus.present.blocks import question_blocks
from pyrrhus.present.fall_chart import fall_view
from pyrrhus.present.judgement import best_choices, judgement
from pyrrhus.present.report_page import render_report
from pyrrhus.scenario.load import bundled
from pyrrhus.scenario.schema import Scenario

DRAWS = 60


def renamed(scenario: Scenario, **updates: Any) -> Scenario:
    """The siege with a side that is many and one whose name begins with a small letter."""
    sides = scenario.file.sides
    attacker, defender = (
        getattr(sides, role).model_copy(update={"name": name})
        for role, name in (("attacker", "the raiders"), ("defender", "the League"))
    )
    sides = sides.model_copy(update={"attacker": attacker, "defender": defender})
    return scenario.model_copy(update={"file": scenario.file.model_copy(update={"sides": sides, **updates})})


def few(scenario: Scenario) -> Scenario:
    """A handful of attackers."""
    sizes = ("personnel", "low", "high")
    forces = tuple(
        f.model_copy(update={n: 0.01 * v for n in sizes if (v := getattr(f, n)) is not None})
        if f.side == "attacker"
        else f
        for f in scenario.forces
    )
    return scenario.model_copy(update={"forces": forces})


def odd(kind: str) -> Scenario | str:
    scenario = siege_scenario()
    if kind == "stale":
        return renamed(scenario, as_of=scenario.file.as_of + timedelta(days=120))
    if kind == "few":
        return few(renamed(scenario)).model_copy(update={"claims": ()})
    if kind == "unmapped":
        return renamed(scenario).model_copy(update={"control": ()})
    return kind


KINDS = ["stale", "few", "unmapped", *(row.name for row in bundled())]


@pytest.fixture(scope="module", params=KINDS)
def found(request):
    return request.param, pyrrhus.assess(odd(request.param), draws=DRAWS, threads=2).findings


def answers_of(findings: Any) -> dict[str, dict[str, Any]]:
    return {answer["id"]: answer for answer in findings.document["answers"]}


def test_sentences_begin_with_a_capital_and_agree_with_their_side(found) -> None:
    _, findings = found
    lines = [answer["answer"] for answer in answers_of(findings).values()] + judgement(findings)
    for text in lines:
        assert text[0].isupper() or text[0].isdigit(), text
        assert not re.search(r"[.!?] [a-z]", text), text
        assert "raiders's" not in text
        assert not re.search(r"\bthe raiders (?:has|does|\w+[^s]s)\b", text), text
    for row in best_choices(findings.document):
        assert row["name"] != "the raiders" or not re.match(r"\w+[^s]s\b", row["text"])


def test_figures_are_written_as_people_write_them(found) -> None:
    _, findings = found
    for answer in answers_of(findings).values():
        text = answer["answer"]
        assert not re.search(r"[<>]\d", text), text
        assert not re.search(r"\de[-+]?\d", text), text
        assert not re.search(r"\b\d\.\d (?:days|killed|wounded|persons|civilians)\b", text), text
        assert "about 0 (" not in text
        assert "within the horizon" not in text
        for claim in findings.claims:
            assert not ("_" in claim["id"] and claim["id"] in text), text


def test_the_two_sides_of_an_exchange_are_told_with_the_greater_one_counted(found) -> None:
    _, findings = found
    answer = answers_of(findings)["Q2"]
    told = re.search(r"For each casualty of (.+?) there are about ([\d.,]+) of (.+?) \(", answer["answer"])
    assert told
    row = next(e for e in answer["estimates"] if e["name"].startswith("exchange ratio"))
    mid = row["quantiles"]["0.5"]
    sides = findings.document["sides"]
    greater = sides["attacker"] if mid >= 1.0 or mid == 0.0 else sides["defender"]
    assert told[3] == greater
    assert told[2] == words.rounded(mid if greater == sides["attacker"] else 1.0 / mid)


def test_a_stale_map_leads_once_and_lowers_what_rests_on_it(found) -> None:
    kind, findings = found
    answers = answers_of(findings)
    if kind == "stale":
        assert answers["Q1"]["answer"].startswith("The last map is of ")
        assert all("since the last map" in answers[q]["answer"] for q in ("Q2", "Q3"))
        assert not any("last map" in line for line in judgement(findings))
        assert not any("last map" in summary.first_sentence(answers[q]["answer"]) for q in ("Q2", "Q3"))
    if kind in ("stale", "unmapped"):
        assert answers["Q1"]["confidence"] == "low"


def test_badges_say_what_their_sentences_say(found) -> None:
    kind, findings = found
    blocks = {block["id"]: block for block in question_blocks(findings)}
    answers = answers_of(findings)
    lasts = blocks["Q5"]["badge"]
    assert words.share_words(answers["Q5"]["estimates"][0]["probability"]) in answers["Q5"]["answer"], lasts
    nobody = "nobody lives" in answers["Q7"]["answer"]
    assert (blocks["Q7"]["badge"]["word"] == "None") == nobody
    if kind == "asculum":
        assert nobody
        assert "No number of civilians is given" not in render_report(findings)


def test_parts_of_a_whole_are_the_same_in_the_sentence_and_in_the_table(found) -> None:
    _, findings = found
    block = next(b for b in question_blocks(findings) if b["id"] == "Q5")
    rows = [r["middle"] for r in block["rows"] if "replace its losses for longer" in r["name"]]
    text = answers_of(findings)["Q5"]["answer"]
    for middle in rows:
        written = middle.replace("<", "less than ").replace(">", "more than ")
        assert written in summary.first_sentence(text), (rows, text)


def test_what_is_checked_is_asked_for_once(found) -> None:
    _, findings = found
    text = answers_of(findings)["Q2"]["answer"]
    assert text.count("in forces.csv") <= 1
    assert ("cannot be" in text or "cannot all be" in text) == ("in forces.csv" in text)


def test_the_chart_of_towns_behind_says_what_the_sentence_says(found) -> None:
    _, findings = found
    block = next(b for b in question_blocks(findings) if b["id"] == "Q6")
    if block["figure"] is None or "in range" not in block["figure"].heading:
        return
    newly = [t["name"] for t in findings.towns if t["now"] < 0.5 and t["then"] - t["now"] > 0.1]
    if block["figure"].heading.startswith("Every town"):
        assert "newly reach" not in block["text"]
    for name in newly[:3]:
        assert f"{name} (" in block["text"]


def test_a_bound_is_not_read_as_a_figure(found) -> None:
    _, findings = found
    hedges = {str(claim["id"]): claim.get("hedge") for claim in findings.claims}
    assert {hedges[row["claim"]] for row in findings.readings} <= {"exactly", "about", "between"}


def test_answers_that_rest_on_claims_do_not_say_that_none_speaks_of_them(found) -> None:
    _, findings = found
    page = render_report(findings)
    q8 = page[page.index('id="Q8"') : page.index('id="record"')]
    assert "No claim speaks of it" not in q8
    assert "by the horizon" not in "".join(b["badge"]["what"] for b in question_blocks(findings))


def test_the_curve_passes_even_odds_on_the_day_that_is_said(found) -> None:
    _, findings = found
    view = fall_view(findings)
    if view.even is None or view.even <= view.as_of:
        return
    day = (view.even - view.as_of).days
    assert view.chance(day) >= 0.5
    assert view.daily[0][1] < 0.5
    before = [p for d, p in view.daily if d < day]
    assert max(before) < 0.5
