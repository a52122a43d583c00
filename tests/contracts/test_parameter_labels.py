"""No reader meets the inner name of a parameter: report, page and terminal say its label."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from findings_example import make_findings
from rich.console import Console

from pyrrhus.judge import words
from pyrrhus.judge.q8_belief import _listed
from pyrrhus.judge.warnings import _change_words
from pyrrhus.present.decision_table import print_explanation
from pyrrhus.present.report_page import render_report
from pyrrhus.scenario.parameters import parameters
from pyrrhus.scenario.schema import ScheduledChange

SIDES = {"attacker": "Ostmark", "defender": "Westland"}
INNER = re.compile(r"_|\b(log sd|elasticity|base|weight|factor|ratio|share|0 1)\b")


@pytest.mark.parametrize("name", parameters())
def test_every_parameter_has_a_label_of_its_own_in_plain_words(name: str) -> None:
    label = words.label(name)
    assert label == parameters()[name].label
    assert not INNER.search(label), label
    assert label != words.human(name)
    assert len(label) <= 70
    assert label[0] == label[0].lower()
    assert words.label(name, SIDES) == label.replace("the attacker", "Ostmark").replace("the defender", "Westland")


def test_no_two_parameters_share_a_label() -> None:
    assert len({row.label for row in parameters().values()}) == len(parameters())


@pytest.mark.parametrize("name", parameters())
def test_the_answer_to_q8_and_the_terminal_name_none(name: str) -> None:
    case = cast(Any, SimpleNamespace(name=SIDES.__getitem__))
    said = _listed([(name, 0.9), (name, -0.5)], case)
    out = io.StringIO()
    explained = {
        "information": [
            {"side": side, "input": name, "beyond_noise": True, "evpi": 3.0, "unit": "persons"} for side in SIDES
        ],
        "indicators": [],
        "drivers": [{"result": "fall", "input": name, "share_of_variance": 0.4}],
        "caveat": "",
    }
    print_explanation(explained, Console(file=out, width=200))
    for text in (said, out.getvalue()):
        assert name not in text
        assert not re.search(rf"\b{re.escape(words.human(name))}\b", text) or words.human(name) in words.label(name)
    assert words.label(name) in out.getvalue()
    assert words.label(name, SIDES) in said


def test_the_report_shows_labels_and_no_inner_name() -> None:
    findings = make_findings()
    shown = {str(row["name"]) for row in findings.parameters}
    assert len(shown) > 50
    page = re.sub(r"<script.*?</script>|<style.*?</style>|<[^>]*>", " ", render_report(findings), flags=re.DOTALL)
    assert [name for name in parameters() if re.search(rf"\b{name}\b", page) and "_" in name] == []
    sides = findings.document["sides"]
    for name in shown:
        assert words.label(name, sides).split(" ", 1)[-1] in page.replace("&#39;", "'"), name


def test_a_scheduled_change_is_said_by_its_label() -> None:
    until = make_findings_day() + timedelta(days=60)
    case = cast(Any, SimpleNamespace(name=SIDES.__getitem__, as_of=make_findings_day(), until=until))
    change = ScheduledChange.model_validate(
        {"from": make_findings_day(), "parameter": "attacker_shells_per_day", "factor": 3}
    )
    assert _change_words(change, case).startswith("Ostmark's shells a day: is assumed to be multiplied by 3")
    later = change.model_copy(update={"parameter": None, "factor": None, "road": "M9"})
    assert _change_words(later, case) == "Assumed: the road M9 is cut from 1 March 2031."
    never = later.model_copy(update={"from_": until + timedelta(days=1)})
    assert "after the forecast's last day (30 Apr" in _change_words(never, case)


def make_findings_day() -> Any:
    from datetime import date

    return date(2031, 3, 1)
