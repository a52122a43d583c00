"""The reader of scenario.yaml: YAML 1.2, plain values, and the line of every key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pyrrhus.limits import LIMITS
from pyrrhus.scenario.yaml_reader import parse_yaml, read_yaml

TEXT = """\
title: a battle
start: 2022-08-01
month: 2022-08
answer: no
count: 012
share: 1e-3
policies:
  defender:
    - {id: hold}
    - id: leave
      date: 2023-04-01
none: none
quoted: "2022-08-01"
"""


def test_values_are_those_of_yaml_1_2() -> None:
    values, _, problems = parse_yaml(TEXT, file="s.yaml")
    assert problems == []
    assert values == {
        "title": "a battle",
        "start": date(2022, 8, 1),
        "month": "2022-08",
        "answer": "no",
        "count": 12,
        "share": 0.001,
        "policies": {"defender": [{"id": "hold"}, {"id": "leave", "date": date(2023, 4, 1)}]},
        "none": "none",
        "quoted": "2022-08-01",
    }


def test_every_key_path_has_its_line() -> None:
    _, lines, _ = parse_yaml(TEXT, file="s.yaml")
    assert lines["title"] == 1
    assert lines["policies.defender"] == 8
    assert lines["policies.defender[0].id"] == 9
    assert lines["policies.defender[1].date"] == 11
    assert lines["none"] == 12


@pytest.mark.parametrize(
    ("text", "line", "check"),
    [
        ("a: 1\na: 2\n", 2, "yaml_duplicate_key"),
        ("a:\n\tb: 1\n", 2, "yaml_tabs"),
        ("a: 1\nb: !!python/object:os.system x\n", 2, "yaml_tag"),
        ("- a\n", 1, "yaml_root"),
        ("a: 1\n---\nb: 2\n", 2, "yaml_root"),
        ('a: "x\n', 2, "yaml_syntax"),
        ("a: b: c\n", 1, "yaml_syntax"),
        ("a: *nowhere\n", 1, "yaml_syntax"),
        ("a: &x [*x]\n", 1, "yaml_depth"),
        ("a: " + "[" * 5000, None, "yaml_depth"),
        ("a: .nan\n", 1, "cell_number"),
        ("a: 1e999\n", 1, "cell_number"),
        ("a: 2023-02-30\n", 1, "cell_date"),
        ("? [a, b]\n: 1\n", 1, "yaml_type"),
        ("a: \x01\n", None, "yaml_syntax"),
    ],
)
def test_what_is_wrong_with_it(text: str, line: int | None, check: str) -> None:
    _, _, problems = parse_yaml(text, file="s.yaml")
    assert [(p.file, p.line, p.check) for p in problems] == [("s.yaml", line, check)]
    assert problems[0].fix


def test_aliases_cannot_multiply() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    _, _, problems = parse_yaml("\n".join(lines), file="s.yaml")
    assert "yaml_depth" in {p.check for p in problems}


def test_large_and_missing_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "scenario.yaml"
    assert read_yaml(path).problems[0].check == "file_missing"
    path.write_text("a: 1\n")
    assert read_yaml(path).values == {"a": 1}
    monkeypatch.setitem(LIMITS, "scenario_bytes", LIMITS["scenario_bytes"]._replace(most=2))
    assert read_yaml(path).problems[0].check == "file_too_large"
