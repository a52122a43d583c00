"""The files that come out: their columns, their schema, that equal findings give equal bytes, and the safe swap."""

from __future__ import annotations

import copy
import csv
import dataclasses
import io
import json
import math
from pathlib import Path

import jsonschema
import pyarrow.parquet
import pytest
from findings_example import AS_OF, make_findings
from hypothesis import given
from hypothesis import strategies as st

from pyrrhus.errors import InputError
from pyrrhus.files.manifest import MANIFEST
from pyrrhus.present import output_tables as tables
from pyrrhus.present.outputs import OUTPUT_FILES, render_files, write_outputs


@pytest.fixture(scope="module")
def findings():
    return make_findings(hostile=True)


def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(tables.assessment_schema())
    return jsonschema.Draft202012Validator(tables.assessment_schema())


def test_the_document_that_is_written_fits_the_schema(findings) -> None:
    validator().validate(json.loads(tables.document_json(findings.document)))


def remove(*path):
    def change(document):
        for key in path[:-1]:
            document = document[key]
        del document[path[-1]]

    return change


def put(value, *path):
    def change(document):
        for key in path[:-1]:
            document = document[key]
        document[path[-1]] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        remove("vintage"),
        remove("answers", 7),
        remove("answers", 0, "estimates", 0, "words"),
        put("Q1", "answers", 1, "id"),
        put("certain", "answers", 0, "confidence"),
        put(1.0, "fall", "cdf", 0, "probability"),
        put("probably", "fall", "cdf", 0, "words"),
        put("1 March", "as_of"),
        put("pyrrhus-assessment/2", "format"),
        put("abc", "inputs_sha256", "places.csv"),
        put({"0.5": 1.0}, "answers", 1, "estimates", 0, "quantiles"),
        put(1, "mystery"),
    ],
)
def test_the_schema_refuses_what_is_not_an_assessment(findings, change) -> None:
    document = copy.deepcopy(findings.document)
    change(document)
    assert not validator().is_valid(document)


def test_json_carries_six_digits_in_the_order_of_the_schema(findings) -> None:
    text = tables.document_json(findings.document)
    document = json.loads(text)
    assert document["filter"]["effective_sample_size"] == 1512.43
    assert list(document) == [key for key in tables.assessment_schema()["properties"] if key in document]
    assert list(document["answers"][0])[:3] == ["id", "question", "answer"]


def test_unknown_numbers_are_refused_not_written_as_nan() -> None:
    with pytest.raises(ValueError, match="null"):
        tables.plain({"x": math.nan})


def test_equal_findings_give_equal_bytes_whatever_the_order_of_keys(findings) -> None:
    def backwards(value):
        if isinstance(value, dict):
            return {key: backwards(value[key]) for key in reversed(value)}
        return [backwards(item) for item in value] if isinstance(value, list) else value

    other = dataclasses.replace(
        make_findings(hostile=True),
        document=backwards(findings.document),
        claims=tuple(backwards(claim) for claim in findings.claims),
        quantities=tuple(backwards(row) for row in findings.quantities),
        lineage={"timings_seconds": {"all": 99.0}},
    )
    first, second = render_files(findings), render_files(other)
    assert tuple(first) == OUTPUT_FILES
    assert [name for name in first if first[name] != second[name]] == ["lineage.json"]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_claims_csv_has_the_ledgers_columns_and_what_was_made_of_them(findings) -> None:
    rows = {row["id"]: row for row in rows_of(tables.claims_csv(findings.claims))}
    assert list(rows["c001"]) == list(tables.CLAIM_COLUMNS)
    assert rows["c004"]["echo_of"] == "c003"
    assert rows["c003"]["flags"] == "unit_slip"
    assert rows["c010"]["value"] == "yes"
    assert rows["c005"]["value"] == ""
    assert (rows["c005"]["low"], rows["c005"]["high"]) == ("900", "2400")


def test_cells_that_a_spreadsheet_would_run_are_neutralised(findings) -> None:
    row = rows_of(tables.claims_csv(findings.claims))[-1]
    assert row["source"] == "'=HYPERLINK(1)"
    assert row["note"].startswith("'+1+cmd")


@given(st.text())
def test_no_text_cell_begins_like_a_formula_unless_it_is_a_number(text: str) -> None:
    cell = tables.csv_cell(text)
    if len(cell) > 1 and cell[0] in "=+-@\t\r":
        float(cell)
    assert cell.removeprefix("'") == text.removeprefix("'")


