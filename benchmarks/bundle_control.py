"""Writes a bundled scenario's control.csv from a folder of dated maps: weekly shares per cell, never polygons.

    python benchmarks/bundle_control.py bakhmut MAPS_FOLDER --until 2023-06-30

Run it again whenever the scenario's centre, wards or tiling change: cells are named by the tiling.
"""

from __future__ import annotations

import argparse
import csv
from datetime import date
from pathlib import Path

from ruamel.yaml import YAML

from pyrrhus.control_map.read import read_maps
from pyrrhus.control_map.weekly_cells import control_csv, control_rows, weekly_dates
from pyrrhus.scenario.schema import TilingOptions
from pyrrhus.terrain.tiling import Tiling, build_tiling

BUNDLED = Path(__file__).parents[1] / "src" / "pyrrhus" / "scenario" / "bundled"
SOURCE = "DeepStateMap"


def tiling_of(folder: Path) -> tuple[Tiling, date, date]:
    """The cells of a scenario folder, its start and its as-of date."""
    written = YAML(typ="safe").load((folder / "scenario.yaml").read_text(encoding="utf-8-sig"))
    with (folder / "places.csv").open(encoding="utf-8-sig", newline="") as handle:
        places = list(csv.DictReader(handle))
    centre = next(p for p in places if p["id"] == written["centre"])
    choice = TilingOptions(**(written.get("tiling") or {}))
    tiling = build_tiling(
        float(centre["lat"]),
        float(centre["lon"]),
        radius_km=choice.radius_km,
        cell_km=choice.cell_km,
        fine_cell_km=choice.fine_cell_km,
        fine_radius_km=choice.fine_radius_km,
        ward_points=[(float(p["lat"]), float(p["lon"])) for p in places if p["kind"] == "ward"],
    )
    start, as_of = (date.fromisoformat(str(written[key])) for key in ("start", "as_of"))
    return tiling, start, as_of


def control_of(folder: Path, maps_folder: Path, *, until: date) -> str:
    """The text of the control.csv of a scenario folder."""
    tiling, start, as_of = tiling_of(folder)
    dates = weekly_dates(start, until, extra=[as_of])
    return control_csv(control_rows(read_maps(maps_folder, until=until), tiling, dates), source=SOURCE)


def bundle(name: str, maps_folder: Path, *, until: date, bundled: Path = BUNDLED) -> str:
    """Writes bundled/NAME/control.csv and says in one line what was written."""
    folder = bundled / name
    text = control_of(folder, maps_folder, until=until)
    (folder / "control.csv").write_text(text, encoding="utf-8", newline="")
    rows = list(csv.DictReader(text.splitlines()))
    known, cells = len({r["cell"] for r in rows}), len(tiling_of(folder)[0].cell_ids)
    return (
        f"{name}: {len(rows)} rows from {rows[0]['date']} to {rows[-1]['date']}, {known} of {cells} cells covered, "
        f"{len(text.encode()) / 1000:.0f} kB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name")
    parser.add_argument("maps", type=Path)
    parser.add_argument("--until", type=date.fromisoformat, required=True)
    parser.add_argument("--bundled", type=Path, default=BUNDLED)
    chosen = parser.parse_args()
    print(bundle(chosen.name, chosen.maps, until=chosen.until, bundled=chosen.bundled))


if __name__ == "__main__":
    main()
