"""Rows of a JSON document: lists of objects, what an interface wraps round them, GeoJSON of points."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pyrrhus.plain_text import clean_cell

LISTS = ("data", "records", "result", "results", "features", "losses", "items", "rows")


def rows_in(found: Any) -> Iterator[dict[str, str]]:
    """Objects of the list, their inner objects flattened; of an object the list that it holds, else itself."""
    if isinstance(found, dict):
        by_name = {str(key).lower(): value for key, value in found.items()}
        inner = next((by_name[key] for key in LISTS if isinstance(by_name.get(key), list | dict)), None)
        if inner is not None:
            yield from rows_in(inner)
        elif found and "coordinates" not in found:
            yield _flat(found)
        return
    for item in found if isinstance(found, list) else ():
        if isinstance(item, dict):
            yield _flat(item)


def _flat(item: dict[str, Any]) -> dict[str, str]:
    """One object. Where a key stands in two inner objects (a total, then its increase) the first counts."""
    flat: dict[str, str] = {}
    for key, value in item.items():
        if isinstance(value, dict) and _is_point(value):
            lon, lat = value["coordinates"][:2]
            flat.setdefault("latitude", _text(lat))
            flat.setdefault("longitude", _text(lon))
        elif isinstance(value, dict):
            if key != "geometry":
                for inner, text in value.items():
                    flat.setdefault(clean_cell(str(inner)), _text(text))
        elif not (key == "type" and value == "Feature"):
            flat.setdefault(clean_cell(str(key)), _text(value))
    return flat


def _is_point(value: dict[str, Any]) -> bool:
    found = value.get("coordinates")
    return value.get("type") == "Point" and isinstance(found, list) and len(found) >= 2


def _text(value: Any) -> str:
    if value is None or isinstance(value, list | dict):
        return "" if value is None else clean_cell(json.dumps(value, ensure_ascii=False))
    return str(value).lower() if isinstance(value, bool) else clean_cell(str(value))
