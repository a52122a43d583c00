"""The exports: assessment.json, quantities.csv, claims.csv, forecast.parquet, lineage.json, byte for byte repeatable.

A text cell of a CSV that a spreadsheet would run as a formula (it begins with = + - @, a tab or a return, and is not a
number) is written with an apostrophe before it, as OWASP advises against "CSV injection": claims quote strangers, and
analysts open them in spreadsheets. Numbers are never touched, so a negative figure stays a figure.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pyrrhus.claims.ledger import LEDGER_COLUMNS
from pyrrhus.files.csv_lines import csv_lines
from pyrrhus.judge.findings import QUANTILES
from pyrrhus.judge.words import publish, quantile_column

if TYPE_CHECKING:
    import pyarrow
    import xarray

    from pyrrhus.judge.findings import Findings

CLAIM_COLUMNS = (*LEDGER_COLUMNS, "known_on", "echo_of", "flags", "weight")
QUANTITY_COLUMNS = (
    "quantity",
    "side",
    "place",
    "period_from",
    "period_to",
    "unit",
    *map(quantile_column, QUANTILES),
    "claims",
    "weights",
)

SIGNIFICANT_DIGITS = 6


@cache
def assessment_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of assessment.json; do not change the dict that comes back."""
    return json.loads(files("pyrrhus.present").joinpath("assessment.schema.json").read_text(encoding="utf-8"))


def plain(value: Any) -> Any:
    """A value as JSON carries it: floats to 6 significant digits, dates in ISO form, numpy scalars as Python's.

    Raises ValueError for a number that JSON has no form for (NaN, infinity), TypeError for anything that is not data.
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "tolist") and not isinstance(value, float):
        return plain(value.tolist())
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} has no place in JSON; what is unknown is null")
        number = float(f"{value:.{SIGNIFICANT_DIGITS}g}")
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    raise TypeError(f"{type(value).__name__} is not plain data")


def arrange(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> Any:
    """Keys in the order of the schema, then by name, so that equal documents give equal bytes."""
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if isinstance(value, list):
        return [arrange(item, schema.get("items", {}), root) for item in value]
    if not isinstance(value, dict):
        return value
    known = schema.get("properties", {})
    other = schema.get("additionalProperties", {})
    other = other if isinstance(other, Mapping) else {}
    names = [name for name in known if name in value] + sorted(name for name in value if name not in known)
    return {name: arrange(value[name], known.get(name, other), root) for name in names}


def document_json(document: Mapping[str, Any]) -> str:
    """assessment.json as text: two spaces, UTF-8, the keys in the order of the schema."""
    schema = assessment_schema()
    return json.dumps(arrange(plain(document), schema, schema), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def lineage_json(lineage: Mapping[str, Any]) -> str:
    """lineage.json as text, keys by name."""
    return json.dumps(plain(lineage), ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False) + "\n"


def harmless(text: str) -> str:
    """The text of a cell, with an apostrophe before what a spreadsheet would take for a formula."""
    if len(text) < 2 or text[0] not in "=+-@\t\r":
        return text
    try:
        float(text)
    except ValueError:
        return "'" + text
    return text


def csv_cell(value: Any) -> str:
    """One value as CSV text: empty for unknown, lists joined by "; ", dicts as key=value, floats to 6 digits."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, Mapping):
        return harmless("; ".join(f"{key}={csv_cell(value[key])}" for key in sorted(value)))
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value) if isinstance(value, (set, frozenset)) else value
        return harmless("; ".join(str(item) for item in items))
    return str(plain(value))


