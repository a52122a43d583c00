"""What a model refuses, in words: pydantic's errors as problems with a fix."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pyrrhus.scenario.nearest import advise, shown

LIMITS = {"greater_than_equal": "ge", "greater_than": "gt", "less_than_equal": "le", "less_than": "lt"}
LIMIT_WORDS = {"ge": "not below", "gt": "above", "le": "not above", "lt": "below"}


def say(error: Mapping[str, Any], *, valid_keys: tuple[str, ...] = ()) -> tuple[str, str, str]:
    """One entry of `ValidationError.errors()` as (what, fix, name of the check)."""
    kind, found, context = error["type"], shown(error.get("input")), error.get("ctx", {})
    name = shown(error["loc"][-1]) if error["loc"] else "the value"
    if kind == "missing":
        return f"{name} is missing", f"add {name}", "yaml_missing_key"
    if kind == "extra_forbidden":
        fix = advise(name, valid_keys) if valid_keys else "remove it"
        return f"there is no key called {shown(name)}", fix, "yaml_unknown_key"
    if kind == "literal_error":
        valid = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return f"{name} '{found}' is not known", advise(found, valid), "cell_choice"
    if kind in LIMITS:
        limit = context.get(LIMITS[kind])
        return f"{name} is {found}", f"write a number {LIMIT_WORDS[LIMITS[kind]]} {limit:g}", "cell_range"
    if kind == "string_pattern_mismatch":
        if r"\d" in str(context.get("pattern", "")):
            return f"{name} is '{found}'", "write a month and a day as MM-DD, such as 03-01", "cell_date"
        return (f"{name} '{found}' is not an id", "write letters, digits, and . : _ - only, without spaces", "cell_id")
    if kind == "string_too_long":
        return f"{name} '{found}' is too long", f"write at most {context.get('max_length')} characters", "cell_id"
    if kind == "string_too_short":
        return f"{name} is empty", f"write the {name}", "cell_empty"
    if kind == "value_error":
        return f"{name} {context.get('error')}", "write the one that is meant", "yaml_type"
    if kind.startswith("date"):
        return f"{name} is '{found}'", "write a day as YYYY-MM-DD", "cell_date"
    if kind.startswith("int"):
        return f"{name} is '{found}'", "write a whole number", "cell_number"
    if kind.startswith("float") or kind == "finite_number":
        return f"{name} is '{found}'", "write a number", "cell_number"
    if kind.startswith("string"):
        return f"{name} is {found}, not text", "write text in double quotes", "yaml_type"
    if kind in ("dict_type", "model_type", "model_attributes_type", "mapping_type"):
        return f"{name} is '{found}'", f"write keys and values below {name}:", "yaml_type"
    if kind in ("tuple_type", "list_type"):
        return f"{name} is '{found}'", f"write a list below {name}:, each item after a dash", "yaml_type"
    return f"{name} is '{found}'", f"correct it ({shown(error.get('msg', kind))})", "yaml_type"
