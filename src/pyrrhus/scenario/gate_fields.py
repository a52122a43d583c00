"""How each field of a scenario and of its file passes the as-of date. The gate is shut to what is not listed here."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pydantic import BaseModel

WHOLE = "whole"  # known before the battle, or no fact of it: passes as it is
BY_KNOWN_ON = "rows by known_on"  # the gate needs to know nothing else of such a table

SCENARIO_FIELDS: Mapping[str, str] = {
    "name": WHOLE,
    "file": "field by field (FILE_FIELDS)",
    "places": "rows by known_on",
    "events": "rows by known_on, and by the places that they name",
    "routes": "rows by known_on, and by both their ends",
    "forces": "rows by known_on; a place that is not known is taken out",
    "actors": BY_KNOWN_ON,
    "control": "rows by known_on, by date and by place",
    "claims": "rows by known_on, by said_on and by place; what they derive from goes if it is not public",
    "sources": "rows by known_on; one that had spoken before it was judged is unknown",
    "ground_lines": BY_KNOWN_ON,
    "bridges": BY_KNOWN_ON,
    "inputs_sha256": WHOLE,
    "lines": "without those of what was taken out",
}
FILE_FIELDS: Mapping[str, str] = {
    "title": WHOLE,
    "sides": WHOLE,
    "start": WHOLE,
    "as_of": "becomes the date",
    "centre": WHOLE,
    "event": "goes with its row",
    "horizon_days": WHOLE,
    "summary": WHOLE,
    "licence": WHOLE,
    "tiling": WHOLE,
    "axes": WHOLE,
    "supply_sources": "by the places that they name",
    "policies": "choices by known_on",
    "season_mud": WHOLE,
    "changes": "rows by known_on",
    "attrition": WHOLE,
    "parameters": "values by known_on, and by the place that they name",
    "values": "values by known_on, and by the place that they name",
    "civilians": "values by known_on, and by the place that they name",
}


def check_gated(model: BaseModel, listed: Mapping[str, str], gated: Collection[str]) -> None:
    """Raise TypeError where a field of the model has no entry, or where what is `gated` is not what the table says."""
    name, fields = type(model).__name__, set(type(model).model_fields)
    if missing := sorted(fields - set(listed)):
        raise TypeError(
            f"{name}: no entry in scenario/gate_fields.py says how {', '.join(missing)} pass the as-of date"
        )
    asked = {field for field in fields if listed[field] != WHOLE}
    if wrong := sorted(asked ^ set(gated)):
        raise TypeError(f"{name}: the gate and scenario/gate_fields.py differ on {', '.join(wrong)}")
