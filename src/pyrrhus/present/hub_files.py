"""A submission to a forecast hub: the forecast under the name that hubs ask for, and what they want to know of a model.

Names and keys are those of hubverse.io ("Model output", "Model metadata", and the model-metadata-schema.json of its
example hubs): `model-output/TEAM-MODEL/YYYY-MM-DD-TEAM-MODEL.parquet`, `model-metadata/TEAM-MODEL.yml`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pyrrhus.arguments import wrong_argument
from pyrrhus.errors import InputError, Problem
from pyrrhus.inputs.byte_reader import read_bytes
from pyrrhus.inputs.json_reader import parse_json
from pyrrhus.inputs.refusal import Refused
from pyrrhus.present.output_tables import parquet_bytes, published_table

MODEL, PUBLISHED = "pyrrhus", "pyrrhus_record"
ABBREVIATION = re.compile(r"[A-Za-z0-9_+]{1,16}")
LICENCES = ("CC0-1.0", "CC-BY-4.0", "CC-BY_SA-4.0", "PPDL", "ODC-by", "ODbL", "OGL-3.0")
METHODS = "Campaigns of attrition on a map in hexagons, fused claims, maps in force, a particle filter of tempo."
METHODS_PUBLISHED = (
    "The day of the fall alone: the campaigns and a plain rule of past gains, each weighed by its record so far."
)
METHODS_LONG = (
    "Claims are fused with learnt bias of their sources, echoes counted once. Simulated campaigns run day by day over "
    "hexagons round the town (supply, attrition, advance, control, withdrawal, civilians, will) with the dated maps up "
    "to the reference date in force; their tempo is resampled by the ground that the maps show won, and they run on "
    "from there. A campaign moves all its cells together, so that they are correlated in space; the spread over "
    "campaigns is the uncertainty."
)


def hub_files(
    results: Path, *, team: str, team_name: str = "", contributors: Sequence[str] = (), licence: str
) -> dict[Path, bytes]:
    """The files of a submission by their paths in a hub, from a folder that `assess` wrote: the campaigns as one model,
    and what is published of the fall as another, where it is.

    `contributors` are written "Name, affiliation". Raises InputError where a name, a licence or the folder is no good.
    """
    if ABBREVIATION.fullmatch(team) is None:
        fix = "write at most 16 letters, digits, _ and +"
        raise InputError([wrong_argument("team", f"'{team[:40]}' is no abbreviation", fix, "hub_team")])
    if licence not in LICENCES:
        fix = f"write one of {', '.join(LICENCES)}"
        raise InputError([wrong_argument("licence", f"'{licence[:40]}' is none that hubs take", fix, "hub_licence")])
    people = [_person(text) for text in contributors]
    try:
        document: Any = parse_json(read_bytes(results / "assessment.json", "map_bytes"), name="assessment.json")
        forecast = read_bytes(results / "forecast.parquet", "map_bytes")
        reference, version = str(document["as_of"]), str(document["version"])
        published = published_table(document)
    except Refused as refused:
        problem = Problem(str(results), None, refused.what, "name a folder that assess wrote", "hub_results")
        raise InputError([problem]) from None
    except (KeyError, TypeError, ValueError):
        fix = "name a folder that assess wrote"
        raise InputError([Problem(str(results), None, "holds no assessment", fix, "hub_results")]) from None
    about = {
        "team_name": team_name or team,
        "team_abbr": team,
        "model_name": "Pyrrhus",
        "model_abbr": MODEL,
        "model_version": version,
        "model_contributors": people,
        "license": licence,
        "designated_model": True,
        "data_inputs": "Dated maps of control, published claims of both sides and of others, places, roads, forces",
        "methods": METHODS,
        "methods_long": METHODS_LONG,
        "ensemble_of_models": False,
        "ensemble_of_hub_models": False,
    }
    found = _model(f"{team}-{MODEL}", reference, forecast, about)
    if published is not None:
        record = {"model_name": "Pyrrhus, weighed by its record", "model_abbr": PUBLISHED, "ensemble_of_models": True}
        more = {**about, **record, "methods": METHODS_PUBLISHED, "methods_long": f"{METHODS_LONG} {METHODS_PUBLISHED}"}
        found |= _model(f"{team}-{PUBLISHED}", reference, parquet_bytes(published), more)
    return found


def _model(name: str, reference: str, forecast: bytes, about: dict[str, Any]) -> dict[Path, bytes]:
    """The two files of a model."""
    return {
        Path("model-output", name, f"{reference}-{name}.parquet"): forecast,
        Path("model-metadata", f"{name}.yml"): _yaml(about).encode("utf-8"),
    }


def _person(text: str) -> dict[str, str]:
    name, _, affiliation = (part.strip() for part in text.partition(","))
    if not name or not affiliation:
        fix = 'write "Name, affiliation"'
        raise InputError([wrong_argument("contributor", f"'{text[:60]}' has no affiliation", fix, "hub_contributor")])
    return {"name": name, "affiliation": affiliation}


def _yaml(about: dict[str, Any]) -> str:
    """Keys and values as YAML; JSON in one line is YAML too."""
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in about.items())
