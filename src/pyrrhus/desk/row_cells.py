"""Cells of a row at the desk: which can be changed, what may be picked for each, and whether a row can be confirmed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pydantic import ValidationError

from pyrrhus.claims.ledger import HEDGES, SCOPES, STANCES
from pyrrhus.claims.vocabulary import quantities
from pyrrhus.reading.ledger_rows import DAYS_OF, TOTALS
from pyrrhus.reading.numbers import find_quantities
from pyrrhus.scenario.claim_rows import ClaimRow
from pyrrhus.scenario.csv_reader import CsvRow, typed
from pyrrhus.scenario.schema import SIDES
from pyrrhus.scenario.tables import TABLES

if TYPE_CHECKING:
    from pyrrhus.scenario.schema import Scenario

EDITABLE = (
    "quantity",
    "side",
    "place",
    "low",
    "value",
    "high",
    "hedge",
    "stance",
    "source",
    "speaker",
    "said_on",
    "period_from",
    "period_to",
    "outlet",
    "derived_from",
    "note",
    "scope",
    "counts_from",
)


def choices(name: str, scenario: Scenario | None, cells: Mapping[str, str]) -> list[str]:
    """What may be picked for a cell; empty where any words will do."""
    if name == "quantity":
        return sorted(n for n, quantity in quantities().items() if quantity.kind != "latent")
    if name == "side":
        return ["", *SIDES]
    if name == "hedge":
        return list(HEDGES)
    if name == "scope":
        return ["", *SCOPES]
    if name == "stance":
        return list(STANCES)
    quantity = quantities().get(cells.get("quantity", ""))
    if name == "value" and quantity is not None and not quantity.numeric:
        return list(quantity.categories)
    if scenario is None:
        return []
    if name == "place":
        return ["", *(place.id for place in scenario.places)]
    return sorted(source.id for source in scenario.sources) if name == "source" else []


def set_cell(cells: Mapping[str, str], name: str, text: str) -> dict[str, str]:
    """A row with one cell changed, and what follows from it: a quantity brings its unit, a word is no number, and a
    state or rate of which no period is told holds on the day of saying."""
    changed = {**cells, name: text.strip()}
    if name == "quantity":
        quantity = quantities().get(changed["quantity"])
        changed["unit"] = quantity.unit if quantity is not None else ""
        if (
            quantity is not None
            and quantity.name not in TOTALS
            and not (changed.get("period_from") or changed.get("period_to"))
        ):
            changed |= {"period_from": changed.get("said_on", ""), "period_to": changed.get("said_on", "")}
        if quantity is not None and not quantity.needs_side:
            changed["side"] = ""
        if quantity is not None and not quantity.numeric:
            changed |= {"low": "", "high": "", "hedge": "exactly"}
            if changed["value"] not in quantity.categories:
                changed["value"] = ""
        elif not is_number(changed.get("value", "")):
            changed["value"] = ""
    return changed


def is_number(text: str) -> bool:
    """Whether a cell holds a plain number."""
    return re.fullmatch(r"-?\d+(?:\.\d+)?", text) is not None


def picked(text: str, offered: Sequence[str]) -> tuple[str, ...]:
    """What an answer to a list means: the choice with its number, its name, or the beginning of it; several where it
    begins several, and the words themselves where it begins none."""
    if not offered or text in offered:
        return (text,)
    if text.isdecimal() and len(text) < 4 and 1 <= int(text) <= len(offered):
        return (offered[int(text) - 1],)
    begun = tuple(choice for choice in offered if text and choice.startswith(text.lower()))
    return begun or (text,)


def with_number(cells: Mapping[str, str], words: str) -> dict[str, str]:
    """A row with the first number that stands in some words, where its quantity is one."""
    found = find_quantities(words)
    quantity = quantities().get(cells.get("quantity", ""))
    if not found or quantity is None or not quantity.numeric:
        return dict(cells)
    one = found[0]
    scale = DAYS_OF.get(one.unit.split("/")[0]) if quantity.unit == "days" else None
    shown = {"low": one.low, "value": one.value, "high": one.high}
    if one.hedge in ("exactly", "about"):
        shown |= {"low": None, "high": None}
    else:
        shown["value"] = None
    plain = {
        name: "" if number is None else f"{number if scale is None else round(number * scale):.12g}"
        for name, number in shown.items()
    }
    return {**cells, **plain, "hedge": one.hedge}


def completed(cells: Mapping[str, str]) -> dict[str, str]:
    """A row as it is confirmed: a source that nobody listed gets an id of its own from who speaks."""
    done = {**cells, "confirmed": "yes"}
    if not done.get("source"):
        name = done.get("speaker") or done.get("outlet") or ""
        done["source"] = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:60]
    if done.get("quantity") and not done.get("hedge"):
        done["hedge"] = "exactly"
    return done


def faults(cells: Mapping[str, str], scenario: Scenario | None) -> list[str]:
    """Why a row cannot be confirmed as it is; empty where it can."""
    columns = TABLES["claims"].columns
    row = CsvRow(0, {name: text for name, text in cells.items() if any(c.name == name for c in columns)})
    values, problems = typed(row, columns, file="claims.csv")
    found = [f"{problem.what}: {problem.fix}" for problem in problems]
    if found:
        return found
    try:
        ClaimRow(**values)
    except ValidationError as error:
        found += [f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors()]
    quantity = quantities().get(cells.get("quantity", ""))
    if quantity is None:
        return [*found, f"quantity: {cells.get('quantity')!r} is not in the vocabulary"]
    if quantity.needs_side and not cells.get("side"):
        found.append(f"side: {quantity.name} is somebody's")
    if quantity.numeric and not any(cells.get(name) for name in ("low", "value", "high")):
        found.append(f"value: {quantity.name} is a number")
    if not quantity.numeric and cells.get("value") not in quantity.categories:
        found.append(f"value: one of {', '.join(quantity.categories)}")
    if cells.get("place") and scenario is not None and cells["place"] not in {p.id for p in scenario.places}:
        found.append(f"place: {cells['place']!r} is no place of the scenario")
    return found
