"""A forecast as a submission to a hub: names, columns and metadata as hubverse's validators ask for them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pyarrow
import pyarrow.parquet
import pytest

from pyrrhus.errors import InputError
from pyrrhus.present.hub_files import LICENCES, hub_files
from pyrrhus.scenario.yaml_reader import parse_yaml

ABBREVIATION = {"type": "string", "pattern": "^[a-zA-Z0-9_+]+$", "maxLength": 16}
PERSON = {"type": "object", "required": ["name", "affiliation"], "additionalProperties": False,
          "properties": {"name": {"type": "string"}, "affiliation": {"type": "string"}}}  # fmt: skip
# What the template schema of the example hubs asks of metadata, in short.
METADATA = {
    "type": "object", "additionalProperties": False,
    "properties": {
        **{key: {"type": "string"} for key in ("team_name", "model_name", "model_version")},
        **{key: {"type": "string"} for key in ("data_inputs", "methods_long")},
        **{key: {"type": "boolean"} for key in ("designated_model", "ensemble_of_models", "ensemble_of_hub_models")},
        "team_abbr": ABBREVIATION, "model_abbr": ABBREVIATION, "license": {"enum": list(LICENCES)},
        "methods": {"type": "string", "maxLength": 200}, "model_contributors": {"type": "array", "items": PERSON},
    },
    "required": ["team_name", "team_abbr", "model_name", "model_abbr", "model_contributors", "license",
                 "designated_model", "data_inputs", "methods", "methods_long", "ensemble_of_models",
                 "ensemble_of_hub_models"],
}  # fmt: skip


@pytest.fixture
def results(tmp_path: Path) -> Path:
    (tmp_path / "assessment.json").write_text(json.dumps({"as_of": "2023-03-01", "version": "0.1.0"}))
    pyarrow.parquet.write_table(pyarrow.table({"value": [0.5]}), tmp_path / "forecast.parquet")
    return tmp_path


def test_names_and_metadata_are_those_that_hubs_ask_for(results):
    made = hub_files(results, team="my_lab", team_name="My: lab", contributors=["A B, C, D"], licence="CC-BY-4.0")
    output, metadata = sorted(made, reverse=True)
    assert output.as_posix() == "model-output/my_lab-pyrrhus/2023-03-01-my_lab-pyrrhus.parquet"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d-[a-zA-Z0-9_+]{1,16}-[a-zA-Z0-9_+]{1,16}\.parquet", output.name)
    assert made[output] == (results / "forecast.parquet").read_bytes()
    assert metadata.as_posix() == "model-metadata/my_lab-pyrrhus.yml"
    values, _, problems = parse_yaml(made[metadata].decode(), file="metadata")
    assert problems == []
    jsonschema.validate(values, METADATA)
    assert values is not None
    assert (values["team_name"], values["model_contributors"]) == ("My: lab", [{"name": "A B", "affiliation": "C, D"}])


def test_what_is_published_is_a_model_of_its_own(results):
    points = [{"date": "2023-03-08", "probability": 0.25}, {"date": "2023-03-15", "probability": 0.5}]
    about = {"scenario": "town", "horizon_days": 14, "event": {"id": "falls"}, "as_of": "2023-03-01", "version": "1"}
    (results / "assessment.json").write_text(json.dumps({**about, "published": {"cdf": points}}))
    made = hub_files(results, team="lab", licence="ODbL")
    assert len(made) == 4
    name = "lab-pyrrhus_record"
    table = pyarrow.parquet.read_table(
        pyarrow.BufferReader(made[Path("model-output", name, f"2023-03-01-{name}.parquet")])
    )
    rows = [(r["target"], r["location"], r["horizon"], r["output_type_id"], r["value"]) for r in table.to_pylist()]
    assert rows == [("day_of_event", "falls", 14, "7", 0.25), ("day_of_event", "falls", 14, "14", 0.5)]
    values, _, problems = parse_yaml(made[Path("model-metadata", f"{name}.yml")].decode(), file="metadata")
    assert problems == []
    jsonschema.validate(values, METADATA)
    assert values is not None
    assert values["ensemble_of_models"] is True
    (results / "assessment.json").write_text(json.dumps({**about, "published": None}))
    assert len(hub_files(results, team="lab", licence="ODbL")) == 2


@pytest.mark.parametrize(
    ("given", "says"),
    [({"team": "my-lab"}, "no abbreviation"), ({"licence": "mine"}, "none that hubs take"),
     ({"contributors": ["A B"]}, "has no affiliation")],
)  # fmt: skip
def test_what_a_hub_would_refuse_is_refused_here(results, given, says):
    with pytest.raises(InputError, match=says):
        hub_files(results, **{"team": "lab", "licence": "ODbL", **given})


def test_another_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="name a folder that assess wrote"):
        hub_files(tmp_path, team="lab", licence="ODbL")
    (tmp_path / "assessment.json").write_text("{}")
    (tmp_path / "forecast.parquet").write_bytes(b"x")
    with pytest.raises(InputError, match="holds no assessment"):
        hub_files(tmp_path, team="lab", licence="ODbL")