def csv_text(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """A table as CSV: the named columns, then any other key of the rows by name; LF at line ends."""
    rows = list(rows)
    extra = sorted({key for row in rows for key in row} - set(columns))
    header = [*columns, *extra]
    return csv_lines([header, *([csv_cell(row.get(column)) for column in header] for row in rows)])


def claims_csv(claims: Iterable[Mapping[str, Any]]) -> str:
    """claims.csv as text; a categorical claim carries its word in `value`, as in the file it was read from."""
    rows = []
    for claim in claims:
        row = {key: item for key, item in claim.items() if key not in ("category", "line")}
        if row.get("value") is None:
            row["value"] = claim.get("category")
        rows.append(row)
    return csv_text(rows, CLAIM_COLUMNS)


def quantities_csv(quantities: Iterable[Mapping[str, Any]]) -> str:
    """quantities.csv as text: one fused quantity and period a row."""
    return csv_text(quantities, QUANTITY_COLUMNS)


def hub_table(findings: Findings) -> pyarrow.Table:
    """The forecast in hubverse's model-output columns, one row a number.

    `location` is the scenario, the cell or the event; `horizon` counts days from the reference date; `output_type` is
    mean (a probability is the mean of a yes-or-no target), quantile or cdf, where `output_type_id` is the level or, for
    the day of an event, the day. What is unknown has no row. Source: hubverse.io, "Model output".
    """
    import pyarrow

    rows = _HubRows(str(findings.document["scenario"]), date.fromisoformat(findings.document["as_of"]))
    forecast = findings.forecast
    for name in sorted(str(variable) for variable in forecast.data_vars):
        rows.add(name, forecast[name])
    return rows.table(pyarrow)


def published_table(document: Mapping[str, Any]) -> pyarrow.Table | None:
    """The published curve of the fall in the same columns; None where nothing is published beside the campaigns'."""
    import pyarrow

    published = document.get("published")
    if not published:
        return None
    reference = date.fromisoformat(document["as_of"])
    rows = _HubRows(str(document["scenario"]), reference)
    for point in published["cdf"]:
        day = (date.fromisoformat(point["date"]) - reference).days
        rows.add_day_of_event(str(document["event"]["id"]), int(document["horizon_days"]), day, point["probability"])
    return rows.table(pyarrow)


class _HubRows:
    """Collects the columns of the hub's table."""

    def __init__(self, scenario: str, reference: date) -> None:
        self.scenario = scenario
        self.reference = reference
        self.target: list[str] = []
        self.location: list[str] = []
        self.horizon: list[int] = []
        self.end: list[date] = []
        self.kind: list[str] = []
        self.kind_id: list[str | None] = []
        self.value: list[float] = []

    def _row(self, target: str, location: str, day: int, kind: str, kind_id: str | None, value: float) -> None:
        if math.isnan(value):
            return
        self.target.append(target)
        self.location.append(location)
        self.horizon.append(day)
        self.end.append(self.reference + timedelta(days=day))
        self.kind.append(kind)
        self.kind_id.append(kind_id)
        self.value.append(float(f"{value:.{SIGNIFICANT_DIGITS}g}"))

    def add(self, name: str, variable: xarray.DataArray) -> None:
        dims = set(variable.dims)
        if "observed_date" in dims:
            return
        if dims == {"event", "day"}:
            array = variable.transpose("event", "day")
            days = [int(day) for day in array["day"].values]
            for event, line in zip(array["event"].values, array.values.tolist(), strict=True):
                for day, value in zip(days, line, strict=True):
                    self.add_day_of_event(str(event), days[-1], day, publish(value))
        elif dims == {"date", "cell"}:
            array = variable.transpose("date", "cell")
            cells = [str(cell) for cell in array["cell"].values]
            for day, line in zip(self._days(array), array.values.tolist(), strict=True):
                for cell, value in zip(cells, line, strict=True):
                    chance = name.endswith("_probability") and not math.isnan(value)
                    self._row(name, cell, day, "mean", None, publish(value) if chance else value)
        elif dims == {"date", "quantile"}:
            self._quantiles(name, variable)
        elif dims == {"side", "date", "quantile"}:
            for side in variable["side"].values:
                self._quantiles(f"{side}_{name}", variable.sel(side=side))

    def add_day_of_event(self, event: str, horizon: int, day: int, chance: float) -> None:
        """The chance that an event has come about by a day."""
        self._row("day_of_event", event, horizon, "cdf", str(day), chance)

    def _quantiles(self, target: str, variable: xarray.DataArray) -> None:
        array = variable.transpose("date", "quantile")
        levels = [f"{level:g}" for level in array["quantile"].values]
        for day, line in zip(self._days(array), array.values.tolist(), strict=True):
            for level, value in zip(levels, line, strict=True):
                self._row(target, self.scenario, day, "quantile", level, value)

    def _days(self, array: xarray.DataArray) -> list[int]:
        stamps = array["date"].values.astype("datetime64[D]").tolist()
        return [(stamp - self.reference).days for stamp in stamps]

    def table(self, pyarrow: Any) -> Any:
        text = pyarrow.string()
        return pyarrow.table(
            {
                "reference_date": pyarrow.array([self.reference] * len(self.value), pyarrow.date32()),
                "target": pyarrow.array(self.target, text),
                "location": pyarrow.array(self.location, text),
                "horizon": pyarrow.array(self.horizon, pyarrow.int32()),
                "target_end_date": pyarrow.array(self.end, pyarrow.date32()),
                "output_type": pyarrow.array(self.kind, text),
                "output_type_id": pyarrow.array(self.kind_id, text),
                "value": pyarrow.array(self.value, pyarrow.float64()),
            }
        )


def parquet_bytes(table: Any) -> bytes:
    """A table as Parquet with fixed settings, so that equal tables give equal bytes."""
    import pyarrow
    import pyarrow.parquet

    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(table, sink, compression="zstd", version="2.6", store_schema=False)
    return sink.getvalue().to_pybytes()


def netcdf_bytes(dataset: xarray.Dataset) -> bytes:
    """A dataset with its attributes as a netCDF file that every reader knows; equal ones give equal bytes."""
    return bytes(dataset.to_netcdf(path=None, engine="scipy", format="NETCDF3_64BIT"))