def test_negative_numbers_stay_numbers() -> None:
    assert tables.csv_cell(-1.25) == "-1.25"
    assert tables.csv_cell("-1.25") == "-1.25"
    assert tables.csv_cell("-x") == "'-x"


def test_quantities_csv(findings) -> None:
    row = rows_of(tables.quantities_csv(findings.quantities))[0]
    assert list(row) == list(tables.QUANTITY_COLUMNS)
    assert row["claims"].split("; ") == ["c001", "c003", "c004", "c006", "c014"]
    assert row["weights"].split("; ")[0] == "c001=0.31"


def test_the_forecast_follows_the_hub(findings) -> None:
    content = render_files(findings)["forecast.parquet"]
    table = pyarrow.parquet.read_table(io.BytesIO(content))
    assert table.column_names == [
        "reference_date",
        "target",
        "location",
        "horizon",
        "target_end_date",
        "output_type",
        "output_type_id",
        "value",
    ]
    rows = table.to_pylist()
    assert {row["output_type"] for row in rows} == {"mean", "quantile", "cdf"}
    assert all(row["reference_date"] == AS_OF for row in rows)
    assert all((row["target_end_date"] - AS_OF).days == row["horizon"] for row in rows)
    killed = [r for r in rows if r["target"] == "attacker_killed" and r["horizon"] == 120]
    assert [row["output_type_id"] for row in killed] == ["0.05", "0.25", "0.5", "0.75", "0.95"]
    expected = findings.forecast["killed"].sel(side="attacker").values[-1]
    assert [row["value"] for row in killed] == pytest.approx(expected, rel=1e-5)
    curve = [row["value"] for row in rows if row["output_type"] == "cdf" and row["location"] == "centre"]
    assert len(curve) == 121
    assert curve == sorted(curve)
    assert curve[0] == 0.005


def test_an_assessment_replaces_an_earlier_one(tmp_path: Path, findings) -> None:
    folder = tmp_path / "out" / "brod"
    assert write_outputs(findings, folder) == folder
    later = dataclasses.replace(findings, claims=findings.claims[:1])
    write_outputs(later, folder)
    assert (folder / "claims.csv").read_text(encoding="utf-8") == tables.claims_csv(later.claims)
    write_outputs(findings, folder)
    assert sorted(item.name for item in folder.iterdir()) == sorted([*OUTPUT_FILES, MANIFEST])
    assert (folder / "claims.csv").read_text(encoding="utf-8") == tables.claims_csv(findings.claims)
    assert [item.name for item in folder.parent.iterdir()] == ["brod"]


def test_an_empty_folder_is_filled(tmp_path: Path, findings) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    write_outputs(findings, folder)
    assert (folder / "assessment.html").exists()


def make_foreign(path: Path) -> None:
    path.mkdir()
    (path / "thesis.docx").write_text("years of work")


def make_mixed(path: Path) -> None:
    path.mkdir()
    (path / "assessment.json").write_text('{"format": "pyrrhus-assessment/1"}')
    (path / "notes.txt").write_text("mine")


def make_other_kind(path: Path) -> None:
    path.mkdir()
    (path / "claims.csv").write_text("id\n1\n")


def make_file(path: Path) -> None:
    path.write_text("a file")


@pytest.mark.parametrize("make", [make_foreign, make_mixed, make_other_kind, make_file])
def test_what_no_assessment_wrote_is_never_replaced(tmp_path: Path, findings, make) -> None:
    target = tmp_path / "target"
    make(target)
    before = {item: item.read_bytes() for item in tmp_path.rglob("*") if item.is_file()}
    with pytest.raises(InputError, match="--out"):
        write_outputs(findings, target)
    assert {item: item.read_bytes() for item in tmp_path.rglob("*") if item.is_file()} == before


def test_a_failure_leaves_what_was_there(tmp_path: Path, findings) -> None:
    folder = tmp_path / "out"
    write_outputs(findings, folder)
    before = (folder / "assessment.json").read_bytes()
    broken = dataclasses.replace(findings, lineage={"x": math.nan})
    with pytest.raises(ValueError, match="null"):
        write_outputs(broken, folder)
    assert (folder / "assessment.json").read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["out"]
