"""The report's section on choices: what it says of pairs, ties, regret, flips, drivers, signs and factions."""

from __future__ import annotations

import copy
import re
from typing import Any

import jsonschema
import pytest
from findings_example import HOSTILE, make_findings

from pyrrhus.present import output_tables as tables
from pyrrhus.present.choices_section import choices_section
from pyrrhus.present.report_page import render_report

PRICES = [0.0, 100.0, 1000.0, 10000.0, 100000.0]
QUANTILES = {"0.05": 900.0, "0.25": 3000.0, "0.5": 8000.0, "0.75": 17000.0, "0.95": 52000.0}


def change(
    attacker: str, defender: str, side: str, mean: float, tie: bool = False, best: bool = False
) -> dict[str, Any]:
    return {
        "attacker": attacker,
        "defender": defender,
        "side": side,
        "mean": mean,
        "standard_error": 90.0,
        "tie": tie,
        "best": best,
    }


def flip(side: str, stay: str, leave: str, shares: list[float]) -> dict[str, Any]:
    curve = [{"price": price, "share_stay": share} for price, share in zip(PRICES, shares, strict=True)]
    return {
        "side": side,
        "stay": stay,
        "leave": leave,
        "share_stay": 0.6,
        "share_tied": 0.1,
        "worth_of_symbol": QUANTILES,
        "curve": curve,
    }


def view(side: str, actor: str | None, **changes: Any) -> dict[str, Any]:
    stay, leave = ("press", "pause") if side == "attacker" else ("hold", "leave")
    return {
        "side": side,
        "actor": actor,
        "name": actor or "",
        "interest": HOSTILE if actor else "",
        "deadline": None,
        "value": None,
        "source": "",
        "stay": stay,
        "leave": leave,
        "best": [stay],
        "leans": "stay",
        "share_stay": 0.7,
        "share_tied": 0.2,
        "gain": QUANTILES,
        **changes,
    }


def decisions() -> dict[str, Any]:
    a, d = make_findings().document["sides"].values()
    return {
        "unit": "own casualties",
        "policies": [
            {"id": "press", "side": "attacker", "words": f"{a} presses on.", "assumed": True},
            {"id": "pause", "side": "attacker", "words": f"{a} pauses until 1 May 2023.", "assumed": False},
            {"id": "hold", "side": "defender", "words": f"{d} holds the town.", "assumed": True},
            {"id": "leave", "side": "defender", "words": f"{d} leaves the town.", "assumed": False},
        ],
        "pairs": [
            {"attacker": x, "defender": y, "draws": n, "fall": p}
            for x, y, n, p in (
                ("press", "hold", 600, 0.8),
                ("press", "leave", 600, 0.995),
                ("pause", "hold", 600, 0.7),
                ("pause", "leave", 200, 0.995),
            )
        ],
        "changes": [
            change("press", "hold", "attacker", 0.0, tie=True, best=True),
            change("pause", "hold", "attacker", 40.0, tie=True, best=True),
            change("press", "leave", "attacker", 5200.0),
            change("pause", "leave", "attacker", 7300.0, best=True),
            change("press", "hold", "defender", 0.0, tie=True, best=True),
            change("press", "leave", "defender", -4800.0),
            change("pause", "hold", "defender", 900.0, best=True),
            change("pause", "leave", "defender", -6200.0),
        ],
        "regret": [
            {"side": "attacker", "policy": "press", "mean": 3000.0, "worst": 3300.0, "tied_with_best": True},
            {"side": "attacker", "policy": "pause", "mean": 90.0, "worst": 120.0, "tied_with_best": True},
            {"side": "defender", "policy": "hold", "mean": 0.0, "worst": 0.0, "tied_with_best": True},
            {"side": "defender", "policy": "leave", "mean": 5900.0, "worst": 6300.0, "tied_with_best": False},
        ],
        "flips": [
            flip("defender", "hold", "leave", [0.62, 0.7, 0.8, 1.0, 1.0]),
            flip("attacker", "press", "pause", [0.0, 0.0, 0.1, 0.6, 1.0]),
        ],
        "drivers": [
            {
                "result": "fall",
                "unit": "probability",
                "base": 0.8,
                "input": "attacker_troops_now",
                "low_at": 24000.0,
                "high_at": 57000.0,
                "low": 0.7,
                "high": 0.9,
                "share_of_variance": 0.04,
            },
            {
                "result": "holding",
                "unit": "own casualties",
                "base": 5000.0,
                "input": "defender_place_value",
                "low_at": 2500.0,
                "high_at": 9300.0,
                "low": 250.0,
                "high": 14000.0,
                "share_of_variance": 0.2,
            },
        ],
        "indicators": [
            {
                "name": "roads into the town that are open",
                "unit": "roads",
                "days": 14,
                "probability": 0.8,
                "low": {"threshold": 0.0, "chance": 0.2, "probability": 0.95},
                "high": None,
                "beyond_noise": True,
            },
            {
                "name": "casualties of the attacker",
                "unit": "persons/week",
                "days": 14,
                "probability": 0.8,
                "low": None,
                "high": None,
                "beyond_noise": False,
            },
        ],
        "views": [
            view("defender", None),
            view("attacker", None),
            view("attacker", "commander", deadline="2023-03-31", share_stay=0.2, best=["pause"]),
        ],
        "caveat": "The effects of policies are the model's and cannot be tested on history.",
    }


@pytest.fixture(scope="module")
def findings():
    found = make_findings()
    found.document["decisions"] = decisions()
    return found


@pytest.fixture(scope="module")
def page(findings) -> str:
    return render_report(findings)


def section_of(page: str) -> str:
    text = page[page.index('<section class="q" id="Q4"') :]
    return text[: text.index("</section>")]


def test_the_schema_knows_every_key(findings) -> None:
    jsonschema.Draft202012Validator(tables.assessment_schema()).validate(tables.plain(findings.document))


def test_ties_are_shown_as_ties_and_the_best_are_marked(findings) -> None:
    section = choices_section(findings)
    assert section is not None
    attacker, defender = section["tables"]
    assert [[c["text"] for c in row["cells"]] for row in attacker["rows"]] == [
        ["as assumed", "+5,200"],
        ["=", "+7,300"],
    ]
    assert [[c["best"] for c in row["cells"]] for row in attacker["rows"]] == [[True, False], [True, True]]
    assert [[c["text"] for c in row["cells"]] for row in defender["rows"]] == [
        ["as assumed", "+900"],
        ["−4,800", "−6,200"],
    ]
    shades = [c["shade"] for row in defender["rows"] for c in row["cells"]]
    assert shades == ["even", "up1", "down3", "down4"]


def test_the_recommended_lead_and_an_order_without_a_price_is_never_among_them(findings) -> None:
    from pyrrhus.present.judgement import best_choices
    from pyrrhus.present.options_chart import options_of

    rich = copy.deepcopy(findings)
    rows = rich.document["decisions"]["policies"]
    for row, best in zip(rows, (False, True, False, True), strict=True):
        row["recommended"] = best
    assert [o.name for o in options_of(rich.document, "attacker")] == ["pauses until 1 May 2023", "presses on"]
    assert [o.name for o in options_of(rich.document, "defender")] == ["leaves the town", "holds the town"]
    said = {row["side"]: row["text"] for row in best_choices(rich.document)}
    assert said == {"attacker": "pauses until 1 May 2023", "defender": "leaves the town"}
    for row in rows:
        row["recommended"] = True
    assert {row["text"] for row in best_choices(rich.document)} == {"might do one thing as well as another"}


def test_the_flips_say_where_they_turn(findings, page) -> None:
    defender, attacker = choices_section(findings)["flips"]
    assert defender["lines"][0]["turn"] == "better for most values even if the symbol counts for nothing"
    assert "more than about 10,000 casualties" in attacker["lines"][0]["turn"]
    never = copy.deepcopy(findings)
    never.document["decisions"]["flips"][1] = flip("attacker", "press", "pause", [0.0] * 5)
    assert "at no price" in choices_section(never)["flips"][1]["lines"][0]["turn"]
    assert "Rather than that it leaves the town" in section_of(page)


def test_signs_and_views(findings, page) -> None:
    from pyrrhus.present.signs_chart import signs_figure

    section = choices_section(findings)
    drawn = signs_figure(findings.document)
    assert drawn.rows == (("Roads into the town that are open", "none", "95 %", "20 %"),)
    assert [row["whole"] for row in section["views"]] == [True, False]
    assert section["views"][1]["deadline"] == "31 Mar 2023"
    text = section_of(page)
    assert "troops of the attacker in the sector" in text
    assert "cannot be tested on history" in text


def test_it_is_safe_and_left_out_where_nothing_was_compared(findings, page) -> None:
    text = section_of(page)
    assert HOSTILE not in text
    assert " style=" not in text
    assert not re.search(r"https?://", text.replace("http://www.w3.org/2000/svg", ""))
    assert 'class="heat' not in render_report(make_findings())
